//! Endpoints that are told what happens here, what became of each telling, and how the call to Salesforce does.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::ids::ItemId;
use crate::webhook::{DeliveryState, EventType, Target};

/// `POST` and `PUT` of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WebhookInput {
    /// Where events go: `https://`, a public host.
    pub url: String,
    /// What people know it by: at most [`WebhookInput::DESCRIPTION_LIMIT`] characters, may be empty.
    #[serde(default)]
    pub description: String,
    /// What it is told: at least one.
    pub events: Vec<EventType>,
    /// Whether it is told anything. What was not delivered when it is turned off goes out when it is turned on.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

crate::json_object!(WebhookInput only {
    url: "url", description: "description" = (String::new()), events: "events", enabled: "enabled" = true,
});

impl WebhookInput {
    /// Most characters of a description.
    pub const DESCRIPTION_LIMIT: u32 = 200;

    /// Most endpoints of an organisation: each event is stored once for each.
    pub const ENDPOINTS_LIMIT: u32 = 10;

    /// Holds that there is room for so many.
    ///
    /// # Errors
    /// `invalid-field` at `url`.
    pub fn room(endpoints: usize) -> Result<(), Problem> {
        if endpoints > WebhookInput::ENDPOINTS_LIMIT as usize {
            let why = "There can be 10 endpoints. Remove one first.";
            let problem = Problem::field("url", why);
            return Err(problem.over(WebhookInput::ENDPOINTS_LIMIT));
        }
        Ok(())
    }

    /// Holds it to the rules, and writes it as it is stored. `local`: as in [`Target::read`].
    ///
    /// # Errors
    /// `invalid-field` at `url`, `description` or `events`.
    pub fn read(self, local: bool) -> Result<WebhookInput, Problem> {
        let url = Target::read(self.url.trim(), local);
        let url = url.map_err(|why| Problem::field("url", why))?;
        let description = self.description.trim();
        if description.chars().count() > Self::DESCRIPTION_LIMIT as usize {
            let why = "A description may have 200 characters.";
            return Err(Problem::field("description", why).over(Self::DESCRIPTION_LIMIT));
        }
        let mut events = Vec::new();
        for event in EventType::ALL {
            if self.events.contains(&event) {
                events.push(event);
            }
        }
        if events.is_empty() {
            return Err(Problem::field("events", "Choose at least one event."));
        }
        Ok(WebhookInput {
            url: url.as_str().to_owned(),
            description: description.to_owned(),
            events,
            enabled: self.enabled,
        })
    }

    /// Whether it is told this at present.
    pub fn hears(&self, event: EventType) -> bool {
        self.enabled && self.events.contains(&event)
    }

    /// What the change log calls it.
    pub fn name(&self) -> &str {
        match self.description.is_empty() {
            true => &self.url,
            false => &self.description,
        }
    }
}

/// An endpoint as it is shown. The secret is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Its id.
    pub id: ItemId,
    /// Where events go.
    pub url: String,
    /// What people know it by.
    pub description: String,
    /// What it is told.
    pub events: Vec<EventType>,
    /// Whether it is told anything.
    pub enabled: bool,
    /// When it was registered.
    pub created_at: String,
    /// Until when the secret before the present one signs as well.
    #[serde(default)]
    pub previous_secret_until: Option<String>,
    /// Since when it has answered nothing but failures.
    #[serde(default)]
    pub failing_since: Option<String>,
    /// Why it was turned off, if nobody did: `gone` (it answered 410) or `failing` (for five days).
    #[serde(default)]
    pub off_because: Option<String>,
    /// Deliveries that are still to be made.
    pub waiting: u32,
    /// `whsec_…`: in the answer to `POST` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// `POST /api/webhooks/{id}/secret`: another secret. The one before it signs as well for a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookSecret {
    /// `whsec_…`; never shown again.
    pub secret: String,
    /// Until when the one before signs too.
    pub previous_secret_until: String,
}

