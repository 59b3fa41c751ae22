//! Setup: what an admin enters once, the callback, and the tests that prove both.

use serde::{Deserialize, Deserializer, Serialize};

use super::problem::Problem;
use crate::opt_out::{Keyword, KeywordError};

/// `GET /api/setup`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// The gateway that SMS are sent with ([`crate::gateway::About::name`]); the next four are of the account there.
    #[serde(default)]
    pub gateway: String,
    /// The account's public id; blank where the gateway has none.
    #[serde(default)]
    pub account: String,
    /// The service within the account; blank for none.
    #[serde(default)]
    pub service: String,
    /// Whether its secret is stored: Mitto's product key, Twilio's auth token. It never leaves the Worker.
    pub product_key_set: bool,
    /// Its last four characters, for admins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_key_last4: Option<String>,
    /// The lead field that holds the mobile number.
    pub lead_mobile: String,
    /// The contact field that holds the mobile number.
    pub contact_mobile: String,
    /// ISO 3166 region of numbers without a country code and records without a country.
    pub default_region: String,
    /// Whether each message names our delivery URL, instead of the one registered at the gateway.
    pub callback_per_message: bool,
    /// Whether messages are sent in the gateway's test mode: accepted, never delivered or charged.
    pub test_mode: bool,
    /// What a reply must be to take an opt-out back.
    #[serde(default)]
    pub opt_in_keywords: Vec<String>,
    /// The text that confirms an opt-out; blank: none.
    #[serde(default)]
    pub opt_out_confirmation: String,
    /// The answer to HELP and INFO; blank: none.
    #[serde(default)]
    pub help_answer: String,
    /// After how many days an SMS loses its text and number; none: never.
    #[serde(default)]
    pub retention_days: Option<u32>,
    /// How many messages (segments) of campaigns are sent a second at most; none: as fast as it goes.
    #[serde(default)]
    pub messages_per_second: Option<u32>,
    /// Whether recipients of a campaign who get the same text are submitted together.
    #[serde(default)]
    pub bulk: bool,
    /// Most messages of one send to a campaign; none: as many as one likes.
    #[serde(default)]
    pub campaign_message_limit: Option<u32>,
    /// Most messages of one user in a day (UTC).
    #[serde(default)]
    pub user_day_message_limit: Option<u32>,
    /// Most messages of all together in a day (UTC).
    #[serde(default)]
    pub day_message_limit: Option<u32>,
    /// Calling codes of the numbers that may be texted; all, where none is listed.
    #[serde(default)]
    pub destinations: Vec<String>,
    /// For how many hours after an SMS a number gets none of a campaign; 0: for none.
    #[serde(default)]
    pub cool_down_hours: u32,
    /// To send to more recipients than these, their number is typed.
    #[serde(default)]
    pub confirm_recipients: u32,
    /// The organisation's time zone, an IANA name.
    #[serde(default)]
    pub time_zone: String,
    /// From when on nobody is texted by a campaign, on the recipient's clock, `HH:MM`; blank: at no time.
    #[serde(default)]
    pub quiet_from: String,
    /// Until when.
    #[serde(default)]
    pub quiet_until: String,
    /// The lead field that holds the person's time zone; blank: none does.
    #[serde(default)]
    pub lead_time_zone: String,
    /// The contact field that does.
    #[serde(default)]
    pub contact_time_zone: String,
    /// Where the gateway reports to, for admins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<CallbackUrls>,
    /// Until when the callback key before this one is still taken, for admins; left out where there
    /// is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_callback_until: Option<String>,
}

/// The public URLs of the callback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackUrls {
    /// Delivery reports.
    pub delivery: String,
    /// Replies.
    pub inbound: String,
}

