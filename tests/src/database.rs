//! The tables of the Worker in memory, for what is tried on its statements alone.

use rusqlite::Connection;

/// Every migration, in order.
///
/// # Panics
/// One of them cannot be read.
pub fn schema() -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../edge/migrations");
    let files = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let texts = files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap());
    texts.collect()
}

/// An empty database with all of them.
///
/// # Panics
/// One of them fails.
pub fn migrated() -> Connection {
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch(&schema()).unwrap();
    database
}
