//! An answer of the API, read.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::{Code, Problem};
use crate::language::msg;

/// What a request came to.
pub(super) enum Answer<T> {
    /// What was asked for.
    Good(T),
    /// A refusal that says why.
    Refused(Problem),
    /// No answer, or one that cannot be read: the network, a proxy.
    None,
}

impl<T: DeserializeOwned> Answer<T> {
    /// Reads a status and a body.
    pub(super) fn of(status: u16, body: Value) -> Answer<T> {
        match status {
            200..300 => serde_json::from_value(body).map_or(Answer::None, Answer::Good),
            _ => match serde_json::from_value(body) {
                Ok(problem) => Answer::Refused(problem),
                Err(_) => Answer::None,
            },
        }
    }
}

impl<T> Answer<T> {
    /// What was asked for, or the refusal; inside none where there was no answer.
    pub(super) fn read(self) -> Result<T, Option<Problem>> {
        match self {
            Answer::Good(value) => Ok(value),
            Answer::Refused(problem) => Err(Some(problem)),
            Answer::None => Err(None),
        }
    }
}

/// An answer without a body: whether it is good.
pub(super) fn done(status: u16, body: Value) -> Answer<Value> {
    Answer::of(status, body)
}

/// What is said where there was no answer.
pub(super) const NO_ANSWER: &str =
    msg("There was no answer. Check your connection and try again; nothing you typed is lost.");

/// The same where nothing was typed.
pub(super) const UNREACHED: &str = msg("There was no answer. Check your connection and try again.");

/// What is said where an answer was not what was asked for. In English, as what follows: a box that shows it says it in the
/// language of that moment.
pub(super) fn why(problem: Option<&Problem>) -> String {
    problem.map_or_else(|| NO_ANSWER.to_owned(), sentence)
}

/// The same where nothing was typed.
pub(super) fn why_not(problem: Option<&Problem>) -> String {
    problem.map_or_else(|| UNREACHED.to_owned(), sentence)
}

/// What a problem says to a person.
pub(super) fn sentence(problem: &Problem) -> String {
    said(
        Some(problem.code),
        &problem.title,
        problem.detail.as_deref(),
    )
}

/// The same, by its parts.
pub(super) fn said(code: Option<Code>, title: &str, detail: Option<&str>) -> String {
    match detail {
        // The details of a field say it all, and of a name that is taken; "A field is not right." before them says nothing.
        Some(detail) if matches!(code, Some(Code::InvalidField | Code::Duplicate)) => {
            detail.to_owned()
        }
        Some(detail) => [title, " ", detail].concat(),
        None => title.to_owned(),
    }
}
