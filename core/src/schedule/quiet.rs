//! Quiet hours: when nobody is texted, by the recipient's own clock.

use core::fmt;
use core::str::FromStr;

use super::clock::{Clock, stretch};
use super::{DAY, MINUTE};

/// From a time of day to another, across midnight where the second is the earlier. The first minute is quiet, the
/// last is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// Milliseconds since midnight.
    from: i64,
    until: i64,
}

/// Why two times are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuietError {
    /// The first is no time of day.
    From,
    /// The second is none.
    Until,
    /// The first is left out, and the second is not.
    NoFrom,
    /// The second is left out.
    NoUntil,
    /// Both are the same.
    Same,
}

impl QuietError {
    /// Which of the two is to be changed, in the API's words.
    pub const fn field(self) -> &'static str {
        match self {
            QuietError::From | QuietError::NoFrom => "quietFrom",
            QuietError::Until | QuietError::NoUntil | QuietError::Same => "quietUntil",
        }
    }
}

impl fmt::Display for QuietError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            QuietError::From | QuietError::Until => "Give a time of day as in 21:00.",
            QuietError::NoFrom | QuietError::NoUntil => {
                "Quiet hours have a beginning and an end: give both, or neither."
            }
            QuietError::Same => "Quiet hours end at another time than they begin.",
        })
    }
}

/// `21:00`, milliseconds since midnight.
fn time_of_day(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, limit: i64| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number: i64 = text.parse().ok().filter(|_| digits)?;
        (number < limit).then_some(number)
    };
    let minutes = number(hour, 24)?
        .saturating_mul(60)
        .saturating_add(number(minute, 60)?);
    Some(minutes.saturating_mul(MINUTE))
}

impl Quiet {
    /// Reads both times of day; none where both are blank.
    ///
    /// # Errors
    /// One is no time of day or is blank alone, or both are the same.
    pub fn read(from: &str, until: &str) -> Result<Option<Quiet>, QuietError> {
        match (from.is_empty(), until.is_empty()) {
            (true, true) => return Ok(None),
            (true, false) => return Err(QuietError::NoFrom),
            (false, true) => return Err(QuietError::NoUntil),
            (false, false) => {}
        }
        let from = time_of_day(from).ok_or(QuietError::From)?;
        let until = time_of_day(until).ok_or(QuietError::Until)?;
        match from == until {
            true => Err(QuietError::Same),
            false => Ok(Some(Quiet { from, until })),
        }
    }

    /// Whether it is quiet when a clock shows this.
    fn holds(self, shown: i64) -> bool {
        let time = shown.rem_euclid(DAY);
        match self.from < self.until {
            true => self.from <= time && time < self.until,
            false => self.from <= time || time < self.until,
        }
    }

    /// Whether it is quiet at this instant.
    pub fn is_quiet(self, at: i64, clock: &Clock<'_>) -> bool {
        self.holds(at.saturating_add(clock(at)))
    }

    /// The first instant from here on at which it is not quiet.
    pub fn opens(self, at: i64, clock: &Clock<'_>) -> i64 {
        self.next(at, false, clock)
    }

    /// The first instant from here on at which it is quiet.
    pub fn closes(self, at: i64, clock: &Clock<'_>) -> i64 {
        self.next(at, true, clock)
    }

    fn next(self, mut at: i64, quiet: bool, clock: &Clock<'_>) -> i64 {
        let edge = if quiet { self.from } else { self.until };
        // A clock that is put forward may skip the hours, on a day or two.
        for _ in 0..8 {
            let (ahead, end) = stretch(clock, at);
            let shown = at.saturating_add(ahead);
            if self.holds(shown) == quiet {
                return at;
            }
            let found =
                at.saturating_add(edge.saturating_sub(shown.rem_euclid(DAY)).rem_euclid(DAY));
            if found < end {
                return found;
            }
            at = end;
        }
        at
    }
}

/// `21:00-08:00`; the blank text is none.
impl FromStr for Quiet {
    type Err = QuietError;

