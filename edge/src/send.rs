//! One SMS, from the request to its answer.
//!
//! | step | if we die right after it |
//! |---|---|
//! | record stored, queued | a repeat of the request, or the sweep, goes on from here |
//! | claimed | "maybe sent" once the lease has run out |
//! | submitted | the same; a report that carries our reference settles it |
//! | stored, with the answer | done; a repeat gets the same bytes |
//!
//! Any number of requests with the same key may run at once: the database lets one of them make
//! the record and one of them claim it, and the others wait for its answer.

use std::time::Duration;

use crate::border::Delay;
use mitto_core::api::{
    Claims, Code, ItemKind, Problem, Recipient, SendAnswer, SendRequest, SmsText, TemplateItem,
    TextSource, read_template,
};
use mitto_core::gateway::{Outcome, Submission, is_opt_out, sentence};
use mitto_core::ids::{IdempotencyKey, ItemId, RecordId};
use mitto_core::mobile::Mobile;
use mitto_core::send::{Effect, Event, Phase, SendState, step};
use mitto_core::sender::SenderId;
use mitto_core::status::Status;
use mitto_core::template::{Fields, PersonObject, RelatedObject, Rendered, Template};
use serde::Serialize;

use crate::error::Failure;
use crate::router::{App, Reply, now};
use crate::store::{self, NewSms, Row};
use crate::stored_setup::StoredSetup;
use crate::{crypto, gateway, opt_out, people};

/// How long a repeat waits for the first request's answer, milliseconds. Longer than a submission
/// may take, shorter than a browser's patience.
const PATIENCE_MS: i64 = 25_000;

/// `POST /api/sms`.
pub(crate) async fn post(
    app: &App,
    claims: &Claims,
    key: Option<String>,
    wanted: SendRequest,
) -> Result<Reply, Failure> {
    let (request, body) = request_of(app, claims, key, &wanted)?;
    let row = row_of(app, claims, &request, &body, &wanted).await?;
    finish(app, row).await
}

/// The record of a request: the one it has made before, or a new one.
async fn row_of(
    app: &App,
    claims: &Claims,
    request: &str,
    body: &str,
    wanted: &SendRequest,
) -> Result<Row, Failure> {
    // A repeat is answered before anything is checked again: what has changed since, a spent
    // opt-out or a deleted template, must not change its answer.
    let row = match store::by_request(&app.db, request).await? {
        Some(row) => row,
        None => {
            let sms = compose(app, claims, wanted).await?;
            let row = store::create(app, request, body, &sms, now()).await?;
            row.ok_or_else(unknown)?
        }
    };
    match row.request_body == body {
        true => Ok(row),
        false => Err(Code::IdempotencyConflict.into()),
    }
}

/// What a request is answered, with its status.
pub(crate) async fn one(
    app: &App,
    claims: &Claims,
    request: &str,
    body: &str,
    wanted: &SendRequest,
) -> Result<(u16, String), Failure> {
    drive(app, row_of(app, claims, request, body, wanted).await?).await
}

/// What a request is known by, and the hash of what it asks for.
pub(crate) fn request_of(
    app: &App,
    claims: &Claims,
    key: Option<String>,
    wanted: &impl Serialize,
) -> Result<(String, String), Failure> {
    // Without a key every request is its own.
    let key = match key {
        Some(key) => key
            .parse::<IdempotencyKey>()
            .map_err(|why| Problem::new(Code::MalformedRequest).because(why))?
            .to_string(),
        None => crypto::random_id(),
    };
    // The key is the caller's own: nobody can fetch somebody else's answer with it.
    let request = crypto::hex(&crypto::digest(&[claims.sub.as_bytes(), key.as_bytes()]));
    // It may name a number, and outlives the person: what is asked for besides may be known to many.
    let secret = app.settings.config_secret()?;
    let body = crypto::keyed(secret, "request-body", &serde_json::to_string(wanted)?);
    Ok((request, body))
}

/// Sends a record that was just made, or that somebody else is sending; the answer.
pub(crate) async fn finish(app: &App, row: Row) -> Result<Reply, Failure> {
    let location = ["/api/sms/", &row.id()?.to_string()].concat();
    let (status, body) = drive(app, row).await?;
    let reply = Reply::body(status, body.into_bytes());
    Ok(if status == 201 {
        reply.with("location", location)
    } else {
        reply
    })
}

