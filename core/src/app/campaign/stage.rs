//! From what is written to what is sent: plan, look, confirm.

use serde_json::{Value, json};

use super::answer::Refusal;
use super::draft::Draft;
use super::effect::Effect;
use crate::api::{Code, FromJson, JobAccepted, PlanAnswer, PlanChange};
use crate::campaign::Typography;
use crate::campaign::moved;
use crate::campaign::words::{counted, number};

pub(super) const PLAN: &str = "plan";
pub(super) const SEND: &str = "send";

/// Where a send is on its way out.
#[derive(Default)]
pub(super) enum Stage {
    /// It is being written.
    #[default]
    Writing,
    /// The plan is asked for.
    Planning,
    /// The plan is there to be looked at.
    Confirming(Box<Confirming>),
}

/// A plan in front of the person.
pub(super) struct Confirming {
    pub(super) plan: PlanAnswer,
    /// What has moved since they looked at it last.
    pub(super) moved: Vec<String>,
    /// The number of recipients, as typed.
    pub(super) typed: String,
    pub(super) problem: Option<String>,
    /// What was sent, and is not answered.
    sent: Option<Sent>,
    pub(super) waiting: bool,
}

/// A request under its key: what is repeated is the same.
struct Sent {
    key: String,
    body: Value,
}

/// What the answer to a send came to.
pub(super) enum Outcome {
    Accepted(JobAccepted),
    Stays(Vec<Effect>),
}

impl Draft {
    /// The request of a plan.
    pub(super) fn request(&self) -> Value {
        let mut request = json!({
            "from": self.from,
            "text": self.text,
            "replaceLookAlikes": self.typography == Typography::Replaced,
        });
        if let (Some(schedule), Some(members)) = (self.when.request(), request.as_object_mut()) {
            members.insert("schedule".to_owned(), schedule);
        }
        request
    }
}

impl Confirming {
    pub(super) fn new(plan: PlanAnswer) -> Confirming {
        Confirming {
            plan,
            moved: Vec::new(),
            typed: String::new(),
            problem: None,
            sent: None,
            waiting: false,
        }
    }

    /// Where the focus goes when it comes up.
    pub(super) fn focus(&self) -> Effect {
        let id = match (&self.plan.over_limit, self.plan.confirm) {
            (Some(_), _) => "cancel",
            (None, true) => "typed",
            (None, false) => "send",
        };
        Effect::Focus { id }
    }

    /// Whether something was sent of which nothing is known: it can only be repeated.
    pub(super) fn is_lost(&self) -> bool {
        self.sent.is_some() && !self.waiting
    }

    /// Sends it, once however often it is pressed. `key` is new at each press.
    pub(super) fn send(&mut self, draft: &Draft, path: &str, key: &str) -> Vec<Effect> {
        if self.waiting || self.plan.over_limit.is_some() {
            return Vec::new();
        }
        if self.sent.is_none() {
            // As it is read: a comma between thousands may be typed.
            let typed: String = self.typed.chars().filter(char::is_ascii_digit).collect();
            if self.plan.confirm && typed != self.plan.recipients.to_string() {
                let wanted = number(self.plan.recipients);
                self.problem = Some(["Type ", &wanted, " to send to so many."].concat());
                return vec![Effect::Focus { id: "typed" }];
            }
            let mut body = draft.request();
            if let Some(members) = body.as_object_mut() {
                let plan = &self.plan;
                members.insert("planHash".to_owned(), plan.plan_hash.as_str().into());
                let blank = !plan.blank.is_empty();
                members.insert("allowBlankFields".to_owned(), blank.into());
                if let Some(old) = draft.replaces {
                    members.insert("replaces".to_owned(), old.to_string().into());
                }
                if plan.confirm {
                    members.insert("confirmRecipients".to_owned(), plan.recipients.into());
                }
            }
            let key = key.to_owned();
            self.sent = Some(Sent { key, body });
        }
        self.problem = None;
        self.waiting = true;
        let request = |sent: &Sent| Effect::Request {
            what: SEND,
            about: sent.key.clone(),
            path: [path, "/sms"].concat(),
            body: Some(sent.body.clone()),
            key: Some(sent.key.clone()),
        };
        self.sent.iter().map(request).collect()
    }

    pub(super) fn answered(
        &mut self,
        about: &str,
        answer: Result<JobAccepted, Refusal>,
    ) -> Outcome {
        if self.sent.as_ref().is_none_or(|sent| sent.key != about) {
            return Outcome::Stays(Vec::new());
        }
        self.waiting = false;
        match answer {
            Ok(job) => Outcome::Accepted(job),
            Err(Refusal::None) => Outcome::Stays(
                self.tell(
                    "The answer was lost: it may be on its way. Try again; nothing is sent twice."
                        .to_owned(),
                ),
            ),
            Err(refusal) => {
                // Refused: the next press is a new one.
                self.sent = None;
                Outcome::Stays(self.refused(refusal))
            }
        }
    }

    fn tell(&mut self, words: String) -> Vec<Effect> {
        self.problem = Some(words.clone());
        vec![Effect::announce(words), Effect::Focus { id: "send" }]
    }

    fn refused(&mut self, refusal: Refusal) -> Vec<Effect> {
        let moved_on = refusal.is(Code::PlanMoved);
        match refusal {
            Refusal::Because {
                current: Some(current),
                ..
            } if moved_on => match PlanChange::from_json(current) {
                Ok(change) => self.moved(change.plan),
                Err(_) => self.tell(Refusal::None.words()),
            },
            refusal => self.tell(refusal.words()),
        }
    }

    /// The plan is another by now: it is shown with what has moved, and sent only if that is confirmed.
    fn moved(&mut self, plan: PlanAnswer) -> Vec<Effect> {
        let mut next = Confirming::new(plan);
        next.moved = moved(&self.plan, &next.plan);
        let said = ["This has changed: ", &next.moved.join(", "), "."].concat();
        let effects = vec![Effect::announce(said), next.focus()];
        *self = next;
        effects
    }

    /// What the button says.
    pub(super) fn label(&self, later: bool) -> String {
        let messages = counted(self.plan.total_messages, "message");
        match (self.waiting, self.is_lost(), self.moved.is_empty()) {
            (true, ..) => "Sending…".to_owned(),
            (_, true, _) => "Try again".to_owned(),
            (_, _, false) if later => ["Schedule anyway: ", &messages].concat(),
            (_, _, false) => ["Send anyway: ", &messages].concat(),
            _ if later => ["Schedule ", &messages].concat(),
            _ => ["Send ", &messages].concat(),
        }
    }
}
