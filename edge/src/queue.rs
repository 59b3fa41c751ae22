//! The queue of callbacks: reports that came in a flood, or while the database failed.

use mitto_core::intake::{
    Sift, StoredReport, UNREADABLE, messages, reports_of, retry_after_seconds,
};
use serde_json::Value as Json;

use crate::border::{self, Call, Tell, tell};
use crate::db::Db;
use crate::error::Failure;
use crate::{callback, campaign, outbound, stuck};

/// The binding's name in wrangler.toml.
const BINDING: &str = "CALLBACKS";

/// How the name of the queue ends that takes what could not be stored.
const DEAD_LETTERS: &str = "-dead";

/// What is said of a message that can be read and cannot be stored.
const IMPOSSIBLE: &str = "the database refuses a report in the message";

/// Gives reports to the queue: once it has them, they are safe. `false` where one of them may hold
/// somebody's number, which the queue must not.
pub(crate) async fn take(reports: &[StoredReport<'_>]) -> Result<bool, Failure> {
    let impersonal: Option<Vec<_>> = reports.iter().map(StoredReport::impersonal).collect();
    let Some(impersonal) = impersonal else {
        return Ok(false);
    };
    for message in messages(&impersonal) {
        send(&message).await?;
    }
    Ok(true)
}

/// Sends one message.
pub(crate) async fn send(message: &str) -> Result<(), Failure> {
    enqueue(BINDING, message, 0).await
}

/// Sends a message to the queue of this binding, to be handed over in so many seconds.
pub(crate) async fn enqueue(binding: &str, message: &str, seconds: i64) -> Result<(), Failure> {
    border::perform(
        Call::Enqueue,
        &[binding.into(), message.into(), seconds.into()],
    )
    .await
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
            other => serde_json::to_string(&other).unwrap_or_default(),
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
pub(crate) async fn consume(batch: &[u8]) {
    let mut batch: Json = serde_json::from_slice(batch).unwrap_or_default();
    let Some(Json::Array(messages)) = batch.get_mut("messages").map(Json::take) else {
        return;
    };
    let name = batch.get("queue").and_then(Json::as_str);
    if let Some(name) = name
        && name.starts_with(campaign::queue::NAME)
    {
        campaign::queue::consume(name, &messages).await;
        return outbound::kick();
    }
    if name.is_some_and(|name| name.starts_with(outbound::NAME)) {
        return outbound::consume().await;
    }
    let taken: Vec<Taken> = messages.into_iter().map(Taken::of).collect();
    let mut failed = store(&Db, &taken).await;
    outbound::kick();
    if name.is_some_and(|name| name.ends_with(DEAD_LETTERS)) {
        failed = keep_for_a_person(&Db, &taken, failed).await;
    }
    for place in failed {
        let Some(message) = taken.get(place) else {
            continue;
        };
        let seconds = retry_after_seconds(message.attempts, message.reports().is_some());
        // Where it cannot be handed back, the queue does so by itself.
        tell(Tell::HandBack, &[(place as i64).into(), seconds.into()]);
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
