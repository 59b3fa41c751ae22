//! What the API answered.

use serde_json::Value;

use crate::api::{Code, FromJson};
use crate::app::answer::NO_ANSWER;

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
        /// How it is now, where it was another.
        current: Option<Value>,
    },
}

impl Refusal {
    fn of(status: u32, mut body: Value) -> Refusal {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let code = text("code").and_then(Code::from_word);
        let words = match (text("title"), text("detail")) {
            (_, Some(detail)) if code == Some(Code::InvalidField) => detail.to_owned(),
            (Some(title), Some(detail)) => [title, " ", detail].concat(),
            (Some(title), None) => title.to_owned(),
            (None, _) => return Refusal::None,
        };
        // Whoever fails may have done it before it failed.
        if status >= 500 || code == Some(Code::InProgress) {
            return Refusal::None;
        }
        let current = body.get_mut("current").map(Value::take);
        Refusal::Because {
            code,
            words,
            current,
        }
    }

    pub(super) fn is(&self, wanted: Code) -> bool {
        matches!(self, Refusal::Because { code, .. } if *code == Some(wanted))
    }

    /// What is said of it.
    pub(super) fn words(self) -> String {
        match self {
            Refusal::None => NO_ANSWER.to_owned(),
            Refusal::Because { words, .. } => words,
        }
    }
}

/// Reads an answer.
pub(super) fn read<T: FromJson>(status: u32, body: Value) -> Result<T, Refusal> {
    match status {
        200..300 => T::from_json(body).map_err(|_| Refusal::None),
        _ => Err(Refusal::of(status, body)),
    }
}

/// Reads a page of a list: its items, and where the next begins.
pub(super) fn read_list<T: FromJson>(
    status: u32,
    mut body: Value,
) -> Result<(Vec<T>, Option<String>), Refusal> {
    let cursor = body
        .get("cursor")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let items = body.get_mut("items").map(Value::take);
    let items = match status {
        200..300 => items.unwrap_or_default(),
        _ => body,
    };
    Ok((read(status, items)?, cursor))
}
