//! Setup, Default Senders: the list with what uses each, and its editor.

mod name;
mod view;

use serde_json::{Value, json};

use super::Page;
use super::answer::{Answer, done};
use super::collection::{Collection, Item, SAVED, two_words};
use super::editing::Wrong;
use super::event::{Effect, Event};
use super::removal::REMOVED;
use super::sheet::Sheet;
use crate::api::{Code, ItemUse, List, Problem, SenderItem, TemplateItem};
use crate::ids::ItemId;
use name::Draft;

const TEMPLATES: &str = "templates";

impl Item for SenderItem {
    type Draft = Draft;

    const AT: &'static str = "/api/senders";
    const NOUN: &'static str = "sender";
    const TITLES: [&'static str; 2] = ["Add New Sender", "Edit Sender"];
    const FIELDS: &'static [&'static str] = &["name", "type"];

    fn id(&self) -> &ItemId {
        &self.id
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn blank() -> Draft {
        Draft::default()
    }

    fn draft(self) -> Draft {
        Draft {
            kind: self.kind,
            name: self.name.into(),
        }
    }

    fn typed(draft: &mut Draft, name: &str, value: String) {
        draft.input(name, value);
    }

    fn body(draft: &Draft) -> Result<Value, Wrong> {
        let name = draft.read().map_err(|why| Wrong::at("name", why))?;
        Ok(json!({ "name": name, "type": draft.kind }))
    }

    fn control(_: Option<&str>) -> &'static str {
        "sender"
    }

    fn told(theirs: &Draft, mine: &Draft) -> String {
        two_words(Self::NOUN, &theirs.name, &mine.name)
    }
}

/// The page.
pub(super) struct Senders {
    senders: Collection<SenderItem>,
    /// What says which sender is used; the page does without it.
    templates: Option<Vec<TemplateItem>>,
    /// The sender that cannot go, and the templates that use it.
    in_use: Option<(String, Vec<ItemUse>)>,
}

impl Senders {
    pub(super) const fn new() -> Senders {
        Senders {
            senders: Collection::new(),
            templates: None,
            in_use: None,
        }
    }

    fn load(&mut self) -> Vec<Effect> {
        let mut effects = self.senders.list.load();
        effects.push(Effect::get(TEMPLATES, "/api/templates"));
        effects
    }

    fn removed(&mut self, id: &str, status: u16, body: Value) -> Vec<Effect> {
        match done(status, body).read() {
            Err(Some(problem)) if problem.code == Code::InUse => {
                match self.senders.removal.answered(id) {
                    Some(sender) => self.is_used(sender.name, problem),
                    None => Vec::new(),
                }
            }
            answer => self.senders.removed(id, answer),
        }
    }

    fn saved(&mut self, status: u16, body: Value) -> Vec<Effect> {
        match Answer::<SenderItem>::of(status, body).read() {
            Ok(sender) => self.senders.saved(&sender),
            // A new name is the same to the templates that have the old one.
            Err(Some(problem)) if problem.code == Code::InUse => {
                let editing = self.senders.editing.as_mut();
                let Some(editing) = editing.filter(|it| it.saving) else {
                    return Vec::new();
                };
                editing.saving = false;
                let before = editing.began.name.clone();
                self.is_used(before, problem)
            }
            Err(problem) => self.senders.refused(problem),
        }
    }

    fn is_used(&mut self, name: String, problem: Problem) -> Vec<Effect> {
        self.in_use = Some((name, problem.into_details().used_by));
        vec![Effect::focus("in-use-close")]
    }
}

impl Page for Senders {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => self.load(),
            Event::Pressed { ref name, .. } if name == "retry" => self.load(),
            // Escape closes the dialog on top.
            Event::Pressed { ref name, .. }
                if matches!(name.as_str(), "cancel" | "close-in-use")
                    && self.in_use.take().is_some() =>
            {
                Vec::new()
            }
            Event::Answered {
                what, status, body, ..
            } if what == TEMPLATES => {
                if let Answer::Good(list) = Answer::<List<TemplateItem>>::of(status, body) {
                    self.templates = Some(list.items);
                }
                Vec::new()
            }
            Event::Answered {
                what, status, body, ..
            } if what == SAVED => self.saved(status, body),
            Event::Answered {
                what,
                about,
                status,
                body,
                ..
            } if what == REMOVED => self.removed(&about, status, body),
            event => self.senders.update(event),
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        self.draw_list(&mut sheet);
        self.draw_in_use(&mut sheet);
        sheet
    }
}

#[cfg(test)]
mod tests;
