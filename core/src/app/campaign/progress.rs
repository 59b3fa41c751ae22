//! A job that sends: how far it is, and what can be done with it.

use super::answer::Refusal;
use super::effect::{Body, Effect};
use super::people::People;
use super::timing::scheduled;
use crate::api::{Job, JobDeed, JobPart, JobState};
use crate::campaign::words::{counted, number};
use crate::ids::JobId;

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
                self.problem = Some(words.clone());
                vec![Effect::announce(words)]
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
        JobState::Scheduled => "Scheduled",
        JobState::Stopped => "Stopped",
        JobState::Done => "Sent",
        JobState::Moved => "Not sent",
        JobState::Failed => "Not finished",
        _ => "Sending",
    }
}

/// How far it is, in a sentence. With the organisation's time zone.
pub(super) fn words(job: &Job, organisation: &str) -> String {
    let people = counted(job.recipients, "recipient");
    match job.state {
        JobState::Queued | JobState::Preparing => {
            ["Preparing for ", &people, ". Nothing is sent yet."].concat()
        }
        JobState::Scheduled => scheduled(job, organisation),
        JobState::Running if job.waits_until.is_some() => [
            &number(job.through()),
            " of ",
            &people,
            " done. The others wait for their time.",
        ]
        .concat(),
        JobState::Running => {
            let mut said = [&number(job.through()), " of ", &people, " done"].concat();
            if let Some(rate) = job.rate_per_second.filter(|rate| *rate > 0) {
                said.push_str(&[", ", &number(rate), " a second"].concat());
            }
            if let Some(seconds) = job.seconds_left().filter(|seconds| *seconds > 0) {
                said.push_str(&[", about ", &duration(seconds), " left"].concat());
            }
            said.push('.');
            said
        }
        JobState::Stopping => {
            "Stopping: what the gateway has already is being finished.".to_owned()
        }
        JobState::Stopped if job.schedule.is_some() && job.through() == 0 => {
            "Cancelled: nothing was sent. Resume schedules it again.".to_owned()
        }
        JobState::Stopped => {
            let sent = job.sent.saturating_add(job.delivered);
            let [sent, queued, maybe] = [sent, job.queued, job.unknown].map(number);
            [
                "Stopped: ",
                &sent,
                " sent, ",
                &queued,
                " not sent, ",
                &maybe,
                " maybe sent.",
            ]
            .concat()
        }
        JobState::Done => ["Done: ", &number(job.through()), " of ", &people, "."].concat(),
        JobState::Moved
            if job
                .reason
                .as_deref()
                .is_some_and(|why| !why.starts_with("The list")) =>
        {
            [
                "Nothing was sent. ",
                job.reason.as_deref().unwrap_or_default(),
            ]
            .concat()
        }
        JobState::Moved => {
            "The list changed while this was being prepared, so nothing was sent. Plan it again."
                .to_owned()
        }
        JobState::Failed => match &job.reason {
            Some(reason) => ["This could not go on: ", reason].concat(),
            None => "This could not go on.".to_owned(),
        },
    }
}

/// A time in words that need not be exact.
pub(super) fn duration(seconds: u32) -> String {
    match seconds {
        0..90 => counted(seconds, "second"),
        90..5400 => counted(seconds.div_ceil(60), "minute"),
        5400..172_800 => counted(seconds.saturating_add(1800) / 3600, "hour"),
        _ => counted(seconds.saturating_add(43_200) / 86_400, "day"),
    }
}
