//! The job that sends a plan.

use serde::{Deserialize, Serialize};

use super::Schedule;
use crate::api::{Member, Source};
use crate::ids::{JobId, RecordId, SmsId};
use crate::status::{Shown, Status};
use crate::template::PersonObject;

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

/// 202 of `POST /api/campaigns/{id}/sms`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JobAccepted {
    /// The job.
    pub job: JobId,
    /// Where it is.
    pub state: JobState,
    /// How many recipients it has.
    pub recipients: u32,
    /// How many messages that is.
    pub total_messages: u32,
}

crate::json_answer!(JobAccepted {
    job: "job",
    state: "state",
    recipients: "recipients",
    total_messages: "totalMessages",
});

/// `GET /api/jobs/{id}`, and a row of `GET /api/campaigns/{id}/jobs`, newest first. The six counts are of
/// recipients, each in one of them, and sum up to `recipients` once the job is prepared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// The job.
    pub id: JobId,
    /// The campaign.
    pub campaign: RecordId,
    /// Where it is.
    pub state: JobState,
    /// Why it is there, in words, where there is something to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The sender id.
    pub from: String,
    /// How many recipients it has.
    pub recipients: u32,
    /// How many messages that is.
    pub total_messages: u32,
    /// Not sent yet.
    pub queued: u32,
    /// The gateway has it.
    pub sent: u32,
    /// It has arrived.
    pub delivered: u32,
    /// It was refused, or did not arrive.
    pub failed: u32,
    /// Maybe sent.
    pub unknown: u32,
    /// Not sent, because the number opted out in the meantime.
    pub skipped: u32,
    /// Recipients a second, over the last while; left out while nothing is known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_per_second: Option<u32>,
    /// Seconds until all are sent, at this rate and the one that Setup allows; left out where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_left: Option<u32>,
    /// When it was to go out; left out: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// Nothing more of it goes out before then: what is left is not due, or in quiet hours. Left out while it sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_until: Option<String>,
    /// The text, with its merge fields, of a job that is scheduled and so can be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether look-alikes stand for the typography of merged values; told with the text.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub replace_look_alikes: bool,
    /// Who sent it.
    pub created_by: String,
    /// When.
    pub created_at: String,
    /// When the first was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// When it came to an end, or was stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
}

crate::json_answer!(Job {
    id: "id",
    campaign: "campaign",
    state: "state",
    reason: "reason",
    from: "from",
    recipients: "recipients",
    total_messages: "totalMessages",
    queued: "queued",
    sent: "sent",
    delivered: "delivered",
    failed: "failed",
    unknown: "unknown",
    skipped: "skipped",
    rate_per_second: "ratePerSecond",
    seconds_left: "secondsLeft",
    schedule: "schedule",
    waits_until: "waitsUntil",
    text: "text",
    replace_look_alikes: "replaceLookAlikes" = false,
    created_by: "createdBy",
    created_at: "createdAt",
    started_at: "startedAt",
    ended_at: "endedAt",
});

impl Job {
    /// Recipients of whom the gateway has been told, or never will be.
    pub fn through(&self) -> u32 {
        [
            self.sent,
            self.delivered,
            self.failed,
            self.unknown,
            self.skipped,
        ]
        .into_iter()
        .fold(0, u32::saturating_add)
    }

    /// Seconds until all are sent, at the rate it has.
    pub fn seconds_left(&self) -> Option<u32> {
        self.seconds_left.or(match self.rate_per_second {
            Some(rate) if rate > 0 => Some(self.queued.div_ceil(rate)),
            _ => None,
        })
    }

    /// The same where no more than so many messages (segments) a second are sent: whichever is longer.
    pub fn seconds_left_at(&self, messages_per_second: Option<u32>) -> Option<u32> {
        let paced = messages_per_second.and_then(|pace| {
            let left = u64::from(self.queued).saturating_mul(u64::from(self.total_messages));
            let recipients = u64::from(self.recipients).max(1);
            let seconds = left.div_ceil(recipients).div_ceil(u64::from(pace.max(1)));
            u32::try_from(seconds).ok()
        });
        self.seconds_left().max(paced)
    }
}

/// Which recipients of a job: `?state=` of `GET /api/jobs/{id}/recipients`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub enum JobPart {
    /// The gateway has it; delivered ones too.
    Sent,
    /// Not sent: queued, or skipped.
    NotSent,
    /// Maybe sent.
    Maybe,
    /// Failed.
    Failed,
}

impl JobPart {
    /// Every part.
    pub const ALL: [JobPart; 4] = [
        JobPart::Sent,
        JobPart::NotSent,
        JobPart::Maybe,
        JobPart::Failed,
    ];

