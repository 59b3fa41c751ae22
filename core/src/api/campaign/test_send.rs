//! A test send: what one member would get, to the number of whoever writes it.

use serde::{Deserialize, Serialize};

use super::PlanRequest;
use crate::api::read::{Read, Source};
use crate::ids::RecordId;
use crate::template::PersonObject;

/// `POST /api/campaigns/{id}/test`. The SMS is no part of the campaign, and about no record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestRequest {
    /// See [`PlanRequest::from`].
    pub from: String,
    /// See [`PlanRequest::text`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// See [`PlanRequest::template_id`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_id: Option<String>,
    /// See [`PlanRequest::replace_look_alikes`].
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub replace_look_alikes: bool,
    /// Where it goes, as typed.
    pub mobile: String,
    /// Whose text it is; left out: the first recipient's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberKey>,
}

crate::json_object!(TestRequest only {
    from: "from",
    text: "text",
    template_id: "templateId",
    replace_look_alikes: "replaceLookAlikes" = false,
    mobile: "mobile",
    member: "member",
});

impl TestRequest {
    /// What a plan would be asked for. A gap is no reason not to look at it on a handset.
    pub fn plan(&self) -> PlanRequest {
        PlanRequest {
            from: self.from.clone(),
            text: self.text.clone(),
            template_id: self.template_id.clone(),
            allow_blank_fields: true,
            replace_look_alikes: self.replace_look_alikes,
            schedule: None,
        }
    }
}

/// A member of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MemberKey {
    /// Lead or contact.
    pub object: PersonObject,
    /// The CRM's id.
    pub id: RecordId,
}

crate::json_object!(MemberKey only { object: "object", id: "id" });

/// `GET /api/campaigns/{id}/test`: where a test send of this user may go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TestNumber {
    /// The user's own number, as the token says; else the one of their last test send, while that SMS has it.
    pub mobile: Option<String>,
    /// Whether it may go to any number. Otherwise only to the one in the token.
    pub any_number: bool,
}

impl Read for TestNumber {
    fn read(source: &impl Source) -> Option<TestNumber> {
        Some(TestNumber {
            mobile: source.text("mobile"),
            any_number: source.flag("anyNumber")?,
        })
    }
}
