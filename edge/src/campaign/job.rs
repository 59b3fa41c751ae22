//! A job: a plan on its way, and what is known of it.

use mitto_core::api::{
    Claims, Code, Job, JobPart, JobRecipient, JobState, List, Problem, Schedule, ScheduleZone,
    read_object,
};
use mitto_core::ids::{JobId, RecordId, SmsId};
use mitto_core::status::Status;
use mitto_core::template::{Fields, PersonObject};
use mitto_core::time::to_rfc3339;

use super::admit;
use crate::border::Request;
use crate::db::{Value, row};
use crate::error::Failure;
use crate::etag;
use crate::query::{Query, cursor_of, cut};
use crate::router::{App, Reply, now};

/// Rows of a page.
const PAGE: u32 = 50;
const PAGE_LIMIT: u32 = 200;

row! {
    /// A row of the table.
    pub(crate) struct Row {
        pub(crate) number: u32,
        pub(crate) request_body: String,
        pub(crate) campaign: String,
        pub(crate) sender: String,
        pub(crate) text: String,
        pub(crate) replaces: u8,
        pub(crate) plan: String,
        pub(crate) recipients: u32,
        pub(crate) messages: u32,
        state: String,
        reason: Option<String>,
        pub(crate) object: String,
        pub(crate) id: String,
        pub(crate) progress: Option<String>,
        pub(crate) first: u32,
        last: Option<u32>,
        pub(crate) not_before: i64,
        pub(crate) touched_at: i64,
        created_by: String,
        pub(crate) created_at: i64,
        started_at: Option<i64>,
        ended_at: Option<i64>,
        pub(crate) schedule_at: Option<String>,
        schedule_zone: Option<String>,
        pub(crate) time_zone: String,
        pub(crate) quiet: String,
        pub(crate) wakes_at: i64,
        pub(crate) replaces_job: Option<u32>,
    }
}

impl Row {
    pub(crate) fn state(&self) -> Result<JobState, Failure> {
        JobState::from_word(&self.state)
            .ok_or_else(|| Failure::internal("a job has no readable state"))
    }

    /// When it was to go out.
    pub(crate) fn schedule(&self) -> Option<Schedule> {
        Some(Schedule {
            at: self.schedule_at.as_deref()?.parse().ok()?,
            zone: ScheduleZone::from_word(self.schedule_zone.as_deref()?)?,
        })
    }

    pub(crate) fn campaign(&self) -> Result<RecordId, Failure> {
        self.campaign.parse().map_err(Failure::internal)
    }

    /// The last number that an SMS of it can have.
    pub(crate) fn last(&self) -> u32 {
        self.last.unwrap_or(u32::MAX)
    }

    pub(crate) fn is_prepared(&self) -> bool {
        self.last.is_some()
    }

    /// What the statements about its SMS begin with: `?1` to `?3`.
    pub(crate) fn range(&self, after: u32) -> [Value<'static>; 3] {
        [self.number.into(), after.into(), self.last().into()]
    }
}

/// A job by its number.
pub(crate) async fn load(app: &App, number: u32) -> Result<Option<Row>, Failure> {
    let sql = "SELECT * FROM job WHERE number = ?1";
    app.db.first(sql, &[number.into()]).await
}

/// A job by the request that made it.
pub(super) async fn by_request(app: &App, request: &str) -> Result<Option<Row>, Failure> {
    let sql = "SELECT * FROM job WHERE request = ?1";
    app.db.first(sql, &[request.into()]).await
}

pub(super) async fn find(app: &App, claims: &Claims, id: JobId) -> Result<Row, Failure> {
    let row = load(app, id.number()).await?.ok_or(Code::NotFound)?;
    // What a token may not see is not there: a 403 would tell that it is.
    claims
        .admit_to_campaign(&row.campaign()?)
        .map_err(|_| Code::NotFound)?;
    Ok(row)
}

pub(super) fn id_of(row: &Row) -> Result<JobId, Failure> {
    JobId::new(row.number).ok_or_else(|| Failure::internal("a job has no readable number"))
}

pub(super) async fn shown(app: &App, row: &Row) -> Result<Job, Failure> {
    row! {
        struct Counts {
            queued: u32,
            sent: u32,
            delivered: u32,
            unknown: u32,
            skipped: u32,
            made: u32,
        }
    }
    let waits = row.wakes_at > now();
    let state = row.state()?.shown(row.started_at.is_some(), waits);
    let scheduled = state == JobState::Scheduled;
    let counts: Option<Counts> = match scheduled {
        // Whoever looks again and again need not have them counted.
        true => None,
        false => {
            let number = [row.number.into()];
            let stale = include_str!("../../sql/job/counted.sql");
            let stale = app.db.statement(stale, &number);
            let counts = include_str!("../../sql/job/counts.sql");
            let counts = app.db.statement(counts, &number);
            let [_, counts] = app.db.all([stale, counts]).await?;
            counts.first()?
        }
    };
    let counts = counts.unwrap_or(Counts {
        queued: row.recipients,
        sent: 0,
        delivered: 0,
        unknown: 0,
        skipped: 0,
        made: row.recipients,
    });
    let known = [
        counts.queued,
        counts.sent,
        counts.delivered,
        counts.unknown,
        counts.skipped,
    ];
    let through = counts.made.saturating_sub(counts.queued);
    let until = row.ended_at.unwrap_or_else(now);
    let rate = row.started_at.map(|from| {
        let seconds = until.saturating_sub(from).max(1000) / 1000;
        let rate = i64::from(through).checked_div(seconds).unwrap_or_default();
        u32::try_from(rate).unwrap_or(u32::MAX)
    });
    let mut job = Job {
        id: id_of(row)?,
        campaign: row.campaign()?,
        state,
        reason: row.reason.clone(),
        from: row.sender.clone(),
        recipients: row.recipients,
        total_messages: row.messages,
        queued: counts.queued,
        sent: counts.sent,
        delivered: counts.delivered,
        failed: known
            .iter()
            .fold(counts.made, |left, one| left.saturating_sub(*one)),
        unknown: counts.unknown,
        skipped: counts.skipped,
        rate_per_second: rate.filter(|_| !waits),
        seconds_left: None,
        schedule: row.schedule(),
        waits_until: (waits && state.is_under_way()).then(|| to_rfc3339(row.wakes_at)),
        text: scheduled.then(|| row.text.clone()),
        replace_look_alikes: scheduled && row.replaces != 0,
        created_by: row.created_by.clone(),
        created_at: to_rfc3339(row.created_at),
        started_at: row.started_at.map(to_rfc3339),
        ended_at: row.ended_at.map(to_rfc3339),
    };
    if job.state.is_under_way() {
        let pace = app.config.setup().await?.messages_per_second;
        job.seconds_left = job.seconds_left_at(pace);
    }
    Ok(job)
}

