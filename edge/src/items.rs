//! Default senders, opt-out keywords, templates: one KV key each.

use mitto_core::api::{
    Code, KeywordInput, KeywordItem, List, Problem, SenderInput, SenderItem, TemplateInput,
    TemplateItem,
};
use mitto_core::ids::ItemId;
use mitto_core::opt_out::{DEFAULT_KEYWORDS, Keyword, KeywordError};
use mitto_core::sender::{SenderError, SenderId, SenderKind};
use mitto_core::template::{RelatedObject, Template};
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::Url;

use crate::crypto;
use crate::error::Failure;
use crate::router::{App, Reply};

const SENDER: &str = "sender/";
const KEYWORD: &str = "keyword/";
const TEMPLATE: &str = "template/";

/// What a new or changed item is stored under, and the status that says so.
struct Place {
    id: ItemId,
    status: u16,
}

impl Place {
    /// Where a `POST` (no id) or a `PUT` goes. A `PUT` to an id that is not there makes nothing.
    async fn find<T: DeserializeOwned>(
        app: &App,
        prefix: &str,
        id: Option<ItemId>,
    ) -> Result<Place, Failure> {
        match id {
            None => {
                let id = crypto::random_id().parse().map_err(Failure::internal)?;
                Ok(Place { id, status: 201 })
            }
            Some(id) => {
                app.config
                    .get::<T>(prefix, &id)
                    .await?
                    .ok_or(Code::NotFound)?;
                Ok(Place { id, status: 200 })
            }
        }
    }

    async fn store(
        self,
        app: &App,
        prefix: &str,
        collection: &str,
        item: &impl Serialize,
    ) -> Result<Reply, Failure> {
        app.config.put(prefix, &self.id, item).await?;
        let reply = Reply::json(self.status, item)?;
        Ok(match self.status {
            201 => reply.with("location", format!("/api/{collection}/{}", self.id)),
            _ => reply,
        })
    }
}

async fn get<T: DeserializeOwned + Serialize>(
    app: &App,
    prefix: &str,
    id: &ItemId,
) -> Result<Reply, Failure> {
    Reply::json(
        200,
        &app.config
            .get::<T>(prefix, id)
            .await?
            .ok_or(Code::NotFound)?,
    )
}

async fn delete<T: DeserializeOwned>(
    app: &App,
    prefix: &str,
    id: &ItemId,
) -> Result<Reply, Failure> {
    app.config
        .get::<T>(prefix, id)
        .await?
        .ok_or(Code::NotFound)?;
    app.config.delete(prefix, id).await?;
    Ok(Reply::empty(204))
}

fn duplicate(field: &str, what: &str) -> Failure {
    Problem::new(Code::Duplicate)
        .about(field)
        .because(what)
        .into()
}

pub(crate) async fn list_senders(app: &App) -> Result<Reply, Failure> {
    let mut senders: Vec<SenderItem> = app.config.list(SENDER).await?;
    // Brands first: they are what an organisation sends as when it may.
    senders.sort_by_key(|sender| (sender.kind == SenderKind::Numeric, sender.name.clone()));
    Reply::json(200, &List::whole(senders))
}

pub(crate) async fn get_sender(app: &App, id: &ItemId) -> Result<Reply, Failure> {
    get::<SenderItem>(app, SENDER, id).await
}

pub(crate) async fn delete_sender(app: &App, id: &ItemId) -> Result<Reply, Failure> {
    delete::<SenderItem>(app, SENDER, id).await
}

pub(crate) async fn put_sender(
    app: &App,
    id: Option<ItemId>,
    input: SenderInput,
) -> Result<Reply, Failure> {
    let name = sender("name", &input.name)?;
    let kind = name.kind();
    if input.kind.is_some_and(|wanted| wanted != kind) {
        let why = format!("This is a {} sender.", kind.label());
        return Err(Problem::field("type", why).into());
    }
    let place = Place::find::<SenderItem>(app, SENDER, id).await?;
    let others: Vec<SenderItem> = app.config.list(SENDER).await?;
    if others
        .iter()
        .any(|other| other.id != place.id && other.name == name)
    {
        return Err(duplicate("name", "A sender with this name exists already."));
    }
    let item = SenderItem {
        id: place.id.clone(),
        name,
        kind,
    };
    place.store(app, SENDER, "senders", &item).await
}

fn sender(field: &str, name: &str) -> Result<SenderId, Failure> {
    name.parse().map_err(|why: SenderError| {
        let mut problem = Problem::field(field, why);
        problem.limit = why.limit();
        problem.into()
    })
}

/// The opt-out keywords: those of a new installation, and what admins have made of them. A default
/// that was changed or removed is stored under its own id, removed ones without a value.
pub(crate) async fn keywords(app: &App) -> Result<Vec<KeywordItem>, Failure> {
    let mut keywords: Vec<KeywordItem> = app.config.list(KEYWORD).await?;
    let defaults = DEFAULT_KEYWORDS.into_iter().filter_map(default_keyword);
    let untouched: Vec<KeywordItem> = defaults
        .filter(|one| keywords.iter().all(|stored| stored.id != one.id))
        .collect();
    keywords.retain(|keyword| !keyword.value.is_empty());
    keywords.extend(untouched);
    Ok(keywords)
}

