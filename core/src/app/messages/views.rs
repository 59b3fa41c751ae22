//! The views to choose from: the built-in one, one's own, those of others; saved, renamed, shared,
//! deleted and brought back.

use serde_json::{Value, json};

use super::super::answer::{Answer, UNREACHED, done, sentence};
use super::super::editing::Editing;
use super::super::event::Effect;
use super::super::query::with;
use super::super::toast::Toast;
use super::filters::Asked;
use crate::api::{Code, List, ListView, ListViewInput, Method, Role};

const COLLECTION: &str = "/api/list-views";

pub(super) const VIEWS: &str = "views";
pub(super) const SAVED: &str = "view-saved";
pub(super) const REMOVED: &str = "view-removed";
pub(super) const RESTORED: &str = "view-restored";

/// A view as it is to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) shared: bool,
    pub(super) asked: Asked,
}

impl Draft {
    fn of(view: &ListView) -> Draft {
        Draft {
            name: view.name.clone(),
            shared: view.shared,
            asked: Asked::of(view),
        }
    }
}

/// The views.
pub(super) struct Views {
    role: Role,
    /// All that may be chosen, once they are there.
    pub(super) known: Option<Vec<ListView>>,
    /// Those of the pages so far.
    coming: Vec<ListView>,
    /// The one that is shown.
    pub(super) current: ListView,
    /// The id of the one to show once the views are there.
    pub(super) wanted: Option<String>,
    pub(super) editing: Option<Editing<Draft>>,
    /// The editor is open; it opens by itself where a save fails.
    pub(super) opened: bool,
    pub(super) toast: Toast<ListView>,
    pub(super) problem: Option<String>,
}

impl Views {
    pub(super) fn new(role: Role, wanted: String) -> Views {
        Views {
            role,
            known: None,
            coming: Vec::new(),
            current: ListView::all(),
            wanted: Some(wanted).filter(|id| !id.is_empty() && id != ListView::ALL),
            editing: None,
            opened: false,
            toast: Toast::new(),
            problem: None,
        }
    }

    /// Asks for the views.
    pub(super) fn load(&mut self) -> Effect {
        self.coming.clear();
        Effect::get(VIEWS, COLLECTION)
    }

    /// Some came. The one to show now, once all are there and one is wanted.
    pub(super) fn came(&mut self, status: u16, body: Value) -> (Option<Effect>, Option<ListView>) {
        let list = match Answer::<List<ListView>>::of(status, body) {
            Answer::Good(list) => list,
            Answer::Refused(problem) => {
                self.problem = Some(sentence(&problem));
                return (None, None);
            }
            Answer::None => {
                self.problem = Some(UNREACHED.to_owned());
                return (None, None);
            }
        };
        self.problem = None;
        self.coming.extend(list.items);
        if let Some(cursor) = list.cursor {
            let next = with(COLLECTION, &[("cursor", cursor)]);
            return (Some(Effect::get(VIEWS, next)), None);
        }
        let mut known = core::mem::take(&mut self.coming);
        sort(&mut known);
        self.known = Some(known);
        let Some(wanted) = self.wanted.take() else {
            return (None, None);
        };
        let found = self.find(&wanted);
        if found.is_none() {
            let why = "This list view was deleted, or is not shared with you.";
            self.problem = Some(why.to_owned());
        }
        (None, Some(found.unwrap_or_else(ListView::all)))
    }

    /// The view with this id.
    pub(super) fn find(&self, id: &str) -> Option<ListView> {
        let mut known = self.known.iter().flatten();
        known.find(|view| view.id == id).cloned()
    }

    /// Whether the person may change the view that is shown.
    pub(super) fn may_change(&self) -> bool {
        let own = self.current.mine || self.role == Role::Admin;
        own && self.current.id != ListView::ALL
    }

    /// Opens the editor for a new view of what is asked for.
    pub(super) fn save_as(&mut self, asked: &Asked) -> Vec<Effect> {
        self.editing = Some(Editing::new(Draft {
            name: String::new(),
            shared: false,
            asked: asked.clone(),
        }));
        self.opened = true;
        vec![Effect::focus("view-name")]
    }

    /// Opens the editor for the name of the view that is shown, and for who sees it.
    pub(super) fn edit(&mut self) -> Vec<Effect> {
        if !self.may_change() {
            return Vec::new();
        }
        self.editing = self.edited();
        self.opened = true;
        vec![Effect::focus("view-name")]
    }

    /// Saves what is asked for as the view that is shown.
    pub(super) fn update(&mut self, asked: &Asked) -> Vec<Effect> {
        if !self.may_change() || self.editing.as_ref().is_some_and(|it| it.saving) {
            return Vec::new();
        }
        self.editing = self.edited();
        if let Some(editing) = &mut self.editing {
            editing.draft.asked = asked.clone();
        }
        self.save()
    }

