//! Claiming the next SMS of a job, in the same transaction that stores what became of the last.

use mitto_core::campaign::cool_since;
use mitto_core::send::{Claim, Event, LEASE_MS, SendState, step};
use mitto_core::status::Status;

use super::answers::{self, Answer};
use super::job::Row;
use crate::crypto;
use crate::db::{Value, row};
use crate::error::Failure;
use crate::router::{App, now};

row! {
    /// A claimed SMS.
    pub(super) struct Claimed {
        pub(super) number: u32,
        pub(super) attempt: u32,
        pub(super) due_at: i64,
        pub(super) mobile: String,
        pub(super) sender: String,
        pub(super) text: String,
        pub(super) encoding: String,
    }
}

/// How many to claim.
pub(super) struct Wanted<'a> {
    /// Only behind this number.
    pub(super) after: u32,
    /// So many SMS at most.
    pub(super) most: u32,
    /// Messages (segments) a second, over all jobs and Workers.
    pub(super) pace: Option<u32>,
    /// For how many hours a number that had an SMS gets none.
    pub(super) cool_down_hours: u32,
    /// The calling codes that Setup lists.
    pub(super) codes: &'a [String],
}

/// What there is to do.
pub(super) struct Turn {
    pub(super) claimed: Vec<Claimed>,
    /// When the next may be claimed, where it is only the pace that there was none.
    pub(super) free_at: Option<i64>,
}

/// Who opted out since.
const OPTED_OUT: &str = "EXISTS (SELECT 1 FROM opt_out WHERE opt_out.mobile = sms.mobile)";

/// Who had another SMS since.
const COOLS: &str = "EXISTS (SELECT 1 FROM sms AS last WHERE last.mobile = sms.mobile AND last.due_at >= ?12 \
    AND last.status IN ('SENDING', 'UNKNOWN', 'SENT', 'DELIVERED') AND last.created_by <> 'automatic')";

/// The condition that a number of this table is of a country that Setup lists by now. Calling codes are digits and nothing else.
pub(super) fn allowed(codes: &[String], table: &str) -> String {
    if codes.is_empty() {
        return "1".to_owned();
    }
    let codes = codes.join("\",\"");
    [
        "EXISTS (SELECT 1 FROM json_each('[\"",
        &codes,
        "\"]') WHERE ",
        table,
        ".mobile LIKE '+' || value || '%')",
    ]
    .concat()
}

/// Stores answers and claims the next; those who opted out since, had another SMS, or are in a country that Setup lists no
/// more, are cancelled in the same transaction.
pub(super) async fn next(
    app: &App,
    job: &Row,
    wanted: &Wanted<'_>,
    answers: &[Answer],
) -> Result<Turn, Failure> {
    row! {
        struct Pace {
            free_at: i64,
            ready: u8,
        }
    }
    let now = now();
    let range = job.range(wanted.after);
    let lease = now.saturating_add(LEASE_MS);
    // What the machine makes of one that is not sent, before its first submission and before a later one.
    let out = |claim, attempt| {
        let state = SendState {
            attempt,
            ..SendState::new()
        };
        step(state, Event::Claimed { claim, now }).0
    };
    let (never, before) = (out(Claim::OptedOut, 0), out(Claim::OptedOut, 1));
    let words = |claim| out(claim, 0).reason.map(|why| why.to_string());
    // Who had another SMS whose claim held until then, or longer.
    let since = cool_since(now, wanted.cool_down_hours).map(|since| since.saturating_add(LEASE_MS));
    let limits: [Value<'_>; 2] = [now.into(), wanted.most.into()];
    let settled = [
        never.status.as_str().into(),
        never.status.rank().into(),
        before.status.as_str().into(),
        before.status.rank().into(),
    ];
    let sending = Status::Sending.rank().into();
    let holder = wanted.pace.map(|_| crypto::random_id());
    // A quarter of a second's worth, and one SMS at least, however long it is.
    let messages = wanted.pace.map_or(u32::MAX, |pace| (pace / 4).max(1));
    let mut take = [
        range.as_slice(),
        &limits,
        &[
            lease.into(),
            Status::Sending.as_str().into(),
            sending,
            messages.into(),
            since.into(),
            holder.as_deref().into(),
        ],
    ]
    .concat();
    let db = &app.db;
    let mut batch = answers::statements(app, job.number, answers)?;
    let mut spared = vec![(OPTED_OUT.to_owned(), Claim::OptedOut)];
    if !wanted.codes.is_empty() {
        let elsewhere = ["NOT ", &allowed(wanted.codes, "sms")].concat();
        spared.push((elsewhere, Claim::Country));
    }
    if since.is_some() {
        spared.push((COOLS.to_owned(), Claim::CoolDown));
    }
    for (who, claim) in spared {
        let why = words(claim);
        let reason = [why.as_deref().into(), sending];
        let mut values = [range.as_slice(), &limits, &settled, &reason].concat();
        if claim == Claim::CoolDown {
            values.push(since.into());
        }
        let sql = include_str!("../../sql/job/spared.sql").replace("SPARED", &who);
        batch.push(db.statement(sql, &values));
    }
    // Those that may be claimed are chosen in one place.
    let ready = include_str!("../../sql/job/ready.sql").trim_end();
    let ready = ready.replace("ALLOWED", &allowed(wanted.codes, "one"));
    let about_ready = |sql: &str| sql.replace("READY", &ready);
    let claim = about_ready(include_str!("../../sql/job/claim.sql"));
    let claim = db.statement(claim, &take);
    if let Some(pace) = wanted.pace {
        take.push(pace.into());
        let sql = about_ready(include_str!("../../sql/job/pace.sql"));
        batch.push(db.statement(sql, &take));
    }
    let more = wanted.pace.map(|_| {
        let sql = about_ready("SELECT free_at, EXISTS (SELECT 1 FROM READY) AS ready FROM pace");
        db.statement(sql, take.get(..10).unwrap_or_default())
    });
    let place = batch.len();
    batch.push(claim);
    batch.push(db.statement(
        include_str!("../../sql/job/touched.sql"),
        &[job.number.into(), now.into()],
    ));
    batch.extend(more);
    let mut done = db.batch(batch).await?.into_iter().skip(place);
    let claimed = done.next().map(|claimed| claimed.rows());
    let pace: Option<Pace> = match done.nth(1) {
        Some(pace) => pace.first()?,
        None => None,
    };
    Ok(Turn {
        claimed: claimed.unwrap_or_else(|| Ok(Vec::new()))?,
        free_at: pace.filter(|pace| pace.ready != 0).map(|pace| pace.free_at),
    })
}
