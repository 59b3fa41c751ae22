//! Setup, Default Senders: the list with what uses each, and its editor.

mod name;
mod view;

use serde_json::{Value, json};

use super::Page;
use super::answer::{Answer, NO_ANSWER, done, sentence};
use super::editing::Editing;
use super::event::{Effect, Event};
use super::sheet::Sheet;
use super::toast::{self, Toast};
use crate::api::{Code, ItemUse, List, Method, Problem, SenderInput, SenderItem, TemplateItem};
use name::Draft;

const COLLECTION: &str = "/api/senders";

const LIST: &str = "list";
const TEMPLATES: &str = "templates";
const ITEM: &str = "item";
const SAVED: &str = "saved";
const REMOVED: &str = "removed";
const RESTORED: &str = "restored";

/// The page.
pub(super) struct Senders {
    list: Option<Vec<SenderItem>>,
    /// What says which sender is used; the page does without it.
    templates: Option<Vec<TemplateItem>>,
    /// What went wrong, of the list as a whole.
    problem: Option<String>,
    editing: Option<Editing<Draft>>,
    /// The sender that cannot go, and the templates that use it.
    in_use: Option<(String, Vec<ItemUse>)>,
    /// The sender whose removal is under way.
    removing: Option<SenderItem>,
    toast: Toast<SenderInput>,
}

impl Senders {
    pub(super) const fn new() -> Senders {
        Senders {
            list: None,
            templates: None,
            problem: None,
            editing: None,
            in_use: None,
            removing: None,
            toast: Toast::new(),
        }
    }

    fn load() -> Vec<Effect> {
        vec![
            Effect::get(LIST, COLLECTION),
            Effect::get(TEMPLATES, "/api/templates"),
        ]
    }

    fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "retry" => {
                self.problem = None;
                Senders::load()
            }
            "add" => {
                self.editing = Some(Editing::new(Draft::default()));
                vec![Effect::focus("sender")]
            }
            "edit" => {
                let path = [COLLECTION, "/", value].concat();
                vec![Effect::request(ITEM, value, Method::Get, path, None, None)]
            }
            "save" => self.save(),
            "cancel" => {
                // Escape closes the dialog on top.
                if self.in_use.take().is_none() {
                    self.editing = None;
                }
                Vec::new()
            }
            "close-in-use" => {
                self.in_use = None;
                Vec::new()
            }
            "take-theirs" => {
                if !self.editing.as_mut().is_some_and(Editing::take_theirs) {
                    self.editing = None;
                }
                Vec::new()
            }
            "keep-mine" => {
                self.editing.iter_mut().for_each(Editing::keep_mine);
                vec![Effect::focus("sender")]
            }
            "remove" => self.remove(value),
            "undo" => self.toast.take_undo().map(restore).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn save(&mut self) -> Vec<Effect> {
        let Some(editing) = &mut self.editing else {
            return Vec::new();
        };
        // The Worker checks it again; here it saves a round trip.
        match editing.draft.read() {
            Ok(name) => {
                let body = json!({ "name": name, "type": editing.draft.kind });
                editing.save(SAVED, COLLECTION, body).into_iter().collect()
            }
            Err(_) => {
                editing.draft.asked = true;
                vec![Effect::focus("sender")]
            }
        }
    }

    fn remove(&mut self, id: &str) -> Vec<Effect> {
        let known = self.list.iter().flatten().find(|it| it.id.as_str() == id);
        // One after the other: the answer must find what it is about.
        let (Some(known), None) = (known, &self.removing) else {
            return Vec::new();
        };
        self.removing = Some(known.clone());
        let path = [COLLECTION, "/", id].concat();
        vec![Effect::request(
            REMOVED,
            id,
            Method::Delete,
            path,
            None,
            None,
        )]
    }

    fn removed(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let Some(sender) = self.removing.take() else {
            return Vec::new();
        };
        match done(status, body) {
            Answer::Good(_) => {
                let said = ["“", sender.name.as_str(), "” is removed."].concat();
                let undo = SenderInput {
                    name: sender.name.as_str().to_owned(),
                    kind: Some(sender.kind),
                };
                let wait = self.toast.say(said, Some(undo));
                return vec![wait, Effect::get(LIST, COLLECTION), Effect::focus("add")];
            }
            Answer::Refused(problem) => match problem.code {
                // Somebody else was faster: the list is old.
                Code::NotFound => return vec![Effect::get(LIST, COLLECTION)],
                Code::InUse => {
                    self.in_use = Some((
                        sender.name.as_str().to_owned(),
                        problem.into_details().used_by,
                    ));
                    return vec![Effect::focus("in-use-close")];
                }
                _ => self.problem = Some(sentence(&problem)),
            },
            Answer::None => self.problem = Some(NO_ANSWER.to_owned()),
        }
        Vec::new()
    }

