//! Sending one SMS, and what became of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::code::Code;
use super::json::{FromJson, Mismatch};
use super::problem::Problem;
use crate::count::Encoding;
use crate::ids::{ItemId, RecordId, SmsId};
use crate::sender::SenderId;
use crate::status::{Shown, Status};
use crate::template::PersonObject;

/// `POST /api/sms`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SendRequest {
    /// Whom to text.
    pub to: Recipient,
    /// The sender id the handset shows.
    pub from: String,
    /// The message; may hold merge fields of the record. Either this or `templateId`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A template instead of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_id: Option<String>,
    /// Send although a merge field without default is blank for this record.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub allow_blank_fields: bool,
}

crate::json_object!(SendRequest only {
    to: "to",
    from: "from",
    text: "text",
    template_id: "templateId",
    allow_blank_fields: "allowBlankFields" = false,
});

/// Whom to text: a record (its number is read from the record, not from the page) or, where the
/// token allows it, a typed number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, try_from = "AnyRecipient")]
pub enum Recipient {
    /// A lead or contact.
    Record {
        /// Lead or contact.
        object: PersonObject,
        /// The CRM's id.
        id: RecordId,
    },
    /// A typed number.
    Number {
        /// As typed.
        mobile: String,
    },
}

/// Either way of naming a recipient, before it is one. serde tries one after the other otherwise, and can
/// only say that none fits.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct AnyRecipient {
    object: Option<PersonObject>,
    id: Option<RecordId>,
    mobile: Option<String>,
}

crate::json_object!(AnyRecipient only { object: "object", id: "id", mobile: "mobile" });

impl FromJson for Recipient {
    fn from_json(value: Value) -> Result<Recipient, Mismatch> {
        AnyRecipient::from_json(value)?
            .try_into()
            .map_err(Mismatch::because)
    }
}

impl TryFrom<AnyRecipient> for Recipient {
    type Error = &'static str;

    fn try_from(any: AnyRecipient) -> Result<Recipient, Self::Error> {
        match (any.object, any.id, any.mobile) {
            (Some(object), Some(id), None) => Ok(Recipient::Record { object, id }),
            (None, None, Some(mobile)) => Ok(Recipient::Number { mobile }),
            _ => Err("Give either object and id, or mobile."),
        }
    }
}

/// Where the message comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextSource<'a> {
    /// Typed, or taken from a template and edited.
    Text(&'a str),
    /// A stored template as it stands.
    Template(&'a str),
}

impl SendRequest {
    /// The sender id.
    ///
    /// # Errors
    /// `invalid-field` at `from`.
    pub fn sender(&self) -> Result<SenderId, Problem> {
        sender(&self.from)
    }

    /// Exactly one of `text` and `templateId`.
    ///
    /// # Errors
    /// `invalid-field` where both or neither are there; `empty-text` for a text of blanks.
    pub fn source(&self) -> Result<TextSource<'_>, Problem> {
        source(self.text.as_deref(), self.template_id.as_deref())
    }
}

/// The sender id of a request.
pub(super) fn sender(from: &str) -> Result<SenderId, Problem> {
    from.parse().map_err(|why: crate::sender::SenderError| {
        let mut problem = Problem::field("from", why);
        problem.limit = why.limit();
        problem
    })
}

/// Exactly one of a text and a template.
pub(super) fn source<'a>(
    text: Option<&'a str>,
    template: Option<&'a str>,
) -> Result<TextSource<'a>, Problem> {
    match (text, template) {
        (Some(text), None) if text.trim().is_empty() => {
            Err(Problem::new(Code::EmptyText).about("text"))
        }
        (Some(text), None) => Ok(TextSource::Text(text)),
        (None, Some(id)) => match id.parse::<ItemId>() {
            Ok(_) => Ok(TextSource::Template(id)),
            Err(why) => Err(Problem::field("templateId", why)),
        },
        (Some(_), Some(_)) => Err(Problem::field(
            "templateId",
            "Give either text or templateId, not both.",
        )),
        (None, None) => Err(Problem::field("text", "Give a text or a templateId.")),
    }
}

