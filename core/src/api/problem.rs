//! Errors over HTTP: `application/problem+json` (RFC 9457), the same on both sides.

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::items::ItemUse;
use crate::ids::SmsId;
use crate::status::Status;

/// A problem document: one pointer, because every way out of every rule carries one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Problem(Box<Details>);

impl Problem {
    /// What it says.
    pub fn into_details(self) -> Details {
        *self.0
    }
}

impl core::ops::Deref for Problem {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl core::ops::DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

impl From<Details> for Problem {
    fn from(details: Details) -> Problem {
        Problem(Box::new(details))
    }
}

/// What a problem document says. Absent members are left out of the JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Problem")
)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// The problem's URI: `urn:mitto-sms:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The stable word.
    pub code: Code,
    /// One sentence a person understands.
    pub title: String,
    /// The HTTP status: that of the code, but 429 for a limit that holds for a day.
    pub status: u16,
    /// What is wrong this time, and what to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The request field it is about, in the request's own spelling (`to.mobile`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The limit that was broken, in the unit `detail` names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// After how many seconds it may be tried again; in `Retry-After` too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// Where in the field it is wrong: UTF-16 units from its start, as editors count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// The merge fields that are blank for this record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blank_fields: Vec<String>,
    /// What uses the item that was to be removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<ItemUse>,
    /// The item as it is now, where the request was about an older version of it; or the one that
    /// exists already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<serde_json::Value>,
    /// The `ETag` of `current`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_etag: Option<String>,
    /// The SMS record, when one exists although the request failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<SmsId>,
    /// The status of that SMS record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms_status: Option<Status>,
    /// The gateway's own response code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_code: Option<i32>,
    /// The number of messages of that SMS record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_of_messages: Option<u32>,
}

impl Problem {
    /// A problem with nothing but its code.
    pub fn new(code: Code) -> Problem {
        Details {
            kind: ["urn:mitto-sms:problem:", code.as_str()].concat(),
            code,
            title: code.title().to_owned(),
            status: code.status(),
            detail: None,
            field: None,
            limit: None,
            retry_after: None,
            position: None,
            blank_fields: Vec::new(),
            used_by: Vec::new(),
            current: None,
            current_etag: None,
            id: None,
            sms_status: None,
            gateway_code: None,
            number_of_messages: None,
        }
        .into()
    }

    /// A rule that one field breaks.
    pub fn field(field: &str, why: impl ToString) -> Problem {
        Problem::new(Code::InvalidField).about(field).because(why)
    }

    /// With the details of this case.
    #[must_use]
    pub fn because(mut self, detail: impl ToString) -> Problem {
        self.detail = Some(detail.to_string());
        self
    }

    /// With the field it is about.
    #[must_use]
    pub fn about(mut self, field: &str) -> Problem {
        self.field = Some(field.to_owned());
        self
    }

    /// With the limit that was broken.
    #[must_use]
    pub fn over(mut self, limit: u32) -> Problem {
        self.limit = Some(limit);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_what_where_and_how_much_and_nothing_empty() {
        let problem = Problem::field("from", "The limit is 11 characters without spaces.").over(11);
        assert_eq!(
            serde_json::to_value(&problem).unwrap(),
            serde_json::json!({
                "type": "urn:mitto-sms:problem:invalid-field",
                "code": "invalid-field",
                "title": "A field is not right.",
                "status": 422,
                "detail": "The limit is 11 characters without spaces.",
                "field": "from",
                "limit": 11,
            })
        );
    }
}
