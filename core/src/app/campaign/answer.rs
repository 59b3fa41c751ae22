//! What the API answered.

use crate::api::{Code, PlanChange, Read, Source};
use crate::app::answer::{NO_ANSWER, said};

/// Why there is not what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Refusal {
    /// There was no answer, or none that says whether it was done: it may be asked again.
    None,
    /// It was refused.
    Because {
        /// Why, as a stable word.
        code: Option<Code>,
        /// Why, in words.
        words: String,
        /// How the plan is now, where it has moved.
        change: Option<Box<PlanChange>>,
    },
}

impl Refusal {
    fn of(status: u32, body: &impl Source) -> Refusal {
        let code = body.text("code").and_then(|word| Code::from_word(&word));
        // Whoever fails may have done it before it failed.
        if status >= 500 || code == Some(Code::InProgress) {
            return Refusal::None;
        }
        let Some(title) = body.text("title") else {
            return Refusal::None;
        };
        let change = body
            .object("current")
            .filter(|_| code == Some(Code::PlanMoved));
        Refusal::Because {
            code,
            words: said(code, &title, body.text("detail").as_deref()),
            change: change
                .and_then(|change| PlanChange::read(&change))
                .map(Box::new),
        }
    }

    pub(super) fn is(&self, wanted: Code) -> bool {
        matches!(self, Refusal::Because { code, .. } if *code == Some(wanted))
    }

    /// What is said of it, in English still.
    pub(super) fn words(self) -> String {
        match self {
            Refusal::None => NO_ANSWER.to_owned(),
            Refusal::Because { words, .. } => words,
        }
    }
}

/// Reads an answer.
pub(super) fn read<T: Read>(status: u32, body: &impl Source) -> Result<T, Refusal> {
    match status {
        200..300 => T::read(body).ok_or(Refusal::None),
        _ => Err(Refusal::of(status, body)),
    }
}
