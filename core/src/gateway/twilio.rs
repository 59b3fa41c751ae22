//! Twilio. No I/O: requests out, answers and callbacks in.
//!
//! Sources: twilio.com/docs `messaging/api/message-resource` (sending, statuses), `messaging/guides/webhook-request`
//! and `guides/track-outbound-message-status` (callbacks), `usage/security` (signatures), `api/errors` (codes).
//!
//! A callback names Twilio's id only, and an answer that is lost takes the id with it. So each submission names a callback
//! address of its own, with our reference in its query: it is part of what Twilio signs. There is no idempotency key.

mod codes;

use std::borrow::Cow;

use form_urlencoded::{byte_serialize, parse};
use serde_json::Value;

use super::callback::{CallbackBody, Item, Names, items, notice, reply};
use super::outcome::{Refusal, Uncertainty, for_now, integer, object, text, words};
use super::{
    About, Account, Answer, Callback, CallbackError, Explanation, Field, Gateway, Notice, Outcome,
    Probe, Proof, Read, Reply, Request, Submission,
};
use crate::base64::base64;
use crate::opt_out::Meaning;
use crate::sender::{SenderId, SenderKind};
use crate::status::Status;

/// What people and Setup have to know of it.
pub const ABOUT: About = About {
    name: "twilio",
    title: "Twilio",
    key: "auth token",
    key_from: "Account SID and auth token stand in the Twilio Console, under Account info.",
    account: Some(Field {
        label: "Account SID",
        prefix: "AC",
        help: "The account that SMS are sent and charged with.",
    }),
    service: Some(Field {
        label: "Messaging Service SID",
        prefix: "MG",
        help: "Each SMS goes through this service then; the default senders must be in its sender pool. Leave it empty for none.",
    }),
    callback: "Each SMS names the first by itself. Enter the second in the Twilio Console as the webhook for a message that comes in (HTTP POST), at each number or at the Messaging Service.",
    url_variable: "TWILIO_URL",
    url: "https://api.twilio.com",
    bulk: false,
    test_mode: false,
    signs: true,
};

/// Most digits of a short code, which has no country and so no plus.
const SHORT_CODE: usize = 6;

const NAMES: Names = Names {
    id: &["MessageSid", "SmsSid"],
    status: &["MessageStatus", "SmsStatus"],
    status_of_word,
    reference: &[REFERENCE],
    error: &["ErrorCode"],
    time: &[],
    part: &[],
    from: &["From"],
    to: &["To"],
    text: &["Body"],
};

/// Ours, in the query of the address that Twilio reports to.
const REFERENCE: &str = "reference";

/// What comes with each report and is known, or nobody's business here.
const KNOWN: [&str; 6] = [
    "SmsSid",
    "SmsStatus",
    "AccountSid",
    "ApiVersion",
    "From",
    "To",
];

/// What a reply says that is a picture, or nothing.
const NO_TEXT: &str = "(no text)";

/// Twilio.
#[derive(Clone, Copy, Debug)]
pub struct Twilio;

impl Gateway for Twilio {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn submission(&self, account: &Account, sms: &Submission<'_>) -> Option<Request> {
        if sms.test {
            return None;
        }
        let mut body = String::new();
        pair(&mut body, "To", sms.to.as_str());
        pair(&mut body, "From", &sender(sms.from));
        if !account.service.is_empty() {
            pair(&mut body, "MessagingServiceSid", &account.service);
        }
        pair(&mut body, "Body", sms.text);
        if let Some(url) = sms.callback {
            let url = match sms.reference {
                Some(reference) => with_reference(url, &reference.to_string()),
                None => url.to_owned(),
            };
            pair(&mut body, "StatusCallback", &url);
        }
        Some(request(account, "/Messages.json", Some(body)))
    }

    fn outcome(&self, answer: Answer<'_>) -> Outcome {
        classify(answer, |body| {
            let id = text(body.get("sid")?)?;
            is_message(&id).then_some(Some(id))
        })
    }

    /// Reads the account itself.
    fn test(&self, account: &Account, _sms: &Submission<'_>) -> Request {
        request(account, ".json", None)
    }

