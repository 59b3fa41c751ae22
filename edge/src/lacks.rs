//! `GET /healthz`: whether the Worker can do its work, and what of a deployment it lacks if not.

use crate::db::row;
use crate::error::Failure;
use crate::router::{App, Reply};

/// The newest migration that this Worker needs. A database that is ahead of it serves it too.
const SCHEMA: &str = "0015_tests.sql";

/// `GET /healthz`.
pub(crate) async fn show(app: &App) -> Result<Reply, Failure> {
    let database = app.db.run("SELECT 1", &[]).await.is_ok();
    let configuration = app.config.answers().await;
    let mut lacks = app.settings.lacks();
    if database && !is_migrated(app).await {
        lacks.push("migrations");
    }
    let ok = database && configuration && lacks.is_empty();
    let word = |well| if well { "true" } else { "false" };
    let mut body = [
        "{\"ok\":",
        word(ok),
        ",\"bindings\":{\"DB\":",
        word(database),
        ",\"CONFIG\":",
        word(configuration),
        "}",
    ]
    .concat();
    if !lacks.is_empty() {
        body.push_str(",\"lacks\":[\"");
        body.push_str(&lacks.join("\",\""));
        body.push_str("\"]");
    }
    body.push('}');
    let mut reply = Reply::body(200, body.into_bytes());
    reply.status = if ok { 200 } else { 503 };
    Ok(reply)
}

/// Whether the database is as new as this Worker needs it, as wrangler notes it there.
async fn is_migrated(app: &App) -> bool {
    row! {
        struct Newest { name: Option<String> }
    }
    let newest = app
        .db
        .first("SELECT max(name) AS name FROM d1_migrations", &[]);
    let newest: Option<Newest> = newest.await.unwrap_or_default();
    newest
        .and_then(|newest| newest.name)
        .is_some_and(|name| name.as_str() >= SCHEMA)
}

#[cfg(test)]
mod tests {
    use super::SCHEMA;

    #[test]
    fn the_newest_migration_is_the_one_that_is_needed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let files = std::fs::read_dir(folder).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        assert_eq!(names.max().as_deref(), Some(SCHEMA));
    }
}
