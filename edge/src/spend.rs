//! The brake on spending in D1: what is counted, and what is left of a day's limits. Which limits there are, and what
//! they mean, is core's (`mitto_core::campaign::Limits`).
//!
//! The counters are added to by triggers of the very statement that makes an SMS or a reservation, and that statement
//! compares first (`sql/create.sql`, `sql/job/make.sql`, `sql/spend/`): whoever else sends at the same moment, and
//! whatever dies in between, a limit is reached exactly and never passed. A repeat makes nothing, so it counts nothing.

use mitto_core::api::Options;
use mitto_core::campaign::{Limits, Used, day_of};

use crate::db::{Statement, Value, row};
use crate::error::Failure;
use crate::router::{App, now};

/// The limits for somebody at a moment.
pub(crate) struct Brake<'a> {
    limits: Limits,
    who: &'a str,
    now: i64,
}

impl<'a> Brake<'a> {
    pub(crate) fn of(limits: Limits, who: &'a str) -> Brake<'a> {
        Brake {
            limits,
            who,
            now: now(),
        }
    }

    /// Of a campaign's send.
    pub(crate) fn of_campaign(options: &Options, who: &'a str) -> Brake<'a> {
        Brake::of(options.limits(), who)
    }

    /// What the statements compare with: the day, the limit of the user, that of all. All null where nothing is
    /// counted.
    pub(crate) fn values(&self) -> [Value<'static>; 3] {
        let day = self.limits.count().then(|| day_of(self.now));
        [day.into(), limit(self.limits.user), limit(self.limits.day)]
    }

    /// Who it is counted for.
    pub(crate) fn who(&self) -> Value<'a> {
        self.who.into()
    }

    /// Why so many messages are too many, in words; none where they are not.
    pub(crate) async fn over(&self, app: &App, wanted: u32) -> Result<Option<String>, Failure> {
        let used = self.used(app).await?;
        let over = self.limits.allow(used, wanted).err();
        Ok(over.map(|over| over.in_words()))
    }

    /// Holds a request to the limits. What a statement decided is decided; this says why, or refuses what need not even
    /// be tried.
    pub(crate) async fn hold(&self, app: &App, wanted: u32) -> Result<(), Failure> {
        let used = self.used(app).await?;
        let allowed = self.limits.allow(used, wanted);
        Ok(allowed.map_err(|over| over.problem(self.now))?)
    }

    async fn used(&self, app: &App) -> Result<Used, Failure> {
        row! {
            struct Counted {
                user: u32,
                day: u32,
            }
        }
        if !self.limits.count() {
            return Ok(Used::default());
        }
        let sql = include_str!("../sql/spend/used.sql");
        let values = [day_of(self.now).into(), self.who()];
        let counted: Option<Counted> = app.db.first(sql, &values).await?;
        Ok(counted.map_or_else(Used::default, |counted| Used {
            user: counted.user,
            day: counted.day,
        }))
    }

    /// Counts a job that a request has just made, all of it. None where nothing is counted, or the job is there already.
    pub(crate) fn reserve(&self, app: &App, request: &str) -> Statement {
        let [day, ..] = self.values();
        let sql = include_str!("../sql/spend/reserve_made.sql");
        app.db.statement(sql, &[request.into(), day, self.who()])
    }

    /// Counts what is left of a stopped job. None where nothing is counted, or it would be too much.
    pub(crate) fn reserve_rest(&self, app: &App, job: u32) -> Statement {
        let [day, user, all] = self.values();
        let sql = include_str!("../sql/spend/reserve_rest.sql");
        app.db
            .statement(sql, &[job.into(), day, self.who(), user, all])
    }
}

fn limit(limit: Option<u32>) -> Value<'static> {
    limit.map(i64::from).into()
}

/// Gives back what a job has reserved and not sent, if it has come to rest. Does nothing a second time.
pub(crate) fn give_back(app: &App, job: u32) -> Statement {
    let sql = include_str!("../sql/spend/close.sql");
    app.db.statement(sql, &[job.into()])
}

/// Gives back what a job left by a Worker that died on the way there; removes counters of days that are over.
pub(crate) async fn sweep(app: &App) -> Result<(), Failure> {
    row! {
        struct Open {
            job: u32,
        }
    }
    let open: Vec<Open> = app
        .db
        .rows("SELECT job FROM reservation WHERE open = 1", &[])
        .await?;
    let mut batch = Vec::with_capacity(open.len());
    for Open { job } in open {
        batch.push(give_back(app, job));
    }
    // Long after nothing is given back to them any more.
    let old = [day_of(now()).saturating_sub(KEPT_DAYS).into()];
    batch.push(app.db.statement("DELETE FROM spend WHERE day < ?1", &old));
    app.db.perform(batch).await
}

/// Days that a counter is kept.
const KEPT_DAYS: i64 = 60;
