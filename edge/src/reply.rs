//! Replies: what a handset sends back, the opt-out it makes or takes back, and what is answered.
//!
//! A reply, its opt-out and the SMS that answers it are one transaction. The answer then goes the
//! way of every SMS, so a gateway that is busy costs the callback nothing and the sweep goes on.

use crate::border::{Request, log_error, log_warning, spawn_after};
use mitto_core::gateway::Reply as Inbound;
use mitto_core::mobile::Mobile;
use mitto_core::opt_out::{self, Meaning};
use mitto_core::sender::SenderId;
use mitto_core::status::Status;

use crate::callback::{receive, rejected};
use crate::db::Statement;
use crate::error::Failure;
use crate::health::{self, Came};
use crate::opt_out::recall;
use crate::router::{App, Reply, now};
use crate::stored_setup::StoredSetup;
use crate::{crypto, items, send, store};

/// `POST` or `GET /callback/{key}/inbound`.
pub(crate) async fn inbound(app: App, key: &str, request: &mut Request) -> Result<Reply, Failure> {
    let received = receive(&app, key, request).await?;
    let replies = match received.gateway.replies(&received.callback()) {
        Ok(replies) => replies,
        Err(why) => return Err(rejected(&app, why).await),
    };
    let keywords = items::keywords(&app).await?;
    let setup = app.config.setup().await?;
    let mut answers = Vec::new();
    for reply in replies.iter().filter_map(|reply| reply.as_ref().ok()) {
        answers.extend(store(&app, reply, &keywords, &setup).await?);
    }
    let reply = match replies.iter().find_map(|reply| reply.as_ref().err()) {
        Some(why) => Err(rejected(&app, *why).await),
        None => Ok(match received.gateway.thanks() {
            Some((kind, body)) => {
                let mut reply = Reply::empty(200).with("content-type", kind);
                reply.body = body.as_bytes().to_vec();
                reply
            }
            None => Reply::empty(200),
        }),
    };
    if !answers.is_empty() {
        // The gateway waits for us and must not wait for itself.
        spawn_after(async move {
            for request in answers {
                if let Err(failure) = dispatch(&app, &request).await {
                    let code = failure.into_problem().code.as_str();
                    log_error(&["answer to a reply left to the sweep: ", code].concat());
                }
            }
        });
    }
    reply
}

/// Sends an answer, unless somebody has or there is none.
async fn dispatch(app: &App, request: &str) -> Result<(), Failure> {
    if let Some(row) = store::by_request(&app.db, request).await? {
        let state = row.state()?;
        send::advance(app, &row, state).await?;
    }
    Ok(())
}

/// The reply and what follows from it, in one transaction; a repeat of it changes nothing. The
/// request of the SMS that answers it, if one may.
async fn store(
    app: &App,
    reply: &Inbound,
    keywords: &[String],
    setup: &StoredSetup,
) -> Result<Option<String>, Failure> {
    // The gateway writes numbers without the plus; should it write one as it is dialled at home, a
    // "no" counts as well. What no plan knows, a short code for one, is no number anybody here could
    // text, so it has nothing to opt out of.
    let written = reply.from.trim_start_matches('+');
    let read = |written: &str| Mobile::parse(written, setup.default_region);
    let Ok(from) = read(&["+", written].concat()).or_else(|_| read(written)) else {
        log_warning("a reply came from a number that cannot be read");
        return Ok(None);
    };
    let meaning = match reply.meaning {
        Some(meaning) => meaning,
        None => opt_out::meaning(&reply.text, keywords, &setup.opt_in_keywords),
    };
    let status = match meaning {
        Meaning::OptOut => Status::OptOut,
        _ => Status::Received,
    };
    let time = reply
        .provider_time
        .map(|time| time.to_string())
        .unwrap_or_default();
    let content = crypto::hex(&crypto::digest(&[
        b"reply",
        reply.gateway_id.as_deref().unwrap_or_default().as_bytes(),
        from.as_str().as_bytes(),
        reply.text.as_bytes(),
        time.as_bytes(),
    ]));
    let now = now();
    let mut statements = Vec::from(recall(app, &from, None)?);
    // Before the reply is there: whether it is new is whether it is not.
    statements.extend(opted(app, reply, &meaning, &from, &content, now));
    let count = mitto_core::count::count(&reply.text);
    statements.push(app.db.statement(
        // It is from the record that was last written to under its number.
        include_str!("../sql/reply.sql"),
        &[
            (&content).into(),
            from.as_str().into(),
            reply.to.as_deref().unwrap_or_default().into(),
            (&reply.text).into(),
            count.encoding().as_str().into(),
            (count.segments() as i64).into(),
            now.into(),
            status.as_str().into(),
            status.rank().into(),
            reply.gateway_id.as_deref().into(),
            (meaning == Meaning::MayAskToStop).into(),
        ],
    ));
    let answer = answer(app, reply, &meaning, setup, &content, now)?;
    let (request, answer) = answer.unzip();
    statements.extend(answer);
    statements.push(health::came(&app.db, Came::Inbound, now));
    app.db.batch(statements).await?;
    Ok(request)
}

