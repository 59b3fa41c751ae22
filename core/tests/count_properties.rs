//! Laws of counting, and a second implementation written for clarity that must agree.

// Tests may unwrap; clippy knows only the functions marked as tests.
#![allow(clippy::unwrap_used)]

mod naive;

use mitto_core::count::{
    CharClass, Count, Counter, Encoding, MAX_SEGMENTS, Replace, classify, count, count_utf16,
    culprits, normalise, replace_culprits, split,
};
use proptest::prelude::*;

/// Characters of one kind, so that texts of one kind come up as well as mixed ones.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        8 => prop::char::range(' ', '~'),
        3 => prop::sample::select("@£èéÇ\nØÅåΔ_ΦΓΩßÄÖÑÜ§¿à".chars().collect::<Vec<_>>()),
        3 => prop::sample::select("^{}\\[~]|€\u{c}".chars().collect::<Vec<_>>()),
        2 => prop::sample::select(vec!['\r', '\n']),
        1 => prop::sample::select("çжπ中`\t\u{1b}\u{a0}’\u{301}\u{ffff}".chars().collect::<Vec<_>>()),
        1 => prop::sample::select("😀👨\u{200d}\u{10000}\u{10ffff}".chars().collect::<Vec<_>>()),
    ]
}

/// A few characters, or one of them many times: runs that reach the segment boundaries.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::collection::vec(character(), 0..20).prop_map(String::from_iter),
        1 => (character(), 1..400_usize).prop_map(|(c, n)| c.to_string().repeat(n)),
        1 => (prop::sample::select(vec!["\r\n", "a]", "ж😀", "]a", "😀a", "aé"]), 1..120_usize)
            .prop_map(|(text, n)| text.repeat(n)),
        // Just before a boundary of one SMS or of several.
        1 => (
            prop::sample::select(vec!["a", "ж", "\n"]),
            prop::sample::select(vec![64_usize, 67, 70, 150, 153, 160]),
            0..4_usize,
        )
            .prop_map(|(text, near, less)| text.repeat(near - less)),
    ]
}

fn regular_piece() -> impl Strategy<Value = String> {
    piece().prop_map(|text| {
        text.chars()
            .filter(|&c| classify(c).septets().is_some())
            .collect()
    })
}

fn pieces() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![
        prop::collection::vec(piece(), 0..8),
        prop::collection::vec(regular_piece(), 0..8),
    ]
}

fn text() -> impl Strategy<Value = String> {
    pieces().prop_map(|pieces| pieces.concat())
}

fn units_of(c: char, encoding: Encoding) -> usize {
    let class = classify(c);
    usize::from(match encoding {
        Encoding::Gsm7 => class.septets().unwrap(),
        Encoding::Ucs2 => class.utf16_units(),
    })
}

