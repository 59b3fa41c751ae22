//! Setup, Webhooks: the servers that are told what happens here, what became of each telling, and how telling Salesforce does.

mod draw;
mod log;

use serde_json::{Value, json};

use super::Page;
use super::answer::{Answer, NO_ANSWER, done, sentence, why};
use super::editing::Editing;
use super::event::{Effect, Event};
use super::sheet::Sheet;
use super::toast::{self, Toast};
use crate::api::{
    Code, List, Method, SalesforceState, Webhook, WebhookDelivery, WebhookInput, WebhookSecret,
};
use crate::webhook::EventType;
use log::Log;

const COLLECTION: &str = "/api/webhooks";

const LIST: &str = "list";
const ITEM: &str = "item";
const SAVED: &str = "saved";
const REMOVED: &str = "removed";
const ROTATED: &str = "rotated";
const TESTED: &str = "tested";
const SALESFORCE: &str = "salesforce";

/// What stands before the names of the check boxes.
const EVENT_BOX: &str = "event-";

/// The page.
pub(super) struct Webhooks {
    list: Option<Vec<Webhook>>,
    salesforce: Option<SalesforceState>,
    /// What went wrong, of the list as a whole.
    problem: Option<String>,
    editing: Option<Editing<Draft>>,
    /// The endpoint of which is asked whether it is to go, or to have another secret.
    question: Option<Question>,
    /// A secret that was just made, and whether it was copied.
    secret: Option<(String, Option<bool>)>,
    /// Of which endpoint a test is under way.
    testing: Option<String>,
    log: Option<Log>,
    toast: Toast<()>,
}

/// What is asked before it is done.
struct Question {
    about: Webhook,
    what: Asked,
    asking: bool,
    problem: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Remove,
    Rotate,
}

/// An endpoint as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Draft {
    url: String,
    description: String,
    events: Vec<EventType>,
    enabled: bool,
}

impl Draft {
    fn new() -> Draft {
        Draft {
            url: "https://".to_owned(),
            description: String::new(),
            events: EventType::ALL.into(),
            enabled: true,
        }
    }

    fn of(hook: Webhook) -> Draft {
        Draft {
            url: hook.url,
            description: hook.description,
            events: hook.events,
            enabled: hook.enabled,
        }
    }

    fn input(&mut self, name: &str, value: String) {
        let on = value == "true";
        match name {
            "url" => self.url = value,
            "description" => self.description = value,
            "enabled" => self.enabled = on,
            _ => {
                let word = name.strip_prefix(EVENT_BOX).unwrap_or_default();
                let event = EventType::ALL.into_iter().find(|it| word == id_of(*it));
                self.events.retain(|it| Some(*it) != event);
                self.events.extend(event.filter(|_| on));
            }
        }
    }

    /// As it is sent.
    fn body(&self) -> Value {
        let mut events = EventType::ALL.to_vec();
        events.retain(|it| self.events.contains(it));
        json!({
            "url": self.url, "description": self.description, "events": events, "enabled": self.enabled,
        })
    }

    /// What is wrong with it, before it is sent: the field, and why. The Worker checks it again.
    fn problem(&self) -> Option<(String, String)> {
        let input = WebhookInput {
            url: self.url.clone(),
            description: self.description.clone(),
            events: self.events.clone(),
            enabled: self.enabled,
        };
        // Whether one's own machine will do, the Worker knows.
        let problem = input.read(true).err()?;
        Some((problem.field.clone()?, sentence(&problem)))
    }
}

/// The part of an id that stands for an event.
const fn id_of(event: EventType) -> &'static str {
    match event {
        EventType::SmsStatus => "status",
        EventType::SmsReply => "reply",
        EventType::OptOutChanged => "opt-out",
    }
}

/// What people call an endpoint.
fn name(hook: &Webhook) -> &str {
    match hook.description.is_empty() {
        true => &hook.url,
        false => &hook.description,
    }
}

fn path(id: &str, rest: &str) -> String {
    [COLLECTION, "/", id, rest].concat()
}

impl Webhooks {
    pub(super) const fn new() -> Webhooks {
        Webhooks {
            list: None,
            salesforce: None,
            problem: None,
            editing: None,
            question: None,
            secret: None,
            testing: None,
            log: None,
            toast: Toast::new(),
        }
    }

