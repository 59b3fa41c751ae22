//! A job that sends: how far it is, and what can be done with it.

use super::answer::Refusal;
use super::effect::{Body, Effect};
use super::people::People;
use super::timing::scheduled;
use crate::api::{Job, JobDeed, JobPart, JobState};
use crate::ids::JobId;
use crate::language::{counted, heard, msg, number, recipients, say, word};

pub(super) const JOB: &str = "job";
pub(super) const DEED: &str = "deed";

/// Between two looks while it sends, milliseconds.
const SOON_MS: u32 = 1_500;
/// The same while only reports are to come.
const LATER_MS: u32 = 5_000;
/// The same once nothing has come for long.
const SELDOM_MS: u32 = 60_000;
/// Looks for reports: ten minutes' worth.
const LATER_LOOKS: u32 = 120;

/// The job that is shown.
pub(super) struct Progress {
    id: JobId,
    pub(super) job: Option<Job>,
    /// What was pressed and is not answered.
    pub(super) deed: Option<JobDeed>,
    pub(super) problem: Option<String>,
    /// The recipients that are listed.
    pub(super) people: Option<People>,
    /// Looks since it had come to its end.
    looks: u32,
}

impl Progress {
    pub(super) fn of(id: JobId, job: Option<Job>) -> Progress {
        Progress {
            id,
            job,
            deed: None,
            problem: None,
            people: None,
            looks: 0,
        }
    }

    fn path(&self) -> String {
        ["/api/jobs/", &self.id.to_string()].concat()
    }

    pub(super) fn look(&self) -> Effect {
        Effect::get(JOB, self.id.to_string(), self.path())
    }

    /// The next look, if anything can still change by itself.
    pub(super) fn wait(&mut self) -> Option<Effect> {
        let after_ms = match &self.job {
            None => SOON_MS,
            Some(job) if job.waits_until.is_some() => LATER_MS,
            Some(job) if job.state.is_under_way() => SOON_MS,
            // Somebody else may resume it.
            Some(job) if job.state.can_resume() => self.later(),
            Some(job) if job.sent.saturating_add(job.unknown) > 0 && self.looks < LATER_LOOKS => {
                self.later()
            }
            Some(_) => return None,
        };
        Some(Effect::Wait {
            what: JOB,
            after_ms,
        })
    }

    fn later(&mut self) -> u32 {
        self.looks = self.looks.saturating_add(1);
        match self.looks <= LATER_LOOKS {
            true => LATER_MS,
            false => SELDOM_MS,
        }
    }

    pub(super) fn came(&mut self, about: &str, answer: Result<Job, Refusal>) -> Vec<Effect> {
        if about != self.id.to_string() {
            return Vec::new();
        }
        let mut effects = Vec::new();
        match answer {
            Ok(job) => effects.extend(self.set(job)),
            // What is shown stays; the next look may do better.
            Err(Refusal::None) => {}
            Err(refusal) => {
                self.problem = Some(refusal.words());
                return effects;
            }
        }
        effects.extend(self.wait());
        effects
    }

    /// Takes the news in; says what a person should hear of them.
    fn set(&mut self, job: Job) -> Option<Effect> {
        let before = self.job.as_ref().map(|job| job.state);
        let changed = before.is_some_and(|state| state != job.state);
        let said = changed.then(|| Effect::announce(words(&job, "")));
        self.job = Some(job);
        said
    }

    /// Stop, Resume, Retry: once, however often it is pressed.
    pub(super) fn press(&mut self, deed: JobDeed) -> Vec<Effect> {
        if self.deed.is_some() {
            return Vec::new();
        }
        self.deed = Some(deed);
        self.problem = None;
        // What is listed will not be so any more.
        self.people = None;
        let path = [&self.path(), "/", deed.as_str()].concat();
        let deed = deed.as_str().to_owned();
        vec![Effect::post(DEED, deed, path, Body::Deed {})]
    }

    pub(super) fn done(&mut self, answer: Result<Job, Refusal>) -> Vec<Effect> {
        self.deed = None;
        match answer {
            Ok(job) => {
                // Of a retry it is another job.
                self.id = job.id;
                self.looks = 0;
                let said = Effect::announce(words(&job, ""));
                self.job = Some(job);
                [said].into_iter().chain(self.wait()).collect()
            }
            Err(Refusal::None) => {
                // It may have been done: a look tells.
                vec![self.look()]
            }
            Err(refusal) => {
                let words = refusal.words();
                let said = Effect::announce(heard(&words));
                self.problem = Some(words);
                vec![said]
            }
        }
    }

