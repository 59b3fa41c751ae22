//! What goes over the wire to and from the Mitto gateway. No I/O: bodies in, bodies out.
//!
//! Sources: docs.mitto.ch `/sms-api` and `/sms-bulk-sms-api-reference`; the OpenAPI connector
//! generated from Mitto's own specification (ballerina `mitto.sms`); Mitto's developers guide on
//! RapidAPI for the response codes. No public source gives the parameter names of reports and
//! replies: those are assumed, and stand in [`names`] alone, so that a correction is one line.

mod answer;
mod callback;
mod error_code;
mod failure;
pub mod names;
mod probe;
mod submission;
mod words;

pub use answer::{
    Answer, MAX_ANSWER_BYTES, NoAnswer, Outcome, Refusal, Uncertainty, classify, classify_bulk,
};
pub use callback::{
    CallbackBody, CallbackError, MAX_CALLBACK_BYTES, Notice, Reply, Report, read_replies,
    read_reports,
};
pub use error_code::{Explanation, explain_error_code};
pub use failure::{Failure, sentence};
pub use probe::{NoProbe, Probe};
pub use submission::{BULK_LIMIT, BULK_PATH, BulkSubmission, KEY_HEADER, SEND_PATH, Submission};
pub use words::{explain_response_code, status_of_word};