    fn from_str(text: &str) -> Result<Quiet, QuietError> {
        let (from, until) = text.split_once('-').ok_or(QuietError::NoUntil)?;
        Quiet::read(from, until)?.ok_or(QuietError::NoFrom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::zones::{all, clock, named};
    use crate::time::from_rfc3339;

    fn at(text: &str) -> i64 {
        from_rfc3339(text).unwrap()
    }

    #[test]
    fn they_are_two_times_of_day_or_none() {
        assert_eq!(Quiet::read("", ""), Ok(None));
        for (from, until, why) in [
            ("21:00", "", QuietError::NoUntil),
            ("", "08:00", QuietError::NoFrom),
            ("24:00", "08:00", QuietError::From),
            ("21:00", "8:00", QuietError::Until),
            ("21:60", "08:00", QuietError::From),
            ("+1:00", "08:00", QuietError::From),
            ("21:00", "21:00", QuietError::Same),
        ] {
            assert_eq!(Quiet::read(from, until), Err(why), "{from} {until}");
        }
        let quiet = Quiet::read("21:00", "08:00").unwrap();
        assert_eq!("21:00-08:00".parse(), Ok(quiet.unwrap()));
        assert!("".parse::<Quiet>().is_err());
    }

    #[test]
    fn they_end_in_the_morning_on_both_sides_of_midnight_and_of_a_change() {
        let night: Quiet = "21:00-08:00".parse().unwrap();
        let zurich = named("Europe/Zurich");
        let clock = clock(&zurich);
        for (from, opens) in [
            ("2026-12-01T20:00:00Z", "2026-12-02T07:00:00Z"),
            ("2026-12-02T02:00:00Z", "2026-12-02T07:00:00Z"),
            ("2026-12-02T07:00:00Z", "2026-12-02T07:00:00Z"),
            // The night is an hour shorter, and one longer.
            ("2027-03-27T20:00:00Z", "2027-03-28T06:00:00Z"),
            ("2027-10-30T19:00:00Z", "2027-10-31T07:00:00Z"),
        ] {
            assert_eq!(night.opens(at(from), &clock), at(opens), "{from}");
        }
        let closes = night.closes(at("2026-12-02T07:00:00Z"), &clock);
        assert_eq!(closes, at("2026-12-02T20:00:00Z"));
        // An end that is skipped, and one that is shown twice.
        let short: Quiet = "01:00-02:30".parse().unwrap();
        let opens = short.opens(at("2027-03-28T00:30:00Z"), &clock);
        assert_eq!(opens, at("2027-03-28T01:00:00Z"));
        let opens = short.opens(at("2027-10-30T23:30:00Z"), &clock);
        assert_eq!(opens, at("2027-10-31T00:30:00Z"));
        // It closes again when the clock is put back into the hours.
        let again = short.closes(opens, &clock);
        assert_eq!(again, at("2027-10-31T01:00:00Z"));
        assert_eq!(short.opens(again, &clock), at("2027-10-31T01:30:00Z"));
        // Hours that are skipped as a whole.
        let skipped: Quiet = "02:10-02:40".parse().unwrap();
        let closes = skipped.closes(at("2027-03-28T00:30:00Z"), &clock);
        assert_eq!(closes, at("2027-03-29T00:10:00Z"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// The law, minute by minute: what opens is open, and nothing before it was.
        #[test]
        fn nothing_opens_or_closes_before_it_is_told(
            name in prop::sample::select(all()),
            from in 0_i64..1440, length in 1_i64..1440,
            minute in 29_000_000_i64..36_000_000,
        ) {
            let zone = named(&name);
            let clock = clock(&zone);
            let quiet = Quiet { from: from * MINUTE, until: (from + length) % 1440 * MINUTE };
            let start = minute * MINUTE;
            for (wanted, end) in [
                (false, quiet.opens(start, &clock)),
                (true, quiet.closes(start, &clock)),
            ] {
                prop_assert_eq!(quiet.is_quiet(end, &clock), wanted);
                prop_assert!(end >= start && end - start <= 3 * DAY);
                for before in (start..end).step_by(MINUTE as usize) {
                    prop_assert_eq!(quiet.is_quiet(before, &clock), !wanted);
                }
            }
        }
    }
}
