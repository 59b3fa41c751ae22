//! One element in a page: forwards events to the composer, draws its view, performs its effects.

// Exports of the wasm, not of this crate.
#![allow(unreachable_pub)]

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::cell::RefCell;

use mitto_core::api::{Problem, Read, Recipient, SendRequest, Source as _, read_items};
use mitto_core::composer::{Effect, Event, Field, Loaded, State, View};
use mitto_core::ids::SmsId;
use mitto_core::template::PersonObject;
use wasm_bindgen::prelude::*;

use crate::answer::Answer;
use crate::draw::draw;
use crate::language::{Language, Speech};
use crate::page::Page;

/// The Rust side of one `<mitto-send-sms>`.
#[wasm_bindgen]
pub struct SendSms {
    page: Page,
    object: PersonObject,
    record: String,
    state: RefCell<State>,
    last: RefCell<Option<View>>,
    speech: Speech,
}

/// What is asked of the API; it comes back with the answer.
mod what {
    pub(super) const SETUP: u32 = 0;
    pub(super) const SENDERS: u32 = 1;
    pub(super) const TEMPLATES: u32 = 2;
    pub(super) const PERSON: u32 = 3;
    pub(super) const CHECKED: u32 = 4;
    pub(super) const SENT: u32 = 5;
    pub(super) const POLLED: u32 = 6;
}

#[wasm_bindgen]
impl SendSms {
    /// Starts an element that is built already; `None` where the words name no record.
    pub fn start(
        page: Page,
        object: &str,
        record: String,
        ad_hoc: bool,
        language: Language,
    ) -> Option<SendSms> {
        let object = PersonObject::from_word(object)?;
        let id = record.clone().try_into().ok()?;
        let sms = SendSms {
            page,
            object,
            record,
            state: RefCell::new(State::new(object, id, ad_hoc)),
            last: RefCell::new(None),
            speech: Speech::of(language),
        };
        sms.dispatch(Event::Attached);
        Some(sms)
    }

    /// The page was hidden or shown.
    pub fn hidden(&self, hidden: bool) {
        self.dispatch(Event::Hidden(hidden));
    }

    /// Something was typed, chosen or pressed.
    pub fn heard(&self, name: &str, value: String) {
        self.dispatch(match name {
            "text" => Event::Edited(value),
            "number" => Event::NumberTyped(value),
            "from" => Event::From(value),
            "template" => Event::Template(value.try_into().ok()),
            "add" => Event::NumberAdded,
            "undo" => Event::Undone,
            "replace" => Event::Replaced(Some(value)),
            "replace-all" => Event::Replaced(None),
            "remove" => Event::NumberRemoved(value.parse().unwrap_or(usize::MAX)),
            "reload" => Event::Attached,
            "answer" => Event::Answering(value),
            "look" => Event::Changed,
            "send" => Event::Send { request_id: value },
            _ => return,
        });
        if name == "replace" {
            self.page.focus("text");
        }
    }

    /// Typing pauses: the counter is read out.
    pub fn speak(&self) {
        if let Some(view) = self.last.borrow().as_ref() {
            self.page.text("counter-spoken", &view.counter_spoken);
            // Why nothing can be sent is not to be talked over by how long it would be.
            if view.blocked.is_none() {
                self.page.text("live", &view.counter_spoken);
            }
        }
    }

    /// The language is another, or the nodes are new: all is drawn anew.
    pub fn redraw(&self) {
        self.last.replace(None);
        if let Ok(state) = self.state.try_borrow() {
            self.speech.during(|| self.draw(state.view()));
        }
    }

    /// An answer of the API; the status is 0 where there was none.
    pub fn answered(&self, what: u32, about: String, status: u32, answer: &Answer) {
        self.dispatch(event(what, about, status, answer));
    }
}

impl SendSms {
    /// Takes an event to the composer, draws, performs.
    fn dispatch(&self, event: Event) {
        // Nothing that happens while we draw comes back to us; a page that tried is not heard.
        let Ok(mut state) = self.state.try_borrow_mut() else {
            return;
        };
        let effects = self.speech.during(|| {
            let effects = state.update(event);
            let view = state.view();
            drop(state);
            self.draw(view);
            effects
        });
        for effect in effects {
            self.perform(effect);
        }
    }

