//! Several characters at a time: the runs in which nothing has to be decided.
//!
//! Eight bytes (or four UTF-16 units) are looked at as one integer, with arithmetic that
//! stays inside each lane. It is plain integer code on purpose: it is as quick in
//! WebAssembly, which is compiled for size and without SIMD, and the native compiler turns
//! it into vector instructions by itself.

/// The leading bytes that are one septet of ASCII each and no CR.
#[inline]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "`rest` is an end of `bytes`, and what is added lies in it"
)]
pub(super) fn plain_prefix(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    // A word before each block: where other characters are frequent, most runs end here.
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        let other = not_plain(u64::from_le_bytes(*word));
        if other != 0 {
            // Little end first: the lowest lane is the first byte.
            return bytes.len() - rest.len() + other.trailing_zeros() as usize / 8;
        }
        rest = after;
        while let Some((block, after)) = rest.split_first_chunk::<BLOCK>() {
            if !is_plain_block(block) {
                break;
            }
            rest = after;
        }
    }
    bytes.len() - rest.len() + rest.iter().take_while(|&&b| is_plain(b)).count()
}

/// Whether every byte is one septet of ASCII and no CR.
pub(crate) fn is_all_plain(text: &str) -> bool {
    plain_prefix(text.as_bytes()) == text.len()
}

/// Enough for the native compiler to vectorise, little enough not to hurt a short text.
const BLOCK: usize = 32;

#[inline]
fn is_plain_block(block: &[u8; BLOCK]) -> bool {
    let (words, _) = block.as_chunks::<8>();
    words.iter().fold(0, |other, word| {
        other | not_plain(u64::from_le_bytes(*word))
    }) == 0
}

/// One septet and no CR, which needs a look at what follows it.
const fn is_plain(b: u8) -> bool {
    matches!(b, b' '..=b'Z' | b'a'..=b'z' | b'_' | b'\n')
}

const HIGH_BITS: u64 = splat(0x80);

const fn splat(b: u8) -> u64 {
    u64::from_le_bytes([b; 8])
}

/// The high bit of each byte that is not [`is_plain`].
#[inline]
const fn not_plain(word: u64) -> u64 {
    // Without its high bit a byte is at most 0x7F, so no sum below reaches the next lane.
    let low = word & !HIGH_BITS;
    let plain = (at_least::<b' '>(low) & !at_least::<{ b'Z' + 1 }>(low))
        | (at_least::<b'a'>(low) & !at_least::<{ b'z' + 1 }>(low))
        | equal::<b'_'>(low)
        | equal::<b'\n'>(low);
    (word | !plain) & HIGH_BITS
}

// The constants below are const parameters, because a compiler told to make small code
// would work them out anew for every word.

/// The high bit of each lane of `low` that is `B` or more; the other bits mean nothing.
#[inline]
const fn at_least<const B: u8>(low: u64) -> u64 {
    low.wrapping_add(const { splat(0x80 - B) })
}

/// The high bit of each lane of `low` that is `B`; the other bits mean nothing.
#[inline]
const fn equal<const B: u8>(low: u64) -> u64 {
    !(low ^ const { splat(B) }).wrapping_add(const { splat(0x7f) })
}

/// Eight bytes of UTF-8, which may begin and end inside a character.
#[derive(Clone, Copy)]
pub(super) struct Utf8Word {
    /// The high bit of each byte that begins a character.
    pub(super) begins: u64,
    /// The high bit of each byte that begins a character of two UTF-16 units.
    pub(super) pairs: u64,
    /// Whether there is a CR, so that the bytes have to be looked at one by one.
    pub(super) has_cr: bool,
}

impl Utf8Word {
    #[inline]
    pub(super) const fn new(bytes: [u8; 8]) -> Self {
        let word = u64::from_le_bytes(bytes);
        // A shift brings a lower bit of the same byte under the mask: continuation bytes
        // are 10xxxxxx, and four bytes, that is a surrogate pair, begin with 1111xxxx.
        let continuation = word & !(word << 1);
        let pairs = word & (word << 1) & (word << 2) & (word << 3);
        let cr = equal::<b'\r'>(word & !HIGH_BITS) & !word;
        Self {
            begins: !continuation & HIGH_BITS,
            pairs: pairs & HIGH_BITS,
            has_cr: cr & HIGH_BITS != 0,
        }
    }
}

