//! The glue of the Worker, as `edge` has it in `send` and `sweep`: what is decided there is little, and
//! all of it is here once more. Keep them alike.

use mitto_core::api::{Code, Problem, SendAnswer};
use mitto_core::gateway::{Outcome, Refusal, Uncertainty};
use mitto_core::ids::{Reference, SmsId};
use mitto_core::send::{Claim, Effect, Event, Phase, SendState, step};
use mitto_core::status::Status;

use super::database::statement;
use super::inbound;
use super::ledger::Ledger;
use super::mutant::Mutant;
use super::store::{Sms, by_request, claim, load, look, save};
use super::world::{Failed, World};

/// How long a repeat waits for the first request's answer.
const PATIENCE_MS: i64 = 25_000;

/// How long a fresh record is left to the request that made it.
pub(crate) const GRACE_MS: i64 = 5_000;

/// How long a report waits for its SMS.
pub(crate) const MAILBOX_MS: i64 = 7 * 24 * 3_600_000;

/// Due SMS a sweep takes on.
const BATCH: u32 = 50;

/// A request to send.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    /// Who asks, and under which key.
    pub(crate) request: String,
    pub(crate) body: String,
    pub(crate) mobile: String,
    pub(crate) segments: u8,
    /// Ids of the record go to a queue that may lose them, double them and hold them back.
    pub(crate) queued: bool,
}

/// `POST /api/sms`.
pub(crate) async fn post(world: World, ask: Ask) {
    match posted(&world, &ask).await {
        Ok(Some(answer)) => {
            world.tell(|| format!("answers {answer:?}"));
            let verdict = world.with(|inner| inner.ledger.answered(&ask.request, answer));
            world.judge(verdict);
        }
        Ok(None) => world.tell(|| "answers that it cannot".to_owned()),
        Err(Failed) => world.tell(|| "answers 500".to_owned()),
    }
}

/// The answer of the record; none where there is none, or not yet.
async fn posted(world: &World, ask: &Ask) -> Result<Option<(u16, String)>, Failed> {
    let row = match by_request(world, &ask.request).await? {
        Some(row) => row,
        None => {
            let asked = vec![statement!("has_opted_out", &ask.mobile, "no hash")];
            if !look(world, asked).await?.is_empty() {
                return Ok(None);
            }
            create(world, ask, None, |_, _| Ok(())).await?
        }
    };
    match row.request_body == ask.body {
        true => drive(world, row).await,
        false => Ok(None),
    }
}

/// Records an SMS, `again` the text of an earlier one.
pub(crate) async fn create(
    world: &World,
    ask: &Ask,
    again: Option<u32>,
    committed: impl FnOnce(&mut Ledger, usize) -> Result<(), String>,
) -> Result<Sms, Failed> {
    let status = Status::Queued;
    let insert = statement!(
        "create",
        &ask.request,
        &ask.body,
        Some("lead"),
        Some(&ask.mobile),
        &ask.mobile,
        "MITTO-SMS",
        "text",
        "GSM-7",
        ask.segments,
        world.now(),
        status.as_str(),
        status.rank(),
        "somebody",
        again,
        None::<u32>,
        None::<u32>,
        None::<u32>,
        None::<&str>,
        None::<&str>,
    );
    let select = statement!("by_request", &ask.request);
    let done = world.batch(vec![insert, select], committed).await?;
    let row = done.get(1).and_then(|done| done.rows.first());
    let row = row.map(Sms::of).ok_or(Failed)?;
    if ask.queued {
        for _ in 0..world.with(|inner| inner.random.below(3)) {
            let (world, number) = (world.clone(), row.number);
            let after = world.with(|inner| inner.random.within(0, 90_000));
            world
                .clone()
                .spawn(format!("queue {number}"), false, async move {
                    world.sleep(after).await;
                    let look = wake(world.clone(), number);
                    world.spawn(format!("consumer {number}"), true, look);
                });
        }
    }
    Ok(row)
}

/// Takes it to rest; its answer, if there is one in time.
pub(crate) async fn drive(world: &World, first: Sms) -> Result<Option<(u16, String)>, Failed> {
    let started = world.now();
    let mut pause = 30;
    let mut row = first;
    loop {
        if let Some(answer) = row.answer.take() {
            return Ok(Some(answer));
        }
        let state = row.state(world);
        let waits = match state.phase {
            Phase::Queued { not_before } => not_before > world.now(),
            Phase::Sending { .. } => false,
            Phase::Settled => true,
        };
        if waits {
            let (status, body) = answer(&row, state.status, row.reason.clone());
            let once = statement!("answer_once", row.number, i64::from(status), &body);
            world.batch(vec![once], |_, _| Ok(())).await?;
        } else if !advance(world, &row, state).await? {
            if world.now() - started > PATIENCE_MS {
                return Ok(None);
            }
            world.sleep(pause).await;
            pause = (pause * 2).min(500);
        }
        row = load(world, row.number).await?;
    }
}

