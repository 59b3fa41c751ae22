//! The queue of callbacks: reports that came in a flood, or while the database failed.
//!
//! Bound by hand, as D1 is in `db`: the crate's own types would parse each message by code of its
//! own, and end the whole isolate where an error comes back.

use mitto_core::intake::{
    Sift, StoredReport, UNREADABLE, messages, reports_of, retry_after_seconds,
};
use serde_json::Value as Json;
use worker::Env;
use worker::js_sys::{Array, JSON, Promise, Reflect};
use worker::wasm_bindgen::{self, JsCast, JsValue, prelude::wasm_bindgen};

use crate::db::Db;
use crate::error::Failure;
use crate::{callback, campaign, js, stuck};

#[wasm_bindgen]
extern "C" {
    /// The binding.
    pub(crate) type Queue;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn send(this: &Queue, message: &str, options: &JsValue) -> Result<Promise, JsValue>;

    /// Messages that the queue hands over.
    pub type Batch;

    #[wasm_bindgen(method, getter)]
    fn queue(this: &Batch) -> String;

    #[wasm_bindgen(method, getter)]
    fn messages(this: &Batch) -> Array;

    /// One of them.
    type Message;

    #[wasm_bindgen(method, catch)]
    fn retry(this: &Message, options: &JsValue) -> Result<(), JsValue>;
}

/// The binding's name in wrangler.toml.
const BINDING: &str = "CALLBACKS";

/// How the name of the queue ends that takes what could not be stored.
const DEAD_LETTERS: &str = "-dead";

/// What is said of a message that can be read and cannot be stored.
const IMPOSSIBLE: &str = "the database refuses a report in the message";

/// Gives reports to the queue: once it has them, they are safe. `false` where one of them may hold
/// somebody's number, which the queue must not.
pub(crate) async fn take(env: &Env, reports: &[StoredReport<'_>]) -> Result<bool, Failure> {
    let impersonal: Option<Vec<_>> = reports.iter().map(StoredReport::impersonal).collect();
    let Some(impersonal) = impersonal else {
        return Ok(false);
    };
    for message in messages(&impersonal)? {
        send(env, &message).await?;
    }
    Ok(true)
}

/// Sends one message.
pub(crate) async fn send(env: &Env, message: &str) -> Result<(), Failure> {
    let queue: Queue = Reflect::get(env, &JsValue::from_str(BINDING))?.unchecked_into();
    let options = JSON::parse(r#"{"contentType":"text"}"#)?;
    js::settled(queue.send(message, &options)).await?;
    Ok(())
}

/// A message that was handed over.
struct Taken {
    /// The queue's id of it, and when it came.
    about: Json,
    body: String,
    attempts: u32,
}

impl Taken {
    fn of(mut message: Json) -> Taken {
        let body = match message.get_mut("body").map(Json::take) {
            Some(Json::String(text)) => text,
            other => other.unwrap_or_default().to_string(),
        };
        let attempts = message.get("attempts").and_then(Json::as_u64);
        Taken {
            body,
            attempts: attempts.and_then(|n| n.try_into().ok()).unwrap_or(1),
            about: message,
        }
    }

    fn reports(&self) -> Option<&str> {
        reports_of(&self.body)
    }
}

/// Stores what the queue hands over. What cannot be stored is handed over again; what is not, is
/// done with. Nothing here comes back as an error: one would send all the others round again too.
pub(crate) async fn consume(batch: &Batch, env: &Env) {
    let messages = batch.messages();
    let name = batch.queue();
    if name.starts_with(campaign::queue::NAME) {
        if let Ok(messages) = js::value(&messages) {
            campaign::queue::consume(&name, &messages, env).await;
        }
        return;
    }
    let taken: Vec<Taken> = match js::value(&messages) {
        Ok(Json::Array(all)) => all.into_iter().map(Taken::of).collect(),
        // Our own list of messages is always one.
        _ => return,
    };
    let failed = match Db::open(env) {
        Ok(db) => {
            let failed = store(&db, &taken).await;
            match name.ends_with(DEAD_LETTERS) {
                true => keep_for_a_person(&db, &taken, failed).await,
                false => failed,
            }
        }
        Err(_) => (0..taken.len()).collect(),
    };
    for place in failed {
        let Some(message) = taken.get(place) else {
            continue;
        };
        let seconds = retry_after_seconds(message.attempts, message.reports().is_some());
        if let Err(thrown) = again(&messages, place, seconds) {
            callback::told("not handed back to the queue", thrown.into());
        }
    }
}

/// The places of those that could not be stored.
async fn store(db: &Db, taken: &[Taken]) -> Vec<usize> {
    let size = |message: &Taken| message.reports().map_or(0, str::len);
    let sizes: Vec<usize> = taken.iter().map(size).collect();
    let mut sift = Sift::of(&sizes);
    while let Some(piece) = sift.next_piece() {
        let messages = taken.get(piece.clone()).unwrap_or_default();
        let reports: Vec<&str> = messages.iter().filter_map(Taken::reports).collect();
        match callback::store(db, &reports.join(","), reports.len()).await {
            Ok(()) => sift.stored(),
            Err(failure) => {
                callback::told("not stored from the queue", failure);
                sift.failed(piece);
            }
        }
    }
    let mut failed = sift.into_failed();
    for (place, message) in taken.iter().enumerate() {
        if message.reports().is_none() && !failed.contains(&place) {
            failed.push(place);
        }
    }
    failed
}

/// Puts those that failed where an admin sees them; the places of those that are not there either.
async fn keep_for_a_person(db: &Db, taken: &[Taken], failed: Vec<usize>) -> Vec<usize> {
    let mut left = Vec::new();
    for place in failed {
        let Some(message) = taken.get(place) else {
            continue;
        };
        let reason = message.reports().map_or(UNREADABLE, |_| IMPOSSIBLE);
        if let Err(failure) = stuck::keep(db, &message.about, &message.body, reason).await {
            callback::told("still among the dead letters", failure);
            left.push(place);
        }
    }
    left
}

/// Hands a message back, to come again after so many seconds.
fn again(messages: &Array, place: usize, seconds: u32) -> Result<(), JsValue> {
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    let message: Message = messages.get(place).unchecked_into();
    let options = ["{\"delaySeconds\":", &seconds.to_string(), "}"].concat();
    message.retry(&JSON::parse(&options)?)
}