/// Holds that a job waits for its time, so that another may take its place.
pub(super) async fn may_be_replaced(
    app: &App,
    campaign: &RecordId,
    id: JobId,
) -> Result<(), Failure> {
    let old = load(app, id.number()).await?;
    let old = old.filter(|old| old.campaign == campaign.as_str());
    let old = old.ok_or_else(|| Problem::field("replaces", "There is no such job here."))?;
    Ok(old.state()?.admit_replacement(old.started_at.is_some())?)
}

/// `GET /api/jobs/{id}`.
pub(crate) async fn get(
    app: &App,
    claims: &Claims,
    id: JobId,
    request: &Request,
) -> Result<Reply, Failure> {
    let row = find(app, claims, id).await?;
    etag::unless_known(request, Reply::json(200, &shown(app, &row).await?)?)
}

/// `GET /api/campaigns/{id}/jobs`, the newest first.
pub(crate) async fn list(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    request: &Request,
) -> Result<Reply, Failure> {
    admit(app, claims, campaign).await?;
    let query = Query::of(request, &["limit", "cursor"])?;
    let limit = query.limit(20, PAGE)?;
    let sql = "SELECT * FROM job WHERE campaign = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3";
    let mut rows: Vec<Row> = app
        .db
        .rows(
            sql,
            &[
                campaign.as_str().into(),
                query.below()?.into(),
                limit.saturating_add(1).into(),
            ],
        )
        .await?;
    let more = cut(&mut rows, limit);
    let cursor = rows
        .last()
        .filter(|_| more)
        .map(|row| cursor_of(row.number));
    let mut items = Vec::with_capacity(rows.len());
    for row in &rows {
        items.push(shown(app, row).await?);
    }
    Reply::json(200, &List { items, cursor })
}

/// The statuses of a part, as JSON.
fn statuses(part: JobPart) -> String {
    let words: Vec<&str> = part
        .statuses()
        .iter()
        .map(|status| status.as_str())
        .collect();
    ["[\"", &words.join("\",\""), "\"]"].concat()
}

/// `GET /api/jobs/{id}/recipients`.
pub(crate) async fn recipients(
    app: &App,
    claims: &Claims,
    id: JobId,
    request: &Request,
) -> Result<Reply, Failure> {
    row! {
        struct Recipient {
            number: u32,
            object: Option<String>,
            record_id: Option<String>,
            status: String,
            reason: Option<String>,
            created_at: i64,
            fields: Option<String>,
        }
    }
    let job = find(app, claims, id).await?;
    let query = Query::of(request, &["limit", "cursor", "state"])?;
    let limit = query.limit(PAGE, PAGE_LIMIT)?;
    let part = match query.get("state") {
        None => None,
        Some(word) => Some(JobPart::from_word(word).ok_or_else(|| {
            let known = JobPart::ALL.map(JobPart::as_str).join(", ");
            Problem::field("state", ["Known here: ", &known, "."].concat())
        })?),
    };
    let statuses = part.map(statuses);
    let [number, first, last] = job.range(job.first);
    let mut rows: Vec<Recipient> = app
        .db
        .rows(
            include_str!("../../sql/job/recipients.sql"),
            &[
                number,
                first,
                last,
                query.cursor()?.unwrap_or_default().into(),
                statuses.as_deref().into(),
                limit.saturating_add(1).into(),
            ],
        )
        .await?;
    let more = cut(&mut rows, limit);
    let cursor = rows
        .last()
        .filter(|_| more)
        .map(|row| cursor_of(row.number));
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let object = row.object.as_deref().and_then(PersonObject::from_word);
        let record = row.record_id.and_then(|id| id.parse().ok());
        // An erased person is in the counts, and nowhere else.
        let Some((object, record_id)) = object.zip(record) else {
            continue;
        };
        let broken = || Failure::internal("an SMS row has no readable status");
        let status = Status::from_word(&row.status).ok_or_else(broken)?;
        let fields = row
            .fields
            .as_deref()
            .map(|json| read_object::<Fields>(json.as_bytes()));
        items.push(JobRecipient {
            object,
            record_id,
            name: fields.transpose()?.as_ref().and_then(Fields::name),
            sms: SmsId::new(row.number).ok_or_else(broken)?,
            status: status.shown(now().saturating_sub(row.created_at)),
            reason: row.reason,
        });
    }
    Reply::json(200, &List { items, cursor })
}
