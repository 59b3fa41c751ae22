//! `GET /api/leads` and `/api/contacts`: people, page by page.

use crate::border::Request;
use mitto_core::api::{Claims, List, Person, read_object};
use mitto_core::ids::RecordId;
use mitto_core::mobile::Mobile;
use mitto_core::template::{Fields, PersonObject};

use crate::crypto;
use crate::db::row;
use crate::error::Failure;
use crate::opt_out;
use crate::people::{self, Known};
use crate::query::{self, Query, bad_cursor};
use crate::router::{App, Reply};

/// People of a page, unless the request says otherwise.
const PAGE: u32 = 20;
const PAGE_LIMIT: u32 = 200;

row! {
    struct Row {
        id: String,
        fields: String,
        opted_out: i64,
    }
}

row! {
    /// A number that has opted out.
    struct OptedOut {
        mobile: String,
    }
}

pub(crate) async fn list(
    app: &App,
    claims: &Claims,
    object: PersonObject,
    request: &Request,
) -> Result<Reply, Failure> {
    claims.admit_to_all()?;
    let query = Query::of(request, &["limit", "cursor"])?;
    let limit = query.limit(PAGE, PAGE_LIMIT)?;
    let after = query.get("cursor").map(read_cursor).transpose()?;
    let after = after.as_ref().map_or("", RecordId::as_str);
    let mut rows: Vec<Row> = app
        .db
        .rows(
            "SELECT id, fields, opted_out FROM person WHERE object = ?1 AND id > ?2 \
             ORDER BY id LIMIT ?3",
            &[
                object.as_str().into(),
                after.into(),
                limit.saturating_add(1).into(),
            ],
        )
        .await?;
    let more = query::cut(&mut rows, limit);
    let last = rows.last().filter(|_| more);
    let cursor = last.map(|row| crypto::hex(row.id.as_bytes()));

    let setup = app.config.setup().await?;
    let mut people: Vec<(RecordId, Known)> = Vec::with_capacity(rows.len());
    for row in rows {
        let fields: Fields = read_object(row.fields.as_bytes())?;
        let mobile = setup.mobile_of(object, &fields);
        people.push((
            row.id.parse().map_err(Failure::internal)?,
            Known {
                fields,
                opted_out: row.opted_out != 0,
                mobile,
            },
        ));
    }
    let numbers = people
        .iter()
        .filter_map(|(_, known)| known.mobile.as_ref().ok());
    let numbers: Vec<&str> = numbers.map(Mobile::as_str).collect();
    let numbers = opt_out::hashed(app, &numbers)?;
    // One question for the whole page.
    let opted_out: Vec<OptedOut> = app
        .db
        .rows(
            "SELECT value ->> 'mobile' AS mobile FROM json_each(?1) \
             WHERE EXISTS (SELECT 1 FROM opt_out WHERE opt_out.mobile = value ->> 'mobile') \
             OR EXISTS (SELECT 1 FROM opt_out_erased WHERE opt_out_erased.hash = value ->> 'hash')",
            &[(&numbers).into()],
        )
        .await?;
    let items: Vec<Person> = people
        .into_iter()
        .map(|(id, mut known)| {
            if let Ok(mobile) = &known.mobile {
                known.opted_out |= opted_out.iter().any(|out| out.mobile == mobile.as_str());
            }
            people::shown(object, &id, known)
        })
        .collect();
    Reply::json(200, &List { items, cursor })
}

/// The last id of the page before.
fn read_cursor(cursor: &str) -> Result<RecordId, Failure> {
    let id = crypto::unhex(cursor)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|id| id.parse().ok());
    Ok(id.ok_or_else(bad_cursor)?)
}
