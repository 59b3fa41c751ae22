//! What the composer wants done. Of its own, because what the pages of the app can want takes more code to write than a
//! record page should download.

use serde::Serialize;
use serde_json::Value;

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Effect {
    /// Ask the API: a GET, or with a body a POST. It comes back to
    /// [`Composer::answered`](super::Composer::answered).
    Request {
        /// What is asked.
        what: &'static str,
        /// What it is about.
        about: String,
        /// The path and query.
        path: String,
        /// The body.
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
        /// The `Idempotency-Key`.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    /// Come back to [`Composer::elapsed`](super::Composer::elapsed); a later wait of this name replaces an earlier one.
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
        detail: Value,
    },
}

impl Effect {
    pub(super) fn get(what: &'static str, path: impl Into<String>) -> Effect {
        Effect::about(what, String::new(), path)
    }

    pub(super) fn about(what: &'static str, about: String, path: impl Into<String>) -> Effect {
        Effect::Request {
            what,
            about,
            path: path.into(),
            body: None,
            key: None,
        }
    }

    pub(super) fn post(what: &'static str, about: String, path: String, body: Value) -> Effect {
        Effect::Request {
            what,
            about,
            path,
            body: Some(body),
            key: None,
        }
    }

    pub(super) fn announce(text: impl Into<String>) -> Effect {
        Effect::Announce { text: text.into() }
    }
}
