//! The members of a campaign as they are shown: who can be texted and who not and why.

use mitto_core::api::{Claims, Code, List};
use mitto_core::api::{MemberRow, PreviewMember};
use mitto_core::ids::RecordId;
use mitto_core::template::{MergeField, PersonObject, RelatedObject};

use super::admit;
use super::page::{Key, Member, Reader};
use crate::border::Request;
use crate::crypto;
use crate::error::Failure;
use crate::query::{Query, bad_cursor, cut};
use crate::router::{App, Reply};

/// Members of a page, unless the request says otherwise.
const PAGE: u32 = 50;
const PAGE_LIMIT: u32 = 200;

/// Members that are read at once to find one who can be texted.
const LOOK: u32 = 100;

/// The place that a cursor names.
fn place(query: &Query) -> Result<Key, Failure> {
    let Some(cursor) = query.get("cursor") else {
        return Ok(Key::default());
    };
    let key = crypto::unhex(cursor)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| {
            let (object, id) = text.split_once('/')?;
            Some(Key {
                object: object.to_owned(),
                id: id.to_owned(),
            })
        });
    Ok(key.ok_or_else(bad_cursor)?)
}

fn cursor_of(key: &Key) -> String {
    crypto::hex([key.object.as_str(), "/", &key.id].concat().as_bytes())
}

/// `GET /api/campaigns/{id}/members`.
pub(crate) async fn list(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    request: &Request,
) -> Result<Reply, Failure> {
    admit(app, claims, campaign).await?;
    let query = Query::of(request, &["limit", "cursor"])?;
    let limit = query.limit(PAGE, PAGE_LIMIT)?;
    let setup = app.config.setup().await?;
    let named = |field: &MergeField| ["Name", "FirstName", "LastName"].contains(&field.name());
    let fields = MergeField::of(RelatedObject::Campaign).filter(named);
    let reader = Reader::new(app, &setup, campaign, fields)?;
    let mut page = reader
        .page(&place(&query)?, limit.saturating_add(1))
        .await?;
    let more = cut(&mut page, limit);
    let cursor = page
        .last()
        .filter(|_| more)
        .map(|last| cursor_of(&last.key()));
    let mut items = Vec::with_capacity(page.len());
    for member in page {
        items.push(MemberRow {
            object: member.object()?,
            name: member.fields()?.name(),
            id: member.id.parse().map_err(Failure::internal)?,
            skip: member.skip(),
        });
    }
    Reply::json(200, &List { items, cursor })
}

/// `DELETE /api/campaigns/{id}/leads/{member}`. The record stays.
pub(crate) async fn delete(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    object: PersonObject,
    id: &RecordId,
) -> Result<Reply, Failure> {
    admit(app, claims, campaign).await?;
    let sql = "DELETE FROM campaign_member WHERE campaign = ?1 AND object = ?2 AND id = ?3";
    let key = [campaign.as_str(), object.as_str(), id.as_str()].map(Into::into);
    match app.db.run(sql, &key).await?.changes {
        0 => Err(Code::NotFound.into()),
        _ => Ok(Reply::empty(204)),
    }
}

/// The first member who can be texted.
pub(super) async fn first(reader: &Reader<'_>) -> Result<Option<Member>, Failure> {
    let mut after = Key::default();
    loop {
        let page = reader.page(&after, LOOK).await?;
        match page.last() {
            Some(last) => after = last.key(),
            None => return Ok(None),
        }
        let found = page.into_iter().find(|member| member.skip().is_none());
        if found.is_some() {
            return Ok(found);
        }
    }
}

/// `GET /api/campaigns/{id}/preview`: one recipient with its values.
pub(crate) async fn preview(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    request: &Request,
) -> Result<Reply, Failure> {
    admit(app, claims, campaign).await?;
    let query = Query::of(request, &["cursor"])?;
    let setup = app.config.setup().await?;
    let fields = MergeField::of(RelatedObject::Campaign);
    let reader = Reader::new(app, &setup, campaign, fields)?;
    let mut after = place(&query)?;
    let mut found: Vec<PreviewMember> = Vec::new();
    loop {
        let page = reader.page(&after, LOOK).await?;
        for member in &page {
            if member.skip().is_some() {
                continue;
            }
            // The one behind it is there: the list goes on.
            if !found.is_empty() {
                let cursor = Some(cursor_of(&after));
                return Reply::json(
                    200,
                    &List {
                        items: found,
                        cursor,
                    },
                );
            }
            after = member.key();
            found.push(PreviewMember {
                object: member.object()?,
                id: member.id.parse().map_err(Failure::internal)?,
                fields: member.fields()?,
            });
        }
        let whole = u32::try_from(page.len()).is_ok_and(|length| length == LOOK);
        match page.last() {
            Some(last) if whole && found.is_empty() => after = last.key(),
            // What is behind the one that was found may be skipped, all of it.
            Some(_) if whole => {
                let cursor = Some(cursor_of(&after));
                return Reply::json(
                    200,
                    &List {
                        items: found,
                        cursor,
                    },
                );
            }
            _ => {
                let cursor = None;
                return Reply::json(
                    200,
                    &List {
                        items: found,
                        cursor,
                    },
                );
            }
        }
    }
}
