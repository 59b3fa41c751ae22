//! Default senders, opt-out keywords, templates: listed, shown, added, changed, removed.
//!
//! Admins are shown what D1 has this moment, because what they see is what they edit, and its
//! version is what `If-Match` compares. Everybody else, which is every record page that is opened,
//! reads the copy in KV.

use std::collections::BinaryHeap;

use mitto_core::api::{
    Action, Claims, Code, Draft, ItemKind, ItemUse, Problem, Role, unique_field,
};
use mitto_core::ids::ItemId;
use mitto_core::opt_out::without_case;
use mitto_core::template::RelatedObject;
use serde_json::Value;

use crate::border::Request;
use crate::crypto;
use crate::editing::{self, Edit, Item, State};
use crate::error::Failure;
use crate::etag::{self, IfMatch};
use crate::query::Query;
use crate::router::{App, Reply, json_body};

/// What is read to change an item: its kind, and what uses it.
const fn kinds(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Setup => "[\"setup\"]",
        ItemKind::Sender => "[\"sender\",\"template\"]",
        ItemKind::Keyword => "[\"keyword\"]",
        ItemKind::Template => "[\"template\"]",
        ItemKind::Webhook => "[\"webhook\"]",
    }
}

/// Where a kind is found.
const fn collection(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Setup => "/api/setup/",
        ItemKind::Sender => "/api/senders/",
        ItemKind::Keyword => "/api/opt-out-keywords/",
        ItemKind::Template => "/api/templates/",
        ItemKind::Webhook => "/api/webhooks/",
    }
}

/// What of any item's JSON lists and looks-up need.
struct Outline {
    id: Option<ItemId>,
    name: Option<String>,
    value: Option<String>,
    kind: Option<String>,
    object: Option<String>,
    from: Option<String>,
}

impl Outline {
    fn of(json: &str) -> Outline {
        let item: Value = serde_json::from_slice(json.as_bytes()).unwrap_or_default();
        let text = |name: &str| item.get(name)?.as_str().map(str::to_owned);
        Outline {
            id: text("id").and_then(|id| id.parse().ok()),
            name: text("name"),
            value: text("value"),
            kind: text("type"),
            object: text("object"),
            from: text("from"),
        }
    }

    /// Its place in a list, as a text to sort by. Brands first: they are what an organisation sends
    /// as when it may.
    fn place(&self) -> String {
        let rank = match self.kind.as_deref() {
            Some("numeric") => "2",
            _ => "1",
        };
        [rank, &without_case(self.label())].concat()
    }

    fn label(&self) -> &str {
        self.name
            .as_ref()
            .or(self.value.as_ref())
            .map_or("", String::as_str)
    }
}

/// `GET` of a collection.
pub(crate) async fn list(
    app: &App,
    claims: &Claims,
    kind: ItemKind,
    request: &Request,
) -> Result<Reply, Failure> {
    let known: &[&str] = match kind {
        ItemKind::Template => &["object"],
        _ => &[],
    };
    let query = Query::of(request, known)?;
    let object = query.get("object");
    if object.is_some_and(|word| RelatedObject::from_word(word).is_none()) {
        return Err(Problem::field("object", "Choose lead, contact or campaign.").into());
    }
    // Keywords are not on every page, and in KV those of a new installation come a minute late.
    let texts = match (claims.role, kind) {
        (Role::User, ItemKind::Sender | ItemKind::Template) => app.config.list(kind).await?,
        _ => {
            let word = ["[\"", kind.as_str(), "\"]"].concat();
            let items = editing::items(&app.db, &word).await?;
            items.into_iter().map(|item| item.value).collect()
        }
    };
    // Sorted by a text of all that counts, by way of a heap: each other kind of sort is 4 kB of the Worker.
    let items: BinaryHeap<(String, String)> = texts
        .into_iter()
        .map(|text| (Outline::of(&text), text))
        .filter(|(outline, _)| object.is_none() || outline.object.as_deref() == object)
        .map(|(outline, text)| (outline.place(), text))
        .collect();
    let items = items.into_sorted_vec();
    let items: Vec<&str> = items.iter().map(|(_, text)| text.as_str()).collect();
    let body = ["{\"items\":[", &items.join(","), "],\"cursor\":null}"].concat();
    Ok(Reply::body(200, body.into_bytes()))
}

/// `GET` of one item.
pub(crate) async fn get(
    app: &App,
    claims: &Claims,
    kind: ItemKind,
    id: &ItemId,
) -> Result<Reply, Failure> {
    let text = match (claims.role, kind) {
        (Role::User, ItemKind::Sender | ItemKind::Template) => {
            app.config.text(kind, id.as_str()).await?
        }
        _ => {
            let word = ["[\"", kind.as_str(), "\"]"].concat();
            let items = editing::items(&app.db, &word).await?;
            let found = items.into_iter().find(|item| item.id == id.as_str());
            found.map(|item| item.value)
        }
    };
    Ok(answer(200, &text.ok_or(Code::NotFound)?))
}

fn answer(status: u16, value: &str) -> Reply {
    let tag = etag::of(value.as_bytes());
    Reply::body(status, value.as_bytes().to_vec()).with("etag", tag)
}

