//! Sending a job: chunk by chunk is claimed in the statements that store the answers of the one before, and
//! submitted. What happens to each SMS is the machine's to say (`mitto_core::send`), as for any other.

use std::time::Duration;

use mitto_core::api::JobState;
use mitto_core::send::{Event, Phase, SendState, step};
use mitto_core::status::Status;

use super::answers::{self, Answer};
use super::carrier::Carrier;
use super::claim::{self, Turn, Wanted};
use super::job::Row;
use super::timing::{self, FAR_MS};
use crate::border::Delay;
use crate::db::{self, row};
use crate::error::Failure;
use crate::router::{App, now};
use crate::spend::give_back;

/// SMS of a chunk: to begin with, at least, and at most. What is claimed when a Worker dies is "maybe sent", so a
/// chunk is as large as keeps the database from being asked too often, and no larger.
const CHUNK: u32 = 30;
const LEAST: u32 = 12;
const MOST: u32 = 120;

/// A chunk that takes less than this, milliseconds, is followed by a larger one.
const SHORT_MS: i64 = 250;
/// One that takes longer, by a smaller one.
const LONG_MS: i64 = 1_000;

/// Chunks, and SMS, that one turn may send: a Worker may ask the database 1,000 things and make 10,000 calls, and then
/// each fails, which would read as "maybe sent". A chunk is ten statements at most.
const MOST_CHUNKS: u32 = 100;
const MOST_CALLS: u32 = 5_000;

/// Longest wait for the pace before the job is looked at again, milliseconds: it may have been stopped.
const PACE_MS: i64 = 1_000;

/// How long to wait before answers that could not be stored are stored once more.
const AGAIN: Duration = Duration::from_millis(500);

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

/// One that sends chunk after chunk.
pub(super) struct Lane<'a> {
    app: &'a App,
    carrier: &'a Carrier,
    size: u32,
    chunks: u32,
    calls: u32,
    /// What became of the last chunk, until it is stored.
    answers: Vec<Answer>,
}

impl<'a> Lane<'a> {
    pub(super) fn new(app: &'a App, carrier: &'a Carrier) -> Lane<'a> {
        Lane {
            app,
            carrier,
            size: CHUNK,
            chunks: 0,
            calls: 0,
            answers: Vec::new(),
        }
    }

    /// Whether there may be one more chunk in this turn.
    pub(super) fn may_go_on(&self) -> bool {
        self.chunks < MOST_CHUNKS && self.calls < MOST_CALLS
    }

    /// Sends the next chunk behind a number. Its answers are stored with the next claim, or by [`Lane::end`].
    pub(super) async fn chunk(&mut self, job: &Row, after: u32) -> Result<Next, Failure> {
        self.chunks = self.chunks.saturating_add(1);
        let wanted = Wanted {
            after,
            most: self.size,
            pace: self.carrier.pace,
            cool_down_hours: self.carrier.cool_down_hours,
            codes: self.carrier.destinations.codes(),
        };
        let turn = claim::next(self.app, job, &wanted, &self.answers).await;
        let Turn { claimed, free_at } = match turn {
            Ok(turn) => turn,
            Err(failure) => {
                // What the gateway has said must not be lost with it: those would all be "maybe sent".
                Delay::from(AGAIN).await;
                self.end(job).await?;
                return Err(failure);
            }
        };
        self.answers.clear();
        let Some(last) = claimed.iter().map(|sms| sms.number).max() else {
            let Some(free_at) = free_at else {
                return at_the_end(self.app, job).await;
            };
            let wait = free_at.saturating_sub(now()).clamp(1, PACE_MS);
            Delay::from(Duration::from_millis(wait.unsigned_abs())).await;
            return Ok(Next::On(after));
        };
        let count = u32::try_from(claimed.len()).unwrap_or(u32::MAX);
        self.calls = self.calls.saturating_add(count);
        let began = now();
        self.answers = self.carrier.submit(self.app, &claimed).await;
        match now().saturating_sub(began) {
            took if took < SHORT_MS => self.size = self.size.saturating_mul(2).min(MOST),
            took if took > LONG_MS => self.size = (self.size / 2).max(LEAST),
            _ => {}
        }
        let again = self.answers.iter().filter_map(|answer| answer.again_at);
        let Some(again) = again.max() else {
            return Ok(Next::On(last));
        };
        self.end(job).await?;
        Ok(Next::Later(again.saturating_sub(now())))
    }

    /// Stores what is not stored yet.
    pub(super) async fn end(&mut self, job: &Row) -> Result<(), Failure> {
        answers::save(self.app, job.number, &self.answers).await?;
        self.answers.clear();
        Ok(())
    }
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
        .statement(include_str!("../../sql/job/reported.sql"), &settle);
    let end = app.db.statement(
        include_str!("../../sql/job/end.sql"),
        &[number, now().into()],
    );
    let left = app.db.statement(
        include_str!("../../sql/job/left.sql"),
        &[number, first, last],
    );
    let state = app
        .db
        .statement("SELECT * FROM job WHERE number = ?1", &[number]);
    let back = give_back(app, job.number);
    let batch = vec![settle, end, back, left, state];
    let mut done = app.db.batch(batch).await?;
    let job: Option<Row> = db::last(&mut done)?.first()?;
    let left: Option<Left> = db::last(&mut done)?.first()?;
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
        app.db.perform(vec![timing::wakes(app, job.number)]).await?;
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
    answers::save(app, job.number, &answers).await?;
    let end = [job.number.into(), now.into()];
    let end = app
        .db
        .statement(include_str!("../../sql/job/end.sql"), &end);
    app.db.perform(vec![end, give_back(app, job.number)]).await
}
