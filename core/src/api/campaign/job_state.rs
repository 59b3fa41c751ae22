//! Where a job is, and what a person does with it.

use serde::{Deserialize, Serialize};

use crate::api::{Member, Source};

/// Where a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// It waits for its turn.
    Queued,
    /// The SMS records are being made; nothing is sent yet.
    Preparing,
    /// It is prepared, and its first SMS is not due yet. Never stored: it runs once that is due.
    Scheduled,
    /// It sends.
    Running,
    /// Somebody pressed Stop; what the gateway has been given already is being finished.
    Stopping,
    /// It was stopped. It can be resumed.
    Stopped,
    /// All is sent that could be.
    Done,
    /// While it was being prepared, the list had changed: nothing was sent.
    Moved,
    /// It could not go on; its reason says why.
    Failed,
}

impl JobState {
    /// Every state.
    pub const ALL: [JobState; 9] = [
        JobState::Queued,
        JobState::Preparing,
        JobState::Scheduled,
        JobState::Running,
        JobState::Stopping,
        JobState::Stopped,
        JobState::Done,
        JobState::Moved,
        JobState::Failed,
    ];

    /// The word in the API and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            JobState::Queued => "queued",
            JobState::Preparing => "preparing",
            JobState::Scheduled => "scheduled",
            JobState::Running => "running",
            JobState::Stopping => "stopping",
            JobState::Stopped => "stopped",
            JobState::Done => "done",
            JobState::Moved => "moved",
            JobState::Failed => "failed",
        }
    }

    /// The state with this word.
    pub fn from_word(word: &str) -> Option<JobState> {
        JobState::ALL
            .into_iter()
            .find(|state| state.as_str() == word)
    }

    /// As it is shown. `begun`: any of it was sent; `waits`: nothing of it is due before some time to come.
    #[must_use]
    pub const fn shown(self, begun: bool, waits: bool) -> JobState {
        match self {
            JobState::Running if waits && !begun => JobState::Scheduled,
            state => state,
        }
    }

    /// Whether it changes by itself, so that a page looks again.
    pub const fn is_under_way(self) -> bool {
        matches!(
            self,
            JobState::Queued
                | JobState::Preparing
                | JobState::Scheduled
                | JobState::Running
                | JobState::Stopping
        )
    }

    /// Whether it can be stopped.
    pub const fn can_stop(self) -> bool {
        matches!(
            self,
            JobState::Queued | JobState::Preparing | JobState::Scheduled | JobState::Running
        )
    }

    /// Whether it can be resumed.
    pub const fn can_resume(self) -> bool {
        matches!(self, JobState::Stopping | JobState::Stopped)
    }
}

impl Member for JobState {
    fn member(source: &impl Source, name: &str) -> Option<JobState> {
        JobState::from_word(&source.text(name)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::JobDeed;

    #[test]
    fn the_words_on_the_wire_are_the_words_in_the_types() {
        for state in JobState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
            assert_eq!(JobState::from_word(state.as_str()), Some(state));
            assert!(!(state.can_stop() && state.can_resume()), "{state:?}");
        }
        for deed in ["stop", "resume", "retry"] {
            assert_eq!(JobDeed::from_word(deed).unwrap().as_str(), deed);
        }
        assert_eq!(JobDeed::from_word("burn"), None);
    }
}
