//! Leads and contacts in D1, and the opt-out of their numbers.

use mitto_core::api::{
    Claims, Code, MobileCheck, MobileChecked, MobileProblem, Person, PersonInput, PersonPatch,
    Problem, read_object,
};
use mitto_core::ids::RecordId;
use mitto_core::mobile::Mobile;
use mitto_core::template::{Fields, PersonObject};

use crate::border::Request;
use crate::db::{Value, row};
use crate::error::Failure;
use crate::etag;
use crate::opt_out::has_opted_out;
use crate::outbound;
use crate::router::{App, Reply, json};
use crate::stored_setup::StoredSetup;
use write::{reread, statements, store};

pub(crate) mod write;

row! {
    struct Row {
        fields: String,
        opted_out: i64,
    }
}

const ROW: &str = "SELECT fields, opted_out FROM person WHERE object = ?1 AND id = ?2";

fn key_of(object: PersonObject, id: &RecordId) -> [Value<'_>; 2] {
    [object.as_str().into(), id.as_str().into()]
}

/// A record and what follows from it.
pub(crate) struct Known {
    pub(crate) fields: Fields,
    pub(crate) mobile: Result<Mobile, MobileProblem>,
    pub(crate) opted_out: bool,
}

/// A record as we know it. A record in the token is newer than ours: the host signed it just now.
pub(crate) async fn known(
    app: &App,
    setup: &StoredSetup,
    claims: &Claims,
    object: PersonObject,
    id: &RecordId,
) -> Result<Option<Known>, Failure> {
    if let Some(record) = &claims.record
        && (record.object, &record.id) == (object.into(), id)
        && !record.fields.is_empty()
    {
        let writing = statements(app, setup, object, id, &record.fields)?;
        app.db.batch(writing).await?;
    }
    if claims.box_of(object, id) == Some(true) {
        tick(app, setup, claims, object, id).await?;
    }
    let row: Option<Row> = app.db.first(ROW, &key_of(object, id)).await?;
    let Some(row) = row else { return Ok(None) };
    let fields: Fields = read_object(row.fields.as_bytes())?;
    let mobile = setup.mobile_of(object, &fields);
    let ticked = row.opted_out != 0;
    let opted_out = match &mobile {
        // Its number is read in another way than when the box was ticked.
        Ok(_) if ticked => {
            reread(app, setup, object, id, &fields).await?;
            true
        }
        Ok(mobile) => has_opted_out(app, mobile).await?,
        Err(_) => ticked,
    };
    Ok(Some(Known {
        fields,
        mobile,
        opted_out,
    }))
}

/// Takes the ticked box of the token over, where that is news.
async fn tick(
    app: &App,
    setup: &StoredSetup,
    claims: &Claims,
    object: PersonObject,
    id: &RecordId,
) -> Result<(), Failure> {
    let Some(fields) = box_is_news(app, claims, object, id, true).await? else {
        return Ok(());
    };
    let input = PersonInput {
        fields: read_object(fields.as_bytes())?,
        sms_opt_out: Some(true),
    };
    store(app, setup, &claims.sub, object, id, &input, true).await?;
    // The request may be one that only reads.
    outbound::kick();
    Ok(())
}

/// The record's fields, if what the token says of its box is newer than all that was done here and told there: the box was not
/// changed since the token was made, and nothing else is on its way there.
async fn box_is_news(
    app: &App,
    claims: &Claims,
    object: PersonObject,
    id: &RecordId,
    ticked: bool,
) -> Result<Option<String>, Failure> {
    row! {
        struct Ours { fields: String }
    }
    let sql = "SELECT fields FROM person WHERE object = ?1 AND id = ?2 AND coalesce(box_at, 0) < ?3 \
        AND NOT EXISTS (SELECT 1 FROM crm_change WHERE object = ?1 AND id = ?2 AND opted_out <> ?4)";
    let values = [
        object.as_str().into(),
        id.as_str().into(),
        claims.box_seen_at().into(),
        ticked.into(),
    ];
    let ours: Option<Ours> = app.db.first(sql, &values).await?;
    Ok(ours.map(|ours| ours.fields))
}

