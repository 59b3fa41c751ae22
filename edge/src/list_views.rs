//! Saved views of the SMS list, in D1: what is saved must be there at once, and a filter may hold a
//! number.

use crate::border::Request;
use mitto_core::api::{
    Claims, Code, List, ListView, ListViewInput, Problem, ViewFilters, as_value, from_json,
};
use mitto_core::ids::ItemId;
use mitto_core::opt_out::without_case;
use mitto_core::time::to_rfc3339;

use crate::db::row;
use crate::error::Failure;
use crate::etag::IfMatch;
use crate::filter::Filter;
use crate::items::new_id;
use crate::query::{self, Query};
use crate::router::{App, Reply, json_body, now};

/// Views of a page: whoever chooses among them wants to see them all.
const PAGE: u32 = 200;

/// How often a change is made anew because another one came first.
const TRIES: u32 = 10;

row! {
    struct Row {
        number: u32,
        id: String,
        owner: String,
        value: String,
        version: u32,
        changed_at: i64,
    }
}

/// It goes on with which.
const VIEWS: &str = "SELECT number, id, owner, value, version, changed_at FROM list_view WHERE ";

/// Views that somebody may see.
const VISIBLE: &str = "(owner = ?1 OR shared = 1) AND ";

impl Row {
    fn shown(self, claims: &Claims) -> Result<ListView, Failure> {
        let input: ListViewInput = from_json(self.value.as_bytes())?;
        Ok(ListView {
            mine: self.owner == claims.sub,
            owner: Some(self.owner),
            version: self.version,
            changed_at: Some(to_rfc3339(self.changed_at)),
            ..input.read(self.id)?
        })
    }
}

/// The query of a list of SMS, with what the view that it names says where it says nothing itself.
pub(crate) async fn asked(
    app: &App,
    claims: &Claims,
    request: &Request,
    besides: &[&str],
) -> Result<Query, Failure> {
    let mut known = ViewFilters::NAMES.to_vec();
    known.push("view");
    known.extend(besides);
    let mut query = Query::of(request, &known)?;
    let Some(id) = query.get("view") else {
        return Ok(query);
    };
    let view = match id.parse() {
        Ok(id) => find(app, claims, &id).await?,
        Err(_) => None,
    };
    let view = view.ok_or_else(|| {
        Problem::field(
            "view",
            "There is no such view, or it is not shared with you.",
        )
    })?;
    let columns: Vec<&str> = view.columns.iter().map(|it| it.as_str()).collect();
    query.or(view.filters.pairs());
    query.or([
        ("columns", columns.join(",")),
        ("sort", view.sort.as_str().to_owned()),
    ]);
    Ok(query)
}

/// `GET /api/list-views`: the one of all SMS, then one's own and the shared ones.
pub(crate) async fn list(app: &App, claims: &Claims, request: &Request) -> Result<Reply, Failure> {
    claims.admit_to_all()?;
    let query = Query::of(request, &["limit", "cursor"])?;
    let limit = query.limit(PAGE, PAGE)?;
    let cursor = query.cursor()?;
    let sql = [VIEWS, VISIBLE, "number > ?2 ORDER BY number LIMIT ?3"].concat();
    let after = cursor.unwrap_or_default();
    let values = [
        (&claims.sub).into(),
        after.into(),
        limit.saturating_add(1).into(),
    ];
    let mut rows: Vec<Row> = app.db.rows(&sql, &values).await?;
    let more = query::cut(&mut rows, limit);
    let last = rows.last().filter(|_| more).map(|row| row.number);
    let mut items = match cursor {
        None => vec![ListView::all()],
        Some(_) => Vec::new(),
    };
    for row in rows {
        items.push(row.shown(claims)?);
    }
    let cursor = last.map(query::cursor_of);
    Reply::json(200, &List { items, cursor })
}

/// `GET /api/list-views/{id}`.
pub(crate) async fn get(app: &App, claims: &Claims, id: &ItemId) -> Result<Reply, Failure> {
    let view = find(app, claims, id).await?.ok_or(Code::NotFound)?;
    answer(200, &view)
}

/// `POST` (without an id) and `PUT`.
pub(crate) async fn put(
    app: &App,
    claims: &Claims,
    id: Option<&ItemId>,
    request: &mut Request,
) -> Result<Reply, Failure> {
    claims.admit_to_all()?;
    let version = IfMatch::of(request)?;
    let input: ListViewInput = from_json(&json_body(request).await?)?;
    let view = input.read(id.cloned().map_or_else(new_id, Ok)?.into())?;
    check(app, claims, &view.filters).await?;
    let value = serde_json::to_string(&ListViewInput::of(&view))?;
    let name = without_case(&view.name);
    let Some(id) = id else {
        return add(app, claims, &view, &name, &value).await;
    };
    for _ in 0..TRIES {
        let before = changeable(app, claims, id, &version).await?;
        let owner = before.owner.as_deref().unwrap_or_default();
        let done = app
            .db
            .run(
                "UPDATE list_view SET name_key = ?3, shared = ?4, value = ?5, \
                 version = version + 1, changed_at = ?6 WHERE id = ?1 AND version = ?2 \
                 AND NOT EXISTS (SELECT 1 FROM list_view WHERE owner = ?7 AND name_key = ?3 \
                 AND id <> ?1)",
                &[
                    id.as_str().into(),
                    before.version.into(),
                    (&name).into(),
                    view.shared.into(),
                    (&value).into(),
                    now().into(),
                    owner.into(),
                ],
            )
            .await?;
        if done.changes > 0 {
            let now = find(app, claims, id).await?;
            // An admin may have taken a view out of their own sight.
            return match now {
                Some(now) => answer(200, &now),
                None => Ok(Reply::empty(204)),
            };
        }
        unlike(app, claims, owner, &name, &view.id).await?;
    }
    Err(Code::TooManyRequests.into())
}

