//! What the triggers of the outbox write, on the real tables: nothing where nobody is told anything.

use rusqlite::Connection;

fn database() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../edge/migrations");
    let files = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        db.execute_batch(&std::fs::read_to_string(file).unwrap())
            .unwrap();
    }
    db.execute_batch(
        "INSERT INTO sms (number, request, request_body, mobile, sender, text, encoding, segments, phase, due_at, \
            attempt, status, rank, created_by, created_at, updated_at) \
         VALUES (1, 'r', 'b', '+41795550101', 'MITTO', 'x', 'GSM-7', 1, 'queued', 0, 0, 'QUEUED', 0, 'ada', 1, 1)",
    )
    .unwrap();
    db
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
        db.execute_batch(&format!(
            "INSERT INTO webhook (id, value, enabled, on_status, on_reply, on_opt_out, secret, version, created_at) \
             VALUES ('{name}', '{{}}', 1, 1, 0, 0, 's', 1, 1)"
        ))
        .unwrap();
    }
    assert_eq!(written(&db, SENT), 3);
    // One that is claimed is nothing that lasts, and nothing that changes tells nobody.
    let claimed = "UPDATE sms SET status = 'SENDING' WHERE number = 1";
    assert_eq!((written(&db, claimed), written(&db, claimed)), (1, 1));
    db.execute_batch("UPDATE webhook SET on_status = 0, enabled = 0")
        .unwrap();
    assert_eq!(written(&db, DELIVERED), 1);
}
