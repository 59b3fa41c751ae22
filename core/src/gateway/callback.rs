//! What a gateway posts to us: delivery reports and replies, by whatever names.
//!
//! Three forms (POST JSON, POST form, GET query), one or an array. Tolerant in what is read:
//! unknown fields are kept with the update, unknown status words are stored and change nothing.
//! A bad item never takes the good ones of the same body with it.

use core::fmt;

use serde_json::{Map, Value};

use super::probe::Probe;
use crate::base64::base64;
use crate::ids::Reference;
use crate::opt_out::Meaning;
use crate::status::{Fact, Status};
use crate::time;

/// Most bytes of one callback body or query.
pub const MAX_CALLBACK_BYTES: usize = 64 * 1024;

/// Longest single value that is kept, bytes; a report's fields have some tens.
const VALUE_LIMIT: usize = 512;

/// Longest text of a reply that is kept, bytes: 255 segments in UTF-8.
const TEXT_LIMIT: usize = 64 * 1024;

/// A callback as it came in.
#[derive(Clone, Copy, Debug)]
pub enum CallbackBody<'a> {
    /// A JSON body.
    Json(&'a [u8]),
    /// `application/x-www-form-urlencoded`: a form body, or the query of a GET.
    Form(&'a [u8]),
}

/// A callback with what proves it genuine.
#[derive(Clone, Copy, Debug)]
pub struct Callback<'a> {
    /// What it says.
    pub body: CallbackBody<'a>,
    /// Whether the body was posted; otherwise it is the address's query.
    pub posted: bool,
    /// What follows the question mark of its address, still encoded.
    pub query: &'a str,
    /// The whole address; several where it is known by more than one. Of use to a proof only.
    pub urls: &'a [String],
}

impl<'a> Callback<'a> {
    /// One whose address says nothing.
    pub fn of(body: CallbackBody<'a>) -> Callback<'a> {
        Callback {
            body,
            posted: true,
            query: "",
            urls: &[],
        }
    }
}

/// What a callback must carry to be believed: an HMAC under the account's key, in Base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The header it stands in.
    pub header: &'static str,
    /// The hash, as Web Crypto calls it.
    pub hash: &'static str,
    /// What is signed: any of these. None of them where nothing could be genuine.
    pub messages: Vec<String>,
}

impl Proof {
    /// How an HMAC stands in the header.
    pub fn written(mac: &[u8]) -> String {
        base64(mac)
    }
}

/// What a gateway calls things in its callbacks. Of several names the first that has a value counts.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// The gateway's message id.
    pub id: &'static [&'static str],
    /// The delivery status.
    pub status: &'static [&'static str],
    /// What its words mean; `None` for a word that is not known: it is stored and shown, and changes no status.
    pub status_of_word: fn(&str) -> Option<Status>,
    /// Our reference, as we sent it.
    pub reference: &'static [&'static str],
    /// The error code.
    pub error: &'static [&'static str],
    /// When it happened: RFC 3339, epoch seconds or milliseconds.
    pub time: &'static [&'static str],
    /// Which segment, from 1.
    pub part: &'static [&'static str],
    /// The sender of a reply.
    pub from: &'static [&'static str],
    /// Our number, which was replied to.
    pub to: &'static [&'static str],
    /// The text of a reply.
    pub text: &'static [&'static str],
}

/// What comes to the delivery callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A report of an SMS.
    Report(Report),
    /// Our own test of the callback; says nothing about any SMS.
    Probe(Probe),
}

/// One delivery report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The gateway's message id.
    pub gateway_id: Option<String>,
    /// Our reference, if it is one of ours.
    pub reference: Option<Reference>,
    /// The gateway's status word as it came.
    pub gateway_status: String,
    /// What it means; `None` for a word we do not know.
    pub status: Option<Status>,
    /// The segment it is about, from 1.
    pub segment: Option<u8>,
    /// The network's error code.
    pub error_code: Option<String>,
    /// The gateway's time, milliseconds since the epoch.
    pub provider_time: Option<i64>,
    /// Everything else that came with it, as one JSON object.
    pub extra: Option<String>,
}

impl Report {
    /// What it contributes to the status.
    pub fn fact(&self) -> Option<Fact> {
        self.status.map(|status| Fact {
            status,
            segment: self.segment,
        })
    }
}

/// One reply from a handset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The gateway's message id.
    pub gateway_id: Option<String>,
    /// Who wrote, as the gateway spells it.
    pub from: String,
    /// Our number.
    pub to: Option<String>,
    /// What they wrote.
    pub text: String,
    /// The gateway's time, milliseconds since the epoch.
    pub provider_time: Option<i64>,
    /// What the gateway itself has taken it for, whatever our keywords are.
    pub meaning: Option<Meaning>,
}

/// Why a callback, or one item of it, can never be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackError {
    /// More than [`MAX_CALLBACK_BYTES`].
    TooLarge,
    /// Neither a JSON object nor an array of objects.
    NotJson,
    /// A report that names neither a message id nor one of our references.
    NoId,
    /// A report without a status.
    NoStatus,
    /// A reply without a sender.
    NoFrom,
    /// A reply without a text.
    NoText,
    /// Without the proof that its gateway gives, or with another one.
    NotSigned,
}

