//! How the callback does: one row, written so seldom that reports stay cheap.

use std::cell::Cell;

use crate::border::{ago, log_warning};
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
pub(crate) fn came(db: &Db, what: Came, now: i64) -> Statement {
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
    db.statement(sql, &[now.into(), now.saturating_sub(COARSE_MS).into()])
}

/// Counts callbacks that came by way of the queue.
pub(crate) fn queued(db: &Db, callbacks: usize) -> Statement {
    let sql = "UPDATE callback_health SET queued = queued + ?1";
    db.statement(sql, &[(callbacks as i64).into()])
}

/// Counts a callback that could not be read. Why it could not, never what it held.
pub(crate) async fn count_rejected(db: &Db, why: &str) {
    let sql = "UPDATE callback_health SET rejected = rejected + 1, last_rejected_at = ?1, \
        last_rejected_reason = ?2";
    count(db, sql, &[now().into(), why.into()]).await;
}

/// Callbacks under a key that is not ours.
#[derive(Clone, Copy)]
struct Strangers {
    /// How many are not written down yet.
    many: u32,
    /// When the last of them came.
    last: i64,
    /// When they were written down last.
    written: i64,
}

thread_local! {
    /// Those that came to this isolate. It may end before it has written the last of them down.
    static STRANGERS: Cell<Strangers> = const { Cell::new(Strangers { many: 0, last: 0, written: 0 }) };
}

/// Counts a callback under a key that is not ours. Anybody can make any number of them, so they are written down once a
/// minute at most.
pub(crate) async fn count_unknown_key(db: &Db) {
    let strangers = STRANGERS.get();
    STRANGERS.set(Strangers {
        many: strangers.many.saturating_add(1),
        last: now(),
        ..strangers
    });
    if strangers.written <= ago(COARSE_MS) {
        write_strangers(db).await;
    }
}

/// Writes down those that are not written down yet.
async fn write_strangers(db: &Db) {
    let Strangers { many, last, .. } = STRANGERS.get();
    if many > 0 {
        // Those that come while this is written are others.
        STRANGERS.set(Strangers {
            many: 0,
            last,
            written: now(),
        });
        let sql =
            "UPDATE callback_health SET unknown_key = unknown_key + ?1, last_unknown_key_at = ?2";
        count(db, sql, &[many.into(), last.into()]).await;
    }
}

/// The caller's answer does not hang on our counting.
async fn count(db: &Db, sql: &str, values: &[Value<'_>]) {
    if let Err(failure) = db.run(sql, values).await {
        log_warning(&["not counted: ", failure.into_problem().code.as_str()].concat());
    }
}

/// That Test callback came back whole.
pub(crate) async fn proven(db: &Db) -> Result<(), Failure> {
    db.run("UPDATE callback_health SET proven_at = ?1", &[now().into()])
        .await
        .map(|_| ())
}

/// `GET /api/setup/callback-health`. The database writes the JSON (`CallbackHealth`), which is
/// shorter than reading twelve columns to write them again.
pub(crate) async fn show(app: &App) -> Result<Reply, Failure> {
    row! {
        struct Row { health: String }
    }
    write_strangers(&app.db).await;
    let row: Option<Row> = app
        .db
        .first(
            "SELECT json_object('provenAt', strftime('%Y-%m-%dT%H:%M:%fZ', proven_at / 1000.0, \
             'unixepoch'), 'lastDeliveryAt', strftime('%Y-%m-%dT%H:%M:%fZ', last_delivery_at / \
             1000.0, 'unixepoch'), 'lastInboundAt', strftime('%Y-%m-%dT%H:%M:%fZ', \
             last_inbound_at / 1000.0, 'unixepoch'), 'rejected', rejected, 'lastRejectedAt', \
             strftime('%Y-%m-%dT%H:%M:%fZ', last_rejected_at / 1000.0, 'unixepoch'), \
             'lastRejectedReason', last_rejected_reason, 'unknownKey', unknown_key, \
             'lastUnknownKeyAt', strftime('%Y-%m-%dT%H:%M:%fZ', last_unknown_key_at / 1000.0, \
             'unixepoch'), 'queued', queued, 'expired', expired, 'waiting', (SELECT count(*) FROM \
             early_report), 'stuck', (SELECT count(*) FROM stuck_callback WHERE dismissed_at IS \
             NULL)) AS health FROM callback_health",
            &[],
        )
        .await?;
    let row = row.ok_or_else(|| Failure::internal("the callback's health has no row"))?;
    Ok(Reply::body(200, row.health.into_bytes()))
}
