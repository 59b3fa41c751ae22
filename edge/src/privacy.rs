//! One person: all that is known of them, and erasing it.
//!
//! Theirs are the SMS of the record, and those of its numbers that belong to no record: replies that
//! could not be told whose they are, SMS to a typed number; and tests of campaigns, to whoever, that
//! show their data. What a second record with the same number has sent and received stays its own.

use crate::border::Request;
use mitto_core::api::{Action, Claims, Code, EraseInput, Erased, OptedOut, Problem};
use mitto_core::ids::RecordId;
use mitto_core::mobile::Mobile;
use mitto_core::template::PersonObject;
use mitto_core::time::to_rfc3339;
use serde::Serialize;

use crate::db::row;
use crate::deed::{self, DONE, Deed};
use crate::editing;
use crate::error::Failure;
use crate::export::{self, File};
use crate::opt_out;
use crate::people::{self, Known};
use crate::router::{App, Reply, json, now};
use crate::sms;

const THEIRS: &str = include_str!("../sql/theirs.sql");

/// Whoever is being texted this moment: the claim, until its lease has run out.
const SENDING: &str = " AND phase = 'sending' AND due_at > ?1";

/// A person as far as erasing and exporting go.
struct Person {
    known: Option<Known>,
    /// Their numbers, now and before, with the hashes.
    numbers: String,
}

/// What is here of a person.
///
/// # Errors
/// `not-found` where there is neither the record nor an SMS of it.
async fn find(
    app: &App,
    claims: &Claims,
    object: PersonObject,
    id: &RecordId,
) -> Result<Person, Failure> {
    row! {
        struct Number {
            mobile: String,
        }
    }
    claims.admit_to(object, id)?;
    let setup = app.config.setup().await?;
    // The record as it is here: a copy in the token must not bring it back.
    let bare = Claims {
        record: None,
        ..claims.clone()
    };
    let known = people::known(app, &setup, &bare, object, id).await?;
    let sql = "SELECT DISTINCT mobile FROM sms WHERE object = ?1 AND record_id = ?2";
    let key = [object.as_str().into(), id.as_str().into()];
    let before: Vec<Number> = app.db.rows(sql, &key).await?;
    if known.is_none() && before.is_empty() {
        let why = "This record is not known here. It may have been erased already.";
        return Err(Problem::new(Code::NotFound).because(why).into());
    }
    let mut numbers: Vec<&str> = before.iter().map(|row| row.mobile.as_str()).collect();
    let mobile = known.as_ref().and_then(|known| known.mobile.as_ref().ok());
    numbers.extend(mobile.map(Mobile::as_str));
    // Of an SMS that retention has erased.
    numbers.retain(|number| !number.is_empty());
    let numbers = opt_out::hashed(app, &numbers)?;
    Ok(Person { known, numbers })
}

