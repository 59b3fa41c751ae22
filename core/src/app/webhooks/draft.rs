//! An endpoint in the editor: what is typed, what is wrong with it, and how it is sent.

use serde_json::{Value, json};

use super::super::answer::sentence;
use super::super::collection::Item;
use super::super::editing::Wrong;
use super::draw::in_words;
use crate::api::{Webhook, WebhookInput};
use crate::ids::ItemId;
use crate::webhook::EventType;

/// What stands before the names of the check boxes.
const EVENT_BOX: &str = "event-";

impl Item for Webhook {
    type Draft = Draft;

    const AT: &'static str = "/api/webhooks";
    const NOUN: &'static str = "endpoint";
    const TITLES: [&'static str; 2] = ["Add Endpoint", "Edit Endpoint"];
    const FIELDS: &'static [&'static str] = &["url", "description", "events"];
    /// Its secret and its log are gone.
    const COMES_BACK: bool = false;

    fn id(&self) -> &ItemId {
        &self.id
    }

    fn name(&self) -> &str {
        match self.description.is_empty() {
            true => &self.url,
            false => &self.description,
        }
    }

    fn blank() -> Draft {
        Draft::new()
    }

    fn draft(self) -> Draft {
        Draft::of(self)
    }

    fn typed(draft: &mut Draft, name: &str, value: String) {
        draft.input(name, value);
    }

    fn body(draft: &Draft) -> Result<Value, Wrong> {
        draft.problem().map_or_else(|| Ok(draft.body()), Err)
    }

    fn control(field: Option<&str>) -> &'static str {
        match field {
            Some("description") => "description",
            Some("events") => "event-status",
            _ => "url",
        }
    }

    fn told(theirs: &Draft, _: &Draft) -> String {
        in_words(theirs)
    }
}

/// An endpoint as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) struct Draft {
    pub(super) url: String,
    pub(super) description: String,
    pub(super) events: Vec<EventType>,
    pub(super) enabled: bool,
}

impl Draft {
    fn new() -> Draft {
        Draft {
            url: "https://".to_owned(),
            description: String::new(),
            events: EventType::ALL.into(),
            enabled: true,
        }
    }

    fn of(hook: Webhook) -> Draft {
        Draft {
            url: hook.url,
            description: hook.description,
            events: hook.events,
            enabled: hook.enabled,
        }
    }

    fn input(&mut self, name: &str, value: String) {
        let on = value == "true";
        match name {
            "url" => self.url = value,
            "description" => self.description = value,
            "enabled" => self.enabled = on,
            _ => {
                let word = name.strip_prefix(EVENT_BOX).unwrap_or_default();
                let event = EventType::ALL.into_iter().find(|it| word == id_of(*it));
                self.events.retain(|it| Some(*it) != event);
                self.events.extend(event.filter(|_| on));
            }
        }
    }

    /// As it is sent.
    fn body(&self) -> Value {
        let mut events = EventType::ALL.to_vec();
        events.retain(|it| self.events.contains(it));
        json!({
            "url": self.url, "description": self.description, "events": events, "enabled": self.enabled,
        })
    }

    /// What is wrong with it.
    fn problem(&self) -> Option<Wrong> {
        let input = WebhookInput {
            url: self.url.clone(),
            description: self.description.clone(),
            events: self.events.clone(),
            enabled: self.enabled,
        };
        // Whether one's own machine will do, the Worker knows.
        let problem = input.read(true).err()?;
        Some(Wrong::at(problem.field.as_deref()?, sentence(&problem)))
    }
}

/// The part of an id that stands for an event.
const fn id_of(event: EventType) -> &'static str {
    match event {
        EventType::SmsStatus => "status",
        EventType::SmsReply => "reply",
        EventType::OptOutChanged => "opt-out",
    }
}