/// 201 of `POST /api/sms`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SendAnswer {
    /// The SMS record.
    pub id: SmsId,
    /// How many messages (segments) were sent.
    pub number_of_messages: u32,
    /// What is known so far.
    pub status: Status,
}

/// `GET /api/sms/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SmsRecord {
    /// The SMS record.
    pub id: SmsId,
    /// The record it went to, unless to a typed number.
    pub object: Option<PersonObject>,
    /// That record's id.
    pub record_id: Option<RecordId>,
    /// That record's name, if we know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_name: Option<String>,
    /// The campaign it was sent for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The number; `erased` where it was erased.
    pub to: String,
    /// The sender id.
    pub from: String,
    /// The text as sent; `erased` where it was erased.
    pub text: String,
    /// How it was encoded.
    pub encoding: Encoding,
    /// How many messages (segments) it is.
    pub number_of_messages: u32,
    /// What is known.
    pub status: Shown,
    /// Whether nothing more is expected.
    pub is_final: bool,
    /// Why it was refused, cancelled or is unknown, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it is a reply that may be a request to stop: for a person to read.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub flagged: bool,
    /// How many of the segments the handset confirmed.
    pub delivered_segments: u32,
    /// When the record was made.
    pub created_at: String,
    /// When something about it last changed.
    pub updated_at: String,
    /// When its text and number were erased, if they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<String>,
    /// The reports, in order of arrival.
    pub delivery_updates: Vec<DeliveryUpdate>,
}

impl SmsRecord {
    /// Whether nobody knows if the gateway took it, or what became of it.
    pub fn is_in_doubt(&self) -> bool {
        matches!(
            self.status,
            Shown::NoReport | Shown::Stored(Status::Unknown)
        )
    }

    /// Whether a person may send it once more: it failed, or may have.
    pub fn can_be_sent_again(&self) -> bool {
        let may = self.is_in_doubt()
            || matches!(
                self.status,
                Shown::Stored(
                    Status::Rejected | Status::Failed | Status::Expired | Status::Undelivered
                )
            );
        may && self.erased_at.is_none()
    }

    /// Holds that a person may say what became of it.
    ///
    /// # Errors
    /// `invalid-field` at `status`.
    pub fn admit_mark(&self) -> Result<(), Problem> {
        match self.is_in_doubt() {
            true => Ok(()),
            false => Err(self.unfit("marked")),
        }
    }

    /// Holds that a person may send it once more.
    ///
    /// # Errors
    /// `invalid-field` at `status`.
    pub fn admit_resend(&self) -> Result<(), Problem> {
        match self.can_be_sent_again() {
            true => Ok(()),
            false if self.erased_at.is_some() => Err(SmsRecord::erased()),
            false => Err(self.unfit("sent again")),
        }
    }

    /// What is said of one that was erased, or whose person was, maybe this moment.
    pub fn erased() -> Problem {
        Problem::field("status", "Its text and number are erased.")
    }

    fn unfit(&self, what: &str) -> Problem {
        let status = self.status.as_str();
        let why = ["An SMS that is ", status, " cannot be ", what, "."].concat();
        Problem::field("status", why)
    }
}

/// `POST /api/sms/{id}/mark`: what a person knows of an SMS in doubt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MarkInput {
    /// `SENT` or `FAILED`.
    pub status: String,
}

crate::json_object!(MarkInput only { status: "status" });

impl MarkInput {
    /// What a person can know.
    ///
    /// # Errors
    /// `invalid-field` at `status`.
    pub fn status(&self) -> Result<Status, Problem> {
        match Status::from_word(&self.status) {
            Some(status @ (Status::Sent | Status::Failed)) => Ok(status),
            _ => Err(Problem::field("status", "Choose SENT or FAILED.")),
        }
    }
}

