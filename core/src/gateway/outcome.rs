//! What the gateway's answer to a submission means: accepted, refused, or not known.
//!
//! Only an answer that proves that the SMS was *not* taken is a refusal. Everything that could
//! have reached the gateway and cannot be read is unknown, and is never sent again by itself.

use core::fmt;

use serde_json::Value;

use super::explain_refusal;

/// Most bytes read of an answer. The documented one has about 150.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// Longest part of the gateway's own words that is kept, characters.
const WORDS_LIMIT: usize = 200;

/// What came back over HTTP.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The `Retry-After` header.
    pub retry_after: Option<&'a str>,
    /// The body, at most [`MAX_ANSWER_BYTES`] of it; `None` where it was longer or broke off.
    pub body: Option<&'a [u8]>,
}

/// Why nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Not within our time-out.
    TimedOut,
    /// The connection failed or broke.
    Connection,
}

/// What a submission came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The gateway has it.
    Accepted {
        /// Its id there; none in test mode.
        gateway_id: Option<String>,
    },
    /// The gateway does not have it and never will.
    Refused(Refusal),
    /// The gateway does not have it and asks for patience.
    RefusedForNow {
        /// What it said.
        refusal: Refusal,
        /// Seconds it asks for.
        retry_after_s: Option<u32>,
    },
    /// The gateway may have it.
    Unknown(Uncertainty),
}

/// A refusal, with what is needed to explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The gateway's response code.
    pub code: Option<i32>,
    /// The gateway's own words, without control characters, at most 200 characters.
    pub words: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = match (self.code.and_then(explain_refusal), self.status) {
            (Some(words), _) => words,
            (None, 401 | 403) => "the product key is not accepted",
            (None, 413) => "the message is too large",
            (None, 429) => "too many messages at once",
            (None, 503) => "the gateway is busy",
            (None, _) => "the gateway does not accept it",
        };
        f.write_str(known)?;
        match (&self.words, self.code) {
            (Some(words), Some(code)) => write!(f, " (\u{201c}{words}\u{201d}, code {code})"),
            (Some(words), None) => write!(f, " (\u{201c}{words}\u{201d}, HTTP {})", self.status),
            (None, Some(code)) => write!(f, " (code {code})"),
            (None, None) => write!(f, " (HTTP {})", self.status),
        }
    }
}

/// Why we do not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncertainty {
    /// No answer within the time-out.
    TimedOut,
    /// The connection broke.
    ConnectionLost,
    /// An answer that cannot be read.
    Unreadable {
        /// Its HTTP status.
        status: u16,
    },
    /// The gateway's own fault, which says nothing about the SMS.
    GatewayError {
        /// Its HTTP status.
        status: u16,
    },
    /// A redirect, which is not followed: the SMS and the product key go to one address only.
    Redirect,
    /// Of several numbers the gateway refuses one, and does not say which, or what became of the others.
    OneOfMany,
    /// We stopped between the claim and the stored answer.
    DispatcherDied,
}

impl fmt::Display for Uncertainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Uncertainty::TimedOut => f.write_str("the gateway did not answer in time"),
            Uncertainty::ConnectionLost => f.write_str("the connection to the gateway broke"),
            Uncertainty::Unreadable { status } => {
                write!(f, "the gateway's answer could not be read (HTTP {status})")
            }
            Uncertainty::GatewayError { status } => {
                write!(f, "the gateway had an internal error (HTTP {status})")
            }
            Uncertainty::Redirect => f.write_str("the gateway answered with a redirect"),
            Uncertainty::OneOfMany => f.write_str(
                "the gateway refused one of the numbers that were submitted together, and not clearly which",
            ),
            Uncertainty::DispatcherDied => f.write_str("sending was interrupted"),
        }
    }
}

impl From<NoAnswer> for Outcome {
    fn from(why: NoAnswer) -> Outcome {
        Outcome::Unknown(match why {
            NoAnswer::TimedOut => Uncertainty::TimedOut,
            NoAnswer::Connection => Uncertainty::ConnectionLost,
        })
    }
}

/// The answer's body, if it is a JSON object.
pub(super) fn object(answer: Answer<'_>) -> Option<Value> {
    let body = answer
        .body
        .and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok());
    body.filter(Value::is_object)
}

/// A refusal that may be none later.
pub(super) fn for_now(refusal: Refusal, retry_after: Option<&str>) -> Outcome {
    // Retry-After may also be a date (RFC 9110 10.2.3); without a clock we then wait our own time.
    let retry_after_s = retry_after.and_then(|value| value.trim().parse().ok());
    Outcome::RefusedForNow {
        refusal,
        retry_after_s,
    }
}

/// A number, or the string of one with blanks around it: both have been seen.
pub(super) fn integer(value: &Value) -> Option<i32> {
    match value {
        Value::Number(number) => i32::try_from(number.as_i64()?).ok(),
        Value::String(string) => string.trim().parse().ok(),
        _ => None,
    }
}

/// An id: a string, or a number.
pub(super) fn text(value: &Value) -> Option<String> {
    let id = match value {
        Value::String(string) => string.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!id.is_empty() && id.len() <= 128).then_some(id)
}

pub(super) fn words(value: &Value) -> Option<String> {
    let said = value.as_str()?;
    let clean: String = said
        .chars()
        .filter(|c| !c.is_control())
        .take(WORDS_LIMIT)
        .collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}
