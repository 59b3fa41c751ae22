//! Why a text is UCS-2, and what would make it regular again.

use core::ops::Range;
use std::borrow::Cow;

use super::gsm7::classify;
use super::look_alike::{Meaning, Replacement, is_combining_mark, look_alike, look_alike_of_pair};

/// What keeps a text from being GSM-7: one character, or a letter with a combining mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Culprit<'t> {
    /// As it stands in the text; two characters for a letter with its mark.
    pub sequence: &'t str,
    /// What could stand in its place, if anything.
    pub replacement: Option<Replacement>,
    /// Everywhere it occurs, in order; never empty.
    pub positions: Vec<Position>,
}

/// Where something stands in a text, in the three ways of counting that callers have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Unicode scalar values before it.
    pub character: usize,
    /// UTF-16 units, as the selection of a browser's text field has them.
    pub utf16: Range<usize>,
    /// Bytes of UTF-8.
    pub bytes: Range<usize>,
}

/// Which culprits to replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace<'a> {
    /// One, everywhere it occurs, given as its [`Culprit::sequence`].
    Only(&'a str),
    /// All whose replacement says the same.
    Same,
    /// All that have a replacement.
    All,
}

/// The characters that make `text` UCS-2, in order of first appearance; empty if it is
/// GSM-7.
///
/// Positions are those in `text` as given. Line ends are never culprits, because CR and CRLF
/// are sent as LF.
///
/// ```
/// use mitto_core::count::{Meaning, culprits};
///
/// let found = culprits("It’s 5 o’clock 😀");
/// assert_eq!(found[0].sequence, "’");
/// assert_eq!(found[0].positions.len(), 2);
/// assert_eq!(found[0].positions[1].utf16, 8..9);
/// let replacement = found[0].replacement.unwrap();
/// assert_eq!((replacement.text, replacement.meaning), ("'", Meaning::Same));
/// assert_eq!(found[1].replacement, None);
/// ```
#[must_use]
pub fn culprits(text: &str) -> Vec<Culprit<'_>> {
    let mut culprits: Vec<Culprit<'_>> = Vec::new();
    // Indices into `culprits`, sorted by sequence: a long text in Chinese has thousands.
    let mut sorted: Vec<usize> = Vec::new();
    for (sequence, position) in occurrences(text) {
        let slot = sorted.binary_search_by(|&i| {
            culprits
                .get(i)
                .map_or("", |culprit| culprit.sequence)
                .cmp(sequence)
        });
        let known = slot.ok().and_then(|slot| sorted.get(slot).copied());
        if let Some(culprit) = known.and_then(|i| culprits.get_mut(i)) {
            culprit.positions.push(position);
        } else {
            let (Ok(slot) | Err(slot)) = slot;
            sorted.insert(slot, culprits.len());
            culprits.push(Culprit {
                sequence,
                replacement: replacement(sequence),
                positions: vec![position],
            });
        }
    }
    culprits
}

/// `text` with the culprits replaced that `which` names; borrowed where nothing changes.
///
/// ```
/// use mitto_core::count::{Replace, replace_culprits};
///
/// let text = "“Ça va” – très bien, garçon…";
/// assert_eq!(
///     replace_culprits(text, Replace::Same),
///     "\"Ça va\" - très bien, garçon..."
/// );
/// assert_eq!(
///     replace_culprits(text, Replace::Only("ç")),
///     "“Ça va” – très bien, garcon…"
/// );
/// ```
#[must_use]
pub fn replace_culprits<'t>(text: &'t str, which: Replace<'_>) -> Cow<'t, str> {
    let mut replaced = String::new();
    let mut copied = 0;
    for (sequence, position) in occurrences(text) {
        let wanted = replacement(sequence).filter(|replacement| match which {
            Replace::Only(only) => only == sequence,
            Replace::Same => replacement.meaning == Meaning::Same,
            Replace::All => true,
        });
        if let Some(replacement) = wanted {
            replaced.push_str(text.get(copied..position.bytes.start).unwrap_or_default());
            replaced.push_str(replacement.text);
            copied = position.bytes.end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    replaced.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(replaced)
}

/// Each culprit where it stands.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "what is added up are places in the text"
)]
pub(crate) fn occurrences(text: &str) -> impl Iterator<Item = (&str, Position)> {
    let mut chars = text.char_indices();
    let mut character = 0_usize;
    let mut utf16 = 0_usize;
    core::iter::from_fn(move || {
        loop {
            let (start, c) = chars.next()?;
            let from = (character, utf16);
            let mut end = start + c.len_utf8();
            character += 1;
            utf16 += c.len_utf16();
            let mut after = chars.clone();
            if let Some((_, mark)) = after.next()
                && c.is_ascii_alphabetic()
                && is_combining_mark(mark)
            {
                chars = after;
                end += mark.len_utf8();
                character += 1;
                utf16 += mark.len_utf16();
            } else if classify(c).septets().is_some() {
                continue;
            }
            let position = Position {
                character: from.0,
                utf16: from.1..utf16,
                bytes: start..end,
            };
            return Some((text.get(start..end)?, position));
        }
    })
}