/// Everything that can be wrong with a request, before there is a record of it.
async fn compose(app: &App, claims: &Claims, wanted: &SendRequest) -> Result<NewSms, Failure> {
    let from = wanted.sender()?;
    let source = wanted.source()?;
    let setup = app.config.setup().await?;
    let (about, object, fields, to) = match &wanted.to {
        Recipient::Record { object, id } => {
            claims
                .admit_to(*object, id)
                .map_err(|problem| problem.about("to.id"))?;
            let known = people::known(app, &setup, claims, *object, id).await?;
            let known = known.ok_or_else(unknown)?;
            if known.opted_out {
                return Err(Problem::new(Code::OptedOut).about("to").into());
            }
            let to = known.mobile.map_err(|why| {
                let field = setup.mobile_field(*object);
                let read = ["The number is read from the record's field ", field, "."].concat();
                Problem::new(why.code()).about("to").because(read)
            })?;
            (
                Some((*object, id.clone())),
                (*object).into(),
                known.fields,
                to,
            )
        }
        Recipient::Number { mobile } => {
            let to = people::typed(app, claims, "to.mobile", mobile).await?;
            if opt_out::has_opted_out(app, &to).await? {
                return Err(Problem::new(Code::OptedOut).about("to.mobile").into());
            }
            (None, RelatedObject::Campaign, Fields::new(), to)
        }
    };
    let template = template_of(app, source, object).await?;
    let addressed = Addressed { about, to, from };
    let rendered = template.render(&fields);
    let allow_blank_fields = wanted.allow_blank_fields;
    written(app, claims, &setup, addressed, rendered, allow_blank_fields)
}

/// From whom to whom, before it has a text.
pub(crate) struct Addressed {
    pub(crate) about: Option<(PersonObject, RecordId)>,
    pub(crate) to: Mobile,
    pub(crate) from: SenderId,
}

/// An SMS with its text, unless that or its number is one that cannot be sent.
pub(crate) fn written(
    app: &App,
    claims: &Claims,
    setup: &StoredSetup,
    addressed: Addressed,
    rendered: Rendered,
    allow_blank_fields: bool,
) -> Result<NewSms, Failure> {
    let Addressed { about, to, from } = addressed;
    setup.destinations.admit(&to)?;
    let written = SmsText::of(rendered, allow_blank_fields)?;
    if setup.product_key(&app.settings)?.is_none() {
        return Err(setup.not_set_up().into());
    }
    Ok(NewSms {
        encoding: written.encoding,
        segments: written.segments,
        text: written.text,
        about,
        shows: None,
        to,
        from,
        by: claims.sub.clone(),
        again: None,
        limits: setup.limits().of_single(),
    })
}

/// Of a record that was never here, or is not any more.
fn unknown() -> Problem {
    Problem::new(Code::NotFound)
        .about("to.id")
        .because("This record is not known.")
}

/// The text of a message about such a record.
pub(crate) async fn template_of(
    app: &App,
    source: TextSource<'_>,
    object: RelatedObject,
) -> Result<Template, Failure> {
    let id = match source {
        TextSource::Text(text) => return Ok(read_template(text, object)?),
        TextSource::Template(id) => id,
    };
    let id: ItemId = id
        .parse()
        .map_err(|why| Problem::field("templateId", why))?;
    let template = template(app, &id).await?.ok_or_else(|| {
        Problem::new(Code::NotFound)
            .about("templateId")
            .because("There is no such template.")
    })?;
    template.admit(object)?;
    Ok(read_template(&template.text, template.object)?)
}

/// A stored template.
async fn template(app: &App, id: &ItemId) -> Result<Option<TemplateItem>, Failure> {
    app.config.get(ItemKind::Template, id.as_str()).await
}

