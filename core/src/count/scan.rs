//! Several characters at a time: the runs in which nothing has to be decided.
//!
//! Eight bytes (or four UTF-16 units) are looked at as one integer, with arithmetic that
//! stays inside each lane. It is plain integer code on purpose: it is as quick in
//! WebAssembly, which is compiled for size and without SIMD, and the native compiler turns
//! it into vector instructions by itself.

/// The leading bytes that are one septet of ASCII each and no CR.
#[inline]
pub(super) fn plain_prefix(bytes: &[u8]) -> usize {
    let mut length = 0;
    let mut rest = bytes;
    while let Some((block, after)) = rest.split_first_chunk::<BLOCK>() {
        if !is_plain_block(block) {
            break;
        }
        length += BLOCK;
        rest = after;
    }
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        let other = not_plain(u64::from_le_bytes(*word));
        if other != 0 {
            // Little end first: the lowest lane is the first byte.
            return length + other.trailing_zeros() as usize / 8;
        }
        length += 8;
        rest = after;
    }
    length + rest.iter().take_while(|&&b| is_plain(b)).count()
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
    let plain = (at_least(low, b' ') & !at_least(low, b'Z' + 1))
        | (at_least(low, b'a') & !at_least(low, b'z' + 1))
        | equal(low, b'_')
        | equal(low, b'\n');
    (word | !plain) & HIGH_BITS
}

/// The high bit of each lane of `low` that is `b` or more; the other bits mean nothing.
const fn at_least(low: u64, b: u8) -> u64 {
    low + splat(0x80 - b)
}

/// The high bit of each lane of `low` that is `b`; the other bits mean nothing.
const fn equal(low: u64, b: u8) -> u64 {
    !((low ^ splat(b)) + splat(0x7f))
}

/// The characters that begin in eight bytes of UTF-8, if each is one UTF-16 unit and none
/// is a CR.
#[inline]
pub(super) const fn units_of_one(word: [u8; 8]) -> Option<usize> {
    let word = u64::from_le_bytes(word);
    // A shift brings a lower bit of the same byte under the mask.
    let four_byte_lead = word & (word << 1) & (word << 2) & (word << 3);
    let cr = equal(word & !HIGH_BITS, b'\r') & !word;
    if (four_byte_lead | cr) & HIGH_BITS != 0 {
        return None;
    }
    let continuation = word & !(word << 1) & HIGH_BITS;
    Some(8 - continuation.count_ones() as usize)
}

/// Whether four UTF-16 units are one septet of ASCII each, and no CR.
#[inline]
pub(super) const fn is_plain_utf16(units: [u16; 4]) -> bool {
    let word = utf16_word(units);
    if word & splat_utf16(0xff80) != 0 {
        return false;
    }
    // Below 0x80 the upper byte of each lane is empty, and reads as NUL: not plain.
    let empty = splat_utf16(0x8000);
    not_plain(word) & !empty == 0
}

/// Whether four UTF-16 units are one character each, and no CR.
#[inline]
pub(super) const fn is_one_each_utf16(units: [u16; 4]) -> bool {
    let word = utf16_word(units);
    // Surrogates are D800 to DFFF: 11011 in the upper five bits.
    let surrogate = zero_lanes((word & splat_utf16(0xf800)) ^ splat_utf16(0xd800));
    let cr = zero_lanes(word ^ splat_utf16(0x0d));
    surrogate | cr == 0
}

/// The high bit of each 16-bit lane that is zero.
const fn zero_lanes(word: u64) -> u64 {
    let high = splat_utf16(0x8000);
    !(((word & !high) + !high) | word) & high
}

const fn splat_utf16(unit: u16) -> u64 {
    utf16_word([unit; 4])
}

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
    fn eight_bytes_give_the_characters_that_begin_in_them() {
        for text in [
            "abcdefgh",
            "жжжж",
            "中中ab",
            "a\nb\u{8d}cde",
            "\u{7ff}\u{800}abc",
        ] {
            let word = text.as_bytes().try_into().unwrap();
            assert_eq!(units_of_one(word), Some(text.chars().count()), "{text:?}");
        }
        for text in [
            "abcd😀",
            "😀efgh",
            "abcdefg\r",
            "\rbcdefgh",
            "\u{10ffff}abcd",
        ] {
            let word = text.as_bytes().try_into().unwrap();
            assert_eq!(units_of_one(word), None, "{text:?}");
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