/// `PUT /api/setup`: what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SetupInput {
    /// See [`Setup::gateway`]. What is known of the account at each is kept.
    pub gateway: Option<String>,
    /// See [`Setup::account`].
    pub account: Option<String>,
    /// See [`Setup::service`].
    pub service: Option<String>,
    /// A new secret for the gateway: the product key, the auth token.
    pub product_key: Option<String>,
    /// See [`Setup::lead_mobile`].
    pub lead_mobile: Option<String>,
    /// See [`Setup::contact_mobile`].
    pub contact_mobile: Option<String>,
    /// See [`Setup::default_region`].
    pub default_region: Option<String>,
    /// See [`Setup::callback_per_message`].
    pub callback_per_message: Option<bool>,
    /// See [`Setup::test_mode`].
    pub test_mode: Option<bool>,
    /// See [`Setup::opt_in_keywords`].
    pub opt_in_keywords: Option<Vec<String>>,
    /// See [`Setup::opt_out_confirmation`].
    pub opt_out_confirmation: Option<String>,
    /// See [`Setup::help_answer`].
    pub help_answer: Option<String>,
    /// See [`Setup::retention_days`]. `null` keeps what there is for good.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<Option<u32>>,
    /// See [`Setup::messages_per_second`]. `null` sends as fast as it goes.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    pub messages_per_second: Option<Option<u32>>,
    /// See [`Setup::bulk`].
    pub bulk: Option<bool>,
    /// See [`Setup::campaign_message_limit`]. `null` takes it away; so with the next two.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    pub campaign_message_limit: Option<Option<u32>>,
    /// See [`Setup::user_day_message_limit`].
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    pub user_day_message_limit: Option<Option<u32>>,
    /// See [`Setup::day_message_limit`].
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    pub day_message_limit: Option<Option<u32>>,
    /// See [`Setup::destinations`].
    pub destinations: Option<Vec<String>>,
    /// See [`Setup::cool_down_hours`].
    pub cool_down_hours: Option<u32>,
    /// See [`Setup::confirm_recipients`].
    pub confirm_recipients: Option<u32>,
    /// See [`Setup::time_zone`].
    pub time_zone: Option<String>,
    /// See [`Setup::quiet_from`].
    pub quiet_from: Option<String>,
    /// See [`Setup::quiet_until`].
    pub quiet_until: Option<String>,
    /// See [`Setup::lead_time_zone`].
    pub lead_time_zone: Option<String>,
    /// See [`Setup::contact_time_zone`].
    pub contact_time_zone: Option<String>,
}

crate::json_object!(SetupInput only {
    gateway: "gateway",
    account: "account",
    service: "service",
    product_key: "productKey",
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

/// Reads a member that is there, be it `null`, apart from one that is left out.
pub(super) fn named<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Option<u32>>, D::Error> {
    Option::deserialize(reader).map(Some)
}

impl SetupInput {
    /// Most opt-in keywords.
    pub const OPT_IN_LIMIT: u32 = 20;
    /// Most characters of a text that is sent by itself.
    pub const ANSWER_LIMIT: u32 = 640;
    /// Most days of retention: ten years.
    pub const RETENTION_LIMIT: u32 = 3_650;
    /// Most messages a second that can be set.
    pub const PACE_LIMIT: u32 = 1_000;

    /// The opt-in keywords, each once.
    ///
    /// # Errors
    /// `invalid-field` at `optInKeywords`.
    pub fn opt_in(&self) -> Result<Option<Vec<String>>, Problem> {
        const FIELD: &str = "optInKeywords";
        let Some(words) = &self.opt_in_keywords else {
            return Ok(None);
        };
        if words.len() > SetupInput::OPT_IN_LIMIT as usize {
            let why = "At most 20 keywords can take an opt-out back.";
            return Err(Problem::field(FIELD, why).over(SetupInput::OPT_IN_LIMIT));
        }
        let mut kept: Vec<String> = Vec::new();
        for word in words {
            let keyword: Keyword = word.parse().map_err(|why: KeywordError| {
                let mut problem = Problem::field(FIELD, why);
                problem.limit = why.limit();
                problem
            })?;
            if !kept.iter().any(|one| keyword.is_same_as(one)) {
                kept.push(keyword.as_str().to_owned());
            }
        }
        Ok(Some(kept))
    }

    /// The confirmation of an opt-out, trimmed.
    ///
    /// # Errors
    /// `invalid-field` at `optOutConfirmation`.
    pub fn confirmation(&self) -> Result<Option<&str>, Problem> {
        answer("optOutConfirmation", self.opt_out_confirmation.as_deref())
    }

    /// The answer to HELP, trimmed.
    ///
    /// # Errors
    /// `invalid-field` at `helpAnswer`.
    pub fn help(&self) -> Result<Option<&str>, Problem> {
        answer("helpAnswer", self.help_answer.as_deref())
    }
}

/// The name of a record's field, as an admin typed it: trimmed; blank for none.
///
/// # Errors
/// `invalid-field`, at this field, for what no CRM calls one.
pub fn record_field(field: &str, name: &str) -> Result<String, Problem> {
    let name = name.trim();
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match name.len() <= 80 && name.bytes().all(sound) {
        true => Ok(name.to_owned()),
        false => {
            let why = "Give the API name of a field: letters, digits and underscores, at most 80.";
            Err(Problem::field(field, why).over(80))
        }
    }
}

/// Holds a number of days to its limits.
///
/// # Errors
/// `invalid-field`, at this field.
pub fn retention(field: &str, days: u32) -> Result<u32, Problem> {
    match (1..=SetupInput::RETENTION_LIMIT).contains(&days) {
        true => Ok(days),
        false => {
            let why = "Give 1 to 3650 days, or none to keep everything.";
            Err(Problem::field(field, why).over(SetupInput::RETENTION_LIMIT))
        }
    }
}

/// Holds a number of messages a second to its limits.
///
/// # Errors
/// `invalid-field` at `messagesPerSecond`.
pub fn pace(messages: u32) -> Result<u32, Problem> {
    match (1..=SetupInput::PACE_LIMIT).contains(&messages) {
        true => Ok(messages),
        false => {
            let why = "Give 1 to 1000 messages a second, or none to send as fast as it goes.";
            Err(Problem::field("messagesPerSecond", why).over(SetupInput::PACE_LIMIT))
        }
    }
}

fn answer<'a>(field: &str, text: Option<&'a str>) -> Result<Option<&'a str>, Problem> {
    let text = text.map(str::trim);
    if text.is_some_and(|text| text.chars().count() > SetupInput::ANSWER_LIMIT as usize) {
        let why = "This text may have 640 characters.";
        return Err(Problem::field(field, why).over(SetupInput::ANSWER_LIMIT));
    }
    Ok(text)
}

