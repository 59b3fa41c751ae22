//! Telling another server that something has happened, surely: what is told, to which address it may go, how it is signed, when
//! it is tried again, and when nobody is there any more. Signed as Standard Webhooks 1.0.0 specify
//! (<https://www.standardwebhooks.com>).
//!
//! The call to Salesforce ([`crate::salesforce`]) is the other user of the same law of repeats.

mod outcome;
mod sign;
mod target;

pub use outcome::{
    Attempt, DeliveryState, Fate, Heard, SALESFORCE_DELAYS_S, WEBHOOK_DELAYS_S, delay_ms,
    given_up_since,
};
pub use sign::{PREVIOUS_HOURS, Secret, content, signatures};
pub use target::{Target, TargetError};

use core::fmt;

use serde::{Deserialize, Serialize};

/// What can be told; docs/webhooks.md has its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
pub enum EventType {
    /// An SMS has another status, one that lasts.
    #[serde(rename = "sms.status")]
    SmsStatus,
    /// A reply came.
    #[serde(rename = "sms.reply")]
    SmsReply,
    /// A number, or a record without one, opted out or in.
    #[serde(rename = "opt_out.changed")]
    OptOutChanged,
}

impl EventType {
    /// All of them, in the order they are shown.
    pub const ALL: [EventType; 3] = [
        EventType::SmsStatus,
        EventType::SmsReply,
        EventType::OptOutChanged,
    ];

    /// The word in the API and in `type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            EventType::SmsStatus => "sms.status",
            EventType::SmsReply => "sms.reply",
            EventType::OptOutChanged => "opt_out.changed",
        }
    }
}

impl core::str::FromStr for EventType {
    type Err = UnknownEvent;

    fn from_str(word: &str) -> Result<EventType, UnknownEvent> {
        let known = EventType::ALL.into_iter().find(|it| it.as_str() == word);
        known.ok_or(UnknownEvent)
    }
}

/// A word that is no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownEvent;

impl fmt::Display for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known here: sms.status, sms.reply, opt_out.changed.")
    }
}

impl core::error::Error for UnknownEvent {}

crate::json_texts!(EventType);
