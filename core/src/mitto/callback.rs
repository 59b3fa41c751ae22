//! What the gateway posts to us: delivery reports and replies.
//!
//! Three forms (POST JSON, POST form, GET query), one or an array. Tolerant in what is read:
//! unknown fields are kept with the update, unknown status words are stored and change nothing.
//! A bad item never takes the good ones of the same body with it.

use core::fmt;

use serde_json::{Map, Value};

use super::names;
use super::probe::Probe;
use super::words::status_of_word;
use crate::ids::Reference;
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
        })
    }
}

impl core::error::Error for CallbackError {}

/// Reads delivery reports, each by itself.
///
/// # Errors
/// Where the body as a whole cannot be read.
pub fn read_reports(
    body: CallbackBody<'_>,
) -> Result<Vec<Result<Notice, CallbackError>>, CallbackError> {
    Ok(items(body)?.into_iter().map(notice).collect())
}

/// Reads replies, each by itself.
///
/// # Errors
/// Where the body as a whole cannot be read.
pub fn read_replies(
    body: CallbackBody<'_>,
) -> Result<Vec<Result<Reply, CallbackError>>, CallbackError> {
    Ok(items(body)?.into_iter().map(reply).collect())
}

/// One item of a callback, by name. To take something out of a map would be to balance a tree again.
type Item = Vec<(String, Value)>;

