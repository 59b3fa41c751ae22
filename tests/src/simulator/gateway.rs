//! The gateway's own addresses: `POST /sms` and `POST /smsbulk`.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use mitto_core::count::{Encoding, count};
use serde::Deserialize;
use serde_json::{Value, json};

use super::behaviour::{Answer, Behaviour, Reports};
use super::reports;
use super::server::Cut;
use super::state::{Message, State, digits, now_ms};

/// The body of a submission, as the protocol has it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Submission {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    text: String,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    reference: Option<String>,
    callback: Option<String>,
    #[serde(default)]
    test: bool,
}

/// `POST /sms`
pub(super) async fn send(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Json<Submission>,
) -> Response {
    if !has_key(&state, &headers) {
        return unauthorized();
    }
    let Json(submission) = body;
    let to = digits(&submission.to);
    let behaviour = state.behaviour(&to);
    let code = match behaviour.answer {
        Answer::Refuse(code) => code,
        Answer::BulkRefusesOne => 8,
        _ => check(&submission),
    };
    let accepted = code == 0 && behaviour.answer.accepts();
    let id = state.next_id();
    // A test reaches no handset, so there is nothing to show on one.
    let message = (!submission.test).then(|| record(&state, &submission, &to, &id, accepted));
    if let Some(message) = message.filter(|_| accepted) {
        report(&state, message, behaviour.reports).await;
    }
    let answer = json!({
        "id": if accepted && !submission.test { Value::from(id) } else { Value::Null },
        "timestamp": mitto_core::time::to_rfc3339(i64::try_from(now_ms()).unwrap_or_default()),
        "responseCode": code,
        // As seen in the wild: a string with a blank.
        "textLength": format!(" {}", submission.text.chars().count()),
        "responseText": words(code),
        "test": submission.test,
    });
    misbehave(behaviour.answer, Json(answer).into_response()).await
}

/// `POST /smsbulk`: the same text to many. The call is treated as the first of its numbers that is treated in an
/// unusual way; reports come for each number in its own.
pub(super) async fn send_many(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Json<Submission>,
) -> Response {
    if !has_key(&state, &headers) {
        return unauthorized();
    }
    let Json(submission) = body;
    let numbers: Vec<String> = submission.to.split(',').map(digits).collect();
    let behaviours: Vec<Behaviour> = numbers.iter().map(|to| state.behaviour(to)).collect();
    let usual = |answer: &Answer| matches!(answer, Answer::Ok);
    let answers = behaviours.iter().map(|behaviour| behaviour.answer);
    let answer = answers
        .clone()
        .find(|answer| !usual(answer))
        .unwrap_or_default();
    let wrong = |to: &str| {
        check(&Submission {
            to: to.trim().to_owned(),
            ..submission.clone()
        })
    };
    let wrong = submission.to.split(',').map(wrong).find(|code| *code != 0);
    let code = match answer {
        Answer::Refuse(code) => code,
        Answer::BulkRefusesOne => 8,
        _ => wrong.unwrap_or(0),
    };
    let mut messages = Vec::new();
    for (to, behaviour) in numbers.iter().zip(&behaviours) {
        let accepted = match answer {
            Answer::BulkRefusesOne => !matches!(behaviour.answer, Answer::BulkRefusesOne),
            answer => code == 0 && answer.accepts(),
        };
        let id = state.next_id();
        if submission.test {
            continue;
        }
        let message = record(&state, &submission, to, &id, accepted);
        messages.push(json!({"id": id, "timestamp": now_ms()}));
        if accepted {
            report(&state, message, behaviour.reports).await;
        }
    }
    if matches!(answer, Answer::BulkShort) {
        messages.pop();
    }
    if code != 0 {
        messages.clear();
    }
    let good = json!({"responseCode": code, "responseText": words(code), "messages": messages});
    misbehave(answer, Json(good).into_response()).await
}

/// Reports on a message that was accepted: now, or after the delay.
pub(super) async fn report(state: &Arc<State>, message: Message, reports: Reports) {
    match reports {
        Reports::BeforeAnswer => reports::all(state, &message, reports).await,
        _ => {
            let state = Arc::clone(state);
            tokio::spawn(async move {
                tokio::time::sleep(state.settings().delay).await;
                reports::all(&state, &message, reports).await;
            });
        }
    }
}