    fn test_outcome(&self, answer: Answer<'_>) -> Outcome {
        let state = object(answer).and_then(|body| words(body.get("status")?));
        match state.as_deref() {
            Some("suspended" | "closed") if answer.status == 200 => Outcome::Refused(Refusal {
                status: answer.status,
                code: None,
                words: state.map(|state| ["The account is ", &state].concat()),
            }),
            _ => classify(answer, |body| body.get("sid").map(|_| None)),
        }
    }

    /// A signature over the address and what is posted, each parameter with its value, by name.
    fn proof(&self, callback: &Callback<'_>) -> Option<Proof> {
        let messages = match (callback.posted, callback.body) {
            (false, _) => signed(callback.urls, parse(b"")),
            (true, CallbackBody::Form(body)) => signed(callback.urls, parse(body)),
            // What is signed would not be what is read.
            (true, CallbackBody::Json(_)) => Vec::new(),
        };
        Some(Proof {
            header: "x-twilio-signature",
            hash: "SHA-1",
            messages,
        })
    }

    fn reports(&self, callback: &Callback<'_>) -> Read<Notice> {
        let mut item = item(callback)?;
        // A report without either of the other two names has the id and the status under these.
        let has = |name| item.iter().any(|(known, _)| known == name);
        if has("MessageSid") && has("MessageStatus") {
            item.retain(|(name, _)| !KNOWN.contains(&name.as_str()));
        }
        let report = notice(item, &NAMES).map(|mut notice| {
            if let Notice::Report(report) = &mut notice {
                // Zero is "no error".
                report.error_code = report.error_code.take().filter(|code| code != "0");
            }
            notice
        });
        Ok(vec![report])
    }

    fn replies(&self, callback: &Callback<'_>) -> Read<Reply> {
        let mut item = item(callback)?;
        let said = |item: &Item, name: &str| {
            let value = item.iter().find(|(known, _)| known == name)?.1.as_str()?;
            Some(value.to_owned())
        };
        if said(&item, "Body").is_some_and(|body| body.trim().is_empty()) {
            item.retain(|(name, _)| name != "Body");
            item.push(("Body".to_owned(), Value::String(NO_TEXT.to_owned())));
        }
        // Twilio has stopped sending by then, in whatever language it was asked to.
        let meaning = said(&item, "OptOutType").and_then(|kind| match kind.as_str() {
            "STOP" => Some(Meaning::OptOut),
            "START" => Some(Meaning::OptIn),
            "HELP" => Some(Meaning::Help),
            _ => None,
        });
        Ok(vec![
            reply(item, &NAMES).map(|reply| Reply { meaning, ..reply }),
        ])
    }

    fn thanks(&self) -> Option<(&'static str, &'static str)> {
        Some(("text/xml", "<Response/>"))
    }

    fn probe(&self, url: &str, probe: &Probe) -> (String, &'static str, String) {
        let url = with_reference(url, &probe.reference());
        let body = "MessageSid=test&MessageStatus=delivered".to_owned();
        (url, FORM, body)
    }

    fn explain(&self, code: &str) -> Option<Explanation> {
        codes::explain(code)
    }

