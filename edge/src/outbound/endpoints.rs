//! `/api/webhooks`: who is told what, and what became of it. In D1 only, because the triggers read it there; each change has its
//! row of the change log in the same transaction, without the secret.

use std::pin::Pin;

use mitto_core::api::{Action, Claims, Code, Problem, WebhookInput, from_json};

use mitto_core::change_log::Row as LogRow;
use mitto_core::ids::ItemId;
use mitto_core::time::to_rfc3339;
use mitto_core::webhook::{EventType, PREVIOUS_HOURS, Secret};

use super::switch;
use crate::border::Request;
use crate::callback::told;
use crate::crypto;
use crate::db::{Statement, Value, row};
use crate::editing::{self, Head, LAST, TRIES};
use crate::error::Failure;
use crate::etag::IfMatch;
use crate::items::new_id;
use crate::query::Query;
use crate::router::{App, Reply, json_body, now};

/// What a secret is sealed for.
pub(super) const PURPOSE: &str = "webhook-secret";

/// A statement's condition that the change is in the log: its hash, `?1`, is the last.
const DONE: &str = " (SELECT hash FROM change_log ORDER BY number DESC LIMIT 1) = ?1";

row! {
    struct Row {
        id: String,
        version: u32,
        /// What was asked for, as JSON.
        value: String,
        /// How it is shown, as JSON.
        shown: String,
    }
}

/// All endpoints, and the last row of the log.
struct State {
    rows: Vec<Row>,
    head: Head,
}

const SHOWN: &str = include_str!("../../sql/outbound/shown.sql");

async fn state(app: &App) -> Result<State, Failure> {
    let shown = app.db.statement(SHOWN, &[now().into()]);
    let last = app.db.statement(LAST, &[]);
    let [rows, head] = app.db.all([shown, last]).await?;
    Ok(State {
        rows: rows.rows()?,
        head: Head::of(head)?,
    })
}

impl State {
    fn find(&self, id: &str) -> Result<&Row, Failure> {
        let row = self.rows.iter().find(|row| row.id == id);
        Ok(row.ok_or(Code::NotFound)?)
    }

    /// The endpoint as it is, provided it is the version that the request is about.
    fn current(&self, id: &str, version: &IfMatch) -> Result<&Row, Failure> {
        let row = self.find(id)?;
        if version.holds(&tag(row)) {
            return Ok(row);
        }
        let mut problem = Problem::new(Code::StaleEdit);
        problem.current = serde_json::from_slice(row.shown.as_bytes()).ok();
        problem.current_etag = Some(tag(row));
        Err(problem.into())
    }
}

fn tag(row: &Row) -> String {
    ["\"", &row.version.to_string(), "\""].concat()
}

fn answer(row: &Row) -> Reply {
    Reply::body(200, row.shown.clone().into_bytes()).with("etag", tag(row))
}

/// `GET /api/webhooks`.
pub(crate) async fn list(app: &App, request: &Request) -> Result<Reply, Failure> {
    Query::of(request, &[])?;
    let rows: Vec<Row> = app.db.rows(SHOWN, &[now().into()]).await?;
    let items: Vec<&str> = rows.iter().map(|row| row.shown.as_str()).collect();
    let body = ["{\"items\":[", &items.join(","), "],\"cursor\":null}"].concat();
    Ok(Reply::body(200, body.into_bytes()))
}

/// `GET /api/webhooks/{id}`.
pub(crate) async fn get(app: &App, id: &ItemId) -> Result<Reply, Failure> {
    Ok(answer(state(app).await?.find(id.as_str())?))
}

/// That there is such an endpoint.
///
/// # Errors
/// There is none.
pub(super) async fn is_there(app: &App, id: &ItemId) -> Result<(), Failure> {
    state(app).await?.find(id.as_str()).map(|_| ())
}

/// A change of one endpoint.
struct Change<'a> {
    by: &'a str,
    id: &'a str,
    action: Action,
    /// 0: there is none yet.
    version: u32,
    before: Option<&'a str>,
    after: Option<&'a str>,
    name: &'a str,
}

