//! The state of counting: what was seen so far, and where it puts the next character.

use super::gsm7::{CharClass, classify};
use super::pack::Packer;
use super::result::{Count, Encoding};

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
    pub(super) encoding: Encoding,
    characters: usize,
    units: usize,
    packer: Packer,
    /// The last character was a CR, so an LF now belongs to it.
    pub(super) after_cr: bool,
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

    /// Makes the text UCS-2 if it was GSM-7 so far.
    #[inline]
    pub(super) fn turn_ucs2(&mut self) {
        if self.encoding == Encoding::Gsm7 {
            self.start_again_as_ucs2();
        }
    }

    /// Each GSM-7 character is one UTF-16 unit, so nothing has to be read again: where the
    /// segments end now follows from how many characters there are.
    #[cold]
    fn start_again_as_ucs2(&mut self) {
        self.encoding = Encoding::Ucs2;
        self.units = self.characters;
        self.packer = Packer::new(Encoding::Ucs2.limit_of_several());
        self.packer.fill(self.characters);
    }

    /// Adds `n` characters of one unit each.
    #[inline]
    pub(super) fn ones(&mut self, n: usize) {
        self.add(n, n);
        self.packer.fill(n);
    }

    /// Adds one character of two units.
    #[inline]
    pub(super) fn pair(&mut self) {
        self.add(1, 2);
        self.packer.pair();
    }

    // No text is that long, but `n` need not come from a text.
    #[inline]
    fn add(&mut self, characters: usize, units: usize) {
        self.characters = self.characters.saturating_add(characters);
        self.units = self.units.saturating_add(units);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{count, count_utf16};
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
        counter.push('\r');
        counter.push_class(CharClass::Basic, 1);
        counter.push('\n'); // a line end of its own
        assert_eq!(counter.count().characters(), 3);
        let mut counter = Counter::new();
        counter.push_class(CharClass::Astral, 0);
        assert_eq!(counter.count(), count(""));
    }

    #[test]
    fn a_text_too_long_is_counted_all_the_same() {
        let longest = count(&"a".repeat(255 * 153));
        assert_eq!((longest.segments(), longest.too_long()), (255, false));
        let longer = count(&"a".repeat(255 * 153 + 1));
        assert_eq!((longer.segments(), longer.too_long()), (256, true));
        assert_eq!(longer.units_per_segment(), [153; 255]);
        let mut endless = Counter::new();
        (0..100).for_each(|_| endless.push_class(CharClass::Unicode, usize::MAX));
        endless.push('😀');
        assert!(endless.count().too_long());
    }
}
