//! What kinds of characters a shape is made of.

use crate::campaign::steps::Width;
use crate::count::{CharClass, Meaning, classify, replacement};

/// What kind of character stands in a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of the regular alphabet.
    Basic,
    /// Of its extension: two septets.
    Extension,
    /// Not regular, one UTF-16 unit.
    Unicode,
    /// Not regular, two units that are not parted.
    Pair,
    /// A letter of one unit that has so many regular ones (1 to 3) as a look-alike.
    Letter(u8),
    /// A letter of two units that has one regular one.
    PairLetter,
    /// A letter and a combining mark that are one regular letter together.
    Marked,
    /// Typography.
    Typography(char, &'static str),
}

impl Kind {
    pub(super) const fn letter(self) -> char {
        match self {
            Kind::Basic => 'b',
            Kind::Extension => 'e',
            Kind::Unicode => 'u',
            Kind::Pair => 'p',
            Kind::Letter(0 | 1) => 'l',
            Kind::Letter(2) => 'd',
            Kind::Letter(_) => 't',
            Kind::PairLetter => 'q',
            Kind::Marked => 'm',
            Kind::Typography(c, _) => c,
        }
    }

    pub(super) fn of_letter(c: char) -> Option<Kind> {
        Some(match c {
            'b' => Kind::Basic,
            'e' => Kind::Extension,
            'u' => Kind::Unicode,
            'p' => Kind::Pair,
            'l' => Kind::Letter(1),
            'd' => Kind::Letter(2),
            't' => Kind::Letter(3),
            'q' => Kind::PairLetter,
            'm' => Kind::Marked,
            c => {
                Kind::of_culprit(c.encode_utf8(&mut [0; 4])).filter(|kind| kind.is_typography())?
            }
        })
    }

    pub(super) const fn is_typography(self) -> bool {
        matches!(self, Kind::Typography(..))
    }

    /// The kind of what is not regular; `None` where nothing says the same.
    pub(super) fn of_culprit(sequence: &str) -> Option<Kind> {
        if sequence.chars().next().is_some_and(is_never_the_same) {
            return None;
        }
        let with = replacement(sequence).filter(|with| with.meaning == Meaning::Same)?;
        let mut chars = sequence.chars();
        let first = chars.next()?;
        if chars.next().is_some() {
            return Some(Kind::Marked);
        }
        let is_sign = |c: char| c.is_ascii_punctuation() || c.is_ascii_whitespace();
        // The one letter that is written with a sign.
        let typography = first != 'ŉ' && (with.text.is_empty() || with.text.contains(is_sign));
        Some(
            match (typography, first.len_utf16(), with.text.chars().count()) {
                (true, ..) => Kind::Typography(first, with.text),
                (false, 2, 1) => Kind::PairLetter,
                (false, 1, letters @ 1..=3) => Kind::Letter(letters as u8),
                _ => return None,
            },
        )
    }

    /// As it is, and with a look-alike.
    pub(super) fn push(self, n: u32, as_is: &mut Width, replaced: &mut Width) {
        let both = |class, as_is: &mut Width, replaced: &mut Width| {
            as_is.push(class, n);
            replaced.push(class, n);
        };
        match self {
            Kind::Basic => both(CharClass::Basic, as_is, replaced),
            Kind::Extension => both(CharClass::Extension, as_is, replaced),
            Kind::Unicode => both(CharClass::Unicode, as_is, replaced),
            Kind::Pair => both(CharClass::Astral, as_is, replaced),
            Kind::Letter(letters) => {
                as_is.push(CharClass::Unicode, n);
                replaced.push(CharClass::Basic, n.saturating_mul(letters.into()));
            }
            Kind::PairLetter => {
                as_is.push(CharClass::Astral, n);
                replaced.push(CharClass::Basic, n);
            }
            Kind::Marked => {
                as_is.push(CharClass::Unicode, n.saturating_mul(2));
                replaced.push(CharClass::Basic, n);
            }
            Kind::Typography(c, text) => {
                as_is.push(classify(c), n);
                text.chars().for_each(|c| replaced.push(classify(c), n));
            }
        }
    }
}

/// Whether nothing says the same as this letter: those of names, without a look into the tables. It need not know
/// all of them.
pub(super) const fn is_never_the_same(c: char) -> bool {
    match c {
        '×' | '÷' | 'Ĳ' | 'ĳ' | 'ŉ' => false,
        'À'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => true,
        // Greek that is small, Cyrillic, Armenian, Hebrew, Arabic.
        'ά'..='ώ' | '\u{400}'..='\u{600}' | '\u{620}'..='\u{6ff}' => true,
        // India's scripts, Thai; Japanese and Chinese, Korean; pictures.
        '\u{900}'..='\u{e7f}' | '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        '\u{1f300}'..='\u{1faff}' => true,
        _ => false,
    }
}
