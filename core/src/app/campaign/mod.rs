//! `<mitto-send-sms object="campaign">`: the message to all members of a campaign, with its exact bill, its send and
//! its progress. It is no page of the app, and has effects of its own; its sheet is one like theirs.
//!
//! [`crowd`] is what is known of the members, [`draft`] what is written, [`leaf`] the member whose text is shown,
//! [`timing`] when it goes out, [`stage`] the way from the plan to the send, [`test_send`] a test of it, [`progress`] the job
//! that sends, [`people`] whom it has sent to and whom not, [`results`] what became of all sends, [`draw`] how it looks,
//! [`chart`] how the results do.
//!
//! What it keeps: one confirmation is one send, however often it is pressed; a send whose answer was lost is repeated under
//! the same key; what was confirmed is what is sent, or what has moved is told first.

mod answer;
mod chart;
mod crowd;
mod draft;
mod draw;
mod effect;
mod leaf;
mod people;
mod progress;
mod results;
mod stage;
mod test_send;
#[cfg(test)]
mod tests;
mod timing;

pub use self::effect::{Body, Detail, Effect};

use self::answer::{Refusal, read};
use self::crowd::{CLASSES, Crowd};
use self::draft::Draft;
use self::effect::error;
use self::leaf::{Leaf, PREVIEW};
use self::people::PEOPLE;
use self::progress::{DEED, JOB, Progress};
use self::results::{RESULTS, Results, SAVED};
use self::stage::{Confirming, Outcome, PLAN, SEND, Stage};
use self::test_send::{TEST, TEST_NUMBER, TestSend};
use super::sheet::Sheet;
use crate::api::{
    Campaign, Code, Job, JobAccepted, JobDeed, JobState, List, PlanAnswer, Read, SenderItem,
    Source, TemplateItem,
};
use crate::campaign::Typography;
use crate::ids::RecordId;
use crate::language::{heard, msg, recipients, say, word};

const SETUP: &str = "setup";
const SENDERS: &str = "senders";
const TEMPLATES: &str = "templates";
const CAMPAIGN: &str = "campaign";
const JOBS: &str = "jobs";

/// The name of the wait after the last key, before the counter is spoken.
const SPEAK: &str = "speak";
const SPEAK_AFTER_MS: u32 = 1_000;

/// What is fetched when it opens.
#[derive(Default)]
struct Known {
    product_key_set: Option<bool>,
    /// The organisation's.
    time_zone: String,
    senders: Option<Vec<SenderItem>>,
    templates: Option<Vec<TemplateItem>>,
    campaign: Option<Campaign>,
    /// Whether the campaign's last job was asked for and is known, if there is one.
    jobs: bool,
    /// Whether there was any job.
    any_job: bool,
    /// Why it could not be fetched.
    failed: Option<String>,
}

/// Of Setup: whether there is a product key, and the organisation's time zone.
struct Installation {
    product_key_set: bool,
    time_zone: String,
}

impl Read for Installation {
    fn read(source: &impl Source) -> Option<Installation> {
        Some(Installation {
            product_key_set: source.flag("productKeySet")?,
            time_zone: source.text("timeZone").unwrap_or_else(|| "UTC".to_owned()),
        })
    }
}

/// The composer of a campaign.
pub struct Composer {
    path: String,
    known: Known,
    crowd: Crowd,
    draft: Draft,
    leaf: Leaf,
    test: TestSend,
    stage: Stage,
    progress: Option<Progress>,
    /// The scheduled job that is being changed. It stays as it is until the new one is accepted.
    changing: Option<Progress>,
    results: Results,
    problem: Option<String>,
    /// Whether the skipped are shown, with their reasons.
    shows_skipped: bool,
}

