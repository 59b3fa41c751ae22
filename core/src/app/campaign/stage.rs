//! From what is written to what is sent: plan, look, confirm.

use super::answer::Refusal;
use super::draft::Draft;
use super::effect::{Body, Effect};
use crate::api::{Code, JobAccepted, PlanAnswer, PlanChange, PlanRequest, PlanSendRequest};
use crate::campaign::Typography;
use crate::language::{heard, messages, msg, say, word};

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
    /// What has moved since they looked at it last, in English still.
    pub(super) moved: Vec<String>,
    /// The number of recipients, as typed.
    pub(super) typed: String,
    /// What is wrong, in English still.
    pub(super) problem: Option<String>,
    /// What was sent, and is not answered.
    sent: Option<Sent>,
    pub(super) waiting: bool,
}

/// A request under its key: what is repeated is the same.
struct Sent {
    key: String,
    body: PlanSendRequest,
}

/// What the answer to a send came to.
pub(super) enum Outcome {
    Accepted(JobAccepted),
    Stays(Vec<Effect>),
}

impl Draft {
    /// The request of a plan.
    pub(super) fn request(&self) -> PlanRequest {
        PlanRequest {
            from: self.from.clone().unwrap_or_default(),
            text: Some(self.text.clone()),
            template_id: None,
            allow_blank_fields: false,
            replace_look_alikes: self.typography == Typography::Replaced,
            schedule: self.when.request(),
        }
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

    /// Whether something was sent that is not answered.
    pub(super) fn is_sent(&self) -> bool {
        self.sent.is_some()
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
                // The number is put in where it is drawn.
                self.problem = Some(msg("Type {0} to send to so many.").to_owned());
                return vec![Effect::Focus { id: "typed" }];
            }
            let plan = &self.plan;
            let PlanRequest {
                from,
                text,
                template_id,
                replace_look_alikes,
                schedule,
                ..
            } = draft.request();
            let body = PlanSendRequest {
                from,
                text,
                template_id,
                allow_blank_fields: !plan.blank.is_empty(),
                replace_look_alikes,
                plan_hash: plan.plan_hash.clone(),
                confirm_recipients: plan.confirm.then_some(plan.recipients),
                schedule,
                replaces: draft.replaces,
            };
            let key = key.to_owned();
            self.sent = Some(Sent { key, body });
        }
        self.problem = None;
        self.waiting = true;
        let request = |sent: &Sent| Effect::Request {
            what: SEND,
            about: sent.key.clone(),
            path: [path, "/sms"].concat(),
            body: Some(Body::Send(sent.body.clone())),
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
            Err(Refusal::None) => Outcome::Stays(self.tell(word(
                "The answer was lost: it may be on its way. Try again; nothing is sent twice.",
            ))),
            Err(refusal) => {
                // Refused: the next press is a new one.
                self.sent = None;
                Outcome::Stays(self.refused(refusal))
            }
        }
    }

    fn tell(&mut self, words: String) -> Vec<Effect> {
        let effects = vec![
            Effect::announce(heard(&words)),
            Effect::Focus { id: "send" },
        ];
        self.problem = Some(words);
        effects
    }

    fn refused(&mut self, refusal: Refusal) -> Vec<Effect> {
        match refusal {
            Refusal::Because {
                change: Some(change),
                ..
            } => self.moved(*change),
            refusal if refusal.is(Code::PlanMoved) => self.tell(Refusal::None.words()),
            refusal => self.tell(refusal.words()),
        }
    }

    /// The plan is another by now: it is shown with what has moved, and sent only if that is confirmed.
    fn moved(&mut self, change: PlanChange) -> Vec<Effect> {
        let mut next = Confirming::new(change.plan);
        next.moved = change.changed;
        let moved: Vec<String> = next.moved.iter().map(|one| heard(one)).collect();
        let said = say("This has changed: {0}.", &[&moved.join(", ")]);
        let effects = vec![Effect::announce(said), next.focus()];
        *self = next;
        effects
    }

    /// What the button says.
    pub(super) fn label(&self, later: bool) -> String {
        let messages = messages(self.plan.total_messages);
        match (self.waiting, self.is_lost(), self.moved.is_empty()) {
            (true, ..) => word("Sending…"),
            (_, true, _) => word("Try again"),
            (_, _, false) if later => say("Schedule anyway: {0}", &[&messages]),
            (_, _, false) => say("Send anyway: {0}", &[&messages]),
            _ if later => say("Schedule {0}", &[&messages]),
            _ => say("Send {0}", &[&messages]),
        }
    }
}
