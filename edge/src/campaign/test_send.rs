//! `GET` and `POST /api/campaigns/{id}/test`: what one member would get, sent to one's own number. It is an SMS like any
//! other, about no record and of no campaign.

use mitto_core::api::{Claims, Code, Problem, TestNumber, TestRequest, read_object};
use mitto_core::ids::RecordId;
use mitto_core::mobile::Mobile;
use mitto_core::template::Fields;

use super::page::Reader;
use super::plan::Wanted;
use super::{admit, members};
use crate::border::Request;
use crate::db::row;
use crate::error::Failure;
use crate::opt_out;
use crate::router::{App, Reply, json, now};
use crate::send::{Addressed, finish, request_of, written};
use crate::store::{self, NewSms};

row! {
    struct Number {
        mobile: String,
    }
}

/// `GET`: where a test of this user may go.
pub(crate) async fn number(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
) -> Result<Reply, Failure> {
    admit(app, claims, campaign).await?;
    let any_number = claims.may_test_anywhere();
    let mobile = match &claims.mobile {
        Some(own) => Some(own.clone()),
        None if any_number => {
            let sql = "SELECT mobile FROM sms WHERE mobile <> '' \
                AND number = (SELECT sms FROM test_send WHERE who = ?1)";
            let last: Option<Number> = app.db.first(sql, &[(&claims.sub).into()]).await?;
            last.map(|last| last.mobile)
        }
        None => None,
    };
    Reply::json(200, &TestNumber { mobile, any_number })
}

/// `POST`. Its `Idempotency-Key` is as that of `POST /api/sms`.
pub(crate) async fn post(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let key = request.header("idempotency-key");
    let asked: TestRequest = json(request).await?;
    admit(app, claims, campaign).await?;
    let (request, body) = request_of(app, claims, key, &(campaign.as_str(), "test", &asked))?;
    let row = match store::by_request(&app.db, &request).await? {
        Some(row) => row,
        None => {
            let sms = compose(app, claims, campaign, &asked).await?;
            let row = store::create(app, &request, &body, &sms, now()).await?;
            // Whoever it was to show has been erased.
            row.ok_or_else(nobody)?
        }
    };
    if row.request_body != body {
        return Err(Code::IdempotencyConflict.into());
    }
    let sql = "INSERT INTO test_send (who, sms) VALUES (?1, ?2) \
        ON CONFLICT (who) DO UPDATE SET sms = excluded.sms WHERE sms <> excluded.sms";
    app.db
        .run(sql, &[(&claims.sub).into(), row.number.into()])
        .await?;
    finish(app, row).await
}

async fn compose(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    asked: &TestRequest,
) -> Result<NewSms, Failure> {
    let wanted = Wanted::of(app, &asked.plan()).await?;
    let setup = app.config.setup().await?;
    let read = |written: &str| Mobile::parse(written, setup.default_region);
    let to = read(&asked.mobile).map_err(|why| {
        Problem::new(Code::InvalidMobile)
            .about("mobile")
            .because(why)
    })?;
    let own = claims.mobile.as_deref().and_then(|own| read(own).ok());
    claims.admit_test(&to, own.as_ref())?;
    if opt_out::has_opted_out(app, &to).await? {
        return Err(Problem::new(Code::OptedOut).about("mobile").into());
    }
    let found = match &asked.member {
        Some(member) => {
            row! {
                struct Known {
                    fields: String,
                }
            }
            let sql = "SELECT person.fields FROM campaign_member AS member JOIN person \
                ON person.object = member.object AND person.id = member.id \
                WHERE member.campaign = ?1 AND member.object = ?2 AND member.id = ?3";
            let key = [
                campaign.as_str(),
                member.object.as_str(),
                member.id.as_str(),
            ];
            let known: Option<Known> = app.db.first(sql, &key.map(Into::into)).await?;
            let whose = (member.object, member.id.clone());
            known.map(|known| (whose, known.fields))
        }
        None => {
            let fields = wanted.template.fields();
            let reader = Reader::new(app, &setup, campaign, fields.into_iter())?;
            match members::first(&reader).await? {
                Some(member) => {
                    let id = member.id.parse().map_err(Failure::internal)?;
                    Some(((member.object()?, id), member.fields))
                }
                None => None,
            }
        }
    };
    let (whose, fields) = found.ok_or_else(nobody)?;
    let fields: Fields = read_object(fields.as_bytes())?;
    let fields = wanted.typography.apply(&fields);
    let addressed = Addressed {
        about: None,
        to,
        from: wanted.from,
    };
    let rendered = wanted.template.render(&fields);
    let sms = written(app, claims, &setup, addressed, rendered, true)?;
    Ok(NewSms {
        shows: Some(whose),
        ..sms
    })
}

fn nobody() -> Problem {
    let why = "There is no such member, or nobody who can be texted.";
    Problem::field("member", why)
}
