//! `GET` and `POST /api/configuration`: the whole configuration as one file, to move between
//! deployments. Never with the product key or the callback key.

use serde::{Deserialize, Serialize};

use super::items::{KeywordInput, SenderInput, TemplateInput};

/// What the file says it is.
pub const CONFIGURATION_FORMAT: &str = "mitto-sms-configuration";
/// The newest version of the format that is written and read.
pub const CONFIGURATION_VERSION: u32 = 1;

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Configuration {
    /// [`CONFIGURATION_FORMAT`].
    pub format: String,
    /// [`CONFIGURATION_VERSION`].
    pub version: u32,
    /// Setup without its secrets. Its `productKey` is never there.
    pub setup: PortableSetup,
    /// Default senders.
    pub senders: Vec<SenderInput>,
    /// Opt-out keywords.
    pub opt_out_keywords: Vec<KeywordInput>,
    /// Templates.
    pub templates: Vec<TemplateInput>,
}

/// What of Setup moves with the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortableSetup {
    /// The gateway that is sent with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// The public id of the account there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The service within that account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The lead field that holds the mobile number.
    pub lead_mobile: String,
    /// The contact field that holds the mobile number.
    pub contact_mobile: String,
    /// ISO 3166 region of numbers without a country code.
    pub default_region: String,
    /// Whether each message names our delivery URL.
    pub callback_per_message: bool,
    /// Whether messages are sent in the gateway's test mode.
    pub test_mode: bool,
    /// What takes an opt-out back. A file from before this was known does not have it, and changes
    /// nothing of it; so with what follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_in_keywords: Option<Vec<String>>,
    /// The text that confirms an opt-out; blank: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_out_confirmation: Option<String>,
    /// The answer to HELP and INFO; blank: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_answer: Option<String>,
    /// After how many days an SMS loses its text and number; `null`: never.
    #[serde(
        default,
        deserialize_with = "super::setup::named",
        skip_serializing_if = "Option::is_none"
    )]
    pub retention_days: Option<Option<u32>>,
    /// How many messages (segments) of campaigns are sent a second at most; `null`: as fast as it goes.
    #[serde(
        default,
        deserialize_with = "super::setup::named",
        skip_serializing_if = "Option::is_none"
    )]
    pub messages_per_second: Option<Option<u32>>,
    /// Whether recipients of a campaign who get the same text are submitted together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bulk: Option<bool>,
    /// Most messages of one send to a campaign; `null`: as many as one likes.
    #[serde(
        default,
        deserialize_with = "super::setup::named",
        skip_serializing_if = "Option::is_none"
    )]
    pub campaign_message_limit: Option<Option<u32>>,
    /// Most messages of one user in a day (UTC); `null` as above.
    #[serde(
        default,
        deserialize_with = "super::setup::named",
        skip_serializing_if = "Option::is_none"
    )]
    pub user_day_message_limit: Option<Option<u32>>,
    /// Most messages of all together in a day (UTC); `null` as above.
    #[serde(
        default,
        deserialize_with = "super::setup::named",
        skip_serializing_if = "Option::is_none"
    )]
    pub day_message_limit: Option<Option<u32>>,
    /// Calling codes of the numbers that may be texted; all, where none is listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destinations: Option<Vec<String>>,
    /// For how many hours after an SMS a number gets none of a campaign; 0: for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cool_down_hours: Option<u32>,
    /// To send to more recipients than these, their number is typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_recipients: Option<u32>,
    /// The organisation's time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// When quiet hours begin; blank: there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_from: Option<String>,
    /// When they end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_until: Option<String>,
    /// The lead field that holds the person's time zone; blank: none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_time_zone: Option<String>,
    /// The contact field that does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_time_zone: Option<String>,
}

crate::json_object!(PortableSetup only {
    gateway: "gateway",
    account: "account",
    service: "service",
    lead_mobile: "leadMobile",
    contact_mobile: "contactMobile",
    default_region: "defaultRegion",
    callback_per_message: "callbackPerMessage",
    test_mode: "testMode",
    opt_in_keywords: "optInKeywords",
    opt_out_confirmation: "optOutConfirmation",
    help_answer: "helpAnswer",
    retention_days: "retentionDays" = named,
    messages_per_second: "messagesPerSecond" = named,
    bulk: "bulk",
    campaign_message_limit: "campaignMessageLimit" = named,
    user_day_message_limit: "userDayMessageLimit" = named,
    day_message_limit: "dayMessageLimit" = named,
    destinations: "destinations",
    cool_down_hours: "coolDownHours",
    confirm_recipients: "confirmRecipients",
    time_zone: "timeZone",
    quiet_from: "quietFrom",
    quiet_until: "quietUntil",
    lead_time_zone: "leadTimeZone",
    contact_time_zone: "contactTimeZone",
});

/// What an import did, or with `?dryRun=true` would do. Items are matched by what makes them
/// unique: a sender's name, a keyword's word, a template's name and object. Nothing is removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOutcome {
    /// One line an item, in the order of the file.
    pub items: Vec<ImportedItem>,
}

/// What becomes of one item of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedItem {
    /// What it is.
    pub kind: ItemKind,
    /// What people know it by.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// What is configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// Setup.
    Setup,
    /// A default sender.
    Sender,
    /// An opt-out keyword.
    Keyword,
    /// A template.
    Template,
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [ItemKind; 4] = [
        ItemKind::Setup,
        ItemKind::Sender,
        ItemKind::Keyword,
        ItemKind::Template,
    ];

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<ItemKind> {
        ItemKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The word in the API and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            ItemKind::Setup => "setup",
            ItemKind::Sender => "sender",
            ItemKind::Keyword => "keyword",
            ItemKind::Template => "template",
        }
    }
}

/// What becomes of an imported item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// New here.
    Added,
    /// Here already, and different.
    Changed,
    /// Here already, and the same.
    Same,
}
