//! One item in an editor: what is typed, which version it began from, and what saving came to.
//!
//! A save names the version it began from (`If-Match`). If somebody else has saved in between, both
//! versions are shown and the person decides; nothing is overwritten silently and nothing typed is
//! lost.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer::{NO_ANSWER, sentence};
use super::event::Effect;
use super::sheet::Sheet;
use crate::api::{Code, Method, Problem};
use crate::ids::ItemId;

/// An item being edited; `D` is its draft.
#[derive(Clone, Debug)]
pub(super) struct Editing<D> {
    /// Its id; none for a new one.
    pub(super) id: Option<ItemId>,
    /// The version the draft began from.
    pub(super) etag: Option<String>,
    /// What is typed.
    pub(super) draft: D,
    /// What the draft began as.
    pub(super) began: D,
    /// A save is under way.
    pub(super) saving: bool,
    /// What the last save came to, if it failed.
    pub(super) failure: Option<Failure<D>>,
}

/// Why a save failed.
#[derive(Clone, Debug)]
pub(super) enum Failure<D> {
    /// Something to say; of this field, if it is of one.
    Refused {
        field: Option<String>,
        position: Option<u32>,
        text: String,
    },
    /// Somebody else saved in between: what they made of it, and its version. None: they removed it.
    Theirs(Option<(D, String)>),
}

/// What is wrong with a draft before it is sent.
pub(super) struct Wrong {
    /// The field.
    pub(super) field: String,
    /// What to do about it.
    pub(super) why: String,
}

impl Wrong {
    pub(super) fn at(field: &str, why: impl Into<String>) -> Wrong {
        Wrong {
            field: field.to_owned(),
            why: why.into(),
        }
    }
}

impl<D: Clone + PartialEq> Editing<D> {
    /// A new item.
    pub(super) fn new(draft: D) -> Editing<D> {
        Editing {
            id: None,
            etag: None,
            began: draft.clone(),
            draft,
            saving: false,
            failure: None,
        }
    }

    /// An item that exists.
    pub(super) fn of(id: ItemId, etag: Option<String>, draft: D) -> Editing<D> {
        Editing {
            id: Some(id),
            etag,
            ..Editing::new(draft)
        }
    }

    /// What there is only one of, and which therefore has no id.
    pub(super) fn of_only(etag: Option<String>, draft: D) -> Editing<D> {
        Editing {
            etag,
            ..Editing::new(draft)
        }
    }

    /// Whether something is typed that is not saved.
    pub(super) fn is_changed(&self) -> bool {
        self.draft != self.began
    }

    /// Saves it under `collection`: once, however often it is pressed.
    pub(super) fn save(
        &mut self,
        what: &'static str,
        collection: &str,
        body: Value,
    ) -> Option<Effect> {
        match self.id.clone() {
            None => self.send(what, "", Method::Post, collection, body),
            Some(id) => {
                let path = [collection, "/", id.as_str()].concat();
                self.send(what, id.as_str(), Method::Put, &path, body)
            }
        }
    }

    /// The same of what `read` makes of it. If something is wrong with it, that is said at its field, and the focus goes to the
    /// `control` of that.
    pub(super) fn save_if_right(
        &mut self,
        what: &'static str,
        collection: &str,
        read: fn(&D) -> Result<Value, Wrong>,
        control: fn(Option<&str>) -> &'static str,
    ) -> Vec<Effect> {
        if self.saving {
            return Vec::new();
        }
        match read(&self.draft) {
            Ok(body) => self.save(what, collection, body).into_iter().collect(),
            Err(Wrong { field, why }) => {
                let focus = Effect::focus(control(Some(&field)));
                self.failure = Some(Failure::Refused {
                    field: Some(field),
                    position: None,
                    text: why,
                });
                vec![focus]
            }
        }
    }

    /// Saves what there is only one of, at its own address.
    pub(super) fn save_only(
        &mut self,
        what: &'static str,
        path: &str,
        body: Value,
    ) -> Option<Effect> {
        self.send(what, "", Method::Put, path, body)
    }

    fn send(
        &mut self,
        what: &'static str,
        about: &str,
        method: Method,
        path: &str,
        body: Value,
    ) -> Option<Effect> {
        if self.saving {
            return None;
        }
        self.saving = true;
        self.failure = None;
        let etag = self.etag.clone();
        Some(Effect::request(what, about, method, path, Some(body), etag))
    }