/// What a new reply does to the opt-out of its number. An old STOP that is reported once more must
/// not undo a later START, nor an old START a later STOP.
fn opted(
    app: &App,
    reply: &Inbound,
    meaning: &Meaning,
    from: &Mobile,
    content: &str,
    now: i64,
) -> Vec<Statement> {
    match meaning {
        Meaning::OptOut => {
            // Without id and time, a second STOP looks like the first one repeated. It counts: to
            // ask for silence twice must not be what breaks it.
            let nameless = reply.gateway_id.is_none() && reply.provider_time.is_none();
            vec![app.db.statement(
                include_str!("../sql/reply_opt_out.sql"),
                &[
                    from.as_str().into(),
                    now.into(),
                    content.into(),
                    nameless.into(),
                ],
            )]
        }
        Meaning::OptIn => {
            let (never, after) = (Status::Cancelled, Status::Failed);
            vec![
                app.db.statement(
                    include_str!("../sql/reply_opt_in.sql"),
                    &[from.as_str().into(), content.into()],
                ),
                // A confirmation that still waits would say what is no longer true.
                app.db.statement(
                    include_str!("../sql/reply_opt_in_cancels.sql"),
                    &[
                        from.as_str().into(),
                        content.into(),
                        never.as_str().into(),
                        never.rank().into(),
                        // Submitted once and refused for now: a report may still come and must win.
                        after.as_str().into(),
                        after.rank().into(),
                        now.into(),
                    ],
                ),
            ]
        }
        _ => Vec::new(),
    }
}

/// The SMS that answers a reply, and its request, which follows from the reply: a repeat finds it
/// made. An opt-out is confirmed where this very reply made it; HELP is answered only to a number
/// that has not opted out, and once in 24 hours: two machines must not answer each other for ever.
fn answer(
    app: &App,
    reply: &Inbound,
    meaning: &Meaning,
    setup: &StoredSetup,
    content: &str,
    now: i64,
) -> Result<Option<(String, Statement)>, Failure> {
    let (text, confirms) = match meaning {
        Meaning::OptOut => (setup.opt_out_confirmation.as_str(), true),
        Meaning::Help => (setup.help_answer.as_str(), false),
        _ => return Ok(None),
    };
    // From the number that was replied to, if the reply names one that can send.
    let ours: Option<SenderId> = reply.to.as_deref().and_then(|to| to.parse().ok());
    let Some(ours) = ours.filter(|_| !text.is_empty()) else {
        return Ok(None);
    };
    let request = crypto::hex(&crypto::digest(&[b"answer", content.as_bytes()]));
    let count = mitto_core::count::count(text);
    let statement = app.db.statement(
        include_str!("../sql/reply_answer.sql"),
        &[
            (&request).into(),
            content.into(),
            ours.as_str().into(),
            text.into(),
            count.encoding().as_str().into(),
            (count.segments() as i64).into(),
            now.into(),
            Status::Queued.as_str().into(),
            Status::Queued.rank().into(),
            confirms.into(),
        ],
    );
    Ok(Some((request, statement)))
}