fn default_keyword(word: &str) -> Option<KeywordItem> {
    let id = ["default-", &word.to_lowercase()].concat().parse().ok()?;
    Some(KeywordItem {
        id,
        value: word.to_owned(),
    })
}

async fn keyword_at(app: &App, id: &ItemId) -> Result<KeywordItem, Failure> {
    let found = keywords(app)
        .await?
        .into_iter()
        .find(|keyword| keyword.id == *id);
    Ok(found.ok_or(Code::NotFound)?)
}

pub(crate) async fn list_keywords(app: &App) -> Result<Reply, Failure> {
    let mut keywords = keywords(app).await?;
    keywords.sort_by_key(|keyword| keyword.value.to_lowercase());
    Reply::json(200, &List::whole(keywords))
}

pub(crate) async fn get_keyword(app: &App, id: &ItemId) -> Result<Reply, Failure> {
    Reply::json(200, &keyword_at(app, id).await?)
}

pub(crate) async fn delete_keyword(app: &App, id: &ItemId) -> Result<Reply, Failure> {
    let removed = keyword_at(app, id).await?;
    match DEFAULT_KEYWORDS
        .into_iter()
        .filter_map(default_keyword)
        .any(|one| one.id == *id)
    {
        true => {
            let removed = KeywordItem {
                value: String::new(),
                ..removed
            };
            app.config.put(KEYWORD, id, &removed).await?;
        }
        false => app.config.delete(KEYWORD, id).await?,
    }
    Ok(Reply::empty(204))
}

pub(crate) async fn put_keyword(
    app: &App,
    id: Option<ItemId>,
    input: KeywordInput,
) -> Result<Reply, Failure> {
    let keyword: Keyword = input.value.parse().map_err(|why: KeywordError| {
        let mut problem = Problem::field("value", why);
        problem.limit = why.limit();
        problem
    })?;
    let place = match id {
        Some(id) => Place {
            id: keyword_at(app, &id).await?.id,
            status: 200,
        },
        None => Place::find::<KeywordItem>(app, KEYWORD, None).await?,
    };
    let others = keywords(app).await?;
    if others
        .iter()
        .any(|other| other.id != place.id && keyword.is_same_as(&other.value))
    {
        return Err(duplicate(
            "value",
            "This keyword exists already; case does not count.",
        ));
    }
    let item = KeywordItem {
        id: place.id.clone(),
        value: keyword.as_str().to_owned(),
    };
    place.store(app, KEYWORD, "opt-out-keywords", &item).await
}

/// One template.
pub(crate) async fn template(app: &App, id: &ItemId) -> Result<Option<TemplateItem>, Failure> {
    app.config.get(TEMPLATE, id).await
}

pub(crate) async fn list_templates(app: &App, url: &Url) -> Result<Reply, Failure> {
    let mut templates: Vec<TemplateItem> = app.config.list(TEMPLATE).await?;
    if let Some((_, wanted)) = url.query_pairs().find(|(name, _)| name == "object") {
        let object: RelatedObject = match &*wanted {
            "lead" => RelatedObject::Lead,
            "contact" => RelatedObject::Contact,
            "campaign" => RelatedObject::Campaign,
            _ => {
                return Err(Problem::field("object", "Choose lead, contact or campaign.").into());
            }
        };
        templates.retain(|template| template.object == object);
    }
    templates.sort_by_key(|template| template.name.to_lowercase());
    Reply::json(200, &List::whole(templates))
}

pub(crate) async fn get_template(app: &App, id: &ItemId) -> Result<Reply, Failure> {
    get::<TemplateItem>(app, TEMPLATE, id).await
}

pub(crate) async fn delete_template(app: &App, id: &ItemId) -> Result<Reply, Failure> {
    delete::<TemplateItem>(app, TEMPLATE, id).await
}

pub(crate) async fn put_template(
    app: &App,
    id: Option<ItemId>,
    input: TemplateInput,
) -> Result<Reply, Failure> {
    let name = input.name.trim();
    if name.is_empty() || name.chars().count() > TemplateInput::NAME_LIMIT {
        let limit = u32::try_from(TemplateInput::NAME_LIMIT).unwrap_or_default();
        let why = format!("A template's name has 1 to {limit} characters.");
        return Err(Problem::field("name", why).over(limit).into());
    }
    if input.text.trim().is_empty() {
        return Err(Problem::new(Code::EmptyText).about("text").into());
    }
    let template = read_template(&input.text, input.object)?;
    if template.estimate().count.too_long() {
        return Err(Problem::new(Code::TextTooLong)
            .about("text")
            .over(255)
            .into());
    }
    let from = input
        .from
        .as_deref()
        .map(|from| sender("from", from))
        .transpose()?;
    let place = Place::find::<TemplateItem>(app, TEMPLATE, id).await?;
    let item = TemplateItem {
        id: place.id.clone(),
        name: name.to_owned(),
        object: input.object,
        from,
        text: template.to_string(),
    };
    place.store(app, TEMPLATE, "templates", &item).await
}

/// Reads a template or says where it is wrong.
pub(crate) fn read_template(text: &str, object: RelatedObject) -> Result<Template, Problem> {
    Template::parse(text, object).map_err(|errors| {
        let mut problem = Problem::new(Code::InvalidTemplate).about("text");
        if let Some(first) = errors.first() {
            problem = problem.because(first);
            problem.position = u32::try_from(first.position.utf16).ok();
        }
        problem
    })
}
