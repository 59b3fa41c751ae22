//! A page in the hands of a test: what a person does, what the API answers, what is to be seen.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Caret, Effect, Event, Page, Sheet};

/// A page, and what it wanted last.
pub(super) struct Hands<P> {
    pub(super) page: P,
    pub(super) effects: Vec<Effect>,
    /// What was asked under each name last, and what it was about.
    asked: BTreeMap<&'static str, String>,
}

impl<P: Page> Hands<P> {
    /// A page that has just been shown.
    pub(super) fn on(page: P) -> Hands<P> {
        let mut hands = Hands {
            page,
            effects: Vec::new(),
            asked: BTreeMap::new(),
        };
        hands.tell(Event::Started);
        hands
    }

    pub(super) fn tell(&mut self, event: Event) -> &mut Self {
        self.effects = self.page.update(event);
        for effect in &self.effects {
            if let Effect::Request { what, about, .. } = effect {
                self.asked.insert(what, about.clone());
            }
        }
        self
    }

    pub(super) fn types(&mut self, name: &str, value: &str) -> &mut Self {
        self.tell(Event::Input {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }

    pub(super) fn presses(&mut self, name: &str, value: &str) -> &mut Self {
        self.presses_at(name, value, None)
    }

    /// The same, with the caret in a text box.
    pub(super) fn presses_at(
        &mut self,
        name: &str,
        value: &str,
        caret: Option<Caret>,
    ) -> &mut Self {
        self.tell(Event::Pressed {
            name: name.to_owned(),
            value: value.to_owned(),
            caret,
        })
    }

    /// The API answers what was asked under this name last.
    pub(super) fn answers(&mut self, what: &str, status: u16, body: Value) -> &mut Self {
        let about = self.asked.get(what).cloned().unwrap_or_default();
        self.answers_about(what, &about, status, None, body)
    }

    pub(super) fn answers_about(
        &mut self,
        what: &str,
        about: &str,
        status: u16,
        etag: Option<&str>,
        body: Value,
    ) -> &mut Self {
        self.tell(Event::Answered {
            what: what.to_owned(),
            about: about.to_owned(),
            status,
            etag: etag.map(str::to_owned),
            body,
        })
    }

    pub(super) fn sheet(&self) -> Sheet {
        self.page.sheet()
    }

    /// The only request among the last effects: method, path, body.
    #[track_caller]
    pub(super) fn request(&self) -> (&str, &str, Value) {
        let mut requests = self.effects.iter().filter_map(|effect| match effect {
            Effect::Request {
                method, path, body, ..
            } => Some((*method, path.as_str(), body.clone().unwrap_or_default())),
            _ => None,
        });
        let first = requests.next().expect("a request");
        assert!(requests.next().is_none(), "one request: {:?}", self.effects);
        first
    }

    /// The version that the only request names.
    pub(super) fn if_match(&self) -> Option<&str> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Request { if_match, .. } => if_match.as_deref(),
            _ => None,
        })
    }
}
