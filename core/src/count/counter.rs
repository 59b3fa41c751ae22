//! Counting: one pass, no allocation.

use super::gsm7::{CharClass, classify};
use super::pack::Packer;
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

/// What a text in UTF-16, as JavaScript has it, costs. A lone surrogate counts as U+FFFD,
/// which is what it becomes when the text is sent.
#[must_use]
pub fn count_utf16(units: &[u16]) -> Count {
    let mut counter = Counter::new();
    counter.push_utf16(units);
    counter.count()
}

/// Counts a text that comes in pieces, without putting them together.
///
/// ```
/// use mitto_core::count::{CharClass, Counter};
///
/// let mut counter = Counter::new();
/// counter.push_str("Hello ");
/// counter.push_class(CharClass::Basic, 10); // a name nobody knows yet
/// counter.push('!');
/// assert_eq!(counter.count().units(), 17);
/// ```
#[derive(Clone, Debug)]
pub struct Counter {
    encoding: Encoding,
    characters: usize,
    units: usize,
    packer: Packer,
    /// The last character was a CR, so an LF now belongs to it.
    after_cr: bool,
}

impl Default for Counter {
    fn default() -> Self {
        Self::new()
    }
}

impl Counter {
    /// Nothing counted yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            encoding: Encoding::Gsm7,
            characters: 0,
            units: 0,
            packer: Packer::new(Encoding::Gsm7.limit_of_several()),
            after_cr: false,
        }
    }

    /// Adds one character.
    pub fn push(&mut self, c: char) {
        if c == '\n' && self.after_cr {
            self.after_cr = false;
            return;
        }
        self.push_class(classify(c), 1);
        self.after_cr = c == '\r';
    }

    /// Adds `n` characters of one class: all that matters of a text whose letters are
    /// not at hand.
    pub fn push_class(&mut self, class: CharClass, n: usize) {
        if n == 0 {
            return;
        }
        self.after_cr = false;
        if class.septets().is_none() {
            self.turn_ucs2();
        }
        let two_units = match self.encoding {
            Encoding::Gsm7 => class == CharClass::Extension,
            Encoding::Ucs2 => class == CharClass::Astral,
        };
        if two_units {
            (0..n).for_each(|_| self.pair());
        } else {
            self.ones(n);
        }
    }

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

    /// The count of what was added so far; more may follow.
    #[must_use]
    pub fn count(&self) -> Count {
        let (mut segments, mut per_segment) = self.packer.clone().finish();
        // The packer fills segments of several. A message of one has room for more.
        if self.units <= usize::from(self.encoding.limit())
            && let Some(first) = per_segment.first_mut()
        {
            // Fits a u8 because the limit does.
            *first = self.units as u8;
            segments = segments.min(1);
        }
        Count {
            encoding: self.encoding,
            characters: self.characters,
            units: self.units,
            segments,
            per_segment,
        }
    }

    /// Adds what is GSM-7 at the beginning of `text` and returns the rest.
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
    fn push_ucs2(&mut self, utf8: &[u8]) {
        let (words, tail) = utf8.as_chunks::<8>();
        let mut run = 0;
        for word in words {
            match scan::units_of_one(*word) {
                Some(n) if !self.after_cr => run += n,
                _ => {
                    self.ones(run);
                    run = 0;
                    word.iter().for_each(|&b| self.push_ucs2_byte(b));
                }
            }
        }
        self.ones(run);
        tail.iter().for_each(|&b| self.push_ucs2_byte(b));
    }

    #[inline]
    fn push_ucs2_byte(&mut self, b: u8) {
        match b {
            0x80..0xc0 => return, // goes on with a character that was counted
            b'\n' if self.after_cr => {}
            0xf0.. => self.pair(),
            _ => self.ones(1),
        }
        self.after_cr = b == b'\r';
    }

    /// Adds UTF-16. A surrogate pair must not be spread over two calls.
    fn push_utf16(&mut self, units: &[u16]) {
        let mut rest = units;
        let mut run = 0;
        loop {
            while let Some((four, after)) = rest.split_first_chunk::<4>() {
                let one_unit_each = match self.encoding {
                    Encoding::Gsm7 => scan::is_plain_utf16(*four),
                    Encoding::Ucs2 => scan::is_one_each_utf16(*four),
                };
                if !one_unit_each {
                    break;
                }
                run += 4;
                rest = after;
            }
            let Some((c, after)) = first_char(rest) else {
                break;
            };
            rest = match (c, after.split_first()) {
                ('\r', Some((&0x0a, after_lf))) => after_lf,
                _ => after,
            };
            let class = classify(c);
            if class == CharClass::Basic {
                run += 1;
            } else {
                self.ones(run);
                run = 0;
                self.push_class(class, 1);
            }
        }
        self.ones(run);
    }

    /// Everything so far is GSM-7, so each character is one UTF-16 unit and nothing has to
    /// be read again: where the segments end now follows from how many there are.
    #[cold]
    fn turn_ucs2(&mut self) {
        if self.encoding == Encoding::Gsm7 {
            self.encoding = Encoding::Ucs2;
            self.units = self.characters;
            self.packer = Packer::new(Encoding::Ucs2.limit_of_several());
            self.packer.fill(self.characters);
        }
    }

    /// Adds `n` characters of one unit each.
    #[inline]
    fn ones(&mut self, n: usize) {
        self.characters += n;
        self.units += n;
        self.packer.fill(n);
    }

    /// Adds one character of two units.
    #[inline]
    fn pair(&mut self) {
        self.characters += 1;
        self.units += 2;
        self.packer.pair();
    }
}

