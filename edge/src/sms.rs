//! `GET /api/sms/{id}`: an SMS record with its delivery updates.

use mitto_core::api::{Claims, Code, DeliveryUpdate, SmsRecord};
use mitto_core::count::Encoding;
use mitto_core::ids::{RecordId, SmsId};
use mitto_core::status::{Fact, Status, fold};
use mitto_core::template::PersonObject;
use mitto_core::time::to_rfc3339;
use serde::Deserialize;
use worker::Request;

use crate::crypto;
use crate::db;
use crate::error::Failure;
use crate::router::{App, Reply, now};

#[derive(Deserialize)]
struct Row {
    object: Option<String>,
    record_id: Option<String>,
    mobile: String,
    sender: String,
    text: String,
    encoding: String,
    segments: u32,
    status: String,
    reason: Option<String>,
    created_by: String,
    created_at: i64,
    updated_at: i64,
}

#[derive(Deserialize)]
struct Update {
    status: Option<String>,
    gateway_status: String,
    segment: Option<u8>,
    error_code: Option<String>,
    provider_time: Option<i64>,
    received_at: i64,
}

/// One record. Answers 304 to whoever has it already, so that a page may ask often.
pub(crate) async fn get(
    app: &App,
    claims: &Claims,
    id: SmsId,
    request: &Request,
) -> Result<Reply, Failure> {
    let number = [id.number().into()];
    let record = app.db.statement(
        "SELECT object, record_id, mobile, sender, text, encoding, segments, status, reason, \
         created_by, created_at, updated_at FROM sms WHERE number = ?1",
        &number,
    )?;
    let updates = app.db.statement(
        "SELECT status, gateway_status, segment, error_code, provider_time, received_at \
         FROM delivery_update WHERE sms = ?1 ORDER BY number",
        &number,
    )?;
    let results = app.db.batch(vec![record, updates]).await?;
    let records: Vec<Row> = results
        .first()
        .map(db::rows)
        .transpose()?
        .unwrap_or_default();
    let updates: Vec<Update> = results
        .get(1)
        .map(db::rows)
        .transpose()?
        .unwrap_or_default();
    let row = records
        .into_iter()
        .next()
        // What a token may not see is not there: a 403 would tell that it is.
        .filter(|row| row.is_for(claims))
        .ok_or(Code::NotFound)?;
    let reply = Reply::json(200, &shown(id, row, updates)?)?;
    let mut tag = crypto::hex(&crypto::digest(&[&reply.body]));
    tag.truncate(16);
    let tag = format!("\"{tag}\"");
    let has = request.headers().get("if-none-match")?;
    Ok(match has {
        Some(has)
            if has
                .split(',')
                .any(|one| one.trim().trim_start_matches("W/") == tag) =>
        {
            Reply::empty(304).with("etag", tag)
        }
        // The browser keeps it and asks with its tag, so that an unchanged status costs a 304.
        _ => reply
            .with("etag", tag)
            .with("cache-control", "private, no-cache"),
    })
}

impl Row {
    fn is_for(&self, claims: &Claims) -> bool {
        let object = self.object.as_deref().and_then(PersonObject::from_word);
        let id: Option<RecordId> = self.record_id.as_deref().and_then(|id| id.parse().ok());
        claims.may_see_sms(object.zip(id.as_ref()), &self.created_by)
    }
}

fn shown(id: SmsId, row: Row, updates: Vec<Update>) -> Result<SmsRecord, Failure> {
    let broken = |what: &str| Failure::internal(["an SMS row has no readable ", what].concat());
    let dispatch = Status::from_word(&row.status).ok_or_else(|| broken("status"))?;
    let delivery_updates: Vec<DeliveryUpdate> = updates.into_iter().map(Update::shown).collect();
    let facts: Vec<Fact> = delivery_updates
        .iter()
        .filter_map(|update| {
            update.status.map(|status| Fact {
                status,
                segment: update.segment,
            })
        })
        .collect();
    let folded = fold(dispatch, row.segments, &facts);
    let status = folded.status.shown(now() - row.created_at);
    Ok(SmsRecord {
        id,
        object: row.object.as_deref().and_then(PersonObject::from_word),
        record_id: row.record_id.and_then(|id| id.parse().ok()),
        to: row.mobile.parse().map_err(|_| broken("mobile"))?,
        from: row.sender,
        text: row.text,
        encoding: match row.encoding == Encoding::Ucs2.as_str() {
            true => Encoding::Ucs2,
            false => Encoding::Gsm7,
        },
        number_of_messages: row.segments,
        status,
        is_final: status.is_final(),
        reason: row.reason,
        delivered_segments: folded.delivered_segments,
        created_at: to_rfc3339(row.created_at),
        updated_at: to_rfc3339(row.updated_at),
        delivery_updates,
    })
}

impl Update {
    fn shown(self) -> DeliveryUpdate {
        DeliveryUpdate {
            status: self.status.as_deref().and_then(Status::from_word),
            gateway_status: self.gateway_status,
            segment: self.segment,
            error_code: self.error_code,
            provider_time: self.provider_time.map(to_rfc3339),
            received_at: to_rfc3339(self.received_at),
        }
    }
}