/// Whether four UTF-16 units are one septet of ASCII each, and no CR.
#[inline]
pub(super) const fn is_plain_utf16(units: [u16; 4]) -> bool {
    let word = utf16_word(units);
    // Below 0x80 the upper byte of each unit is empty, and reads as NUL: not plain.
    word & const { splat_utf16(0xff80) } == 0
        && not_plain(word) & const { splat_utf16(0x0080) } == 0
}

/// Whether four UTF-16 units are one character each, and no CR.
#[inline]
pub(super) const fn is_one_each_utf16(units: [u16; 4]) -> bool {
    let word = utf16_word(units);
    // Surrogates are D800 to DFFF: 11011 in the upper five bits.
    let upper = word & const { splat_utf16(0xf800) };
    !has_unit::<0xd800>(upper) && !has_unit::<0x000d>(word)
}

/// Whether one of four UTF-16 units is `U`.
#[inline]
const fn has_unit<const U: u16>(word: u64) -> bool {
    let high = const { splat_utf16(0x8000) };
    // Zero where equal; the sum brings any other lower bit up to the high one.
    let word = word ^ const { splat_utf16(U) };
    ((word & !high).wrapping_add(!high) | word) & high != high
}

const fn splat_utf16(unit: u16) -> u64 {
    utf16_word([unit; 4])
}

#[inline]
const fn utf16_word([a, b, c, d]: [u16; 4]) -> u64 {
    a as u64 | (b as u64) << 16 | (c as u64) << 32 | (d as u64) << 48
}

#[cfg(test)]
mod tests {
    use super::super::gsm7::{CharClass, classify};
    use super::*;

    /// The rule in words, to hold the arithmetic against.
    fn is_plain_by_table(c: char) -> bool {
        c.is_ascii() && c != '\r' && classify(c) == CharClass::Basic
    }

    #[test]
    fn each_byte_in_each_lane_is_judged_as_the_table_does() {
        for byte in 0..=u8::MAX {
            let plain = byte.is_ascii() && is_plain_by_table(char::from(byte));
            assert_eq!(is_plain(byte), plain, "{byte:#04x}");
            for neighbour in [b'a', 0x00, 0x7f, 0x80, 0xff] {
                for lane in 0..8 {
                    let mut word = [neighbour; 8];
                    word[lane] = byte;
                    let bit = not_plain(u64::from_le_bytes(word)) >> (8 * lane + 7) & 1;
                    assert_eq!(bit == 0, plain, "{byte:#04x} in lane {lane}");
                }
            }
        }
    }

    #[test]
    fn the_prefix_ends_at_the_first_other_byte() {
        for length in 0..100 {
            for other in ["", "[", "\r", "é", "\u{7f}", "a]"] {
                let text = format!("{}{other}{}", "x".repeat(length), "y".repeat(9));
                let expected = text
                    .bytes()
                    .take_while(|b| b.is_ascii() && is_plain_by_table(char::from(*b)))
                    .count();
                assert_eq!(plain_prefix(text.as_bytes()), expected, "{text:?}");
            }
        }
    }

    #[test]
    fn each_byte_in_each_lane_of_utf8_is_known_for_what_it_begins() {
        for byte in 0..=u8::MAX {
            for neighbour in [b'a', 0x80, 0xbf, 0xc3, 0xff] {
                for lane in 0..8 {
                    let mut bytes = [neighbour; 8];
                    bytes[lane] = byte;
                    let word = Utf8Word::new(bytes);
                    let bit = |mask: u64| mask >> (8 * lane) & 0xff;
                    let (begins, pairs) = (byte & 0xc0 != 0x80, byte >= 0xf0);
                    assert_eq!(bit(word.begins), u64::from(begins) << 7, "{byte:#04x}");
                    assert_eq!(bit(word.pairs), u64::from(pairs) << 7, "{byte:#04x}");
                    assert_eq!(word.has_cr, byte == b'\r', "{byte:#04x}");
                }
            }
        }
    }

    #[test]
    fn each_utf16_unit_in_each_lane_is_judged_by_itself() {
        for unit in 0..=u16::MAX {
            let c = char::from_u32(u32::from(unit));
            let plain = c.is_some_and(is_plain_by_table);
            let one = c.is_some_and(|c| c != '\r');
            for lane in 0..4 {
                let mut word = [u16::from(b'a'); 4];
                word[lane] = unit;
                assert_eq!(is_plain_utf16(word), plain, "{unit:#06x} in lane {lane}");
                assert_eq!(is_one_each_utf16(word), one, "{unit:#06x} in lane {lane}");
            }
        }
    }
}
