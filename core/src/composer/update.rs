//! What happens on each event.

use crate::count::{Replace, replace_culprits};
use crate::ids::ItemId;
use crate::language::word;
use crate::mobile::hint;

use super::event::{Effect, Event, Field};
use super::state::State;
use super::track::POLL_LONGEST_MS;

impl State {
    /// Takes an event in; what is to be done about it.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Attached => {
                self.load_failed = None;
                vec![Effect::Load]
            }
            Event::Loaded(loaded) => self.loaded(loaded),
            Event::LoadFailed(problem) => self.load_failed(problem),
            Event::From(from) => {
                self.from = Some(from);
                self.settle_notice("from")
            }
            Event::Template(id) => self.choose_template(id),
            Event::Edited(text) => {
                self.looks = 0;
                self.before = None;
                self.set_text(text)
            }
            Event::NumberTyped(number) => {
                self.number_notice = hint(&number).message().map(str::to_owned);
                self.typed_number = number;
                Vec::new()
            }
            Event::NumberAdded => self.add_number(),
            Event::NumberChecked(answer) => self.number_checked(answer),
            Event::NumberRemoved(at) => {
                if !self.is_sending() {
                    let mut place = 0..;
                    self.numbers.retain(|_| place.next() != Some(at));
                }
                vec![Effect::Focus(Field::Number)]
            }
            Event::Replaced(which) => {
                let which = which.as_deref().map_or(Replace::Same, Replace::Only);
                let replaced = replace_culprits(&self.text, which).into_owned();
                self.before = Some(core::mem::take(&mut self.text));
                let mut effects = self.set_text(replaced);
                effects.push(Effect::Announce(word("Replaced.")));
                effects
            }
            Event::Undone => match self.before.take() {
                Some(before) => {
                    let mut effects = self.set_text(before);
                    effects.push(Effect::Focus(Field::Text));
                    effects
                }
                None => Vec::new(),
            },
            Event::Send { request_id } => self.send(&request_id),
            Event::Answered { key, answer } => self.answered(&key, answer),
            Event::Status(record) => self.status(&record),
            Event::StatusSame(id) => self.poll(id, POLL_LONGEST_MS),
            Event::Hidden(hidden) => {
                self.hidden = hidden;
                // Whoever comes back wants to know now.
                let open = self.open_ids().flat_map(|id| self.poll(id, 0)).collect();
                self.look(0, open)
            }
            Event::Answering(from) => {
                for sender in self.senders.iter().flatten() {
                    let name = sender.name.as_str();
                    if bare(name) == bare(&from) {
                        self.from = Some(name.to_owned());
                    }
                }
                vec![Effect::Focus(Field::Text)]
            }
            Event::Changed => self.look(0, Vec::new()),
        }
    }

    fn set_text(&mut self, text: String) -> Vec<Effect> {
        self.text = text;
        self.done = None;
        self.settle_notice("text")
    }

    /// A problem at a field is settled by changing that field; one of the whole by any change.
    fn settle_notice(&mut self, field: &str) -> Vec<Effect> {
        let about = self.notice.as_ref().map(|notice| notice.field.as_deref());
        if about.is_some_and(|about| about.is_none_or(|about| about == field)) {
            self.notice = None;
        }
        Vec::new()
    }

    fn choose_template(&mut self, id: Option<ItemId>) -> Vec<Effect> {
        if self.is_sending() {
            return Vec::new();
        }
        self.template = id;
        let chosen = self.template.as_ref().and_then(|id| {
            self.templates
                .as_ref()?
                .iter()
                .find(|template| template.id == *id)
                .cloned()
        });
        let Some(chosen) = chosen else {
            return Vec::new();
        };
        if let Some(from) = &chosen.from {
            self.from = Some(from.to_string());
        }
        let typed = core::mem::take(&mut self.text);
        self.before = (!typed.is_empty() && typed != chosen.text).then_some(typed);
        self.set_text(chosen.text)
    }
}

/// A number as gateways write it.
fn bare(number: &str) -> &str {
    number.strip_prefix('+').unwrap_or(number)
}
