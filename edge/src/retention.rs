//! Retention: after the days that Setup says, an SMS loses its text, its number and whatever else
//! is personal. Its row stays, because it is counted.
//!
//! SMS are numbered as time goes on, so one number says how far this has come (table `retention`).
//! A piece is erased and the number moved in one transaction: whatever dies in between, the next
//! sweep goes on there.

use crate::border::Request;
use mitto_core::api::{Problem, RetentionCount, retention};

use crate::db::row;
use crate::editing;
use crate::error::Failure;
use crate::filter::{FIRST_SINCE, SKEW_MS};
use crate::query::Query;
use crate::router::{App, Reply, ago, now};
use crate::setup;

/// Most pieces of one sweep: 10,000 SMS a minute.
const PIECES: u32 = 20;

const DAY_MS: i64 = 24 * 3_600_000;

/// The SMS that a sweep looks at next, a piece of them.
const PIECE: &str = "(SELECT number, erased_at FROM sms \
    WHERE number > (SELECT done FROM retention) ORDER BY number LIMIT 500)";

row! {
    struct Next {
        number: u32,
        created_at: i64,
    }
}

/// Erases what is too old by now.
pub(crate) async fn sweep(app: &App) -> Result<(), Failure> {
    // From D1 and not from KV: an admin who has just prolonged it must not lose a minute's SMS.
    let setup = setup::stored(&editing::items(&app.db, setup::KINDS).await?)?;
    let Some(days) = setup.retention_days else {
        return Ok(());
    };
    let before = ago(i64::from(days).saturating_mul(DAY_MS));
    let told = "DELETE FROM webhook_delivery WHERE mobile IS NOT NULL AND at < ?1";
    app.db.run(told, &[before.into()]).await?;
    let mut last = 0;
    for _ in 0..PIECES {
        let next = "SELECT number, created_at FROM sms \
            WHERE number > (SELECT done FROM retention) ORDER BY number LIMIT 1";
        let next: Option<Next> = app.db.first(next, &[]).await?;
        // The same once more: it is being sent this moment, and the next sweep will find it at rest.
        let old = next.filter(|next| next.created_at < before && next.number > last);
        let Some(next) = old else { break };
        last = next.number;
        erase_piece(app, before).await?;
    }
    Ok(())
}

async fn erase_piece(app: &App, before: i64) -> Result<(), Failure> {
    let erase = [
        include_str!("../sql/erase_set.sql"),
        "WHERE number IN (SELECT number FROM ",
        PIECE,
        ") AND created_at < ?2 AND erased_at IS NULL AND (phase <> 'sending' OR due_at <= ?1)",
    ];
    let updates = [
        include_str!("../sql/erase_updates.sql"),
        "sms IN (SELECT number FROM ",
        PIECE,
        " WHERE erased_at IS NOT NULL)",
    ];
    let done = [
        "UPDATE retention SET done = (SELECT coalesce(min(iif(erased_at IS NULL, number - 1, NULL)), \
         max(number), done) FROM ",
        PIECE,
        ")",
    ];
    app.db
        .batch(vec![
            app.db
                .statement(erase.concat(), &[now().into(), before.into()]),
            app.db.statement(updates.concat(), &[]),
            app.db.statement(done.concat(), &[]),
        ])
        .await?;
    Ok(())
}

/// `GET /api/setup/retention?days=…`: how many SMS a setting would erase.
pub(crate) async fn count(app: &App, request: &Request) -> Result<Reply, Failure> {
    row! {
        struct Count {
            sms: u32,
        }
    }
    let query = Query::of(request, &["days"])?;
    let days = query.get("days").unwrap_or_default().parse();
    let days = days.map_err(|_| Problem::field("days", "Give a number of days."))?;
    let days = retention("days", days)?;
    let before = ago(i64::from(days).saturating_mul(DAY_MS));
    let sql = [
        "SELECT count(*) AS sms FROM sms WHERE number > (SELECT done FROM retention) \
         AND created_at < ?1 AND erased_at IS NULL AND number < ",
        &FIRST_SINCE.replace('?', "?2"),
    ];
    let values = [before.into(), before.saturating_add(SKEW_MS).into()];
    let count: Option<Count> = app.db.first(&sql.concat(), &values).await?;
    let sms = count.map_or(0, |count| count.sms);
    Reply::json(200, &RetentionCount { days, sms })
}
