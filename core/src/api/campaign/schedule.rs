//! When a campaign goes out.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::json::{FromJson, Mismatch};
use crate::api::problem::Problem;
use crate::schedule::WallTime;

/// A day and a time, on whose clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// What the clock shows: `2026-12-01T09:00`.
    pub at: WallTime,
    /// Whose clock.
    pub zone: ScheduleZone,
}

crate::json_object!(Schedule only { at: "at", zone: "zone" });
crate::json_answer!(Schedule {
    at: "at",
    zone: "zone"
});

impl Schedule {
    /// Furthest ahead, days.
    pub const DAYS_LIMIT: u32 = 366;
    /// A time that is over by less, milliseconds, is meant to be now: whoever chooses the minute that it is needs
    /// time to confirm.
    pub const GRACE_MS: i64 = 5 * 60_000;

    /// Holds it to the time to come. `is_over`: on each clock it is about, by more than [`Schedule::GRACE_MS`].
    ///
    /// # Errors
    /// `invalid-field` at `schedule.at` for a time that is over, or too far ahead.
    pub fn admit(&self, is_over: bool, now: i64) -> Result<(), Problem> {
        const AT: &str = "schedule.at";
        if is_over {
            let why = "This time is over. Choose a later one.";
            return Err(Problem::field(AT, why));
        }
        let days = i64::from(Schedule::DAYS_LIMIT);
        let limit = now.saturating_add(days.saturating_mul(86_400_000));
        if self.at.shown() > limit {
            let why = "A campaign can be scheduled up to 366 days ahead.";
            return Err(Problem::field(AT, why).over(Schedule::DAYS_LIMIT));
        }
        Ok(())
    }
}

/// Whose clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum ScheduleZone {
    /// The organisation's, as Setup says: all at once.
    #[default]
    Organisation,
    /// Each recipient's: from the record's field, or guessed from the number's country.
    Recipient,
}

impl ScheduleZone {
    /// The word in the API and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            ScheduleZone::Organisation => "organisation",
            ScheduleZone::Recipient => "recipient",
        }
    }

    /// The zone with this word.
    pub fn from_word(word: &str) -> Option<ScheduleZone> {
        [ScheduleZone::Organisation, ScheduleZone::Recipient]
            .into_iter()
            .find(|zone| zone.as_str() == word)
    }
}

impl FromJson for ScheduleZone {
    fn from_json(value: Value) -> Result<ScheduleZone, Mismatch> {
        let word = String::from_json(value)?;
        let known = ["organisation", "recipient"];
        ScheduleZone::from_word(&word).ok_or_else(|| Mismatch::one_of(&known))
    }
}

/// When the SMS of a plan go out, where any has to wait: for its time, or for the end of quiet hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Timing {
    /// When the first goes out.
    pub first_at: String,
    /// How far that is from now, seconds.
    pub first_in_seconds: u32,
    /// When the last does.
    pub last_at: String,
    /// The zones of the recipients.
    pub zones: Vec<TimingZone>,
    /// How many recipients' zones are guessed from the country of their number, or are the organisation's.
    pub guessed: u32,
    /// For how many the time is over already: theirs go out at once.
    pub passed: u32,
    /// How many wait for the end of quiet hours.
    pub held: u32,
    /// When the last of those may be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<String>,
}

crate::json_answer!(Timing {
    first_at: "firstAt",
    first_in_seconds: "firstInSeconds",
    last_at: "lastAt",
    zones: "zones",
    guessed: "guessed",
    passed: "passed",
    held: "held",
    held_until: "heldUntil",
});

/// The recipients of a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimingZone {
    /// Its IANA name.
    pub zone: String,
    /// How many recipients.
    pub recipients: u32,
    /// Of how many of them it is a guess.
    pub guessed: u32,
    /// When theirs go out.
    pub at: String,
}

crate::json_answer!(TimingZone {
    zone: "zone",
    recipients: "recipients",
    guessed: "guessed",
    at: "at",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_to_come_and_not_too_far_ahead() {
        let at: WallTime = "2026-12-01T09:00".parse().unwrap();
        let zone = ScheduleZone::Organisation;
        let schedule = Schedule { at, zone };
        let year = 366 * 86_400_000;
        let said = |is_over, now| schedule.admit(is_over, now).map_err(|why| why.limit);
        assert_eq!(said(false, at.shown()), Ok(()));
        assert_eq!(said(false, at.shown() - year), Ok(()));
        assert_eq!(said(false, at.shown() - year - 1), Err(Some(366)));
        assert_eq!(said(true, at.shown()), Err(None));
    }
}