    fn restored(&mut self, about: &str, status: u16, body: Value) -> Vec<Effect> {
        let Ok(sender) = serde_json::from_str::<SenderInput>(about) else {
            return Vec::new();
        };
        let why = match done(status, body) {
            Answer::Good(_) => None,
            // Whoever made it anew was faster.
            Answer::Refused(problem) if problem.code == Code::Duplicate => None,
            Answer::Refused(problem) => Some(sentence(&problem)),
            Answer::None => Some(NO_ANSWER.to_owned()),
        };
        match why {
            None => vec![
                Effect::get(LIST, COLLECTION),
                Effect::announce(["“", &sender.name, "” is back."].concat()),
            ],
            // The way back stays open.
            Some(why) => {
                let said = ["“", &sender.name, "” is not back yet. ", &why].concat();
                vec![self.toast.say(said, Some(sender))]
            }
        }
    }

    fn saved(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let problem = match Answer::<SenderItem>::of(status, body) {
            Answer::Good(item) => {
                // Whoever did not wait for the answer may be typing something else by now.
                self.editing.take_if(|editing| editing.saving);
                let said = ["“", item.name.as_str(), "” is saved."].concat();
                let wait = self.toast.say(said, None);
                return vec![wait, Effect::get(LIST, COLLECTION)];
            }
            Answer::Refused(problem) => Some(problem),
            Answer::None => None,
        };
        if let Some(editing) = self.editing.as_mut().filter(|it| it.saving) {
            let used_by = problem.as_ref().and_then(used_by);
            let before = editing.began.name.clone();
            editing.failed(problem, Draft::of);
            if let Some(used_by) = used_by {
                editing.edited();
                self.in_use = Some((before, used_by));
                return vec![Effect::focus("in-use-close")];
            }
        }
        vec![Effect::focus("sender")]
    }

    fn answered(
        &mut self,
        what: &str,
        about: &str,
        status: u16,
        etag: Option<String>,
        body: Value,
    ) -> Vec<Effect> {
        match what {
            LIST => match Answer::<List<SenderItem>>::of(status, body) {
                Answer::Good(list) => {
                    self.list = Some(list.items);
                    self.problem = None;
                }
                Answer::Refused(problem) => self.problem = Some(sentence(&problem)),
                Answer::None => self.problem = Some(NO_ANSWER.to_owned()),
            },
            TEMPLATES => {
                if let Answer::Good(list) = Answer::<List<TemplateItem>>::of(status, body) {
                    self.templates = Some(list.items);
                }
            }
            // Asked for twice: what is typed since stays.
            ITEM if self.editing.is_some() => {}
            ITEM => match Answer::<SenderItem>::of(status, body) {
                Answer::Good(item) => {
                    let id = item.id.clone();
                    self.editing = Some(Editing::of(id, etag, Draft::of(item)));
                    return vec![Effect::focus("sender")];
                }
                // Removed by somebody else: the list is old.
                Answer::Refused(_) => return vec![Effect::get(LIST, COLLECTION)],
                Answer::None => self.problem = Some(NO_ANSWER.to_owned()),
            },
            SAVED => return self.saved(status, body),
            REMOVED => return self.removed(status, body),
            RESTORED => return self.restored(about, status, body),
            _ => {}
        }
        Vec::new()
    }
}

fn restore(sender: SenderInput) -> Effect {
    let body = json!(sender);
    let about = body.to_string();
    Effect::request(RESTORED, &about, Method::Post, COLLECTION, Some(body), None)
}

/// What uses the sender, if that is the problem.
fn used_by(problem: &Problem) -> Option<Vec<ItemUse>> {
    (problem.code == Code::InUse).then(|| problem.used_by.clone())
}

impl Page for Senders {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => Senders::load(),
            Event::Input { name, value } => {
                if let Some(editing) = &mut self.editing {
                    editing.draft.input(&name, value);
                    editing.edited();
                }
                Vec::new()
            }
            Event::Pressed { name, value, .. } => self.pressed(&name, &value),
            Event::Answered {
                what,
                about,
                status,
                etag,
                body,
            } => self.answered(&what, &about, status, etag, body),
            Event::Elapsed { what } => {
                if what == toast::ELAPSED {
                    self.toast.clear();
                }
                Vec::new()
            }
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let list = self.list.as_deref();
        let rows = list.unwrap_or_default().iter().map(|it| self.row(it));
        sheet
            .show("loading", list.is_none() && self.problem.is_none())
            .note("problem", self.problem.as_deref())
            .show("retry", list.is_none() && self.problem.is_some())
            .show("empty", list.is_some_and(<[_]>::is_empty))
            .show("table", list.is_some_and(|list| !list.is_empty()))
            .nodes("rows", rows.collect());
        self.draw_editor(&mut sheet);
        self.draw_in_use(&mut sheet);
        self.toast.draw(&mut sheet);
        sheet
    }
}

#[cfg(test)]
mod tests;
