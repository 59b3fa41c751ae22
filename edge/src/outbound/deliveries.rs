//! What an endpoint was told: looked at, tried out, and sent once more.

use mitto_core::api::{Code, Problem};
use mitto_core::ids::ItemId;

use super::{deliver, endpoints};
use crate::border::Request;
use crate::db::row;
use crate::error::Failure;
use crate::query::{Query, cursor_of};
use crate::router::{App, Reply, now};

/// Deliveries of a page.
const USUAL: u32 = 20;
const MOST: u32 = 100;

row! {
    struct Page { items: String, last: Option<u32> }
}

async fn page(app: &App, id: &str, below: i64, limit: u32, from: i64) -> Result<Page, Failure> {
    let sql = include_str!("../../sql/outbound/deliveries.sql");
    let values = [id.into(), below.into(), limit.into(), from.into()];
    let page: Option<Page> = app.db.first(sql, &values).await?;
    page.ok_or_else(|| Failure::internal("a page has no row"))
}

/// `GET /api/webhooks/{id}/deliveries`, newest first. The database writes the JSON (`WebhookDelivery`).
pub(crate) async fn list(app: &App, id: &ItemId, request: &Request) -> Result<Reply, Failure> {
    let query = Query::of(request, &["limit", "cursor"])?;
    let limit = query.limit(USUAL, MOST)?;
    endpoints::is_there(app, id).await?;
    let page = page(app, id.as_str(), query.below()?, limit, 0).await?;
    let cursor = page
        .last
        .map(|last| ["\"", &cursor_of(last), "\""].concat());
    let cursor = cursor.as_deref().unwrap_or("null");
    let body = ["{\"items\":", &page.items, ",\"cursor\":", cursor, "}"].concat();
    Ok(Reply::body(200, body.into_bytes()))
}

/// `POST /api/webhooks/{id}/test`: an event that tells nothing, sent at once; what came of it.
pub(crate) async fn test(app: &App, id: &ItemId) -> Result<Reply, Failure> {
    row! {
        struct Made { number: u32 }
    }
    let sql = "INSERT INTO webhook_delivery (webhook, message, type, at) \
        SELECT id, 'msg_' || lower(hex(randomblob(12))), 'webhook.test', ?2 FROM webhook WHERE id = ?1 RETURNING number";
    let made: Option<Made> = app
        .db
        .first(sql, &[id.as_str().into(), now().into()])
        .await?;
    send(app, id, made.ok_or(Code::NotFound)?.number).await
}

/// `POST /api/webhooks/{id}/deliveries/{delivery}/resend`: once more, under the same `webhook-id`; what came of it.
pub(crate) async fn resend(app: &App, id: &ItemId, delivery: &ItemId) -> Result<Reply, Failure> {
    let number = delivery.as_str().parse().map_err(|_| Code::NotFound)?;
    send(app, id, number).await
}

async fn send(app: &App, id: &ItemId, number: u32) -> Result<Reply, Failure> {
    let sent = deliver::one(app, id.as_str(), number).await?;
    let from = i64::from(number);
    let page = page(app, id.as_str(), from.saturating_add(1), 1, from).await?;
    let item = page
        .items
        .strip_prefix('[')
        .and_then(|it| it.strip_suffix(']'));
    match item.unwrap_or_default() {
        "" => Err(Code::NotFound.into()),
        _ if !sent => {
            let why = "It is being sent at this moment.";
            Err(Problem::new(Code::InProgress).because(why).into())
        }
        item => Ok(Reply::body(200, item.as_bytes().to_vec())),
    }
}