    /// A save failed. `read` makes a draft of the item as the API shows it.
    pub(super) fn failed<T: DeserializeOwned>(
        &mut self,
        problem: Option<Problem>,
        read: fn(T) -> D,
    ) {
        match problem {
            Some(problem) if problem.code == Code::StaleEdit => {
                let problem = problem.into_details();
                let theirs = problem
                    .current
                    .and_then(|now| serde_json::from_value(now).ok());
                self.saving = false;
                self.failure = Some(Failure::Theirs(theirs.map(read).zip(problem.current_etag)));
            }
            // It is gone: to save what was typed, it must be made anew.
            Some(problem) if problem.code == Code::NotFound => {
                self.saving = false;
                self.failure = Some(Failure::Theirs(None));
            }
            problem => self.refused(problem),
        }
    }

    /// A save failed, and nobody else has saved in between.
    pub(super) fn refused(&mut self, problem: Option<Problem>) {
        self.saving = false;
        self.failure = Some(match problem {
            Some(problem) => Failure::Refused {
                text: sentence(&problem),
                position: problem.position,
                field: problem.into_details().field,
            },
            None => Failure::Refused {
                field: None,
                position: None,
                text: NO_ANSWER.to_owned(),
            },
        });
    }

    /// Gives way to what somebody else has saved. `false`: they removed it, so there is nothing to
    /// take.
    pub(super) fn take_theirs(&mut self) -> bool {
        match self.failure.take() {
            Some(Failure::Theirs(Some((draft, etag)))) => {
                self.began = draft.clone();
                self.draft = draft;
                self.etag = Some(etag);
                true
            }
            Some(Failure::Theirs(None)) => false,
            other => {
                self.failure = other;
                true
            }
        }
    }

    /// Keeps what is typed, knowing of the other version; the next save replaces that one.
    pub(super) fn keep_mine(&mut self) {
        match self.failure.take() {
            Some(Failure::Theirs(Some((draft, etag)))) => {
                self.began = draft;
                self.etag = Some(etag);
            }
            Some(Failure::Theirs(None)) => {
                self.id = None;
                self.etag = None;
            }
            other => self.failure = other,
        }
    }

    /// The field that something is wrong with.
    pub(super) fn field(&self) -> Option<&str> {
        match &self.failure {
            Some(Failure::Refused { field, .. }) => field.as_deref(),
            _ => None,
        }
    }

    /// What to say about a field.
    pub(super) fn problem_of(&self, wanted: &str) -> Option<&str> {
        match &self.failure {
            Some(Failure::Refused { field, text, .. }) if field.as_deref() == Some(wanted) => {
                Some(text)
            }
            _ => None,
        }
    }

    /// Where in a field the problem is, UTF-16 units from its start.
    pub(super) fn position_in(&self, wanted: &str) -> Option<usize> {
        match &self.failure {
            Some(Failure::Refused {
                field, position, ..
            }) if field.as_deref() == Some(wanted) => usize::try_from((*position)?).ok(),
            _ => None,
        }
    }

    /// What to say that is about none of these fields.
    pub(super) fn problem_beside(&self, fields: &[&str]) -> Option<&str> {
        match &self.failure {
            Some(Failure::Refused { field, text, .. })
                if field
                    .as_deref()
                    .is_none_or(|field| !fields.contains(&field)) =>
            {
                Some(text)
            }
            _ => None,
        }
    }

    /// What somebody else made of it: inside none, they removed it.
    pub(super) fn theirs(&self) -> Option<Option<&D>> {
        match &self.failure {
            Some(Failure::Theirs(theirs)) => Some(theirs.as_ref().map(|(draft, _)| draft)),
            _ => None,
        }
    }

    /// What was typed has changed: what was said about it is old. Another version stays told.
    pub(super) fn edited(&mut self) {
        if matches!(self.failure, Some(Failure::Refused { .. })) {
            self.failure = None;
        }
    }
}

/// Draws what the editor of any item has: whether it is open, what is wrong that is about none of `fields`, and the button with
/// its words before and while it is saved.
pub(super) fn draw<D: Clone + PartialEq>(
    editing: Option<&Editing<D>>,
    sheet: &mut Sheet,
    fields: &[&str],
    [save, saving]: [&'static str; 2],
) {
    let unsaved = editing.is_some_and(Editing::is_changed);
    sheet.open("editor", editing.is_some()).unsaved(unsaved);
    let Some(editing) = editing else { return };
    sheet
        .note("editor-problem", editing.problem_beside(fields))
        .rest("save", editing.saving)
        .text("save", if editing.saving { saving } else { save });
}
