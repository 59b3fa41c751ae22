//! From what is written to the plan in front of the person, and from there to the job that sends it.

use super::answer::Refusal;
use super::effect::error;
use super::progress::Progress;
use super::stage::{Confirming, Outcome, PLAN, Stage};
use super::{Body, Composer, Detail, Effect};
use crate::api::{JobAccepted, PlanAnswer};
use crate::language::{heard, msg, recipients, say, word};

impl Composer {
    pub(super) fn plan(&mut self) -> Vec<Effect> {
        let busy = matches!(self.stage, Stage::Planning)
            || self.progress.as_ref().is_some_and(Progress::is_under_way);
        if busy || !self.is_loaded() || self.blocked().is_some() || !self.draft.is_ready() {
            return Vec::new();
        }
        if let Some(wrong) = &self.draft.wrong {
            return vec![Effect::announce(heard(wrong)), Effect::Focus { id: "text" }];
        }
        if !self.draft.when.check() {
            let why = self.draft.when.problem.map(word).unwrap_or_default();
            return vec![Effect::announce(why), Effect::Focus { id: "at" }];
        }
        self.problem = None;
        self.stage = Stage::Planning;
        let path = [&self.path, "/plan"].concat();
        let body = Body::Plan(self.draft.request());
        vec![
            Effect::post(PLAN, String::new(), path, body),
            // Somebody else may have begun to send.
            self.ask_jobs(),
        ]
    }

    pub(super) fn planned(&mut self, answer: Result<PlanAnswer, Refusal>) -> Vec<Effect> {
        if !matches!(self.stage, Stage::Planning) {
            return Vec::new();
        }
        self.stage = Stage::Writing;
        match answer {
            Ok(plan) if plan.recipients == 0 => {
                self.trouble(msg("Nobody would get this message.").to_owned())
            }
            Ok(plan) => {
                let confirming = Confirming::new(plan);
                let effects = vec![confirming.focus()];
                self.stage = Stage::Confirming(Box::new(confirming));
                effects
            }
            Err(refusal) => self.trouble(refusal.words()),
        }
    }

    fn trouble(&mut self, words: String) -> Vec<Effect> {
        let effects = vec![error(&words), Effect::Focus { id: "problem" }];
        self.problem = Some(words);
        effects
    }

    /// Leaves the plan. What is sent, and not answered, cannot be left: it may be on its way.
    pub(super) fn cancel(&mut self) -> Vec<Effect> {
        match &self.stage {
            Stage::Confirming(confirming) if confirming.is_sent() => Vec::new(),
            _ => {
                self.stage = Stage::Writing;
                let focus = Effect::Focus { id: "plan" };
                self.look_again().into_iter().chain([focus]).collect()
            }
        }
    }

    pub(super) fn sent(
        &mut self,
        about: &str,
        answer: Result<JobAccepted, Refusal>,
    ) -> Vec<Effect> {
        let Stage::Confirming(confirming) = &mut self.stage else {
            return Vec::new();
        };
        let job = match confirming.answered(about, answer) {
            Outcome::Stays(effects) => return effects,
            Outcome::Accepted(job) => job,
        };
        self.stage = Stage::Writing;
        let people = recipients(job.recipients);
        let said = match self.draft.when.request() {
            Some(_) => say("Scheduled for {0}.", &[&people]),
            None => say("Sending to {0}.", &[&people]),
        };
        self.changing = None;
        self.draft.clear();
        self.draft.recount(&self.crowd);
        let progress = Progress::of(job.job, None);
        let look = progress.look();
        self.progress = Some(progress);
        self.known.any_job = true;
        let emit = Effect::Emit {
            name: "sent",
            detail: Detail::Sent {
                ids: [],
                job: job.job,
                recipients: job.recipients,
                number_of_messages: job.total_messages,
            },
        };
        vec![
            look,
            emit,
            Effect::announce(said),
            Effect::Focus { id: "job-title" },
        ]
    }
}
