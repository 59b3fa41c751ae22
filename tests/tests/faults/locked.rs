//! The database is held by somebody else.

use super::*;

/// The statements of the tests come from another process: they wait for whoever writes.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_of_a_test_waits_for_a_locked_database() {
    const LOCKED_FOR: Duration = Duration::from_secs(4);
    let place = Place::open("locked").await;
    let data = place
        .stack
        .state
        .join("data/v3/d1/miniflare-D1DatabaseObject");
    let is_ours = |path: &PathBuf| {
        path.extension().is_some_and(|end| end == "sqlite") && !path.ends_with("metadata.sqlite")
    };
    let mut files = std::fs::read_dir(data).unwrap();
    let file = files.find_map(|file| Some(file.unwrap().path()).filter(is_ours));
    let other = rusqlite::Connection::open(file.unwrap()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let unlock = std::thread::spawn(move || {
        std::thread::sleep(LOCKED_FOR);
        other.execute_batch("COMMIT").unwrap();
    });
    let began = Instant::now();
    let stack = &place.stack;
    tokio::task::block_in_place(|| stack.worker.sql("DELETE FROM sms WHERE number = 0")).unwrap();
    assert!(began.elapsed() >= LOCKED_FOR, "it was not locked");
    unlock.join().unwrap();
    place.stack.discard().unwrap();
}