    fn load() -> Vec<Effect> {
        vec![
            Effect::get(LIST, COLLECTION),
            Effect::get(SALESFORCE, "/api/setup/salesforce"),
        ]
    }

    fn find(&self, id: &str) -> Option<&Webhook> {
        self.list.iter().flatten().find(|it| it.id.as_str() == id)
    }

    fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "retry" => {
                self.problem = None;
                Webhooks::load()
            }
            "add" => {
                self.editing = Some(Editing::new(Draft::new()));
                vec![Effect::focus("url")]
            }
            "edit" => vec![Effect::request(
                ITEM,
                value,
                Method::Get,
                path(value, ""),
                None,
                None,
            )],
            "save" => self.save(),
            "cancel" => self.cancel(),
            "take-theirs" => {
                if !self.editing.as_mut().is_some_and(Editing::take_theirs) {
                    self.editing = None;
                }
                Vec::new()
            }
            "keep-mine" => {
                self.editing.iter_mut().for_each(Editing::keep_mine);
                vec![Effect::focus("url")]
            }
            "remove" => self.ask(value, Asked::Remove),
            "rotate" => self.ask(value, Asked::Rotate),
            "go-on" => self.go_on(),
            "copy" => match &self.secret {
                Some((text, _)) => vec![Effect::Copy { text: text.clone() }],
                None => Vec::new(),
            },
            "test" => self.test(value),
            "open-log" => match self.find(value) {
                Some(hook) => {
                    let (log, mut effects) = Log::open(hook);
                    self.log = Some(log);
                    effects.push(Effect::focus("log-title"));
                    effects
                }
                None => Vec::new(),
            },
            "close-log" => {
                self.log = None;
                vec![Effect::focus("add")]
            }
            _ => self
                .log
                .as_mut()
                .map_or_else(Vec::new, |log| log.pressed(name, value)),
        }
    }

    /// Closes the dialog on top.
    fn cancel(&mut self) -> Vec<Effect> {
        let asking = self.question.as_ref().is_some_and(|it| it.asking);
        if self.secret.take().is_none() && !asking && self.question.take().is_none() {
            self.editing = None;
        }
        Vec::new()
    }

    fn save(&mut self) -> Vec<Effect> {
        let Some(editing) = &mut self.editing else {
            return Vec::new();
        };
        if let Some((field, _)) = editing.draft.problem() {
            editing.failure = Some(super::editing::Failure::Refused {
                text: editing
                    .draft
                    .problem()
                    .map(|(_, why)| why)
                    .unwrap_or_default(),
                position: None,
                field: Some(field.clone()),
            });
            let id = if field == "events" {
                "event-status"
            } else {
                field.as_str()
            };
            return vec![Effect::focus(id)];
        }
        let body = editing.draft.body();
        editing.save(SAVED, COLLECTION, body).into_iter().collect()
    }

    fn saved(&mut self, status: u16, body: Value) -> Vec<Effect> {
        match Answer::<Webhook>::of(status, body).read() {
            Ok(hook) => {
                self.editing.take_if(|editing| editing.saving);
                let said = ["“", name(&hook), "” is saved."].concat();
                let mut effects = vec![self.toast.say(said, None), Effect::get(LIST, COLLECTION)];
                if let Some(secret) = hook.secret {
                    self.secret = Some((secret, None));
                    effects.push(Effect::focus("secret"));
                }
                effects
            }
            Err(problem) => {
                if let Some(editing) = self.editing.as_mut().filter(|it| it.saving) {
                    editing.failed(problem, Draft::of);
                }
                vec![Effect::focus("url")]
            }
        }
    }

    fn ask(&mut self, id: &str, what: Asked) -> Vec<Effect> {
        let about = self.find(id).cloned();
        self.question = about.map(|about| Question {
            about,
            what,
            asking: false,
            problem: None,
        });
        vec![Effect::focus("question-cancel")]
    }

    /// Does what was asked: once, however often it is pressed.
    fn go_on(&mut self) -> Vec<Effect> {
        let Some(question) = self.question.as_mut().filter(|it| !it.asking) else {
            return Vec::new();
        };
        question.asking = true;
        question.problem = None;
        let id = question.about.id.as_str();
        let (what, method, path) = match question.what {
            Asked::Remove => (REMOVED, Method::Delete, path(id, "")),
            Asked::Rotate => (ROTATED, Method::Post, path(id, "/secret")),
        };
        vec![Effect::request(what, id, method, path, None, None)]
    }

    fn removed(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let problem = match done(status, body) {
            Answer::Good(_) => None,
            // Somebody else was faster.
            Answer::Refused(problem) if problem.code == Code::NotFound => None,
            Answer::Refused(problem) => Some(sentence(&problem)),
            Answer::None => Some(NO_ANSWER.to_owned()),
        };
        let Some(question) = &mut self.question else {
            return Vec::new();
        };
        question.asking = false;
        if problem.is_some() {
            question.problem = problem;
            return Vec::new();
        }
        let said = ["“", name(&question.about), "” is removed."].concat();
        let id = question.about.id.clone();
        self.question = None;
        self.log.take_if(|log| log.is_of(id.as_str()));
        vec![
            self.toast.say(said, None),
            Effect::get(LIST, COLLECTION),
            Effect::focus("add"),
        ]
    }

    fn rotated(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let Some(question) = &mut self.question else {
            return Vec::new();
        };
        question.asking = false;
        match Answer::<WebhookSecret>::of(status, body).read() {
            Ok(made) => {
                self.question = None;
                self.secret = Some((made.secret, None));
                vec![Effect::get(LIST, COLLECTION), Effect::focus("secret")]
            }
            Err(problem) => {
                question.problem = Some(why(problem.as_ref()));
                Vec::new()
            }
        }
    }

    /// Sends a test: one at a time.
    fn test(&mut self, id: &str) -> Vec<Effect> {
        if self.testing.is_some() {
            return Vec::new();
        }
        self.testing = Some(id.to_owned());
        let post = Method::Post;
        vec![
            Effect::request(TESTED, id, post, path(id, "/test"), None, None),
            Effect::announce("Testing…"),
        ]
    }

    fn tested(&mut self, id: &str, status: u16, body: Value) -> Vec<Effect> {
        self.testing = None;
        let said = match Answer::<WebhookDelivery>::of(status, body).read() {
            Ok(delivery) => ["The test ", &draw::outcome(&delivery), "."].concat(),
            Err(problem) => why(problem.as_ref()),
        };
        let mut effects = vec![
            Effect::announce(said.as_str()),
            self.toast.say(said, None),
            Effect::get(LIST, COLLECTION),
        ];
        if let Some(log) = self.log.as_mut().filter(|log| log.is_of(id)) {
            effects.extend(log.reload());
        }
        effects
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
            LIST => match Answer::<List<Webhook>>::of(status, body).read() {
                Ok(list) => {
                    self.list = Some(list.items);
                    self.problem = None;
                }
                Err(problem) => self.problem = Some(why(problem.as_ref())),
            },
            SALESFORCE => {
                if let Answer::Good(state) = Answer::of(status, body) {
                    self.salesforce = Some(state);
                }
            }
            // Asked for twice: what is typed since stays.
            ITEM if self.editing.is_some() => {}
            ITEM => match Answer::<Webhook>::of(status, body) {
                Answer::Good(hook) => {
                    let id = hook.id.clone();
                    self.editing = Some(Editing::of(id, etag, Draft::of(hook)));
                    return vec![Effect::focus("url")];
                }
                // Removed by somebody else: the list is old.
                Answer::Refused(_) => return vec![Effect::get(LIST, COLLECTION)],
                Answer::None => self.problem = Some(NO_ANSWER.to_owned()),
            },
            SAVED => return self.saved(status, body),
            REMOVED => return self.removed(status, body),
            ROTATED => return self.rotated(status, body),
            TESTED => return self.tested(about, status, body),
            Effect::COPIED => {
                if let Some((_, copied)) = &mut self.secret {
                    *copied = Some(status != 0);
                }
                return match status {
                    0 => Vec::new(),
                    _ => vec![Effect::announce("Copied.")],
                };
            }
            _ => {
                if let Some(log) = &mut self.log {
                    return log.answered(what, about, status, body);
                }
            }
        }
        Vec::new()
    }
}

impl Page for Webhooks {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => Webhooks::load(),
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
                    return Vec::new();
                }
                self.log.as_mut().map_or_else(Vec::new, Log::elapsed)
            }
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        self.draw(&mut sheet);
        self.toast.draw(&mut sheet);
        sheet
    }
}

#[cfg(test)]
mod tests;
