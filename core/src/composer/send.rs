//! One press of Send: a request a recipient, their answers, and what they come to.

use crate::api::{Code, Problem, Recipient, SendAnswer, SendRequest};
use crate::ids::SmsId;
use crate::language::{msg, word};
use crate::status::Shown;

use super::event::{Effect, Field};
use super::outgoing::{Outgoing, Progress};
use super::state::{Notice, State};
use super::track::POLL_FIRST_MS;
use super::view::done_words;

impl State {
    pub(super) fn send(&mut self, request_id: &str) -> Vec<Effect> {
        // The double click: the first press is still under way.
        if self.is_sending() {
            return Vec::new();
        }
        if self.has_lost() {
            return self.repeat_lost();
        }
        if !self.view().can_send {
            return Vec::new();
        }
        let (template, errors) = self.template_of_text();
        if let Some(error) = errors.first() {
            let notice = Notice {
                field: Some("text".to_owned()),
                ..Notice::plain(error.to_string())
            };
            let said = Effect::Announce(notice.words());
            self.notice = Some(notice);
            return vec![said, Effect::Focus(Field::Text)];
        }
        if self.ad_hoc && !self.typed_number.trim().is_empty() {
            // It stands there as if it were a recipient.
            let wrong = msg("This number is no recipient yet: add it, or clear the box.");
            self.number_notice = Some(wrong.to_owned());
            return vec![Effect::Announce(word(wrong)), Effect::Focus(Field::Number)];
        }
        let blank = self
            .fields()
            .is_some_and(|fields| !template.render(fields).blank().is_empty());
        let Some(person) = &self.person else {
            return Vec::new();
        };
        let request = |to: Recipient| SendRequest {
            to,
            from: self.from.clone().unwrap_or_default(),
            text: Some(self.text.clone()),
            template_id: None,
            allow_blank_fields: blank,
        };
        let own = person
            .mobile
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let record = Recipient::Record {
            object: self.object,
            id: self.record.clone(),
        };
        let mut press = vec![(own, request(record))];
        press.extend(self.numbers.iter().map(|number| {
            (
                number.to_string(),
                request(Recipient::Number {
                    mobile: number.to_string(),
                }),
            )
        }));
        self.batch = press.len();
        self.looks = 0;
        self.done = None;
        self.notice = None;
        let outgoing = press
            .into_iter()
            .enumerate()
            .map(|(at, (to, request))| Outgoing {
                // One key an SMS, made from the press's own id.
                key: [request_id, "-", &at.to_string()].concat(),
                to,
                request,
                progress: Progress::Asked,
            });
        let mut outgoing: Vec<Outgoing> = outgoing.collect();
        outgoing.append(&mut self.outgoing);
        self.outgoing = outgoing;
        self.ask(|_| true)
    }

    /// Whether the last press has sends without an answer.
    pub(super) fn has_lost(&self) -> bool {
        let lost = |one: &Outgoing| matches!(one.progress, Progress::Lost);
        self.last_press().iter().any(lost)
    }

    fn repeat_lost(&mut self) -> Vec<Effect> {
        self.notice = None;
        self.ask(|progress| matches!(progress, Progress::Lost))
    }

    fn ask(&mut self, which: impl Fn(&Progress) -> bool) -> Vec<Effect> {
        let batch = self.batch;
        let mut effects = vec![Effect::Announce(word("Sending…"))];
        for one in self
            .outgoing
            .iter_mut()
            .take(batch)
            .filter(|one| which(&one.progress))
        {
            one.progress = Progress::Asked;
            effects.push(Effect::Send {
                key: one.key.clone(),
                request: one.request.clone(),
            });
        }
        effects
    }

    pub(super) fn answered(
        &mut self,
        key: &str,
        answer: Result<SendAnswer, Option<Problem>>,
    ) -> Vec<Effect> {
        let Some(one) = self
            .outgoing
            .iter_mut()
            .find(|one| one.key == key && one.is_asked())
        else {
            return Vec::new();
        };
        let mut effects = Vec::new();
        one.progress = match answer {
            Ok(sent) => Progress::Recorded {
                id: sent.id,
                messages: sent.number_of_messages,
                status: Shown::Stored(sent.status),
                reason: None,
                delivered: 0,
            },
            // Being worked on, or our own fault: asking again under the same key is safe.
            Err(None) => Progress::Lost,
            Err(Some(problem)) if matches!(problem.code, Code::InProgress | Code::Internal) => {
                Progress::Lost
            }
            Err(Some(problem)) => match (problem.id, problem.sms_status) {
                (Some(id), Some(status)) => Progress::Recorded {
                    id,
                    messages: problem.number_of_messages.unwrap_or_default(),
                    status: Shown::Stored(status),
                    reason: problem.detail.clone(),
                    delivered: 0,
                },
                _ => Progress::Refused(problem),
            },
        };
        let open = one.is_open().then(|| one.id()).flatten();
        effects.extend(open.into_iter().flat_map(|id| self.poll(id, POLL_FIRST_MS)));
        if !self.is_sending() {
            effects.extend(self.finished());
        }
        effects
    }

    /// Every SMS of the press has its answer, or has lost it.
    fn finished(&mut self) -> Vec<Effect> {
        let press = self.last_press();
        let refused = press.iter().find_map(|one| match &one.progress {
            Progress::Refused(problem) => Some(problem),
            _ => None,
        });
        let taken: Vec<&Outgoing> = press.iter().filter(|one| one.went_out()).collect();
        let sent: u32 = taken.iter().map(|one| one.messages()).sum();
        let ids: Vec<SmsId> = taken.iter().filter_map(|one| one.id()).collect();
        let failed = press.iter().find_map(Outgoing::failure);
        let mut effects = Vec::new();
        let (notice, all_recorded) = if self.has_lost() {
            let text = msg(
                "The answer was lost, so it was maybe sent. Try again: it will not be sent twice.",
            );
            (Some(Notice::plain(text)), false)
        } else if let Some(problem) = refused {
            (Some(Notice::of(problem)), false)
        } else {
            (failed, press.iter().all(Outgoing::went_out))
        };
        if !taken.is_empty() {
            effects.push(Effect::Announce(done_words(sent)));
            effects.push(Effect::EmitSent {
                ids,
                number_of_messages: sent,
            });
            self.done = Some(sent);
        }
        match notice {
            Some(notice) => {
                let words = notice.words();
                effects.push(Effect::EmitError(words.clone()));
                effects.push(Effect::Announce(words));
                effects.push(Effect::Focus(Field::Problem));
                self.notice = Some(notice);
            }
            None if all_recorded => {
                self.text.clear();
                self.before = None;
                self.template = None;
                self.numbers.clear();
                effects.push(Effect::Focus(Field::Text));
            }
            None => {}
        }
        effects
    }
}
