//! Mitto. No I/O: requests out, answers and callbacks in.
//!
//! Sources: docs.mitto.ch `/sms-api` and `/sms-bulk-sms-api-reference`; the OpenAPI connector
//! generated from Mitto's own specification (ballerina `mitto.sms`); Mitto's developers guide on
//! RapidAPI for the response codes. No public source gives the parameter names of reports and
//! replies: those are assumed, and stand in [`NAMES`] alone, so that a correction is one line.

mod answer;
mod callback;
mod error_code;
mod submission;
mod words;

pub use answer::{classify, classify_bulk};
pub use callback::{NAMES, read_replies, read_reports};
pub use submission::{BULK_PATH, KEY_HEADER, SEND_PATH};
pub use words::status_of_word;

use super::{
    About, Account, Answer, BulkSubmission, Callback, Explanation, Gateway, Notice, Outcome, Probe,
    Read, Reply, Request, Submission,
};
use submission::{Body, bulk, request};

/// What people and Setup have to know of it.
pub const ABOUT: About = About {
    name: "mitto",
    title: "Mitto",
    key: "product key",
    key_from: "Your Account Manager at Mitto gives you the product key.",
    account: None,
    service: None,
    callback: "Send both to your Account Manager at Mitto.",
    url_variable: "GATEWAY_URL",
    url: "",
    bulk: true,
    test_mode: true,
    signs: false,
};

/// Mitto.
#[derive(Clone, Copy, Debug)]
pub struct Mitto;

impl Gateway for Mitto {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn submission(&self, account: &Account, sms: &Submission<'_>) -> Option<Request> {
        Some(request(account, SEND_PATH, &Body::one(sms)))
    }

    fn outcome(&self, answer: Answer<'_>) -> Outcome {
        classify(answer)
    }

    fn bulk(&self, account: &Account, sms: &BulkSubmission<'_>) -> Option<Request> {
        Some(bulk(account, sms))
    }

    fn bulk_outcome(&self, answer: Answer<'_>, recipients: usize) -> Result<Vec<String>, Outcome> {
        classify_bulk(answer, recipients)
    }

    fn test(&self, account: &Account, sms: &Submission<'_>) -> Request {
        request(account, SEND_PATH, &Body::one(sms))
    }

    fn reports(&self, callback: &Callback<'_>) -> Read<Notice> {
        read_reports(callback.body)
    }

    fn replies(&self, callback: &Callback<'_>) -> Read<Reply> {
        read_replies(callback.body)
    }

    fn probe(&self, url: &str, probe: &Probe) -> (String, &'static str, String) {
        (url.to_owned(), "application/json", callback::probe(probe))
    }

    fn explain(&self, code: &str) -> Option<Explanation> {
        error_code::explain_error_code(code)
    }

    fn refusal(&self, code: i32) -> Option<&'static str> {
        words::explain_response_code(code)
    }
}
