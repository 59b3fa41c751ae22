//! Why a message is unicode, and what could be done about it.

use crate::count::{self, Meaning};

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
            [one] => [
                "This message is unicode because of ",
                &one.sequence,
                ", so only 70 characters fit.",
            ]
            .concat(),
            _ => "This message is unicode because of these characters, so only 70 fit.".to_owned(),
        }
    }

    /// How often it is there, where that is more than once: ` ×2`.
    pub fn times_words(&self) -> String {
        match self.times {
            0 | 1 => String::new(),
            times => [" ×", &times.to_string()].concat(),
        }
    }

    /// What the button says that puts `with` in its place, piece by piece; `true` marks a piece of
    /// the message itself. Empty pieces say nothing.
    pub fn offer<'a>(&'a self, times: &'a str, with: &'a str) -> [(bool, &'a str); 6] {
        let (verb, by) = match with {
            "" => ("Remove ", ""),
            _ => ("Replace ", " by "),
        };
        let changes = match self.changes_meaning {
            true => " (changes the spelling)",
            false => "",
        };
        [
            (false, verb),
            (true, &self.sequence),
            (false, times),
            (false, by),
            (true, with),
            (false, changes),
        ]
    }
}
