//! Replies: what a handset sends back, and the opt-out it may be.

use mitto_core::mitto::{Reply as Inbound, read_replies};
use mitto_core::mobile::{Mobile, Region};
use mitto_core::opt_out;
use mitto_core::status::Status;
use worker::Request;

use crate::callback::{receive, rejected};
use crate::error::Failure;
use crate::health::{self, Came};
use crate::router::{App, Reply, now};
use crate::{crypto, items};

/// `POST` or `GET /callback/{key}/inbound`.
pub(crate) async fn inbound(app: &App, key: &str, request: &mut Request) -> Result<Reply, Failure> {
    let received = receive(app, key, request).await?;
    let replies = match read_replies(received.body()) {
        Ok(replies) => replies,
        Err(why) => return Err(rejected(app, why).await),
    };
    let keywords = items::keywords(app).await?;
    let region = app.config.setup().await?.default_region;
    for reply in replies.iter().filter_map(|reply| reply.as_ref().ok()) {
        store(app, reply, &keywords, region).await?;
    }
    match replies.iter().find_map(|reply| reply.as_ref().err()) {
        Some(why) => Err(rejected(app, *why).await),
        None => Ok(Reply::empty(200)),
    }
}

/// The reply and the opt-out it is, in one transaction; a repeat of it changes nothing.
async fn store(
    app: &App,
    reply: &Inbound,
    keywords: &[String],
    region: Region,
) -> Result<(), Failure> {
    // The gateway writes numbers without the plus. What no plan knows, a short code for one, is no
    // number anybody here could text, so it has nothing to opt out of.
    let written = reply.from.trim_start_matches('+');
    let Ok(from) = Mobile::parse(&["+", written].concat(), region) else {
        worker::console_warn!("a reply came from a number that cannot be read");
        return Ok(());
    };
    let keyword = opt_out::matching(&reply.text, keywords);
    let status = if keyword.is_some() {
        Status::OptOut
    } else {
        Status::Received
    };
    let time = reply
        .provider_time
        .map(|time| time.to_string())
        .unwrap_or_default();
    let content = crypto::digest(&[
        b"reply",
        reply.gateway_id.as_deref().unwrap_or_default().as_bytes(),
        from.as_str().as_bytes(),
        reply.text.as_bytes(),
        time.as_bytes(),
    ]);
    let count = mitto_core::count::count(&reply.text);
    let now = now();
    let mut statements = vec![app.db.statement(
        "INSERT INTO sms (request, request_body, mobile, sender, text, encoding, segments, phase, \
         due_at, attempt, status, rank, gateway_id, created_by, created_at, updated_at) \
         VALUES (?1, '', ?2, ?3, ?4, ?5, ?6, 'settled', ?7, 0, ?8, ?9, ?10, 'reply', ?7, ?7) \
         ON CONFLICT (request) DO NOTHING",
        &[
            (&crypto::hex(&content)).into(),
            from.as_str().into(),
            reply.to.as_deref().unwrap_or_default().into(),
            (&reply.text).into(),
            count.encoding().as_str().into(),
            (count.segments() as i64).into(),
            now.into(),
            status.as_str().into(),
            status.rank().into(),
            reply.gateway_id.as_deref().into(),
        ],
    )?];
    if keyword.is_some() {
        statements.push(app.db.statement(
            "INSERT INTO opt_out (mobile, source, created_at) VALUES (?1, 'reply', ?2) \
             ON CONFLICT (mobile) DO NOTHING",
            &[from.as_str().into(), now.into()],
        )?);
    }
    statements.push(health::came(&app.db, Came::Inbound, now)?);
    app.db.batch(statements).await?;
    Ok(())
}
