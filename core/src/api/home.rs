//! `GET /api/home`: how far the installation is, and what happened today.

use serde::{Deserialize, Serialize};

/// `GET /api/home?since=…`. `since`: the beginning of the reader's day, RFC 3339; without it the
/// last 24 hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Home {
    /// How far the installation is, for admins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installation: Option<Installation>,
    /// What happened since.
    pub today: Figures,
}

/// What of the installation is there. What follows from it is `core`'s to say (`app::home`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Installation {
    /// A product key is stored and can be read.
    pub product_key_set: bool,
    /// Default senders.
    pub senders: u32,
    /// Test callback came back whole, or a real report came.
    pub callback_proven: bool,
    /// Opt-out keywords.
    pub keywords: u32,
    /// Templates.
    pub templates: u32,
    /// An SMS was taken by the gateway.
    pub first_sms_sent: bool,
    /// Webhooks that were turned off because they failed, and those that fail for an hour at least.
    pub webhooks_failing: u32,
    /// Why Salesforce is not told of opt-outs, where that lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salesforce_problem: Option<String>,
}

/// SMS of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Figures {
    /// SMS that were sent or are to be sent; what was cancelled is not among them.
    pub sms: u32,
    /// Their messages (segments).
    pub messages: u32,
    /// Delivered.
    pub delivered: u32,
    /// On their way: queued, sending, or taken by the gateway and not yet reported.
    pub open: u32,
    /// Maybe sent.
    pub unknown: u32,
    /// Rejected, failed, expired or undelivered.
    pub failed: u32,
    /// Replies, opt-outs among them.
    pub replies: u32,
    /// Replies that opted their number out.
    pub opt_outs: u32,
}