fn has_key(state: &State, headers: &HeaderMap) -> bool {
    headers
        .get(mitto_core::gateway::mitto::KEY_HEADER)
        .and_then(|key| key.to_str().ok())
        .is_some_and(|key| key == state.settings().key)
}

fn unauthorized() -> Response {
    let body = json!({"responseText": "Invalid API key"});
    (StatusCode::UNAUTHORIZED, Json(body)).into_response()
}

fn record(state: &State, submission: &Submission, to: &str, id: &str, accepted: bool) -> Message {
    let message = Message {
        id: id.to_owned(),
        reference: submission.reference.clone(),
        from: submission.from.clone(),
        to: to.to_owned(),
        text: submission.text.clone(),
        kind: submission.kind.clone().unwrap_or_else(|| "GSM".to_owned()),
        callback: submission.callback.clone(),
        gateway: String::new(),
        accepted,
        reply: false,
        at: now_ms(),
        reports: Vec::new(),
    };
    state.add(message.clone());
    message
}

/// The response code a submission deserves (Mitto's developers guide).
fn check(submission: &Submission) -> i32 {
    let kind = submission.kind.as_deref().unwrap_or("GSM");
    let numeric = submission.from.bytes().all(|byte| byte.is_ascii_digit());
    let sender_fits = match numeric {
        true => (3..=14).contains(&submission.from.len()),
        false => {
            (3..=11).contains(&submission.from.len())
                && !submission.from.contains(char::is_whitespace)
        }
    };
    match () {
        () if !matches!(kind, "GSM" | "Unicode" | "Byte" | "auto") => 2,
        () if submission.text.is_empty() => 3,
        () if kind == "GSM" && count(&submission.text).encoding() == Encoding::Ucs2 => 4,
        () if submission.from.is_empty() => 5,
        () if !sender_fits => 6,
        () if submission.to.is_empty() => 7,
        // Digits only, without the plus.
        () if !submission.to.bytes().all(|byte| byte.is_ascii_digit())
            || !(8..=15).contains(&submission.to.len()) =>
        {
            8
        }
        () => 0,
    }
}

fn words(code: i32) -> &'static str {
    match code {
        0 => "Sent",
        2 => "Invalid type",
        3 => "Empty text",
        4 => "Invalid text for the type",
        5 => "Empty sender",
        6 => "Invalid sender",
        7 => "Empty receiver",
        8 => "Invalid receiver",
        _ => "Internal error",
    }
}

pub(super) async fn misbehave(answer: Answer, good: Response) -> Response {
    let busy = |status, seconds: u32| {
        let headers = [(header::RETRY_AFTER, seconds.to_string())];
        (status, headers, Json(json!({"responseText": "Slow down"}))).into_response()
    };
    match answer {
        Answer::Ok | Answer::Refuse(_) | Answer::BulkShort | Answer::BulkRefusesOne => good,
        Answer::Unauthorized => unauthorized(),
        Answer::TooMany(seconds) => busy(StatusCode::TOO_MANY_REQUESTS, seconds),
        Answer::Busy(seconds) | Answer::BusyAfter(seconds) => {
            busy(StatusCode::SERVICE_UNAVAILABLE, seconds)
        }
        Answer::ErrorBefore | Answer::ErrorAfter => {
            let body = json!({"responseText": "Internal error"});
            (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
        }
        Answer::Hang => {
            tokio::time::sleep(Duration::from_secs(600)).await;
            Cut.into_response()
        }
        Answer::CutAfter | Answer::CutBefore => Cut.into_response(),
        Answer::Malformed => "<html>502 but with a 200</html>".into_response(),
        Answer::Huge => Body::from(vec![b'{'; 10 * 1024 * 1024]).into_response(),
        Answer::Redirect => {
            let headers = [(header::LOCATION, "http://127.0.0.1:9/elsewhere")];
            (StatusCode::TEMPORARY_REDIRECT, headers).into_response()
        }
        Answer::Slow(milliseconds) => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            good
        }
    }
}
