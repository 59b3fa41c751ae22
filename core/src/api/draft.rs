//! From what an admin enters to an item that may be stored: the rules of senders, keywords and
//! templates.

use serde::Serialize;
use serde_json::Value;

use super::items::{
    KeywordInput, KeywordItem, SenderInput, SenderItem, TemplateInput, TemplateItem,
};
use super::json::{as_value, from_json};
use super::problem::{Code, Problem};
use super::transfer::ItemKind;
use crate::ids::ItemId;
use crate::opt_out::{Keyword, KeywordError, without_case};
use crate::sender::{SenderError, SenderId};
use crate::template::{RelatedObject, Template};

/// An item that follows the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is.
    pub kind: ItemKind,
    /// Its id.
    pub id: ItemId,
    /// What people know it by.
    pub name: String,
    /// What no two of its kind share.
    pub unique: String,
    /// Its JSON.
    pub value: String,
}

impl Draft {
    /// Reads a request body.
    ///
    /// # Errors
    /// A [`Problem`] that says which field is wrong.
    pub fn read(kind: ItemKind, id: ItemId, body: &[u8]) -> Result<Draft, Problem> {
        match kind {
            ItemKind::Sender => sender(id, &from_json(body)?),
            ItemKind::Keyword => keyword(id, &from_json(body)?),
            ItemKind::Template => template(id, &from_json(body)?),
            ItemKind::Setup => Err(Problem::new(Code::NotFound)),
        }
    }

    /// The same under another id.
    ///
    /// # Errors
    /// The id is none.
    pub fn at(&self, id: &str) -> Result<Draft, Problem> {
        let mut value: Value = serde_json::from_slice(self.value.as_bytes()).map_err(ours)?;
        if let Some(members) = value.as_object_mut() {
            members.insert("id".to_owned(), id.into());
        }
        Ok(Draft {
            kind: self.kind,
            id: id.parse().map_err(ours)?,
            name: self.name.clone(),
            unique: self.unique.clone(),
            value: serde_json::to_string(&value).map_err(ours)?,
        })
    }
}

/// Its members by name, so that the same item is the same text however it was made.
fn json(item: &impl Serialize) -> Result<String, Problem> {
    let value = as_value(item).map_err(ours)?;
    serde_json::to_string(&value).map_err(ours)
}

/// Nothing that whoever entered it can help.
fn ours(why: impl ToString) -> Problem {
    Problem::new(Code::Internal).because(why)
}

/// The field that [`Draft::unique`] is made of, and what to say when another item has it.
pub const fn unique_field(kind: ItemKind) -> (&'static str, &'static str) {
    match kind {
        ItemKind::Keyword => ("value", "This keyword exists already; case does not count."),
        ItemKind::Template => (
            "name",
            "A template of this name for these records exists already; case does not count.",
        ),
        _ => ("name", "A sender with this name exists already."),
    }
}