    /// The word in the query.
    pub const fn as_str(self) -> &'static str {
        match self {
            JobPart::Sent => "sent",
            JobPart::NotSent => "not-sent",
            JobPart::Maybe => "maybe",
            JobPart::Failed => "failed",
        }
    }

    /// The statuses of an SMS that is in this part. What the gateway took and did not arrive was sent,
    /// and has failed.
    pub const fn statuses(self) -> &'static [Status] {
        use Status::*;
        match self {
            JobPart::Sent => &[Sent, Delivered, Expired, Undelivered],
            JobPart::NotSent => &[Queued, Cancelled],
            JobPart::Maybe => &[Sending, Unknown],
            JobPart::Failed => &[Rejected, Failed, Expired, Undelivered],
        }
    }

    /// The part with this word.
    pub fn from_word(word: &str) -> Option<JobPart> {
        JobPart::ALL.into_iter().find(|part| part.as_str() == word)
    }
}

/// A row of `GET /api/jobs/{id}/recipients`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JobRecipient {
    /// Lead or contact.
    pub object: PersonObject,
    /// The CRM's id.
    pub record_id: RecordId,
    /// The record's name, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its SMS.
    pub sms: SmsId,
    /// What is known of that.
    pub status: Shown,
    /// Why it was refused, cancelled or is unknown, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

crate::json_answer!(JobRecipient {
    object: "object",
    record_id: "recordId",
    name: "name",
    sms: "sms",
    status: "status",
    reason: "reason",
});

/// `GET /api/campaigns/{id}/results`: all jobs of a campaign together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CampaignResults {
    /// Messages (segments) in all that the gateway has, or may have.
    pub messages: u32,
    /// SMS that the gateway has, and that nothing more is known of.
    pub sent: u32,
    /// SMS that arrived.
    pub delivered: u32,
    /// SMS that did not.
    pub failed: u32,
    /// SMS that were maybe sent.
    pub unknown: u32,
    /// SMS that were not sent after all: their numbers had opted out, or had an SMS a short while ago.
    pub skipped: u32,
    /// Recipients who have opted out since.
    pub opt_outs: u32,
    /// Replies of recipients.
    pub replies: u32,
    /// The failed ones by reason in words, the most frequent first.
    pub failures: Vec<FailureReason>,
}

crate::json_answer!(CampaignResults {
    messages: "messages",
    sent: "sent",
    delivered: "delivered",
    failed: "failed",
    unknown: "unknown",
    skipped: "skipped",
    opt_outs: "optOuts",
    replies: "replies",
    failures: "failures",
});

impl CampaignResults {
    /// SMS in all.
    pub fn sms(&self) -> u32 {
        [self.sent, self.delivered, self.failed, self.unknown]
            .into_iter()
            .fold(0, u32::saturating_add)
    }
}

/// So many failed for this reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailureReason {
    /// In words.
    pub reason: String,
    /// How many SMS.
    pub sms: u32,
}

crate::json_answer!(FailureReason {
    reason: "reason",
    sms: "sms"
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::JobDeed;

    fn job() -> Job {
        Job {
            id: JobId::new(1).unwrap(),
            campaign: "701".parse().unwrap(),
            state: JobState::Running,
            reason: None,
            from: "MITTO".to_owned(),
            recipients: 100,
            total_messages: 120,
            queued: 90,
            sent: 4,
            delivered: 3,
            failed: 1,
            unknown: 1,
            skipped: 1,
            rate_per_second: Some(20),
            seconds_left: None,
            schedule: None,
            waits_until: None,
            text: None,
            replace_look_alikes: false,
            created_by: "ada".to_owned(),
            created_at: "2026-11-25T12:00:00Z".to_owned(),
            started_at: None,
            ended_at: None,
        }
    }

    #[test]
    fn what_is_left_takes_the_time_of_its_rate() {
        let mut job = job();
        assert_eq!((job.through(), job.seconds_left()), (10, Some(5)));
        // 90 recipients are 108 messages.
        let paced = [None, Some(50), Some(10), Some(1)].map(|pace| job.seconds_left_at(pace));
        assert_eq!(paced, [Some(5), Some(5), Some(11), Some(108)]);
        job.rate_per_second = Some(0);
        assert_eq!(job.seconds_left(), None);
        assert_eq!(job.seconds_left_at(Some(10)), Some(11));
        job.seconds_left = Some(7);
        assert_eq!(job.seconds_left(), Some(7));
        job.seconds_left = None;
        job.rate_per_second = None;
        assert_eq!(job.seconds_left(), None);
    }

    #[test]
    fn the_words_on_the_wire_are_the_words_in_the_types() {
        for state in JobState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
            assert_eq!(JobState::from_word(state.as_str()), Some(state));
            assert!(!(state.can_stop() && state.can_resume()), "{state:?}");
        }
        for part in JobPart::ALL {
            assert_eq!(serde_json::to_value(part).unwrap(), part.as_str());
            assert_eq!(JobPart::from_word(part.as_str()), Some(part));
        }
        for deed in ["stop", "resume", "retry"] {
            assert_eq!(JobDeed::from_word(deed).unwrap().as_str(), deed);
        }
        assert_eq!(JobDeed::from_word("burn"), None);
    }
}
