//! What is done about what the person types and presses, and what saving comes to.

use serde_json::Value;

use super::draft::{DEFAULT_PROBLEM, Draft, can_be_default};
use super::{COLLECTION, LIST_PAGE, NEW, PAUSE, REMOVED, SAVED, Template};
use crate::api::{Code, Method, TemplateInput, TemplateItem};
use crate::app::answer::{Answer, done};
use crate::app::editing::{Editing, Failure};
use crate::app::event::{Caret, Effect};
use crate::count::{Replace, replace_culprits};
use crate::template::{MergeField, RelatedObject};

/// A pause in typing, milliseconds: a screen reader would lag behind every key.
const PAUSE_MS: u32 = 1_200;

impl Template {
    pub(super) fn typed(&mut self, name: &str, value: String) -> Vec<Effect> {
        match name {
            "field" => self.field = value,
            "default" => {
                self.default = value;
                self.default_problem = false;
            }
            _ if !self.may_edit() => {}
            "template-name" => self.editing.draft.name = value,
            "from" => self.editing.draft.from = value,
            "text" => {
                self.editing.draft.text = value;
                self.changed();
                return vec![Effect::Wait {
                    what: PAUSE,
                    after_ms: PAUSE_MS,
                }];
            }
            "object" => return self.choose_object(&value),
            _ => {}
        }
        if matches!(name, "template-name" | "from") {
            self.editing.edited();
        }
        Vec::new()
    }

    fn choose_object(&mut self, word: &str) -> Vec<Effect> {
        let Some(object) = RelatedObject::from_word(word) else {
            return Vec::new();
        };
        self.editing.draft.object = object;
        self.editing.edited();
        // The picker's field may be one that this object lacks.
        if MergeField::find(&self.field, object).is_err() {
            self.field = "FirstName".to_owned();
        }
        self.samples.begin(object)
    }

    pub(super) fn pressed(&mut self, name: &str, value: &str, caret: Option<Caret>) -> Vec<Effect> {
        match name {
            "retry" => return self.open(),
            "next" | "try-sample" => {
                let effects = self.samples.forward();
                return self.paged(effects);
            }
            "previous" => {
                let effects = self.samples.back();
                return self.paged(effects);
            }
            _ if !self.may_edit() => {}
            "insert" => return self.insert(caret),
            "open-default" => {
                if let Some(caret) = self.editing.draft.open_default(value) {
                    self.changed();
                    return vec![Effect::Select { id: "text", caret }];
                }
            }
            "show-tag" => {
                if let Ok(utf16) = value.parse() {
                    return vec![self.select_tag(utf16)];
                }
            }
            "replace" => return self.replace(Replace::Only(value)),
            "replace-all" => return self.replace(Replace::Same),
            "undo-replace" => {
                if let Some(before) = self.before.take() {
                    self.editing.draft.text = before;
                    self.editing.edited();
                    return vec![Effect::focus("text")];
                }
            }
            "save" => return self.save(),
            "take-theirs" => return self.take_theirs(),
            "keep-mine" => {
                self.editing.keep_mine();
                if self.editing.id.is_none() {
                    // It was removed: what is here is a new one.
                    self.stored = Draft::new(self.editing.draft.object);
                }
                return vec![Effect::focus("save")];
            }
            "duplicate" => return self.duplicate(),
            "delete" => self.asking = true,
            "cancel" => {
                self.asking = false;
                return vec![Effect::focus("delete")];
            }
            "confirm-delete" => return self.remove(),
            _ => {}
        }
        Vec::new()
    }

    /// The button that was pressed may be off now: the focus goes to the other one, not nowhere.
    pub(super) fn paged(&self, mut effects: Vec<Effect>) -> Vec<Effect> {
        match (self.samples.has_previous(), self.samples.has_next()) {
            (true, false) => effects.push(Effect::focus("previous")),
            (false, true) if self.samples.person().is_some() => effects.push(Effect::focus("next")),
            _ => {}
        }
        effects
    }

    /// The text is another.
    fn changed(&mut self) {
        self.before = None;
        self.tried = false;
        self.editing.edited();
    }

    fn insert(&mut self, caret: Option<Caret>) -> Vec<Effect> {
        let default = self.default.trim();
        if !can_be_default(default) {
            self.default_problem = true;
            return vec![Effect::announce(DEFAULT_PROBLEM), Effect::focus("default")];
        }
        let caret = self.editing.draft.insert(&self.field, default, caret);
        self.default.clear();
        self.changed();
        vec![Effect::Select { id: "text", caret }]
    }

    fn replace(&mut self, which: Replace<'_>) -> Vec<Effect> {
        let text = &mut self.editing.draft.text;
        let replaced = replace_culprits(text, which).into_owned();
        self.before = Some(core::mem::replace(text, replaced));
        self.editing.edited();
        // The button that was pressed may be gone.
        vec![Effect::announce("Replaced."), Effect::focus("undo-replace")]
    }

