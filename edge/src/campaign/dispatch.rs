//! Sending a job: chunk by chunk is claimed in one statement, submitted, and its answers stored in another.
//! What happens to each SMS is the machine's to say (`mitto_core::send`), as for any other.

use std::cell::{Cell, RefCell};

use futures_util::future::{join, join3};
use mitto_core::api::JobState;
use mitto_core::count::Encoding;
use mitto_core::ids::{Reference, SmsId};
use mitto_core::mitto::Submission;
use mitto_core::mobile::Mobile;
use mitto_core::send::{Claim, Effect, Event, LEASE_MS, Phase, Reason, SendState, step};
use mitto_core::sender::SenderId;
use mitto_core::status::Status;
use serde::Serialize;

use super::job::Row;
use super::timing::{self, FAR_MS};
use crate::db::{Value, Values, row};
use crate::error::Failure;
use crate::gateway;
use crate::router::{App, now};

/// SMS of a chunk. Six are submitted at once, because so many connections a Worker may have open: five rounds
/// of them end before the lease does, even if the gateway answers to none in time.
const CHUNK: u32 = 30;

row! {
    /// A claimed SMS.
    struct Claimed {
        number: u32,
        attempt: u32,
        due_at: i64,
        mobile: String,
        sender: String,
        text: String,
        encoding: String,
    }
}

/// What became of an SMS, as the statements read it.
#[derive(Serialize)]
struct Answer {
    number: u32,
    attempt: u32,
    status: &'static str,
    rank: u8,
    reason: Option<String>,
    code: Option<i32>,
    gateway_id: Option<String>,
    /// When it is tried again, if it is.
    again_at: Option<i64>,
}

/// What a lane does next.
pub(super) enum Next {
    /// The chunk behind this number.
    On(u32),
    /// Nothing before so many milliseconds have passed.
    Later(i64),
    /// Nothing: it is over, or others are at it.
    Rest,
}

impl Next {
    /// What two lanes do next: where one goes on, both do, from the place that is less far.
    pub(super) fn or(self, other: Next) -> Next {
        match (self, other) {
            (Next::On(one), Next::On(other)) => Next::On(one.min(other)),
            (Next::On(one), _) | (_, Next::On(one)) => Next::On(one),
            (Next::Later(one), Next::Later(other)) => Next::Later(one.min(other)),
            (Next::Later(wait), Next::Rest) | (Next::Rest, Next::Later(wait)) => Next::Later(wait),
            (Next::Rest, Next::Rest) => Next::Rest,
        }
    }
}

/// The state of a claimed SMS.
fn sending(number: &Claimed) -> SendState {
    SendState {
        phase: Phase::Sending {
            lease_until: number.due_at,
        },
        attempt: number.attempt,
        status: Status::Sending,
        gateway_id: None,
        reason: None,
    }
}

impl Answer {
    fn of(number: u32, state: SendState) -> Answer {
        Answer {
            number,
            attempt: state.attempt,
            status: state.status.as_str(),
            rank: state.status.rank(),
            code: match &state.reason {
                Some(Reason::Refused(refusal) | Reason::GaveUp { last: refusal }) => refusal.code,
                _ => None,
            },
            reason: state.reason.as_ref().map(ToString::to_string),
            gateway_id: state.gateway_id,
            again_at: match state.phase {
                Phase::Queued { not_before } => Some(not_before),
                Phase::Sending { .. } | Phase::Settled => None,
            },
        }
    }
}

/// Sends the next chunk behind a number.
pub(super) async fn chunk(app: &App, job: &Row, after: u32) -> Result<Next, Failure> {
    let claimed = claim(app, job, after).await?;
    let Some(last) = claimed.iter().map(|sms| sms.number).max() else {
        return at_the_end(app, job).await;
    };
    let carrier = Carrier::of(app).await?;
    let next = Cell::new(0);
    let answers = RefCell::new(Vec::with_capacity(claimed.len()));
    let lane = async || {
        while let Some(sms) = claimed.get(next.get()) {
            next.set(next.get().saturating_add(1));
            // What cannot even be submitted is left to its lease.
            if let Ok(Some(answer)) = carrier.submit(app, sms).await {
                answers.borrow_mut().push(answer);
            }
        }
    };
    join(join3(lane(), lane(), lane()), join3(lane(), lane(), lane())).await;
    let answers = answers.into_inner();
    let again = answers.iter().filter_map(|answer| answer.again_at).max();
    store(app, job.number, &answers).await?;
    Ok(match again {
        Some(again) => Next::Later(again.saturating_sub(now())),
        None => Next::On(last),
    })
}