async fn add(
    app: &App,
    claims: &Claims,
    view: &ListView,
    name: &str,
    value: &str,
) -> Result<Reply, Failure> {
    let done = app
        .db
        .run(
            "INSERT INTO list_view (id, owner, name_key, shared, value, version, changed_at) \
             SELECT ?1, ?2, ?3, ?4, ?5, 1, ?6 WHERE NOT EXISTS (SELECT 1 FROM list_view \
             WHERE owner = ?2 AND name_key = ?3) \
             AND (SELECT count(*) FROM list_view WHERE owner = ?2) < ?7",
            &[
                view.id.as_str().into(),
                (&claims.sub).into(),
                name.into(),
                view.shared.into(),
                value.into(),
                now().into(),
                ListViewInput::VIEWS_LIMIT.into(),
            ],
        )
        .await?;
    if done.changes == 0 {
        unlike(app, claims, &claims.sub, name, &view.id).await?;
        let limit = ListViewInput::VIEWS_LIMIT;
        let why = ["You have ", &limit.to_string(), " views. Delete one first."];
        return Err(Problem::field("name", why.concat()).over(limit).into());
    }
    let made = view_of(app, claims, &view.id)
        .await?
        .ok_or(Code::NotFound)?;
    let place = ["/api/list-views/", &view.id].concat();
    Ok(answer(201, &made)?.with("location", place))
}

/// `DELETE /api/list-views/{id}`.
pub(crate) async fn delete(
    app: &App,
    claims: &Claims,
    id: &ItemId,
    request: &Request,
) -> Result<Reply, Failure> {
    claims.admit_to_all()?;
    let version = IfMatch::of(request)?;
    for _ in 0..TRIES {
        let view = changeable(app, claims, id, &version).await?;
        let sql = "DELETE FROM list_view WHERE id = ?1 AND version = ?2";
        let values = [id.as_str().into(), view.version.into()];
        if app.db.run(sql, &values).await?.changes > 0 {
            return Ok(Reply::empty(204));
        }
    }
    Err(Code::TooManyRequests.into())
}

/// A view that somebody may see.
async fn find(app: &App, claims: &Claims, id: &ItemId) -> Result<Option<ListView>, Failure> {
    if id.as_str() == ListView::ALL {
        return Ok(Some(ListView::all()));
    }
    claims.admit_to_all()?;
    view_of(app, claims, id.as_str()).await
}

async fn view_of(app: &App, claims: &Claims, id: &str) -> Result<Option<ListView>, Failure> {
    let sql = [VIEWS, VISIBLE, "id = ?2"].concat();
    let values = [(&claims.sub).into(), id.into()];
    let row: Option<Row> = app.db.first(&sql, &values).await?;
    row.map(|row| row.shown(claims)).transpose()
}

/// A view that somebody may change, provided it is the version that the request is about.
async fn changeable(
    app: &App,
    claims: &Claims,
    id: &ItemId,
    version: &IfMatch,
) -> Result<ListView, Failure> {
    let view = find(app, claims, id).await?.ok_or(Code::NotFound)?;
    view.admit_change(claims)?;
    match version.holds(&view.etag()) {
        true => Ok(view),
        false => Err(with_view(Problem::new(Code::StaleEdit), &view).into()),
    }
}

/// That no other view of this owner has this name.
async fn unlike(
    app: &App,
    claims: &Claims,
    owner: &str,
    name: &str,
    id: &str,
) -> Result<(), Failure> {
    let sql = [VIEWS, "owner = ?1 AND name_key = ?2 AND id <> ?3"].concat();
    let values = [owner.into(), name.into(), id.into()];
    let Some(other) = app.db.first::<Row>(&sql, &values).await? else {
        return Ok(());
    };
    let why = "Choose another name: a view with this one exists already.";
    let problem = Problem::new(Code::Duplicate).about("name").because(why);
    let other = other.shown(claims)?;
    Err(match other.mine || other.shared {
        true => with_view(problem, &other).into(),
        false => problem.into(),
    })
}

/// That the values of its filters are such as the list takes.
async fn check(app: &App, claims: &Claims, filters: &ViewFilters) -> Result<(), Failure> {
    let mut query = Query::default();
    query.or(filters.pairs());
    let Err(why) = Filter::of(app, claims, &query).await else {
        return Ok(());
    };
    let mut problem = why.problem()?;
    let field = problem.field.take();
    problem.field = field.map(|field| ["filters.", &field].concat());
    Err(problem.into())
}

fn answer(status: u16, view: &ListView) -> Result<Reply, Failure> {
    Ok(Reply::json(status, view)?.with("etag", view.etag()))
}

fn with_view(mut problem: Problem, view: &ListView) -> Problem {
    problem.current = as_value(view).ok();
    problem.current_etag = Some(view.etag());
    problem
}
