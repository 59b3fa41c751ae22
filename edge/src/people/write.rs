//! Writing records: their fields, the number read from them, and their box.

use mitto_core::api::{Action, MobileProblem, PersonInput, read_object};
use mitto_core::ids::RecordId;
use mitto_core::mobile::Mobile;
use mitto_core::template::{Fields, PersonObject};
use serde::Serialize;

use super::{ROW, Row, key_of};
use crate::db::{Done, Statement, Value, Values};
use crate::deed::{self, DONE, Deed};
use crate::editing;
use crate::error::Failure;
use crate::opt_out::{has_opted_out, hash};
use crate::router::{App, now};
use crate::stored_setup::StoredSetup;

/// Writes a record; whether it is new. Without `sms_opt_out` the checkbox stays as it is. Who
/// changes it by hand is in the change log, in the same transaction. `known_there`: the CRM has the box of this record as it
/// becomes here, so it need not be told; other records of the number must be.
pub(super) async fn store(
    app: &App,
    setup: &StoredSetup,
    by: &str,
    object: PersonObject,
    id: &RecordId,
    input: &PersonInput,
    known_there: bool,
) -> Result<bool, Failure> {
    let mobile = setup.mobile_of(object, &input.fields).ok();
    let mut new = None;
    for _ in 0..editing::TRIES {
        let writing = statements(app, setup, object, id, &input.fields)?;
        let wanted = match input.sms_opt_out {
            Some(wanted) if wanted != is_ticked(app, object, id, mobile.as_ref()).await? => wanted,
            _ => {
                let done = app.db.batch(writing).await?;
                return Ok(new.unwrap_or_else(|| !done.first().is_some_and(Done::found)));
            }
        };
        let deed = Deed {
            by,
            object,
            id,
            action: match wanted {
                true => Action::OptedOut,
                false => Action::OptedIn,
            },
            now: now(),
        };
        let head = deed::head(app).await?;
        let hash = deed.hash(&head);
        let number = mobile.as_ref().map(Mobile::as_str).unwrap_or_default();
        let values = deed.values(number, &hash);
        let [set, end] = match (wanted, &mobile) {
            // Somebody else may have done so in between.
            (true, Some(_)) => [
                "INSERT INTO opt_out (mobile, source, created_at) SELECT ?4, 'hand', ?1 WHERE ",
                " ON CONFLICT (mobile) DO NOTHING",
            ],
            (false, Some(_)) => ["DELETE FROM opt_out WHERE mobile = ?4 AND ", ""],
            (_, None) => [
                "UPDATE person SET opted_out = 1 - opted_out WHERE object = ?2 AND id = ?3 AND ",
                "",
            ],
        };
        let mut batch = vec![deed.log(app, &head, "", &values)];
        batch.extend(writing);
        batch.push(app.db.statement([set, DONE, end].concat(), &values));
        if known_there {
            let sql = "DELETE FROM crm_change WHERE object = ?2 AND id = ?3 AND ";
            batch.push(app.db.statement([sql, DONE].concat(), &values));
        }
        let done = app.db.batch(batch).await?;
        let is_new = !done.get(1).is_some_and(Done::found);
        let new = *new.get_or_insert(is_new);
        if deed::done(&done) {
            return Ok(new);
        }
        editing::pause().await;
    }
    Err(editing::crowded())
}

/// Whether the checkbox of a record is ticked, with the number that it is about to have.
async fn is_ticked(
    app: &App,
    object: PersonObject,
    id: &RecordId,
    mobile: Option<&Mobile>,
) -> Result<bool, Failure> {
    let sql = "SELECT 1 FROM person WHERE object = ?1 AND id = ?2 AND opted_out = 1";
    let key = [object.as_str().into(), id.as_str().into()];
    Ok(match mobile {
        Some(mobile) if has_opted_out(app, mobile).await? => true,
        _ => app.db.run(sql, &key).await?.found(),
    })
}

/// The statements that write a record's fields. The first finds it if it was there before.
pub(super) fn statements(
    app: &App,
    setup: &StoredSetup,
    object: PersonObject,
    id: &RecordId,
    fields: &Fields,
) -> Result<Vec<Statement>, Failure> {
    let json = serde_json::to_string(fields)?;
    PersonInput::admit(&json)?;
    let key: [Value<'_>; 2] = [object.as_str().into(), id.as_str().into()];
    let find = "SELECT 1 FROM person WHERE object = ?1 AND id = ?2";
    let mut statements = vec![app.db.statement(find, &key)];
    let line = line(app, setup, object, id, fields)?;
    statements.extend(write(app, &["[", &line, "]"].concat(), Storing::Whole));
    Ok(statements)
}

/// Reads the number of a record again, unless its fields are others by now.
pub(super) async fn reread(
    app: &App,
    setup: &StoredSetup,
    object: PersonObject,
    id: &RecordId,
    fields: &Fields,
) -> Result<(), Failure> {
    let line = line(app, setup, object, id, fields)?;
    let lines = ["[", &line, "]"].concat();
    app.db
        .perform(write(app, &lines, Storing::Numbers).into())
        .await
}

/// Reads the number of a record that became another: its replies and its box belong to that number from now on.
pub(crate) async fn renumber(
    app: &App,
    object: PersonObject,
    id: &RecordId,
) -> Result<(), Failure> {
    let row: Option<Row> = app.db.first(ROW, &key_of(object, id)).await?;
    let Some(row) = row else { return Ok(()) };
    let fields: Fields = read_object(row.fields.as_bytes())?;
    let setup = app.config.setup().await?;
    reread(app, &setup, object, id, &fields).await
}

/// What is stored of records.
#[derive(Clone, Copy)]
pub(crate) enum Storing {
    /// All of them, and nothing of one that is as it was.
    Whole,
    /// The numbers of those that are as they were read.
    Numbers,
}

/// A record as the statements read it.
pub(crate) fn line(
    app: &App,
    setup: &StoredSetup,
    object: PersonObject,
    id: &RecordId,
    fields: &Fields,
) -> Result<String, Failure> {
    #[derive(Serialize)]
    struct Line<'a> {
        object: PersonObject,
        id: &'a RecordId,
        fields: &'a Fields,
        mobile: Option<&'a Mobile>,
        problem: Option<MobileProblem>,
        read: String,
        hash: Option<String>,
    }
    let mobile = setup.mobile_of(object, fields);
    let hash = mobile
        .as_ref()
        .ok()
        .map(|mobile| hash(app, mobile.as_str()));
    Ok(serde_json::to_string(&Line {
        object,
        id,
        fields,
        problem: mobile.as_ref().err().copied(),
        read: setup.mobile_read(object),
        hash: hash.transpose()?,
        mobile: mobile.as_ref().ok(),
    })?)
}

/// The statements that store these lines, a JSON array. Whatever stores a number brings its opt-out
/// back, and a box that was ticked before the number could be read then belongs to the number.
pub(crate) fn write(app: &App, lines: &str, storing: Storing) -> [Statement; 4] {
    let values = Values::of(&[lines.into(), now().into()]);
    let alone = Values::of(&[lines.into()]);
    let store = match storing {
        Storing::Whole => app
            .db
            .bound(include_str!("../../sql/people_write.sql"), &values),
        Storing::Numbers => app
            .db
            .bound(include_str!("../../sql/people_reread.sql"), &alone),
    };
    [
        app.db
            .bound(include_str!("../../sql/people_recall.sql"), &alone),
        app.db
            .bound(include_str!("../../sql/people_recalled.sql"), &alone),
        app.db
            .bound(include_str!("../../sql/people_ticked.sql"), &values),
        store,
    ]
}
