//! The job that sends a plan.

use serde::{Deserialize, Serialize};

use super::job_state::JobState;
use super::schedule::Schedule;
use crate::ids::{JobId, RecordId};

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