    /// Draws what is another than before.
    fn draw(&self, view: View) {
        let last = self.last.replace(None);
        draw(&self.page, &view, last.as_ref());
        self.last.replace(Some(view));
    }

    fn perform(&self, effect: Effect) {
        let page = &self.page;
        match effect {
            Effect::Load => self.load(),
            Effect::CheckNumber(number) => page.check(what::CHECKED, &number),
            Effect::Send { key, request } => self.send(&key, &request),
            Effect::Poll { id, after_ms } => {
                let id = id.to_string();
                page.get(what::POLLED, &id, &["/api/sms/", &id].concat(), after_ms);
            }
            Effect::Look { after_ms } => self.get_person(after_ms),
            Effect::Focus(field) => page.focus(match field {
                Field::Text => "text",
                Field::Number => "number",
                Field::Problem => "problem",
            }),
            Effect::Announce(words) => page.text("live", &words),
            Effect::EmitSent {
                ids,
                number_of_messages,
            } => page.emit_sent(
                ids.iter().map(SmsId::to_string).collect(),
                number_of_messages,
            ),
            Effect::EmitOptOut(opted_out) => page.emit_opt_out(opted_out),
            Effect::EmitError(message) => page.emit_error(&message),
            Effect::EmitStatus { id, status } => {
                page.emit_status(&id.to_string(), status.as_str());
            }
        }
    }

    fn load(&self) {
        let object = self.object.as_str();
        for (what, path) in [
            (what::SETUP, ["/api/setup", ""]),
            (what::SENDERS, ["/api/senders", ""]),
            (what::TEMPLATES, ["/api/templates?object=", object]),
        ] {
            self.page.get(what, "", &path.concat(), 0);
        }
        self.get_person(0);
    }

    fn get_person(&self, after_ms: u32) {
        let path = ["/api/", self.object.as_str(), "s/", &self.record].concat();
        self.page.get(what::PERSON, "", &path, after_ms);
    }

    fn send(&self, key: &str, request: &SendRequest) {
        let (object, to) = match &request.to {
            Recipient::Record { object, id } => (object.as_str(), id.as_str()),
            Recipient::Number { mobile } => ("", mobile.as_str()),
        };
        let text = request.text.as_deref().unwrap_or_default();
        let (from, blank) = (&request.from, request.allow_blank_fields);
        self.page
            .send(what::SENT, key, object, to, from, text, blank);
    }
}

/// What an answer means to the composer.
fn event(what: u32, about: String, status: u32, answer: &Answer) -> Event {
    // A proxy's page with status 200 is no answer of ours.
    let good = (200..300).contains(&status).then_some(answer);
    let problem = || match status {
        0 | 200..300 => None,
        _ => Problem::read(answer),
    };
    let loaded = match what {
        what::SETUP => good
            .and_then(|setup| setup.flag("productKeySet"))
            .map(|product_key_set| Loaded::Setup { product_key_set }),
        what::SENDERS => good.and_then(read_items).map(Loaded::Senders),
        what::TEMPLATES => good.and_then(read_items).map(Loaded::Templates),
        what::PERSON => good
            .and_then(Read::read)
            .map(|person| Loaded::Person(Box::new(person))),
        what::CHECKED => {
            return Event::NumberChecked(good.and_then(Read::read).ok_or_else(problem));
        }
        what::SENT => {
            return Event::Answered {
                key: about,
                answer: good.and_then(Read::read).ok_or_else(problem),
            };
        }
        _ => {
            return match (good.and_then(Read::read), about.parse()) {
                (Some(record), _) => Event::Status(Box::new(record)),
                // Not to be had just now: ask again.
                (None, Ok(id)) => Event::StatusSame(id),
                (None, Err(_)) => Event::LoadFailed(None),
            };
        }
    };
    match loaded {
        Some(loaded) => Event::Loaded(loaded),
        None => Event::LoadFailed(problem()),
    }
}
