//! A zone's clock, and the way back from what it shows to the instant.

use super::HOUR;

/// How far a zone is ahead of UTC at an instant (milliseconds since the epoch), milliseconds.
pub type Clock<'a> = dyn Fn(i64) -> i64 + 'a;

/// So far a stretch reaches where the clock does not change. No zone changes twice in it.
const REACH: i64 = 28 * HOUR;

/// No clock is ahead by more.
const AHEAD: i64 = 15 * HOUR;

/// The stretch that begins here: how far ahead the clock is in it, and where the next begins.
pub(super) fn stretch(clock: &Clock<'_>, from: i64) -> (i64, i64) {
    let ahead = clock(from);
    let until = from.saturating_add(REACH);
    if clock(until) == ahead {
        return (ahead, until);
    }
    // Clocks change at a whole second.
    let (mut same, mut other) = (from.div_euclid(1_000), until.div_euclid(1_000));
    while other.saturating_sub(same) > 1 {
        let middle = same.midpoint(other);
        match clock(middle.saturating_mul(1_000)) == ahead {
            true => same = middle,
            false => other = middle,
        }
    }
    (ahead, other.saturating_mul(1_000))
}

/// The instant at which a clock shows this (milliseconds since the epoch as if it were UTC): the first, if it shows
/// it twice; the first moment behind the gap, if it skips it.
pub fn instant_of(shown: i64, clock: &Clock<'_>) -> i64 {
    let mut at = shown.saturating_sub(AHEAD);
    for _ in 0..4 {
        let (ahead, end) = stretch(clock, at);
        let found = shown.saturating_sub(ahead);
        if found < at {
            // It was skipped on the way here.
            return at;
        }
        if found < end {
            return found;
        }
        at = end;
    }
    at
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
    fn a_gap_ends_with_its_first_moment_and_an_overlap_begins_with_it() {
        for (zone, shown, instant) in [
            (
                "Europe/Zurich",
                "2026-12-01T09:00:00Z",
                "2026-12-01T08:00:00Z",
            ),
            // Skipped: 02:00 to 03:00.
            (
                "Europe/Zurich",
                "2027-03-28T02:30:00Z",
                "2027-03-28T01:00:00Z",
            ),
            (
                "Europe/Zurich",
                "2027-03-28T03:00:00Z",
                "2027-03-28T01:00:00Z",
            ),
            (
                "Europe/Zurich",
                "2027-03-28T01:59:00Z",
                "2027-03-28T00:59:00Z",
            ),
            // Shown twice: 02:00 to 03:00.
            (
                "Europe/Zurich",
                "2027-10-31T02:30:00Z",
                "2027-10-31T00:30:00Z",
            ),
            (
                "Europe/Zurich",
                "2027-10-31T03:00:00Z",
                "2027-10-31T02:00:00Z",
            ),
            // By half an hour.
            (
                "Australia/Lord_Howe",
                "2027-10-03T02:15:00Z",
                "2027-10-02T15:30:00Z",
            ),
            (
                "Pacific/Kiritimati",
                "2026-12-01T09:00:00Z",
                "2026-11-30T19:00:00Z",
            ),
            ("Etc/GMT+12", "2026-12-01T09:00:00Z", "2026-12-01T21:00:00Z"),
            (
                "Asia/Kathmandu",
                "2026-12-01T09:00:00Z",
                "2026-12-01T03:15:00Z",
            ),
            // A whole day that never was.
            (
                "Pacific/Apia",
                "2011-12-30T12:00:00Z",
                "2011-12-30T10:00:00Z",
            ),
        ] {
            let found = instant_of(at(shown), &clock(&named(zone)));
            assert_eq!(found, at(instant), "{zone} {shown}");
        }
    }

    /// Holds that an instant is the first at which the clock shows this or more. Between its changes a clock only
    /// goes on, so it shows the most right before each.
    fn is_first(zone: &jiff::tz::TimeZone, shown: i64, found: i64) -> bool {
        let clock = clock(zone);
        let shows = |at: i64| at + clock(at);
        let last = jiff::Timestamp::from_millisecond(found).unwrap();
        let changes = zone
            .preceding(last)
            .map(|change| change.timestamp().as_millisecond());
        shows(found) >= shown
            && shows(found - 1) < shown
            && changes
                .take_while(|change| *change > shown - 2 * AHEAD)
                .all(|change| shows(change - 1) < shown)
    }

    #[test]
    fn near_every_change_of_every_zone_it_is_as_a_database_says() {
        let (from, until) = (at("2024-01-01T00:00:00Z"), at("2031-01-01T00:00:00Z"));
        for name in all() {
            let zone = named(&name);
            let clock = clock(&zone);
            let start = jiff::Timestamp::from_millisecond(from).unwrap();
            for change in zone.following(start) {
                let change = change.timestamp().as_millisecond();
                if change > until {
                    break;
                }
                for offset in [clock(change - 1), clock(change)] {
                    for minutes in [-61, -31, -1, 0, 1, 29, 30, 59, 60, 61] {
                        let shown = change + offset + minutes * 60_000;
                        let found = instant_of(shown, &clock);
                        assert!(is_first(&zone, shown, found), "{name} {shown}: {found}");
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn everywhere_else_too(
            name in prop::sample::select(all()),
            minute in 29_000_000_i64..36_000_000,
        ) {
            let zone = named(&name);
            let shown = minute * 60_000;
            let found = instant_of(shown, &clock(&zone));
            prop_assert!(is_first(&zone, shown, found));
            let then = found + clock(&zone)(found);
            prop_assert!(then >= shown && then - shown <= 24 * HOUR);
        }

        #[test]
        fn nothing_makes_it_panic(shown: i64, ahead in -50_000_000_i64..60_000_000) {
            instant_of(shown, &|_| ahead);
        }
    }
}
