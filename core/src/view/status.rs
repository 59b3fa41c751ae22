//! A status as people read it, and how good the news is.

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

/// A status as it is read by people.
pub const fn status_words(status: Shown) -> &'static str {
    match status {
        Shown::Stored(Status::Unknown) => "Maybe sent",
        shown => shown.as_str(),
    }
}

/// The same, where a long SMS has arrived in part: "2 of 3 delivered".
pub fn delivered_words(status: Shown, messages: u32, delivered: u32) -> String {
    match status {
        Shown::Stored(Status::Delivered) if messages > 1 && delivered < messages => {
            let of = [&delivered.to_string(), " of ", &messages.to_string()].concat();
            [of.as_str(), " delivered"].concat()
        }
        status => status_words(status).to_owned(),
    }
}