    /// Lists a part of the recipients, or no more; or lists more of it.
    pub(super) fn show(&mut self, what: &str, part: &str) -> Option<Effect> {
        let path = self.path();
        if what == "more" {
            return self.people.as_mut()?.more(&path);
        }
        let part = JobPart::from_word(part).filter(|_| what == "part")?;
        if self.people.take().is_some_and(|people| people.part == part) {
            return None;
        }
        let (people, effect) = People::ask(part, &path);
        self.people = Some(people);
        Some(effect)
    }

    /// Whether it must be seen: it sends, or waits to be resumed.
    pub(super) fn matters(job: &Job) -> bool {
        job.state.is_under_way() || job.state.can_resume()
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.job.as_ref().is_none_or(|job| job.state.is_under_way())
    }
}

/// What it is at, in a word.
pub(super) const fn title(state: JobState) -> &'static str {
    match state {
        JobState::Scheduled => msg("Scheduled"),
        JobState::Stopped => msg("Stopped"),
        JobState::Done => msg("Sent"),
        JobState::Moved => msg("Not sent"),
        JobState::Failed => msg("Not finished"),
        _ => msg("Sending"),
    }
}

/// How far it is, in a sentence. With the organisation's time zone.
pub(super) fn words(job: &Job, organisation: &str) -> String {
    let people = recipients(job.recipients);
    match job.state {
        JobState::Queued | JobState::Preparing => {
            say("Preparing for {0}. Nothing is sent yet.", &[&people])
        }
        JobState::Scheduled => scheduled(job, organisation),
        JobState::Running if job.waits_until.is_some() => say(
            "{0} of {1} done. The others wait for their time.",
            &[&number(job.through()), &people],
        ),
        JobState::Running => {
            let mut said = say("{0} of {1} done", &[&number(job.through()), &people]);
            if let Some(rate) = job.rate_per_second.filter(|rate| *rate > 0) {
                said.push_str(&say(", {0} a second", &[&number(rate)]));
            }
            if let Some(seconds) = job.seconds_left().filter(|seconds| *seconds > 0) {
                said.push_str(&say(", about {0} left", &[&duration(seconds)]));
            }
            said.push('.');
            said
        }
        JobState::Stopping => word("Stopping: what the gateway has already is being finished."),
        JobState::Stopped if job.schedule.is_some() && job.through() == 0 => {
            word("Cancelled: nothing was sent. Resume schedules it again.")
        }
        JobState::Stopped => {
            let sent = job.sent.saturating_add(job.delivered);
            let [sent, queued, maybe] = [sent, job.queued, job.unknown].map(number);
            say(
                "Stopped: {0} sent, {1} not sent, {2} maybe sent.",
                &[&sent, &queued, &maybe],
            )
        }
        JobState::Done => say("Done: {0} of {1}.", &[&number(job.through()), &people]),
        JobState::Moved
            if job
                .reason
                .as_deref()
                .is_some_and(|why| !why.starts_with("The list")) =>
        {
            let why = job.reason.as_deref().map(heard);
            say("Nothing was sent. {0}", &[&why.unwrap_or_default()])
        }
        JobState::Moved => word(
            "The list changed while this was being prepared, so nothing was sent. Plan it again.",
        ),
        JobState::Failed => match &job.reason {
            Some(reason) => say("This could not go on: {0}", &[&heard(reason)]),
            None => word("This could not go on."),
        },
    }
}

/// A time in words that need not be exact.
pub(super) fn duration(seconds: u32) -> String {
    match seconds {
        0..90 => counted(seconds, "{0} second", "{0} seconds"),
        90..5400 => {
            let minutes = seconds.div_ceil(60);
            counted(minutes, "{0} minute", "{0} minutes")
        }
        5400..172_800 => {
            let hours = seconds.saturating_add(1800) / 3600;
            counted(hours, "{0} hour", "{0} hours")
        }
        _ => {
            let days = seconds.saturating_add(43_200) / 86_400;
            counted(days, "{0} day", "{0} days")
        }
    }
}