impl Composer {
    /// Of this campaign. `None` where the word is no record's id.
    pub fn of(record: &str) -> Option<Composer> {
        let record: RecordId = record.parse().ok()?;
        Some(Composer {
            path: ["/api/campaigns/", record.as_str()].concat(),
            known: Known::default(),
            crowd: Crowd::default(),
            draft: Draft::new(),
            leaf: Leaf::default(),
            test: TestSend::default(),
            stage: Stage::default(),
            progress: None,
            changing: None,
            results: Results::default(),
            problem: None,
            shows_skipped: false,
        })
    }

    /// It is there, or is tried anew.
    pub fn start(&mut self) -> Vec<Effect> {
        self.known.failed = None;
        let mut effects = vec![
            Effect::get(SETUP, "", "/api/setup"),
            Effect::get(SENDERS, "", "/api/senders"),
            Effect::get(TEMPLATES, "", "/api/templates?object=campaign"),
            Effect::get(CAMPAIGN, "", self.path.as_str()),
            self.ask_jobs(),
            TestSend::ask(&self.path),
        ];
        effects.extend(self.look_again());
        effects
    }

    fn ask_jobs(&self) -> Effect {
        Effect::get(JOBS, "", [&self.path, "/jobs?limit=10"].concat())
    }

    /// Who is a member may have changed.
    fn look_again(&mut self) -> [Effect; 2] {
        [self.crowd.again(&self.path), self.leaf.first(&self.path)]
    }

    fn is_loaded(&self) -> bool {
        let known = &self.known;
        known.product_key_set.is_some()
            && known.senders.is_some()
            && known.templates.is_some()
            && known.campaign.is_some()
            && known.jobs
            && self.crowd.measured().is_some()
    }

    /// The text is another: it is counted, and shapes that are not known are asked for.
    fn written(&mut self) -> Vec<Effect> {
        self.problem = None;
        self.draft.recount(&self.crowd);
        let wait = Effect::Wait {
            what: SPEAK,
            after_ms: SPEAK_AFTER_MS,
        };
        let want = self.crowd.want(&self.draft.read, &self.path);
        [wait].into_iter().chain(want).collect()
    }

    /// A box was edited or a choice made.
    pub fn input(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match (name, &mut self.stage) {
            ("typed", Stage::Confirming(confirming)) => {
                confirming.typed = value.to_owned();
                confirming.problem = None;
                Vec::new()
            }
            ("text", _) => {
                self.draft.before = None;
                self.draft.set(value.to_owned());
                self.written()
            }
            ("test-to", _) => {
                self.test.typed(value);
                Vec::new()
            }
            ("from", _) => {
                self.draft.from = Some(value.to_owned());
                self.problem = None;
                Vec::new()
            }
            ("template", _) => {
                self.draft.template = value.to_owned();
                let templates = self.known.templates.as_deref().unwrap_or_default();
                let chosen = templates.iter().find(|one| one.id.as_str() == value);
                match chosen {
                    Some(template) => {
                        self.draft.choose(template);
                        self.written()
                    }
                    None => Vec::new(),
                }
            }
            _ => {
                if self.draft.when.input(name, value) {
                    self.problem = None;
                }
                Vec::new()
            }
        }
    }