impl fmt::Display for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CallbackError::TooLarge => "a callback may hold 65,536 bytes",
            CallbackError::NotJson => "the body is neither a JSON object nor an array of objects",
            CallbackError::NoId => {
                "the report names no message: id, messageId or reference is needed"
            }
            CallbackError::NoStatus => {
                "the report has no status: status, dlrStatus or deliveryStatus is needed"
            }
            CallbackError::NoFrom => "the reply has no from",
            CallbackError::NoText => "the reply has no text",
            CallbackError::NotSigned => {
                "the callback is not signed with the gateway's key for this very address"
            }
        })
    }
}

impl core::error::Error for CallbackError {}

/// One item of a callback, by name. To take something out of a map would be to balance a tree again.
pub(super) type Item = Vec<(String, Value)>;

/// The items of a callback.
///
/// # Errors
/// Where it as a whole cannot be read.
pub(super) fn items(body: CallbackBody<'_>) -> Result<Vec<Item>, CallbackError> {
    let (CallbackBody::Json(bytes) | CallbackBody::Form(bytes)) = body;
    if bytes.len() > MAX_CALLBACK_BYTES {
        return Err(CallbackError::TooLarge);
    }
    match body {
        CallbackBody::Form(bytes) => {
            // One by one: collected, they would be sorted first, by 3 kB of code.
            let mut item = Map::new();
            for (name, value) in form_urlencoded::parse(bytes) {
                item.insert(name.into_owned(), Value::String(value.into_owned()));
            }
            Ok(vec![item.into_iter().collect()])
        }
        CallbackBody::Json(bytes) => match serde_json::from_slice(bytes) {
            Ok(Value::Object(item)) => Ok(vec![item.into_iter().collect()]),
            Ok(Value::Array(list)) => list
                .into_iter()
                .map(|item| match item {
                    Value::Object(item) => Ok(item.into_iter().collect()),
                    _ => Err(CallbackError::NotJson),
                })
                .collect(),
            _ => Err(CallbackError::NotJson),
        },
    }
}

/// Reads a report, or our own test of the callback.
pub(super) fn notice(mut item: Item, names: &Names) -> Result<Notice, CallbackError> {
    let reference = take(&mut item, names.reference, VALUE_LIMIT);
    match reference.as_deref().map(str::parse) {
        Some(Ok(probe)) => Ok(Notice::Probe(probe)),
        _ => report(item, reference, names).map(Notice::Report),
    }
}

fn report(
    mut item: Item,
    reference: Option<String>,
    names: &Names,
) -> Result<Report, CallbackError> {
    let gateway_id = take(&mut item, names.id, VALUE_LIMIT);
    let ours: Option<Reference> = reference.as_deref().and_then(|text| text.parse().ok());
    if gateway_id.is_none() && ours.is_none() {
        return Err(CallbackError::NoId);
    }
    let gateway_status =
        take(&mut item, names.status, VALUE_LIMIT).ok_or(CallbackError::NoStatus)?;
    let segment = take(&mut item, names.part, VALUE_LIMIT)
        .and_then(|part| part.parse().ok())
        .filter(|part| *part > 0);
    let error_code = take(&mut item, names.error, VALUE_LIMIT);
    let provider_time = take(&mut item, names.time, VALUE_LIMIT)
        .as_deref()
        .and_then(moment);
    if let (Some(foreign), None) = (reference, ours) {
        item.push(("reference".to_owned(), Value::String(foreign)));
    }
    Ok(Report {
        gateway_id,
        reference: ours,
        status: (names.status_of_word)(&gateway_status),
        gateway_status,
        segment,
        error_code,
        provider_time,
        extra: rest(item),
    })
}

/// What else came, as JSON.
fn rest(item: Item) -> Option<String> {
    let mut rest = Map::new();
    for (name, value) in item {
        rest.insert(name, value);
    }
    // Not by its Display, which is one more writer of JSON.
    (!rest.is_empty()).then(|| serde_json::to_string(&rest).unwrap_or_default())
}

/// Reads a reply.
pub(super) fn reply(mut item: Item, names: &Names) -> Result<Reply, CallbackError> {
    Ok(Reply {
        gateway_id: take(&mut item, names.id, VALUE_LIMIT),
        from: take(&mut item, names.from, VALUE_LIMIT).ok_or(CallbackError::NoFrom)?,
        to: take(&mut item, names.to, VALUE_LIMIT),
        text: take(&mut item, names.text, TEXT_LIMIT).ok_or(CallbackError::NoText)?,
        provider_time: take(&mut item, names.time, VALUE_LIMIT)
            .as_deref()
            .and_then(moment),
        meaning: None,
    })
}

/// The first of `names` that has a value, as text, cut at `limit` bytes.
fn take(item: &mut Item, names: &[&str], limit: usize) -> Option<String> {
    names.iter().find_map(|name| {
        let place = item.iter().position(|(known, _)| known == name)?;
        let mut text = match item.remove(place).1 {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return None,
        };
        let cut = text.floor_char_boundary(limit.min(text.len()));
        text.truncate(cut);
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    })
}

/// RFC 3339, epoch seconds or epoch milliseconds, as milliseconds since the epoch.
fn moment(text: &str) -> Option<i64> {
    // Seconds reach eleven digits in the year 5138; milliseconds had thirteen since 2001.
    const SMALLEST_MILLISECONDS: i64 = 100_000_000_000;
    match text.parse::<i64>() {
        Ok(number) if number >= SMALLEST_MILLISECONDS => Some(number),
        Ok(number) if number > 0 => number.checked_mul(1000),
        Ok(_) => None,
        Err(_) => time::from_rfc3339(text),
    }
}