/// `GET /api/leads/{id}`. Answers 304 to whoever has it already, so that a page may ask often whether
/// it has opted out.
pub(crate) async fn get(
    app: &App,
    claims: &Claims,
    object: PersonObject,
    id: &RecordId,
    request: &Request,
) -> Result<Reply, Failure> {
    claims.admit_to(object, id)?;
    let setup = app.config.setup().await?;
    let known = known(app, &setup, claims, object, id)
        .await?
        .ok_or(Code::NotFound)?;
    etag::unless_known(request, Reply::json(200, &shown(object, id, known))?)
}

pub(crate) fn shown(object: PersonObject, id: &RecordId, known: Known) -> Person {
    Person {
        object,
        id: id.clone(),
        fields: known.fields,
        sms_opt_out: known.opted_out,
        mobile_problem: known.mobile.as_ref().err().copied(),
        mobile: known.mobile.ok(),
    }
}

/// `PUT /api/leads/{id}`.
pub(crate) async fn put(
    app: &App,
    claims: &Claims,
    object: PersonObject,
    id: &RecordId,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let input = json(request).await?;
    claims.admit_to(object, id)?;
    put_whole(app, claims, object, id, input).await
}

async fn put_whole(
    app: &App,
    claims: &Claims,
    object: PersonObject,
    id: &RecordId,
    input: PersonInput,
) -> Result<Reply, Failure> {
    let setup = app.config.setup().await?;
    let known_there = match input.sms_opt_out {
        Some(ticked) if claims.issued_at.is_some() && claims.box_of(object, id) == Some(ticked) => {
            let news = box_is_news(app, claims, object, id, ticked).await?;
            news.is_some()
        }
        _ => false,
    };
    let new = store(app, &setup, &claims.sub, object, id, &input, known_there).await?;
    // The person who wrote it is not asked for the token's older copy.
    let bare = Claims {
        record: None,
        ..claims.clone()
    };
    let known = known(app, &setup, &bare, object, id)
        .await?
        .ok_or(Code::NotFound)?;
    Reply::json(if new { 201 } else { 200 }, &shown(object, id, known))
}

/// `PATCH /api/leads/{id}`: fields are merged, the rest stays.
pub(crate) async fn patch(
    app: &App,
    claims: &Claims,
    object: PersonObject,
    id: &RecordId,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let input: PersonPatch = json(request).await?;
    claims.admit_to(object, id)?;
    let setup = app.config.setup().await?;
    // What the request says of the box goes before what its token says.
    let mut without_box = claims.clone();
    if let Some(record) = without_box
        .record
        .as_mut()
        .filter(|_| input.sms_opt_out.is_some())
    {
        record.sms_opt_out = None;
    }
    let before = known(app, &setup, &without_box, object, id)
        .await?
        .ok_or(Code::NotFound)?;
    let mut fields = before.fields;
    for (name, value) in input.fields.iter().flat_map(Fields::iter) {
        fields.set(name, value.map(str::to_owned));
    }
    let merged = PersonInput {
        fields,
        sms_opt_out: input.sms_opt_out,
    };
    put_whole(app, claims, object, id, merged).await
}

/// `POST /api/mobiles`.
pub(crate) async fn check_mobile(
    app: &App,
    claims: &Claims,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let input: MobileCheck = json(request).await?;
    let mobile = typed(app, claims, "mobile", &input.mobile).await?;
    let opted_out = has_opted_out(app, &mobile).await?;
    Reply::json(200, &MobileChecked { mobile, opted_out })
}

/// A number that somebody typed, if they may.
pub(crate) async fn typed(
    app: &App,
    claims: &Claims,
    field: &str,
    written: &str,
) -> Result<Mobile, Failure> {
    claims.admit_typed(field)?;
    let region = app.config.setup().await?.default_region;
    Mobile::parse(written, region).map_err(|why| {
        Problem::new(Code::InvalidMobile)
            .about(field)
            .because(why)
            .into()
    })
}
