//! The queue of campaigns. A message holds a job's number and the place where to go on, and nothing else:
//! all that decides is in D1, so one that comes twice, late or never changes nothing. What the queue
//! loses, the sweep sends again.

use std::time::Duration;

use futures_util::future::join4;
use mitto_core::api::JobState;
use serde_json::Value as Json;

use super::carrier::Carrier;
use super::dispatch::{self, Lane, Next};
use super::job::{self, Row};
use super::prepare;
use super::timing::{self, Sweep};
use crate::border::Delay;
use crate::callback::told;
use crate::db::row;
use crate::error::Failure;
use crate::queue::enqueue;
use crate::router::{App, now};
use crate::spend::give_back;

/// The binding's name in wrangler.toml.
const BINDING: &str = "CAMPAIGNS";

/// How the names of the queue and of its dead letters begin.
pub(crate) const NAME: &str = "mitto-sms-campaigns";

/// How long one message is worked on, milliseconds, before the next goes on: jobs take turns.
const TURN_MS: i64 = 20_000;

/// A job that nobody has touched for so long is taken up again.
const ALONE_MS: i64 = 90_000;

/// Pages that one message prepares at most: a Worker may ask the database 1,000 things.
const MOST_PAGES: u32 = 100;

/// A wait up to this long, milliseconds, is waited for by the lane itself.
const SOON_MS: i64 = 2_000;

/// Messages that are sent to begin with: each is worked on by a Worker of its own.
const LANES: usize = 4;

/// Sends a message to go on with a job behind this number, in so many seconds.
async fn go_on(number: u32, after: u32, seconds: i64) -> Result<(), Failure> {
    let message = [number.to_string(), after.to_string()].join(" ");
    enqueue(BINDING, &message, seconds.clamp(0, 3600)).await
}

/// Begins with a job, or goes on: one Worker prepares it, several send it.
async fn start(number: u32, state: JobState) -> Result<(), Failure> {
    let lanes = match state {
        JobState::Running => LANES,
        _ => 1,
    };
    for _ in 0..lanes {
        go_on(number, 0, 0).await?;
    }
    Ok(())
}

/// The same for a request, which has done its part: where the queue cannot be reached, the sweep goes on.
pub(super) async fn begin(number: u32, state: JobState) {
    if let Err(failure) = start(number, state).await {
        told("a job waits for the sweep", failure);
    }
}

/// Works on messages that the queue handed over. A failure is told and the sweep goes on from there: none
/// is handed over again, which would be as good.
pub(crate) async fn consume(name: &str, messages: &[Json]) {
    let app = App::open(None);
    for message in messages {
        let body = message
            .get("body")
            .and_then(Json::as_str)
            .unwrap_or_default();
        let mut parts = body.split(' ').map(str::parse);
        let (Some(Ok(number)), Some(Ok(after))) = (parts.next(), parts.next()) else {
            continue;
        };
        let done = match name.ends_with("-dead") {
            true => given_up(&app, number).await,
            false => turn(&app, number, after).await,
        };
        if let Err(failure) = done {
            told("a job waits for the sweep", failure);
        }
    }
}

/// The queue has given a message up: every Worker that had it died. A person has to look.
async fn given_up(app: &App, number: u32) -> Result<(), Failure> {
    let sql = "UPDATE job SET state = 'stopped', ended_at = ?2, touched_at = ?2, \
        reason = 'It was interrupted again and again. Resume goes on with what is not sent.' \
        WHERE number = ?1 AND state IN ('preparing', 'running')";
    let stopped = app.db.statement(sql, &[number.into(), now().into()]);
    let back = give_back(app, number);
    app.db.perform(vec![stopped, back]).await
}

/// Works on a job for a while.
async fn turn(app: &App, number: u32, after: u32) -> Result<(), Failure> {
    let until = now().saturating_add(TURN_MS);
    for _ in 0..MOST_PAGES {
        if now() >= until {
            break;
        }
        let Some(job) = job::load(app, number).await? else {
            return Ok(());
        };
        match job.state()? {
            JobState::Queued | JobState::Preparing => {
                if prepare::page(app, &job).await? {
                    // Others send it too.
                    return start(number, JobState::Running).await;
                }
            }
            JobState::Running if timing::renew(app, &job).await? => {}
            JobState::Running => match lanes(app, &job, after.max(job.first), until).await? {
                Next::On(place) => return go_on(number, place, 0).await,
                Next::Later(wait) => {
                    return go_on(number, 0, (wait / 1000).saturating_add(1)).await;
                }
                Next::Rest => return Ok(()),
            },
            JobState::Moved => {
                if !prepare::undo(app, &job).await? {
                    return Ok(());
                }
            }
            _ => return dispatch::expire(app, &job).await,
        }
    }
    go_on(number, after, 0).await
}

/// Sends in as many lanes as this Worker may: one, unless the variable says more.
async fn lanes(app: &App, job: &Row, after: u32, until: i64) -> Result<Next, Failure> {
    let carrier = Carrier::of(app).await?;
    let lane = async |number| match number <= app.settings.campaign_lanes {
        true => send(app, &carrier, job, after, until).await,
        false => Ok(Next::Rest),
    };
    let (first, second, third, fourth) = join4(lane(1), lane(2), lane(3), lane(4)).await;
    let mut next = first?;
    for other in [second?, third?, fourth?] {
        next = next.or(other);
    }
    Ok(next)
}

/// Sends chunk after chunk. The claim sees whether the job still runs.
async fn send(
    app: &App,
    carrier: &Carrier,
    job: &Row,
    after: u32,
    until: i64,
) -> Result<Next, Failure> {
    let mut lane = Lane::new(app, carrier);
    let mut next = Next::On(after);
    while now() < until && lane.may_go_on() {
        next = match next {
            Next::On(after) => lane.chunk(job, after).await?,
            // The queue counts in seconds.
            Next::Later(wait) if wait <= SOON_MS => {
                Delay::from(Duration::from_millis(wait.max(1).unsigned_abs())).await;
                Next::On(job.first)
            }
            Next::Later(_) | Next::Rest => break,
        };
    }
    lane.end(job).await?;
    Ok(next)
}

/// Once a minute: what the dead have left of jobs, and jobs that were left alone.
pub(crate) async fn sweep(app: &App) -> Result<(), Failure> {
    row! {
        struct UnderWay {
            number: u32,
        }
    }
    let sql = "SELECT number FROM job \
        WHERE state IN ('queued', 'preparing', 'running', 'stopping', 'moved') \
        AND (state <> 'moved' OR last > first)";
    let jobs: Vec<UnderWay> = app.db.rows(sql, &[]).await?;
    for UnderWay { number } in jobs {
        let Some(job) = job::load(app, number).await? else {
            continue;
        };
        if job.state()? == JobState::Running && timing::renew(app, &job).await? {
            start(number, JobState::Running).await?;
            continue;
        }
        match timing::sweep(app, &job).await? {
            Sweep::Wait => continue,
            Sweep::TakeUp(seconds) => {
                for _ in 0..LANES {
                    go_on(number, 0, seconds).await?;
                }
                continue;
            }
            Sweep::AsAny => {}
        }
        if job.is_prepared() {
            dispatch::expire(app, &job).await?;
        }
        let waits = job.touched_at.max(job.not_before).saturating_add(ALONE_MS);
        if waits < now() {
            start(number, job.state()?).await?;
        }
    }
    Ok(())
}
