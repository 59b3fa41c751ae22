//! When the SMS of a job go out. The rules are core's (`mitto_core::schedule`); here they get their clocks, which are
//! the platform's, and what they say is stored.

use std::cell::RefCell;

use mitto_core::api::{JobState, Problem, Schedule, ScheduleZone, Timing};
use mitto_core::schedule::{Due, Quiet, Timings, Wanted, When, instant_of};
use mitto_core::template::{Fields, PersonObject};
use serde::Serialize;

use super::job::Row;
use crate::border::{ahead, now};
use crate::db::{Value, row};
use crate::error::Failure;
use crate::router::App;
use crate::stored_setup::StoredSetup;

/// Names of zones that are remembered to be some, or none.
const KNOWN: usize = 64;

/// What is not due for so long is left to the sweep, milliseconds. It comes once a minute.
pub(super) const FAR_MS: i64 = 90_000;

/// What is due within this is taken up by a sweep, milliseconds: the next one comes before, or a little late.
const COMING_MS: i64 = 75_000;

/// How far a zone that there is is ahead of UTC.
fn offset(zone: &str, at: i64) -> i64 {
    ahead(zone, at).unwrap_or_default()
}

/// Setup's quiet hours as a job keeps them; blank for none.
pub(super) fn quiet_text(setup: &StoredSetup) -> String {
    match setup.quiet_from.is_empty() {
        true => String::new(),
        false => [setup.quiet_from.as_str(), "-", &setup.quiet_until].concat(),
    }
}

/// When it goes out.
fn when(schedule: Option<&Schedule>, organisation: &str, quiet: &str) -> When {
    When {
        wanted: match schedule {
            None => Wanted::Now,
            Some(Schedule { at, zone }) => match zone {
                ScheduleZone::Recipient => Wanted::Shown(*at),
                ScheduleZone::Organisation => {
                    Wanted::At(instant_of(at.shown(), &|at| offset(organisation, at)))
                }
            },
        },
        quiet: quiet.parse::<Quiet>().ok(),
    }
}

/// Times recipients as they go by.
pub(super) struct Timer<'a> {
    setup: &'a StoredSetup,
    organisation: &'a str,
    timings: Timings,
    schedule: Option<Schedule>,
    known: RefCell<Vec<(String, bool)>>,
}

impl<'a> Timer<'a> {
    /// Of a plan, as Setup is now.
    pub(super) fn of_plan(setup: &'a StoredSetup, schedule: Option<Schedule>) -> Timer<'a> {
        let organisation = setup.time_zone.as_str();
        let when = when(schedule.as_ref(), organisation, &quiet_text(setup));
        Timer::new(setup, organisation, schedule, when)
    }

    /// Of a job, by what held when it was sent.
    pub(super) fn of_job(setup: &'a StoredSetup, job: &'a Row) -> Timer<'a> {
        let (schedule, organisation) = (job.schedule(), job.time_zone.as_str());
        let when = when(schedule.as_ref(), organisation, &job.quiet);
        Timer::new(setup, organisation, schedule, when)
    }

    fn new(
        setup: &'a StoredSetup,
        organisation: &'a str,
        schedule: Option<Schedule>,
        when: When,
    ) -> Timer<'a> {
        Timer {
            setup,
            organisation,
            timings: Timings::new(when, now()),
            schedule,
            known: RefCell::default(),
        }
    }

    /// Whether there is nothing to wait for, whoever the recipients are.
    pub(super) fn is_now(&self) -> bool {
        self.timings.is_now()
    }

    /// The zone of a recipient; when it is due.
    pub(super) fn add<'f>(
        &'f mut self,
        object: PersonObject,
        fields: &'f Fields,
        mobile: &str,
    ) -> (&'f str, Due) {
        let written = match self.setup.zone_field(object) {
            "" => "",
            field => fields.get(field),
        };
        let is_zone = |name: &str| self.is_zone(name);
        let (zone, guessed) = Timings::zone(written, mobile, self.organisation, is_zone);
        let due = self.timings.add(zone, guessed, &|at| offset(zone, at));
        (zone, due)
    }

    fn is_zone(&self, name: &str) -> bool {
        let mut known = self.known.borrow_mut();
        if let Some((_, is_zone)) = known.iter().find(|(one, _)| one == name) {
            return *is_zone;
        }
        let is_zone = ahead(name, now()).is_some();
        if known.len() < KNOWN {
            known.push((name.to_owned(), is_zone));
        }
        is_zone
    }

    /// When all that went by are due.
    ///
    /// # Errors
    /// `invalid-field` at `schedule.at` for a time that is over, or too far ahead.
    pub(super) fn answer(&self) -> Result<Option<Timing>, Problem> {
        if let Some(schedule) = &self.schedule {
            let is_over = self.timings.is_over(Schedule::GRACE_MS, offset);
            schedule.admit(is_over, now())?;
        }
        Ok(self.timings.answer())
    }
}

