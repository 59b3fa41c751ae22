//! The border to JavaScript: what happens comes in, what is to be done goes out.
//!
//! Numbers cross, and places in our memory; never an object. An event (a request, a run of the sweep, a batch of the
//! queue) and a call are known by a number on both sides. One call goes over with all its values, one answer comes back:
//! to ask each object for each of its members would be a hundred crossings for a report that needs ten. The other side
//! is `edge/js`: it moves values and knows no rule.

mod clock;
mod deeds;
mod foreign;
mod request;
mod tasks;

pub(crate) use clock::{Delay, ago, ahead, now};
pub(crate) use deeds::{Call, Calling, Tell, Thrown, Value, call, json, perform, tell, text};
pub(crate) use request::{File, Request, respond};
pub(crate) use tasks::{Asked, keep_going, spawn_after};

/// What cannot be told to anybody else. It must hold no personal data.
pub(crate) fn log_error(words: &str) {
    tell(Tell::Log, &["error".into(), words.into()]);
}

/// Something that somebody should look at. It must hold no personal data.
pub(crate) fn log_warning(words: &str) {
    tell(Tell::Log, &["warn".into(), words.into()]);
}
