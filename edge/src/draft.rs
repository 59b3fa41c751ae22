//! From what an admin enters to an item that may be stored: the rules of senders, keywords and
//! templates.

use mitto_core::api::{
    Code, ItemKind, KeywordInput, KeywordItem, Problem, SenderInput, SenderItem, TemplateInput,
    TemplateItem, as_value, from_json,
};
use mitto_core::ids::ItemId;
use mitto_core::opt_out::{Keyword, KeywordError, without_case};
use mitto_core::sender::{SenderError, SenderId};
use mitto_core::template::{RelatedObject, Template};
use serde::Serialize;
use serde_json::Value;

use crate::error::Failure;

/// An item that follows the rules.
pub(crate) struct Draft {
    pub(crate) kind: ItemKind,
    pub(crate) id: ItemId,
    /// What people know it by.
    pub(crate) name: String,
    /// What no two of its kind share.
    pub(crate) unique: String,
    /// Its JSON.
    pub(crate) value: String,
}

impl Draft {
    /// Reads a request body.
    ///
    /// # Errors
    /// A [`Problem`] that says which field is wrong.
    pub(crate) fn read(kind: ItemKind, id: ItemId, body: &[u8]) -> Result<Draft, Failure> {
        match kind {
            ItemKind::Sender => sender(id, &from_json(body)?),
            ItemKind::Keyword => keyword(id, &from_json(body)?),
            ItemKind::Template => template(id, &from_json(body)?),
            ItemKind::Setup => Err(Code::NotFound.into()),
        }
    }

    /// The same under another id.
    pub(crate) fn at(&self, id: &str) -> Result<Draft, Failure> {
        let mut value: Value = serde_json::from_slice(self.value.as_bytes())?;
        if let Some(members) = value.as_object_mut() {
            members.insert("id".to_owned(), id.into());
        }
        Ok(Draft {
            kind: self.kind,
            id: id.parse().map_err(Failure::internal)?,
            name: self.name.clone(),
            unique: self.unique.clone(),
            value: serde_json::to_string(&value)?,
        })
    }
}

/// Its members by name, so that the same item is the same text however it was made.
fn json(item: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string(&as_value(item)?)?)
}

/// The field that [`Draft::unique`] is made of, and what to say when another item has it.
pub(crate) const fn unique_field(kind: ItemKind) -> (&'static str, &'static str) {
    match kind {
        ItemKind::Keyword => ("value", "This keyword exists already; case does not count."),
        ItemKind::Template => (
            "name",
            "A template of this name for these records exists already; case does not count.",
        ),
        _ => ("name", "A sender with this name exists already."),
    }
}

pub(crate) fn sender(id: ItemId, input: &SenderInput) -> Result<Draft, Failure> {
    let name = sender_id("name", &input.name)?;
    let kind = name.kind();
    if input.kind.is_some_and(|wanted| wanted != kind) {
        let why = ["This is a ", kind.label(), " sender."].concat();
        return Err(Problem::field("type", why).into());
    }
    Ok(Draft {
        kind: ItemKind::Sender,
        id: id.clone(),
        name: name.to_string(),
        // With and without the plus, the handset shows the same number.
        unique: name.gateway_form().to_owned(),
        value: json(&SenderItem { id, name, kind })?,
    })
}

fn sender_id(field: &str, name: &str) -> Result<SenderId, Problem> {
    name.parse().map_err(|why: SenderError| {
        let mut problem = Problem::field(field, why);
        problem.limit = why.limit();
        problem
    })
}

pub(crate) fn keyword(id: ItemId, input: &KeywordInput) -> Result<Draft, Failure> {
    let keyword: Keyword = input.value.parse().map_err(|why: KeywordError| {
        let mut problem = Problem::field("value", why);
        problem.limit = why.limit();
        problem
    })?;
    let value = keyword.as_str().to_owned();
    Ok(Draft {
        kind: ItemKind::Keyword,
        id: id.clone(),
        name: value.clone(),
        unique: keyword.folded(),
        value: json(&KeywordItem { id, value })?,
    })
}

pub(crate) fn template(id: ItemId, input: &TemplateInput) -> Result<Draft, Failure> {
    let name = input.name.trim();
    let length = name.chars().count();
    if length == 0 || length > TemplateInput::NAME_LIMIT || name.contains(char::is_control) {
        let why = "A template's name has 1 to 80 characters, on one line.";
        let limit = u32::try_from(TemplateInput::NAME_LIMIT).unwrap_or_default();
        return Err(Problem::field("name", why).over(limit).into());
    }
    if input.text.trim().is_empty() {
        return Err(Problem::new(Code::EmptyText).about("text").into());
    }
    let template = read_template(&input.text, input.object)?;
    if template.estimate().count.too_long() {
        let problem = Problem::new(Code::TextTooLong).about("text");
        return Err(problem.over(255).into());
    }
    let from = input.from.as_deref();
    let from = from.map(|from| sender_id("from", from)).transpose()?;
    Ok(Draft {
        kind: ItemKind::Template,
        id: id.clone(),
        name: name.to_owned(),
        unique: [input.object.as_str(), "/", &without_case(name)].concat(),
        value: json(&TemplateItem {
            id,
            name: name.to_owned(),
            object: input.object,
            from,
            text: template.to_string(),
        })?,
    })
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
