//! What `<mitto-send-sms>` does: events in, a view and effects out. No DOM, no clock, no network.
//!
//! [`State::update`] takes an event and returns the effects to perform; [`State::view`] describes
//! everything that is drawn. The browser's side only forwards and draws. [`update`] says what each event does: [`record`] what is
//! fetched, [`numbers`] the further numbers, [`send`] a press of Send, [`track`] what becomes of what was sent.
//!
//! What it keeps, whatever happens in whatever order (`core/tests/composer/`):
//! one press of Send is one request a recipient, however often it is pressed while that is under
//! way; what was typed is gone only when every SMS of it was recorded; a send whose answer was lost
//! is repeated under the same key, so that it cannot be sent twice.

mod event;
mod numbers;
mod outgoing;
mod record;
mod send;
mod state;
mod track;
mod update;
mod view;

pub use event::{Effect, Event, Field};
pub use outgoing::{Outgoing, Progress};
pub use state::{Loaded, Notice, State};
pub use view::{Choice, SentRow, View};

pub use crate::view::{Culprit, Preview, PreviewPart, SentTone, Tone};
