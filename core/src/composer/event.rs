//! What happens to the composer, and what it wants done.

use crate::api::{MobileChecked, Problem, SendAnswer, SendRequest, SmsNews};
use crate::ids::{ItemId, SmsId};
use crate::status::Shown;

use super::state::Loaded;

/// Something that happened in the page or came over the network.
#[derive(Clone, Debug)]
pub enum Event {
    /// The element is in a page, or somebody pressed "Try again" after loading had failed.
    Attached,
    /// Something was fetched.
    Loaded(Loaded),
    /// Something could not be fetched; none where there was no answer.
    LoadFailed(Option<Problem>),
    /// A sender was chosen.
    From(String),
    /// A template was chosen; none for "no template".
    Template(Option<ItemId>),
    /// The message was edited.
    Edited(String),
    /// The number box was edited.
    NumberTyped(String),
    /// "Add" was pressed.
    NumberAdded,
    /// The edge has looked at a number.
    NumberChecked(Result<MobileChecked, Option<Problem>>),
    /// The further number at this place was removed.
    NumberRemoved(usize),
    /// One look-alike, or all that keep the meaning, were replaced.
    Replaced(Option<String>),
    /// The text before the last template or replacement was asked back.
    Undone,
    /// Send was pressed. The id is unguessable and new.
    Send {
        /// Made by whoever forwards the press, before anything is sent.
        request_id: String,
    },
    /// A send was answered.
    Answered {
        /// Which.
        key: String,
        /// With what; none where the answer was lost.
        answer: Result<SendAnswer, Option<Problem>>,
    },
    /// The status of an SMS.
    Status(Box<SmsNews>),
    /// A status could not be asked for, or has not changed.
    StatusSame(SmsId),
    /// The page was hidden or shown.
    Hidden(bool),
    /// A reply to this number is to be answered: from there, if it is one of the senders.
    Answering(String),
    /// The record has changed, as the page knows.
    Changed,
}

/// Where the focus goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The message.
    Text,
    /// The number box.
    Number,
    /// The problem.
    Problem,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Fetch setup, senders, templates and the record.
    Load,
    /// Ask the edge about a typed number.
    CheckNumber(String),
    /// Post an SMS under this key.
    Send {
        /// The `Idempotency-Key`.
        key: String,
        /// The request.
        request: SendRequest,
    },
    /// Ask for the status of an SMS.
    Poll {
        /// Which.
        id: SmsId,
        /// After how long.
        after_ms: u32,
    },
    /// Fetch the record, because it may have opted out.
    Look {
        /// After how long.
        after_ms: u32,
    },
    /// Put the focus there.
    Focus(Field),
    /// Tell a screen reader.
    Announce(String),
    /// Tell the page that SMS were sent.
    EmitSent {
        /// Their ids.
        ids: Vec<SmsId>,
        /// Their messages together.
        number_of_messages: u32,
    },
    /// Tell the page that the record has opted out, or has no more.
    EmitOptOut(bool),
    /// Tell the page that something went wrong.
    EmitError(String),
    /// Tell the page of a status.
    EmitStatus {
        /// The SMS.
        id: SmsId,
        /// Its status.
        status: Shown,
    },
}
