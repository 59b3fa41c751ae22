//! What the simulator tells a callback.

use std::time::Duration;

use mitto_core::count::count;
use serde_json::{Map, Value, json};

use super::behaviour::Reports;
use super::state::{Called, Message, ReportForm, State, now_ms};
use super::twilio;

/// Reports of one message, in the order this behaviour has.
pub(super) async fn all(state: &State, message: &Message, reports: Reports) {
    let time = now_ms();
    let report = |word: &str, later: u64| {
        let mut report = Map::new();
        report.insert("id".to_owned(), message.id.clone().into());
        report.insert("status".to_owned(), word.into());
        report.insert("timestamp".to_owned(), (time + later).into());
        if let Some(reference) = &message.reference {
            report.insert("reference".to_owned(), reference.clone().into());
        }
        report
    };
    let with = |word: &str, name: &str, value: Value| {
        let mut report = report(word, 0);
        report.insert(name.to_owned(), value);
        report
    };
    let segments = || 1..=count(&message.text).segments();
    let of_segments = |last: &'static str| {
        let total = segments().count();
        segments()
            .map(|part| {
                let word = if part == total { last } else { "delivered" };
                let mut report = with(word, "part", part.into());
                report.insert("parts".to_owned(), total.into());
                report
            })
            .collect()
    };
    let list: Vec<Map<String, Value>> = match reports {
        Reports::Delivered | Reports::BeforeAnswer => vec![report("delivered", 0)],
        Reports::SentThenDelivered => vec![report("sent", 0), report("delivered", 5)],
        Reports::Twice => vec![report("delivered", 0), report("delivered", 0)],
        Reports::OutOfOrder => vec![report("delivered", 5), report("sent", 0)],
        Reports::Contradictory => vec![report("undelivered", 0), report("delivered", 5)],
        Reports::Undelivered => vec![with("undelivered", "errorCode", json!("27"))],
        Reports::Expired => vec![report("expired", 0)],
        Reports::Rejected => vec![report("rejected", 0)],
        Reports::Never => Vec::new(),
        Reports::PerSegment => of_segments("delivered"),
        Reports::LastSegmentLost => of_segments("undelivered"),
        Reports::ForeignReference => vec![with("delivered", "reference", json!("theirs-1"))],
        Reports::NoReference => {
            let mut bare = report("delivered", 0);
            bare.remove("reference");
            vec![bare]
        }
        Reports::Garbage => vec![Map::from_iter([("what".to_owned(), json!("is this?"))])],
    };
    let target = message
        .callback
        .clone()
        .or_else(|| state.settings().callback);
    for report in list {
        if let Some(word) = report.get("status").and_then(Value::as_str) {
            state.reported(&message.id, word);
        }
        let Some(url) = &target else {
            continue;
        };
        if message.gateway == twilio::NAME {
            // As of one whose address was registered with a service and not given with the message.
            let bare = matches!(reports, Reports::NoReference | Reports::ForeignReference);
            let url = if bare {
                url.split('?').next().unwrap_or(url)
            } else {
                url
            };
            call_signed(state, url, &twilio::reported(message, &report)).await;
            continue;
        }
        if !state.settings().together {
            call(state, url, &report).await;
        } else if state.put_by(url, report) {
            tokio::time::sleep(TOGETHER).await;
            call_together(state).await;
        }
    }
}

/// How long reports wait for each other, and how many make one call.
const TOGETHER: Duration = Duration::from_millis(100);
const MOST: usize = 100;

/// Calls the callbacks for all reports that were put by.
async fn call_together(state: &State) {
    let mut calls: Vec<(String, Vec<Value>)> = Vec::new();
    for (url, report) in state.take_due() {
        let open = |call: &&mut (String, Vec<Value>)| call.0 == url && call.1.len() < MOST;
        match calls.iter_mut().find(open) {
            Some((_, reports)) => reports.push(report.into()),
            None => calls.push((url, vec![report.into()])),
        }
    }
    for (url, reports) in calls {
        let request = state.client().post(&url).json(&reports);
        let answer = request.timeout(Duration::from_secs(10)).send().await;
        state.called(Called {
            what: url.rsplit('/').next().unwrap_or_default().to_owned(),
            status: answer.ok().map(|answer| answer.status().as_u16()),
        });
    }
}

/// Calls a callback once as Twilio does: a form, signed.
pub(super) async fn call_signed(state: &State, url: &str, fields: &Map<String, Value>) {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let pairs: Vec<(String, String)> = fields
        .iter()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect();
    let body = {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(&pairs).finish()
    };
    let request = state
        .client()
        .post(url)
        .header(
            "content-type",
            "application/x-www-form-urlencoded; charset=UTF-8",
        )
        .header(
            "x-twilio-signature",
            twilio::signature(&state.settings().token, url, &pairs),
        )
        .body(body);
    let answer = request.timeout(Duration::from_secs(10)).send().await;
    let path = url.split('?').next().unwrap_or_default();
    state.called(Called {
        what: path.rsplit('/').next().unwrap_or_default().to_owned(),
        status: answer.ok().map(|answer| answer.status().as_u16()),
    });
}

/// Calls a callback once, in the form that is set.
pub(super) async fn call(state: &State, url: &str, fields: &Map<String, Value>) {
    let client = state.client();
    let pairs: Vec<(String, String)> = fields
        .iter()
        .map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), text)
        })
        .collect();
    let form = || {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(&pairs);
        form.finish()
    };
    let request = match state.settings().form {
        ReportForm::Json => client.post(url).json(fields),
        ReportForm::Form => client
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form()),
        ReportForm::Query => client.get(format!("{url}?{}", form())),
    };
    let answer = request.timeout(Duration::from_secs(10)).send().await;
    state.called(Called {
        what: url.rsplit('/').next().unwrap_or_default().to_owned(),
        status: answer.ok().map(|answer| answer.status().as_u16()),
    });
}
