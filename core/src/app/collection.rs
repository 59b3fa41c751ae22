//! What is kept as a list at one address of the API: the list, an editor for one item, what saving it came to, and its removal.
//! A page takes the events that are its own, and hands on the rest.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer::{Answer, done, why_not};
use super::editing::{self, Editing, Wrong};
use super::event::{Effect, Event};
use super::listing::{LIST, Listing};
use super::node::Node;
use super::removal::{Going, REMOVED, RESTORED, Removal};
use super::sheet::Sheet;
use crate::api::{Method, Problem};
use crate::ids::ItemId;

pub(super) const ITEM: &str = "item";
pub(super) const SAVED: &str = "saved";

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
    /// Whether one that was removed can be made anew as it was. If not, the page asks before it removes.
    const COMES_BACK: bool = true;
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

/// What a button asks for.
#[derive(Clone, Copy)]
enum Press {
    Retry,
    Add,
    Edit,
    Save,
    Cancel,
    TakeTheirs,
    KeepMine,
    Remove,
    Undo,
}

impl Press {
    fn named(name: &str) -> Option<Press> {
        Some(match name {
            "retry" => Press::Retry,
            "add" => Press::Add,
            "edit" => Press::Edit,
            "save" => Press::Save,
            "cancel" => Press::Cancel,
            "take-theirs" => Press::TakeTheirs,
            "keep-mine" => Press::KeepMine,
            "remove" => Press::Remove,
            "undo" => Press::Undo,
            _ => return None,
        })
    }
}

/// The list, and what is done with it.
pub(super) struct Collection<I: Item> {
    pub(super) list: Listing<I>,
    pub(super) editing: Option<Editing<I::Draft>>,
    pub(super) removal: Removal,
}

impl<I: Item> Collection<I> {
    pub(super) const fn new() -> Collection<I> {
        Collection {
            list: Listing::new(I::AT),
            editing: None,
            removal: Removal::new(I::AT),
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
            Event::Pressed { name, value, .. } => match Press::named(&name) {
                Some(press) => self.pressed(press, &value),
                None => Vec::new(),
            },
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
                REMOVED if I::COMES_BACK => self.removed(&about, done(status, body).read()),
                RESTORED if I::COMES_BACK => {
                    let answer = done(status, body).read();
                    self.removal.restored(&about, answer, self.list.again())
                }
                _ => Vec::new(),
            },
            Event::Elapsed { what } => {
                self.removal.toast.elapsed(&what);
                Vec::new()
            }
        }
    }

    fn pressed(&mut self, press: Press, value: &str) -> Vec<Effect> {
        match press {
            Press::Retry => return self.list.load(),
            Press::Add => {
                self.editing = Some(Editing::new(I::blank()));
                return vec![Effect::focus(I::control(None))];
            }
            Press::Edit => return vec![open(I::AT, value)],
            Press::Save => {
                if let Some(editing) = &mut self.editing {
                    return editing.save_if_right(SAVED, I::AT, I::body, I::control);
                }
            }
            Press::Cancel => self.editing = None,
            Press::TakeTheirs => {
                self.editing.take_if(|editing| !editing.take_theirs());
            }
            Press::KeepMine => {
                self.editing.iter_mut().for_each(Editing::keep_mine);
                return vec![Effect::focus(I::control(None))];
            }
            Press::Remove if I::COMES_BACK => return self.remove(value),
            Press::Undo if I::COMES_BACK => return self.removal.undo().into_iter().collect(),
            Press::Remove | Press::Undo => {}
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
        vec![self.removal.toast.say(said, None), self.list.again()]
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
        let known = self.find(id).filter(|_| !self.removal.is_going(id));
        let going = known.map(|item| Going {
            id: item.id().clone(),
            name: item.name().to_owned(),
            body: I::body(&item.clone().draft()).ok(),
        });
        going
            .map(|it| self.removal.remove(it))
            .into_iter()
            .collect()
    }

    /// A removal was answered.
    pub(super) fn removed(
        &mut self,
        id: &str,
        answer: Result<Value, Option<Problem>>,
    ) -> Vec<Effect> {
        let list = self.list.again();
        match self.removal.removed(id, answer, list, I::REMOVED) {
            Ok(effects) => effects,
            Err(why) => {
                self.list.problem = Some(why);
                Vec::new()
            }
        }
    }

    /// It is removed for good.
    pub(super) fn gone(&mut self, item: &I) -> Vec<Effect> {
        let said = ["“", item.name(), "” ", I::REMOVED].concat();
        self.removal.gone(said, None, self.list.again())
    }

    /// Draws the list, and what every editor has. What is being edited, if anything.
    pub(super) fn draw(
        &self,
        sheet: &mut Sheet,
        row: impl FnMut(&I) -> Node,
    ) -> Option<&Editing<I::Draft>> {
        self.list.draw(sheet, row);
        self.removal.toast.draw(sheet);
        let editing = self.editing.as_ref();
        editing::draw(editing, sheet, I::FIELDS, ["Save", "Saving…"]);
        let editing = editing?;
        let [new, known] = I::TITLES;
        let told = editing.theirs().map(|theirs| match theirs {
            Some(theirs) => I::told(theirs, &editing.draft),
            None => removed(I::NOUN),
        });
        sheet
            .text(
                "editor-title",
                if editing.id.is_none() { new } else { known },
            )
            .show("conflict", told.is_some())
            .text("conflict-text", told.unwrap_or_default());
        Some(editing)
    }
}

/// Somebody else has removed what is being edited.
fn removed(noun: &str) -> String {
    ["Somebody else has removed this ", noun, " in the meantime."].concat()
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

/// Asks for one, to be edited.
fn open(at: &str, id: &str) -> Effect {
    let path = [at, "/", id].concat();
    Effect::request(ITEM, id, Method::Get, path, None, None)
}

#[cfg(test)]
mod tests;