    /// A button or a form was pressed: `data-do` and `data-value`. Of `send` and `test` the value is a new unguessable id.
    pub fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "reload" => self.start(),
            "look" => self.look_again().into(),
            "skipped" => {
                self.shows_skipped = !self.shows_skipped;
                Vec::new()
            }
            "undo" => {
                self.draft.undo();
                let focus = Effect::Focus { id: "text" };
                self.written().into_iter().chain([focus]).collect()
            }
            "replace" => {
                self.draft.replace(value);
                self.replaced(msg("Replaced."))
            }
            "look-alikes" => {
                self.draft.typography = Typography::Replaced;
                self.replaced(msg(
                    "Replaced in the message. The records stay as they are.",
                ))
            }
            "keep" => {
                self.draft.typography = Typography::Kept;
                self.replaced(msg("Kept as in the records."))
            }
            "next" => self.leaf.forth(&self.path).into_iter().collect(),
            "previous" => self.leaf.back(&self.path).into_iter().collect(),
            "test" => {
                let member = self.leaf.member.as_ref();
                self.test.press(&self.draft, member, &self.path, value)
            }
            "plan" => self.plan(),
            "cancel" => self.cancel(),
            "send" => match &mut self.stage {
                Stage::Confirming(confirming) => confirming.send(&self.draft, &self.path, value),
                _ => Vec::new(),
            },
            "edit" => self.change(),
            "keep-job" => {
                self.draft.clear();
                self.progress = self.changing.take();
                let look = self.progress.as_ref().map(Progress::look);
                let focus = Effect::Focus { id: "job-title" };
                look.into_iter().chain([focus]).collect()
            }
            "again" => {
                self.progress = None;
                let focus = Effect::Focus { id: "text" };
                self.look_again().into_iter().chain([focus]).collect()
            }
            "results" => self.results.press(&self.path).into_iter().collect(),
            "failures" => self.save_failures(),
            pressed => match (JobDeed::from_word(pressed), &mut self.progress) {
                (Some(deed), Some(progress)) => progress.press(deed),
                (None, Some(progress)) => progress.show(pressed, value).into_iter().collect(),
                _ => Vec::new(),
            },
        }
    }

    /// Brings a scheduled job back into the form.
    fn change(&mut self) -> Vec<Effect> {
        let editable = |progress: &mut Progress| {
            let job = progress.job.as_ref();
            progress.deed.is_none() && job.is_some_and(|job| job.text.is_some())
        };
        let Some(progress) = self.progress.take_if(editable) else {
            return Vec::new();
        };
        if let Some(job) = &progress.job {
            self.draft = Draft::of(job);
        }
        self.changing = Some(progress);
        let mut effects = self.written();
        effects.extend(self.look_again());
        effects.push(Effect::Focus { id: "text" });
        effects
    }

    fn replaced(&mut self, said: &str) -> Vec<Effect> {
        let mut effects = self.written();
        effects.push(Effect::announce(word(said)));
        effects.push(Effect::Focus { id: "text" });
        effects
    }

    fn plan(&mut self) -> Vec<Effect> {
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

    fn planned(&mut self, answer: Result<PlanAnswer, Refusal>) -> Vec<Effect> {
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
    fn cancel(&mut self) -> Vec<Effect> {
        match &self.stage {
            Stage::Confirming(confirming) if confirming.is_sent() => Vec::new(),
            _ => {
                self.stage = Stage::Writing;
                let focus = Effect::Focus { id: "plan" };
                self.look_again().into_iter().chain([focus]).collect()
            }
        }
    }

    fn sent(&mut self, about: &str, answer: Result<JobAccepted, Refusal>) -> Vec<Effect> {
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

    fn save_failures(&mut self) -> Vec<Effect> {
        let campaign = self.known.campaign.as_ref();
        let id = campaign.map_or("campaign", |campaign| campaign.id.as_str());
        let effect = self.results.save(&self.path, id);
        effect.into_iter().collect()
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

    /// Why nothing can be sent, whatever is written.
    fn blocked(&self) -> Option<&'static str> {
        let known = &self.known;
        if known.product_key_set == Some(false) {
            return Some(msg(
                "Mitto SMS is not set up yet: an admin must enter the key of the gateway in Setup.",
            ));
        }
        if known.senders.as_ref().is_some_and(Vec::is_empty) {
            return Some(msg(
                "There is no sender yet: an admin must add one in Setup, Default Senders.",
            ));
        }
        if known
            .campaign
            .as_ref()
            .is_some_and(|one| one.members.total == 0)
        {
            return Some(msg("This campaign has no members yet."));
        }
        let nobody = self.crowd.measured().is_some() && self.crowd.recipients == 0;
        nobody.then_some(msg("Nobody in this campaign can be texted."))
    }

    /// All that is to be seen now.
    pub fn sheet(&self) -> Sheet {
        draw::sheet(self)
    }
}