fn sum(count: &Count) -> usize {
    count
        .units_per_segment()
        .iter()
        .map(|&units| usize::from(units))
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_naive_implementation_agrees(text in text()) {
        let (fast, naive) = (count(&text), naive::count(&text));
        prop_assert_eq!(fast.encoding().as_str(), naive.encoding);
        prop_assert_eq!(fast.characters(), naive.characters);
        prop_assert_eq!(fast.units(), naive.units_per_segment.iter().sum::<usize>());
        prop_assert_eq!(fast.segments(), naive.segments.len());
        let units: Vec<usize> = fast.units_per_segment().iter().map(|&u| u.into()).collect();
        prop_assert_eq!(units, naive.units_per_segment);
        let segments: Vec<String> = split(&text).unwrap().iter().map(String::from).collect();
        prop_assert_eq!(segments, naive.segments);
    }

    #[test]
    fn the_segments_are_the_text(text in text()) {
        let segments = split(&text).unwrap();
        prop_assert_eq!(segments.iter().collect::<String>(), normalise(&text));
        prop_assert_eq!(segments.text(), normalise(&text));
        prop_assert!(segments.iter().all(|segment| !segment.is_empty()));
    }

    #[test]
    fn each_segment_is_as_full_as_it_says_and_within_its_limit(text in text()) {
        let segments = split(&text).unwrap();
        let count = segments.count();
        let encoding = count.encoding();
        let limit = match segments.len() {
            0 | 1 => encoding.limit(),
            _ => encoding.limit_of_several(),
        };
        prop_assert_eq!(segments.iter().len(), count.units_per_segment().len());
        for (segment, &units) in segments.iter().zip(count.units_per_segment()) {
            let measured: usize = segment.chars().map(|c| units_of(c, encoding)).sum();
            prop_assert_eq!(measured, usize::from(units));
            prop_assert!(units <= limit);
        }
        prop_assert_eq!(sum(count), count.units());
    }

    #[test]
    fn a_segment_closes_only_when_the_next_character_does_not_fit(text in text()) {
        let segments = split(&text).unwrap();
        let encoding = segments.count().encoding();
        let limit = usize::from(encoding.limit_of_several());
        for ((_, next), &units) in segments
            .iter()
            .zip(segments.iter().skip(1))
            .zip(segments.count().units_per_segment())
        {
            let first = next.chars().next().unwrap();
            prop_assert!(usize::from(units) + units_of(first, encoding) > limit);
        }
    }

    #[test]
    fn counting_equals_splitting_and_ignores_how_lines_end(text in text()) {
        let normal = normalise(&text);
        let segments = split(&text).unwrap();
        prop_assert_eq!(segments.count(), &count(&text));
        prop_assert_eq!(count(&normal), count(&text));
        prop_assert_eq!(normalise(&normal), &*normal);
        prop_assert!(!normal.contains('\r'));
    }

    #[test]
    fn utf16_and_utf8_agree(text in text()) {
        let utf16: Vec<u16> = text.encode_utf16().collect();
        prop_assert_eq!(count_utf16(&utf16), count(&text));
    }

    #[test]
    fn any_utf16_counts_as_what_it_becomes(
        units in prop::collection::vec(
            prop_oneof![any::<u16>(), 0xd7fe..0xe001_u16, 0x00..0x80_u16, Just(0x0d), Just(0x0a)],
            0..300,
        )
    ) {
        prop_assert_eq!(count_utf16(&units), count(&String::from_utf16_lossy(&units)));
    }

    #[test]
    fn it_does_not_matter_how_a_text_is_handed_over(pieces in pieces()) {
        let text = pieces.concat();
        let mut by_piece = Counter::new();
        pieces.iter().for_each(|piece| by_piece.push_str(piece));
        prop_assert_eq!(by_piece.count(), count(&text));
        let mut by_char = Counter::new();
        text.chars().for_each(|c| by_char.push(c));
        prop_assert_eq!(by_char.count(), count(&text));
        let mut by_class = Counter::new();
        normalise(&text).chars().for_each(|c| by_class.push_class(classify(c), 1));
        prop_assert_eq!(by_class.count(), count(&text));
    }

    #[test]
    fn a_run_of_a_class_counts_like_its_characters(
        before in piece(),
        class in prop::sample::select(vec![
            (CharClass::Basic, 'x'),
            (CharClass::Extension, '€'),
            (CharClass::Unicode, 'ж'),
            (CharClass::Astral, '😀'),
        ]),
        n in 0..500_usize,
    ) {
        let mut counter = Counter::new();
        counter.push_str(&before);
        counter.push_class(class.0, n);
        prop_assert_eq!(counter.count(), count(&format!("{before}{}", class.1.to_string().repeat(n))));
    }

    #[test]
    fn nothing_shrinks_when_more_of_the_same_encoding_is_appended(
        text in text(),
        more in piece(),
    ) {
        let (before, after) = (count(&text), count(&format!("{text}{more}")));
        if before.encoding() == after.encoding() {
            prop_assert!(after.units() >= before.units());
            prop_assert!(after.characters() >= before.characters());
            prop_assert!(after.segments() >= before.segments());
        } else {
            // It turns one way only.
            prop_assert_eq!(after.encoding(), Encoding::Ucs2);
        }
    }

    #[test]
    fn culprits_are_what_makes_a_text_unicode(text in text()) {
        let found = culprits(&text);
        let has_marks = text.contains('\u{301}');
        prop_assert!(found.is_empty() == (count(&text).encoding() == Encoding::Gsm7) || has_marks);
        let mut without = text.clone();
        for culprit in &found {
            for position in &culprit.positions {
                prop_assert_eq!(&text[position.bytes.clone()], culprit.sequence);
                let before = &text[..position.bytes.start];
                prop_assert_eq!(before.chars().count(), position.character);
                prop_assert_eq!(before.encode_utf16().count(), position.utf16.start);
                prop_assert_eq!(
                    position.utf16.len(),
                    culprit.sequence.encode_utf16().count()
                );
            }
            without = without.replace(culprit.sequence, "");
        }
        prop_assert_eq!(count(&without).encoding(), Encoding::Gsm7);
    }

    #[test]
    fn replacing_all_leaves_only_what_has_no_replacement(text in text()) {
        let left: Vec<String> = culprits(&replace_culprits(&text, Replace::All))
            .iter()
            .map(|culprit| culprit.sequence.to_owned())
            .collect();
        let expected: Vec<String> = culprits(&text)
            .iter()
            .filter(|culprit| culprit.replacement.is_none())
            .map(|culprit| culprit.sequence.to_owned())
            .collect();
        prop_assert_eq!(left, expected);
    }
}

proptest! {
    // Few, because each text is tens of thousands of characters.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_text_too_long_is_counted_but_not_cut(
        (unit, boundary) in prop::sample::select(vec![
            ("a", 255 * 153),
            ("€", 255 * 76),
            ("ж", 255 * 67),
            ("😀", 255 * 33),
            ("a€", 255 * 51),
        ]),
        past in -3..=3_isize,
    ) {
        let text = unit.repeat(usize::saturating_add_signed(boundary, past));
        let (count, naive) = (count(&text), naive::count(&text));
        prop_assert_eq!(count.segments(), naive.segments.len());
        prop_assert_eq!(count.too_long(), past > 0);
        prop_assert_eq!(split(&text).is_err(), count.too_long());
        let units: Vec<usize> = count.units_per_segment().iter().map(|&u| u.into()).collect();
        prop_assert_eq!(&units, &naive.units_per_segment[..count.segments().min(MAX_SEGMENTS)]);
    }
}
