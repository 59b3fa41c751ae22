//! What people do with a job, and when it can be done.

use super::JobState;
use crate::api::{Code, Problem};

/// What comes of a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It is to be done.
    Do,
    /// It is done already.
    Done,
}

/// What a person does with a job: `POST /api/jobs/{id}/…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobDeed {
    /// Halt it within seconds.
    Stop,
    /// Go on with what is not sent.
    Resume,
    /// New SMS to those whose SMS failed; the failed ones stay as they are.
    Retry,
}

impl JobDeed {
    /// The word in the path.
    pub const fn as_str(self) -> &'static str {
        match self {
            JobDeed::Stop => "stop",
            JobDeed::Resume => "resume",
            JobDeed::Retry => "retry",
        }
    }

    /// The deed with this word.
    pub fn from_word(word: &str) -> Option<JobDeed> {
        [JobDeed::Stop, JobDeed::Resume, JobDeed::Retry]
            .into_iter()
            .find(|deed| deed.as_str() == word)
    }
}

impl JobState {
    /// What comes of a deed. Each can be repeated, by a double click or a page that is behind: then it is as it was wanted.
    ///
    /// # Errors
    /// `invalid-field` at `state`, where it cannot be done.
    pub fn take(self, deed: JobDeed) -> Result<Turn, Problem> {
        match deed {
            JobDeed::Stop if self.can_stop() => Ok(Turn::Do),
            JobDeed::Resume if self.can_resume() => Ok(Turn::Do),
            JobDeed::Retry if matches!(self, JobState::Done | JobState::Stopped) => Ok(Turn::Do),
            JobDeed::Stop if matches!(self, JobState::Stopping | JobState::Stopped) => {
                Ok(Turn::Done)
            }
            JobDeed::Resume if self.is_under_way() => Ok(Turn::Done),
            _ => {
                let why = [
                    "A job that is ",
                    self.as_str(),
                    " cannot be given to ",
                    deed.as_str(),
                    ".",
                ];
                Err(Problem::field("state", why.concat()))
            }
        }
    }

    /// Holds that another job may take the place of this one: nothing of it has been sent, and nothing of it is being
    /// prepared. `begun`: any of it was sent.
    ///
    /// # Errors
    /// `cancelled` at `replaces`.
    pub fn admit_replacement(self, begun: bool) -> Result<(), Problem> {
        match self {
            JobState::Running | JobState::Stopped if !begun => Ok(()),
            _ => {
                let why = "It has begun already, or was changed. Nothing is changed now.";
                let problem = Problem::new(Code::Cancelled).about("replaces");
                Err(problem.because(why))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deed_is_done_once_and_can_be_repeated() {
        use JobDeed::{Resume, Retry, Stop};
        for (deed, to_do, done) in [
            (
                Stop,
                "queued preparing scheduled running",
                "stopping stopped",
            ),
            (
                Resume,
                "stopping stopped",
                "queued preparing scheduled running",
            ),
            (Retry, "stopped done", ""),
        ] {
            for state in JobState::ALL {
                let is_in = |words: &str| words.split(' ').any(|word| word == state.as_str());
                let expected = match (is_in(to_do), is_in(done)) {
                    (true, _) => Ok(Turn::Do),
                    (_, true) => Ok(Turn::Done),
                    _ => Err("state"),
                };
                let taken = state.take(deed);
                let taken = taken.as_ref().map_err(|why| why.field.as_deref().unwrap());
                assert_eq!(taken.copied(), expected, "{deed:?} {state:?}");
            }
        }
        let why = JobState::Moved.take(Stop).unwrap_err();
        assert_eq!(
            why.detail.as_deref(),
            Some("A job that is moved cannot be given to stop.")
        );
    }

    #[test]
    fn another_job_takes_the_place_of_one_of_which_nothing_is_sent() {
        for state in JobState::ALL {
            let may = matches!(state, JobState::Running | JobState::Stopped);
            assert_eq!(state.admit_replacement(false).is_ok(), may, "{state:?}");
            let why = state.admit_replacement(true).unwrap_err();
            assert_eq!(
                (why.code, why.field.as_deref()),
                (Code::Cancelled, Some("replaces"))
            );
        }
    }
}
