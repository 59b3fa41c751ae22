//! What is to be sent, and the request that it becomes.

use crate::count::Encoding;
use crate::ids::Reference;
use crate::mobile::Mobile;
use crate::sender::SenderId;

/// One SMS as it is submitted.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The sender id.
    pub from: &'a SenderId,
    /// The number.
    pub to: &'a Mobile,
    /// The text.
    pub text: &'a str,
    /// Its encoding.
    pub encoding: Encoding,
    /// Comes back in reports; `None` for a test, which gets none.
    pub reference: Option<Reference>,
    /// Where to report to; `None`: the URL registered with the account.
    pub callback: Option<&'a str>,
    /// Test mode: nothing is delivered or charged.
    pub test: bool,
}

/// One text to several numbers in one call, with nothing of ours that could tell them apart: reports find their SMS by the
/// gateway's id.
#[derive(Clone, Copy, Debug)]
pub struct BulkSubmission<'a> {
    /// What all have in common; its own number and reference do not count.
    pub common: Submission<'a>,
    /// The numbers, digits only, with commas in between.
    pub to: &'a str,
}

/// A request to the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The path, behind the gateway's address.
    pub path: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// What is posted; without, it is a `GET`.
    pub body: Option<String>,
}
