//! SMS records as they are shown: one with its delivery updates, and the list.

use crate::border::Request;
use mitto_core::api::{
    Claims, Code, DeliveryUpdate, ERASED, List, Problem, SmsRecord, SmsRow, Sort,
};
use mitto_core::count::Encoding;
use mitto_core::gateway::{Explanation, explain_error_code};
use mitto_core::ids::{RecordId, SmsId};
use mitto_core::status::{Fact, Status, fold};
use mitto_core::template::PersonObject;
use mitto_core::time::to_rfc3339;

use crate::db::{Value, row};
use crate::error::Failure;
use crate::etag;
use crate::filter::{Conditions, Filter};
use crate::list_views;
use crate::query::{self, Query};
use crate::router::{App, Reply, now};

row! {
    struct Row {
        number: u32,
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
        erased_at: Option<i64>,
        campaign: Option<String>,
        record_name: Option<String>,
    }
}

row! {
    struct Update {
        sms: u32,
        status: Option<String>,
        gateway_status: String,
        segment: Option<u8>,
        error_code: Option<String>,
        provider_time: Option<i64>,
        received_at: i64,
    }
}

/// The name of an SMS's record. It is looked up by the record's key, once for each row that is shown.
macro_rules! name {
    () => {
        "(SELECT coalesce(nullif(trim(fields ->> 'Name'), ''), nullif(trim(\
        coalesce(fields ->> 'FirstName', '') || ' ' || coalesce(fields ->> 'LastName', '')), '')) \
        FROM person WHERE person.object = sms.object AND person.id = sms.record_id) AS record_name"
    };
}

/// One record. Answers 304 to whoever has it already, so that a page may ask often.
pub(crate) async fn get(
    app: &App,
    claims: &Claims,
    id: SmsId,
    request: &Request,
) -> Result<Reply, Failure> {
    etag::unless_known(request, Reply::json(200, &read(app, claims, id).await?)?)
}

/// One record, if this token may see it.
pub(crate) async fn read(app: &App, claims: &Claims, id: SmsId) -> Result<SmsRecord, Failure> {
    let number = [id.number().into()];
    let record = [ROW, "number = ?1"].concat();
    let record = app.db.statement(record, &number);
    let updates = [UPDATE, "sms = ?1 ORDER BY received_at, place"].concat();
    let updates = app.db.statement(updates, &number);
    let [record, updates] = app.db.all([record, updates]).await?;
    let row = record
        .first()?
        // What a token may not see is not there: a 403 would tell that it is.
        .filter(|row: &Row| row.is_for(claims))
        .ok_or(Code::NotFound)?;
    shown(row, updates.rows()?)
}

const ROW: &str = concat!(
    "SELECT number, object, record_id, mobile, sender, text, encoding, segments, status, reason, \
    flagged, created_by, created_at, updated_at, erased_at, campaign, ",
    name!(),
    " FROM sms WHERE "
);

const UPDATE: &str = "SELECT sms, status, gateway_status, segment, error_code, provider_time, \
    received_at FROM delivery_update WHERE ";

/// Records of a piece of an export.
const PIECE: usize = 200;

/// The SMS of one person after a number, oldest first, whole; where they go on, if they do.
/// `values` are those of `sql/theirs.sql`, from `?2` on.
pub(crate) async fn theirs(
    app: &App,
    after: u32,
    values: [Value<'_>; 3],
) -> Result<(Vec<SmsRecord>, Option<u32>), Failure> {
    let values = [&[after.into()], values.as_slice()].concat();
    let piece = [
        "number > ?1 AND number IN ",
        include_str!("../sql/theirs.sql"),
        " ORDER BY number LIMIT ",
        &PIECE.to_string(),
    ]
    .concat();
    let rows = app.db.statement([ROW, &piece].concat(), &values);
    let updates = [
        UPDATE,
        "sms IN (SELECT number FROM sms WHERE ",
        &piece,
        ") ORDER BY sms, received_at, place",
    ];
    let updates = app.db.statement(updates.concat(), &values);
    let [rows, updates] = app.db.all([rows, updates]).await?;
    let rows: Vec<Row> = rows.rows()?;
    let last = rows.last().filter(|_| rows.len() == PIECE);
    let next = last.map(|row| row.number);
    let mut updates = updates.rows()?.into_iter().peekable();
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        let of_row = |update: &Update| update.sms == row.number;
        let own = core::iter::from_fn(|| updates.next_if(of_row)).collect();
        records.push(shown(row, own)?);
    }
    Ok((records, next))
}

/// What is shown of a text or a number. A blank that was erased must not look like a blank.
fn or_erased(text: String, erased_at: Option<i64>) -> String {
    match erased_at {
        None => text,
        Some(_) => ERASED.to_owned(),
    }
}

impl Row {
    fn is_for(&self, claims: &Claims) -> bool {
        let object = self.object.as_deref().and_then(PersonObject::from_word);
        let id: Option<RecordId> = self.record_id.as_deref().and_then(|id| id.parse().ok());
        let campaign: Option<RecordId> = self.campaign.as_deref().and_then(|id| id.parse().ok());
        claims.may_see_sms(object.zip(id.as_ref()), campaign.as_ref(), &self.created_by)
    }
}

