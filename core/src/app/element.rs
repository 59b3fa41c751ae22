//! What the elements of record pages want done. Of their own, because what the pages of the app can want takes more code to
//! write than a record page should download.

use serde::Serialize;

/// Something to do. `Body`: what is posted to the API; `Detail`: what the events of the element carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Effect<Body, Detail> {
    /// Ask the API: a GET, or with a body a POST. It comes back as an answer.
    Request {
        /// What is asked.
        what: &'static str,
        /// What it is about.
        about: String,
        /// The path and query.
        path: String,
        /// The body.
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<Body>,
        /// The `Idempotency-Key`.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    /// Save what the API has at this path as a file. It comes back as an answer without a body.
    Save {
        /// What is asked.
        what: &'static str,
        /// The path.
        path: String,
        /// The name of the file, with `{date}` for today's date.
        name: String,
    },
    /// Come back when the time is over; a later wait of this name replaces an earlier one.
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

/// The body of an element that posts nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Nothing {}

impl<Body, Detail> Effect<Body, Detail> {
    /// A GET.
    pub(super) fn get(
        what: &'static str,
        about: impl Into<String>,
        path: impl Into<String>,
    ) -> Self {
        Effect::Request {
            what,
            about: about.into(),
            path: path.into(),
            body: None,
            key: None,
        }
    }

    /// A POST.
    pub(super) fn post(what: &'static str, about: String, path: String, body: Body) -> Self {
        Effect::Request {
            what,
            about,
            path,
            body: Some(body),
            key: None,
        }
    }

    /// Words for a screen reader.
    pub(super) fn announce(text: impl Into<String>) -> Self {
        Effect::Announce { text: text.into() }
    }
}
