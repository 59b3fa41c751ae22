//! What of a merged value matters to counting, and nothing else of it.

use core::fmt;
use core::str::FromStr;
use std::borrow::Cow;

use super::steps::Width;
use crate::count::{
    CharClass, Meaning, Replace, classify, is_all_plain, normalise, occurrences, replace_culprits,
    replacement,
};
use crate::template::Fields;

/// The shape of a merged value: its characters by how they are counted, without which they are.
///
/// In JSON a short text: letters for kinds, each with how many follow (`1` is left out). `Anna` is `b4`,
/// `[Q] Anna` is `ebeb5`, a blank is empty. What makes a message unicode comes in two sorts:
///
/// - Typography that has a regular look-alike (an en dash, a curly quote) stands for itself, so that advice can
///   name it and count what replacing it would save: `Müller–Lüdenscheid` is `b6–b11`. Letters with a
///   look-alike (a full-width `Ａ`, an `ﬁ` in one) are kinds of their own, without their identity.
/// - A value with anything else in it is unicode whatever one does, so only units are left of the whole value:
///   `Łukasz` is `u6`, as `Иванов` is. No name can be read out of a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// As it is.
    as_is: Width,
    /// With regular look-alikes in it, where there are some.
    replaced: Option<Width>,
    /// The typography in it, each once.
    typography: Vec<char>,
    blank: bool,
}

/// A text that is no shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapeError;

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("This is no shape of a value.")
    }
}

impl core::error::Error for ShapeError {}

/// Whether look-alikes stand in a message for the typography of merged values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Typography {
    /// Values go into the message as they are.
    #[default]
    Kept,
    /// See [`regular`].
    Replaced,
}

impl Typography {
    /// By the flag of a request.
    pub const fn replaced(flag: bool) -> Typography {
        match flag {
            true => Typography::Replaced,
            false => Typography::Kept,
        }
    }

    /// A recipient's fields as they are merged, for [`Template::render`](crate::template::Template::render).
    pub fn apply(self, fields: &Fields) -> Cow<'_, Fields> {
        if self == Typography::Kept {
            return Cow::Borrowed(fields);
        }
        let merged = fields.iter().map(|(name, value)| {
            let value = normalise(trimmed(value.unwrap_or_default()));
            let value = regular(&value).unwrap_or_else(|| value.into_owned());
            (name, value)
        });
        Cow::Owned(merged.collect())
    }
}

/// A merged value with regular look-alikes for its typography; `None` where that would not make it regular, so that
/// nothing is changed in vain.
///
/// ```
/// use mitto_core::campaign::regular;
///
/// assert_eq!(regular("Smith–O’Neil").as_deref(), Some("Smith-O'Neil"));
/// assert_eq!(regular("Łukasz – Warszawa"), None);
/// assert_eq!(regular("Anna"), None);
/// ```
#[must_use]
pub fn regular(value: &str) -> Option<String> {
    match replace_culprits(value, Replace::Same) {
        Cow::Borrowed(_) => None,
        // One that is left with blanks around it, or with nothing, would be trimmed or be blank after all.
        Cow::Owned(text) => {
            let whole = !text.is_empty() && text.trim().len() == text.len();
            let regular = text.chars().all(|c| classify(c).septets().is_some());
            (whole && regular).then_some(text)
        }
    }
}