    fn edited(&self) -> Option<Editing<Draft>> {
        let id = self.current.id.parse().ok()?;
        let draft = Draft::of(&self.current);
        Some(Editing::of(id, Some(self.current.etag()), draft))
    }

    pub(super) fn save(&mut self) -> Vec<Effect> {
        let Some(editing) = &mut self.editing else {
            return Vec::new();
        };
        let draft = &editing.draft;
        let body = json!(draft.asked.input(&draft.name, draft.shared));
        editing.save(SAVED, COLLECTION, body).into_iter().collect()
    }

    /// A save was answered; the view, if it is saved.
    pub(super) fn saved(&mut self, status: u16, body: Value) -> Option<ListView> {
        let problem = match Answer::<ListView>::of(status, body) {
            Answer::Good(view) => {
                // Whoever did not wait for the answer may be typing something else by now.
                if self.editing.take_if(|editing| editing.saving).is_some() {
                    self.opened = false;
                }
                self.put(view.clone());
                return Some(view);
            }
            Answer::Refused(problem) => Some(problem),
            Answer::None => None,
        };
        if let Some(editing) = self.editing.as_mut().filter(|it| it.saving) {
            editing.failed(problem, |view: ListView| Draft::of(&view));
            self.opened = true;
        }
        None
    }

    /// Closes the editor.
    pub(super) fn close(&mut self) {
        self.editing = None;
        self.opened = false;
    }

    /// Puts a view among the known ones, in the place of its older version.
    fn put(&mut self, view: ListView) {
        let known = self.known.get_or_insert_default();
        known.retain(|other| other.id != view.id);
        known.push(view);
        sort(known);
    }

    /// Gives way to what somebody else has made of the view: it is shown as they have it.
    pub(super) fn take_theirs(&mut self) -> Option<Effect> {
        let editing = self.editing.take()?;
        self.opened = false;
        self.wanted = editing.id.map(Into::into);
        Some(self.load())
    }

    pub(super) fn remove(&mut self) -> Vec<Effect> {
        if !self.may_change() {
            return Vec::new();
        }
        let id = &self.current.id;
        let path = [COLLECTION, "/", id].concat();
        let delete = Method::Delete;
        vec![Effect::request(REMOVED, id, delete, path, None, None)]
    }

    /// A removal was answered; what to do if the view is gone.
    pub(super) fn removed(&mut self, id: &str, status: u16, body: Value) -> Option<Effect> {
        match done(status, body) {
            // Somebody else was first.
            Answer::Refused(problem) if problem.code == Code::NotFound => Some(self.load()),
            Answer::Refused(problem) => {
                self.problem = Some(sentence(&problem));
                None
            }
            Answer::None if status == 0 => {
                self.problem = Some(UNREACHED.to_owned());
                None
            }
            Answer::Good(_) | Answer::None => {
                self.problem = None;
                let gone = self.find(id);
                let known = self.known.get_or_insert_default();
                known.retain(|view| view.id != id);
                let name = gone.as_ref().map_or(id, |view| view.name.as_str());
                let said = ["The list view “", name, "” is deleted."].concat();
                Some(self.toast.say(said, gone))
            }
        }
    }

    /// Brings back what was removed last. It is made anew; it has another id then.
    pub(super) fn undo(&mut self) -> Option<Effect> {
        let view = self.toast.take_undo()?;
        let body = Some(json!(ListViewInput::of(&view)));
        let about = json!(view).to_string();
        let post = Method::Post;
        Some(Effect::request(
            RESTORED, &about, post, COLLECTION, body, None,
        ))
    }

    /// That was answered; what to do, and the view, if it is back.
    pub(super) fn restored(
        &mut self,
        about: &str,
        status: u16,
        body: Value,
    ) -> (Effect, Option<ListView>) {
        let why = match Answer::<ListView>::of(status, body) {
            Answer::Good(view) => {
                let said = ["The list view “", &view.name, "” is back."].concat();
                self.put(view.clone());
                return (self.toast.say(said, None), Some(view));
            }
            Answer::Refused(problem) => sentence(&problem),
            Answer::None => UNREACHED.to_owned(),
        };
        // It can be tried again: only here is it left.
        let said = ["It is not back yet. ", &why].concat();
        let view = serde_json::from_str(about).ok();
        (self.toast.say(said, view), None)
    }
}

/// The built-in one, then one's own, then those of others, each by name.
fn sort(views: &mut [ListView]) {
    views.sort_by_cached_key(|view| (view.owner.is_some(), !view.mine, view.name.to_lowercase()));
}
