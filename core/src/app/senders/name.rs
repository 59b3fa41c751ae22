//! What is typed in the editor of a sender, and what to say about it while it is typed.

use crate::sender::{SenderError, SenderId, SenderKind};

/// What is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) struct Draft {
    pub(super) kind: SenderKind,
    pub(super) name: String,
}

impl Default for Draft {
    fn default() -> Draft {
        Draft {
            kind: SenderKind::Branded,
            name: String::new(),
        }
    }
}

impl Draft {
    /// A box was edited.
    pub(super) fn input(&mut self, name: &str, value: String) {
        match (name, value.as_str()) {
            ("sender", _) => self.name = value,
            ("type", "numeric") => self.kind = SenderKind::Numeric,
            ("type", "branded") => self.kind = SenderKind::Branded,
            _ => {}
        }
    }

    /// The sender that is typed.
    ///
    /// # Errors
    /// What to do about it.
    pub(super) fn read(&self) -> Result<SenderId, String> {
        let name = self.name.trim();
        match (self.kind, name.parse::<SenderId>()) {
            (SenderKind::Numeric, _) if name.chars().any(not_of_a_number) => {
                Err("A numeric sender has digits only, and may begin with a +.".to_owned())
            }
            (SenderKind::Branded, Ok(id)) if id.kind() == SenderKind::Numeric => Err(
                "A branded sender needs at least one letter. For a number, choose Numeric."
                    .to_owned(),
            ),
            // Digits, but more of them than a number has: the chosen kind says what is wrong.
            (SenderKind::Branded, Err(SenderError::TooLong { length, .. })) => {
                let kind = SenderKind::Branded;
                Err(SenderError::TooLong { kind, length }.to_string())
            }
            (_, read) => read.map_err(|why| why.to_string()),
        }
    }

    /// What to say while it is typed: nothing of a box that is still empty.
    pub(super) fn hint(&self) -> Option<String> {
        let blank = matches!(self.name.trim(), "" | "+");
        self.read().err().filter(|_| !blank)
    }

    /// How many characters count towards the limit: the plus of a number does not.
    fn length(&self) -> usize {
        let name = self.name.trim();
        match self.kind {
            SenderKind::Numeric => name.strip_prefix('+').unwrap_or(name),
            SenderKind::Branded => name,
        }
        .chars()
        .count()
    }

    pub(super) fn is_over(&self) -> bool {
        self.length() > self.kind.limit()
    }

    /// `7 / 11`
    pub(super) fn count(&self) -> String {
        let numbers = [self.length(), self.kind.limit()].map(|number| number.to_string());
        numbers.join(" / ")
    }
}

fn not_of_a_number(c: char) -> bool {
    !c.is_ascii_digit() && c != '+'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: SenderKind, name: &str) -> Option<String> {
        let name = name.to_owned();
        let draft = Draft { kind, name };
        draft.hint()
    }

    #[test]
    fn what_is_typed_is_judged_by_the_kind_that_is_chosen() {
        use SenderKind::{Branded, Numeric};
        for (kind, name) in [
            (Branded, "MITTO-SMS"),
            (Branded, "1st"),
            (Branded, ""),
            (Numeric, "+44776543210"),
            (Numeric, "+"),
            (Numeric, "123456789012345"),
        ] {
            assert_eq!(said(kind, name), None, "{name}");
        }
        for (kind, name, why) in [
            (Branded, "MITTO SMS", "without spaces"),
            (Branded, "ABCDEFGHIJKL", "this has 12"),
            (Branded, "1234567", "choose Numeric"),
            (Branded, "1234567890123456", "limit is 11"),
            (Branded, "Müller", "not “ü”"),
            (Numeric, "MITTO", "digits only"),
            (Numeric, "12+3", "not “+”"),
            (Numeric, "1234567890123456", "15 digits; this has 16"),
        ] {
            let said = said(kind, name).unwrap_or_default();
            assert!(said.contains(why), "{name}: {said}");
        }
    }
}