    fn select_tag(&self, utf16: usize) -> Effect {
        let caret = self.editing.draft.wrong_tag_at(utf16);
        Effect::Select { id: "text", caret }
    }

    fn save(&mut self) -> Vec<Effect> {
        if self.editing.saving {
            return Vec::new();
        }
        if let Some(complaint) = self.editing.draft.complaint() {
            self.tried = true;
            let text = complaint.text;
            let position = complaint.position.and_then(|at| u32::try_from(at).ok());
            self.editing.failure = Some(Failure::Refused {
                field: Some(complaint.field.to_owned()),
                position,
                text: text.clone(),
            });
            let mut effects = vec![Effect::announce(text)];
            effects.extend(self.to_the_problem());
            return effects;
        }
        self.sent = Some(self.editing.draft.clone());
        let body = self.editing.draft.body();
        self.editing
            .save(SAVED, COLLECTION, body)
            .into_iter()
            .collect()
    }

    /// The focus goes where the problem is; in the text to the tag that is wrong.
    fn to_the_problem(&self) -> Option<Effect> {
        if self.editing.theirs().is_some() {
            return Some(Effect::focus("conflict"));
        }
        if let Some(at) = self.editing.position_in("text") {
            return Some(self.select_tag(at));
        }
        let controls = [
            ("name", "template-name"),
            ("text", "text"),
            ("from", "from"),
            ("object", "object"),
        ];
        let wrong = controls
            .into_iter()
            .find(|(field, _)| self.editing.problem_of(field).is_some());
        wrong.map(|(_, control)| Effect::focus(control))
    }

    pub(super) fn saved(&mut self, status: u16, etag: Option<String>, body: Value) -> Vec<Effect> {
        let sent = self.sent.take();
        let problem = match Answer::<TemplateItem>::of(status, body) {
            Answer::Good(item) => {
                let path = [LIST_PAGE, "/", item.id.as_str()].concat();
                let is_new = self.editing.id.is_none();
                self.item = Some(item.id.to_string());
                self.stored = Draft::of(item.clone());
                self.editing.id = Some(item.id);
                self.editing.etag = etag;
                self.editing.saving = false;
                // Typing may have gone on meanwhile; that stays, unsaved.
                if sent.as_ref() == Some(&self.editing.draft) {
                    self.editing.draft = self.stored.clone();
                }
                let said = ["“", &self.stored.name, "” is saved."].concat();
                let mut effects = vec![self.toast.say(said, None)];
                effects.extend(is_new.then_some(Effect::Moved { path }));
                return effects;
            }
            Answer::Refused(problem) => Some(problem),
            Answer::None => None,
        };
        self.editing.failed(problem, Draft::of);
        self.to_the_problem().into_iter().collect()
    }

    fn take_theirs(&mut self) -> Vec<Effect> {
        if !self.editing.take_theirs() {
            // They removed it.
            return vec![Effect::Go {
                path: LIST_PAGE.to_owned(),
            }];
        }
        self.stored = self.editing.draft.clone();
        self.before = None;
        let mut effects = self.samples.begin(self.stored.object);
        effects.push(Effect::focus("text"));
        effects
    }

    /// A new template with what is typed here, saved or not.
    fn duplicate(&mut self) -> Vec<Effect> {
        let mut draft = self.editing.draft.clone();
        let name = ["Copy of ", &draft.name].concat();
        draft.name = name.chars().take(TemplateInput::NAME_LIMIT).collect();
        self.stored = Draft::new(draft.object);
        self.editing = Editing::new(draft);
        self.item = None;
        let path = [LIST_PAGE, "/", NEW].concat();
        let said = "This is a copy. It is there for others once you save it.";
        vec![
            self.toast.say(said, None),
            Effect::Moved { path },
            Effect::focus("template-name"),
        ]
    }

    fn remove(&mut self) -> Vec<Effect> {
        self.asking = false;
        let Some(id) = &self.editing.id else {
            return Vec::new();
        };
        let path = [COLLECTION, "/", id.as_str()].concat();
        let etag = self.editing.etag.clone();
        let delete = Method::Delete;
        vec![Effect::request(REMOVED, "", delete, path, None, etag)]
    }

    pub(super) fn removed(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let problem = match done(status, body) {
            Answer::Refused(problem) if problem.code != Code::NotFound => Some(problem),
            Answer::None if status == 0 => None,
            // Gone, by us or by somebody before us.
            _ => {
                return vec![Effect::Go {
                    path: LIST_PAGE.to_owned(),
                }];
            }
        };
        self.editing.failed(problem, Draft::of);
        self.to_the_problem().into_iter().collect()
    }
}
