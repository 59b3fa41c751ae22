//! When an SMS of a campaign goes out: at a time on a clock, and not in the recipient's quiet hours.
//!
//! What clocks show is not known here: a database of time zones is large, and the platform has one. So all of this
//! is pure over a [`Clock`], which says how far a zone is ahead of UTC at an instant. The tests hold it to such a
//! database, over every zone there is.
//!
//! A time that a clock shows twice is the first of the two; one that it skips is the first moment behind the gap.

mod clock;
mod guess;
mod quiet;
mod timing;
mod wall;
mod when;

pub use clock::{Clock, instant_of};
pub use guess::{looks_like_zone, zone_of_number};
pub use quiet::{Quiet, QuietError};
pub use timing::Timings;
pub use wall::{WallTime, WallTimeError};
pub use when::{Due, Wanted, When};

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

#[cfg(test)]
pub(crate) mod zones {
    //! Clocks of real zones, for the tests.

    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    /// How far a zone is ahead of UTC, milliseconds.
    pub(crate) fn clock(zone: &TimeZone) -> impl Fn(i64) -> i64 {
        |at| {
            let at = Timestamp::from_millisecond(at).unwrap();
            i64::from(zone.to_offset(at).seconds()) * 1_000
        }
    }

    pub(crate) fn named(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    /// A name of every zone.
    pub(crate) fn all() -> Vec<String> {
        let names = jiff::tz::db().available();
        names.map(|name| name.as_str().to_owned()).collect()
    }
}