/// `POST` (without an id) and `PUT`. A `PUT` to an id that is not there makes nothing.
pub(crate) async fn put(
    app: &App,
    claims: &Claims,
    kind: ItemKind,
    id: Option<&ItemId>,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let version = IfMatch::of(request)?;
    let body = json_body(request).await?;
    let (id, new) = match id {
        Some(id) => (id.clone(), false),
        None => (new_id()?, true),
    };
    let draft = Draft::read(kind, id, &body)?;
    editing::edit(app, &claims.sub, kinds(kind), &mut |state| {
        let before = match new {
            true => None,
            false => Some(current(state, kind, draft.id.as_str(), &version)?),
        };
        let other = state.with_key(kind, &draft.unique);
        if let Some(other) = other.filter(|other| other.id != draft.id.as_str()) {
            return Err(duplicate(other));
        }
        if before.is_some_and(|before| before.value == draft.value) {
            return Ok((Vec::new(), answer(200, &draft.value)));
        }
        let reply = match new {
            true => {
                let place = [collection(kind), draft.id.as_str()].concat();
                answer(201, &draft.value).with("location", place)
            }
            false => answer(200, &draft.value),
        };
        Ok((vec![change(&draft, before)], reply))
    })
    .await
}

/// An id for a new item.
pub(crate) fn new_id() -> Result<ItemId, Failure> {
    crypto::random_id().parse().map_err(Failure::internal)
}

/// The edit that stores a draft.
pub(crate) fn change(draft: &Draft, before: Option<&Item>) -> Edit {
    Edit {
        kind: draft.kind,
        id: draft.id.to_string(),
        name: draft.name.clone(),
        action: match before {
            Some(_) => Action::Changed,
            None => Action::Added,
        },
        unique: Some(draft.unique.clone()),
        value: Some(draft.value.clone()),
        before: before.map(|item| item.value.clone()),
        after: Some(draft.value.clone()),
        secret: None,
    }
}

/// The item as it is, provided it is the version that the request is about.
fn current<'s>(
    state: &'s State,
    kind: ItemKind,
    id: &str,
    version: &IfMatch,
) -> Result<&'s Item, Failure> {
    let item = state.find(kind, id).ok_or(Code::NotFound)?;
    let tag = etag::of(item.value.as_bytes());
    if version.holds(&tag) {
        return Ok(item);
    }
    Err(with_item(Problem::new(Code::StaleEdit), item).into())
}

fn with_item(mut problem: Problem, item: &Item) -> Problem {
    problem.current = serde_json::from_slice(item.value.as_bytes()).ok();
    problem.current_etag = Some(etag::of(item.value.as_bytes()));
    problem
}

fn duplicate(other: &Item) -> Failure {
    let (field, why) = unique_field(other.kind);
    let problem = Problem::new(Code::Duplicate).about(field).because(why);
    with_item(problem, other).into()
}

/// `DELETE` of an item that nothing uses.
pub(crate) async fn delete(
    app: &App,
    claims: &Claims,
    kind: ItemKind,
    id: &ItemId,
    request: &Request,
) -> Result<Reply, Failure> {
    let version = IfMatch::of(request)?;
    editing::edit(app, &claims.sub, kinds(kind), &mut |state| {
        let item = current(state, kind, id.as_str(), &version)?;
        let outline = Outline::of(&item.value);
        if kind == ItemKind::Sender {
            unused(state, outline.label())?;
        }
        let removed = Edit {
            kind,
            id: item.id.clone(),
            name: outline.label().to_owned(),
            action: Action::Removed,
            unique: None,
            value: None,
            before: Some(item.value.clone()),
            after: None,
            secret: None,
        };
        Ok((vec![removed], Reply::empty(204)))
    })
    .await
}

/// That no template suggests this sender.
fn unused(state: &State, sender: &str) -> Result<(), Failure> {
    let number = sender.trim_start_matches('+');
    // A name and an id: texts in pairs are sorted already in `list`.
    let used_by: BinaryHeap<(String, String)> = state
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Template)
        .map(|item| Outline::of(&item.value))
        .filter(|one| {
            let from = one.from.as_deref().unwrap_or_default();
            from.trim_start_matches('+') == number
        })
        .filter_map(|one| Some((one.name?, one.id?.into())))
        .collect();
    if used_by.is_empty() {
        return Ok(());
    }
    let used_by = used_by.into_sorted_vec();
    let names: Vec<&str> = used_by.iter().map(|(name, _)| name.as_str()).collect();
    let why = [
        "These templates are sent from it: ",
        &names.join(", "),
        ". Give them another sender first.",
    ];
    let mut problem = Problem::new(Code::InUse).because(why.concat());
    let used_by = used_by.into_iter();
    problem.used_by = used_by
        .filter_map(|(name, id)| {
            Some(ItemUse {
                id: id.parse().ok()?,
                name,
            })
        })
        .collect();
    Err(problem.into())
}

/// The words of the opt-out keywords, from D1: an opt-out must not wait for a copy.
pub(crate) async fn keywords(app: &App) -> Result<Vec<String>, Failure> {
    let items = editing::items(&app.db, kinds(ItemKind::Keyword)).await?;
    let words = items.iter().map(|item| Outline::of(&item.value).value);
    Ok(words.flatten().collect())
}
