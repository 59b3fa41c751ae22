//! Setup, Webhooks: the servers that are told what happens here, what became of each telling, and how telling Salesforce does.

mod draft;
mod draw;
mod log;

use serde_json::Value;

use super::Page;
use super::answer::{Answer, why_not};
use super::collection::{Collection, ITEM, Item, SAVED};
use super::event::{Effect, Event};
use super::listing::LIST;
use super::question::Question;
use super::removal::REMOVED;
use super::secret::Secret;
use super::sheet::Sheet;
use crate::api::{Method, SalesforceState, Webhook, WebhookDelivery, WebhookSecret};
use log::Log;

const ROTATED: &str = "rotated";
const TESTED: &str = "tested";
const SALESFORCE: &str = "salesforce";

/// The page.
pub(super) struct Webhooks {
    hooks: Collection<Webhook>,
    salesforce: Option<SalesforceState>,
    /// Whether an endpoint is to go, or to have another secret.
    question: Option<Question<(Asked, Webhook)>>,
    /// A secret that was just made.
    secret: Option<Secret>,
    /// Of which endpoint a test is under way.
    testing: Option<String>,
    log: Option<Log>,
}

/// What is asked before it is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Remove,
    Rotate,
}

fn path(id: &str, rest: &str) -> String {
    [Webhook::AT, "/", id, rest].concat()
}

impl Webhooks {
    pub(super) const fn new() -> Webhooks {
        Webhooks {
            hooks: Collection::new(),
            salesforce: None,
            question: None,
            secret: None,
            testing: None,
            log: None,
        }
    }

    fn load(&mut self) -> Vec<Effect> {
        let mut effects = self.hooks.list.load();
        effects.push(Effect::get(SALESFORCE, "/api/setup/salesforce"));
        effects
    }

    /// A button of the page's own; none, if it is another.
    fn pressed(&mut self, name: &str, value: &str) -> Option<Vec<Effect>> {
        Some(match name {
            "retry" => self.load(),
            // Escape closes the dialog on top.
            "cancel" if self.secret.take().is_some() || Question::cancel(&mut self.question) => {
                Vec::new()
            }
            "remove" => self.ask(value, Asked::Remove),
            "rotate" => self.ask(value, Asked::Rotate),
            "go-on" => self.go_on(),
            "copy" => self.secret.iter().map(Secret::copy).collect(),
            "test" => self.test(value),
            "open-log" => {
                let (log, mut effects) = Log::open(self.hooks.find(value)?);
                self.log = Some(log);
                effects.push(Effect::focus("log-title"));
                effects
            }
            "close-log" => {
                self.log = None;
                vec![Effect::focus("add")]
            }
            "refresh" | "more" | "resend" => self.log.as_mut()?.pressed(name, value),
            _ => return None,
        })
    }

    fn saved(&mut self, status: u16, body: Value) -> Vec<Effect> {
        match Answer::<Webhook>::of(status, body).read() {
            Ok(hook) => {
                let mut effects = self.hooks.saved(&hook);
                effects.extend(hook.secret.map(|secret| self.show(secret)));
                effects
            }
            Err(problem) => self.hooks.refused(problem),
        }
    }

    /// Shows a secret that was just made.
    fn show(&mut self, secret: String) -> Effect {
        self.secret = Some(Secret::new(secret));
        Effect::focus("secret")
    }

    fn ask(&mut self, id: &str, what: Asked) -> Vec<Effect> {
        let about = self.hooks.find(id).cloned();
        self.question = about.map(|about| Question::new((what, about)));
        vec![Effect::focus("question-cancel")]
    }

    /// Does what was asked.
    fn go_on(&mut self) -> Vec<Effect> {
        let Some((asked, about)) = self.question.as_mut().and_then(Question::go_on) else {
            return Vec::new();
        };
        let id = about.id.as_str();
        let (what, method, path) = match asked {
            Asked::Remove => (REMOVED, Method::Delete, path(id, "")),
            Asked::Rotate => (ROTATED, Method::Post, path(id, "/secret")),
        };
        vec![Effect::request(what, id, method, path, None, None)]
    }

    fn removed(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let Some((_, hook)) = Question::removed(&mut self.question, status, body) else {
            return Vec::new();
        };
        self.log.take_if(|log| log.is_of(hook.id.as_str()));
        self.hooks.gone(&hook)
    }

    fn rotated(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let Some(question) = &mut self.question else {
            return Vec::new();
        };
        match Answer::<WebhookSecret>::of(status, body).read() {
            Ok(made) => {
                self.question = None;
                vec![self.hooks.list.again(), self.show(made.secret)]
            }
            Err(problem) => {
                question.failed(problem.as_ref());
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
            Err(problem) => why_not(problem.as_ref()),
        };
        let mut effects = vec![
            Effect::announce(said.as_str()),
            self.hooks.removal.toast.say(said, None),
            self.hooks.list.again(),
        ];
        if let Some(log) = self.log.as_mut().filter(|log| log.is_of(id)) {
            effects.extend(log.reload());
        }
        effects
    }

    fn answered(&mut self, what: &str, about: &str, status: u16, body: Value) -> Vec<Effect> {
        match what {
            SALESFORCE => {
                if let Answer::Good(state) = Answer::of(status, body) {
                    self.salesforce = Some(state);
                }
                Vec::new()
            }
            SAVED => self.saved(status, body),
            REMOVED => self.removed(status, body),
            ROTATED => self.rotated(status, body),
            TESTED => self.tested(about, status, body),
            Effect::COPIED => match &mut self.secret {
                Some(secret) => secret.copied(status),
                None => Vec::new(),
            },
            _ => match &mut self.log {
                Some(log) => log.answered(what, about, status, body),
                None => Vec::new(),
            },
        }
    }
}

impl Page for Webhooks {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => self.load(),
            Event::Pressed {
                ref name,
                ref value,
                ..
            } => match self.pressed(name, value) {
                Some(effects) => effects,
                None => self.hooks.update(event),
            },
            Event::Answered { ref what, .. } if what == LIST || what == ITEM => {
                self.hooks.update(event)
            }
            Event::Answered {
                what,
                about,
                status,
                body,
                ..
            } => self.answered(&what, &about, status, body),
            Event::Elapsed { what } if what == log::LOOK => {
                self.log.as_mut().map_or_else(Vec::new, Log::elapsed)
            }
            event => self.hooks.update(event),
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        self.draw(&mut sheet);
        sheet
    }
}

#[cfg(test)]
mod tests;
