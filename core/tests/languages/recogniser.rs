//! What an element makes of what the API says, as `web-component/js/language.js` does it.

use serde_json::{Map, Value};

use super::{File, message_files};

/// What an element makes of a sentence of the API.
pub(super) struct Known {
    pub(super) language: String,
    pub(super) messages: Map<String, Value>,
    /// What says more is looked for first.
    pub(super) sentences: Vec<String>,
}

impl Known {
    pub(super) fn all() -> Vec<Known> {
        message_files().into_iter().map(Known::of).collect()
    }

    fn of(file: File) -> Known {
        let mut sentences: Vec<String> = file.sentences.keys().cloned().collect();
        sentences.sort_by_key(|one| core::cmp::Reverse(one.encode_utf16().count()));
        Known {
            language: file.language,
            messages: file.messages,
            sentences,
        }
    }
}

/// What stands in the places of a pattern, each as short as can be; case does not count.
fn put_in<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut pieces = pattern.split(['{', '}']).step_by(2);
    let rest = begins(text, pieces.next().unwrap())?;
    found(&pieces.collect::<Vec<_>>(), rest)
}

fn begins<'t>(text: &'t str, piece: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(piece.len())?;
    (head.to_lowercase() == piece.to_lowercase()).then_some(rest)
}

fn found<'t>(pieces: &[&str], text: &'t str) -> Option<Vec<&'t str>> {
    let Some((piece, others)) = pieces.split_first() else {
        // What a reason has for a sentence is a full stop.
        return matches!(text, "" | ".").then(Vec::new);
    };
    let after_first = text.char_indices().skip(1).map(|(at, _)| at);
    for at in after_first.chain([text.len()]) {
        let put = text.get(..at).filter(|put| !put.is_empty());
        if let Some((put, rest)) = put.zip(begins(&text[at..], piece))
            && let Some(mut more) = found(others, rest)
        {
            more.insert(0, put);
            return Some(more);
        }
    }
    None
}

/// Whether something put in is words of ours: names, labels and numbers are nothing that a language knows.
fn is_english(put: &str) -> bool {
    let small = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    put.contains(' ') && put.split(' ').any(small)
}

impl Known {
    /// Whether nothing of it stays English: as a whole, or else its first sentence, and the rest in the same way.
    pub(super) fn hears(&self, english: &str) -> bool {
        if self.messages.contains_key(english) || self.knows(english) {
            return true;
        }
        let mut spaces = english.match_indices(' ').map(|(at, _)| at);
        let end = spaces.find(|at| english[..*at].ends_with(['.', '?', '!']));
        end.is_some_and(|end| self.hears(&english[..end]) && self.hears(&english[end + 1..]))
    }

    fn knows(&self, english: &str) -> bool {
        let mut matching = self.sentences.iter();
        let put = matching.find_map(|pattern| put_in(pattern, english));
        put.is_some_and(|put| put.iter().all(|one| !is_english(one) || self.knows(one)))
    }
}

#[test]
fn the_recogniser_is_that_of_the_element() {
    for (pattern, text, expected) in [
        ("{0} of {1}", "3 of 4", Some(vec!["3", "4"])),
        ("{0} of {1}.", "3 of 4 of 5.", Some(vec!["3", "4 of 5"])),
        ("It is {0}", "it is late.", Some(vec!["late"])),
        ("It is {0}", "It is ", None),
        ("It is", "It is not", None),
        ("“{0}” ({1})", "“ä” (b)", Some(vec!["ä", "b"])),
    ] {
        assert_eq!(put_in(pattern, text), expected, "{pattern}: {text}");
    }
}
