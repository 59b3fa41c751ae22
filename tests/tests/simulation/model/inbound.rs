//! What comes in: reports and replies, from a gateway that repeats whatever is not acknowledged.

use std::cell::Cell;
use std::rc::Rc;

use mitto_core::gateway::mitto::{read_replies, read_reports};
use mitto_core::gateway::{CallbackBody, Notice, Report};
use mitto_core::intake::StoredReport;
use mitto_core::opt_out::{DEFAULT_KEYWORDS, DEFAULT_OPT_IN, Meaning, meaning};
use mitto_core::status::Status;
use serde_json::{Value, json};

use super::database::statement;
use super::ledger::{Ledger, Replied, answer_to};
use super::mutant::Mutant;
use super::worker::dispatch;
use super::world::{Failed, World};

/// A report as the statements read it. Swapped: with the ranks of two statuses exchanged.
fn stored(report: &Report, now: i64, swapped: bool) -> Value {
    let mut stored: Value = serde_json::from_str(&StoredReport::of(report, now).to_json()).unwrap();
    match report.status {
        Some(Status::Delivered) if swapped => stored["rank"] = json!(Status::Undelivered.rank()),
        Some(Status::Undelivered) if swapped => stored["rank"] = json!(Status::Delivered.rank()),
        _ => {}
    }
    stored
}

/// The gateway sends reports after a while, again and again until they are acknowledged.
pub(crate) fn deliver(world: &World, after: i64, items: Vec<Value>) {
    let body = match &items[..] {
        [one] => one.to_string(),
        more => json!(more).to_string(),
    };
    let form = world.with(|inner| items.len() == 1 && inner.random.chance(30));
    let body = match (&items[..], form) {
        ([Value::Object(one)], true) => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            for (name, value) in one {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                form.append_pair(name, &text);
            }
            form.finish()
        }
        _ => body,
    };
    world.with(|inner| inner.gateway.sends(&items));
    until_acknowledged(world, after, "report", move |world| {
        let body = body.clone();
        async move {
            let body = match form {
                true => CallbackBody::Form(body.as_bytes()),
                false => CallbackBody::Json(body.as_bytes()),
            };
            delivery(&world, body).await
        }
    });
}

/// A handset replies; the gateway reports it as often as it likes.
pub(crate) fn reply(world: &World, after: i64, fields: Value) {
    let body = fields.to_string();
    until_acknowledged(world, after, "reply", move |world| {
        let body = body.clone();
        async move { inbound(&world, body.as_bytes()).await }
    });
}

