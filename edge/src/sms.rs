//! SMS records as they are shown: one with its delivery updates, and the list.

use mitto_core::api::{Claims, Code, DeliveryUpdate, List, Problem, SmsRecord, SmsRow};
use mitto_core::count::Encoding;
use mitto_core::ids::{RecordId, SmsId};
use mitto_core::mobile::Mobile;
use mitto_core::status::{Fact, NO_REPORT_AFTER_HOURS, Shown, Status, fold};
use mitto_core::template::PersonObject;
use mitto_core::time::to_rfc3339;
use worker::Request;

use crate::db::row;
use crate::error::Failure;
use crate::etag;
use crate::query::{self, Query};
use crate::router::{App, Reply, now};

row! {
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
        flagged: u8,
        created_by: String,
        created_at: i64,
        updated_at: i64,
    }
}

row! {
    struct Update {
        status: Option<String>,
        gateway_status: String,
        segment: Option<u8>,
        error_code: Option<String>,
        provider_time: Option<i64>,
        received_at: i64,
    }
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
         flagged, created_by, created_at, updated_at FROM sms WHERE number = ?1",
        &number,
    )?;
    let updates = app.db.statement(
        "SELECT status, gateway_status, segment, error_code, provider_time, received_at \
         FROM delivery_update WHERE sms = ?1 ORDER BY number",
        &number,
    )?;
    let [record, updates] = app.db.all([record, updates]).await?;
    let row = record
        .first()?
        // What a token may not see is not there: a 403 would tell that it is.
        .filter(|row: &Row| row.is_for(claims))
        .ok_or(Code::NotFound)?;
    let reply = Reply::json(200, &shown(id, row, updates.rows()?)?)?;
    let tag = etag::of(&reply.body);
    Ok(match etag::none_match(request, &tag)? {
        true => Reply::empty(304).with("etag", tag),
        // The browser keeps it and asks with its tag, so that an unchanged status costs a 304.
        false => reply
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
        flagged: row.flagged != 0,
        delivered_segments: folded.delivered_segments,
        created_at: to_rfc3339(row.created_at),
        updated_at: to_rfc3339(row.updated_at),
        delivery_updates,
    })
}

fn broken(what: &str) -> Failure {
    Failure::internal(["an SMS row has no readable ", what].concat())
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

/// Rows of a page, unless the request says otherwise.
const PAGE: u32 = 50;
const PAGE_LIMIT: u32 = 200;

row! {
    struct Line {
        number: u32,
        object: Option<String>,
        record_id: Option<String>,
        mobile: String,
        sender: String,
        text: String,
        segments: u32,
        status: String,
        flagged: u8,
        created_at: i64,
    }
}

/// A filter by what a person is shown.
struct Wanted {
    status: Option<&'static str>,
    /// Shown as NO REPORT: accepted before this moment, and never heard of again.
    no_report: bool,
}

/// `GET /api/sms`: newest first. A page begins after a number and not at a place, so that what
/// comes in between two pages neither hides nor repeats anything.
pub(crate) async fn list(app: &App, claims: &Claims, request: &Request) -> Result<Reply, Failure> {
    let known = ["limit", "cursor", "status", "object", "recordId", "to", "q"];
    let query = Query::of(request, &known)?;
    let limit = query.limit(PAGE, PAGE_LIMIT)?;
    let below = query.below()?;
    let wanted = query.get("status").map(wanted).transpose()?;
    let object = query.get("object").map(object).transpose()?;
    let record = query.get("recordId").map(record).transpose()?;
    let to = match query.get("to") {
        None => None,
        Some(written) => {
            let region = app.config.setup().await?.default_region;
            let to = Mobile::parse(written, region);
            Some(to.map_err(|why| Problem::field("to", why))?)
        }
    };
    // A token of one record sees what `Claims::may_see_sms` lets it see.
    let scope = claims.scope();
    let now = now();
    let silent = now - NO_REPORT_AFTER_HOURS * 3_600_000;
    let mut rows: Vec<Line> = app
        .db
        .rows(
            // instr and not LIKE: D1 refuses patterns of more than 50 bytes.
            "SELECT number, object, record_id, mobile, sender, text, segments, status, \
             flagged, created_at FROM sms WHERE number < ?1 \
             AND (?2 IS NULL OR status = ?2) \
             AND (?3 IS NULL OR ?3 = (status IN ('SENT', 'UNKNOWN') AND created_at < ?4)) \
             AND (?5 IS NULL OR object = ?5) AND (?6 IS NULL OR record_id = ?6) \
             AND (?7 IS NULL OR mobile = ?7) \
             AND (?8 IS NULL OR instr(lower(text), lower(?8)) > 0) \
             AND (?10 IS NULL OR (object = ?10 AND record_id = ?11) OR created_by = ?12) \
             ORDER BY number DESC LIMIT ?9",
            &[
                below.into(),
                wanted.as_ref().and_then(|wanted| wanted.status).into(),
                wanted.as_ref().map(|wanted| wanted.no_report).into(),
                silent.into(),
                object.map(PersonObject::as_str).into(),
                record.as_ref().map(RecordId::as_str).into(),
                to.as_ref().map(Mobile::as_str).into(),
                query.get("q").into(),
                (limit + 1).into(),
                scope.map(|(object, _)| object.as_str()).into(),
                scope.map(|(_, id)| id.as_str()).into(),
                (&claims.sub).into(),
            ],
        )
        .await?;
    let more = query::cut(&mut rows, limit);
    let last = rows.last().filter(|_| more);
    let cursor = last.map(|row| query::cursor_of(row.number));
    let items = rows
        .into_iter()
        .map(|row| row.shown(now))
        .collect::<Result<_, _>>()?;
    Reply::json(200, &List { items, cursor })
}

fn wanted(word: &str) -> Result<Wanted, Problem> {
    if word == Shown::NoReport.as_str() {
        return Ok(Wanted {
            status: None,
            no_report: true,
        });
    }
    match Status::from_word(word) {
        Some(status) => Ok(Wanted {
            status: Some(status.as_str()),
            no_report: false,
        }),
        None => {
            let words = Status::ALL.map(Status::as_str).join(", ");
            let why = ["Choose one of: ", &words, ", NO REPORT."].concat();
            Err(Problem::field("status", why))
        }
    }
}

fn object(word: &str) -> Result<PersonObject, Problem> {
    PersonObject::from_word(word).ok_or_else(|| Problem::field("object", "Choose lead or contact."))
}

fn record(id: &str) -> Result<RecordId, Problem> {
    id.parse().map_err(|why| Problem::field("recordId", why))
}

impl Line {
    fn shown(self, now: i64) -> Result<SmsRow, Failure> {
        let status = Status::from_word(&self.status).ok_or_else(|| broken("status"))?;
        Ok(SmsRow {
            id: SmsId::new(self.number).ok_or_else(|| broken("number"))?,
            object: self.object.as_deref().and_then(PersonObject::from_word),
            record_id: self.record_id.and_then(|id| id.parse().ok()),
            to: self.mobile,
            from: self.sender,
            text: self.text,
            number_of_messages: self.segments,
            status: status.shown(now - self.created_at),
            flagged: self.flagged != 0,
            created_at: to_rfc3339(self.created_at),
        })
    }
}
