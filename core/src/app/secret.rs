//! What is shown once, right after it is made, to be copied.

use super::event::Effect;
use super::sheet::Sheet;

/// A text that nobody can look up again.
pub(super) struct Secret {
    text: String,
    /// Whether it was copied; none: not yet asked.
    copied: Option<bool>,
}

impl Secret {
    pub(super) const fn new(text: String) -> Secret {
        Secret { text, copied: None }
    }

    /// Copies it.
    pub(super) fn copy(&self) -> Effect {
        let text = self.text.clone();
        Effect::Copy { text }
    }

    /// The clipboard has answered: 0 where the browser does not let us.
    pub(super) fn copied(&mut self, status: u16) -> Vec<Effect> {
        self.copied = Some(status != 0);
        match status {
            0 => Vec::new(),
            _ => vec![Effect::announce("Copied.")],
        }
    }

    /// Draws it into the box that is called as it is; nothing stays there once it is closed.
    pub(super) fn draw(secret: Option<&Secret>, sheet: &mut Sheet, name: &'static str) {
        let copied = secret.and_then(|it| it.copied);
        let refused = [
            "Your browser does not let this page copy. Select the ",
            name,
            " and copy it.",
        ]
        .concat();
        sheet
            .value(name, secret.map_or("", |it| it.text.as_str()))
            .note(
                "copy-problem",
                (copied == Some(false)).then_some(refused.as_str()),
            )
            .text(
                "copy",
                if copied == Some(true) {
                    "Copied"
                } else {
                    "Copy"
                },
            );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_shown_once_and_whether_it_was_copied_is_said() {
        let draw = |secret: Option<&Secret>| {
            let mut sheet = Sheet::new();
            Secret::draw(secret, &mut sheet, "key");
            sheet
        };
        let mut secret = Secret::new("s3cret".to_owned());
        assert_eq!(secret.copied(0), []);
        let sheet = draw(Some(&secret));
        assert!(sheet.reads("copy-problem").contains("Select the key"));
        assert_eq!(secret.copied(200), [Effect::announce("Copied.")]);
        let sheet = draw(Some(&secret));
        assert_eq!(sheet.reads("copy"), "Copied");
        assert!(!sheet.shows("copy-problem") && format!("{sheet:?}").contains("s3cret"));
        assert!(!format!("{:?}", draw(None)).contains("s3cret"));
    }
}
