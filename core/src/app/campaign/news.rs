//! What comes in: answers, and the ends of waits.

use super::answer::{Refusal, read};
use super::crowd::CLASSES;
use super::effect::error;
use super::hands::SPEAK;
use super::known::{CAMPAIGN, Installation, JOBS, SENDERS, SETUP, TEMPLATES};
use super::leaf::PREVIEW;
use super::people::PEOPLE;
use super::progress::{DEED, JOB, Progress};
use super::results::{RESULTS, SAVED};
use super::stage::{PLAN, SEND, Stage};
use super::test_send::{TEST, TEST_NUMBER};
use super::{Composer, Effect, draw};
use crate::api::{Code, Job, JobState, List, SenderItem, Source};
use crate::language::{msg, word};

impl Composer {
    /// A wait is over.
    pub fn elapsed(&mut self, what: &str) -> Vec<Effect> {
        match (what, &self.progress) {
            (JOB, Some(progress)) => vec![progress.look()],
            (RESULTS, _) => self.results.look(&self.path).into_iter().collect(),
            (SPEAK, _) if self.blocked().is_none() => {
                vec![Effect::announce(draw::spoken(&self.draft))]
            }
            _ => Vec::new(),
        }
    }

    /// A request was answered; the status is 0 where there was no answer.
    pub fn answered(
        &mut self,
        what: &str,
        about: &str,
        status: u32,
        body: &impl Source,
    ) -> Vec<Effect> {
        let loaded = match what {
            SETUP => read::<Installation>(status, body).map(|setup| {
                self.known.time_zone = setup.time_zone;
                self.known.product_key_set = Some(setup.product_key_set);
            }),
            SENDERS => read::<List<SenderItem>>(status, body).map(|list| {
                let senders = list.items;
                let first = senders.first().map(|sender| sender.name.to_string());
                self.draft.from = self.draft.from.take().or(first);
                self.known.senders = Some(senders);
            }),
            TEMPLATES => {
                let read = read::<List<_>>(status, body);
                read.map(|list| self.known.templates = Some(list.items))
            }
            CAMPAIGN => read(status, body).map(|campaign| self.known.campaign = Some(campaign)),
            JOBS => match read::<List<Job>>(status, body) {
                Ok(jobs) => return self.last_job(jobs.items),
                Err(refusal) => Err(refusal),
            },
            CLASSES if self.crowd.awaits(about) => match read(status, body) {
                Ok(answer) => {
                    self.crowd.came(answer);
                    self.draft.recount(&self.crowd);
                    Ok(())
                }
                Err(refusal) => {
                    self.crowd.lost();
                    Err(refusal)
                }
            },
            PREVIEW => {
                match read(status, body) {
                    Ok(page) => self.leaf.came(about, page),
                    Err(_) => self.leaf.lost(),
                }
                Ok(())
            }
            TEST_NUMBER => {
                self.test.came(status, body);
                Ok(())
            }
            TEST => return self.test.answered(about, status, body),
            PLAN => return self.planned(read(status, body)),
            SEND => return self.sent(about, read(status, body)),
            JOB => return self.looked(about, read(status, body)),
            RESULTS => {
                self.results.came(read(status, body));
                Ok(())
            }
            SAVED => return vec![self.results.saved(status)],
            PEOPLE => {
                if let Some(people) = self.progress.as_mut().and_then(|all| all.people.as_mut()) {
                    people.came(about, read(status, body));
                }
                Ok(())
            }
            DEED => {
                let progress = self.progress.as_mut();
                return progress
                    .map_or_else(Vec::new, |progress| progress.done(read(status, body)));
            }
            _ => Ok(()),
        };
        match loaded {
            Ok(()) => Vec::new(),
            Err(_) if self.is_loaded() => Vec::new(),
            Err(refusal) => self.not_loaded(refusal),
        }
    }

    fn not_loaded(&mut self, refusal: Refusal) -> Vec<Effect> {
        let words = match refusal.is(Code::NotFound) {
            true => msg("This campaign is not known to Mitto SMS yet.").to_owned(),
            false => refusal.words(),
        };
        let effects = vec![error(&words)];
        self.known.failed = Some(words);
        effects
    }

    /// The job that is shown was looked at.
    fn looked(&mut self, about: &str, answer: Result<Job, Refusal>) -> Vec<Effect> {
        let Some(progress) = &mut self.progress else {
            return Vec::new();
        };
        let before = progress.job.clone();
        let mut effects = progress.came(about, answer);
        if progress.job != before {
            effects.extend(self.results.news());
        }
        effects
    }

    /// A send that is under way is shown to whoever opens the page.
    fn last_job(&mut self, jobs: Vec<Job>) -> Vec<Effect> {
        self.known.jobs = true;
        self.known.any_job |= !jobs.is_empty();
        // The newest, if it is not over; or else one that waits for its time.
        let newest = jobs.first().map(|job| job.id);
        let job = jobs.into_iter().find(|job| {
            let is_newest = Some(job.id) == newest && Progress::matters(job);
            is_newest || job.state == JobState::Scheduled
        });
        if self.progress.is_some() || self.changing.is_some() {
            return Vec::new();
        }
        let Some(job) = job else {
            return Vec::new();
        };
        let mut effects = Vec::new();
        match &self.stage {
            // What is sent is waited for: its answer says which job it is.
            Stage::Confirming(confirming) if confirming.is_sent() => return effects,
            Stage::Writing => {}
            // What was stopped is not in the way of a new one.
            _ if !job.state.is_under_way() => return effects,
            Stage::Planning | Stage::Confirming(_) => {
                self.stage = Stage::Writing;
                effects.push(Effect::announce(word(
                    "Somebody else has sent to this campaign.",
                )));
                effects.push(Effect::Focus { id: "job-title" });
            }
        }
        let mut progress = Progress::of(job.id, Some(job));
        effects.extend(progress.wait());
        self.progress = Some(progress);
        effects
    }
}
