//! Leads and contacts.

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::problem::Problem;
use crate::ids::RecordId;
use crate::mobile::Mobile;
use crate::template::{Fields, PersonObject};

/// `PUT /api/leads/{id}` and `/api/contacts/{id}`: the whole record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonInput {
    /// The record's fields by API name. `null` means blank.
    pub fields: Fields,
    /// The SMS opt-out checkbox. Left out: as it was (false for a new record).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms_opt_out: Option<bool>,
}

impl PersonInput {
    /// Most bytes of a record's fields as JSON: D1 takes 2 MB a value, a page needs far less.
    pub const FIELDS_LIMIT: u32 = 100_000;

    /// Holds a record's fields to their limit. `json`: all of them.
    ///
    /// # Errors
    /// `invalid-field` at `fields`.
    pub fn admit(json: &str) -> Result<(), Problem> {
        if json.len() > PersonInput::FIELDS_LIMIT as usize {
            let why = "A record's fields may take 100,000 bytes.";
            return Err(Problem::field("fields", why).over(PersonInput::FIELDS_LIMIT));
        }
        Ok(())
    }
}

crate::json_object!(PersonInput only { fields: "fields", sms_opt_out: "smsOptOut" });

/// `PATCH` of the same: only what is named changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonPatch {
    /// Fields to set; `null` or `""` blanks one; the others stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Fields>,
    /// The SMS opt-out checkbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms_opt_out: Option<bool>,
}

crate::json_object!(PersonPatch only { fields: "fields", sms_opt_out: "smsOptOut" });

/// Why a record cannot receive, as far as its number goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub enum MobileProblem {
    /// The mobile field is blank.
    NoMobile,
    /// The mobile field holds no valid mobile number.
    InvalidMobile,
}

impl MobileProblem {
    /// What a send to this record is refused with.
    pub const fn code(self) -> Code {
        match self {
            MobileProblem::NoMobile => Code::NoMobile,
            MobileProblem::InvalidMobile => Code::InvalidMobile,
        }
    }

    /// The problem with this word.
    pub fn from_word(word: &str) -> Option<MobileProblem> {
        match word {
            "no-mobile" => Some(MobileProblem::NoMobile),
            "invalid-mobile" => Some(MobileProblem::InvalidMobile),
            _ => None,
        }
    }
}

/// A lead or a contact as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Lead or contact.
    pub object: PersonObject,
    /// The CRM's id.
    pub id: RecordId,
    /// The record's fields.
    pub fields: Fields,
    /// Whether its number has opted out: by the checkbox, or by a reply of anyone with that number.
    pub sms_opt_out: bool,
    /// The number an SMS would go to, from the field chosen in Setup.
    pub mobile: Option<Mobile>,
    /// Why there is none.
    pub mobile_problem: Option<MobileProblem>,
}

/// `POST /api/leads/{id}/convert`: the lead has become this contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConvertInput {
    /// The CRM's id of the contact.
    pub contact_id: RecordId,
}

crate::json_object!(ConvertInput only { contact_id: "contactId" });

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Converted {
    /// The contact.
    pub contact_id: RecordId,
    /// How many SMS records have moved to it; 0 for a repeat.
    pub moved: u32,
}

/// `POST /api/mobiles`: is this typed number one that can be texted?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MobileCheck {
    /// As typed.
    pub mobile: String,
}

crate::json_object!(MobileCheck only { mobile: "mobile" });

/// The answer: yes, in this spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MobileChecked {
    /// In E.164.
    pub mobile: Mobile,
    /// Whether it has opted out.
    pub opted_out: bool,
}