fn shown(row: Row, updates: Vec<Update>) -> Result<SmsRecord, Failure> {
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
    let status = folded.status.shown(now().saturating_sub(row.created_at));
    Ok(SmsRecord {
        id: SmsId::new(row.number).ok_or_else(|| broken("number"))?,
        object: row.object.as_deref().and_then(PersonObject::from_word),
        record_id: row.record_id.and_then(|id| id.parse().ok()),
        record_name: row.record_name,
        campaign: row.campaign,
        to: or_erased(row.mobile, row.erased_at),
        from: row.sender,
        text: or_erased(row.text, row.erased_at),
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
        erased_at: row.erased_at.map(to_rfc3339),
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
            explanation: self
                .error_code
                .as_deref()
                .and_then(explain_error_code)
                .map(Explanation::in_words),
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
        created_by: String,
        created_at: i64,
        erased_at: Option<i64>,
        updated_at: i64,
        campaign: Option<String>,
        record_name: Option<String>,
    }
}

/// What a line of the list is read from.
const LINE: &str = concat!(
    "SELECT number, object, record_id, mobile, sender, text, segments, status, flagged, \
    created_by, created_at, updated_at, erased_at, campaign, ",
    name!(),
    " FROM sms WHERE 1"
);

/// `GET /api/sms`, newest first or oldest first. A page begins after a number and not at a place, so
/// that what comes in between two pages neither hides nor repeats anything. Answers 304 to whoever
/// has this very page, so that one may ask often.
pub(crate) async fn list(app: &App, claims: &Claims, request: &Request) -> Result<Reply, Failure> {
    let query = list_views::asked(app, claims, request, &["limit", "cursor", "sort"]).await?;
    let limit = query.limit(PAGE, PAGE_LIMIT)?;
    let cursor = query.cursor()?;
    let rising = rising(&query)?;
    let filter = Filter::of(app, claims, &query).await?;
    let (items, last) = page(app, &filter, cursor, rising, limit).await?;
    let cursor = last.map(query::cursor_of);
    etag::unless_known(request, Reply::json(200, &List { items, cursor })?)
}

/// Whether the oldest come first.
pub(crate) fn rising(query: &Query) -> Result<bool, Problem> {
    let sort = query.get("sort").map(Sort::read).transpose()?;
    Ok(sort == Some(Sort::Oldest))
}

row! {
    struct Counts {
        counts: String,
    }
}

/// `GET /api/sms/counts`: how many SMS the same filters let through, by the status that is shown. The database writes the
/// JSON (`SmsCounts`).
pub(crate) async fn counts(
    app: &App,
    claims: &Claims,
    request: &Request,
) -> Result<Reply, Failure> {
    let query = list_views::asked(app, claims, request, &[]).await?;
    let filter = Filter::of(app, claims, &query).await?;
    let mut wanted = filter.conditions();
    let silent = ["?", &wanted.bind(filter.silent()).to_string()].concat();
    let sql = [
        "SELECT json_object('total', coalesce(sum(sms), 0), 'byStatus', json_group_object(word, sms)) AS counts \
         FROM (SELECT iif(status IN ('SENT', 'UNKNOWN') AND created_at < ",
        &silent,
        ", 'NO REPORT', status) AS word, count(*) AS sms FROM sms WHERE 1",
        &wanted.sql,
        " GROUP BY word)",
    ];
    let counts: Option<Counts> = app.db.first(&sql.concat(), &wanted.values).await?;
    let counts = counts.ok_or_else(|| Failure::internal("a count has no row"))?;
    let reply = Reply::body(200, counts.counts.into_bytes());
    etag::unless_known(request, reply)
}

/// A page of what a filter lets through, and where the next one begins, if there is one.
pub(crate) async fn page(
    app: &App,
    filter: &Filter,
    cursor: Option<u32>,
    rising: bool,
    limit: u32,
) -> Result<(Vec<SmsRow>, Option<u32>), Failure> {
    let (sql, wanted) = question(filter, cursor, rising, limit);
    let mut rows: Vec<Line> = app.db.rows(&sql, &wanted.values).await?;
    let more = query::cut(&mut rows, limit);
    let last = rows.last().filter(|_| more).map(|row| row.number);
    let items: Result<_, _> = rows.into_iter().map(|row| row.shown(filter.now)).collect();
    Ok((items?, last))
}

/// How D1 is asked for a page.
pub(crate) fn question(
    filter: &Filter,
    cursor: Option<u32>,
    rising: bool,
    limit: u32,
) -> (String, Conditions<'_>) {
    let mut wanted = filter.conditions();
    let (after, order) = match rising {
        true => ("number > ?", " ORDER BY number LIMIT "),
        false => ("number < ?", " ORDER BY number DESC LIMIT "),
    };
    if let Some(cursor) = cursor {
        wanted.and(after, cursor);
    }
    let sql = [
        LINE,
        &wanted.sql,
        order,
        &limit.saturating_add(1).to_string(),
    ];
    (sql.concat(), wanted)
}

impl Line {
    fn shown(self, now: i64) -> Result<SmsRow, Failure> {
        let status = Status::from_word(&self.status).ok_or_else(|| broken("status"))?;
        Ok(SmsRow {
            id: SmsId::new(self.number).ok_or_else(|| broken("number"))?,
            object: self.object.as_deref().and_then(PersonObject::from_word),
            record_id: self.record_id.and_then(|id| id.parse().ok()),
            record_name: self.record_name,
            campaign: self.campaign,
            to: or_erased(self.mobile, self.erased_at),
            from: self.sender,
            text: or_erased(self.text, self.erased_at),
            number_of_messages: self.segments,
            status: status.shown(now.saturating_sub(self.created_at)),
            flagged: self.flagged != 0,
            created_at: to_rfc3339(self.created_at),
            erased_at: self.erased_at.map(to_rfc3339),
            created_by: self.created_by,
            updated_at: to_rfc3339(self.updated_at),
        })
    }
}
