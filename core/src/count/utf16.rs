//! Counting UTF-16, as a browser has it.

use super::counter::Counter;
use super::gsm7::{CharClass, classify};
use super::result::{Count, Encoding};
use super::scan;

/// What a text in UTF-16, as JavaScript has it, costs. A lone surrogate counts as U+FFFD,
/// which is what it becomes when the text is sent.
#[must_use]
pub fn count_utf16(units: &[u16]) -> Count {
    let mut counter = Counter::new();
    counter.push_utf16(units);
    counter.count()
}

impl Counter {
    /// Adds UTF-16. Neither a surrogate pair nor a CRLF may be spread over two calls.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "a run counts units of the slice"
    )]
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
            let (class, after) = match rest {
                [CR, LF, after @ ..] => (CharClass::Basic, after),
                [0xd800..0xdc00, 0xdc00..0xe000, after @ ..] => (CharClass::Astral, after),
                [unit, after @ ..] => (classify_unit(*unit), after),
                [] => break,
            };
            rest = after;
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
}

const CR: u16 = 0x0d;
const LF: u16 = 0x0a;

/// The class of one UTF-16 unit by itself; that of U+FFFD for a lone surrogate.
#[inline]
fn classify_unit(unit: u16) -> CharClass {
    char::from_u32(u32::from(unit)).map_or(CharClass::Unicode, classify)
}

#[cfg(test)]
mod tests {
    use super::super::count;
    use super::*;

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
}
