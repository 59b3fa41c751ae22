//! Setup: what an admin enters once, the callback, and the tests that prove both.

use serde::{Deserialize, Serialize};

use super::options::Options;
use super::problem::Problem;

/// `GET /api/setup`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// Whether the secret of the gateway is stored: Mitto's product key, Twilio's auth token. It never leaves the Worker.
    pub product_key_set: bool,
    /// Its last four characters, for admins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_key_last4: Option<String>,
    /// What is chosen.
    #[serde(flatten)]
    pub options: Options,
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallbackUrls {
    /// Delivery reports.
    pub delivery: String,
    /// Replies.
    pub inbound: String,
}

/// `POST /api/setup/callback-key`: a new key in the callback URLs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallbackKeyInput {
    /// For how long the key before it is still taken, hours: 0 to
    /// [`CallbackKeyInput::OVERLAP_LIMIT_HOURS`]; 0 is the least that can be, two minutes.
    pub overlap_hours: u32,
}

crate::json_object!(CallbackKeyInput only { overlap_hours: "overlapHours" });

impl CallbackKeyInput {
    /// Longest overlap, hours: 30 days.
    pub const OVERLAP_LIMIT_HOURS: u32 = 720;

    /// Least overlap, milliseconds: configuration that was changed is up to a minute old elsewhere, and what is sent
    /// there hands out the URLs of before. Their reports are to be taken.
    pub const LEAST_OVERLAP_MS: i64 = 120_000;

    /// The same, if it is within its limits.
    ///
    /// # Errors
    /// `invalid-field` at `overlapHours`.
    pub fn checked(self) -> Result<CallbackKeyInput, Problem> {
        if self.overlap_hours > CallbackKeyInput::OVERLAP_LIMIT_HOURS {
            let why = "The key before it may live for 720 hours at most.";
            let problem = Problem::field("overlapHours", why);
            return Err(problem.over(CallbackKeyInput::OVERLAP_LIMIT_HOURS));
        }
        Ok(self)
    }

    /// For how long the key before it is still taken, milliseconds.
    pub fn overlap_ms(&self) -> i64 {
        let wanted = i64::from(self.overlap_hours).saturating_mul(3_600_000);
        wanted.max(CallbackKeyInput::LEAST_OVERLAP_MS)
    }
}

/// One step of a test in Setup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    use super::*;

    #[test]
    fn a_key_outlives_the_minute_in_which_it_is_still_handed_out() {
        for (overlap_hours, ms) in [(0, 120_000), (1, 3_600_000), (720, 2_592_000_000)] {
            let input = CallbackKeyInput { overlap_hours }.checked().unwrap();
            assert_eq!(input.overlap_ms(), ms);
        }
        let why = CallbackKeyInput { overlap_hours: 721 }
            .checked()
            .unwrap_err();
        assert_eq!(
            (why.field.as_deref(), why.limit),
            (Some("overlapHours"), Some(720))
        );
    }
}