/// When the SMS to a zone are due, as the statement reads it.
#[derive(Serialize)]
struct Line<'a> {
    zone: Option<&'a str>,
    due: i64,
    closes: Option<i64>,
}

/// Times what is left of a job again: all of it, or those whose quiet hours have begun. Whether there was any.
async fn retime(app: &App, job: &Row, quiet: &str, all: bool) -> Result<bool, Failure> {
    row! {
        struct Zone {
            zone: Option<String>,
        }
    }
    let now = now();
    let range = job.range(job.first);
    let whose: [Value<'_>; 2] = [all.into(), now.into()];
    let sql = include_str!("../../sql/job/zones.sql");
    let zones: Vec<Zone> = app
        .db
        .rows(sql, &[range.as_slice(), &whose].concat())
        .await?;
    if zones.is_empty() && !all {
        return Ok(false);
    }
    let when = when(job.schedule().as_ref(), &job.time_zone, quiet);
    let lines: Vec<Line<'_>> = zones
        .iter()
        .map(|Zone { zone }| {
            let zone = zone.as_deref();
            let clock = zone.unwrap_or(&job.time_zone);
            let due = when.due(now, &|at| offset(clock, at));
            Line {
                zone,
                due: due.at,
                closes: due.closes,
            }
        })
        .collect();
    let lines = serde_json::to_string(&lines)?;
    let timed = [
        range.as_slice(),
        &[(&lines).into(), all.into(), now.into(), (&job.quiet).into()],
    ];
    let known: [Value<'_>; 3] = [job.number.into(), quiet.into(), (&job.quiet).into()];
    app.db
        .perform(vec![
            app.db
                .statement(include_str!("../../sql/job/retime.sql"), &timed.concat()),
            app.db.statement(
                "UPDATE job SET quiet = ?2 WHERE number = ?1 AND quiet = ?3",
                &known,
            ),
            wakes(app, job.number),
        ])
        .await?;
    Ok(true)
}

/// The statement that says when a job is to be looked at again.
pub(super) fn wakes(app: &App, number: u32) -> crate::db::Statement {
    app.db
        .statement(include_str!("../../sql/job/wakes.sql"), &[number.into()])
}

/// Holds what is left of a job to the quiet hours that Setup says now; whether they are others.
pub(super) async fn renew(app: &App, job: &Row) -> Result<bool, Failure> {
    row! {
        struct Now {
            quiet: String,
        }
    }
    let sql = include_str!("../../sql/job/quiet_now.sql");
    let now: Option<Now> = app.db.first(sql, &[]).await?;
    match now {
        Some(Now { quiet }) if quiet != job.quiet => retime(app, job, &quiet, true).await,
        _ => Ok(false),
    }
}

/// Holds those of a job whose quiet hours have begun; whether there are any.
pub(super) async fn hold(app: &App, job: &Row) -> Result<bool, Failure> {
    match job.quiet.is_empty() {
        true => Ok(false),
        false => retime(app, job, &job.quiet, false).await,
    }
}

/// What a sweep does with a job that waits.
pub(super) enum Sweep {
    /// Nothing: its time is to come.
    Wait,
    /// It is taken up now, to be looked at in so many seconds.
    TakeUp(i64),
    /// It waits for nothing.
    AsAny,
}

/// What a sweep does with a job. Of two sweeps at once one takes it up.
pub(super) async fn sweep(app: &App, job: &Row) -> Result<Sweep, Failure> {
    let now = now();
    if job.state()? != JobState::Running || job.wakes_at <= job.touched_at {
        return Ok(Sweep::AsAny);
    }
    let wait = job.wakes_at.saturating_sub(now).max(0);
    if wait > COMING_MS {
        return Ok(Sweep::Wait);
    }
    let sql = "UPDATE job SET touched_at = ?2 WHERE number = ?1 AND touched_at = ?3";
    let values = [
        job.number.into(),
        job.wakes_at.max(now).into(),
        job.touched_at.into(),
    ];
    match app.db.run(sql, &values).await?.changes {
        0 => Ok(Sweep::Wait),
        // Rounded up, or it would look a moment too early.
        _ => Ok(Sweep::TakeUp(wait.saturating_add(999).div_euclid(1000))),
    }
}
