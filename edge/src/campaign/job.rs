//! A job: a plan on its way. What is known of it, and what a person does with it.

use mitto_core::api::{
    Claims, Code, Job, JobDeed, JobPart, JobRecipient, JobState, List, Problem, Schedule,
    ScheduleZone, read_object,
};
use mitto_core::ids::{JobId, RecordId, SmsId};
use mitto_core::status::Status;
use mitto_core::template::{Fields, PersonObject};
use mitto_core::time::to_rfc3339;

use super::{admit, queue};
use crate::border::Request;
use crate::crypto;
use crate::db::{Value, row};
use crate::error::Failure;
use crate::etag;
use crate::query::{Query, cursor_of, cut};
use crate::router::{App, Reply, now};
use crate::spend::{Brake, give_back};

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

async fn find(app: &App, claims: &Claims, id: JobId) -> Result<Row, Failure> {
    claims.admit_to_all()?;
    let row = load(app, id.number()).await?;
    row.ok_or_else(|| Code::NotFound.into())
}

pub(super) fn id_of(row: &Row) -> Result<JobId, Failure> {
    JobId::new(row.number).ok_or_else(|| Failure::internal("a job has no readable number"))
}

async fn shown(app: &App, row: &Row) -> Result<Job, Failure> {
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
    match (old.state()?, old.started_at) {
        (JobState::Running | JobState::Stopped, None) => Ok(()),
        _ => {
            let why = "It has begun already, or was changed. Nothing is changed now.";
            Err(Problem::new(Code::Cancelled)
                .about("replaces")
                .because(why)
                .into())
        }
    }
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

/// `POST /api/jobs/{id}/stop`, `/resume`, `/retry`. Each can be repeated.
pub(crate) async fn act(
    app: &App,
    claims: &Claims,
    id: JobId,
    deed: JobDeed,
) -> Result<Reply, Failure> {
    let job = find(app, claims, id).await?;
    let state = job.state()?;
    let number: [Value<'_>; 2] = [job.number.into(), now().into()];
    match deed {
        JobDeed::Stop if state.can_stop() => {
            // What is being prepared stands still at once; what the gateway has been given is finished first.
            let sql = "UPDATE job SET state = iif(state = 'running', 'stopping', 'stopped'), \
                ended_at = iif(state = 'running', NULL, ?2), touched_at = ?2 \
                WHERE number = ?1 AND state IN ('queued', 'preparing', 'running')";
            let stop = app.db.statement(sql, &number);
            let end = include_str!("../../sql/job/end.sql");
            let end = app.db.statement(end, &number);
            let back = give_back(app, job.number);
            app.db.perform(vec![stop, end, back]).await?;
        }
        JobDeed::Resume if state.can_resume() => {
            resume(app, claims, &job).await?;
            queue::begin(job.number, JobState::Running).await;
        }
        JobDeed::Retry if matches!(state, JobState::Done | JobState::Stopped) => {
            return retry(app, claims, &job).await;
        }
        // Repeated: it is as it was wanted.
        JobDeed::Stop if matches!(state, JobState::Stopping | JobState::Stopped) => {}
        JobDeed::Resume if state.is_under_way() => {}
        _ => {
            let why = [
                "A job that is ",
                state.as_str(),
                " cannot be given to ",
                deed.as_str(),
                ".",
            ];
            return Err(Problem::field("state", why.concat()).into());
        }
    }
    let job = find(app, claims, id).await?;
    Reply::json(200, &shown(app, &job).await?)
}

/// Goes on with a stopped job. What is left of it was given back, so it is counted anew, today and for whoever goes on.
async fn resume(app: &App, claims: &Claims, job: &Row) -> Result<(), Failure> {
    row! {
        struct Unsent {
            messages: u32,
        }
    }
    let spending = app.config.setup().await?.spending;
    let brake = Brake::of(spending.limits().of_single(), &claims.sub);
    let [day, ..] = brake.values();
    let number = job.number.into();
    let sql = "UPDATE job SET state = iif(last IS NULL, 'preparing', 'running'), reason = NULL, \
        ended_at = NULL, touched_at = ?2 WHERE number = ?1 AND (state = 'stopping' OR state = 'stopped' \
        AND (?3 IS NULL OR EXISTS (SELECT 1 FROM reservation WHERE job = ?1 AND open = 1)))";
    let on = app.db.statement(sql, &[number, now().into(), day]);
    let rest = brake.reserve_rest(app, job.number);
    let left = include_str!("../../sql/spend/unsent.sql");
    let left = app.db.statement(left, &[number]);
    let back = give_back(app, job.number);
    let [_, _, on, left] = app.db.all([back, rest, on, left]).await?;
    let left: Option<Unsent> = left.first()?;
    match left {
        Some(left) if on.changes == 0 => brake.hold(app, left.messages).await,
        _ => Ok(()),
    }
}

/// A new job of new SMS to those whose SMS failed, each once. The failed ones stay as they are.
async fn retry(app: &App, claims: &Claims, old: &Row) -> Result<Reply, Failure> {
    let request = crypto::hex(&crypto::digest(&[b"retry", crypto::random_id().as_bytes()]));
    let now = now();
    let [number, first, last] = old.range(old.first);
    let spending = app.config.setup().await?.spending;
    let brake = Brake::of_campaign(&spending, &claims.sub);
    let [day, user, all] = brake.values();
    let failed = include_str!("../../sql/spend/failed.sql");
    let make = [
        "INSERT INTO job (request, request_body, campaign, sender, text, replaces, plan, recipients, \
         messages, state, first, touched_at, created_by, created_at, time_zone) \
         SELECT ?4, '', campaign, sender, text, replaces, plan, 0, 0, 'preparing', \
         (SELECT max(number) FROM sms), ?5, ?6, ?5, time_zone FROM job, (",
        failed,
        ") AS failed WHERE job.number = ?1 AND (?10 IS NULL OR failed.messages <= ?10) \
         AND (?8 IS NULL OR failed.messages \
         + coalesce((SELECT messages FROM spend WHERE day = ?7 AND who = ?6), 0) <= ?8) \
         AND (?9 IS NULL OR failed.messages \
         + coalesce((SELECT messages FROM spend WHERE day = ?7 AND who = ''), 0) <= ?9)",
    ];
    let make = app.db.statement(
        make.concat(),
        &[
            number,
            first,
            last,
            (&request).into(),
            now.into(),
            (&claims.sub).into(),
            day,
            user,
            all,
            spending.campaign_message_limit.map(i64::from).into(),
        ],
    );
    let fill = app.db.statement(
        include_str!("../../sql/job/retry.sql"),
        &[
            number,
            first,
            last,
            now.into(),
            Status::Queued.as_str().into(),
            Status::Queued.rank().into(),
            (&claims.sub).into(),
            (&request).into(),
        ],
    );
    let run = app.db.statement(
        "UPDATE job SET state = 'running', last = (SELECT max(number) FROM sms), \
         recipients = (SELECT count(*) FROM sms WHERE number > job.first AND job = job.number), \
         messages = (SELECT coalesce(sum(segments), 0) FROM sms \
         WHERE number > job.first AND job = job.number) WHERE request = ?1",
        &[(&request).into()],
    );
    // Nobody is left whose SMS failed and was not sent again.
    let none = app.db.statement(
        "DELETE FROM job WHERE request = ?1 AND recipients = 0",
        &[(&request).into()],
    );
    let reserve = brake.reserve(app, &request);
    app.db.perform(vec![make, fill, run, none, reserve]).await?;
    let Some(job) = by_request(app, &request).await? else {
        row! {
            struct Failed {
                messages: u32,
            }
        }
        let failed: Option<Failed> = app.db.first(failed, &[number, first, last]).await?;
        brake
            .hold(app, failed.map_or(0, |failed| failed.messages))
            .await?;
        let why = "No SMS of this job has failed that was not sent again already.";
        return Err(Problem::field("state", why).into());
    };
    queue::begin(job.number, JobState::Running).await;
    Reply::json(202, &shown(app, &job).await?)
}