/// `POST /api/setup/callback-key`: a new key in the callback URLs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallbackKeyInput {
    /// For how long the key before it is still taken, hours: 0 to
    /// [`CallbackKeyInput::OVERLAP_LIMIT_HOURS`]; 0 is the least that can be, see [`CallbackKeyInput::overlap_ms`].
    pub overlap_hours: u32,
}

crate::json_object!(CallbackKeyInput only { overlap_hours: "overlapHours" });

impl CallbackKeyInput {
    /// Longest overlap, hours: 30 days.
    pub const OVERLAP_LIMIT_HOURS: u32 = 720;

    /// Least overlap, milliseconds: configuration that was changed is up to a minute old elsewhere, and what is sent
    /// there hands out the URLs of before. Their reports are to be taken.
    pub const LEAST_OVERLAP_MS: i64 = 120_000;

    /// For how long the key before it is still taken, milliseconds.
    pub fn overlap_ms(&self) -> i64 {
        let wanted = i64::from(self.overlap_hours).saturating_mul(3_600_000);
        wanted.max(CallbackKeyInput::LEAST_OVERLAP_MS)
    }
}

/// One step of a test in Setup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestStep {
    /// What was tried, as a person reads it.
    pub name: String,
    /// Whether it worked.
    pub ok: bool,
    /// What was seen, or what to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// `POST /api/setup/test-callback` and `/test-gateway`: the steps in order, up to the first that
/// failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestOutcome {
    /// Whether every step worked.
    pub ok: bool,
    /// The steps.
    pub steps: Vec<TestStep>,
}

impl TestOutcome {
    /// The outcome of these steps.
    pub fn of(steps: Vec<TestStep>) -> TestOutcome {
        TestOutcome {
            ok: steps.iter().all(|step| step.ok),
            steps,
        }
    }
}

/// `GET /api/setup/callback-health`: what came in at the callback.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CallbackHealth {
    /// When Test callback last came back whole.
    pub proven_at: Option<String>,
    /// When the last real delivery report came; to the minute.
    pub last_delivery_at: Option<String>,
    /// When the last reply came; to the minute.
    pub last_inbound_at: Option<String>,
    /// Callbacks that came under a live key and could not be read.
    pub rejected: u32,
    /// When the last of them came.
    pub last_rejected_at: Option<String>,
    /// Why, in words. Never a number or a text of somebody.
    pub last_rejected_reason: Option<String>,
    /// Callbacks that came under a key that is not, or no longer, ours.
    pub unknown_key: u32,
    /// When the last of them came.
    pub last_unknown_key_at: Option<String>,
    /// Callbacks that came in a flood, or while the database failed, by way of the queue.
    pub queued: u32,
    /// Reports that wait for an SMS nobody has told of yet.
    pub waiting: u32,
    /// Reports that waited for 7 days, and were given up.
    pub expired: u32,
    /// Messages of the queue that could not be stored: see `GET /api/stuck-callbacks`.
    pub stuck: u32,
}