/// One event on its way to one endpoint. It holds ids, never what is sent: that is put together when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookDelivery {
    /// Its id, for re-sending it.
    pub id: ItemId,
    /// The header `webhook-id`, the same at each attempt.
    pub message: String,
    /// The event, or `webhook.test`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The SMS it is about.
    #[serde(default)]
    pub sms: Option<String>,
    /// Of a status: which.
    #[serde(default)]
    pub status: Option<String>,
    /// When it happened.
    pub at: String,
    /// What has become of it.
    pub state: DeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// When the last one was.
    #[serde(default)]
    pub last_at: Option<String>,
    /// What it was answered with; none where there was no answer.
    #[serde(default)]
    pub last_status: Option<u16>,
    /// When the next one is; none where there is none, or while the endpoint is off.
    #[serde(default)]
    pub next_at: Option<String>,
}

/// `GET /api/setup/salesforce`: how telling Salesforce does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SalesforceState {
    /// Whether the Worker is set up for it.
    pub configured: bool,
    /// Records whose box is still to be told.
    pub waiting: u32,
    /// Of these, those that the org would not save.
    pub refused: u32,
    /// When a call went well last.
    #[serde(default)]
    pub last_told_at: Option<String>,
    /// Since when calls fail.
    #[serde(default)]
    pub failing_since: Option<String>,
    /// Why, in words.
    #[serde(default)]
    pub problem: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(url: &str, events: &[EventType]) -> WebhookInput {
        WebhookInput {
            url: url.to_owned(),
            description: " Warehouse ".to_owned(),
            events: events.into(),
            enabled: true,
        }
    }

    #[test]
    fn an_endpoint_is_stored_in_one_spelling() {
        let all = [
            EventType::SmsReply,
            EventType::SmsStatus,
            EventType::SmsReply,
        ];
        let read = input(" https://example.com/x ", &all).read(false).unwrap();
        assert_eq!(
            (read.url.as_str(), read.name()),
            ("https://example.com/x", "Warehouse")
        );
        assert_eq!(read.events, [EventType::SmsStatus, EventType::SmsReply]);
        assert!(read.hears(EventType::SmsReply) && !read.hears(EventType::OptOutChanged));
        let off = WebhookInput {
            enabled: false,
            ..read
        };
        assert!(!off.hears(EventType::SmsReply));
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let field = |input: WebhookInput| input.read(false).unwrap_err().field.clone();
        let one = [EventType::SmsStatus];
        assert_eq!(
            field(input("http://example.com", &one)).as_deref(),
            Some("url")
        );
        assert_eq!(
            field(input("https://10.0.0.1", &one)).as_deref(),
            Some("url")
        );
        assert_eq!(
            field(input("https://example.com", &[])).as_deref(),
            Some("events")
        );
        let mut long = input("https://example.com", &one);
        long.description = "é".repeat(201);
        assert_eq!(field(long).as_deref(), Some("description"));
    }

    #[test]
    fn it_is_read_as_serde_reads_it() {
        let body = br#"{"url":"https://example.com","events":["sms.status","opt_out.changed"]}"#;
        let ours: WebhookInput = crate::api::from_json(body).unwrap();
        assert_eq!(ours, serde_json::from_slice(body).unwrap());
        assert!(ours.enabled && ours.description.is_empty());
        for (bad, field) in [
            (r#"{"url":"x","events":["sms.sent"]}"#, "events"),
            (r#"{"url":"x","events":"sms.status"}"#, "events"),
            (r#"{"url":"x","events":[],"secret":"x"}"#, "secret"),
            (r#"{"events":[]}"#, "url"),
        ] {
            let problem = crate::api::from_json::<WebhookInput>(bad.as_bytes()).unwrap_err();
            assert_eq!(problem.field.as_deref(), Some(field), "{bad}");
            assert!(serde_json::from_str::<WebhookInput>(bad).is_err(), "{bad}");
        }
    }
}
