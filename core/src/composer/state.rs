//! What the composer remembers.

use crate::api::{Person, Problem, SenderItem, TemplateItem};
use crate::ids::{ItemId, RecordId};
use crate::language::{heard, msg, say};
use crate::mobile::Mobile;
use crate::template::{Fields, PersonObject, RelatedObject, Template};

use super::outgoing::Outgoing;

/// Something that was fetched.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// `GET /api/setup`: whether there is a product key.
    Setup {
        /// Without one nothing is sent.
        product_key_set: bool,
    },
    /// `GET /api/senders`
    Senders(Vec<SenderItem>),
    /// `GET /api/templates?object=…`
    Templates(Vec<TemplateItem>),
    /// `GET /api/leads/{id}`
    Person(Box<Person>),
}

/// Something to tell the person, at a field or for the whole. What is kept of it is English: the language may become another
/// while it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is put into, if it does not stand by itself.
    pub(super) frame: Option<&'static str>,
    /// The sentence; in a view, in the language of that moment.
    pub text: String,
    /// The request field it is about: `from`, `to`, `text`.
    pub field: Option<String>,
}

/// The composer of one lead or contact.
#[derive(Clone, Debug)]
pub struct State {
    pub(super) object: PersonObject,
    pub(super) record: RecordId,
    pub(super) product_key_set: Option<bool>,
    pub(super) senders: Option<Vec<SenderItem>>,
    pub(super) templates: Option<Vec<TemplateItem>>,
    pub(super) person: Option<Person>,
    /// Loading failed; the person can try again.
    pub(super) load_failed: Option<Notice>,
    pub(super) from: Option<String>,
    pub(super) template: Option<ItemId>,
    pub(super) text: String,
    /// What stood there before a template or a replacement took its place.
    pub(super) before: Option<String>,
    pub(super) typed_number: String,
    pub(super) number_notice: Option<String>,
    /// The number that is being checked.
    pub(super) checking: Option<String>,
    /// Further recipients, each an SMS of its own.
    pub(super) numbers: Vec<Mobile>,
    /// Whether typed numbers are allowed.
    pub(super) ad_hoc: bool,
    pub(super) notice: Option<Notice>,
    /// The SMS of the last press of Send, then older ones, newest press first.
    pub(super) outgoing: Vec<Outgoing>,
    /// How many of `outgoing` belong to the last press.
    pub(super) batch: usize,
    /// How many messages the last finished press sent.
    pub(super) done: Option<u32>,
    pub(super) hidden: bool,
    /// Looks at the record since something happened.
    pub(super) looks: u32,
}

impl State {
    /// A composer for this record. `ad_hoc`: whether the token allows typed numbers.
    pub fn new(object: PersonObject, record: RecordId, ad_hoc: bool) -> State {
        State {
            object,
            record,
            product_key_set: None,
            senders: None,
            templates: None,
            person: None,
            load_failed: None,
            from: None,
            template: None,
            text: String::new(),
            before: None,
            typed_number: String::new(),
            number_notice: None,
            checking: None,
            numbers: Vec::new(),
            ad_hoc,
            notice: None,
            outgoing: Vec::new(),
            batch: 0,
            done: None,
            hidden: false,
            looks: 0,
        }
    }

    /// The message as typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Everything sent from here, the last press first.
    pub fn outgoing(&self) -> &[Outgoing] {
        &self.outgoing
    }

    /// The SMS of the last press of Send.
    pub(super) fn last_press(&self) -> &[Outgoing] {
        self.outgoing.get(..self.batch).unwrap_or_default()
    }

    /// Whether an answer is awaited.
    pub fn is_sending(&self) -> bool {
        self.last_press().iter().any(Outgoing::is_asked)
    }

    pub(super) fn is_loaded(&self) -> bool {
        self.product_key_set.is_some()
            && self.senders.is_some()
            && self.templates.is_some()
            && self.person.is_some()
    }

    /// The message as a template of this record. What is half typed counts as text.
    pub(super) fn template_of_text(&self) -> (Template, Vec<crate::template::TemplateError>) {
        Template::parse_lenient(&self.text, RelatedObject::from(self.object))
    }

    pub(super) fn fields(&self) -> Option<&Fields> {
        self.person.as_ref().map(|person| &person.fields)
    }

    /// Why nothing can be sent, whatever is typed.
    pub(super) fn blocked(&self) -> Option<&'static str> {
        use crate::api::MobileProblem;
        let person = self.person.as_ref()?;
        if self.product_key_set == Some(false) {
            return Some(msg(
                "Mitto SMS is not set up yet: an admin must enter the key of the gateway in Setup.",
            ));
        }
        if self.senders.as_ref().is_some_and(Vec::is_empty) {
            return Some(msg(
                "There is no sender yet: an admin must add one in Setup, Default Senders.",
            ));
        }
        if person.sms_opt_out {
            return Some(match self.object {
                PersonObject::Lead => {
                    msg("This lead has opted out of SMS and cannot receive any messages.")
                }
                PersonObject::Contact => {
                    msg("This contact has opted out of SMS and cannot receive any messages.")
                }
            });
        }
        match (person.mobile_problem, self.object) {
            (Some(MobileProblem::NoMobile), PersonObject::Lead) => {
                Some(msg("This lead has no mobile number."))
            }
            (Some(MobileProblem::NoMobile), PersonObject::Contact) => {
                Some(msg("This contact has no mobile number."))
            }
            (Some(MobileProblem::InvalidMobile), PersonObject::Lead) => Some(msg(
                "This lead's mobile number is not valid. Correct it on the record.",
            )),
            (Some(MobileProblem::InvalidMobile), PersonObject::Contact) => Some(msg(
                "This contact's mobile number is not valid. Correct it on the record.",
            )),
            (None, _) => None,
        }
    }
}

impl Notice {
    /// What a problem document says to a person.
    pub fn of(problem: &Problem) -> Notice {
        let text = match &problem.detail {
            Some(detail) => [&problem.title, " ", detail].concat(),
            None => problem.title.clone(),
        };
        let field = problem.field.as_deref().map(|field| {
            let top = field.split('.').next().unwrap_or(field);
            if top == "templateId" { "text" } else { top }.to_owned()
        });
        Notice {
            field,
            ..Notice::plain(text)
        }
    }

    /// A sentence, as it is.
    pub(super) fn plain(text: impl Into<String>) -> Notice {
        Notice {
            frame: None,
            text: text.into(),
            field: None,
        }
    }

    /// What it says in the language of this moment.
    pub(super) fn words(&self) -> String {
        let words = heard(&self.text);
        match self.frame {
            Some(frame) => say(frame, &[&words]),
            None => words,
        }
    }

    /// It, said.
    pub(super) fn said(&self) -> Notice {
        Notice {
            field: self.field.clone(),
            ..Notice::plain(self.words())
        }
    }
}