/// A default sender.
///
/// # Errors
/// `invalid-field` at `name` or `type`.
pub fn sender(id: ItemId, input: &SenderInput) -> Result<Draft, Problem> {
    let name = sender_id("name", &input.name)?;
    let kind = name.kind();
    if input.kind.is_some_and(|wanted| wanted != kind) {
        let why = ["This is a ", kind.label(), " sender."].concat();
        return Err(Problem::field("type", why));
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

/// An opt-out keyword.
///
/// # Errors
/// `invalid-field` at `value`.
pub fn keyword(id: ItemId, input: &KeywordInput) -> Result<Draft, Problem> {
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

/// A template.
///
/// # Errors
/// A [`Problem`] at `name`, `text` or `from`.
pub fn template(id: ItemId, input: &TemplateInput) -> Result<Draft, Problem> {
    let name = input.name.trim();
    let length = name.chars().count();
    if length == 0 || length > TemplateInput::NAME_LIMIT || name.contains(char::is_control) {
        let why = "A template's name has 1 to 80 characters, on one line.";
        let limit = u32::try_from(TemplateInput::NAME_LIMIT).unwrap_or_default();
        return Err(Problem::field("name", why).over(limit));
    }
    if input.text.trim().is_empty() {
        return Err(Problem::new(Code::EmptyText).about("text"));
    }
    let template = read_template(&input.text, input.object)?;
    if template.estimate().count.too_long() {
        let problem = Problem::new(Code::TextTooLong).about("text");
        return Err(problem.over(255));
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
///
/// # Errors
/// `invalid-template` at `text`, with the place of the first thing that is wrong.
pub fn read_template(text: &str, object: RelatedObject) -> Result<Template, Problem> {
    Template::parse(text, object).map_err(|errors| {
        let mut problem = Problem::new(Code::InvalidTemplate).about("text");
        if let Some(first) = errors.first() {
            problem = problem.because(first);
            problem.position = u32::try_from(first.position.utf16).ok();
        }
        problem
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: ItemKind, body: &str) -> Result<Draft, Problem> {
        Draft::read(kind, "i-1".parse().unwrap(), body.as_bytes())
    }

    /// The code, field and limit of what is said against it.
    fn said(kind: ItemKind, body: &str) -> (Code, Option<String>, Option<u32>) {
        let why = read(kind, body).unwrap_err();
        (why.code, why.field.clone(), why.limit)
    }

    #[test]
    fn an_item_is_stored_in_one_writing_and_known_by_what_no_other_has() {
        let sender = read(ItemKind::Sender, r#"{"name":"+41791234567"}"#).unwrap();
        assert_eq!(sender.unique, "41791234567", "with and without the plus");
        assert_eq!(
            sender.value,
            r#"{"id":"i-1","name":"+41791234567","type":"numeric"}"#
        );
        let keyword = read(ItemKind::Keyword, r#"{"value":" Stopp "}"#).unwrap();
        assert_eq!(
            (keyword.name.as_str(), keyword.unique.as_str()),
            ("Stopp", "stopp")
        );
        let body = r#"{"name":" Hello ","object":"lead","text":"Hi <%= firstname %>"}"#;
        let template = read(ItemKind::Template, body).unwrap();
        assert_eq!(template.unique, "lead/hello");
        assert!(
            template.value.contains("Hi <%=FirstName%>"),
            "{}",
            template.value
        );
        let moved = template.at("i-2").unwrap();
        assert_eq!(moved.value, template.value.replace("\"i-1\"", "\"i-2\""));
        assert_eq!(moved.id.as_str(), "i-2");
    }

    #[test]
    fn what_breaks_a_rule_is_said_at_its_field() {
        let at = |code, field: &str, limit| (code, Some(field.to_owned()), limit);
        let long = "x".repeat(81);
        let template = |name: &str, text: &str| {
            serde_json::json!({"name": name, "object": "lead", "text": text}).to_string()
        };
        for (kind, body, expected) in [
            (
                ItemKind::Sender,
                r#"{"name":"MITTO","type":"numeric"}"#.to_owned(),
                at(Code::InvalidField, "type", None),
            ),
            (
                ItemKind::Sender,
                r#"{"name":"MITTO-SMS-CH"}"#.to_owned(),
                at(Code::InvalidField, "name", Some(11)),
            ),
            (
                ItemKind::Template,
                template(&long, "Hi"),
                at(Code::InvalidField, "name", Some(80)),
            ),
            (
                ItemKind::Template,
                template("a\nb", "Hi"),
                at(Code::InvalidField, "name", Some(80)),
            ),
            (
                ItemKind::Template,
                template("A", " "),
                at(Code::EmptyText, "text", None),
            ),
            (
                ItemKind::Template,
                template("A", &"x".repeat(40_000)),
                at(Code::TextTooLong, "text", Some(255)),
            ),
            (
                ItemKind::Template,
                template("A", "<%=Shoe%>"),
                at(Code::InvalidTemplate, "text", None),
            ),
        ] {
            assert_eq!(said(kind, &body), expected, "{body}");
        }
        let setup = read(ItemKind::Setup, "{}").unwrap_err();
        assert_eq!(setup.code, Code::NotFound, "Setup is no item of a list");
    }
}
