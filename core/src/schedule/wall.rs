//! A day and a time as a clock on the wall shows them.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{DAY, MINUTE};
use crate::time::{date, from_rfc3339, to_rfc3339};

/// A day and a time, to the minute, without a zone: `2026-12-01T09:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WallTime(i64);

/// Why a text is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WallTimeError;

impl fmt::Display for WallTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Give a day and a time as in 2026-12-01T09:00.")
    }
}

impl core::error::Error for WallTimeError {}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The first day of 1970 was the fourth of these.
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

impl WallTime {
    /// What a clock shows, as milliseconds since the epoch, as if it were UTC.
    pub const fn shown(self) -> i64 {
        self.0
    }

    /// `Tuesday, 1 December 2026, 09:00`.
    pub fn in_words(self) -> String {
        crate::language::day(self.0).unwrap_or_else(|| self.in_english())
    }

    fn in_english(self) -> String {
        let days = self.0.div_euclid(DAY);
        let (year, month, day) = date(days);
        let weekday = days.saturating_add(3).rem_euclid(7);
        let named = |names: &'static [&'static str], place: i64| {
            let place = usize::try_from(place).ok();
            place
                .and_then(|place| names.get(place))
                .copied()
                .unwrap_or_default()
        };
        let text = self.to_string();
        [
            named(&WEEKDAYS, weekday),
            ", ",
            &day.to_string(),
            " ",
            named(&MONTHS, month.saturating_sub(1)),
            " ",
            &year.to_string(),
            ", ",
            text.get(11..).unwrap_or_default(),
        ]
        .concat()
    }
}

impl FromStr for WallTime {
    type Err = WallTimeError;

    fn from_str(text: &str) -> Result<WallTime, WallTimeError> {
        let whole = text.len() == 16 && text.as_bytes().get(10) == Some(&b'T');
        let shown = from_rfc3339(&[text, ":00Z"].concat()).filter(|_| whole);
        shown.map(WallTime).ok_or(WallTimeError)
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = to_rfc3339(self.0.div_euclid(MINUTE).saturating_mul(MINUTE));
        f.write_str(text.get(..16).unwrap_or_default())
    }
}

impl From<WallTime> for String {
    fn from(time: WallTime) -> String {
        time.to_string()
    }
}

impl TryFrom<String> for WallTime {
    type Error = WallTimeError;

    fn try_from(text: String) -> Result<WallTime, WallTimeError> {
        text.parse()
    }
}

crate::json_texts!(WallTime);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_to_the_minute_and_said_in_words() {
        for (text, words) in [
            ("2026-12-01T09:00", "Tuesday, 1 December 2026, 09:00"),
            ("2024-02-29T23:59", "Thursday, 29 February 2024, 23:59"),
            ("1970-01-01T00:00", "Thursday, 1 January 1970, 00:00"),
            ("2027-01-31T07:05", "Sunday, 31 January 2027, 07:05"),
        ] {
            let time: WallTime = text.parse().unwrap();
            assert_eq!(
                (time.to_string().as_str(), time.in_words().as_str()),
                (text, words)
            );
        }
        for bad in [
            "",
            "2026-12-01",
            "2026-12-01 09:00",
            "2026-12-01t09:00",
            "2026-12-01T09:00:00",
            "2026-02-30T09:00",
            "2026-12-01T24:00",
            "2026-12-01T09:00Z",
            "2026-12-1T009:00",
        ] {
            assert_eq!(bad.parse::<WallTime>(), Err(WallTimeError), "{bad}");
        }
    }
}