    fn refusal(&self, code: i32) -> Option<&'static str> {
        codes::find(code.try_into().ok()?).map(|explanation| explanation.what)
    }

    fn is_opt_out(&self, code: &str) -> bool {
        code.trim() == codes::OPTED_OUT
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// A request about the account.
fn request(account: &Account, what: &str, body: Option<String>) -> Request {
    let credentials = [&account.id, ":", &account.key].concat();
    let credentials = base64(credentials.as_bytes());
    let mut headers = vec![
        ("authorization", ["Basic ", &credentials].concat()),
        ("accept", "application/json".to_owned()),
    ];
    if body.is_some() {
        headers.push(("content-type", FORM.to_owned()));
    }
    Request {
        path: ["/2010-04-01/Accounts/", &account.id, what].concat(),
        headers,
        body,
    }
}

/// Adds a pair to a form.
fn pair(form: &mut String, name: &str, value: &str) {
    if !form.is_empty() {
        form.push('&');
    }
    form.push_str(name);
    form.push('=');
    form.extend(byte_serialize(value.as_bytes()));
}

/// A number with its plus; a short code, and a name, as they are.
fn sender(from: &SenderId) -> String {
    let plain = from.gateway_form();
    match from.kind() == SenderKind::Numeric && plain.len() > SHORT_CODE {
        true => ["+", plain].concat(),
        false => plain.to_owned(),
    }
}

/// An address with our reference in its query: without the slash, because not everybody between leaves one alone.
fn with_reference(url: &str, reference: &str) -> String {
    [url, "?", REFERENCE, "=", &reference.replace('/', ".")].concat()
}

/// The id of a message: `SM` or `MM` and 32 hexadecimal digits.
fn is_message(id: &str) -> bool {
    let digits = id.strip_prefix("SM").or_else(|| id.strip_prefix("MM"));
    digits.is_some_and(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What an answer means; `id`: what a good one is accepted with, or that it is none.
fn classify(answer: Answer<'_>, id: fn(&Value) -> Option<Option<String>>) -> Outcome {
    let status = answer.status;
    let body = object(answer);
    let code = body.as_ref().and_then(|body| integer(body.get("code")?));
    let refusal = || Refusal {
        status,
        code,
        words: body.as_ref().and_then(|body| words(body.get("message")?)),
    };
    match status {
        200..=299 => match body.as_ref().and_then(id) {
            Some(gateway_id) => Outcome::Accepted { gateway_id },
            None => Outcome::Unknown(Uncertainty::Unreadable { status }),
        },
        300..=399 => Outcome::Unknown(Uncertainty::Redirect),
        429 => for_now(refusal(), answer.retry_after),
        503 if answer.retry_after.is_some() => for_now(refusal(), answer.retry_after),
        // The sender's own queue is full: nothing is wrong with the SMS.
        400..=499 if code == Some(codes::QUEUE_FULL) => for_now(refusal(), answer.retry_after),
        400..=499 if code.is_some() => Outcome::Refused(refusal()),
        500..=599 => Outcome::Unknown(Uncertainty::GatewayError { status }),
        _ => Outcome::Unknown(Uncertainty::Unreadable { status }),
    }
}

/// What a report's status word means. Twilio reports of the message, never of a segment.
fn status_of_word(word: &str) -> Option<Status> {
    Some(match word {
        "accepted" | "scheduled" | "queued" | "sending" | "sent" => Status::Sent,
        "delivered" | "read" => Status::Delivered,
        "undelivered" => Status::Undelivered,
        // It never got as far as the network.
        "failed" | "canceled" => Status::Failed,
        _ => return None,
    })
}

/// The one item of a callback: what is posted, and what stands in the address.
fn item(callback: &Callback<'_>) -> Result<Item, CallbackError> {
    let mut item = items(callback.body)?.pop().unwrap_or_default();
    for (name, value) in parse(callback.query.as_bytes()) {
        if name == REFERENCE {
            item.retain(|(known, _)| known != REFERENCE);
            item.push((name.into_owned(), Value::String(value.replace('.', "/"))));
        }
    }
    Ok(item)
}

/// Most parameters of a callback that is looked at. Twilio's have some thirty.
const MOST_PARAMETERS: usize = 200;

/// What is signed, for each address it may have been sent to, with and without the port that its scheme has anyway: Twilio
/// does not always write what it was given.
fn signed<'a>(
    urls: &[String],
    given: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
) -> Vec<String> {
    // Few: each is put where it belongs. Of equal ones, one: so the helper libraries have it.
    let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    for pair in given {
        let at = pairs.partition_point(|known| *known < pair);
        if pairs.get(at) != Some(&pair) {
            pairs.insert(at, pair);
        }
        if pairs.len() > MOST_PARAMETERS {
            return Vec::new();
        }
    }
    let mut rest = String::new();
    for (name, value) in &pairs {
        rest.push_str(name);
        rest.push_str(value);
    }
    let mut messages = Vec::new();
    for url in urls {
        messages.push([url, rest.as_str()].concat());
        messages.extend(other_spelling(url).map(|url| [&url, rest.as_str()].concat()));
    }
    messages
}

/// An address with the usual port where it has none, and without where it has one.
fn other_spelling(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (host, path) = rest.split_at_checked(rest.find('/')?)?;
    let bare = match host.rsplit_once(':') {
        Some((bare, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => bare,
        _ => {
            let port = if scheme == "https" { ":443" } else { ":80" };
            return Some([scheme, "://", host, port, path].concat());
        }
    };
    Some([scheme, "://", bare, path].concat())
}

#[cfg(test)]
mod tests;
