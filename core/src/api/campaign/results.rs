//! What all jobs of a campaign came to.

use serde::{Deserialize, Serialize};

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
    /// SMS that were not sent after all: their numbers had opted out, had an SMS a short while ago, or are in a country
    /// that Setup had ceased to allow.
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