/// The first character, a lone surrogate being U+FFFD, and what follows it.
fn first_char(units: &[u16]) -> Option<(char, &[u16])> {
    let mut chars = char::decode_utf16(units.iter().take(2).copied());
    let c = chars.next()?.unwrap_or(char::REPLACEMENT_CHARACTER);
    Some((c, units.get(c.len_utf16()..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, encoding: Encoding, characters: usize, per_segment: &[u8]) {
        let units: usize = per_segment.iter().map(|&u| usize::from(u)).sum();
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let mut counter = Counter::new();
        text.chars().for_each(|c| counter.push(c));
        for count in [count(text), count_utf16(&utf16), counter.count()] {
            assert_eq!(count.encoding(), encoding);
            assert_eq!(count.characters(), characters);
            assert_eq!(count.units(), units);
            assert_eq!(count.segments(), per_segment.len());
            assert_eq!(count.units_per_segment(), per_segment);
            assert!(!count.too_long());
        }
    }

    #[test]
    fn an_empty_text_is_no_segment() {
        check("", Encoding::Gsm7, 0, &[]);
        assert!(count("").is_empty());
        assert!(!count("\n").is_empty());
    }

    #[test]
    fn a_single_segment_holds_more_than_one_of_several() {
        check(&"a".repeat(160), Encoding::Gsm7, 160, &[160]);
        check(&"a".repeat(161), Encoding::Gsm7, 161, &[153, 8]);
        check(&"ж".repeat(70), Encoding::Ucs2, 70, &[70]);
        check(&"ж".repeat(71), Encoding::Ucs2, 71, &[67, 4]);
    }

    #[test]
    fn one_character_turns_the_whole_text() {
        let text = format!("{}ж", "a".repeat(100));
        check(&text, Encoding::Ucs2, 101, &[67, 34]);
        let text = format!("{}😀", "]".repeat(68));
        check(&text, Encoding::Ucs2, 69, &[70]);
    }

    #[test]
    fn a_line_end_is_one_character_however_it_is_written() {
        check("a\r\nb\rc\nd", Encoding::Gsm7, 7, &[7]);
        check("ж\r\nb\rc\nd\r\r\n\n", Encoding::Ucs2, 10, &[10]);
        check(&"\r\n".repeat(160), Encoding::Gsm7, 160, &[160]);
        check(
            &format!("ж{}", "\r\n".repeat(69)),
            Encoding::Ucs2,
            70,
            &[70],
        );
    }

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

    #[test]
    fn a_class_counts_like_its_characters() {
        for (class, c) in [
            (CharClass::Basic, 'a'),
            (CharClass::Extension, '€'),
            (CharClass::Unicode, 'ж'),
            (CharClass::Astral, '😀'),
        ] {
            for before in ["", "a€", "ж"] {
                let mut counter = Counter::new();
                counter.push_str(before);
                counter.push_class(class, 200);
                let text = format!("{before}{}", c.to_string().repeat(200));
                assert_eq!(counter.count(), count(&text), "{before:?} {c:?}");
            }
        }
        let mut counter = Counter::new();
        counter.push_class(CharClass::Astral, 0);
        assert_eq!(counter.count(), count(""));
    }

    #[test]
    fn a_lone_surrogate_is_one_unit() {
        for units in [
            &[0xd83d][..],
            &[0xde00],
            &[0xde00, 0xd83d],
            &[0xd83d, 0xd83d, 0xde00],
            &[0x61, 0xd83d, 0x0d, 0x0a],
        ] {
            let text = String::from_utf16_lossy(units);
            assert_eq!(count_utf16(units), count(&text), "{units:x?}");
        }
    }

    #[test]
    fn a_text_too_long_is_counted_all_the_same() {
        let longest = count(&"a".repeat(255 * 153));
        assert_eq!((longest.segments(), longest.too_long()), (255, false));
        let longer = count(&"a".repeat(255 * 153 + 1));
        assert_eq!((longer.segments(), longer.too_long()), (256, true));
        assert_eq!(longer.units_per_segment(), [153; 255]);
    }
}