/// Claims a chunk; those who opted out since are cancelled in the same transaction.
async fn claim(app: &App, job: &Row, after: u32) -> Result<Vec<Claimed>, Failure> {
    let now = now();
    let range = job.range(after);
    let lease = now.saturating_add(LEASE_MS);
    // What the machine makes of one that opted out before its first submission, and before a later one.
    let out = |attempt| {
        let state = SendState {
            attempt,
            ..SendState::new()
        };
        let claim = Claim::OptedOut;
        step(state, Event::Claimed { claim, now }).0
    };
    let (never, before) = (out(0), out(1));
    let reason = never.reason.as_ref().map(ToString::to_string);
    let limits: [Value<'_>; 2] = [now.into(), CHUNK.into()];
    let gone = [
        range.as_slice(),
        &limits,
        &[
            never.status.as_str().into(),
            never.status.rank().into(),
            before.status.as_str().into(),
            before.status.rank().into(),
            reason.as_deref().into(),
            Status::Sending.rank().into(),
        ],
    ];
    let take = [
        range.as_slice(),
        &limits,
        &[
            lease.into(),
            Status::Sending.as_str().into(),
            Status::Sending.rank().into(),
        ],
    ];
    let gone = app
        .db
        .statement(include_str!("../../sql/job/opted_out.sql"), &gone.concat())?;
    let take = app
        .db
        .statement(include_str!("../../sql/job/claim.sql"), &take.concat())?;
    let touched = app.db.statement(
        include_str!("../../sql/job/touched.sql"),
        &[job.number.into(), now.into()],
    )?;
    let [_, take, _] = app.db.all([gone, take, touched]).await?;
    take.rows()
}

/// Whatever all submissions of a chunk have in common.
struct Carrier {
    key: String,
    callback: Option<String>,
    test: bool,
}

impl Carrier {
    async fn of(app: &App) -> Result<Carrier, Failure> {
        let setup = app.config.setup().await?;
        Ok(Carrier {
            key: setup.product_key(&app.settings)?.unwrap_or_default(),
            callback: match setup.callback_per_message {
                true => setup.callback_urls(app)?.map(|urls| urls.delivery),
                false => None,
            },
            test: setup.test_mode,
        })
    }

    async fn submit(&self, app: &App, sms: &Claimed) -> Result<Option<Answer>, Failure> {
        let to: Mobile = sms.mobile.parse().map_err(Failure::internal)?;
        let from: SenderId = sms.sender.parse().map_err(Failure::internal)?;
        let id = SmsId::new(sms.number).ok_or_else(|| Failure::internal("an SMS has no number"))?;
        let submission = Submission {
            from: &from,
            to: &to,
            text: &sms.text,
            encoding: match sms.encoding == Encoding::Ucs2.as_str() {
                true => Encoding::Ucs2,
                false => Encoding::Gsm7,
            },
            reference: Some(Reference {
                sms: id,
                attempt: sms.attempt,
            }),
            callback: self.callback.as_deref(),
            test: self.test,
        };
        let outcome = gateway::submit(&app.settings, &self.key, &submission).await?;
        let answered = Event::Answered {
            attempt: sms.attempt,
            outcome,
            now: now(),
        };
        let (state, effects) = step(sending(sms), answered);
        let stored = effects.contains(&Effect::Store);
        Ok(stored.then(|| Answer::of(sms.number, state)))
    }
}

async fn store(app: &App, job: u32, answers: &[Answer]) -> Result<(), Failure> {
    if answers.is_empty() {
        return Ok(());
    }
    let lines = serde_json::to_string(answers)?;
    let alone = Values::of(&[(&lines).into()]);
    let timed = Values::of(&[(&lines).into(), now().into()]);
    let rank = Status::Sending.rank();
    let ranked = Values::of(&[(&lines).into(), now().into(), rank.into()]);
    let of_job = Values::of(&[(&lines).into(), job.into()]);
    let mut batch = vec![
        app.db
            .bound(include_str!("../../sql/job/answers_settled.sql"), &timed)?,
        app.db
            .bound(include_str!("../../sql/job/adopt_updates.sql"), &alone)?,
        app.db
            .bound(include_str!("../../sql/job/adopt_status.sql"), &alone)?,
        app.db
            .bound(include_str!("../../sql/job/adopted.sql"), &alone)?,
    ];
    if answers.iter().any(|answer| answer.again_at.is_some()) {
        batch.push(
            app.db
                .bound(include_str!("../../sql/job/answers_queued.sql"), &ranked)?,
        );
        batch.push(
            app.db
                .bound(include_str!("../../sql/job/answers_pause.sql"), &of_job)?,
        );
    }
    app.db.perform(batch).await
}

/// What is left of a job where there is nothing to claim.
async fn at_the_end(app: &App, job: &Row) -> Result<Next, Failure> {
    row! {
        struct Left {
            next: Option<u32>,
            due: Option<i64>,
            sending: u32,
        }
    }
    if timing::hold(app, job).await? {
        return Ok(Next::On(job.first));
    }
    // One that is reported on while it waits to be tried again was sent after all.
    let [number, first, last] = job.range(job.first);
    let settle = [
        number,
        first,
        last,
        now().into(),
        Status::Sending.rank().into(),
    ];
    let settle = app
        .db
        .statement(include_str!("../../sql/job/reported.sql"), &settle)?;
    let end = app.db.statement(
        include_str!("../../sql/job/end.sql"),
        &[number, now().into()],
    )?;
    let left = app.db.statement(
        include_str!("../../sql/job/left.sql"),
        &[number, first, last],
    )?;
    let state = app
        .db
        .statement("SELECT * FROM job WHERE number = ?1", &[number])?;
    let [_, _, left, state] = app.db.all([settle, end, left, state]).await?;
    let left: Option<Left> = left.first()?;
    let job: Option<Row> = state.first()?;
    let (Some(left), Some(job)) = (left, job) else {
        return Ok(Next::Rest);
    };
    if job.state()? != JobState::Running {
        return Ok(Next::Rest);
    }
    let wait = left
        .due
        .map(|due| due.max(job.not_before).saturating_sub(now()));
    if wait.is_some_and(|wait| wait > FAR_MS) && left.sending == 0 {
        app.db
            .perform(vec![timing::wakes(app, job.number)?])
            .await?;
        return Ok(Next::Rest);
    }
    Ok(match (left.next, wait) {
        (Some(_), Some(wait)) if wait > FAR_MS => Next::Later(2_000),
        (Some(_), Some(wait)) if wait > 0 => Next::Later(wait),
        (Some(next), _) => Next::On(next.saturating_sub(1)),
        // Others are at it; the sweep sees to those that died.
        (None, _) if left.sending > 0 => Next::Later(2_000),
        (None, _) => Next::Rest,
    })
}

/// Settles what was claimed by somebody who died, as "maybe sent".
pub(super) async fn expire(app: &App, job: &Row) -> Result<(), Failure> {
    row! {
        struct Expired {
            number: u32,
            attempt: u32,
            due_at: i64,
        }
    }
    let now = now();
    let values = [job.range(job.first).as_slice(), &[now.into()]].concat();
    let sql = include_str!("../../sql/job/expired.sql");
    let expired: Vec<Expired> = app.db.rows(sql, &values).await?;
    let answers: Vec<Answer> = expired
        .into_iter()
        .map(|sms| {
            let state = SendState {
                phase: Phase::Sending {
                    lease_until: sms.due_at,
                },
                attempt: sms.attempt,
                status: Status::Sending,
                gateway_id: None,
                reason: None,
            };
            Answer::of(sms.number, step(state, Event::Wake { now }).0)
        })
        .collect();
    store(app, job.number, &answers).await?;
    let end = [job.number.into(), now.into()];
    app.db
        .run(include_str!("../../sql/job/end.sql"), &end)
        .await?;
    Ok(())
}
