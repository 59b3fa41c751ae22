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
    let mut lines = text.split('\r');
    // `split` gives at least one piece; exactly one means that there is no CR.
    let first = lines.next().unwrap_or_default();
    if first.len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mut normal = String::with_capacity(text.len());
    normal.push_str(first);
    for line in lines {
        normal.push('\n');
        normal.push_str(line.strip_prefix('\n').unwrap_or(line));
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
