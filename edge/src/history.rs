//! What people do with SMS that have been sent: settle a doubt, send one again knowingly, take them
//! along when a lead becomes a contact.

use crate::border::Request;
use mitto_core::api::{Claims, Code, ConvertInput, Converted, MarkInput, Problem, SmsRecord};
use mitto_core::ids::{RecordId, SmsId};
use mitto_core::mobile::Mobile;
use mitto_core::template::PersonObject;

use crate::db::{last, row};
use crate::error::Failure;
use crate::router::{App, Reply, json, now};
use crate::{opt_out, people, send, sms, store};

/// `POST /api/sms/{id}/mark`: what a person knows of an SMS the gateway has left in doubt. It is
/// one more delivery update, so a report that comes later is weighed against it like any other.
pub(crate) async fn mark(
    app: &App,
    claims: &Claims,
    id: SmsId,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let input: MarkInput = json(request).await?;
    let status = input.status()?;
    let record = sms::read(app, claims, id).await?;
    record.admit_mark()?;
    let values = [
        id.number().into(),
        status.as_str().into(),
        status.rank().into(),
        now().into(),
        (&claims.sub).into(),
    ];
    let [number, word, rank, now, _] = values;
    let update = include_str!("../sql/mark_update.sql");
    let settle = include_str!("../sql/mark_status.sql");
    app.db
        .batch(vec![
            app.db.statement(update, &values),
            app.db.statement(settle, &[number, word, rank, now]),
        ])
        .await?;
    Reply::json(200, &sms::read(app, claims, id).await?)
}

/// `POST /api/sms/{id}/resend`: the same text to the same number once more, as an SMS of its own.
/// However often it is asked, one SMS is sent again once; its successor can be sent again in turn.
pub(crate) async fn resend(app: &App, claims: &Claims, id: SmsId) -> Result<Reply, Failure> {
    row! {
        struct First {
            request: String,
        }
    }
    let record = sms::read(app, claims, id).await?;
    let sql = "SELECT request FROM sms WHERE number = ?1";
    let first: Option<First> = app.db.first(sql, &[id.number().into()]).await?;
    let first = first.ok_or(Code::NotFound)?;
    // As a job's Retry calls it (`sql/job/retry.sql`): whichever of the two comes first is the only one.
    let request = ["again ", &first.request].concat();
    let row = match store::by_request(&app.db, &request).await? {
        Some(row) => row,
        None => {
            record.admit_resend()?;
            let to: Mobile = record.to.parse().map_err(Failure::internal)?;
            if opt_out::has_opted_out(app, &to).await? {
                return Err(Problem::new(Code::OptedOut).about("to").into());
            }
            let spending = app.config.setup().await?;
            spending.destinations.admit(&to)?;
            let from = record
                .from
                .parse()
                .map_err(|why| Problem::field("from", why))?;
            let again = store::NewSms {
                about: record.object.zip(record.record_id),
                shows: None,
                to,
                from,
                encoding: record.encoding,
                segments: record.number_of_messages,
                text: record.text,
                by: claims.sub.clone(),
                again: Some(id.number()),
                limits: spending.limits().of_single(),
            };
            let row = store::create(app, &request, "", &again, now()).await?;
            row.ok_or_else(SmsRecord::erased)?
        }
    };
    send::finish(app, row).await
}

/// `POST /api/leads/{id}/convert`: a lead has become a contact, and its SMS go with it. Safe to
/// repeat: what has moved is not there to move again.
pub(crate) async fn convert(
    app: &App,
    claims: &Claims,
    lead: &RecordId,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let ConvertInput { contact_id } = json(request).await?;
    claims.admit_to(PersonObject::Lead, lead)?;
    claims.admit_to(PersonObject::Contact, &contact_id)?;
    let values = [lead.as_str().into(), contact_id.as_str().into()];
    let moved = app.db.statement(
        "UPDATE sms SET object = 'contact', record_id = ?2 \
         WHERE object = 'lead' AND record_id = ?1",
        &values,
    );
    // What Salesforce is to be told of the lead, it is told of the contact that the lead becomes.
    let told = app.db.statement(
        "UPDATE OR IGNORE crm_change SET object = 'contact', id = ?2 \
         WHERE object = 'lead' AND id = ?1 \
         AND NOT EXISTS (SELECT 1 FROM person WHERE object = 'contact' AND id = ?2)",
        &values,
    );
    let untold = app.db.statement(
        "DELETE FROM crm_change WHERE object = 'lead' AND id = ?1",
        &[lead.as_str().into()],
    );
    // The contact as the CRM told us stays; of the lead it takes what only we may know, a ticked
    // box. A contact nobody told us of begins as the lead was. Its number is read anew: until then
    // it counts as read in another way.
    let taken_over = app.db.statement(
        "INSERT INTO person (object, id, fields, opted_out, updated_at, box_at) \
         SELECT 'contact', ?2, fields, opted_out, updated_at, box_at FROM person \
         WHERE object = 'lead' AND id = ?1 ON CONFLICT (object, id) DO UPDATE SET \
         opted_out = max(opted_out, excluded.opted_out), mobile_read = NULL",
        &values,
    );
    let gone = app.db.statement(
        "DELETE FROM person WHERE object = 'lead' AND id = ?1",
        &[lead.as_str().into()],
    );
    // Where the contact was a member beside the lead, one of the two is left.
    let joined = app.db.statement(
        "UPDATE OR REPLACE campaign_member SET object = 'contact', id = ?2 \
         WHERE campaign IN (SELECT id FROM campaign) AND object = 'lead' AND id = ?1",
        &values,
    );
    let shown = app.db.statement(
        "UPDATE test_of SET object = 'contact', id = ?2 WHERE object = 'lead' AND id = ?1",
        &values,
    );
    let statements = vec![told, untold, taken_over, gone, joined, shown, moved];
    let moved = last(&mut app.db.batch(statements).await?)?;
    people::write::renumber(app, PersonObject::Contact, &contact_id).await?;
    let moved = u32::try_from(moved.changes).unwrap_or(u32::MAX);
    Reply::json(200, &Converted { contact_id, moved })
}
