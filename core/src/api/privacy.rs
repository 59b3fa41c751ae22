//! Erasing what is old, and erasing or exporting one person.

use serde::{Deserialize, Serialize};

use super::people::Person;
use super::problem::Problem;
use super::sms::SmsRecord;
use crate::ids::RecordId;
use crate::template::PersonObject;

/// What stands in the place of a text or a number that was erased, wherever one is shown.
pub const ERASED: &str = "erased";

/// `POST /api/leads/{id}/erase` and `/api/contacts/{id}/erase`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EraseInput {
    /// The record's id once more: nothing brings it back.
    pub confirm: String,
}

crate::json_object!(EraseInput only { confirm: "confirm" });

impl EraseInput {
    /// Holds it to the record.
    ///
    /// # Errors
    /// `invalid-field` at `confirm`.
    pub fn holds(&self, id: &RecordId) -> Result<(), Problem> {
        if self.confirm == id.as_str() {
            return Ok(());
        }
        let why = "Erasing cannot be undone. Give the id of the record here as well.";
        Err(Problem::field("confirm", why))
    }
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Erased {
    /// Lead or contact.
    pub object: PersonObject,
    /// The CRM's id.
    pub id: RecordId,
    /// How many SMS have lost their text and number; what was queued among them is cancelled.
    pub sms: u32,
}

/// `GET /api/leads/{id}/export` and `/api/contacts/{id}/export`: all that is known of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PersonExport {
    /// Lead or contact.
    pub object: PersonObject,
    /// The CRM's id.
    pub id: RecordId,
    /// When this was written.
    pub exported_at: String,
    /// The record; `null` where only its SMS are here.
    pub record: Option<Person>,
    /// The opt-out of its number; `null` where there is none.
    pub opt_out: Option<OptedOut>,
    /// The campaigns it is a member of. What was sent for them, or cancelled and why, is among the SMS; whom a plan leaves
    /// out is not recorded.
    pub campaigns: Vec<CampaignOf>,
    /// Every SMS to and from it, oldest first: those of the record, those of its numbers that
    /// belong to no record, and tests of campaigns that show its data.
    pub sms: Vec<SmsRecord>,
}

/// A campaign that a record is a member of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CampaignOf {
    /// The CRM's id.
    pub id: RecordId,
    /// Its name.
    pub name: String,
}

/// An opt-out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OptedOut {
    /// Since when.
    pub since: String,
    /// By what: `reply`, or `hand`: the checkbox.
    pub by: String,
}

/// `GET /api/setup/retention?days=…`: what a setting would erase, before it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RetentionCount {
    /// As asked.
    pub days: u32,
    /// How many SMS are older and not erased yet.
    pub sms: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erasing_takes_the_id_once_more() {
        let id: RecordId = "00Q1".parse().unwrap();
        let confirm = |text: &str| EraseInput {
            confirm: text.to_owned(),
        };
        assert_eq!(confirm("00Q1").holds(&id), Ok(()));
        for wrong in ["", "00q1", "00Q1 ", "yes"] {
            let problem = confirm(wrong).holds(&id).unwrap_err();
            assert_eq!(problem.field.as_deref(), Some("confirm"), "{wrong}");
        }
    }
}
