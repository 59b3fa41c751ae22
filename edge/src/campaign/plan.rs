//! `POST /api/campaigns/{id}/plan`: what a campaign would send, and the classes from which a page counts
//! it again at each key. Members go by page by page; what stays in memory is their classes.

use mitto_core::api::{Claims, ClassesRequest, PlanAnswer, PlanRequest, Problem, Schedule};
use mitto_core::campaign::{Classes, Planner, Skip, Skipped, Typography};
use mitto_core::ids::RecordId;
use mitto_core::sender::SenderId;
use mitto_core::template::{Fields, MergeField, PersonObject, RelatedObject, Template};

use super::admit;
use super::page::{Key, PAGE, Reader};
use super::timing::Timer;
use crate::border::Request;
use crate::error::Failure;
use crate::router::{App, Reply, json};
use crate::send::template_of;
use crate::spend::Brake;
use crate::stored_setup::StoredSetup;

/// What is to be sent, read and checked.
pub(super) struct Wanted {
    pub(super) from: SenderId,
    pub(super) template: Template,
    pub(super) typography: Typography,
    pub(super) schedule: Option<Schedule>,
}

impl Wanted {
    pub(super) async fn of(app: &App, request: &PlanRequest) -> Result<Wanted, Failure> {
        Ok(Wanted {
            from: request.sender()?,
            template: template_of(app, request.source()?, RelatedObject::Campaign).await?,
            typography: Typography::replaced(request.replace_look_alikes),
            schedule: request.schedule,
        })
    }
}

/// A member that goes by: skipped, or with its values.
enum Passing<'a> {
    Skipped(Skip),
    Recipient(PersonObject, &'a RecordId, &'a str, &'a Fields),
}

/// Goes through all members of a campaign.
async fn each(
    app: &App,
    setup: &StoredSetup,
    campaign: &RecordId,
    fields: &[MergeField],
    mut pass: impl FnMut(Passing<'_>),
) -> Result<(), Failure> {
    let reader = Reader::new(app, setup, campaign, fields.iter().copied())?;
    let mut after = Key::default();
    loop {
        let page = reader.page(&after, PAGE).await?;
        for member in &page {
            match (member.skip(), &member.mobile) {
                (None, Some(mobile)) => {
                    let id = member.id.parse().map_err(Failure::internal)?;
                    let (object, fields) = (member.object()?, member.fields()?);
                    pass(Passing::Recipient(object, &id, mobile, &fields));
                }
                (skip, _) => pass(Passing::Skipped(skip.unwrap_or(Skip::NoMobile))),
            }
        }
        match page.last() {
            Some(last) if page.len() >= PAGE as usize => after = last.key(),
            _ => return Ok(()),
        }
    }
}

/// The plan as it is now, and what of it Setup would refuse to this user.
pub(super) async fn make(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    wanted: &Wanted,
) -> Result<PlanAnswer, Failure> {
    let Wanted {
        from,
        template,
        typography,
        schedule,
    } = wanted;
    let setup = app.config.setup().await?;
    let mut timer = Timer::of_plan(&setup, *schedule);
    let mut planner = Planner::new(from, template.clone(), *typography);
    let names = planner.fields().to_vec();
    let setup = app.config.setup().await?;
    each(app, &setup, campaign, &names, |member| match member {
        Passing::Skipped(skip) => planner.skip(skip, 1),
        Passing::Recipient(object, id, mobile, fields) => {
            let values = names.iter().map(|field| fields.get(field.name()));
            planner.add(object, id, mobile, values);
            if !timer.is_now() {
                timer.add(object, fields, mobile);
            }
        }
    })
    .await?;
    let mut plan = planner.answer();
    let brake = Brake::of_campaign(&setup, &claims.sub);
    plan.over_limit = brake.over(app, plan.total_messages).await?;
    plan.confirm = plan.recipients > setup.confirm_recipients;
    plan.timing = timer.answer()?;
    Ok(plan)
}

/// `POST /api/campaigns/{id}/plan`.
pub(crate) async fn post(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let asked: PlanRequest = json(request).await?;
    admit(app, claims, campaign).await?;
    let wanted = Wanted::of(app, &asked).await?;
    Reply::json(200, &make(app, claims, campaign, &wanted).await?)
}

/// `POST /api/campaigns/{id}/classes`.
pub(crate) async fn classes(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let asked: ClassesRequest = json(request).await?;
    admit(app, claims, campaign).await?;
    let mut names = Vec::with_capacity(asked.fields.len());
    for name in &asked.fields {
        match MergeField::find(name, RelatedObject::Campaign) {
            Ok(field) if !names.contains(&field) => names.push(field),
            Ok(_) => {}
            Err(_) => {
                let why = ["Leads and contacts share no field ", name, "."].concat();
                return Err(Problem::field("fields", why).into());
            }
        }
    }
    let mut classes = Classes::of(names.clone());
    let mut skipped = Skipped::new();
    let setup = app.config.setup().await?;
    each(app, &setup, campaign, &names, |member| match member {
        Passing::Skipped(skip) => skipped.add(skip, 1),
        Passing::Recipient(_, _, _, fields) => {
            classes.add(names.iter().map(|field| fields.get(field.name())));
        }
    })
    .await?;
    Reply::json(200, &classes.answer(skipped))
}
