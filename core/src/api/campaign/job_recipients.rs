//! Whom a job has sent to, and whom not.

use serde::{Deserialize, Serialize};

use crate::ids::{RecordId, SmsId};
use crate::status::{Shown, Status};
use crate::template::PersonObject;

/// Which recipients of a job: `?state=` of `GET /api/jobs/{id}/recipients`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub enum JobPart {
    /// The gateway has it; delivered ones too.
    Sent,
    /// Not sent: queued, or skipped.
    NotSent,
    /// Maybe sent.
    Maybe,
    /// Failed.
    Failed,
}

impl JobPart {
    /// Every part.
    pub const ALL: [JobPart; 4] = [
        JobPart::Sent,
        JobPart::NotSent,
        JobPart::Maybe,
        JobPart::Failed,
    ];

    /// The word in the query.
    pub const fn as_str(self) -> &'static str {
        match self {
            JobPart::Sent => "sent",
            JobPart::NotSent => "not-sent",
            JobPart::Maybe => "maybe",
            JobPart::Failed => "failed",
        }
    }

    /// The statuses of an SMS that is in this part. What the gateway took and did not arrive was sent,
    /// and has failed.
    pub const fn statuses(self) -> &'static [Status] {
        use Status::*;
        match self {
            JobPart::Sent => &[Sent, Delivered, Expired, Undelivered],
            JobPart::NotSent => &[Queued, Cancelled],
            JobPart::Maybe => &[Sending, Unknown],
            JobPart::Failed => &[Rejected, Failed, Expired, Undelivered],
        }
    }

    /// The part with this word.
    pub fn from_word(word: &str) -> Option<JobPart> {
        JobPart::ALL.into_iter().find(|part| part.as_str() == word)
    }
}

/// A row of `GET /api/jobs/{id}/recipients`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JobRecipient {
    /// Lead or contact.
    pub object: PersonObject,
    /// The CRM's id.
    pub record_id: RecordId,
    /// The record's name, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its SMS.
    pub sms: SmsId,
    /// What is known of that.
    pub status: Shown,
    /// Why it was refused, cancelled or is unknown, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

crate::json_answer!(JobRecipient {
    object: "object",
    record_id: "recordId",
    name: "name",
    sms: "sms",
    status: "status",
    reason: "reason",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_on_the_wire_are_the_words_in_the_type() {
        for part in JobPart::ALL {
            assert_eq!(serde_json::to_value(part).unwrap(), part.as_str());
            assert_eq!(JobPart::from_word(part.as_str()), Some(part));
        }
    }
}
