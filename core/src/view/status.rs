//! A status as people read it, and how good the news is.

use crate::language::{msg, say, word};
use crate::status::{Shown, Status};

/// How good the news of a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentTone {
    /// On its way.
    Open,
    /// Arrived.
    Good,
    /// Not known.
    Doubt,
    /// Failed.
    Bad,
}

/// How good the news of a status is.
pub const fn tone(status: Shown) -> SentTone {
    match status {
        Shown::NoReport | Shown::Stored(Status::Unknown | Status::OptOut) => SentTone::Doubt,
        Shown::Stored(Status::Delivered) => SentTone::Good,
        Shown::Stored(Status::Queued | Status::Sending | Status::Sent | Status::Received) => {
            SentTone::Open
        }
        Shown::Stored(
            Status::Rejected
            | Status::Failed
            | Status::Expired
            | Status::Undelivered
            | Status::Cancelled,
        ) => SentTone::Bad,
    }
}

/// A status as it is read by people, in English.
pub const fn status_name(status: Shown) -> &'static str {
    match status {
        Shown::Stored(Status::Unknown) => msg("Maybe sent"),
        shown => shown.as_str(),
    }
}

/// The same in the language that is spoken.
pub fn status_words(status: Shown) -> String {
    word(status_name(status))
}

/// The same, where a long SMS has arrived in part: "2 of 3 delivered".
pub fn delivered_words(status: Shown, messages: u32, delivered: u32) -> String {
    match status {
        Shown::Stored(Status::Delivered) if messages > 1 && delivered < messages => {
            let (delivered, messages) = (delivered.to_string(), messages.to_string());
            say("{0} of {1} delivered", &[&delivered, &messages])
        }
        status => status_words(status),
    }
}
