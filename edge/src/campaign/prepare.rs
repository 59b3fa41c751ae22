//! From a plan to SMS records, a page of members at a time. A page, the place behind it and the seal so
//! far are one transaction that holds only at the place it began at: two who prepare at once make each
//! record once. Nothing is sent before all are there and the seal is the one the person saw.

use mitto_core::api::{JobState, read_template};
use mitto_core::campaign::{Seal, Typography, regular};
use mitto_core::count::count;
use mitto_core::status::Status;
use mitto_core::template::{Fields, RelatedObject, Template};
use serde::Serialize;

use super::job::Row;
use super::page::{Key, Reader};
use super::timing::{self, Timer};
use crate::crypto;
use crate::db::Value;
use crate::error::Failure;
use crate::router::{App, now};
use crate::spend::give_back;

/// Members of a page, and the bytes of their SMS: D1 takes 2 MB a value.
const PAGE: u32 = 500;
const BYTES: usize = 1_000_000;

/// An SMS as the statement reads it.
#[derive(Serialize)]
struct Line<'a> {
    request: String,
    object: &'a str,
    id: &'a str,
    mobile: &'a str,
    text: &'a str,
    encoding: &'static str,
    segments: usize,
    zone: &'a str,
    /// Left out: at once.
    due: Option<i64>,
    closes: Option<i64>,
}

/// Prepares one page; whether it was the last, and the job runs.
pub(super) async fn page(app: &App, job: &Row) -> Result<bool, Failure> {
    let typography = Typography::replaced(job.replaces != 0);
    let template = read_template(&job.text, RelatedObject::Campaign)?;
    let from = job.sender.parse().map_err(Failure::internal)?;
    let mut seal = Seal::new(&from, &template, typography);
    if let Some(progress) = &job.progress {
        let resumed = seal.resume(progress);
        seal = resumed.ok_or_else(|| Failure::internal("a job's seal is unreadable"))?;
    }
    let names = template.fields();
    let campaign = job.campaign()?;
    let setup = app.config.setup().await?;
    let reader = Reader::new(app, &setup, &campaign, names.iter().copied())?.at(job.created_at);
    let mut timer = Timer::of_job(&setup, job);
    let waits = !timer.is_now();
    let began = Key {
        object: job.object.clone(),
        id: job.id.clone(),
    };
    let members = reader.page(&began, PAGE).await?;
    let mut whole = members.len() < PAGE as usize;
    let mut ended = began.clone();
    let mut lines = String::new();
    for member in &members {
        if lines.len() > BYTES {
            whole = false;
            break;
        }
        ended = member.key();
        let (None, Some(mobile)) = (member.skip(), &member.mobile) else {
            continue;
        };
        let fields = member.fields()?;
        let id = member.id.parse().map_err(Failure::internal)?;
        let values = names.iter().map(|field| fields.get(field.name()));
        seal.add(member.object()?, &id, mobile, values);
        let (zone, due) = timer.add(member.object()?, &fields, mobile);
        let zone = zone.to_owned();
        let text = rendered(&template, fields, typography);
        let counted = count(&text);
        if text.trim().is_empty() || counted.too_long() {
            continue;
        }
        let number = job.number.to_string();
        let parts = [number.as_str(), &member.object, &member.id];
        lines.push(if lines.is_empty() { '[' } else { ',' });
        lines.push_str(&serde_json::to_string(&Line {
            // A hash, because it outlives the record.
            request: crypto::hex(&crypto::digest(&parts.map(str::as_bytes))),
            object: &member.object,
            id: &member.id,
            mobile,
            text: &text,
            encoding: counted.encoding().as_str(),
            segments: counted.segments(),
            zone: &zone,
            due: waits.then_some(due.at),
            closes: due.closes,
        })?);
    }
    if lines.is_empty() {
        lines.push('[');
    }
    lines.push(']');
    store(app, job, &ended, &lines, &seal, whole).await?;
    Ok(whole && seal.hash() == job.plan)
}

