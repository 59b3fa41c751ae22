//! `GET /api/changes`: who changed what, and whether the log is whole.

use crate::border::Request;
use mitto_core::api::{Action, Change, Changed, List, Verification};
use mitto_core::change_log::{Row, Verifier};
use mitto_core::time::to_rfc3339;

use crate::db::row;
use crate::error::Failure;
use crate::query::{self, Query};
use crate::router::{App, Reply};

/// Rows of a page, unless the request says otherwise.
const PAGE: u32 = 50;
const PAGE_LIMIT: u32 = 200;

/// Rows that are verified at a time.
const STRIDE: u32 = 500;

const COLUMNS: &str =
    "number, at, changed_by, kind, item, name, action, value_before, value_after, hash";

row! {
    struct Stored {
        number: u32,
        at: i64,
        changed_by: String,
        kind: String,
        item: Option<String>,
        name: String,
        action: String,
        value_before: Option<String>,
        value_after: Option<String>,
        hash: String,
    }
}

impl Stored {
    fn row(&self) -> Row<'_> {
        Row {
            number: self.number,
            at: self.at,
            by: &self.changed_by,
            kind: &self.kind,
            item: self.item.as_deref(),
            name: &self.name,
            action: &self.action,
            before: self.value_before.as_deref(),
            after: self.value_after.as_deref(),
        }
    }

    fn shown(self) -> Result<Change, Failure> {
        let json = |text: Option<String>| {
            text.map(|text| serde_json::from_slice(text.as_bytes()))
                .transpose()
        };
        let unreadable = || Failure::internal("a change has an unreadable kind or action");
        Ok(Change {
            number: self.number,
            at: to_rfc3339(self.at),
            by: self.changed_by,
            kind: Changed::from_word(&self.kind).ok_or_else(unreadable)?,
            item: self.item.and_then(|id| id.parse().ok()),
            name: self.name,
            action: Action::from_word(&self.action).ok_or_else(unreadable)?,
            before: json(self.value_before)?,
            after: json(self.value_after)?,
            hash: self.hash,
        })
    }
}

/// `GET /api/changes`, newest first.
pub(crate) async fn list(app: &App, request: &Request) -> Result<Reply, Failure> {
    let query = Query::of(request, &["limit", "cursor"])?;
    let limit = query.limit(PAGE, PAGE_LIMIT)?;
    let below = query.below()?;
    let sql = [
        "SELECT ",
        COLUMNS,
        " FROM change_log WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
    ]
    .concat();
    let mut rows: Vec<Stored> = app
        .db
        .rows(&sql, &[below.into(), limit.saturating_add(1).into()])
        .await?;
    let more = query::cut(&mut rows, limit);
    let last = rows.last().filter(|_| more);
    let cursor = last.map(|row| query::cursor_of(row.number));
    let items = rows
        .into_iter()
        .map(Stored::shown)
        .collect::<Result<_, _>>()?;
    Reply::json(200, &List { items, cursor })
}

/// `GET /api/changes/verification`: reads the whole log.
pub(crate) async fn verify(app: &App) -> Result<Reply, Failure> {
    let sql = [
        "SELECT ",
        COLUMNS,
        " FROM change_log WHERE number > ?1 ORDER BY number LIMIT ?2",
    ]
    .concat();
    let mut verifier = Verifier::default();
    let mut last = 0;
    loop {
        let rows: Vec<Stored> = app.db.rows(&sql, &[last.into(), STRIDE.into()]).await?;
        for row in &rows {
            if let Err(fault) = verifier.next(&row.row(), &row.hash) {
                return told(&verifier, Some((row.number, fault.to_string())));
            }
            last = row.number;
        }
        if rows.len() < STRIDE as usize {
            break;
        }
    }
    // A chain cannot show that its end was cut off, but the configuration remembers its changes.
    let newest: Option<Newest> = app
        .db
        .first("SELECT max(change) AS number FROM config_item", &[])
        .await?;
    let newest = newest.and_then(|newest| newest.number).unwrap_or_default();
    let cut = (newest > last).then(|| {
        let why = "The log ends before it, but the configuration was changed by it.";
        (last.saturating_add(1), why.to_owned())
    });
    told(&verifier, cut)
}

row! {
    struct Newest {
        number: Option<u32>,
    }
}

fn told(verifier: &Verifier, bad: Option<(u32, String)>) -> Result<Reply, Failure> {
    let looked_at = verifier.rows().saturating_add(bad.is_some().into());
    let (first_bad, reason) = bad.unzip();
    let verification = Verification {
        ok: first_bad.is_none(),
        rows: looked_at,
        first_bad,
        reason,
        head: verifier.head().to_owned(),
    };
    Reply::json(200, &verification)
}
