use super::kind::is_never_the_same;
use super::*;
use crate::campaign::typography::regular;
use crate::count::{Encoding, Meaning, replacement};

fn shape(value: &str) -> String {
    let mut out = String::new();
    Shape::write(value, &mut out);
    out
}

#[test]
fn a_shape_says_how_a_value_is_counted_and_not_what_it_is() {
    for (value, expected) in [
        ("", ""),
        (" \u{a0}\r\n ", ""),
        ("Anna", "b4"),
        (" Anna ", "b4"),
        ("José Müller", "b11"),
        ("[Q] Anna", "ebeb5"),
        ("a\r\nb", "b3"),
        ("Müller–Lüdenscheid", "b6–b11"),
        ("“A” … ", "“b”b…"),
        ("Łukasz", "u6"),
        ("Иванов", "u6"),
        ("Łukasz – €", "u10"),
        ("李😀明", "upu"),
        ("Ａｄａ ﬁ ﬃ", "l3bdbt"),
        ("𝐀𝐝𝐚", "q3"),
        ("Andre\u{301}", "b4m"),
        // It would be trimmed, and so be another, if its invisible end were taken away.
        ("Anna \u{200b}", "u6"),
        ("\u{200b}", "u"),
    ] {
        assert_eq!(shape(value), expected, "{value:?}");
        assert!(shape(value).parse::<Shape>().is_ok(), "{value:?}");
    }
}

#[test]
fn no_letter_of_a_name_is_in_a_shape() {
    // Unicode has some apostrophes among its modifier letters.
    let is_letter = |c: &char| c.is_alphabetic() && !('\u{2b0}'..='\u{2ff}').contains(c);
    for first in ('\0'..='\u{1ffff}').filter(is_letter) {
        let shape = shape(&first.to_string().repeat(3));
        assert!(
            shape
                .chars()
                .all(|c| "beupldtqm".contains(c) || c.is_ascii_digit()),
            "{first:?}: {shape}"
        );
    }
}

#[test]
fn what_is_not_looked_up_would_not_be_found() {
    for c in ('\0'..='\u{1ffff}').filter(|c| is_never_the_same(*c)) {
        let found = replacement(c.encode_utf8(&mut [0; 4]));
        assert!(
            found.is_none_or(|with| with.meaning == Meaning::Changes),
            "{c:?}"
        );
    }
}

#[test]
fn what_stands_for_a_value_is_as_wide_as_its_shape_says() {
    for value in [
        "Smith–O’Neil",
        "Łukasz –",
        "ﬁn™",
        "a¦b…",
        "𝐀€",
        "Andre\u{301}",
        "x",
        "Anna \u{200b}",
        "\u{feff}Bob",
    ] {
        let shape: Shape = shape(value).parse().unwrap();
        assert_eq!(
            shape.width(Typography::Kept).steps(Encoding::Ucs2),
            Width::of(value).steps(Encoding::Ucs2)
        );
        let replaced = regular(value).unwrap_or_else(|| value.to_owned());
        let (width, expected) = (shape.width(Typography::Replaced), Width::of(&replaced));
        assert_eq!(width.is_regular(), expected.is_regular(), "{value:?}");
        for encoding in [Encoding::Gsm7, Encoding::Ucs2] {
            assert_eq!(width.steps(encoding), expected.steps(encoding), "{value:?}");
        }
    }
}

#[test]
fn what_is_no_shape_is_refused() {
    for text in [
        "x",
        "3",
        "b99999999999",
        "b-1",
        "Anna",
        "é",
        "ж",
        "b 3",
        "Ａ",
    ] {
        assert_eq!(text.parse::<Shape>(), Err(ShapeError), "{text:?}");
    }
}
