//! Twilio's own addresses: `POST …/Messages.json`, the account, and what its callbacks look like.
//!
//! Written from Twilio's documentation and not with what the Worker is made of: a mistake there would prove itself right.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, Mac};
use mitto_core::count::{Encoding, count};
use serde_json::{Map, Value, json};
use sha1::Sha1;

use super::behaviour::Answer;
use super::gateway::{misbehave, report};
use super::state::{Message, State, digits, now_ms};

/// The account of the sample data.
pub const SAMPLE_SID: &str = "AC5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
/// Its auth token.
pub const SAMPLE_TOKEN: &str = "sample-auth-token-of-the-simulator";

/// How Twilio's part is told apart.
pub(super) const NAME: &str = "twilio";

/// `POST /2010-04-01/Accounts/{sid}/Messages.json`
pub(super) async fn send(
    Shared(state): Shared<Arc<State>>,
    Path(sid): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !knows(&state, &sid, &headers) {
        return unauthorized();
    }
    let kind = headers.get(header::CONTENT_TYPE);
    if kind.is_none_or(|kind| kind != "application/x-www-form-urlencoded") {
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, 20_415);
    }
    let form: BTreeMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let to = digits(field("To"));
    let behaviour = state.behaviour(&to);
    let code = match behaviour.answer {
        Answer::Refuse(8) | Answer::BulkRefusesOne => 21_211,
        Answer::Refuse(6) => 21_212,
        Answer::Refuse(code) => code,
        Answer::Unauthorized => return unauthorized(),
        _ => check(&field),
    };
    let id = format!("SM{:032x}", state.next_number());
    let accepted = code == 0 && behaviour.answer.accepts();
    let unicode = count(field("Body")).encoding() == Encoding::Ucs2;
    let message = Message {
        id: id.clone(),
        reference: form.get("MessagingServiceSid").cloned(),
        from: field("From").to_owned(),
        to,
        text: field("Body").to_owned(),
        kind: if unicode { "Unicode" } else { "GSM" }.to_owned(),
        callback: form.get("StatusCallback").cloned(),
        gateway: NAME.to_owned(),
        accepted,
        reply: false,
        at: now_ms(),
        reports: Vec::new(),
    };
    state.add(message.clone());
    if code != 0 {
        return refused(StatusCode::BAD_REQUEST, code);
    }
    if accepted {
        report(&state, message, behaviour.reports).await;
    }
    let answer = json!({
        "sid": id, "account_sid": sid, "status": "queued", "direction": "outbound-api",
        "to": field("To"), "from": field("From"), "body": field("Body"),
        "num_segments": count(field("Body")).segments().to_string(),
        "error_code": null, "error_message": null, "api_version": "2010-04-01",
    });
    let good = (StatusCode::CREATED, Json(answer)).into_response();
    misbehave(behaviour.answer, good).await
}

/// `GET /2010-04-01/Accounts/{sid}.json`
pub(super) async fn account(
    Shared(state): Shared<Arc<State>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let sid = file.strip_suffix(".json").unwrap_or_default();
    match knows(&state, sid, &headers) {
        true => Json(json!({"sid": sid, "status": "active", "type": "Full"})).into_response(),
        false => unauthorized(),
    }
}

fn knows(state: &State, sid: &str, headers: &HeaderMap) -> bool {
    let wanted = format!("{SAMPLE_SID}:{}", state.settings().token);
    let wanted = format!("Basic {}", Base64::encode_string(wanted.as_bytes()));
    let given = headers.get(header::AUTHORIZATION);
    sid == SAMPLE_SID && given.is_some_and(|given| given.as_bytes() == wanted.as_bytes())
}

fn unauthorized() -> Response {
    refused(StatusCode::UNAUTHORIZED, 20_003)
}

fn refused(status: StatusCode, code: i32) -> Response {
    let message = match code {
        20_003 => "Authenticate",
        21_211 => "Invalid 'To' Phone Number",
        21_212 => "Invalid 'From' Number",
        21_610 => "Attempt to send to unsubscribed recipient",
        _ => "Refused by the simulator",
    };
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    let body =
        json!({"code": code, "message": message, "more_info": more, "status": status.as_u16()});
    (status, Json(body)).into_response()
}

