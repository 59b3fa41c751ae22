//! What the list wants done.

use serde::Serialize;

use crate::app::element::{self, Nothing};
use crate::ids::SmsId;
use crate::status::Shown;

/// Something to do.
pub type Effect = element::Effect<Nothing, Detail>;

/// What an event of ours carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Detail {
    /// An SMS has a status that it had not before.
    Status {
        /// The SMS.
        id: SmsId,
        /// The status.
        status: Shown,
    },
    /// Somebody wants to answer a reply.
    Answer {
        /// The reply.
        id: SmsId,
        /// The number it came to, so that is answered from.
        from: String,
        /// The number it came from.
        to: String,
    },
}
