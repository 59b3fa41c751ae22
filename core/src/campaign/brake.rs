//! The brake on spending: how much may be sent, to where, how often.
//!
//! The rules are pure; the counters are the database's, which adds and compares in one statement.

use super::destinations::Destinations;
use super::skip::Skip;
use super::words::{counted, number};
use crate::api::{Code, Problem};
use crate::mobile::Mobile;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The day of a moment, counted from 1970: limits are of days in UTC. `now` in milliseconds.
pub const fn day_of(now: i64) -> i64 {
    now.div_euclid(DAY_MS)
}

/// Seconds until the day of this moment is over: 1 to 86,400.
pub const fn seconds_left_of_day(now: i64) -> u32 {
    let left = DAY_MS.saturating_sub(now.rem_euclid(DAY_MS));
    // At most a day.
    (left.saturating_add(999) / 1000) as u32
}

/// How many messages (segments) may be sent; none: as many as one likes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// By one send to a campaign.
    pub campaign: Option<u32>,
    /// By one user in a day.
    pub user: Option<u32>,
    /// By all in a day.
    pub day: Option<u32>,
}

/// How many have been sent today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// By this user.
    pub user: u32,
    /// By all.
    pub day: u32,
}

/// A limit that would be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverLimit {
    /// That of one send.
    Campaign {
        /// The limit.
        limit: u32,
        /// What it would be.
        wanted: u32,
    },
    /// That of this user's day.
    User {
        /// The limit.
        limit: u32,
        /// What is used up of it.
        used: u32,
        /// What would come on top.
        wanted: u32,
    },
    /// That of everybody's day.
    Day {
        /// The limit.
        limit: u32,
        /// What is used up of it.
        used: u32,
        /// What would come on top.
        wanted: u32,
    },
}

impl Limits {
    /// Those of an SMS that is no campaign's.
    #[must_use]
    pub const fn of_single(self) -> Limits {
        Limits {
            campaign: None,
            ..self
        }
    }

    /// Whether messages are counted at all: only where a day has a limit.
    pub const fn count(self) -> bool {
        self.user.is_some() || self.day.is_some()
    }

    /// Whether so many messages more may be sent: up to each limit, and not one over.
    ///
    /// # Errors
    /// The first limit that would be broken.
    pub fn allow(self, used: Used, wanted: u32) -> Result<(), OverLimit> {
        if let Some(limit) = self.campaign.filter(|limit| wanted > *limit) {
            return Err(OverLimit::Campaign { limit, wanted });
        }
        let over = |limit: Option<u32>, used: u32| {
            // Sums in 64 bits: the comparison must hold at the very end of the range too.
            let sum = u64::from(used).saturating_add(wanted.into());
            limit.filter(|limit| sum > u64::from(*limit))
        };
        if let Some(limit) = over(self.user, used.user) {
            let used = used.user;
            return Err(OverLimit::User {
                limit,
                used,
                wanted,
            });
        }
        if let Some(limit) = over(self.day, used.day) {
            let used = used.day;
            return Err(OverLimit::Day {
                limit,
                used,
                wanted,
            });
        }
        Ok(())
    }
}

impl OverLimit {
    /// The limit.
    pub const fn limit(self) -> u32 {
        match self {
            OverLimit::Campaign { limit, .. }
            | OverLimit::User { limit, .. }
            | OverLimit::Day { limit, .. } => limit,
        }
    }
}

impl OverLimit {
    /// In a sentence: how much it is, and what is left.
    pub fn in_words(self) -> String {
        let (wanted, limit, used, whose) = match self {
            OverLimit::Campaign { limit, wanted } => {
                let wanted = counted(wanted, "message");
                return [
                    "This is ",
                    &wanted,
                    "; one campaign may send ",
                    &number(limit),
                    ".",
                ]
                .concat();
            }
            OverLimit::User {
                limit,
                used,
                wanted,
            } => (wanted, limit, used, " that you may send in a day (UTC) "),
            OverLimit::Day {
                limit,
                used,
                wanted,
            } => (
                wanted,
                limit,
                used,
                " that all together may send in a day (UTC) ",
            ),
        };
        let left = limit.saturating_sub(used);
        [
            "This is ",
            &counted(wanted, "message"),
            "; of the ",
            &number(limit),
            whose,
            &number(left),
            if left == 1 { " is left." } else { " are left." },
        ]
        .concat()
    }

    /// For the API: 422 where it can never be sent, 429 where it can on another day. `now` in milliseconds.
    pub fn problem(self, now: i64) -> Problem {
        let mut problem = Problem::new(Code::OverLimit)
            .because(self.in_words())
            .over(self.limit());
        if !matches!(self, OverLimit::Campaign { .. }) {
            problem.status = 429;
            problem.retry_after = Some(seconds_left_of_day(now));
        }
        problem
    }
}

/// From when on an SMS to a number keeps it cool: none where there is no cool-down. `now` in milliseconds.
///
/// Counted back from the full hour, so that a plan is the same plan for as long as the hour lasts: a number is spared for
/// so many hours at least, and less than one more.
pub fn cool_since(now: i64, hours: u32) -> Option<i64> {
    let this_hour = now.saturating_sub(now.rem_euclid(HOUR_MS));
    let back = i64::from(hours).saturating_mul(HOUR_MS);
    (hours > 0).then(|| this_hour.saturating_sub(back))
}

/// Why a number is spared, though it could be texted. `last`: when it had its last SMS; `since`: see [`cool_since`].
pub fn spared(
    destinations: &Destinations,
    mobile: &Mobile,
    last: Option<i64>,
    since: Option<i64>,
) -> Option<Skip> {
    if !destinations.allow(mobile) {
        return Some(Skip::Country);
    }
    let warm = last.zip(since).is_some_and(|(last, since)| last >= since);
    warm.then_some(Skip::CoolDown)
}

#[cfg(test)]
mod tests;
