//! What a campaign would send, exactly.

use serde::{Deserialize, Serialize};

use super::{Schedule, Skipped, Timing};
use crate::api::code::Code;
use crate::api::problem::Problem;
use crate::api::sms::{self, TextSource};
use crate::ids::JobId;
use crate::sender::SenderId;

/// `POST /api/campaigns/{id}/plan`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanRequest {
    /// The sender id the handset shows.
    pub from: String,
    /// The message; may hold merge fields that leads and contacts share. Either this or `templateId`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A template instead of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_id: Option<String>,
    /// Send to members too for whom a merge field without default is blank.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub allow_blank_fields: bool,
    /// Put regular look-alikes in the place of typographic characters in merged values (a hyphen for an
    /// en dash), in the message only.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub replace_look_alikes: bool,
    /// When it is to go out; left out: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
}

crate::json_object!(PlanRequest only {
    from: "from",
    text: "text",
    template_id: "templateId",
    allow_blank_fields: "allowBlankFields" = false,
    replace_look_alikes: "replaceLookAlikes" = false,
    schedule: "schedule",
});

impl PlanRequest {
    /// The sender id.
    ///
    /// # Errors
    /// `invalid-field` at `from`.
    pub fn sender(&self) -> Result<SenderId, Problem> {
        sms::sender(&self.from)
    }

    /// Exactly one of `text` and `templateId`.
    ///
    /// # Errors
    /// `invalid-field` where both or neither are there; `empty-text` for a text of blanks.
    pub fn source(&self) -> Result<TextSource<'_>, Problem> {
        sms::source(self.text.as_deref(), self.template_id.as_deref())
    }
}

/// `POST /api/campaigns/{id}/sms`: the plan that the person saw, to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanSendRequest {
    /// See [`PlanRequest::from`].
    pub from: String,
    /// See [`PlanRequest::text`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// See [`PlanRequest::template_id`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_id: Option<String>,
    /// See [`PlanRequest::allow_blank_fields`].
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub allow_blank_fields: bool,
    /// See [`PlanRequest::replace_look_alikes`].
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub replace_look_alikes: bool,
    /// The seal of the plan that the person saw: [`PlanAnswer::plan_hash`].
    pub plan_hash: String,
    /// The number of recipients as the person typed it; needed above the size that Setup says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_recipients: Option<u32>,
    /// See [`PlanRequest::schedule`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// A scheduled job that this one takes the place of, once it is prepared: either sends, never both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<JobId>,
}

crate::json_object!(PlanSendRequest only {
    from: "from",
    text: "text",
    template_id: "templateId",
    allow_blank_fields: "allowBlankFields" = false,
    replace_look_alikes: "replaceLookAlikes" = false,
    plan_hash: "planHash",
    confirm_recipients: "confirmRecipients",
    schedule: "schedule",
    replaces: "replaces",
});

impl PlanSendRequest {
    /// What is to be planned again and compared.
    pub fn plan(self) -> PlanRequest {
        PlanRequest {
            from: self.from,
            text: self.text,
            template_id: self.template_id,
            allow_blank_fields: self.allow_blank_fields,
            replace_look_alikes: self.replace_look_alikes,
            schedule: self.schedule,
        }
    }
}

/// The answer to a plan. Everything is counted with each member's own data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PlanAnswer {
    /// How many people get an SMS.
    pub recipients: u32,
    /// How many do not, by reason.
    pub skipped: Skipped,
    /// Messages (segments) in all.
    pub total_messages: u32,
    /// How many recipients get how many messages, ascending.
    pub spread: Vec<Spread>,
    /// The units (septets or UTF-16 units) of the text with the most messages.
    pub longest: u32,
    /// How many texts are sent in which encoding.
    pub encodings: TextsByEncoding,
    /// Merge fields without a default that are blank, with how many recipients.
    pub blank: Vec<BlankField>,
    /// What makes texts unicode.
    pub unicode: Vec<UnicodeCause>,
    /// The seal over all of it, and its figures: give it back to send just this.
    pub plan_hash: String,
    /// Why Setup's limits would refuse it, in words; left out where they would not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_limit: Option<String>,
    /// Whether the number of recipients must be typed to send it.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub confirm: bool,
    /// When they go out; left out where nobody has to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
}

