//! The records a text can be about, and their fields' values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A person's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonObject {
    /// A lead.
    Lead,
    /// A contact.
    Contact,
}

impl PersonObject {
    /// The word in the API and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            PersonObject::Lead => "lead",
            PersonObject::Contact => "contact",
        }
    }

    /// The object with this word.
    pub fn from_word(word: &str) -> Option<PersonObject> {
        match word {
            "lead" => Some(PersonObject::Lead),
            "contact" => Some(PersonObject::Contact),
            _ => None,
        }
    }
}

/// What a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RelatedObject {
    /// Leads.
    Lead,
    /// Contacts.
    Contact,
    /// A campaign's members, leads and contacts alike.
    Campaign,
}

impl From<PersonObject> for RelatedObject {
    fn from(object: PersonObject) -> RelatedObject {
        match object {
            PersonObject::Lead => RelatedObject::Lead,
            PersonObject::Contact => RelatedObject::Contact,
        }
    }
}

/// A record's fields by API name. Names are looked up without regard to case, as the CRM does;
/// `null` is a blank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<String, Option<String>>);

impl Fields {
    /// No fields.
    pub const fn new() -> Fields {
        Fields(BTreeMap::new())
    }

    /// The trimmed value of a field; blank where there is none.
    pub fn get(&self, name: &str) -> &str {
        let exact = self.0.get(name);
        let found = exact.or_else(|| {
            self.0
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| value)
        });
        found.and_then(Option::as_deref).unwrap_or_default().trim()
    }

    /// Sets a field, whatever the case of its name.
    pub fn set(&mut self, name: &str, value: Option<String>) {
        self.0
            .retain(|known, _| !known.eq_ignore_ascii_case(name) || known == name);
        self.0.insert(name.to_owned(), value);
    }

    /// All fields, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_deref()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Fields {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Fields {
        Fields(
            fields
                .into_iter()
                .map(|(name, value)| (name.into(), Some(value.into())))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_values_are_trimmed() {
        let fields: Fields = [("FirstName", " Ada "), ("Company", "")]
            .into_iter()
            .collect();
        assert_eq!(fields.get("firstname"), "Ada");
        assert_eq!(fields.get("Company"), "");
        assert_eq!(fields.get("LastName"), "");
    }

    #[test]
    fn null_is_blank_and_comes_back_as_null() {
        let fields: Fields = serde_json::from_str(r#"{"FirstName":null,"A":"x"}"#).unwrap();
        assert_eq!(fields.get("FirstName"), "");
        assert_eq!(
            serde_json::to_string(&fields).unwrap(),
            r#"{"A":"x","FirstName":null}"#
        );
    }

    #[test]
    fn setting_replaces_whatever_the_case() {
        let mut fields: Fields = [("firstname", "a")].into_iter().collect();
        fields.set("FirstName", Some("b".to_owned()));
        assert_eq!(
            fields.iter().collect::<Vec<_>>(),
            [("FirstName", Some("b"))]
        );
    }
}