/// What kind of character stands in a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
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
    const fn letter(self) -> char {
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

    fn of_letter(c: char) -> Option<Kind> {
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

    const fn is_typography(self) -> bool {
        matches!(self, Kind::Typography(..))
    }

    /// The kind of what is not regular; `None` where nothing says the same.
    fn of_culprit(sequence: &str) -> Option<Kind> {
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
    fn push(self, n: u32, as_is: &mut Width, replaced: &mut Width) {
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
const fn is_never_the_same(c: char) -> bool {
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

/// The value without blanks around it. A look at its ends is enough for most.
pub(super) fn trimmed(value: &str) -> &str {
    let is_ink = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    match is_ink(value.as_bytes().first()) && is_ink(value.as_bytes().last()) {
        true => value,
        false => value.trim(),
    }
}

/// Writes runs of kinds.
struct Writer<'o> {
    out: &'o mut String,
    kind: Kind,
    times: u32,
}

impl Writer<'_> {
    fn push(&mut self, kind: Kind) {
        if kind != self.kind || kind.is_typography() {
            self.flush();
            self.kind = kind;
        }
        self.times = self.times.saturating_add(1);
    }

    fn flush(&mut self) {
        if self.times > 0 {
            self.out.push(self.kind.letter());
        }
        if self.times > 1 {
            write_number(self.times, self.out);
        }
        self.times = 0;
    }
}

/// In decimal. The standard library's formatting would be most of the time a member takes.
fn write_number(n: u32, out: &mut String) {
    let tens = n / 10;
    if tens > 0 {
        write_number(tens, out);
    }
    let digit = u8::try_from(n % 10).unwrap_or_default();
    out.push(char::from(b'0'.saturating_add(digit)));
}

impl Shape {
    /// Writes the shape of a value, as it would be merged: trimmed, its line ends LF.
    pub fn write(value: &str, out: &mut String) {
        let value = trimmed(value);
        if is_all_plain(value) {
            // Most values.
            Writer {
                out,
                kind: Kind::Basic,
                times: u32::try_from(value.len()).unwrap_or(u32::MAX),
            }
            .flush();
            return;
        }
        let value = normalise(value);
        let value = value.as_ref();
        let from = out.len();
        let written = match Shape::write_known(value, out) {
            Ok(()) => true,
            Err(culprit) => {
                out.truncate(from);
                !is_never_the_same(culprit) && Shape::write_replaceable(value, out)
            }
        };
        if !written {
            out.truncate(from);
            Shape::write_units(value, out);
        }
    }

    /// Of a regular value.
    ///
    /// # Errors
    /// The first character that is not.
    fn write_known(value: &str, out: &mut String) -> Result<(), char> {
        let mut writer = Writer {
            out,
            kind: Kind::Basic,
            times: 0,
        };
        for c in value.chars() {
            match classify(c) {
                CharClass::Basic => writer.push(Kind::Basic),
                CharClass::Extension => writer.push(Kind::Extension),
                CharClass::Unicode | CharClass::Astral => return Err(c),
            }
        }
        writer.flush();
        Ok(())
    }

    /// Of a value with typography; whether it could be done: nothing is in it that stays unicode.
    fn write_replaceable(value: &str, out: &mut String) -> bool {
        let mut writer = Writer {
            out,
            kind: Kind::Basic,
            times: 0,
        };
        let known = |writer: &mut Writer<'_>, text: &str| {
            for c in text.chars() {
                writer.push(match classify(c) {
                    CharClass::Extension => Kind::Extension,
                    _ => Kind::Basic,
                });
            }
        };
        let mut at = 0;
        for (sequence, position) in occurrences(value) {
            let Some(kind) = Kind::of_culprit(sequence) else {
                return false;
            };
            known(
                &mut writer,
                value.get(at..position.bytes.start).unwrap_or_default(),
            );
            writer.push(kind);
            at = position.bytes.end;
        }
        known(&mut writer, value.get(at..).unwrap_or_default());
        writer.flush();
        regular(value).is_some()
    }

    fn write_units(value: &str, out: &mut String) {
        let mut writer = Writer {
            out,
            kind: Kind::Unicode,
            times: 0,
        };
        for c in value.chars() {
            writer.push(match classify(c) {
                CharClass::Astral => Kind::Pair,
                _ => Kind::Unicode,
            });
        }
        writer.flush();
    }

    /// How the value goes into a message.
    pub(super) fn width(&self, typography: Typography) -> &Width {
        match (&self.replaced, typography) {
            (Some(replaced), Typography::Replaced) => replaced,
            _ => &self.as_is,
        }
    }

    /// Whether the value is blank, so that a default stands for it.
    pub(super) const fn is_blank(&self) -> bool {
        self.blank
    }

    /// The typography in it, each once.
    pub(super) fn typography(&self) -> &[char] {
        &self.typography
    }
}

impl FromStr for Shape {
    type Err = ShapeError;

    fn from_str(text: &str) -> Result<Shape, ShapeError> {
        let (mut as_is, mut replaced) = (Width::default(), Width::default());
        let mut typography = Vec::new();
        let mut rest = text.chars();
        while let Some(letter) = rest.next() {
            let kind = Kind::of_letter(letter).ok_or(ShapeError)?;
            let after = rest
                .as_str()
                .trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = rest.as_str().strip_suffix(after).unwrap_or_default();
            let times = match digits {
                "" => 1,
                digits => digits.parse().map_err(|_| ShapeError)?,
            };
            if let Kind::Typography(c, _) = kind
                && !typography.contains(&c)
            {
                typography.push(c);
            }
            kind.push(times, &mut as_is, &mut replaced);
            rest = after.chars();
        }
        Ok(Shape {
            replaced: (replaced != as_is).then_some(replaced),
            as_is,
            typography,
            blank: text.is_empty(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::Encoding;

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
}