impl Change<'_> {
    /// Makes it with its row of the log, unless another change came first: whether it is made. `sql` goes on with the
    /// condition; `?1` of its values is the hash of the row.
    async fn make(
        &self,
        app: &App,
        head: &Head,
        sql: &[&str],
        values: &[Value<'_>],
    ) -> Result<bool, Failure> {
        let number = head.number.saturating_add(1);
        let row = LogRow {
            number,
            at: now(),
            by: self.by,
            kind: "webhook",
            item: Some(self.id),
            name: self.name,
            action: self.action.as_str(),
            before: self.before,
            after: self.after,
        };
        let hash = row.hash(&head.hash);
        let log = app.db.statement(
            include_str!("../../sql/outbound/log.sql"),
            &[
                number.into(),
                row.at.into(),
                self.by.into(),
                self.id.into(),
                self.name.into(),
                row.action.into(),
                self.before.into(),
                self.after.into(),
                (&hash).into(),
                (&head.hash).into(),
                self.version.into(),
            ],
        );
        let values = [&[(&hash).into()], values].concat();
        let change: Statement = app.db.statement(sql.concat(), &values);
        let [log, _] = app.db.all([log, change]).await?;
        Ok(log.changes > 0)
    }
}

/// What else follows from a change: everywhere it is known whether anybody is told anything.
async fn follow(app: &App) {
    if let Err(failure) = switch(app).await {
        told("webhooks are switched by the sweep", failure);
    }
}

/// A secret that nobody has been shown, sealed.
pub(crate) fn fresh(app: &App) -> Result<String, Failure> {
    sealed(app, &Secret::new(crypto::random()))
}

fn sealed(app: &App, secret: &Secret) -> Result<String, Failure> {
    let sealed = crypto::seal(app.settings.config_secret()?, PURPOSE, &secret.shown());
    sealed.ok_or_else(|| Failure::internal("a secret was not sealed"))
}

/// What is done to an endpoint.
enum Deed {
    Add(WebhookInput),
    Change(WebhookInput),
    Remove,
    /// Gives it a new secret.
    Rotate,
}

/// `POST` (without an id) and `PUT`.
pub(crate) async fn put(
    app: &App,
    claims: &Claims,
    id: Option<&ItemId>,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let input: WebhookInput = from_json(&json_body(request).await?)?;
    let input = input.read(cfg!(feature = "dev"))?;
    match id {
        Some(id) => act(app, claims, id, request, Deed::Change(input)).await,
        None => act(app, claims, &new_id()?, request, Deed::Add(input)).await,
    }
}

/// `DELETE /api/webhooks/{id}`, with its log of deliveries.
pub(crate) fn delete<'a>(
    app: &'a App,
    claims: &'a Claims,
    id: &'a ItemId,
    request: &'a Request,
) -> Acting<'a> {
    act(app, claims, id, request, Deed::Remove)
}

/// `POST /api/webhooks/{id}/secret`: a new one. The one before it signs as well for a day.
pub(crate) fn rotate<'a>(
    app: &'a App,
    claims: &'a Claims,
    id: &'a ItemId,
    request: &'a Request,
) -> Acting<'a> {
    act(app, claims, id, request, Deed::Rotate)
}

type Acting<'a> = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + 'a>>;

fn act<'a>(
    app: &'a App,
    claims: &'a Claims,
    id: &'a ItemId,
    request: &'a Request,
    deed: Deed,
) -> Acting<'a> {
    Box::pin(perform(app, &claims.sub, id.as_str(), request, deed))
}