impl PlanAnswer {
    /// Whether it may be sent, whether or not it has moved. `confirmed`: the number of recipients as the
    /// person typed it.
    ///
    /// # Errors
    /// `invalid-field` at `text` where nobody would get an SMS, and at `confirmRecipients` where the number
    /// is another or is needed; `blank-fields`.
    pub fn may_be_sent(&self, confirmed: Option<u32>, blanks_allowed: bool) -> Result<(), Problem> {
        if self.recipients == 0 {
            return Err(Problem::field("text", "Nobody would get an SMS."));
        }
        if !self.blank.is_empty() && !blanks_allowed {
            let mut problem = Problem::new(Code::BlankFields).about("text");
            problem.blank_fields = self.blank.iter().map(|blank| blank.field.clone()).collect();
            return Err(problem);
        }
        if confirmed.is_some_and(|confirmed| confirmed != self.recipients)
            || (self.confirm && confirmed.is_none())
        {
            let why = "Type the number of recipients to send to so many.";
            return Err(Problem::field("confirmRecipients", why).over(self.recipients));
        }
        Ok(())
    }
}

crate::json_answer!(PlanAnswer {
    recipients: "recipients",
    skipped: "skipped",
    total_messages: "totalMessages",
    spread: "spread",
    longest: "longest",
    encodings: "encodings",
    blank: "blank",
    unicode: "unicode",
    plan_hash: "planHash",
    over_limit: "overLimit",
    confirm: "confirm" = false,
    timing: "timing",
});

/// So many recipients get so many messages each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Spread {
    /// Messages each.
    pub segments: u32,
    /// How many recipients.
    pub recipients: u32,
}

crate::json_answer!(Spread {
    segments: "segments",
    recipients: "recipients"
});

/// How many texts are sent in which encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextsByEncoding {
    /// Regular.
    #[serde(rename = "GSM-7")]
    pub gsm7: u32,
    /// Unicode.
    #[serde(rename = "UCS-2")]
    pub ucs2: u32,
}

crate::json_answer!(TextsByEncoding {
    gsm7: "GSM-7",
    ucs2: "UCS-2"
});

/// A merge field that is blank for some.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlankField {
    /// Its API name.
    pub field: String,
    /// How many recipients have it blank.
    pub recipients: u32,
}

crate::json_answer!(BlankField {
    field: "field",
    recipients: "recipients"
});

/// What makes texts unicode: the text itself, or a merge field's values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnicodeCause {
    /// The merge field; left out: the text itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The character, where it is typography with a regular look-alike; left out: letters and others, which are
    /// not told because they would tell a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub character: Option<String>,
    /// How many recipients' texts have it.
    pub recipients: u32,
}

crate::json_answer!(UnicodeCause {
    field: "field",
    character: "character",
    recipients: "recipients",
});

/// What has moved between two plans, in the `current` of a 409.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanChange {
    /// In words, one after the other: "3 recipients more".
    pub changed: Vec<String>,
    /// The plan as it is now.
    pub plan: PlanAnswer,
}

crate::json_answer!(PlanChange {
    changed: "changed",
    plan: "plan"
});

/// `POST /api/campaigns/{id}/classes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClassesRequest {
    /// The merge fields whose shapes are wanted, by API name; at most those a campaign's template may name.
    pub fields: Vec<String>,
}

crate::json_object!(ClassesRequest only { fields: "fields" });

/// The answer: all that counting needs, and nobody's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClassesAnswer {
    /// The fields, in the order of the shapes.
    pub fields: Vec<String>,
    /// The recipients, grouped by the shapes of their values.
    pub classes: Vec<Class>,
    /// How many there are.
    pub recipients: u32,
    /// How many members get nothing, by reason.
    pub skipped: Skipped,
}

crate::json_answer!(ClassesAnswer {
    fields: "fields",
    classes: "classes",
    recipients: "recipients",
    skipped: "skipped",
});

/// Recipients whose values have the same shapes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Class {
    /// A shape for each field: see [`Shape`](crate::campaign::Shape).
    pub shapes: Vec<String>,
    /// How many.
    pub members: u32,
}

crate::json_answer!(Class {
    shapes: "shapes",
    members: "members"
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_sent_to_somebody_and_knowingly() {
        let plan = |recipients, confirm| PlanAnswer {
            recipients,
            confirm,
            ..PlanAnswer::default()
        };
        let field = |refused: Result<(), Problem>| refused.unwrap_err().into_details().field;
        assert_eq!(plan(3, false).may_be_sent(None, false), Ok(()));
        assert_eq!(plan(3, true).may_be_sent(Some(3), false), Ok(()));
        let nobody = plan(0, false).may_be_sent(None, false);
        assert_eq!(field(nobody).as_deref(), Some("text"));
        for (confirm, typed) in [(true, None), (true, Some(2)), (false, Some(4))] {
            let refused = plan(3, confirm).may_be_sent(typed, false);
            assert_eq!(field(refused).as_deref(), Some("confirmRecipients"));
        }
    }
}
