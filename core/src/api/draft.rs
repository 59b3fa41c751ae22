//! From what an admin enters to an item that may be stored: the rules of senders, keywords and
//! templates.

use serde::Serialize;
use serde_json::Value;

use super::code::Code;
use super::items::{
    KeywordInput, KeywordItem, SenderInput, SenderItem, TemplateInput, TemplateItem,
};
use super::json::{as_value, from_json};
use super::problem::Problem;
use super::transfer::ItemKind;
use super::webhooks::WebhookInput;
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
            // Endpoints have a secret and a state besides.
            ItemKind::Setup | ItemKind::Webhook => Err(Problem::new(Code::NotFound)),
        }
    }

    /// The same in the place of an item that is here already, of this id and JSON.
    ///
    /// # Errors
    /// The item is none.
    pub fn over(&self, id: &str, before: &str) -> Result<Draft, Problem> {
        if self.kind == ItemKind::Webhook {
            let mut input: WebhookInput = from_json(self.value.as_bytes())?;
            // Whether others are told is decided where they are told.
            input.enabled = from_json::<WebhookInput>(before.as_bytes())?.enabled;
            let id = id.parse().map_err(ours)?;
            return drafted(id, &input);
        }
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
        ItemKind::Webhook => ("url", "An endpoint with this address exists already."),
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

/// An endpoint of webhooks, from a file: turned off, because another deployment's servers are not to be told what happens in
/// this one until somebody says so. `local`: as in [`WebhookInput::read`].
///
/// # Errors
/// `invalid-field` at `url`, `description` or `events`.
pub fn webhook(id: ItemId, input: WebhookInput, local: bool) -> Result<Draft, Problem> {
    let mut input = input.read(local)?;
    input.enabled = false;
    drafted(id, &input)
}

fn drafted(id: ItemId, input: &WebhookInput) -> Result<Draft, Problem> {
    Ok(Draft {
        kind: ItemKind::Webhook,
        id,
        name: input.name().to_owned(),
        unique: input.url.clone(),
        // In the writing of the page Webhooks.
        value: serde_json::to_string(input).map_err(ours)?,
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
        let moved = template.over("i-2", &template.value).unwrap();
        assert_eq!(moved.value, template.value.replace("\"i-1\"", "\"i-2\""));
        assert_eq!(moved.id.as_str(), "i-2");
    }

    #[test]
    fn an_endpoint_is_imported_off_and_stays_as_it_is_where_it_is_known() {
        let input = |description: &str, enabled: bool| WebhookInput {
            url: "https://example.com/x".to_owned(),
            description: description.to_owned(),
            events: vec![crate::webhook::EventType::SmsReply],
            enabled,
        };
        let id: ItemId = "i-1".parse().unwrap();
        let new = webhook(id.clone(), input("", true), false).unwrap();
        assert_eq!(
            (new.name.as_str(), new.unique.as_str()),
            ("https://example.com/x", "https://example.com/x")
        );
        assert_eq!(
            new.value,
            serde_json::to_string(&input("", false)).unwrap(),
            "as the page Webhooks stores it"
        );
        for enabled in [true, false] {
            let before = serde_json::to_string(&input("Mine", enabled)).unwrap();
            let file = webhook(id.clone(), input("Mine", !enabled), false).unwrap();
            let over = file.over("i-7", &before).unwrap();
            assert_eq!((over.id.as_str(), over.value), ("i-7", before), "the same");
            let file = webhook(id.clone(), input("Theirs", true), false).unwrap();
            let over = file
                .over("i-7", &over_value(&input("Mine", enabled)))
                .unwrap();
            assert_eq!(over.value, over_value(&input("Theirs", enabled)));
        }
        let why = webhook(
            id,
            WebhookInput {
                events: Vec::new(),
                ..input("", true)
            },
            false,
        );
        assert_eq!(why.unwrap_err().field.as_deref(), Some("events"));
    }

    fn over_value(input: &WebhookInput) -> String {
        serde_json::to_string(input).unwrap()
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
