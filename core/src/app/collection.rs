//! What is kept as a list at one address of the API: the list, an editor for one item, what saving it came to, and removing one
//! with a way back. A page takes the events that are its own, and hands on the rest.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer::{Answer, done, why_not};
use super::editing::{self, Editing, Wrong};
use super::event::{Effect, Event};
use super::listing::{LIST, Listing};
use super::node::Node;
use super::sheet::Sheet;
use super::toast::Toast;
use crate::api::{Code, Method, Problem};
use crate::ids::ItemId;

pub(super) const ITEM: &str = "item";
pub(super) const SAVED: &str = "saved";
pub(super) const REMOVED: &str = "removed";
pub(super) const RESTORED: &str = "restored";

/// One of what is listed.
pub(super) trait Item: Clone + DeserializeOwned {
    /// What is typed in its editor.
    type Draft: Clone + PartialEq;

    /// The address of them all.
    const AT: &'static str;
    /// What people call one.
    const NOUN: &'static str;
    /// The titles of the editor: for a new one, and for one that is there.
    const TITLES: [&'static str; 2];
    /// The fields that have a place for what is wrong with them.
    const FIELDS: &'static [&'static str];
    /// What is said after its name once it is removed.
    const REMOVED: &'static str = "is removed.";

    /// Its id.
    fn id(&self) -> &ItemId;

    /// What people know it by.
    fn name(&self) -> &str;

    /// The draft of a new one.
    fn blank() -> Self::Draft;

    /// The draft of this one.
    fn draft(self) -> Self::Draft;

    /// A box of the editor was edited.
    fn typed(draft: &mut Self::Draft, name: &str, value: String);

    /// What is sent to save it.
    ///
    /// # Errors
    /// What is wrong with it. The Worker checks it again; here it saves a round trip.
    fn body(draft: &Self::Draft) -> Result<Value, Wrong>;

    /// The control of a field; of none, the first.
    fn control(field: Option<&str>) -> &'static str;

    /// What somebody else has made of it, beside what is typed.
    fn told(theirs: &Self::Draft, mine: &Self::Draft) -> String;
}

/// The list, and what is done with it.
pub(super) struct Collection<I: Item> {
    pub(super) list: Listing<I>,
    pub(super) editing: Option<Editing<I::Draft>>,
    /// What is being removed or brought back; an answer says which, by its id.
    under_way: Vec<I>,
    pub(super) toast: Toast<I>,
}

impl<I: Item> Collection<I> {
    pub(super) const fn new() -> Collection<I> {
        Collection {
            list: Listing::new(I::AT),
            editing: None,
            under_way: Vec::new(),
            toast: Toast::new(),
        }
    }

    /// The one with this id.
    pub(super) fn find(&self, id: &str) -> Option<&I> {
        self.list.items().iter().find(|it| it.id().as_str() == id)
    }