/// What could stand for a culprit.
pub(crate) fn replacement(sequence: &str) -> Option<Replacement> {
    let mut chars = sequence.chars();
    let first = chars.next()?;
    match chars.next() {
        Some(mark) => look_alike_of_pair(first, mark),
        None => look_alike(first),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Encoding, count};
    use super::*;

    fn sequences(text: &str) -> Vec<&str> {
        culprits(text).iter().map(|c| c.sequence).collect()
    }

    #[test]
    fn a_regular_text_has_none() {
        assert_eq!(culprits(""), []);
        assert_eq!(culprits("Grüße: 5 € [\u{c}] Ç\r\n"), []);
    }

    #[test]
    fn each_is_named_once_in_order_of_appearance() {
        assert_eq!(sequences("zжaжb’жç’"), ["ж", "’", "ç"]);
        assert_eq!(sequences("\u{1b}\t`"), ["\u{1b}", "\t", "`"]);
    }

    #[test]
    fn positions_hold_in_characters_utf16_and_bytes() {
        let text = "€😀é😀\r\n’";
        let found = culprits(text);
        let emoji: Vec<_> = found[0].positions.iter().map(|p| p.character).collect();
        assert_eq!(emoji, [1, 3]);
        assert_eq!(found[0].positions[1].utf16, 4..6);
        assert_eq!(found[0].positions[1].bytes, 9..13);
        let quote = &found[1].positions[0];
        assert_eq!((quote.character, quote.utf16.clone()), (6, 8..9));
        assert_eq!(&text[quote.bytes.clone()], "’");
    }

    #[test]
    fn a_letter_and_its_mark_are_one_culprit() {
        let found = culprits("cafe\u{301} a\u{301} é\u{301}");
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].sequence, "e\u{301}");
        assert_eq!(found[0].positions[0].character, 3);
        assert_eq!(found[0].positions[0].utf16, 3..5);
        assert_eq!(found[1].sequence, "a\u{301}");
        assert_eq!(found[2].sequence, "\u{301}");
        assert_eq!(
            replace_culprits("cafe\u{301} a\u{301}", Replace::Same),
            "café a\u{301}"
        );
        assert_eq!(
            replace_culprits("cafe\u{301} a\u{301}", Replace::All),
            "café a"
        );
    }

    #[test]
    fn replacing_leaves_the_rest_as_it_was() {
        let text = "“a”\r\n½ 😀 ç\u{200b}";
        assert_eq!(replace_culprits(text, Replace::Same), "\"a\"\r\n½ 😀 ç");
        assert_eq!(replace_culprits(text, Replace::All), "\"a\"\r\n1/2 😀 c");
        assert_eq!(
            replace_culprits(text, Replace::Only("”")),
            "“a\"\r\n½ 😀 ç\u{200b}"
        );
        for nothing in [Replace::Only("😀"), Replace::Only("a"), Replace::Only("")] {
            assert!(matches!(
                replace_culprits(text, nothing),
                Cow::Borrowed(same) if same == text
            ));
        }
    }

    #[test]
    fn replacing_at_the_very_beginning_counts_as_a_change() {
        assert_eq!(replace_culprits("’", Replace::Same), "'");
        assert_eq!(replace_culprits("\u{feff}hi", Replace::Same), "hi");
    }

    #[test]
    fn what_was_pasted_from_a_word_processor_becomes_regular() {
        let text = "Hello\u{a0}“Anna” – it’s on… • 10\u{202f}%\u{2028}Bye";
        assert_eq!(count(text).encoding(), Encoding::Ucs2);
        let regular = replace_culprits(text, Replace::Same);
        assert_eq!(regular, "Hello \"Anna\" - it's on... - 10 %\nBye");
        assert_eq!(count(&regular).encoding(), Encoding::Gsm7);
    }
}
