//! How the callback does: one row, written so seldom that reports stay cheap.

use mitto_core::api::CallbackHealth;
use mitto_core::time::to_rfc3339;

use crate::db::{Db, Statement, Value, row};
use crate::error::Failure;
use crate::router::{App, Reply, now};

/// How old "the last report came at" may be.
const COARSE_MS: i64 = 60_000;

/// What came in.
#[derive(Clone, Copy)]
pub(crate) enum Came {
    Delivery,
    Inbound,
}

/// Notes that something real came in, at most once a minute.
pub(crate) fn came(db: &Db, what: Came, now: i64) -> Result<Statement, Failure> {
    let sql = match what {
        Came::Delivery => {
            "UPDATE callback_health SET last_delivery_at = ?1 \
             WHERE coalesce(last_delivery_at, 0) <= ?2"
        }
        Came::Inbound => {
            "UPDATE callback_health SET last_inbound_at = ?1 \
             WHERE coalesce(last_inbound_at, 0) <= ?2"
        }
    };
    db.statement(sql, &[now.into(), (now - COARSE_MS).into()])
}

/// Counts callbacks that came by way of the queue.
pub(crate) fn queued(db: &Db, callbacks: usize) -> Result<Statement, Failure> {
    let sql = "UPDATE callback_health SET queued = queued + ?1";
    db.statement(sql, &[(callbacks as i64).into()])
}

/// Counts a callback that could not be read. Why it could not, never what it held.
pub(crate) async fn count_rejected(db: &Db, why: &str) {
    let sql = "UPDATE callback_health SET rejected = rejected + 1, last_rejected_at = ?1, \
        last_rejected_reason = ?2";
    count(db, sql, &[now().into(), why.into()]).await;
}

/// Counts a callback under a key that is not ours.
pub(crate) async fn count_unknown_key(db: &Db) {
    let sql = "UPDATE callback_health SET unknown_key = unknown_key + 1, last_unknown_key_at = ?1";
    count(db, sql, &[now().into()]).await;
}

/// The caller's answer does not hang on our counting.
async fn count(db: &Db, sql: &str, values: &[Value<'_>]) {
    if let Err(failure) = db.run(sql, values).await {
        worker::console_warn!("not counted: {}", failure.into_problem().code.as_str());
    }
}

/// That Test callback came back whole.
pub(crate) async fn proven(db: &Db) -> Result<(), Failure> {
    db.run("UPDATE callback_health SET proven_at = ?1", &[now().into()])
        .await
        .map(|_| ())
}

row! {
    struct Row {
        proven_at: Option<i64>,
        last_delivery_at: Option<i64>,
        last_inbound_at: Option<i64>,
        rejected: u32,
        last_rejected_at: Option<i64>,
        last_rejected_reason: Option<String>,
        unknown_key: u32,
        last_unknown_key_at: Option<i64>,
        queued: u32,
        expired: u32,
        waiting: u32,
        stuck: u32,
    }
}

/// `GET /api/setup/callback-health`.
pub(crate) async fn show(app: &App) -> Result<Reply, Failure> {
    let row: Option<Row> = app
        .db
        .first(
            "SELECT proven_at, last_delivery_at, last_inbound_at, rejected, last_rejected_at, \
             last_rejected_reason, unknown_key, last_unknown_key_at, queued, expired, \
             (SELECT count(*) FROM early_report) AS waiting, (SELECT count(*) \
             FROM stuck_callback WHERE dismissed_at IS NULL) AS stuck FROM callback_health",
            &[],
        )
        .await?;
    let health = row.map(|row| CallbackHealth {
        proven_at: row.proven_at.map(to_rfc3339),
        last_delivery_at: row.last_delivery_at.map(to_rfc3339),
        last_inbound_at: row.last_inbound_at.map(to_rfc3339),
        rejected: row.rejected,
        last_rejected_at: row.last_rejected_at.map(to_rfc3339),
        last_rejected_reason: row.last_rejected_reason,
        unknown_key: row.unknown_key,
        last_unknown_key_at: row.last_unknown_key_at.map(to_rfc3339),
        queued: row.queued,
        waiting: row.waiting,
        expired: row.expired,
        stuck: row.stuck,
    });
    Reply::json(200, &health.unwrap_or_default())
}
