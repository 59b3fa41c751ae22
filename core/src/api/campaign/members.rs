//! A campaign and its members.

use serde::{Deserialize, Serialize};

use crate::api::problem::Problem;
use crate::campaign::Skip;
use crate::ids::RecordId;
use crate::template::{Fields, PersonObject};

/// `PUT /api/campaigns/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CampaignInput {
    /// What people know it by: 1 to [`CampaignInput::NAME_LIMIT`] characters, on one line.
    pub name: String,
}

crate::json_object!(CampaignInput only { name: "name" });

impl CampaignInput {
    /// Most characters of a campaign's name (Salesforce: 80).
    pub const NAME_LIMIT: usize = 80;

    /// The name, trimmed.
    ///
    /// # Errors
    /// `invalid-field` at `name`.
    pub fn name(&self) -> Result<&str, Problem> {
        let name = self.name.trim();
        let length = name.chars().count();
        if length == 0 || length > Self::NAME_LIMIT || name.contains(char::is_control) {
            let why = "A campaign's name has 1 to 80 characters, on one line.";
            return Err(Problem::field("name", why).over(80));
        }
        Ok(name)
    }
}

/// `GET /api/campaigns/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Campaign {
    /// The CRM's id.
    pub id: RecordId,
    /// What people know it by.
    pub name: String,
    /// How many members it has.
    pub members: MemberCounts,
}

/// How many members a campaign has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberCounts {
    /// Leads.
    pub leads: u32,
    /// Contacts.
    pub contacts: u32,
    /// Both.
    pub total: u32,
}

crate::json_answer!(Campaign {
    id: "id",
    name: "name",
    members: "members"
});
crate::json_answer!(MemberCounts {
    leads: "leads",
    contacts: "contacts",
    total: "total"
});

/// One line of `POST /api/campaigns/{id}/members`: the person is stored whole, and is a member then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MemberInput {
    /// Lead or contact.
    pub object: PersonObject,
    /// The CRM's id.
    pub id: RecordId,
    /// The record's fields by API name. `null` means blank.
    pub fields: Fields,
}

crate::json_object!(MemberInput only { object: "object", id: "id", fields: "fields" });

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MembersAnswer {
    /// Lines that were read, without blank ones and a header.
    pub received: u32,
    /// Members that were none before.
    pub created: u32,
    /// Members whose record has changed.
    pub updated: u32,
    /// Members that were so before.
    pub unchanged: u32,
    /// The first [`MembersAnswer::REJECTED_SHOWN`] lines that were not taken.
    pub rejected: Vec<RejectedLine>,
    /// How many lines were not taken.
    pub rejected_total: u32,
}

impl MembersAnswer {
    /// Most rejected lines that are told one by one.
    pub const REJECTED_SHOWN: usize = 100;

    /// Notes a line that is not taken.
    pub fn reject(&mut self, line: u32, reason: impl ToString) {
        self.rejected_total = self.rejected_total.saturating_add(1);
        if self.rejected.len() < Self::REJECTED_SHOWN {
            let reason = reason.to_string();
            self.rejected.push(RejectedLine { line, reason });
        }
    }
}

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RejectedLine {
    /// Which, from 1, every line counted.
    pub line: u32,
    /// Why, for the person who made the file.
    pub reason: String,
}

/// One row of `GET /api/campaigns/{id}/members`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberRow {
    /// Lead or contact.
    pub object: PersonObject,
    /// The CRM's id.
    pub id: RecordId,
    /// The record's name, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Why it gets no SMS; left out where it can be texted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip: Option<Skip>,
}

/// The item of `GET /api/campaigns/{id}/preview`, a list of one: the first recipient, or with its
/// `cursor` the next. Skipped members are passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviewMember {
    /// Lead or contact.
    pub object: PersonObject,
    /// The CRM's id.
    pub id: RecordId,
    /// Its values of the fields that a campaign's template may name.
    pub fields: Fields,
}

crate::json_answer!(PreviewMember {
    object: "object",
    id: "id",
    fields: "fields"
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaigns_name_is_one_line() {
        let named = |name: &str| CampaignInput {
            name: name.to_owned(),
        };
        assert_eq!(named(" Spring ").name(), Ok("Spring"));
        for bad in ["", " ", "a\nb", &"x".repeat(81)] {
            let problem = named(bad).name().unwrap_err();
            assert_eq!(
                (problem.field.as_deref(), problem.limit),
                (Some("name"), Some(80))
            );
        }
    }

    #[test]
    fn a_hundred_rejected_lines_are_told_and_all_are_counted() {
        let mut answer = MembersAnswer::default();
        (1..=150).for_each(|line| answer.reject(line, "No JSON."));
        assert_eq!((answer.rejected.len(), answer.rejected_total), (100, 150));
        assert_eq!(answer.rejected[99].line, 100);
    }
}