/// `POST /api/leads/{id}/erase`: the record, and the texts and numbers of their SMS. What is queued
/// is cancelled; while one is being sent, nothing is erased. An opt-out stays, under a hash.
pub(crate) async fn erase(
    app: &App,
    claims: &Claims,
    object: PersonObject,
    id: &RecordId,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let input: EraseInput = json(request).await?;
    input.holds(id)?;
    for _ in 0..editing::TRIES {
        let person = find(app, claims, object, id).await?;
        let deed = Deed {
            by: &claims.sub,
            object,
            id,
            action: Action::Erased,
            now: now(),
        };
        let head = deed::head(app).await?;
        let hash = deed.hash(&head);
        let values = deed.values(&person.numbers, &hash);
        let [now, of, record, numbers, _] = values;
        let sending = ["SELECT 1 FROM sms WHERE number IN ", THEIRS, SENDING].concat();
        let asked = app.db.run(&sending, &[now, of, record, numbers]).await?;
        if asked.found() {
            let why = "An SMS to this person is being sent at this moment. Nothing was erased; try again in a minute.";
            return Err(Problem::new(Code::InProgress).because(why).into());
        }
        let guard = [" AND NOT EXISTS (", &sending, ")"].concat();
        let statement = |parts: &[&str]| app.db.statement(parts.concat(), &values);
        let batch = vec![
            deed.log(app, &head, &guard, &values),
            statement(&[
                "DELETE FROM early_report WHERE ",
                DONE,
                " AND gateway_id IN (SELECT gateway_id FROM sms WHERE number IN ",
                THEIRS,
                ")",
            ]),
            statement(&[
                include_str!("../sql/erase_updates.sql"),
                DONE,
                " AND sms IN ",
                THEIRS,
            ]),
            statement(&[
                include_str!("../sql/erase_set.sql"),
                ", object = NULL, record_id = NULL WHERE ",
                DONE,
                " AND number IN ",
                THEIRS,
            ]),
            statement(&[
                "DELETE FROM person WHERE object = ?2 AND id = ?3 AND ",
                DONE,
            ]),
            statement(&[
                "DELETE FROM test_of WHERE object = ?2 AND id = ?3 AND ",
                DONE,
            ]),
            // A number that somebody else's SMS holds keeps its opt-out as it is.
            statement(&[
                "INSERT INTO opt_out_erased (hash, source, created_at) \
                 SELECT value ->> 'hash', source, created_at FROM json_each(?4) \
                 JOIN opt_out ON opt_out.mobile = value ->> 'mobile' WHERE ",
                DONE,
                " AND ",
                UNHELD,
                " ON CONFLICT (hash) DO NOTHING",
            ]),
            // It goes, and is not cleared: nobody is told.
            statement(&[
                "UPDATE opt_out SET moving = 2 WHERE mobile IN \
                 (SELECT value ->> 'mobile' FROM json_each(?4)) AND ",
                DONE,
                " AND ",
                UNHELD,
            ]),
            statement(&[
                "DELETE FROM opt_out WHERE mobile IN \
                 (SELECT value ->> 'mobile' FROM json_each(?4)) AND ",
                DONE,
                " AND ",
                UNHELD,
            ]),
            statement(&[
                "DELETE FROM campaign_member WHERE campaign IN (SELECT id FROM campaign) \
                 AND object = ?2 AND id = ?3 AND ",
                DONE,
            ]),
            // What was to be told of them, or was, names them no longer.
            statement(&[
                "DELETE FROM webhook_delivery WHERE mobile IN \
                 (SELECT value ->> 'mobile' FROM json_each(?4)) AND ",
                DONE,
                " AND NOT EXISTS (SELECT 1 FROM person WHERE person.mobile = webhook_delivery.mobile)",
            ]),
            statement(&[
                "DELETE FROM webhook_delivery WHERE object = ?2 AND record_id = ?3 AND ",
                DONE,
            ]),
            statement(&[
                "DELETE FROM crm_change WHERE object = ?2 AND id = ?3 AND ",
                DONE,
            ]),
            statement(&view_without("to")),
            statement(&view_without("q")),
        ];
        let done = app.db.batch(batch).await?;
        if deed::done(&done) {
            let sms = done.get(3).map_or(0, |erased| erased.changes);
            let sms = u32::try_from(sms).unwrap_or(u32::MAX);
            let id = id.clone();
            return Reply::json(200, &Erased { object, id, sms });
        }
        editing::pause().await;
    }
    Err(editing::crowded())
}

/// Views that look for one of their numbers look for it no longer. As it was typed: without what stands between the digits, and
/// where it ends alike.
const fn view_without(filter: &str) -> [&str; 7] {
    [
        "UPDATE list_view SET value = json_remove(value, '$.filters.",
        filter,
        "') WHERE ",
        DONE,
        " AND EXISTS (SELECT 1 FROM json_each(?4) AS theirs WHERE \
         substr(theirs.value ->> 'mobile', -7) = substr(replace(replace(replace(replace(\
         list_view.value ->> '$.filters.",
        filter,
        "', ' ', ''), '-', ''), '.', ''), '/', ''), -7))",
    ]
}

