//! The records a text can be about, and their fields' values.

use core::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::api::{FromJson, Mismatch};

/// A person's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum RelatedObject {
    /// Leads.
    Lead,
    /// Contacts.
    Contact,
    /// A campaign's members, leads and contacts alike.
    Campaign,
}

impl RelatedObject {
    /// The word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            RelatedObject::Lead => "lead",
            RelatedObject::Contact => "contact",
            RelatedObject::Campaign => "campaign",
        }
    }

    /// The object with this word.
    pub fn from_word(word: &str) -> Option<RelatedObject> {
        match word {
            "campaign" => Some(RelatedObject::Campaign),
            person => PersonObject::from_word(person).map(RelatedObject::from),
        }
    }
}

impl From<PersonObject> for RelatedObject {
    fn from(object: PersonObject) -> RelatedObject {
        match object {
            PersonObject::Lead => RelatedObject::Lead,
            PersonObject::Contact => RelatedObject::Contact,
        }
    }
}

/// A record's fields by API name, sorted. Names are looked up without regard to case, as the CRM
/// does; `null` is a blank. A record has some tens of fields, so a list serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, Option<String>)>);

impl Fields {
    /// No fields.
    pub const fn new() -> Fields {
        Fields(Vec::new())
    }

    /// The trimmed value of a field; blank where there is none.
    pub fn get(&self, name: &str) -> &str {
        let found = self
            .0
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found
            .and_then(|(_, value)| value.as_deref())
            .unwrap_or_default()
            .trim()
    }

    /// What people call the record: its `Name`, or else the first and the last name; none where all are blank. The list of SMS
    /// (`edge/src/sms.rs`) asks the database for the same.
    pub fn name(&self) -> Option<String> {
        let name = match self.get("Name") {
            "" => [self.get("FirstName"), self.get("LastName")].join(" "),
            name => name.to_owned(),
        };
        let name = name.trim();
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// Sets a field, whatever the case of its name.
    pub fn set(&mut self, name: &str, value: Option<String>) {
        self.0
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        let place = self.0.partition_point(|(known, _)| known.as_str() < name);
        self.0.insert(place, (name.to_owned(), value));
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
    fn from_iter<I: IntoIterator<Item = (N, V)>>(all: I) -> Fields {
        let mut fields = Fields::new();
        for (name, value) in all {
            fields.set(&name.into(), Some(value.into()));
        }
        fields
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl FromJson for Fields {
    fn from_json(value: Value) -> Result<Fields, Mismatch> {
        let Value::Object(members) = value else {
            return Err(Mismatch::needed("an object of field names and texts"));
        };
        let mut fields = Fields::new();
        for (name, value) in members {
            let value = Option::<String>::from_json(value).map_err(|why| why.under(&name))?;
            fields.set(&name, value);
        }
        Ok(fields)
    }
}

impl FromJson for PersonObject {
    fn from_json(value: Value) -> Result<PersonObject, Mismatch> {
        let word = String::from_json(value)?;
        PersonObject::from_word(&word).ok_or_else(|| Mismatch::one_of(&["lead", "contact"]))
    }
}

impl FromJson for RelatedObject {
    fn from_json(value: Value) -> Result<RelatedObject, Mismatch> {
        let word = String::from_json(value)?;
        let known = ["lead", "contact", "campaign"];
        RelatedObject::from_word(&word).ok_or_else(|| Mismatch::one_of(&known))
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of field names and texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Fields, A::Error> {
                let mut fields = Fields::new();
                while let Some((name, value)) = members.next_entry::<String, _>()? {
                    fields.set(&name, value);
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_map(Members)
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

    #[test]
    fn a_record_is_called_by_its_name_or_by_both_names() {
        let name = |fields: &[(&str, &str)]| {
            let fields: Fields = fields.iter().copied().collect();
            fields.name()
        };
        let whole = [("Name", " Ada King "), ("LastName", "Lovelace")];
        assert_eq!(name(&whole).as_deref(), Some("Ada King"));
        let both = [("Name", " "), ("FirstName", "Ada"), ("LastName", "Ng")];
        assert_eq!(name(&both).as_deref(), Some("Ada Ng"));
        assert_eq!(name(&[("lastname", "Ng")]).as_deref(), Some("Ng"));
        assert_eq!(name(&[("FirstName", "Ada")]).as_deref(), Some("Ada"));
        assert_eq!(name(&[("City", "Bern"), ("FirstName", " ")]), None);
    }
}
