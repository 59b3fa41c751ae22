//! Many SMS in one call.

use serde::{Deserialize, Serialize};

use super::problem::{Details, Problem};
use super::sms::{SendAnswer, SendRequest};

/// `POST /api/sms/batch`. Its `Idempotency-Key` is for all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BatchRequest {
    /// What is sent: 1 to [`BatchRequest::LIMIT`].
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    pub messages: Vec<SendRequest>,
}

crate::json_object!(BatchRequest only { messages: "messages" });

impl BatchRequest {
    /// Most SMS of one call. Each takes about eight calls of the platform, which allows 1,000 a request; and all of them are to be
    /// through before whoever waits loses patience.
    pub const LIMIT: u32 = 100;

    /// Holds it to the limit.
    ///
    /// # Errors
    /// `invalid-field` at `messages`.
    pub fn check(&self) -> Result<(), Problem> {
        match (1..=BatchRequest::LIMIT as usize).contains(&self.messages.len()) {
            true => Ok(()),
            false => {
                let why =
                    "Give 1 to 100 messages. To send more, make several calls, or a campaign.";
                Err(Problem::field("messages", why).over(BatchRequest::LIMIT))
            }
        }
    }
}

/// 200 of `POST /api/sms/batch`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchAnswer {
    /// How many were sent: their status here is 201.
    pub sent: u32,
    /// How many were not, or maybe.
    pub refused: u32,
    /// One for each message, in the order of the request.
    pub results: Vec<BatchResult>,
}

/// What became of one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchResult {
    /// The HTTP status that `POST /api/sms` would have answered: 201 where it was sent.
    pub status: u16,
    /// The SMS, where it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms: Option<SendAnswer>,
    /// Why not, where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Details>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Recipient, from_json};

    #[test]
    fn a_batch_has_one_to_a_hundred() {
        let one = SendRequest {
            to: Recipient::Number {
                mobile: "1".to_owned(),
            },
            from: "M".to_owned(),
            text: Some("x".to_owned()),
            template_id: None,
            allow_blank_fields: false,
        };
        for (count, good) in [(0, false), (1, true), (100, true), (101, false)] {
            let messages = vec![one.clone(); count];
            assert_eq!(BatchRequest { messages }.check().is_ok(), good, "{count}");
        }
        let wrong = from_json::<BatchRequest>(br#"{"messages":[{"to":{"mobile":"1"}}]}"#);
        assert_eq!(wrong.unwrap_err().field.as_deref(), Some("messages.from"));
    }
}
