//! What happens to a page, and what a page wants done.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::{Method, Role};

/// What a page is opened with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Start {
    /// What the person may do, as their token says. Only a hint: the Worker decides.
    pub role: Role,
    /// Who they are, as their token says.
    #[serde(default)]
    pub who: String,
    /// The address, without the host: `/templates/t1`.
    #[serde(default)]
    pub path: String,
    /// The item that the address names.
    #[serde(default)]
    pub item: Option<String>,
    /// When the person's day began, RFC 3339.
    #[serde(default)]
    pub today: String,
}

impl Start {
    /// For a role, with nothing else.
    pub fn of(role: Role) -> Start {
        Start {
            role,
            who: String::new(),
            path: String::new(),
            item: None,
            today: String::new(),
        }
    }
}

/// A selection in a text box, in UTF-16 units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caret {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Event {
    /// The page is there.
    Started,
    /// A box was edited, a choice made, a file read. `name` is the control's id; a file's name comes
    /// before its content, as an input of the id with `-name`.
    Input {
        /// The control's id.
        name: String,
        /// What stands there now; of a check box `true` or `false`.
        value: String,
    },
    /// A button or a form was pressed: `data-do` and `data-value`.
    Pressed {
        /// What to do.
        name: String,
        /// With what.
        #[serde(default)]
        value: String,
        /// Where the caret stands in the text box that had it last.
        #[serde(default)]
        caret: Option<Caret>,
    },
    /// A request was answered, or the clipboard.
    Answered {
        /// As it was asked.
        what: String,
        /// As it was asked.
        #[serde(default)]
        about: String,
        /// The HTTP status; 0 where there was no answer.
        status: u16,
        /// The `ETag`.
        #[serde(default)]
        etag: Option<String>,
        /// The JSON body; null where there is none.
        #[serde(default)]
        body: Value,
    },
    /// A wait is over.
    Elapsed {
        /// As it was asked.
        what: String,
    },
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Effect {
    /// Ask the API. It comes back as [`Event::Answered`].
    #[serde(rename_all = "camelCase")]
    Request {
        /// What is asked, in the page's words.
        what: &'static str,
        /// What it is about, in the page's words.
        about: String,
        /// The method.
        method: &'static str,
        /// The path and query.
        path: String,
        /// The body.
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
        /// The version that is meant.
        #[serde(skip_serializing_if = "Option::is_none")]
        if_match: Option<String>,
    },
    /// Come back as [`Event::Elapsed`]; a later wait with the same name replaces an earlier one.
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
        id: String,
    },
    /// Put the focus and the caret into a text box.
    Select {
        /// The id.
        id: &'static str,
        /// The selection.
        caret: Caret,
    },
    /// Tell a screen reader.
    Announce {
        /// The words.
        text: String,
    },
    /// Go to another page of the app.
    Go {
        /// Its address.
        path: String,
    },
    /// What is shown now has this address; nothing is opened.
    Moved {
        /// The address.
        path: String,
    },
    /// Put a text on the clipboard. It comes back as [`Event::Answered`] of [`Effect::COPIED`], with
    /// the status 0 where the browser does not let us.
    Copy {
        /// The text.
        text: String,
    },
    /// Save a text as a file.
    Download {
        /// The file's name; `{date}` in it becomes the person's date, `2026-11-24`.
        name: String,
        /// Its content.
        text: String,
    },
    /// Ask the API for a file and save it. It comes back as [`Event::Answered`], without a body where
    /// it went well.
    Save {
        /// What is asked, in the page's words.
        what: &'static str,
        /// The path and query.
        path: String,
        /// The file's name, as in [`Effect::Download`].
        name: &'static str,
    },
    /// Show another page in the frame. Only the shell says this.
    Mount {
        /// Its name.
        page: &'static str,
        /// Its address, with the query.
        path: String,
        /// The item its address names.
        #[serde(skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        /// The window's title.
        title: String,
    },
}

impl Effect {
    /// What [`Effect::Copy`] is answered under.
    pub const COPIED: &str = "copied";

    /// A GET.
    pub fn get(what: &'static str, path: impl Into<String>) -> Effect {
        Effect::request(what, "", Method::Get, path, None, None)
    }

    /// Any request.
    pub fn request(
        what: &'static str,
        about: &str,
        method: Method,
        path: impl Into<String>,
        body: Option<Value>,
        if_match: Option<String>,
    ) -> Effect {
        Effect::Request {
            what,
            about: about.to_owned(),
            method: method.as_str(),
            path: path.into(),
            body,
            if_match,
        }
    }

    /// The focus goes to this id.
    pub fn focus(id: impl Into<String>) -> Effect {
        Effect::Focus { id: id.into() }
    }

    /// A screen reader says this.
    pub fn announce(text: impl Into<String>) -> Effect {
        Effect::Announce { text: text.into() }
    }
}
