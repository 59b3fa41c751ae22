//! What the list wants done. Of its own, because what the pages of the app can want takes more code to write than a
//! record page should download.

use serde::Serialize;

use crate::ids::SmsId;
use crate::status::Shown;

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Effect {
    /// GET of the API. It comes back to [`super::RelatedList::answered`].
    Request {
        /// What is asked.
        what: &'static str,
        /// What it is about.
        about: String,
        /// The path and query.
        path: String,
    },
    /// Come back to [`super::RelatedList::look`]; a later wait replaces an earlier one.
    #[serde(rename_all = "camelCase")]
    Wait {
        /// Its name.
        what: &'static str,
        /// For how long, milliseconds.
        after_ms: u32,
    },
    /// Put the focus on the control with this id.
    Focus {
        /// The id.
        id: &'static str,
    },
    /// Tell a screen reader.
    Announce {
        /// The words.
        text: String,
    },
    /// Tell the page: the event `mitto-sms-` and the name.
    Emit {
        /// The name.
        name: &'static str,
        /// What the event carries.
        detail: Detail,
    },
}

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

impl Effect {
    pub(super) fn announce(text: impl Into<String>) -> Effect {
        Effect::Announce { text: text.into() }
    }
}
