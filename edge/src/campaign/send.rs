//! `POST /api/campaigns/{id}/sms`: the plan that the person saw becomes a job, or nothing does.

use mitto_core::api::{Claims, Code, JobAccepted, PlanChange, PlanSendRequest, Problem, as_value};
use mitto_core::campaign::{Figures, Typography, seal_of};
use mitto_core::ids::{JobId, RecordId};

use super::plan::{self, Wanted};
use super::timing::quiet_text;
use super::{admit, job, queue};
use crate::border::Request;
use crate::error::Failure;
use crate::router::{App, Reply, json, now};
use crate::send::request_of;
use crate::spend::Brake;

pub(crate) async fn post(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let key = request.header("idempotency-key");
    let asked: PlanSendRequest = json(request).await?;
    admit(app, claims, campaign).await?;
    let (request, body) = request_of(app, claims, key, &(campaign.as_str(), &asked))?;
    // A repeat is answered before anything is checked again: the list may have changed since.
    if job::by_request(app, &request).await?.is_none() {
        make(app, claims, campaign, asked, &request, &body).await?;
    }
    let job = job::by_request(app, &request).await?;
    let job = job.ok_or_else(|| Failure::internal("a new job is not there"))?;
    if job.request_body != body {
        return Err(Code::IdempotencyConflict.into());
    }
    let accepted = JobAccepted {
        job: job::id_of(&job)?,
        state: job.state()?,
        recipients: job.recipients,
        total_messages: job.messages,
    };
    queue::begin(job.number, accepted.state).await;
    let location = ["/api/jobs/", &accepted.job.to_string()].concat();
    Ok(Reply::json(202, &accepted)?.with("location", location))
}

async fn make(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    asked: PlanSendRequest,
    request: &str,
    body: &str,
) -> Result<(), Failure> {
    let (seen, confirmed) = (asked.plan_hash.clone(), asked.confirm_recipients);
    let replaces = asked.replaces;
    if let Some(old) = replaces {
        job::may_be_replaced(app, campaign, old).await?;
    }
    let blanks_allowed = asked.allow_blank_fields;
    let wanted = Wanted::of(app, &asked.plan()).await?;
    let plan = plan::make(app, claims, campaign, &wanted).await?;
    plan.may_be_sent(confirmed, blanks_allowed)?;
    let seal = seal_of(&plan.plan_hash).to_owned();
    if seal != seal_of(&seen) {
        let mut problem = Problem::new(Code::PlanMoved);
        let current = PlanChange {
            changed: Figures::of(&plan).moved_from(&seen),
            plan,
        };
        problem.current = Some(as_value(&current)?);
        return Err(problem.into());
    }
    let setup = app.config.setup().await?;
    if setup.product_key(&app.settings)?.is_none() {
        return Err(setup.not_set_up().into());
    }
    let text = wanted.template.to_string();
    let at = wanted.schedule.map(|schedule| schedule.at.to_string());
    let quiet = quiet_text(&setup);
    let brake = Brake::of_campaign(&setup, &claims.sub);
    brake.hold(app, plan.total_messages).await?;
    let [day, user, all] = brake.values();
    let made = app.db.statement(
        include_str!("../../sql/job/make.sql"),
        &[
            request.into(),
            body.into(),
            campaign.as_str().into(),
            wanted.from.as_str().into(),
            (&text).into(),
            (wanted.typography == Typography::Replaced).into(),
            (&seal).into(),
            plan.recipients.into(),
            plan.total_messages.into(),
            now().into(),
            (&claims.sub).into(),
            day,
            user,
            all,
            at.as_deref().into(),
            wanted
                .schedule
                .map(|schedule| schedule.zone.as_str())
                .into(),
            (&setup.time_zone).into(),
            (&quiet).into(),
            replaces.map(JobId::number).into(),
        ],
    );
    let reserved = brake.reserve(app, request);
    app.db.perform(vec![made, reserved]).await?;
    // Others may have been faster: then it was refused by the database.
    match job::by_request(app, request).await? {
        Some(_) => Ok(()),
        None => brake.hold(app, plan.total_messages).await,
    }
}
