//! What is said on the screen, in the language of whoever reads it.
//!
//! English is written where it is said, with `{0}`, `{1}` where something is put in, and is at the same time the name of
//! the message: another [`Language`] is asked for what it says instead, and what it does not know is said in English. So
//! there is no table of names beside the texts, and none that could lack one.
//!
//! Words that are said elsewhere than they are written are marked with [`msg`]. A test collects every marked text of the
//! sources and holds the message files against it (`core/tests/languages`). What the API answers is English; what of it
//! an element shows goes through [`heard`].
//!
//! Which language is spoken holds for a call, [`speaking`], so that two elements of one page can speak two. The Worker is
//! compiled without the feature `languages`: there, all of this is English and nothing else.

#[cfg(feature = "languages")]
use core::cell::Cell;

/// What a language is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask<'a> {
    /// What is said for an English text.
    Message(&'a str),
    /// The same, in the plural form for this count.
    Of(&'a str, u32),
    /// A sentence of the API, as far as it is known.
    Sentence(&'a str),
    /// A number, as it is grouped here.
    Number(u32),
    /// A day and a time on a wall clock, in milliseconds since 1970 as if the clock were UTC's.
    Day(i64),
}

/// A language other than English: what it says, or none where it does not know. Nothing of it is in this crate: it comes
/// from a message file.
pub type Language = fn(Ask<'_>) -> Option<String>;

#[cfg(feature = "languages")]
thread_local! {
    static SPOKEN: Cell<Option<Language>> = const { Cell::new(None) };
}

/// Speaks this language during a call; English where it is none.
#[cfg(feature = "languages")]
pub fn speaking<T>(language: Option<Language>, call: impl FnOnce() -> T) -> T {
    let before = SPOKEN.replace(language);
    let done = call();
    SPOKEN.set(before);
    done
}

/// Asks the language that is spoken, if it is not English.
#[cfg(feature = "languages")]
#[inline(never)]
fn ask(what: Ask<'_>) -> Option<String> {
    SPOKEN.get()?(what)
}

#[cfg(not(feature = "languages"))]
fn ask(_what: Ask<'_>) -> Option<String> {
    None
}

/// Marks a text that is said elsewhere.
pub const fn msg(english: &'static str) -> &'static str {
    english
}

/// A text without anything put in, as it is given to what shows it, which says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Say(pub &'static str);

/// A text without anything put in; what is no marked text is itself.
#[inline(never)]
pub fn word(english: &str) -> String {
    ask(Ask::Message(english)).unwrap_or_else(|| english.to_owned())
}

/// A text with `{0}`, `{1}` and so on put in.
#[inline(never)]
pub fn say(english: &str, put_in: &[&str]) -> String {
    fill(&word(english), put_in)
}

/// The same of a number of things; English has a form for one and another for any other number. A message file names the
/// message by the second.
#[inline(never)]
pub fn say_of(count: u32, one: &str, other: &str, put_in: &[&str]) -> String {
    match ask(Ask::Of(other, count)) {
        Some(said) => fill(&said, put_in),
        None => fill(if count == 1 { one } else { other }, put_in),
    }
}

/// A number of things, with nothing else put in.
#[inline(never)]
pub fn counted(count: u32, one: &str, other: &str) -> String {
    say_of(count, one, other, &[&number(count)])
}

/// A sentence that the API answered with, as it is to be read. The API speaks English, to programs as to people; what a
/// message file does not know of it stays so.
#[inline(never)]
pub fn heard(english: &str) -> String {
    ask(Ask::Sentence(english)).unwrap_or_else(|| english.to_owned())
}

/// A number, grouped in thousands.
#[inline(never)]
pub fn number(n: u32) -> String {
    ask(Ask::Number(n)).unwrap_or_else(|| grouped(n))
}

/// So many messages.
#[inline(never)]
pub fn messages(n: u32) -> String {
    counted(n, "{0} message", "{0} messages")
}

/// So many recipients.
#[inline(never)]
pub fn recipients(n: u32) -> String {
    counted(n, "{0} recipient", "{0} recipients")
}

/// A day and a time of a wall clock, where another language than English is spoken.
pub(crate) fn day(shown: i64) -> Option<String> {
    ask(Ask::Day(shown))
}

/// The label of a field within a sentence: English has it in small letters.
pub(crate) fn within(label: &str) -> String {
    ask(Ask::Message(label)).unwrap_or_else(|| label.to_ascii_lowercase())
}

/// As English groups it: `1,200`.
fn grouped(n: u32) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(at);
        if at > 0 && left.is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Puts texts in the places `{0}` to `{9}`. A place without a text stays empty; what is put in is not read again.
#[inline(never)]
fn fill(pattern: &str, put_in: &[&str]) -> String {
    let mut said = String::new();
    let mut pieces = pattern.split('{');
    said.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        match piece.as_bytes() {
            [digit @ b'0'..=b'9', b'}', ..] => {
                let place = usize::from(digit.saturating_sub(b'0'));
                said.push_str(put_in.get(place).copied().unwrap_or_default());
                said.push_str(piece.get(2..).unwrap_or_default());
            }
            _ => {
                said.push('{');
                said.push_str(piece);
            }
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_put_in_stands_in_its_place_and_is_not_read_again() {
        for (pattern, put_in, said) in [
            ("{0} of {1}", &["3", "4"][..], "3 of 4"),
            ("{1}: {0} fertig", &["3", "4"], "4: 3 fertig"),
            ("{0}, {0}", &["{1}", "x"], "{1}, {1}"),
            ("a {3} b", &["x"], "a  b"),
            ("{} {x} {0", &["1"], "{} {x} {0"),
            ("", &["1"], ""),
        ] {
            assert_eq!(fill(pattern, put_in), said, "{pattern}");
        }
    }

    #[test]
    fn english_has_two_forms_and_groups_in_thousands() {
        let of = |n| say_of(n, "{0} message", "{0} messages", &[&number(n)]);
        assert_eq!(
            (of(0), of(1), of(1_200)),
            (
                "0 messages".to_owned(),
                "1 message".to_owned(),
                "1,200 messages".to_owned()
            )
        );
        for (n, expected) in [(999, "999"), (u32::MAX, "4,294,967,295")] {
            assert_eq!(number(n), expected);
        }
    }

    #[cfg(feature = "languages")]
    mod another {
        use super::*;

        /// Knows one message, in the three forms of Polish.
        fn polish(what: Ask<'_>) -> Option<String> {
            let form = match what {
                Ask::Of("{0} messages", 1) => "{0} wiadomość",
                Ask::Of("{0} messages", 2..=4) => "{0} wiadomości",
                Ask::Of("{0} messages", _) => "{0} wiadomości (wiele)",
                Ask::Sentence(english) => return Some(english.to_uppercase()),
                Ask::Number(n) => return Some(n.to_string()),
                Ask::Message(_) | Ask::Of(..) | Ask::Day(_) => return None,
            };
            Some(form.to_owned())
        }

        #[test]
        fn it_is_spoken_during_the_call_and_where_it_knows_something() {
            let all = || {
                let of = |n| say_of(n, "{0} message", "{0} messages", &[&number(n)]);
                [of(1), of(3), of(1_200), word("Send"), heard("No.")]
            };
            assert_eq!(
                speaking(Some(polish), all),
                [
                    "1 wiadomość",
                    "3 wiadomości",
                    "1200 wiadomości (wiele)",
                    "Send",
                    "NO."
                ]
            );
            assert_eq!(all()[4], "No.", "English again");
        }
    }

    proptest! {
        #[test]
        fn everything_that_is_put_in_is_there_once_and_nothing_is_lost(
            texts in prop::collection::vec("[^{}]{0,8}", 1..5),
            put_in in prop::collection::vec(".{0,8}", 4),
        ) {
            let mut pattern = String::new();
            let mut expected = String::new();
            for (at, text) in texts.iter().enumerate() {
                if at > 0 {
                    pattern.push_str(&format!("{{{}}}", at - 1));
                    expected.push_str(&put_in[at - 1]);
                }
                pattern.push_str(text);
                expected.push_str(text);
            }
            let put_in: Vec<&str> = put_in.iter().map(String::as_str).collect();
            prop_assert_eq!(fill(&pattern, &put_in), expected);
        }

        #[test]
        fn no_pattern_makes_it_panic(pattern in ".*", put_in in prop::collection::vec(".*", 0..3)) {
            let put_in: Vec<&str> = put_in.iter().map(String::as_str).collect();
            fill(&pattern, &put_in);
        }
    }
}
