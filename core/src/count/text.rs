//! What happens to a text before it is counted and sent.

use std::borrow::Cow;

/// The text as it is sent: CRLF and CR become LF. Borrowed where nothing changes.
///
/// [`count`](super::count()) and [`split`](super::split()) apply this rule themselves.
///
/// ```
/// use mitto_core::count::normalise;
///
/// assert_eq!(normalise("one\r\ntwo\rthree\n"), "one\ntwo\nthree\n");
/// ```
#[must_use]
pub fn normalise(text: &str) -> Cow<'_, str> {
    if !text.as_bytes().contains(&b'\r') {
        return Cow::Borrowed(text);
    }
    let mut normal = String::with_capacity(text.len());
    let mut after_cr = false;
    for c in text.chars() {
        match c {
            '\r' => normal.push('\n'),
            '\n' if after_cr => {}
            _ => normal.push(c),
        }
        after_cr = c == '\r';
    }
    Cow::Owned(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_lf() {
        for (text, expected) in [
            ("", ""),
            ("\r", "\n"),
            ("\r\n", "\n"),
            ("\n\r", "\n\n"),
            ("\r\r\n", "\n\n"),
            ("\r\n\n", "\n\n"),
            ("a\r\nb\rc\nd", "a\nb\nc\nd"),
            ("é\r😀", "é\n😀"),
        ] {
            assert_eq!(normalise(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_text_without_cr_is_not_copied() {
        assert!(matches!(normalise("a\nb"), Cow::Borrowed("a\nb")));
    }
}