/// That no SMS and no record has the number of an opt-out. A record whose number has not been read yet
/// brings it back when it is.
const UNHELD: &str = "NOT EXISTS (SELECT 1 FROM sms WHERE sms.mobile = opt_out.mobile) \
    AND NOT EXISTS (SELECT 1 FROM person WHERE person.mobile = opt_out.mobile)";

/// How a `PersonExport` begins.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Begin<'a> {
    object: PersonObject,
    id: &'a RecordId,
    exported_at: String,
    record: Option<mitto_core::api::Person>,
    opt_out: Option<OptedOut>,
}

/// `GET /api/leads/{id}/export`: a `PersonExport`, written while it is read.
pub(crate) async fn export(
    app: App,
    claims: Claims,
    object: PersonObject,
    id: RecordId,
) -> Result<Reply, Failure> {
    let Person { known, numbers } = find(&app, &claims, object, &id).await?;
    let (opted_out, campaigns) = more(&app, &numbers, object, &id).await?;
    let known = known.map(|known| people::shown(object, &id, known));
    let begin = serde_json::to_string(&Begin {
        object,
        id: &id,
        exported_at: to_rfc3339(now()),
        record: known,
        opt_out: opted_out,
    })?;
    let name = [
        "attachment; filename=\"",
        object.as_str(),
        "-",
        id.as_str(),
        ".json\"",
    ];
    export::file(
        "application/json",
        name.concat(),
        async move |file: &File| {
            // The object is left open for the SMS.
            let begin = begin.strip_suffix('}').unwrap_or_default();
            let begin = [begin, ",\"campaigns\":", &campaigns, ",\"sms\":["];
            file.write(&begin.concat()).await?;
            let mut after = 0;
            loop {
                let of = [
                    object.as_str().into(),
                    id.as_str().into(),
                    (&numbers).into(),
                ];
                let (records, next) = sms::theirs(&app, after, of).await?;
                let mut piece = serde_json::to_string(&records)?;
                // The list without its brackets, one piece after another.
                piece.pop();
                let comma = if after > 0 && !records.is_empty() {
                    ","
                } else {
                    ""
                };
                let piece = piece.get(1..).unwrap_or_default();
                file.write(&[comma, piece].concat()).await?;
                match next {
                    Some(next) => after = next,
                    None => return file.write("]}").await,
                }
            }
        },
    )
}

/// What else is told of a person: the opt-out of these numbers, the first of them, and the campaigns that the record is a member
/// of, as JSON.
async fn more(
    app: &App,
    numbers: &str,
    object: PersonObject,
    id: &RecordId,
) -> Result<(Option<OptedOut>, String), Failure> {
    row! {
        struct More {
            source: Option<String>,
            created_at: i64,
            campaigns: String,
        }
    }
    let sql = "SELECT source, coalesce(created_at, 0) AS created_at, (SELECT json_group_array(json_object('id', \
        campaign.id, 'name', name)) FROM campaign JOIN campaign_member AS member ON member.campaign = campaign.id \
        AND object = ?2 AND member.id = ?3) AS campaigns FROM (SELECT 1) LEFT JOIN (SELECT source, created_at \
        FROM opt_out WHERE mobile IN (SELECT value ->> 'mobile' FROM json_each(?1)) \
        UNION ALL SELECT source, created_at FROM opt_out_erased \
        WHERE hash IN (SELECT value ->> 'hash' FROM json_each(?1))) ORDER BY created_at";
    let values = [numbers.into(), object.as_str().into(), id.as_str().into()];
    let more: Option<More> = app.db.first(sql, &values).await?;
    let more = more.ok_or_else(|| Failure::internal("a person has no row"))?;
    let since = to_rfc3339(more.created_at);
    let opted_out = more.source.map(|by| OptedOut { since, by });
    Ok((opted_out, more.campaigns))
}