/// One message of the callbacks' queue that could not be stored, however often it was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckCallback {
    /// What it is called in the API.
    pub id: String,
    /// When it came.
    pub at: String,
    /// Why it could not be stored, in words.
    pub reason: String,
    /// How it begins; 2,000 characters at most. It holds no number and no text of anybody.
    pub excerpt: String,
}

/// What an admin does with one: `POST /api/stuck-callbacks/{id}/{action}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StuckAction {
    /// Try once more to store it.
    Retry,
    /// Show it no longer. It is kept for 7 days more.
    Dismiss,
    /// Take the dismissal back.
    Restore,
}

impl StuckAction {
    /// The action of this name in the address.
    pub fn from_word(word: &str) -> Option<StuckAction> {
        Some(match word {
            "retry" => StuckAction::Retry,
            "dismiss" => StuckAction::Dismiss,
            "restore" => StuckAction::Restore,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn input(json: serde_json::Value) -> SetupInput {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn opt_in_keywords_are_keywords_each_once_and_not_too_many() {
        assert_eq!(input(json!({})).opt_in(), Ok(None));
        let kept = input(json!({"optInKeywords": [" Start ", "START", "yes please"]})).opt_in();
        assert_eq!(
            kept,
            Ok(Some(vec!["Start".to_owned(), "yes please".to_owned()]))
        );
        assert_eq!(
            input(json!({"optInKeywords": []})).opt_in(),
            Ok(Some(vec![]))
        );
        let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
        for (words, limit) in [
            (json!(["START!"]), None),
            (json!([" "]), None),
            (json!(["x".repeat(41)]), Some(40)),
            (json!(many), Some(20)),
        ] {
            let why = input(json!({"optInKeywords": words})).opt_in().unwrap_err();
            assert_eq!(why.field.as_deref(), Some("optInKeywords"));
            assert_eq!(why.limit, limit, "{words}");
        }
    }

    #[test]
    fn to_keep_everything_is_said_and_not_left_out() {
        assert_eq!(input(json!({})).retention_days, None);
        assert_eq!(
            input(json!({"retentionDays": null})).retention_days,
            Some(None)
        );
        let some = input(json!({"retentionDays": 30}));
        assert_eq!(some.retention_days, Some(Some(30)));
        assert_eq!(retention("x", 1), Ok(1));
        assert_eq!(retention("x", 3_650), Ok(3_650));
        for bad in [0, 3_651] {
            let why = retention("retentionDays", bad).unwrap_err();
            assert_eq!(
                (why.field.as_deref(), why.limit),
                (Some("retentionDays"), Some(3_650))
            );
        }
        for bad in [json!("30"), json!(1.5), json!(-1)] {
            let bad = json!({"retentionDays": bad});
            assert!(serde_json::from_value::<SetupInput>(bad).is_err());
        }
    }

    #[test]
    fn a_pace_is_within_its_limits_and_can_be_taken_away() {
        assert_eq!(input(json!({})).messages_per_second, None);
        let none = input(json!({"messagesPerSecond": null}));
        assert_eq!(none.messages_per_second, Some(None));
        assert_eq!((pace(1), pace(1_000)), (Ok(1), Ok(1_000)));
        for bad in [0, 1_001] {
            let why = pace(bad).unwrap_err();
            assert_eq!(
                (why.field.as_deref(), why.limit),
                (Some("messagesPerSecond"), Some(1_000))
            );
        }
    }

    #[test]
    fn a_text_sent_by_itself_is_short() {
        let longest = ["  ", &"é".repeat(640), "\n"].concat();
        let good = input(json!({"optOutConfirmation": longest, "helpAnswer": ""}));
        assert_eq!(good.confirmation(), Ok(Some(longest.trim())));
        assert_eq!(good.help(), Ok(Some("")));
        let bad = input(json!({"helpAnswer": "a".repeat(641)}));
        let bad = bad.help().unwrap_err();
        assert_eq!(
            (bad.field.as_deref(), bad.limit),
            (Some("helpAnswer"), Some(640))
        );
    }

    #[test]
    fn a_key_outlives_the_minute_in_which_it_is_still_handed_out() {
        for (overlap_hours, ms) in [(0, 120_000), (1, 3_600_000), (720, 2_592_000_000)] {
            assert_eq!(CallbackKeyInput { overlap_hours }.overlap_ms(), ms);
        }
    }
}