/// The code that a submission deserves; 0 for a good one.
fn check<'a>(field: &impl Fn(&str) -> &'a str) -> i32 {
    let (to, from, body) = (field("To"), field("From"), field("Body"));
    let number = |text: &str, least| {
        text.strip_prefix('+').is_some_and(|digits| {
            (least..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let short = from.len() <= 6 && from.bytes().all(|byte| byte.is_ascii_digit());
    let name = from.len() <= 11
        && from.bytes().any(|byte| byte.is_ascii_alphabetic())
        && from
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b" -_&+".contains(&byte));
    let service = field("MessagingServiceSid");
    match () {
        () if !number(to, 7) => 21_211,
        () if from.is_empty() && service.is_empty() => 21_603,
        () if !number(from, 7) && !short && !name => 21_212,
        () if !service.is_empty() && !service.starts_with("MG") => 21_701,
        () if body.is_empty() => 21_602,
        () if body.chars().count() > 1_600 => 21_617,
        () => 0,
    }
}

/// What of a report Twilio would say. It knows no segments: of a message that is lost in part it says that it is lost.
pub(super) fn reported(message: &Message, report: &Map<String, Value>) -> Map<String, Value> {
    let Some(word) = report.get("status").and_then(Value::as_str) else {
        return report.clone();
    };
    let (word, code) = match word {
        "undelivered" => ("undelivered", "30003"),
        "expired" => ("undelivered", "30410"),
        "rejected" => ("failed", "30007"),
        word => (word, ""),
    };
    let mut form = Map::new();
    let mut say = |name: &str, value: &str| form.insert(name.to_owned(), value.into());
    for name in ["MessageSid", "SmsSid"] {
        say(name, &message.id);
    }
    for name in ["MessageStatus", "SmsStatus"] {
        say(name, word);
    }
    say("To", &format!("+{}", message.to));
    say("From", &message.from);
    say("AccountSid", SAMPLE_SID);
    say("ApiVersion", "2010-04-01");
    if !code.is_empty() {
        say("ErrorCode", code);
    }
    form
}

/// A reply as Twilio tells of it.
pub(super) fn inbound(id: &str, from: &str, to: &str, text: &str) -> Map<String, Value> {
    let (from, to) = (format!("+{from}"), format!("+{to}"));
    let pairs = [
        ("MessageSid", id),
        ("SmsSid", id),
        ("AccountSid", SAMPLE_SID),
        ("From", &from),
        ("To", &to),
        ("Body", text),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
        ("ApiVersion", "2010-04-01"),
    ];
    let pairs = pairs.into_iter();
    pairs
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect()
}

/// The `X-Twilio-Signature` of a POST of these parameters to this address.
pub fn signature(token: &str, url: &str, pairs: &[(String, String)]) -> String {
    let mut signed = url.to_owned();
    for (name, value) in pairs.iter().collect::<BTreeSet<_>>() {
        signed.push_str(name);
        signed.push_str(value);
    }
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.as_bytes()) else {
        return String::new();
    };
    mac.update(signed.as_bytes());
    Base64::encode_string(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of twilio.com/docs/usage/security.
    #[test]
    fn a_signature_is_that_of_the_documentation() {
        let pairs = [
            ("Digits", "1234"),
            ("To", "+18005551212"),
            ("From", "+14158675309"),
            ("Caller", "+14158675309"),
            ("CallSid", "CA1234567890ABCDE"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        assert_eq!(
            signature("12345", url, &pairs),
            "RSOYDt4T1cUTdK1PDd93/VVr8B8="
        );
    }

    #[test]
    fn a_submission_is_looked_at_as_twilio_does() {
        let code = |to: &str, from: &str, body: &str| {
            check(&|name: &str| match name {
                "To" => to,
                "From" => from,
                "Body" => body,
                _ => "",
            })
        };
        assert_eq!(code("+41791234567", "MITTO-SMS", "x"), 0);
        assert_eq!(code("+41791234567", "81234", "x"), 0);
        assert_eq!(code("41791234567", "MITTO", "x"), 21_211);
        assert_eq!(code("+41791234567", "41790001122", "x"), 21_212);
        assert_eq!(code("+41791234567", "", "x"), 21_603);
        assert_eq!(code("+41791234567", "MITTO", ""), 21_602);
        assert_eq!(code("+41791234567", "MITTO", &"x".repeat(1_601)), 21_617);
    }
}