/// Takes an SMS to rest, together with whoever else is at it, and returns its one answer.
async fn drive(app: &App, first: Row) -> Result<(u16, String), Failure> {
    let started = now();
    let mut pause = 30_u64;
    let mut row = first;
    loop {
        if let (Some(status), Some(body)) = (row.answer_status, row.answer_body.take()) {
            return Ok((status, body));
        }
        let state = row.state()?;
        let waits = match state.phase {
            Phase::Queued { not_before } => not_before > now(),
            Phase::Sending { .. } => false,
            Phase::Settled => true,
        };
        if waits {
            // It came to rest without an answer: the sweep finished what a crash had left.
            let answer = answer(&row, state.status, row.reason.clone(), row.gateway_code)?;
            store::answer_once(&app.db, row.number, &answer).await?;
        } else if !advance(app, &row, state).await? {
            if now().saturating_sub(started) > PATIENCE_MS {
                let id = row.id()?;
                let ask = " is being sent. Ask again with the same Idempotency-Key.";
                let why = [&id.to_string(), ask].concat();
                let mut problem = Problem::new(Code::InProgress).because(why);
                problem.id = Some(id);
                return Err(problem.into());
            }
            Delay::from(Duration::from_millis(pause)).await;
            pause = pause.saturating_mul(2).min(500);
        }
        row = store::load(&app.db, row.number).await?;
    }
}

/// Wakes the machine and performs what it wants, to the end. `false`: it wants nothing, because
/// somebody else holds the claim.
pub(crate) async fn advance(app: &App, row: &Row, state: SendState) -> Result<bool, Failure> {
    let mut state = state;
    let mut events = vec![Event::Wake { now: now() }];
    let mut acted = false;
    while let Some(event) = events.pop() {
        let (next, effects) = step(state, event);
        state = next;
        let mut statements = Vec::new();
        for effect in effects {
            acted = true;
            match effect {
                Effect::Claim {
                    attempt,
                    lease_until,
                } => {
                    let claim =
                        store::claim(&app.db, row.number, attempt, lease_until, now()).await?;
                    acted = claim != mitto_core::send::Claim::Taken;
                    events.push(Event::Claimed { claim, now: now() });
                }
                Effect::Submit { attempt } => {
                    let outcome = submit(app, row, attempt).await?;
                    events.push(Event::Answered {
                        attempt,
                        outcome,
                        now: now(),
                    });
                }
                Effect::Store => {
                    let reason = state.reason.as_ref().map(ToString::to_string);
                    let code = gateway_code(&state);
                    let answer = answer(row, state.status, reason, code)?;
                    if code.is_some_and(|code| is_opt_out(&code.to_string())) {
                        statements.push(store::opt_out(&app.db, &[row.number], now()));
                    }
                    statements.push(store::save(
                        &app.db,
                        row.number,
                        &state,
                        Some(&answer),
                        now(),
                    ));
                }
                Effect::AdoptEarlyReports { gateway_id } => {
                    statements.extend(store::adopt(&app.db, row.number, &gateway_id));
                }
            }
        }
        if !statements.is_empty() {
            app.db.batch(statements).await?;
        }
    }
    Ok(acted)
}

fn gateway_code(state: &SendState) -> Option<i32> {
    use mitto_core::send::Reason;
    match &state.reason {
        Some(Reason::Refused(refusal) | Reason::GaveUp { last: refusal }) => refusal.code,
        _ => None,
    }
}

async fn submit(app: &App, row: &Row, attempt: u32) -> Result<Outcome, Failure> {
    let setup = app.config.setup().await?;
    let line = setup.line(&app.settings)?;
    let callback = match setup.callback_per_message {
        true => setup.callback_urls(app)?.map(|urls| urls.delivery),
        false => None,
    };
    let submission = Submission {
        from: &row.from()?,
        to: &row.to()?,
        text: &row.text,
        encoding: row.encoding(),
        reference: Some(row.reference(attempt)?),
        callback: callback.as_deref(),
        test: setup.test_mode,
    };
    gateway::submit(&app.settings, &line, &submission).await
}

/// What the caller is told about an SMS in this state.
fn answer(
    row: &Row,
    status: Status,
    reason: Option<String>,
    gateway_code: Option<i32>,
) -> Result<(u16, String), Failure> {
    let id = row.id()?;
    let Some(code) = Code::of_status(status, reason.as_deref()) else {
        let sent = SendAnswer {
            id,
            number_of_messages: row.segments,
            status,
        };
        return Ok((201, serde_json::to_string(&sent)?));
    };
    let mut problem = Problem::new(code);
    problem.detail = reason.map(|reason| sentence(&reason));
    problem.id = Some(id);
    problem.sms_status = Some(status);
    problem.gateway_code = gateway_code;
    problem.number_of_messages = Some(row.segments);
    Ok((problem.status, serde_json::to_string(&problem)?))
}
