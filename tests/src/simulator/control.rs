//! What tests, and the page, ask of the simulator.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use mitto_core::count::split;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::behaviour::{Behaviour, presets};
use super::reports;
use super::state::{Message, ReportForm, State, digits, now_ms};
use super::twilio;

/// One number, or all.
#[derive(Debug, Deserialize)]
pub(super) struct About {
    to: Option<String>,
}

/// `GET /control/messages[?to=]`: everything submitted, with its segments.
pub(super) async fn messages(
    Shared(state): Shared<Arc<State>>,
    Query(about): Query<About>,
) -> Json<Value> {
    let messages: Vec<Value> = state
        .messages(about.to.as_deref())
        .iter()
        .map(shown)
        .collect();
    Json(messages.into())
}

fn shown(message: &Message) -> Value {
    let mut shown = json!(message);
    let segments: Vec<String> = split(&message.text)
        .map(|cut| cut.iter().map(str::to_owned).collect())
        .unwrap_or_else(|_| vec![message.text.clone()]);
    if let Some(shown) = shown.as_object_mut() {
        shown.insert("segments".to_owned(), segments.into());
    }
    shown
}

/// How to behave towards a number, or towards all.
#[derive(Debug, Deserialize)]
pub(super) struct Behave {
    to: Option<String>,
    behaviour: Behaviour,
}

/// `PUT /control/behaviour`
pub(super) async fn behave(Shared(state): Shared<Arc<State>>, Json(wanted): Json<Behave>) {
    state.behave(wanted.to.as_deref(), wanted.behaviour);
}

/// `GET /control/presets`: what the last four digits choose.
pub(super) async fn preset_list() -> Json<Value> {
    let list = presets().map(|(digits, words, _)| json!({"digits": digits, "does": words}));
    Json(json!(list))
}

/// A handset's reply.
#[derive(Debug, Deserialize)]
pub(super) struct HandsetReply {
    from: String,
    #[serde(default)]
    to: String,
    text: String,
}

/// `POST /control/reply`
pub(super) async fn reply(
    Shared(state): Shared<Arc<State>>,
    Json(reply): Json<HandsetReply>,
) -> (StatusCode, String) {
    let Some((url, gateway)) = state.inbound_callback() else {
        let why = "No callback is known yet: send this phone a message first.";
        return (StatusCode::CONFLICT, why.to_owned());
    };
    let id = state.next_id();
    let from = digits(&reply.from);
    state.add(Message {
        id: id.clone(),
        reference: None,
        from: reply.to.clone(),
        to: from.clone(),
        text: reply.text.clone(),
        kind: String::new(),
        callback: None,
        gateway: gateway.clone(),
        accepted: true,
        reply: true,
        at: now_ms(),
        reports: Vec::new(),
    });
    if gateway == twilio::NAME {
        let fields = twilio::inbound(&id, &from, &digits(&reply.to), &reply.text);
        reports::call_signed(&state, &url, &fields).await;
        return (StatusCode::OK, String::new());
    }
    let fields = json!({
        "id": id, "from": from, "to": reply.to, "text": reply.text, "timestamp": now_ms(),
    });
    if let Some(fields) = fields.as_object() {
        reports::call(&state, &url, fields).await;
    }
    (StatusCode::OK, String::new())
}

/// Any report, now.
#[derive(Debug, Deserialize)]
pub(super) struct AnyReport {
    callback: String,
    fields: Map<String, Value>,
}

/// `POST /control/report`
pub(super) async fn report(Shared(state): Shared<Arc<State>>, Json(report): Json<AnyReport>) {
    reports::call(&state, &report.callback, &report.fields).await;
}

/// What to change.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Change {
    report_delay_ms: Option<u64>,
    report_form: Option<ReportForm>,
    key: Option<String>,
    token: Option<String>,
    callback: Option<String>,
    reports_together: Option<bool>,
}

/// `PUT /control/settings`
pub(super) async fn settings(Shared(state): Shared<Arc<State>>, Json(change): Json<Change>) {
    state.change(|settings| {
        if let Some(delay) = change.report_delay_ms {
            settings.delay = Duration::from_millis(delay);
        }
        settings.together = change.reports_together.unwrap_or(settings.together);
        settings.form = change.report_form.unwrap_or(settings.form);
        if let Some(key) = change.key {
            settings.key = key;
        }
        if let Some(token) = change.token {
            settings.token = token;
        }
        if change.callback.is_some() {
            settings.callback = change.callback;
        }
    });
}

/// `POST /control/reset[?to=]`
pub(super) async fn reset(Shared(state): Shared<Arc<State>>, Query(about): Query<About>) {
    state.reset(about.to.as_deref());
}

/// `GET /control/callbacks`: every call made, with the status it got.
pub(super) async fn callbacks(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    Json(json!(state.calls()))
}
