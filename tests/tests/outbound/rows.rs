//! What the triggers of the outbox write, on the real tables: nothing where nobody is told anything.

use mitto_tests::database::migrated;
use rusqlite::Connection;

fn database() -> Connection {
    let db = migrated();
    db.execute_batch(
        "INSERT INTO sms (number, request, request_body, mobile, sender, text, encoding, segments, phase, due_at, \
            attempt, status, rank, created_by, created_at, updated_at) \
         VALUES (1, 'r', 'b', '+41795550101', 'MITTO', 'x', 'GSM-7', 1, 'queued', 0, 0, 'QUEUED', 0, 'ada', 1, 1)",
    )
    .unwrap();
    db
}

fn endpoint(db: &Connection, name: &str) {
    db.execute_batch(&format!(
        "INSERT INTO webhook (id, value, enabled, on_status, on_reply, on_opt_out, secret, version, created_at) \
         VALUES ('{name}', '{{}}', 1, 1, 0, 0, 's', 1, 1)"
    ))
    .unwrap();
}

/// Rows that a statement writes, those of its triggers among them.
fn written(db: &Connection, sql: &str) -> u64 {
    let before = db.total_changes();
    db.execute_batch(sql).unwrap();
    db.total_changes() - before
}

const SENT: &str = "UPDATE sms SET status = 'SENT', rank = 3 WHERE number = 1";
const DELIVERED: &str = "UPDATE sms SET status = 'DELIVERED', rank = 6 WHERE number = 1";

#[test]
fn where_nobody_is_told_a_status_is_one_row_and_with_an_endpoint_one_more_for_each() {
    let db = database();
    assert_eq!((written(&db, SENT), written(&db, DELIVERED)), (1, 1));
    for name in ["a", "b"] {
        endpoint(&db, name);
    }
    assert_eq!(written(&db, SENT), 3);
    // One that is claimed is nothing that lasts, and nothing that changes tells nobody.
    let claimed = "UPDATE sms SET status = 'SENDING' WHERE number = 1";
    assert_eq!((written(&db, claimed), written(&db, claimed)), (1, 1));
    db.execute_batch("UPDATE webhook SET on_status = 0, enabled = 0")
        .unwrap();
    assert_eq!(written(&db, DELIVERED), 1);
}

/// What is claimed must be through before the lease is: six at once, each of which may take 15 seconds, and the lease has 180.
#[test]
fn no_more_is_claimed_than_silent_endpoints_leave_time_for_and_the_oldest_first() {
    let db = database();
    for place in 0..10 {
        endpoint(&db, &format!("h{place}"));
        for at in 0..30 {
            // The last endpoint has waited longest.
            let due = 1_000 - place * 10 + at;
            db.execute_batch(&format!(
                "INSERT INTO webhook_delivery (webhook, message, type, at, next_at) \
                 VALUES ('h{place}', 'm', 'webhook.test', 1, {due})"
            ))
            .unwrap();
        }
    }
    let sql = include_str!("../../../edge/sql/outbound/claim.sql");
    let mut claim = db.prepare(sql).unwrap();
    let claimed = claim.query_map([2_000, 182_000, 24, 2, 60], |row| row.get::<_, u32>(0));
    let claimed: Vec<u32> = claimed.unwrap().map(Result::unwrap).collect();
    assert!((6..=60).contains(&claimed.len()), "{}", claimed.len());
    // 30 each, in the order in which they were made.
    let of_the_last = claimed.iter().filter(|number| **number > 270).count();
    assert_eq!(of_the_last, 24, "{claimed:?}");
}
