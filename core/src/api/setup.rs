//! Setup: what an admin enters once, the callback, and the tests that prove both.

use serde::{Deserialize, Serialize};

/// `GET /api/setup`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// Whether a product key is stored. The key itself never leaves the Worker.
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
    /// A new product key.
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
}

/// `POST /api/setup/callback-key`: a new key in the callback URLs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallbackKeyInput {
    /// For how long the key before it is still taken, hours: 0 to
    /// [`CallbackKeyInput::OVERLAP_LIMIT_HOURS`].
    pub overlap_hours: u32,
}

impl CallbackKeyInput {
    /// Longest overlap, hours: 30 days.
    pub const OVERLAP_LIMIT_HOURS: u32 = 720;
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
}