/// Wakes the machine and performs what it wants.
pub(crate) async fn advance(world: &World, row: &Sms, state: SendState) -> Result<bool, Failed> {
    let number = row.number;
    let mut state = state;
    let mut events = vec![Event::Wake { now: world.now() }];
    let mut acted = false;
    let mut answered = false;
    while let Some(event) = events.pop() {
        answered |= matches!(event, Event::Answered { .. });
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
                    let claim = claim(world, row, attempt, lease_until).await?;
                    acted = claim != Claim::Taken;
                    let now = world.now();
                    events.push(Event::Claimed { claim, now });
                }
                Effect::Submit { attempt } => {
                    let outcome = submit(world, row, attempt).await;
                    let now = world.now();
                    events.push(Event::Answered {
                        attempt,
                        outcome,
                        now,
                    });
                }
                Effect::Store => {
                    let reason = state.reason.as_ref().map(ToString::to_string);
                    let answer = answer(row, state.status, reason);
                    statements.push(save(row, &state, answer, world.now()));
                }
                Effect::AdoptEarlyReports { .. } if world.is(Mutant::EarlyReportsStay) => {}
                Effect::AdoptEarlyReports { gateway_id } => statements.extend([
                    statement!("adopt_updates", number, &gateway_id),
                    statement!("adopt_status", number, &gateway_id),
                    statement!("adopted", &gateway_id),
                ]),
            }
        }
        if !statements.is_empty() {
            let stored = state.clone();
            let saved = move |ledger: &mut Ledger, changes| match changes {
                0 => Ok(()),
                _ => ledger.saved(number, &stored, answered),
            };
            world.batch(statements, saved).await?;
        }
    }
    Ok(acted)
}

async fn submit(world: &World, row: &Sms, attempt: u32) -> Outcome {
    world.pause().await;
    let reference = Reference {
        sms: SmsId::new(row.number).unwrap(),
        attempt,
    };
    let reaction = world.with(|inner| {
        let now = inner.now;
        inner.counts.submissions += 1;
        let random = &mut inner.random;
        inner
            .gateway
            .submit(reference, &row.mobile, row.segments, now, random)
    });
    let reaction = match reaction {
        Ok(reaction) => reaction,
        Err(why) => {
            world.judge(Err(why));
            return Outcome::Unknown(Uncertainty::TimedOut);
        }
    };
    world.tell(|| format!("submits {reference}, gets {:?}", reaction.outcome));
    for (after, items) in reaction.reports {
        inbound::deliver(world, after, items);
    }
    world.sleep(reaction.after).await;
    world.with(|inner| inner.ledger.told(row.number, attempt, &reaction.outcome));
    let refusal = Refusal {
        status: 0,
        code: None,
        words: None,
    };
    match reaction.outcome {
        Outcome::Unknown(Uncertainty::TimedOut) if world.is(Mutant::TimeOutIsRefusal) => {
            Outcome::Refused(refusal)
        }
        Outcome::Unknown(Uncertainty::TimedOut) if world.is(Mutant::TimeOutIsBusy) => {
            Outcome::RefusedForNow {
                refusal,
                retry_after_s: None,
            }
        }
        outcome => outcome,
    }
}

/// What the caller is told about an SMS in this state.
fn answer(row: &Sms, status: Status, reason: Option<String>) -> (u16, String) {
    let id = SmsId::new(row.number).unwrap();
    let code = match status {
        Status::Rejected | Status::Failed => Code::GatewayRefused,
        Status::Unknown => Code::GatewayUnknown,
        Status::Cancelled => Code::OptedOut,
        _ => {
            let sent = SendAnswer {
                id,
                number_of_messages: row.segments.into(),
                status,
            };
            return (201, serde_json::to_string(&sent).unwrap());
        }
    };
    let status = Problem::new(code).status;
    (status, format!("{id} {code:?} {reason:?}"))
}

/// The sweep.
pub(crate) async fn sweep(world: World) {
    if world.is(Mutant::NoSweep) {
        return;
    }
    let now = world.now();
    let due = vec![statement!("sweep_due", now - GRACE_MS, BATCH)];
    let Ok(due) = look(&world, due).await else {
        return;
    };
    for row in due {
        let number = row.whole("number");
        let woken = wake(world.clone(), number);
        world.spawn(format!("sweep {number}"), true, woken);
    }
    let old = statement!("sweep_mailbox", now - MAILBOX_MS);
    let _ = world.batch(vec![old], |_, _| Ok(())).await;
}

/// Wakes one SMS.
pub(crate) async fn wake(world: World, number: u32) {
    let woken = async {
        let row = load(&world, number).await?;
        let state = row.state(&world);
        advance(&world, &row, state).await
    };
    if woken.await.is_err() {
        world.tell(|| "gives up".to_owned());
    }
}

/// Sends the answer to a reply, if there is one.
pub(crate) async fn dispatch(world: World, request: String) {
    let sent = async {
        if let Some(row) = by_request(&world, &request).await? {
            let state = row.state(&world);
            advance(&world, &row, state).await?;
        }
        Ok::<(), Failed>(())
    };
    if sent.await.is_err() {
        world.tell(|| "gives up".to_owned());
    }
}
