//! Messages of the queue that could not be stored, and what an admin does with them.

use crate::border::Request;
use mitto_core::api::{Code, Problem, StuckAction};
use mitto_core::ids::ItemId;
use mitto_core::intake::{UNREADABLE, reports_of};
use mitto_core::time::from_rfc3339;
use serde_json::Value as Json;

use crate::callback;
use crate::db::{Db, row};
use crate::error::Failure;
use crate::query::{Query, cursor_of};
use crate::router::{App, Reply, now};

/// Messages of a page.
const USUAL: u32 = 20;
const MOST: u32 = 100;

/// Keeps one. `about` is the queue's message: its id, and the time it came.
pub(crate) async fn keep(db: &Db, about: &Json, body: &str, reason: &str) -> Result<(), Failure> {
    let word = |name| about.get(name).and_then(Json::as_str).unwrap_or_default();
    let came_at = from_rfc3339(word("timestamp")).unwrap_or_else(now);
    db.run(
        "INSERT INTO stuck_callback (message, body, reason, came_at) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (message) DO NOTHING",
        &[
            word("id").into(),
            body.into(),
            reason.into(),
            came_at.into(),
        ],
    )
    .await
    .map(|_| ())
}

/// `GET /api/stuck-callbacks`. The database writes the JSON (`StuckCallback`).
pub(crate) async fn list(app: &App, request: &Request) -> Result<Reply, Failure> {
    row! {
        struct Page { items: String, last: Option<u32> }
    }
    let query = Query::of(request, &["limit", "cursor"])?;
    let limit = query.limit(USUAL, MOST)?;
    let page: Option<Page> = app
        .db
        .first(
            "SELECT items, (SELECT last WHERE EXISTS (SELECT 1 FROM stuck_callback \
             WHERE dismissed_at IS NULL AND number < last)) AS last \
             FROM (SELECT min(number) AS last, json_group_array(json_object('id', message, 'at', \
             strftime('%Y-%m-%dT%H:%M:%fZ', came_at / 1000.0, 'unixepoch'), 'reason', reason, \
             'excerpt', substr(body, 1, 2000))) AS items \
             FROM (SELECT * FROM stuck_callback WHERE dismissed_at IS NULL AND number < ?1 \
             ORDER BY number DESC LIMIT ?2))",
            &[query.below()?.into(), limit.into()],
        )
        .await?;
    let Some(Page { items, last }) = page else {
        return Err(Failure::internal("a count has no row"));
    };
    let cursor = last.map(|last| ["\"", &cursor_of(last), "\""].concat());
    let cursor = cursor.as_deref().unwrap_or("null");
    let body = ["{\"items\":", &items, ",\"cursor\":", cursor, "}"].concat();
    Ok(Reply::body(200, body.into_bytes()))
}

/// `POST /api/stuck-callbacks/{id}/retry`, `/dismiss`, `/restore`.
pub(crate) async fn act(app: &App, id: &ItemId, action: StuckAction) -> Result<Reply, Failure> {
    row! {
        struct Row { body: String }
    }
    let values = [id.as_str().into(), now().into()];
    let sql = match action {
        StuckAction::Retry => {
            let sql = "SELECT body FROM stuck_callback WHERE message = ?1";
            let row: Option<Row> = app.db.first(sql, &[id.as_str().into()]).await?;
            let body = row.ok_or(Code::NotFound)?.body;
            let reports = reports_of(&body);
            let reports = reports.ok_or_else(|| Problem::field("message", UNREADABLE))?;
            // Stored first: a crash in between leaves a message that changes nothing when tried again.
            callback::store(&app.db, reports, 1).await?;
            "DELETE FROM stuck_callback WHERE message = ?1 AND ?2 > 0"
        }
        StuckAction::Dismiss => {
            "UPDATE stuck_callback SET dismissed_at = coalesce(dismissed_at, ?2) WHERE message = ?1"
        }
        StuckAction::Restore => {
            "UPDATE stuck_callback SET dismissed_at = NULL WHERE message = ?1 AND ?2 > 0"
        }
    };
    match app.db.run(sql, &values).await?.changes {
        0 => Err(Code::NotFound.into()),
        _ => Ok(Reply::empty(204)),
    }
}
