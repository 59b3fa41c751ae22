//! Many SMS in one call, each by the chain of one (`send`).
//!
//! | step | if we die right after it |
//! |---|---|
//! | the batch noted, by its key | a repeat goes on from here |
//! | some messages sent | a repeat answers those from their records, and sends the others |
//!
//! A message is known by the batch's key and its place, so whoever repeats the call, or makes it fifty times at once, sends each once.

use std::cell::{Cell, RefCell};

use futures_util::future::{join, join3};
use mitto_core::api::{BatchRequest, Claims, Code, SendRequest};

use crate::error::Failure;
use crate::router::{App, Reply};
use crate::{crypto, send};

/// `POST /api/sms/batch`.
pub(crate) async fn post(
    app: &App,
    claims: &Claims,
    key: Option<String>,
    wanted: BatchRequest,
) -> Result<Reply, Failure> {
    wanted.check()?;
    let (request, body) = send::request_of(app, claims, key, &wanted.messages)?;
    let values = [request.as_str().into(), body.as_str().into()];
    let note =
        "INSERT INTO sms_batch (request, body) VALUES (?1, ?2) ON CONFLICT (request) DO NOTHING";
    let same = "SELECT 1 FROM sms_batch WHERE request = ?1 AND body = ?2";
    let [_, same] = app
        .db
        .all([
            app.db.statement(note, &values),
            app.db.statement(same, &values),
        ])
        .await?;
    if !same.found() {
        return Err(Code::IdempotencyConflict.into());
    }
    let batch = Batch {
        app,
        claims,
        request: &request,
        body: &body,
    };
    let next = Cell::new(0);
    let results = RefCell::new(vec![(0, String::new()); wanted.messages.len()]);
    // Six at once: so many connections a Worker may have open.
    let lane = async || {
        while let Some(message) = wanted.messages.get(next.get()) {
            let place = next.replace(next.get().saturating_add(1));
            let result = batch.send(place, message).await;
            if let Some(kept) = results.borrow_mut().get_mut(place) {
                *kept = result;
            }
        }
    };
    join(join3(lane(), lane(), lane()), join3(lane(), lane(), lane())).await;
    Ok(answer(&results.into_inner()))
}

struct Batch<'a> {
    app: &'a App,
    claims: &'a Claims,
    request: &'a str,
    body: &'a str,
}

impl Batch<'_> {
    /// Sends the message at a place; its status, and its JSON. What fails concerns this one only.
    async fn send(&self, place: usize, message: &SendRequest) -> (u16, String) {
        let place = place.to_string();
        let request = crypto::digest(&[b"batch", self.request.as_bytes(), place.as_bytes()]);
        let request = crypto::hex(&request);
        let sent = send::one(self.app, self.claims, &request, self.body, message).await;
        sent.unwrap_or_else(|failure| {
            let problem = failure.into_problem();
            let json = serde_json::to_string(&problem).unwrap_or_default();
            (problem.status, json)
        })
    }
}

/// `BatchAnswer`, around what is JSON already.
fn answer(results: &[(u16, String)]) -> Reply {
    let sent = results.iter().filter(|(status, _)| *status == 201).count();
    let refused = results.len().saturating_sub(sent);
    let mut body = [
        "{\"sent\":",
        &sent.to_string(),
        ",\"refused\":",
        &refused.to_string(),
    ]
    .concat();
    body.push_str(",\"results\":[");
    for (place, (status, json)) in results.iter().enumerate() {
        let kind = match status {
            201 => ",\"sms\":",
            _ => ",\"problem\":",
        };
        body.push_str(if place > 0 {
            ",{\"status\":"
        } else {
            "{\"status\":"
        });
        body.push_str(&status.to_string());
        body.push_str(kind);
        body.push_str(json);
        body.push('}');
    }
    body.push_str("]}");
    Reply::body(200, body.into_bytes())
}
