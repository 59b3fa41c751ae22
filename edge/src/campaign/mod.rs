//! Campaigns: who is in one ([`import`], [`members`]), page by page ([`page`]), what it
//! would send ([`plan`]). A plan that is sent ([`send`]) is a [`job`], which is taken up from the
//! [`queue`]: its SMS records are made ([`prepare`]), each with its time ([`timing`]), then sent ([`dispatch`]): claimed ([`claim`]), submitted
//! ([`carrier`]), and what is said of them stored ([`answers`]). What a person does with it are [`deeds`];
//! what became of all of them are its [`results`].
//! What one member would get goes to one's own number as a [`test_send`].

mod answers;
mod carrier;
mod claim;
pub(crate) mod deeds;
mod dispatch;
pub(crate) mod import;
pub(crate) mod job;
pub(crate) mod members;
mod page;
pub(crate) mod plan;
mod prepare;
pub(crate) mod queue;
pub(crate) mod results;
pub(crate) mod send;
pub(crate) mod test_send;
mod timing;

pub(crate) use page::Key;

use mitto_core::api::{Campaign, CampaignInput, MemberCounts};
use mitto_core::api::{Claims, Code};
use mitto_core::ids::RecordId;

use crate::border::{Asked, Request};
use crate::db::row;
use crate::error::Failure;
use crate::etag;
use crate::router::{App, Reply, json, now};

row! {
    struct Row {
        name: String,
        leads: u32,
        contacts: u32,
    }
}

async fn known(app: &App, id: &RecordId) -> Result<Option<Campaign>, Failure> {
    let sql = "SELECT name, \
        (SELECT count(*) FROM campaign_member WHERE campaign = ?1 AND object = 'lead') AS leads, \
        (SELECT count(*) FROM campaign_member WHERE campaign = ?1 AND object = 'contact') AS contacts \
        FROM campaign WHERE id = ?1";
    let row: Option<Row> = app.db.first(sql, &[id.as_str().into()]).await?;
    Ok(row.map(|row| Campaign {
        id: id.clone(),
        name: row.name,
        members: MemberCounts {
            leads: row.leads,
            contacts: row.contacts,
            total: row.leads.saturating_add(row.contacts),
        },
    }))
}

/// Holds that there is such a campaign, and that the token is for it.
fn admit(app: &App, claims: &Claims, id: &RecordId) -> Asked<()> {
    let admitted = claims.admit_to_campaign(id);
    let sql = "SELECT 1 FROM campaign WHERE id = ?1";
    let known = app.db.run(sql, &[id.as_str().into()]);
    Box::pin(async {
        admitted?;
        match known.await?.found() {
            true => Ok(()),
            false => Err(Code::NotFound.into()),
        }
    })
}

/// `PUT /api/campaigns/{id}`.
pub(crate) async fn put(
    app: &App,
    claims: &Claims,
    id: &RecordId,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let input: CampaignInput = json(request).await?;
    claims.admit_to_campaign(id)?;
    let values = [id.as_str().into(), input.name()?.into(), now().into()];
    let was = app.db.statement(
        "SELECT 1 FROM campaign WHERE id = ?1",
        values.get(..1).unwrap_or_default(),
    );
    let stored = app.db.statement(
        "INSERT INTO campaign (id, name, updated_at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at \
         WHERE name <> excluded.name",
        &values,
    );
    let [was, _] = app.db.all([was, stored]).await?;
    let campaign = known(app, id).await?.ok_or(Code::NotFound)?;
    Reply::json(if was.found() { 200 } else { 201 }, &campaign)
}

/// `GET /api/campaigns/{id}`.
pub(crate) async fn get(
    app: &App,
    claims: &Claims,
    id: &RecordId,
    request: &Request,
) -> Result<Reply, Failure> {
    claims.admit_to_campaign(id)?;
    let campaign = known(app, id).await?.ok_or(Code::NotFound)?;
    etag::unless_known(request, Reply::json(200, &campaign)?)
}