async fn store(
    app: &App,
    job: &Row,
    ended: &Key,
    lines: &str,
    seal: &Seal,
    whole: bool,
) -> Result<(), Failure> {
    let now = now();
    let at = |object, id| -> [Value<'_>; 3] { [job.number.into(), object, id] };
    let here = at((&job.object).into(), (&job.id).into());
    let there = at((&ended.object).into(), (&ended.id).into());
    let progress = seal.progress();
    let fill = [
        here.as_slice(),
        &[
            lines.into(),
            now.into(),
            Status::Queued.as_str().into(),
            Status::Queued.rank().into(),
        ],
    ];
    let filled = [
        here.as_slice(),
        &[
            (&ended.object).into(),
            (&ended.id).into(),
            (&progress).into(),
            now.into(),
        ],
    ];
    let mut batch = vec![
        app.db
            .statement(include_str!("../../sql/job/fill.sql"), &fill.concat()),
        app.db
            .statement(include_str!("../../sql/job/filled.sql"), &filled.concat()),
    ];
    if whole {
        let (state, reason) = match seal.hash() == job.plan {
            true => (JobState::Running, None),
            false => (
                JobState::Moved,
                Some("The list has changed. Plan it again."),
            ),
        };
        let prepared = [
            there.as_slice(),
            &[state.as_str().into(), reason.into(), now.into()],
        ];
        let sql = include_str!("../../sql/job/prepared.sql");
        if job.replaces_job.is_some() && state == JobState::Running {
            let id = super::job::id_of(job)?.to_string();
            let why = ["It was changed: ", &id, " takes its place."].concat();
            let replaced = [
                there.as_slice(),
                &[(&job.campaign).into(), (&why).into(), now.into()],
            ];
            let replace = include_str!("../../sql/job/replace.sql");
            batch.push(app.db.statement(replace, &replaced.concat()));
        }
        batch.push(app.db.statement(sql, &prepared.concat()));
        if job.replaces_job.is_some() {
            let why =
                "What it was to take the place of has been sent, or changed, in the meantime.";
            let values = [job.number.into(), why.into(), now.into()];
            let sql = include_str!("../../sql/job/not_replaced.sql");
            batch.push(app.db.statement(sql, &values));
        }
        if job.schedule_at.is_some() || !job.quiet.is_empty() {
            batch.push(timing::wakes(app, job.number));
        }
        let ended = [Some(job.number), job.replaces_job];
        batch.extend(ended.into_iter().flatten().map(|job| give_back(app, job)));
    }
    app.db.perform(batch).await
}

fn rendered(template: &Template, fields: Fields, typography: Typography) -> String {
    let fields = match typography {
        Typography::Kept => fields,
        Typography::Replaced => fields
            .iter()
            .map(|(name, value)| {
                let value = value.unwrap_or_default();
                (name, regular(value).unwrap_or_else(|| value.to_owned()))
            })
            .collect(),
    };
    template.render(&fields).text
}

/// Removes what was prepared for a list that has changed since, a piece of it; whether there is more.
pub(super) async fn undo(app: &App, job: &Row) -> Result<bool, Failure> {
    // None of them was ever claimed: the job never ran. The last number of all stays, or it would be given
    // once more, to an SMS that another job looks for behind it.
    let sql = "DELETE FROM sms WHERE number IN (SELECT number FROM sms WHERE number > ?2 AND number <= ?3 \
        AND job = ?1 AND attempt = 0 AND number < (SELECT max(number) FROM sms) \
        ORDER BY number LIMIT 1000)";
    let range = job.range(job.first);
    if app.db.run(sql, &range).await?.changes > 0 {
        return Ok(true);
    }
    let state = Status::Cancelled;
    let values = [
        range.as_slice(),
        &[state.as_str().into(), state.rank().into(), now().into()],
    ];
    let rest = app.db.statement(
        "UPDATE sms SET phase = 'settled', status = ?4, rank = ?5, updated_at = ?6, \
         reason = 'the list had changed' \
         WHERE number > ?2 AND number <= ?3 AND job = ?1 AND phase = 'queued'",
        &values.concat(),
    );
    let through = app.db.statement(
        "UPDATE job SET last = first WHERE number = ?1 AND state = 'moved'",
        &[job.number.into()],
    );
    app.db.perform(vec![rest, through]).await?;
    Ok(false)
}
