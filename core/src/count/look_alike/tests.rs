use super::super::{Encoding, classify, count};
use super::*;

#[track_caller]
fn check(meaning: Meaning, rows: &[(&str, &str)]) {
    for (from, to) in rows {
        for c in from.chars() {
            let found = look_alike(c).unwrap_or_else(|| panic!("none for {c:?}"));
            assert_eq!((found.text, found.meaning), (*to, meaning), "{c:?}");
        }
    }
}

#[test]
fn typography_keeps_its_meaning() {
    check(
        Meaning::Same,
        &[
            ("‘’‹›`´", "'"),
            ("“”„«»", "\""),
            ("\u{2010}\u{2011}–—−•", "-"),
            ("…", "..."),
            ("\u{a0}\u{2009}\u{202f}\t\u{3000}", " "),
            ("\u{2028}", "\n"),
            ("\u{200b}\u{feff}\u{ad}\u{202a}\u{1b}\0\u{7f}", ""),
            ("ﬁ", "fi"),
            ("！", "!"),
            ("Ａ𝐀𝗔𝘈𝙰", "A"),
            ("ｚ𝐳𝗓", "z"),
            ("０𝟎𝟬𝟶", "0"),
            ("９𝟗", "9"),
            ("～", "~"),
            ("｀", "'"),
            ("Α", "A"),
            ("\u{2126}", "Ω"),
        ],
    );
}

#[test]
fn letters_and_numbers_change_it() {
    check(
        Meaning::Changes,
        &[
            ("ç", "c"),
            ("áâãăąạ", "a"),
            ("ÀÁÂ", "A"),
            ("ëêęếě", "e"),
            ("ń", "n"),
            ("ł", "l"),
            ("şșš", "s"),
            ("ğ", "g"),
            ("ı", "i"),
            ("İ", "I"),
            ("ő", "ö"),
            ("ű", "ü"),
            ("đð", "d"),
            ("ýÿỳ", "y"),
            ("œ", "oe"),
            ("½", "1/2"),
            ("²", "2"),
            ("αά", "A"),
            ("σς", "Σ"),
            ("ω", "Ω"),
            ("\u{301}\u{200d}", ""),
        ],
    );
}

#[test]
fn a_decomposed_letter_becomes_the_one_in_the_alphabet() {
    for (base, mark, text, meaning) in [
        ('e', '\u{301}', "é", Meaning::Same),
        ('u', '\u{308}', "ü", Meaning::Same),
        ('C', '\u{327}', "Ç", Meaning::Same),
        ('c', '\u{327}', "c", Meaning::Changes),
        ('a', '\u{301}', "a", Meaning::Changes),
        ('Z', '\u{30c}', "Z", Meaning::Changes),
    ] {
        let found = look_alike_of_pair(base, mark);
        assert_eq!(found, Some(Replacement { text, meaning }), "{base}{mark}");
    }
    assert_eq!(look_alike_of_pair('e', 'x'), None);
    assert_eq!(look_alike_of_pair('ж', '\u{301}'), None);
    assert_eq!(look_alike_of_pair('1', '\u{301}'), None);
}

#[test]
fn each_replacement_is_regular_and_at_most_four_characters() {
    let mut found = 0;
    for c in '\0'..='\u{1ffff}' {
        // Those already in the alphabet are never looked up.
        if classify(c).septets().is_some() {
            continue;
        }
        let Some(replacement) = look_alike(c) else {
            continue;
        };
        found += 1;
        let count = count(replacement.text);
        assert_eq!(count.encoding(), Encoding::Gsm7, "{c:?}");
        assert!(count.characters() <= 4, "{c:?}");
    }
    assert!(found > 1_000, "{found}");
    for base in ('A'..='Z').chain('a'..='z') {
        for mark in '\u{300}'..='\u{36f}' {
            let text = look_alike_of_pair(base, mark).unwrap().text;
            assert_eq!(count(text).encoding(), Encoding::Gsm7, "{base}{mark}");
            assert_eq!(text.chars().count(), 1);
        }
    }
}

#[test]
fn no_character_has_two_rows_and_none_is_regular_already() {
    let mut seen = Vec::new();
    for (_, stands_for) in SAME.iter().chain(CHANGES) {
        for c in stands_for.chars() {
            assert!(!seen.contains(&c), "{c:?} twice");
            assert!(classify(c).septets().is_none(), "{c:?} is regular");
            seen.push(c);
        }
    }
}

#[test]
fn there_is_none_for_what_has_no_look_alike() {
    for c in ['😀', 'ж', '中', '₹', '♥', '\u{fffd}', 'ǲ', '\u{37e}'] {
        assert_eq!(look_alike(c), None, "{c:?}");
    }
}

#[test]
fn the_tables_have_the_length_of_their_ranges() {
    assert_eq!(LATIN.chars().count(), 0x234 - 0xc0);
    assert_eq!(LATIN_ADDITIONAL.chars().count(), 0x1efa - 0x1e00);
    assert_eq!(GREEK.chars().count(), 0x3cf - 0x386);
    assert_eq!(ASCII.len(), 0x7f - 0x20);
}