/// One row of `GET /api/sms`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SmsRow {
    /// The SMS record.
    pub id: SmsId,
    /// The record it went to or came from, unless to a typed number.
    pub object: Option<PersonObject>,
    /// That record's id.
    pub record_id: Option<RecordId>,
    /// That record's name, if we know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_name: Option<String>,
    /// The campaign it was sent for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The number it went to, or for a reply the number it came from; `erased` where it was erased.
    pub to: String,
    /// The sender id.
    pub from: String,
    /// The text; `erased` where it was erased.
    pub text: String,
    /// How many messages (segments) it is.
    pub number_of_messages: u32,
    /// What is known.
    pub status: Shown,
    /// Whether it is a reply that may be a request to stop: for a person to read.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub flagged: bool,
    /// When the record was made.
    pub created_at: String,
    /// Who sent it.
    pub created_by: String,
    /// When something about it last changed.
    pub updated_at: String,
    /// When its text and number were erased, if they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<String>,
}

/// What a page that sent an SMS wants to know of its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsNews {
    /// See [`SmsRecord::id`].
    pub id: SmsId,
    /// See [`SmsRecord::number_of_messages`].
    pub number_of_messages: u32,
    /// See [`SmsRecord::status`].
    pub status: Shown,
    /// See [`SmsRecord::reason`].
    pub reason: Option<String>,
    /// See [`SmsRecord::delivered_segments`].
    pub delivered_segments: u32,
}

/// One delivery report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeliveryUpdate {
    /// What it means; `null` for a word we do not know.
    pub status: Option<Status>,
    /// The gateway's own word.
    pub gateway_status: String,
    /// The segment it is about, from 1; `null`: of the whole SMS.
    pub segment: Option<u8>,
    /// The gateway's error code.
    pub error_code: Option<String>,
    /// What the error code means, and what to do about it; left out for a code we do not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// The gateway's time.
    pub provider_time: Option<String>,
    /// When it reached us.
    pub received_at: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(json: serde_json::Value) -> SendRequest {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_recipient_is_a_record_or_a_number() {
        let one =
            request(serde_json::json!({"to":{"object":"lead","id":"00Q1"},"from":"M","text":"x"}));
        assert!(matches!(one.to, Recipient::Record { .. }));
        let two =
            request(serde_json::json!({"to":{"mobile":"079 123 45 67"},"from":"M","text":"x"}));
        assert_eq!(
            two.to,
            Recipient::Number {
                mobile: "079 123 45 67".to_owned()
            }
        );
        let both =
            serde_json::json!({"to":{"object":"lead","id":"1","mobile":"2"},"from":"M","text":"x"});
        assert!(serde_json::from_value::<SendRequest>(both).is_err());
    }

    #[test]
    fn exactly_one_source() {
        let both = request(
            serde_json::json!({"to":{"mobile":"1"},"from":"M","text":"x","templateId":"t"}),
        );
        assert_eq!(
            both.source().unwrap_err().field.as_deref(),
            Some("templateId")
        );
        let neither = request(serde_json::json!({"to":{"mobile":"1"},"from":"M"}));
        assert_eq!(neither.source().unwrap_err().field.as_deref(), Some("text"));
        let blank = request(serde_json::json!({"to":{"mobile":"1"},"from":"M","text":" \n"}));
        assert_eq!(blank.source().unwrap_err().code, Code::EmptyText);
    }

    #[test]
    fn what_a_person_may_do_with_an_sms_hangs_on_its_status() {
        for status in Status::ALL {
            let mut record: SmsRecord = serde_json::from_value(serde_json::json!({
                "id": "SMS-000001", "direction": "outbound", "to": "+41791234567", "from": "M", "text": "x",
                "encoding": "GSM-7", "numberOfMessages": 1, "status": status, "isFinal": false, "deliveredSegments": 0,
                "createdAt": "2026-11-25T12:00:00Z", "updatedAt": "2026-11-25T12:00:00Z", "createdBy": "ada", "deliveryUpdates": []
            }))
            .unwrap();
            let word = status.as_str();
            let in_doubt = word == "UNKNOWN";
            assert_eq!(record.admit_mark().is_ok(), in_doubt, "{word}");
            let again = ["UNKNOWN", "REJECTED", "FAILED", "EXPIRED", "UNDELIVERED"].contains(&word);
            assert_eq!(record.admit_resend().is_ok(), again, "{word}");
            record.erased_at = Some("2026-11-26T12:00:00Z".to_owned());
            assert!(record.admit_resend().is_err(), "{word}");
        }
    }
}