fn until_acknowledged<H, R>(world: &World, after: i64, name: &'static str, handler: H)
where
    H: Fn(World) -> R + 'static,
    R: Future<Output = Result<(), Failed>> + 'static,
{
    let network = world.clone();
    world.spawn(format!("network {name}"), false, async move {
        network.sleep(after).await;
        loop {
            let acknowledged = Rc::new(Cell::new(network.is(Mutant::AcknowledgedUnstored)));
            let told = Rc::clone(&acknowledged);
            let handled = handler(network.clone());
            network.spawn(name.to_owned(), true, async move {
                if handled.await.is_ok() {
                    told.set(true);
                }
            });
            let patience = network.with(|inner| inner.random.within(2_000, 60_000));
            network.sleep(patience).await;
            if acknowledged.get() {
                return;
            }
        }
    });
}

/// `POST /callback/{key}/delivery`.
async fn delivery(world: &World, body: CallbackBody<'_>) -> Result<(), Failed> {
    let Ok(notices) = read_reports(body) else {
        return Ok(());
    };
    let good = notices.into_iter().filter_map(|notice| match notice {
        Ok(Notice::Report(report)) => Some(report),
        _ => None,
    });
    let good: Vec<Report> = good.collect();
    world.with(|inner| inner.counts.reports += good.len() as u64);
    if world.with(|inner| inner.queued) {
        enqueue(world, good).await
    } else {
        store(world, &good).await
    }
}

/// Gives them to the queue, which hands them over once at least, in any order, whenever it likes.
async fn enqueue(world: &World, reports: Vec<Report>) -> Result<(), Failed> {
    world.pause().await;
    if world.fails("before") {
        return Err(Failed);
    }
    let place = world.with(|inner| {
        let place = inner.counts.turns;
        inner.queue.push((place, reports));
        place
    });
    let queue = world.clone();
    let again = world.with(|inner| inner.random.chance(10));
    world.spawn("queue".to_owned(), false, async move {
        let waits = |queue: &World| queue.with(|inner| inner.queue.iter().any(|it| it.0 == place));
        loop {
            let after = queue.with(|inner| inner.random.within(0, 15_000));
            queue.sleep(after).await;
            if !waits(&queue) {
                return;
            }
            queue.spawn("consumer".to_owned(), true, consume(queue.clone(), again));
        }
    });
    match world.fails("after") {
        true => Err(Failed),
        false => Ok(()),
    }
}

/// Stores a batch of what is in the queue; what is stored is done with, or comes once more all the same.
async fn consume(world: World, again: bool) {
    let batch = world.with(|inner| {
        let mut batch = inner.queue.clone();
        let cut = inner.random.below(batch.len() + 1);
        batch.rotate_left(cut);
        batch.truncate(10);
        batch
    });
    let reports: Vec<Report> = batch
        .iter()
        .flat_map(|(_, reports)| reports.clone())
        .collect();
    if reports.is_empty() || store(&world, &reports).await.is_ok() {
        if again && store(&world, &reports).await.is_err() {
            return;
        }
        let done: Vec<u64> = batch.iter().map(|(place, _)| *place).collect();
        world.with(|inner| inner.queue.retain(|(place, _)| !done.contains(place)));
    }
}

async fn store(world: &World, reports: &[Report]) -> Result<(), Failed> {
    if reports.is_empty() {
        return Ok(());
    }
    let swapped = world.is(Mutant::DeliveredBelowUndelivered);
    let now = world.now();
    let rows: Vec<Value> = reports.iter().map(|it| stored(it, now, swapped)).collect();
    let json = json!(rows).to_string();
    let statements = vec![
        statement!("reports_updates", &json, now),
        statement!("reports_status", &json, now),
        statement!("reports_early", &json, now),
    ];
    let named = reports
        .iter()
        .filter_map(|it| Some((it.reference?.sms.number(), it.status)));
    let named: Vec<(u32, Option<Status>)> = named.collect();
    let noted = move |ledger: &mut Ledger, _| {
        for (sms, status) in named {
            ledger.reported(sms, status);
        }
        Ok(())
    };
    world.batch(statements, noted).await.map(|_| ())
}

/// `POST /callback/{key}/inbound`.
async fn inbound(world: &World, body: &[u8]) -> Result<(), Failed> {
    let replies = read_replies(CallbackBody::Json(body)).unwrap();
    let mut answers = Vec::new();
    for reply in replies.into_iter().flatten() {
        world.with(|inner| inner.counts.replies += 1);
        answers.extend(store_reply(world, &reply).await?);
    }
    for request in answers {
        let answered = dispatch(world.clone(), request);
        world.spawn("answer".to_owned(), true, answered);
    }
    Ok(())
}

/// The reply and what follows from it, in one transaction.
async fn store_reply(
    world: &World,
    reply: &mitto_core::gateway::Reply,
) -> Result<Option<String>, Failed> {
    let from = format!("+{}", reply.from);
    let meaning = meaning(&reply.text, &DEFAULT_KEYWORDS, &DEFAULT_OPT_IN);
    let status = match meaning {
        Meaning::OptOut => Status::OptOut,
        _ => Status::Received,
    };
    let content = format!(
        "{}|{from}|{}|{}",
        reply.gateway_id.as_deref().unwrap_or_default(),
        reply.text,
        reply
            .provider_time
            .map(|time| time.to_string())
            .unwrap_or_default(),
    );
    let nameless = reply.gateway_id.is_none() && reply.provider_time.is_none();
    let now = world.now();
    let mut statements = Vec::new();
    match meaning {
        Meaning::OptOut => {
            statements.push(statement!("reply_opt_out", &from, now, &content, nameless));
        }
        Meaning::OptIn => {
            let (never, after) = (Status::Cancelled, Status::Failed);
            statements.push(statement!("reply_opt_in", &from, &content));
            statements.push(statement!(
                "reply_opt_in_cancels",
                &from,
                &content,
                never.as_str(),
                never.rank(),
                after.as_str(),
                after.rank(),
                now
            ));
        }
        _ => {}
    }
    statements.push(statement!(
        "reply",
        &content,
        &from,
        reply.to.as_deref().unwrap_or_default(),
        &reply.text,
        "GSM-7",
        1_i64,
        now,
        status.as_str(),
        status.rank(),
        reply.gateway_id.as_deref(),
        meaning == Meaning::MayAskToStop,
    ));
    let answered = matches!(meaning, Meaning::OptOut | Meaning::Help)
        && world.with(|inner| inner.answers_replies);
    let request = answered.then(|| answer_to(&content));
    if let Some(request) = &request {
        let queued = Status::Queued;
        statements.push(statement!(
            "reply_answer",
            request,
            &content,
            reply.to.as_deref().unwrap_or_default(),
            "We have heard you.",
            "GSM-7",
            1_i64,
            now,
            queued.as_str(),
            queued.rank(),
            meaning == Meaning::OptOut,
        ));
    }
    let replied = |ledger: &mut Ledger, _| {
        ledger.replied(&Replied {
            content: &content,
            meaning,
            mobile: &from,
            nameless,
            answerable: answered,
        });
        Ok(())
    };
    world.batch(statements, replied).await?;
    Ok(request)
}