fn items(body: CallbackBody<'_>) -> Result<Vec<Item>, CallbackError> {
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

fn notice(mut item: Item) -> Result<Notice, CallbackError> {
    let reference = take(&mut item, names::REFERENCE, VALUE_LIMIT);
    match reference.as_deref().map(str::parse) {
        Some(Ok(probe)) => Ok(Notice::Probe(probe)),
        _ => report(item, reference).map(Notice::Report),
    }
}

fn report(mut item: Item, reference: Option<String>) -> Result<Report, CallbackError> {
    let gateway_id = take(&mut item, names::ID, VALUE_LIMIT);
    let ours: Option<Reference> = reference.as_deref().and_then(|text| text.parse().ok());
    if gateway_id.is_none() && ours.is_none() {
        return Err(CallbackError::NoId);
    }
    let gateway_status =
        take(&mut item, names::STATUS, VALUE_LIMIT).ok_or(CallbackError::NoStatus)?;
    let segment = take(&mut item, names::PART, VALUE_LIMIT)
        .and_then(|part| part.parse().ok())
        .filter(|part| *part > 0);
    let error_code = take(&mut item, names::ERROR, VALUE_LIMIT);
    let provider_time = take(&mut item, names::TIME, VALUE_LIMIT)
        .as_deref()
        .and_then(moment);
    if let (Some(foreign), None) = (reference, ours) {
        item.push(("reference".to_owned(), Value::String(foreign)));
    }
    Ok(Report {
        gateway_id,
        reference: ours,
        status: status_of_word(&gateway_status),
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

fn reply(mut item: Item) -> Result<Reply, CallbackError> {
    Ok(Reply {
        gateway_id: take(&mut item, names::ID, VALUE_LIMIT),
        from: take(&mut item, names::FROM, VALUE_LIMIT).ok_or(CallbackError::NoFrom)?,
        to: take(&mut item, names::TO, VALUE_LIMIT),
        text: take(&mut item, names::TEXT, TEXT_LIMIT).ok_or(CallbackError::NoText)?,
        provider_time: take(&mut item, names::TIME, VALUE_LIMIT)
            .as_deref()
            .and_then(moment),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn one(body: CallbackBody<'_>) -> Report {
        let mut reports = read_reports(body).unwrap();
        assert_eq!(reports.len(), 1);
        report_of(reports.remove(0))
    }

    fn report_of(notice: Result<Notice, CallbackError>) -> Report {
        match notice {
            Ok(Notice::Report(report)) => report,
            other => panic!("no report: {other:?}"),
        }
    }

    #[test]
    fn a_test_of_the_callback_is_no_report() {
        let probe = Probe::new("0123456789abcdef0123456789abcdef").unwrap();
        let read = read_reports(CallbackBody::Json(probe.report().as_bytes())).unwrap();
        assert_eq!(read, [Ok(Notice::Probe(probe))]);
        let forged = br#"{"status":"delivered","reference":"mitto-sms-test/1"}"#;
        let read = read_reports(CallbackBody::Json(forged)).unwrap();
        assert_eq!(read, [Err(CallbackError::NoId)]);
    }

    #[test]
    fn the_same_report_in_three_forms() {
        let json = one(CallbackBody::Json(
            br#"{"id":"g1","status":"DELIVRD","reference":"SMS-000007/1","timestamp":1764000000,"part":2,"errorCode":0,"mcc":"228"}"#,
        ));
        let form = one(CallbackBody::Form(
            b"messageId=g1&dlrStatus=DELIVRD&reference=SMS-000007%2F1&timestamp=1764000000000&part=2&error=0&mcc=228",
        ));
        assert_eq!(json, form);
        assert_eq!(json.status, Some(Status::Delivered));
        assert_eq!(json.reference.unwrap().to_string(), "SMS-000007/1");
        assert_eq!(json.segment, Some(2));
        assert_eq!(json.error_code.as_deref(), Some("0"));
        assert_eq!(json.provider_time, Some(1_764_000_000_000));
        assert_eq!(json.extra.as_deref(), Some(r#"{"mcc":"228"}"#));
        let rfc = one(CallbackBody::Json(
            br#"{"id":"g1","status":"x","timestamp":"2025-11-24T16:00:00Z"}"#,
        ));
        assert_eq!(rfc.provider_time, Some(1_764_000_000_000));
    }

    #[test]
    fn one_bad_report_leaves_the_good_ones() {
        let reports = read_reports(CallbackBody::Json(
            br#"[{"id":"1","status":"sent"},{"status":"sent"},{"id":"2"},{"reference":"SMS-000001/1","status":"zap"}]"#,
        ))
        .unwrap();
        assert_eq!(report_of(reports[0].clone()).status, Some(Status::Sent));
        assert_eq!(reports[1], Err(CallbackError::NoId));
        assert_eq!(reports[2], Err(CallbackError::NoStatus));
        assert_eq!(report_of(reports[3].clone()).status, None);
    }

    #[test]
    fn nonsense_is_told_apart() {
        assert_eq!(
            read_reports(CallbackBody::Json(b"7")),
            Err(CallbackError::NotJson)
        );
        assert_eq!(
            read_reports(CallbackBody::Json(b"{")),
            Err(CallbackError::NotJson)
        );
        let huge = vec![b'a'; MAX_CALLBACK_BYTES + 1];
        assert_eq!(
            read_reports(CallbackBody::Form(&huge)),
            Err(CallbackError::TooLarge)
        );
        assert_eq!(
            read_reports(CallbackBody::Form(b"")).unwrap(),
            [Err(CallbackError::NoId)]
        );
    }

    #[test]
    fn a_foreign_reference_is_kept_but_not_believed() {
        let report = one(CallbackBody::Json(
            br#"{"id":"g","status":"sent","reference":"theirs-9"}"#,
        ));
        assert_eq!(report.reference, None);
        assert_eq!(report.extra.as_deref(), Some(r#"{"reference":"theirs-9"}"#));
    }

    #[test]
    fn a_reply() {
        let replies = read_replies(CallbackBody::Form(
            b"from=41791234567&to=41790000000&text=Stop.+Thank+you&id=r1",
        ))
        .unwrap();
        let reply = replies[0].as_ref().unwrap();
        assert_eq!(
            (reply.from.as_str(), reply.text.as_str()),
            ("41791234567", "Stop. Thank you")
        );
        let empty =
            read_replies(CallbackBody::Json(br#"{"from":"41791234567","text":" "}"#)).unwrap();
        assert_eq!(empty, [Err(CallbackError::NoText)]);
    }
}
