//! Default senders, opt-out keywords, templates.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::ids::ItemId;
use crate::sender::{SenderId, SenderKind};
use crate::template::RelatedObject;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "{T}List")
)]
pub struct List<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// Give it back as `cursor` for the next page; `null` on the last one.
    pub cursor: Option<String>,
}

impl<T> List<T> {
    /// A list that fits one page.
    pub fn whole(items: Vec<T>) -> List<T> {
        List {
            items,
            cursor: None,
        }
    }
}

/// Another item that uses one, in the problem that says why it cannot be removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ItemUse {
    /// Its id.
    pub id: ItemId,
    /// What people know it by.
    pub name: String,
}

/// A default sender as stored and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SenderItem {
    /// Its id.
    pub id: ItemId,
    /// What the handset shows.
    pub name: SenderId,
    /// Numeric or branded; follows from the name.
    #[serde(rename = "type")]
    pub kind: SenderKind,
}

crate::json_object!(SenderItem among { id: "id", name: "name", kind: "type" });

/// `POST` and `PUT` of a default sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SenderInput {
    /// What the handset shows.
    pub name: String,
    /// The kind the admin chose; the name must be of it.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SenderKind>,
}

crate::json_object!(SenderInput only { name: "name", kind: "type" });

/// An opt-out keyword as stored and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeywordItem {
    /// Its id.
    pub id: ItemId,
    /// The word, in the admin's spelling.
    pub value: String,
}

/// `POST` and `PUT` of an opt-out keyword.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KeywordInput {
    /// The word.
    pub value: String,
}

crate::json_object!(KeywordInput only { value: "value" });

/// A template as stored and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TemplateItem {
    /// Its id.
    pub id: ItemId,
    /// What people choose it by.
    pub name: String,
    /// Which records it is for.
    pub object: RelatedObject,
    /// The sender it suggests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<SenderId>,
    /// The text with its merge fields.
    pub text: String,
}

crate::json_object!(TemplateItem among {
    id: "id",
    name: "name",
    object: "object",
    from: "from",
    text: "text",
});

impl TemplateItem {
    /// Holds that it may be used for such a record. What is for campaigns takes only what leads and contacts share, so it
    /// is for each.
    ///
    /// # Errors
    /// `invalid-field` at `templateId`.
    pub fn admit(&self, object: RelatedObject) -> Result<(), Problem> {
        match self.object == object || self.object == RelatedObject::Campaign {
            true => Ok(()),
            false => {
                let why = "This template is for other records.";
                Err(Problem::field("templateId", why))
            }
        }
    }
}

/// `POST` and `PUT` of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TemplateInput {
    /// What people choose it by: 1 to [`TemplateInput::NAME_LIMIT`] characters.
    pub name: String,
    /// Which records it is for.
    pub object: RelatedObject,
    /// The sender it suggests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The text with its merge fields.
    pub text: String,
}

crate::json_object!(TemplateInput only { name: "name", object: "object", from: "from", text: "text" });

impl TemplateInput {
    /// Most characters of a template's name (a Salesforce name field has 80).
    pub const NAME_LIMIT: usize = 80;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_for_its_records_and_that_of_campaigns_for_all() {
        use RelatedObject::{Campaign, Contact, Lead};
        for (of, object, fits) in [
            (Lead, Lead, true),
            (Lead, Contact, false),
            (Lead, Campaign, false),
            (Campaign, Lead, true),
            (Campaign, Campaign, true),
        ] {
            let template = TemplateItem {
                id: "t-1".parse().unwrap(),
                name: "Hello".to_owned(),
                object: of,
                from: None,
                text: "Hi".to_owned(),
            };
            assert_eq!(template.admit(object).is_ok(), fits, "{of:?} {object:?}");
        }
    }
}
