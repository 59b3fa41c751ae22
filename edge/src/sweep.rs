//! The sweep: once a minute, what a crash or a busy gateway left behind.
//!
//! It carries configuration to KV that nobody lived to carry, wakes every SMS that is due and lets
//! the machine decide: a queued one is claimed and sent, a claimed one whose dispatcher is dead
//! becomes "maybe sent". Then it erases what is older than Setup allows, and marks for the list what is silent for too
//! long. Running it twice is harmless, because the claim decides who sends.

use futures_util::future::{join, join3};

use crate::border::{ago, log_error};
use crate::db::{Db, row};
use crate::error::Failure;
use crate::router::App;
use crate::{campaign, editing, filter, outbound, retention, send, spend, store};

/// Due SMS a sweep takes on. Each may take the gateway's whole time-out, and a cron run has 15 minutes.
const BATCH: u32 = 50;

/// Of them at once: so many connections a Worker may have open. A gateway that hangs must not make
/// each wait for the one before.
const AT_ONCE: usize = 6;

/// How long a fresh record is left to the request that made it.
const GRACE_MS: i64 = 5_000;

/// How long a report waits for its SMS: 7 days.
const MAILBOX_MS: i64 = 7 * 24 * 3_600_000;

/// Runs once. Errors are logged: there is nobody to answer.
pub(crate) async fn sweep() {
    if let Err(failure) = run().await {
        log_error(&["sweep: ", failure.into_problem().code.as_str()].concat());
    }
}

async fn run() -> Result<(), Failure> {
    let app = App::open(None);
    // What fails here must not keep the SMS waiting.
    if let Err(failure) = editing::push_rest(&app).await {
        let code = failure.into_problem().code.as_str();
        log_error(&["sweep: configuration not carried to KV: ", code].concat());
    }
    for some in due(&app.db).await?.chunks(AT_ONCE) {
        let wake = |place| wake(&app, some.get(place).copied());
        join(
            join3(wake(0), wake(1), wake(2)),
            join3(wake(3), wake(4), wake(5)),
        )
        .await;
    }
    if let Err(failure) = campaign::queue::sweep(&app).await {
        let code = failure.into_problem().code.as_str();
        log_error(&["sweep: jobs not seen to: ", code].concat());
    }
    if let Err(failure) = spend::sweep(&app).await {
        let code = failure.into_problem().code.as_str();
        log_error(&["sweep: counters of messages not seen to: ", code].concat());
    }
    if let Err(failure) = outbound::sweep(&app).await {
        let code = failure.into_problem().code.as_str();
        log_error(&["sweep: not told to others: ", code].concat());
    }
    filter::mark_silent(&app.db).await?;
    if let Err(failure) = retention::sweep(&app).await {
        let code = failure.into_problem().code.as_str();
        log_error(&["sweep: old SMS not erased: ", code].concat());
    }
    let old = [ago(MAILBOX_MS).into()];
    let statement = |sql| app.db.statement(sql, &old);
    app.db
        .perform(vec![
            statement(include_str!("../sql/sweep_expired.sql")),
            statement(include_str!("../sql/sweep_mailbox.sql")),
            statement(include_str!("../sql/sweep_dismissed.sql")),
        ])
        .await?;
    Ok(())
}

async fn due(db: &Db) -> Result<Vec<u32>, Failure> {
    row! {
        struct Due {
            number: u32,
        }
    }
    let rows: Vec<Due> = db
        .rows(
            include_str!("../sql/sweep_due.sql"),
            &[ago(GRACE_MS).into(), BATCH.into()],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.number).collect())
}

/// Wakes one. If that fails, with a database error for instance, it must not keep the others waiting.
async fn wake(app: &App, number: Option<u32>) {
    let Some(number) = number else { return };
    let woken = async {
        let row = store::load(&app.db, number).await?;
        let state = row.state()?;
        send::advance(app, &row, state).await
    };
    if let Err(failure) = woken.await {
        let code = failure.into_problem().code.as_str();
        log_error(&["sweep: SMS ", &number.to_string(), " failed: ", code].concat());
    }
}