/// Does it, as often as it takes.
async fn perform(
    app: &App,
    by: &str,
    id: &str,
    request: &Request,
    deed: Deed,
) -> Result<Reply, Failure> {
    let version = IfMatch::of(request)?;
    let secret = Secret::new(crypto::random());
    let sealed = sealed(app, &secret)?;
    let now = now();
    let until = now.saturating_add(i64::from(PREVIOUS_HOURS).saturating_mul(3_600_000));
    for _ in 0..TRIES {
        let state = state(app).await?;
        let before = match deed {
            Deed::Add(_) => {
                WebhookInput::room(state.rows.len().saturating_add(1))?;
                None
            }
            _ => Some(state.current(id, &version)?),
        };
        let read;
        let (input, action) = match &deed {
            Deed::Add(input) => (input, Action::Added),
            Deed::Change(input) => (input, Action::Changed),
            Deed::Remove | Deed::Rotate => {
                let row = before.ok_or(Code::NotFound)?;
                read = from_json::<WebhookInput>(row.value.as_bytes())?;
                let removes = matches!(deed, Deed::Remove);
                (
                    &read,
                    if removes {
                        Action::Removed
                    } else {
                        Action::Rotated
                    },
                )
            }
        };
        let value = serde_json::to_string(input)?;
        if let (Deed::Change(_), Some(before)) = (&deed, before)
            && before.value == value
        {
            return Ok(answer(before));
        }
        let rotates = matches!(deed, Deed::Rotate);
        let change = Change {
            by,
            id,
            action,
            version: before.map_or(0, |row| row.version),
            before: before.map(|row| row.value.as_str()).filter(|_| !rotates),
            after: Some(value.as_str()).filter(|_| !rotates && !matches!(deed, Deed::Remove)),
            name: input.name(),
        };
        let hears = |event| Value::from(input.hears(event));
        let values = [
            id.into(),
            (&value).into(),
            input.enabled.into(),
            hears(EventType::SmsStatus),
            hears(EventType::SmsReply),
            hears(EventType::OptOutChanged),
            now.into(),
            (&sealed).into(),
            until.into(),
        ];
        // Each takes its values from one row.
        let sql = match deed {
            Deed::Add(_) => {
                "INSERT INTO webhook (id, value, enabled, on_status, on_reply, on_opt_out, created_at, secret, version) \
                 SELECT v.id, v.value, v.enabled, v.a, v.b, v.c, v.now, v.sealed, 1 FROM v WHERE"
            }
            // Another address, or on again: what was said about it no longer holds.
            Deed::Change(_) => {
                "UPDATE webhook SET value = v.value, enabled = v.enabled, on_status = v.a, on_reply = v.b, \
                 on_opt_out = v.c, version = version + 1, off_because = NULL, failing_since = NULL FROM v \
                 WHERE webhook.id = v.id AND"
            }
            Deed::Remove => "DELETE FROM webhook WHERE id = (SELECT id FROM v) AND",
            Deed::Rotate => {
                "UPDATE webhook SET previous_secret = secret, previous_until = v.until, secret = v.sealed, \
                 version = version + 1 FROM v WHERE webhook.id = v.id AND"
            }
        };
        if change
            .make(app, &state.head, &[VALUES, sql, DONE], &values)
            .await?
        {
            return done(app, id, &deed, &secret, until).await;
        }
        editing::pause().await;
    }
    Err(editing::crowded())
}

/// The values of all deeds as one row.
const VALUES: &str = "WITH v AS (SELECT ?2 AS id, ?3 AS value, ?4 AS enabled, ?5 AS a, ?6 AS b, ?7 AS c, ?8 AS now, \
    ?9 AS sealed, ?10 AS until) ";

/// What follows from a deed, and its answer.
async fn done(
    app: &App,
    id: &str,
    deed: &Deed,
    secret: &Secret,
    until: i64,
) -> Result<Reply, Failure> {
    let shown = ["\"secret\":\"", &secret.shown(), "\""].concat();
    if let Deed::Rotate = deed {
        let until = to_rfc3339(until);
        let body = ["{", &shown, ",\"previousSecretUntil\":\"", &until, "\"}"];
        return Ok(Reply::body(200, body.concat().into_bytes()));
    }
    follow(app).await;
    if let Deed::Remove = deed {
        // A crash leaves some of them to the days for which they are kept.
        let sql = "DELETE FROM webhook_delivery WHERE number IN \
            (SELECT number FROM webhook_delivery WHERE webhook = ?1 LIMIT 5000)";
        while app.db.run(sql, &[id.into()]).await?.changes > 0 {}
        return Ok(Reply::empty(204));
    }
    let state = state(app).await?;
    let row = state.find(id)?;
    let mut reply = answer(row);
    if let Deed::Add(_) = deed {
        // The only time that it is shown.
        let open = row.shown.strip_suffix('}').unwrap_or_default();
        reply = reply.with("location", ["/api/webhooks/", id].concat());
        reply.status = 201;
        reply.body = [open, ",", &shown, "}"].concat().into_bytes();
    }
    Ok(reply)
}
