//! Counting UTF-8: one pass over the bytes, first looking for what is not GSM-7, and from
//! there on only at how long each character is.

use super::counter::Counter;
use super::gsm7::{CharClass, classify};
use super::result::{Count, Encoding};
use super::scan;

/// What `text` costs. Never fails: a text of too many segments says so
/// ([`Count::too_long`]).
///
/// ```
/// use mitto_core::count::{Encoding, count};
///
/// let hello = count("Grüße für 5 €");
/// assert_eq!(hello.encoding(), Encoding::Gsm7);
/// assert_eq!((hello.characters(), hello.units(), hello.segments()), (13, 14, 1));
/// ```
#[must_use]
pub fn count(text: &str) -> Count {
    let mut counter = Counter::new();
    counter.push_str(text);
    counter.count()
}

impl Counter {
    /// Adds a piece of text. A CRLF that two pieces share is still one line end.
    pub fn push_str(&mut self, text: &str) {
        let rest = match self.encoding {
            Encoding::Gsm7 => self.push_gsm7(text),
            Encoding::Ucs2 => text,
        };
        if !rest.is_empty() {
            self.turn_ucs2();
            self.push_ucs2(rest.as_bytes());
        }
    }

    /// Adds what is GSM-7 at the beginning of `text` and returns the rest.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "a run counts bytes of the text at most"
    )]
    fn push_gsm7<'t>(&mut self, text: &'t str) -> &'t str {
        let mut rest = text;
        if self.after_cr && !text.is_empty() {
            self.after_cr = false;
            rest = text.strip_prefix('\n').unwrap_or(text);
        }
        let mut run = 0;
        loop {
            let plain = scan::plain_prefix(rest.as_bytes());
            run += plain;
            rest = rest.get(plain..).unwrap_or_default();
            let mut chars = rest.chars();
            let Some(c) = chars.next() else { break };
            match classify(c) {
                CharClass::Basic => run += 1,
                CharClass::Extension => {
                    self.ones(run);
                    self.pair();
                    run = 0;
                }
                CharClass::Unicode | CharClass::Astral => break,
            }
            rest = chars.as_str();
            if c == '\r' {
                self.after_cr = rest.is_empty();
                rest = rest.strip_prefix('\n').unwrap_or(rest);
            }
        }
        self.ones(run);
        rest
    }

    /// Adds UTF-8 once the text is UCS-2. Only how long a character is matters now, and
    /// its first byte tells.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "a run counts bytes of the text at most"
    )]
    fn push_ucs2(&mut self, utf8: &[u8]) {
        let (words, tail) = utf8.as_chunks::<8>();
        let mut run = 0;
        for bytes in words {
            let word = scan::Utf8Word::new(*bytes);
            if word.has_cr || self.after_cr {
                self.ones(run);
                run = 0;
                self.push_ucs2_bytes(bytes);
            } else if word.pairs == 0 {
                run += word.begins.count_ones() as usize;
            } else {
                let mut begins = word.begins;
                while begins != 0 {
                    let first = begins & begins.wrapping_neg();
                    if word.pairs & first == 0 {
                        run += 1;
                    } else {
                        self.ones(run);
                        run = 0;
                        self.pair();
                    }
                    begins ^= first;
                }
            }
        }
        self.ones(run);
        self.push_ucs2_bytes(tail);
    }

    fn push_ucs2_bytes(&mut self, bytes: &[u8]) {
        for &b in bytes {
            match b {
                0x80..0xc0 => continue, // goes on with a character that was counted
                b'\n' if self.after_cr => {}
                0xf0.. => self.pair(),
                _ => self.ones(1),
            }
            self.after_cr = b == b'\r';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_count_like_the_whole() {
        for (pieces, characters) in [
            (["a\r", "\nb"], 3),
            (["a\r", "b"], 3),
            (["ж\r", "\nb"], 3),
            (["a\r", "\nж"], 3),
            (["a\r", "ж\n"], 4),
            (["\r", ""], 1),
        ] {
            let mut counter = Counter::new();
            pieces.iter().for_each(|piece| counter.push_str(piece));
            assert_eq!(counter.count(), count(&pieces.concat()), "{pieces:?}");
            assert_eq!(counter.count().characters(), characters, "{pieces:?}");
        }
        let mut counter = Counter::new();
        counter.push('\r');
        counter.push_str("");
        counter.push_str("\n");
        counter.push('\n');
        assert_eq!(counter.count().characters(), 2);
    }
}
