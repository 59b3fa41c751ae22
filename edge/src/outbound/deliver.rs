//! Webhooks on their way: claimed, signed, sent, and what came of it.

use mitto_core::webhook::{Attempt, Fate, Heard, Secret, content, given_up_since, signatures};

use super::endpoints::PURPOSE;
use crate::border::Calling;
use crate::crypto;
use crate::db::{Values, row};
use crate::error::Failure;
use crate::outgoing::{self, Answer, Call};
use crate::router::{App, now};

/// Deliveries of one endpoint that are claimed at once; of one that fails, so many.
const EACH: u32 = 24;
const EACH_FAILING: u32 = 2;

/// Of all endpoints together. Where all of them are silent, [`AT_ONCE`] at a time and [`TIMEOUT_MS`] each must be over before the
/// lease is, or others would send them too.
const TOGETHER: u32 = 60;

/// Of them at once: so many connections a Worker may have open.
const AT_ONCE: usize = 6;

/// Milliseconds until an endpoint counts as silent. Standard Webhooks recommend 15 to 30 seconds.
const TIMEOUT_MS: u64 = 15_000;

/// How long what is claimed is left to whoever claimed it, milliseconds: longer than all of it takes.
const LEASE_MS: i64 = 180_000;

row! {
    struct Claimed { number: u32 }
}

row! {
    /// One that is to be sent.
    struct Message {
        number: u32,
        webhook: String,
        message: String,
        attempts: u32,
        url: String,
        secret: String,
        previous: Option<String>,
        body: String,
    }
}

/// Sends some of what is due; whether there was any.
pub(super) async fn some(app: &App) -> Result<bool, Failure> {
    let values = [
        now().into(),
        now().saturating_add(LEASE_MS).into(),
        EACH.into(),
        EACH_FAILING.into(),
        TOGETHER.into(),
    ];
    let claim = include_str!("../../sql/outbound/claim.sql");
    let claimed: Vec<Claimed> = app.db.rows(claim, &values).await?;
    send(app, claimed).await
}

/// Sends one now, at somebody's wish. `false` where it is being sent at this moment, or is not there.
pub(super) async fn one(app: &App, webhook: &str, number: u32) -> Result<bool, Failure> {
    let values = [
        now().into(),
        now().saturating_add(LEASE_MS).into(),
        number.into(),
        webhook.into(),
    ];
    let claim = include_str!("../../sql/outbound/claim_one.sql");
    let claimed: Vec<Claimed> = app.db.rows(claim, &values).await?;
    send(app, claimed).await
}

async fn send(app: &App, claimed: Vec<Claimed>) -> Result<bool, Failure> {
    if claimed.is_empty() {
        return Ok(false);
    }
    let numbers: Vec<String> = claimed.iter().map(|one| one.number.to_string()).collect();
    let numbers = ["[", &numbers.join(","), "]"].concat();
    let sql = include_str!("../../sql/outbound/message.sql");
    let values = [(&numbers).into(), now().into()];
    let messages: Vec<Message> = app.db.rows(sql, &values).await?;
    for some in messages.chunks(AT_ONCE) {
        // All are on their way before the first is waited for.
        let calling: Vec<Option<Calling>> = some.iter().map(|one| begin(app, one)).collect();
        let mut done = Vec::new();
        for (message, calling) in some.iter().zip(calling) {
            let answer = match calling {
                Some(calling) => outgoing::answer(calling).await.ok(),
                None => None,
            };
            done.push(outcome(message, answer));
        }
        settle(app, &done.join(",")).await?;
    }
    Ok(true)
}

/// Begins to send one. None, where its secret cannot be read, under another CONFIG_SECRET: an admin gives it a new one.
fn begin(app: &App, message: &Message) -> Option<Calling> {
    let [timestamp, signature] = headers(app, message)?;
    Some(outgoing::begin(Call {
        url: &message.url,
        headers: &[
            ("content-type", "application/json"),
            ("user-agent", "Mitto-SMS-Webhooks/1"),
            ("webhook-id", &message.message),
            ("webhook-timestamp", &timestamp),
            ("webhook-signature", &signature),
        ],
        body: Some(&message.body),
        timeout_ms: TIMEOUT_MS,
        // What it says besides its status is of no interest, and may be anything.
        limit: 0,
    }))
}

/// What came of one, as the statements read it.
fn outcome(message: &Message, answer: Option<Answer>) -> String {
    let [random] = crypto::random::<1>();
    let attempt = Attempt {
        number: message.attempts,
        random,
    };
    let fate = attempt.fate(answer.as_ref().map_or(Heard::Nothing, |answer| {
        Heard::Status(answer.status, &answer.retry_after)
    }));
    let null = || "null".to_owned();
    let status = answer.map_or_else(null, |answer| answer.status.to_string());
    let next_at = match fate {
        Fate::Again(wait) => now().saturating_add(wait).to_string(),
        _ => null(),
    };
    let state = match fate {
        Fate::Delivered => "delivered",
        Fate::Again(_) => "pending",
        Fate::Failed | Fate::Gone => "failed",
    };
    [
        "{\"number\":",
        &message.number.to_string(),
        ",\"webhook\":\"",
        &message.webhook,
        "\",\"attempts\":",
        &message.attempts.to_string(),
        ",\"state\":\"",
        state,
        "\",\"status\":",
        &status,
        ",\"next_at\":",
        &next_at,
        ",\"gone\":",
        if fate == Fate::Gone { "1}" } else { "0}" },
    ]
    .concat()
}

/// The moment of the attempt and the signatures of its message.
fn headers(app: &App, message: &Message) -> Option<[String; 2]> {
    let timestamp = now().div_euclid(1000).to_string();
    let content = content(&message.message, &timestamp, &message.body);
    let config = app.settings.config_secret().ok()?;
    let sign = |sealed: &str| {
        let secret = Secret::from_shown(&crypto::open(config, PURPOSE, sealed)?)?;
        crypto::sign(secret.bytes(), content.as_bytes())
    };
    let mut macs = vec![sign(&message.secret)?];
    macs.extend(message.previous.as_deref().and_then(sign));
    Some([timestamp, signatures(&macs)])
}

/// Stores what came of some: first of each, then what it says of the endpoints.
async fn settle(app: &App, done: &str) -> Result<(), Failure> {
    let json = ["[", done, "]"].concat();
    let alone = Values::of(&[(&json).into()]);
    let failing = [(&json).into(), now().into()];
    let given_up = [(&json).into(), given_up_since(now()).into()];
    let db = &app.db;
    db.perform(vec![
        db.bound(include_str!("../../sql/outbound/settle.sql"), &alone),
        db.bound(include_str!("../../sql/outbound/well.sql"), &alone),
        db.statement(include_str!("../../sql/outbound/failing.sql"), &failing),
        db.statement(include_str!("../../sql/outbound/turn_off.sql"), &given_up),
    ])
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that every library of Standard Webhooks is held to.
    #[test]
    fn a_message_is_signed_as_the_specification_signs_it() {
        let secret = Secret::from_shown("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let content = content(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            r#"{"test": 2432232314}"#,
        );
        let mac = crypto::sign(secret.bytes(), content.as_bytes()).unwrap();
        assert_eq!(
            signatures(&[mac]),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }
}