    /// Takes an event in that is none of the page's own.
    pub(super) fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => self.list.load(),
            Event::Input { name, value } => {
                if let Some(editing) = &mut self.editing {
                    I::typed(&mut editing.draft, &name, value);
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
            } => match what.as_str() {
                LIST => {
                    self.list.came(status, body);
                    Vec::new()
                }
                ITEM => self.opened(status, etag, body),
                SAVED => match Answer::<I>::of(status, body).read() {
                    Ok(item) => self.saved(&item),
                    Err(problem) => self.refused(problem),
                },
                REMOVED => self.removed(&about, done(status, body).read().err()),
                RESTORED => self.restored(&about, status, body),
                _ => Vec::new(),
            },
            Event::Elapsed { what } => {
                self.toast.elapsed(&what);
                Vec::new()
            }
        }
    }

    fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "retry" => return self.list.load(),
            "add" => {
                self.editing = Some(Editing::new(I::blank()));
                return vec![Effect::focus(I::control(None))];
            }
            "edit" => {
                let (get, path) = (Method::Get, path::<I>(value));
                return vec![Effect::request(ITEM, value, get, path, None, None)];
            }
            "save" => {
                if let Some(editing) = &mut self.editing {
                    return editing.save_if_right(SAVED, I::AT, I::body, I::control);
                }
            }
            "cancel" => self.editing = None,
            "take-theirs" if !self.editing.as_mut().is_some_and(Editing::take_theirs) => {
                self.editing = None;
            }
            "keep-mine" => {
                self.editing.iter_mut().for_each(Editing::keep_mine);
                return vec![Effect::focus(I::control(None))];
            }
            "remove" => return self.remove(value),
            "undo" => {
                if let Some(item) = self.toast.take_undo() {
                    return vec![self.restore(item)];
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// The item came that is to be edited.
    fn opened(&mut self, status: u16, etag: Option<String>, body: Value) -> Vec<Effect> {
        // Asked for twice: what is typed since stays.
        if self.editing.is_some() {
            return Vec::new();
        }
        match Answer::<I>::of(status, body).read() {
            Ok(item) => {
                let id = item.id().clone();
                self.editing = Some(Editing::of(id, etag, item.draft()));
                vec![Effect::focus(I::control(None))]
            }
            // Removed by somebody else: the list is old.
            Err(Some(_)) => vec![self.list.again()],
            Err(None) => {
                self.list.problem = Some(why_not(None));
                Vec::new()
            }
        }
    }

    /// It is saved.
    pub(super) fn saved(&mut self, item: &I) -> Vec<Effect> {
        // Whoever did not wait for the answer may be typing something else by now.
        self.editing.take_if(|editing| editing.saving);
        let said = ["“", item.name(), "” is saved."].concat();
        vec![self.toast.say(said, None), self.list.again()]
    }

    /// It is not.
    pub(super) fn refused(&mut self, problem: Option<Problem>) -> Vec<Effect> {
        let Some(editing) = self.editing.as_mut().filter(|it| it.saving) else {
            return Vec::new();
        };
        editing.failed(problem, I::draft);
        vec![Effect::focus(I::control(editing.field()))]
    }

    fn remove(&mut self, id: &str) -> Vec<Effect> {
        if self.under_way.iter().any(|it| it.id().as_str() == id) {
            return Vec::new();
        }
        let Some(item) = self.find(id).cloned() else {
            return Vec::new();
        };
        self.under_way.push(item);
        let (delete, path) = (Method::Delete, path::<I>(id));
        vec![Effect::request(REMOVED, id, delete, path, None, None)]
    }

    /// What was under way, now that it is answered.
    pub(super) fn answered(&mut self, id: &str) -> Option<I> {
        let at = self
            .under_way
            .iter()
            .position(|it| it.id().as_str() == id)?;
        Some(self.under_way.swap_remove(at))
    }

    /// Its removal was answered, perhaps with a problem; inside none where there was no answer.
    pub(super) fn removed(&mut self, id: &str, problem: Option<Option<Problem>>) -> Vec<Effect> {
        let Some(item) = self.answered(id) else {
            return Vec::new();
        };
        match problem {
            None => self.gone(item, true),
            // Somebody else was faster: the list is old.
            Some(Some(problem)) if problem.code == Code::NotFound => vec![self.list.again()],
            Some(problem) => {
                self.list.problem = Some(why_not(problem.as_ref()));
                Vec::new()
            }
        }
    }

    /// It is removed; what comes back as it was has a way back.
    pub(super) fn gone(&mut self, item: I, comes_back: bool) -> Vec<Effect> {
        let said = ["“", item.name(), "” ", I::REMOVED].concat();
        let wait = self.toast.say(said, comes_back.then_some(item));
        vec![wait, self.list.again(), Effect::focus("add")]
    }

    /// Makes anew what was removed; it has another id then.
    fn restore(&mut self, item: I) -> Effect {
        match I::body(&item.clone().draft()) {
            Ok(body) => {
                let (id, post, body) = (item.id().clone(), Method::Post, Some(body));
                self.under_way.push(item);
                Effect::request(RESTORED, id.as_str(), post, I::AT, body, None)
            }
            Err(wrong) => self.not_back(item, &wrong.why),
        }
    }

    fn restored(&mut self, id: &str, status: u16, body: Value) -> Vec<Effect> {
        let Some(item) = self.answered(id) else {
            return Vec::new();
        };
        match done(status, body).read() {
            // Or whoever made it anew was faster.
            Err(problem) if problem.as_ref().is_none_or(|it| it.code != Code::Duplicate) => {
                vec![self.not_back(item, &why_not(problem.as_ref()))]
            }
            _ => {
                let said = ["“", item.name(), "” is back."].concat();
                vec![self.list.again(), Effect::announce(said)]
            }
        }
    }

    /// The way back stays open.
    fn not_back(&mut self, item: I, why: &str) -> Effect {
        let said = ["“", item.name(), "” is not back yet. ", why].concat();
        self.toast.say(said, Some(item))
    }

    /// Draws the list, and what every editor has. What is being edited, if anything.
    pub(super) fn draw(
        &self,
        sheet: &mut Sheet,
        row: impl FnMut(&I) -> Node,
    ) -> Option<&Editing<I::Draft>> {
        self.list.draw(sheet, row);
        self.toast.draw(sheet);
        let editing = self.editing.as_ref();
        editing::draw(editing, sheet, I::FIELDS, ["Save", "Saving…"]);
        let editing = editing?;
        let [new, known] = I::TITLES;
        let theirs = editing.theirs().map(|theirs| match theirs {
            Some(theirs) => I::told(theirs, &editing.draft),
            None => [
                "Somebody else has removed this ",
                I::NOUN,
                " in the meantime.",
            ]
            .concat(),
        });
        sheet
            .text(
                "editor-title",
                if editing.id.is_none() { new } else { known },
            )
            .show("conflict", theirs.is_some())
            .text("conflict-text", theirs.unwrap_or_default());
        Some(editing)
    }
}

/// What somebody else has made of a thing that is a word, beside the word that is typed.
pub(super) fn two_words(noun: &str, theirs: &str, mine: &str) -> String {
    [
        "Somebody else has changed this ",
        noun,
        " to “",
        theirs,
        "” in the meantime. You typed “",
        mine,
        "”.",
    ]
    .concat()
}

/// The address of one.
fn path<I: Item>(id: &str) -> String {
    [I::AT, "/", id].concat()
}

#[cfg(test)]
mod tests;
