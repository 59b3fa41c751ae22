//! The GSM 7 bit default alphabet and its extension table, and what a character costs.
//!
//! Source: 3GPP TS 23.038 sections 6.2.1 and 6.2.1.1. The same assignments are in Unicode's
//! `ETSI/GSM0338.TXT`, except that 0x09 is read here as the capital `Ç`, which is what the
//! specification prints; the small `ç` is not in the alphabet.

/// Section 6.2.1, indexed by septet. 0x1B is no character: it escapes to the extension table.
#[rustfmt::skip]
const BASIC: [char; 128] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å',
    'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', ESCAPE, 'Æ', 'æ', 'ß', 'É',
    ' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
    '¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§',
    '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
];

/// Section 6.2.1.1. Each is sent as the escape and one more septet, so it costs two.
const EXTENSION: [char; 10] = ['\u{c}', '^', '{', '}', '\\', '[', '~', ']', '|', '€'];

const ESCAPE: char = '\u{1b}';

/// What one character costs, in either encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CharClass {
    /// In the GSM-7 basic table: 1 septet, 1 UTF-16 unit.
    Basic,
    /// In the GSM-7 extension table: 2 septets, 1 UTF-16 unit.
    Extension,
    /// Not in GSM-7, in the basic plane of Unicode: 1 UTF-16 unit.
    Unicode,
    /// Not in GSM-7, above the basic plane: 2 UTF-16 units.
    Astral,
}

impl CharClass {
    /// Septets in GSM-7, or `None` where the character makes its text UCS-2.
    #[must_use]
    pub const fn septets(self) -> Option<u8> {
        match self {
            Self::Basic => Some(1),
            Self::Extension => Some(2),
            Self::Unicode | Self::Astral => None,
        }
    }

    /// UTF-16 units in UCS-2.
    #[must_use]
    pub const fn utf16_units(self) -> u8 {
        match self {
            Self::Basic | Self::Extension | Self::Unicode => 1,
            Self::Astral => 2,
        }
    }
}

/// What `c` costs. Constant time: one table entry up to U+00FF, one `match` above.
#[must_use]
#[inline]
pub fn classify(c: char) -> CharClass {
    match c {
        '\0'..='\u{ff}' => LATIN_1
            .get(c as usize)
            .copied()
            .unwrap_or(CharClass::Unicode),
        // What the two tables hold beyond U+00FF; a test compares.
        'Γ' | 'Δ' | 'Θ' | 'Λ' | 'Ξ' | 'Π' | 'Σ' | 'Φ' | 'Ψ' | 'Ω' => CharClass::Basic,
        '€' => CharClass::Extension,
        '\u{100}'..='\u{ffff}' => CharClass::Unicode,
        _ => CharClass::Astral,
    }
}

/// The two tables turned round, for U+0000 to U+00FF.
static LATIN_1: [CharClass; 256] = by_code_point();

// Runs while compiling, where an index out of bounds is a compile error; the lint on
// indexing has nothing to protect here.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
const fn by_code_point() -> [CharClass; 256] {
    let mut classes = [CharClass::Unicode; 256];
    let mut i = 0;
    while i < BASIC.len() {
        let c = BASIC[i] as usize;
        if c < classes.len() && BASIC[i] as u32 != ESCAPE as u32 {
            classes[c] = CharClass::Basic;
        }
        i += 1;
    }
    let mut i = 0;
    while i < EXTENSION.len() {
        let c = EXTENSION[i] as usize;
        if c < classes.len() {
            classes[c] = CharClass::Extension;
        }
        i += 1;
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_the_class_its_table_gives_it() {
        for c in '\0'..='\u{1ffff}' {
            let expected = if BASIC.contains(&c) && c != ESCAPE {
                CharClass::Basic
            } else if EXTENSION.contains(&c) {
                CharClass::Extension
            } else if c.len_utf16() == 1 {
                CharClass::Unicode
            } else {
                CharClass::Astral
            };
            assert_eq!(classify(c), expected, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn the_alphabet_has_127_characters_and_none_twice() {
        let mut all: Vec<char> = BASIC.iter().chain(&EXTENSION).copied().collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 128 + 10);
        assert!(all.contains(&'Ç') && !all.contains(&'ç'));
    }

    #[test]
    fn astral_is_what_takes_two_units() {
        for c in ['a', '€', 'ж', '\u{fffd}', '\u{10000}', '😀'] {
            assert_eq!(
                usize::from(classify(c).utf16_units()),
                c.len_utf16(),
                "{c:?}"
            );
        }
    }
}
