//! Why a message is unicode, and what could be done about it.

use crate::count::{self, Meaning};
use crate::language::{say, word};

/// Most characters that are named.
const SHOWN: usize = 5;

/// A character that makes the message unicode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Culprit {
    /// The character.
    pub sequence: String,
    /// How often it is there.
    pub times: usize,
    /// What could stand for it.
    pub replacement: Option<&'static str>,
    /// Whether that would change what is said.
    pub changes_meaning: bool,
}

/// Why a message is unicode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unicode {
    /// The first characters that make it so; none in a regular message.
    pub culprits: Vec<Culprit>,
    /// Whether some can be replaced without changing what is said.
    pub can_replace_all: bool,
}

impl Unicode {
    /// Why this text is unicode, if it is.
    pub fn of(text: &str) -> Unicode {
        let found = count::culprits(text);
        Unicode {
            can_replace_all: found.iter().any(|one| {
                one.replacement
                    .as_ref()
                    .is_some_and(|with| with.meaning == Meaning::Same)
            }),
            culprits: found.into_iter().take(SHOWN).map(Culprit::of).collect(),
        }
    }
}

impl Culprit {
    fn of(one: count::Culprit<'_>) -> Culprit {
        Culprit {
            sequence: one.sequence.to_owned(),
            times: one.positions.len(),
            replacement: one.replacement.as_ref().map(|with| with.text),
            changes_meaning: one
                .replacement
                .as_ref()
                .is_some_and(|with| with.meaning == Meaning::Changes),
        }
    }

    /// Why the message is unicode, in words; `list` is what is shown of the culprits.
    pub fn hint(list: &[Culprit]) -> String {
        match list {
            [one] => say(
                "This message is unicode because of {0}, so only 70 characters fit.",
                &[&one.sequence],
            ),
            _ => word("This message is unicode because of these characters, so only 70 fit."),
        }
    }

    /// How often it is there, where that is more than once: ` ×2`.
    pub fn times_words(&self) -> String {
        match self.times {
            0 | 1 => String::new(),
            times => [" ×", &times.to_string()].concat(),
        }
    }

    /// That nothing could stand for it.
    pub fn no_look_alike(&self) -> String {
        say(
            "{0}{1} has no regular look-alike",
            &[&self.sequence, &self.times_words()],
        )
    }

    /// What the button says that puts `with` in its place, piece by piece; `true` marks a piece of
    /// the message itself. Empty pieces say nothing.
    pub fn offer(&self, with: &str) -> Vec<(bool, String)> {
        let said = match (with, self.changes_meaning) {
            ("", false) => word("Remove {0}{1}"),
            ("", true) => word("Remove {0}{1} (changes the spelling)"),
            (_, false) => word("Replace {0}{1} by {2}"),
            (_, true) => word("Replace {0}{1} by {2} (changes the spelling)"),
        };
        let times = self.times_words();
        let mut pieces = Vec::new();
        let mut rest = said.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            pieces.push((false, before.to_owned()));
            let (place, after) = after.split_once('}').unwrap_or(("", after));
            pieces.push(match place {
                "0" => (true, self.sequence.clone()),
                "1" => (false, times.clone()),
                _ => (true, with.to_owned()),
            });
            rest = after;
        }
        pieces.push((false, rest.to_owned()));
        pieces.retain(|(_, text)| !text.is_empty());
        pieces
    }
}
