//! SMS Templates, the editor of one: its text with merge fields, and what becomes of it with a
//! record's data, while it is typed.

mod draft;
mod draw;
mod edit;
mod samples;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::Page;
use super::answer::{Answer, UNREACHED, sentence};
use super::editing::Editing;
use super::event::{Effect, Event, Start};
use super::objects::OBJECTS;
use super::query::value;
use super::sheet::Sheet;
use super::toast::{self, Toast};
use crate::api::{Code, List, Role, SenderItem, TemplateItem};
use crate::template::RelatedObject;
use crate::view::spoken;
use draft::Draft;
use samples::{SAMPLE, Samples};

const COLLECTION: &str = "/api/templates";
const LIST_PAGE: &str = "/templates";

/// The item of the address of a new one.
const NEW: &str = "new";

const ITEM: &str = "item";
const SENDERS: &str = "senders";
const SAVED: &str = "saved";
const REMOVED: &str = "removed";

/// The name of the wait before the counter is spoken.
const PAUSE: &str = "pause";

/// Whether there is something to edit.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Opened {
    Asked,
    Here,
    /// There is no such template, or none that this role may make.
    Nothing,
    Failed(String),
}

/// The page.
pub(super) struct Template {
    role: Role,
    /// The id in the address; none for a new one.
    item: Option<String>,
    opened: Opened,
    editing: Editing<Draft>,
    /// What is stored.
    stored: Draft,
    /// What the save under way holds.
    sent: Option<Draft>,
    senders: Vec<SenderItem>,
    samples: Samples,
    /// The field in the picker, and what stands for it where it is blank.
    field: String,
    default: String,
    default_problem: bool,
    /// The text before look-alikes were replaced.
    before: Option<String>,
    /// A save was tried: half a tag is an error now.
    tried: bool,
    /// The question before deleting is open.
    asking: bool,
    toast: Toast<()>,
}

impl Template {
    pub(super) fn new(start: Start) -> Template {
        let wanted = value(&start.path, "object");
        let object = RelatedObject::from_word(&wanted).unwrap_or(RelatedObject::Lead);
        let draft = Draft::new(object);
        let item = start.item.filter(|item| item != NEW);
        let opened = match (&item, start.role) {
            (Some(_), _) => Opened::Asked,
            (None, Role::Admin) => Opened::Here,
            (None, Role::User) => Opened::Nothing,
        };
        Template {
            role: start.role,
            item,
            opened,
            stored: draft.clone(),
            editing: Editing::new(draft),
            sent: None,
            senders: Vec::new(),
            samples: Samples::new(),
            field: "FirstName".to_owned(),
            default: String::new(),
            default_problem: false,
            before: None,
            tried: false,
            asking: false,
            toast: Toast::new(),
        }
    }

    fn may_edit(&self) -> bool {
        self.role == Role::Admin
    }

    fn open(&mut self) -> Vec<Effect> {
        let mut effects = vec![Effect::get(SENDERS, "/api/senders")];
        match (&self.item, &self.opened) {
            (Some(item), _) => {
                self.opened = Opened::Asked;
                effects.push(Effect::get(ITEM, [COLLECTION, "/", item].concat()));
            }
            (None, Opened::Here) => {
                effects.extend(self.samples.begin(self.editing.draft.object));
                effects.push(Effect::focus("template-name"));
            }
            (None, _) => effects.clear(),
        }
        effects
    }

    fn fetched(&mut self, status: u16, etag: Option<String>, body: Value) -> Vec<Effect> {
        match Answer::<TemplateItem>::of(status, body) {
            Answer::Good(item) => {
                let draft = Draft::of(item.clone());
                self.stored = draft.clone();
                self.editing = Editing::of(item.id, etag, draft);
                self.opened = Opened::Here;
                return self.samples.begin(item.object);
            }
            Answer::Refused(problem) if problem.code == Code::NotFound => {
                self.opened = Opened::Nothing;
            }
            Answer::Refused(problem) => self.opened = Opened::Failed(sentence(&problem)),
            Answer::None => self.opened = Opened::Failed(UNREACHED.to_owned()),
        }
        Vec::new()
    }
}

impl Page for Template {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => self.open(),
            Event::Input { name, value } => self.typed(&name, value),
            Event::Pressed { name, value, caret } => self.pressed(&name, &value, caret),
            Event::Answered {
                what,
                about,
                status,
                etag,
                body,
            } => match what.as_str() {
                ITEM => self.fetched(status, etag, body),
                SENDERS => {
                    // Without them the template keeps its sender; another cannot be chosen.
                    if let Answer::Good(list) = Answer::<List<SenderItem>>::of(status, body) {
                        self.senders = list.items;
                    }
                    Vec::new()
                }
                SAMPLE => {
                    let effects = self.samples.answered(&about, status, body);
                    // Only a page that was asked for: the first one comes while somebody types.
                    match self.samples.has_previous() {
                        true => self.paged(effects),
                        false => effects,
                    }
                }
                SAVED => self.saved(status, etag, body),
                REMOVED => self.removed(status, body),
                _ => Vec::new(),
            },
            Event::Elapsed { what } => match what.as_str() {
                PAUSE => {
                    let (template, _) = self.editing.draft.read();
                    vec![Effect::announce(spoken(&template.estimate().count))]
                }
                toast::ELAPSED => {
                    self.toast.clear();
                    Vec::new()
                }
                _ => Vec::new(),
            },
        }
    }

    fn sheet(&self) -> Sheet {
        self.drawn()
    }
}
