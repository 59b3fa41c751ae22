//! The Worker's real database, changed behind its back, by the SQLite inside Node.

use std::path::{Path, PathBuf};
use std::process::Command;

use mitto_tests::variable;

const SCRIPT: &str = "
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const [file, sql] = process.argv.slice(1);
    const database = new DatabaseSync(file);
    database.exec('PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE; ' + sql + '; COMMIT');
    database.close();
";

/// Runs statements on the database of the stack whose state lies here.
pub(crate) async fn change(state: &Path, sql: &str) {
    let (file, sql) = (file(state), sql.to_owned());
    let run = move || {
        let output = Command::new(variable("MITTO_NODE"))
            .args(["--no-warnings", "--eval", SCRIPT, "--"])
            .arg(&file)
            .arg(&sql)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{sql}: {told}");
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}

fn file(state: &Path) -> PathBuf {
    let folder = state.join("data/v3/d1/miniflare-D1DatabaseObject");
    let mut files = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|file| {
            let name = file.file_name().unwrap().to_string_lossy();
            name.ends_with(".sqlite") && name != "metadata.sqlite"
        });
    let file = files.next().expect("a database");
    assert!(files.next().is_none(), "one database in {folder:?}");
    file
}
