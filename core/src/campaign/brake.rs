//! The brake on spending: how much may be sent, to where, how often.
//!
//! The rules are pure; the counters are the database's, which adds and compares in one statement.

use core::fmt;

use super::skip::Skip;
use super::words::{counted, number};
use crate::mobile::Mobile;

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

impl fmt::Display for OverLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            OverLimit::Campaign { limit, wanted } => write!(
                f,
                "This is {}; one campaign may send {}.",
                counted(wanted, "message"),
                number(limit)
            ),
            OverLimit::User {
                limit,
                used,
                wanted,
            } => write!(
                f,
                "This is {}; of your {} a day {} are left.",
                counted(wanted, "message"),
                number(limit),
                number(limit.saturating_sub(used))
            ),
            OverLimit::Day {
                limit,
                used,
                wanted,
            } => write!(
                f,
                "This is {}; of the {} that all together may send a day {} are left.",
                counted(wanted, "message"),
                number(limit),
                number(limit.saturating_sub(used))
            ),
        }
    }
}

/// The countries that may be texted, by the calling codes of their numbers (`41`, `1`, `1787`); all, where none is
/// listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destinations(Vec<String>);

/// Most digits of a calling code with an area's behind it.
const CODE_DIGITS: usize = 7;

impl Destinations {
    /// Reads a list with commas or blanks between, each with a plus or without.
    ///
    /// # Errors
    /// The first that is no calling code.
    pub fn read(list: &str) -> Result<Destinations, String> {
        let mut codes = Vec::new();
        for word in list
            .split([',', ' ', ';', '\n'])
            .filter(|word| !word.is_empty())
        {
            let code = word.strip_prefix('+').unwrap_or(word);
            let digits = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
            if !digits || code.starts_with('0') || code.len() > CODE_DIGITS {
                return Err(word.to_owned());
            }
            codes.push(code.to_owned());
        }
        Ok(Destinations(codes))
    }

    /// Whether a number may be texted.
    pub fn allow(&self, mobile: &Mobile) -> bool {
        let listed = |code: &String| mobile.digits().starts_with(code.as_str());
        self.0.is_empty() || self.0.iter().any(listed)
    }

    /// The calling codes.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// Why a number is spared, though it could be texted. `last`: when it had its last SMS, and `now`, in
/// milliseconds; `cool_down_hours`: 0 for none.
pub fn spared(
    destinations: &Destinations,
    mobile: &Mobile,
    last: Option<i64>,
    now: i64,
    cool_down_hours: u32,
) -> Option<Skip> {
    const HOUR_MS: i64 = 3_600_000;
    if !destinations.allow(mobile) {
        return Some(Skip::Country);
    }
    let cool_down = i64::from(cool_down_hours).saturating_mul(HOUR_MS);
    let warm = last.is_some_and(|last| now.saturating_sub(last) < cool_down);
    warm.then_some(Skip::CoolDown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mobile(text: &str) -> Mobile {
        text.to_owned().try_into().unwrap()
    }

    #[test]
    fn a_limit_is_reached_exactly_and_never_passed() {
        let limits = Limits {
            campaign: Some(100),
            user: Some(150),
            day: Some(1000),
        };
        let used = |user, day| Used { user, day };
        assert_eq!(limits.allow(used(0, 0), 100), Ok(()));
        assert_eq!(
            limits.allow(used(0, 0), 101),
            Err(OverLimit::Campaign {
                limit: 100,
                wanted: 101
            })
        );
        assert_eq!(limits.allow(used(50, 0), 100), Ok(()));
        assert_eq!(
            limits.allow(used(51, 0), 100),
            Err(OverLimit::User {
                limit: 150,
                used: 51,
                wanted: 100
            })
        );
        assert_eq!(limits.allow(used(0, 900), 100), Ok(()));
        assert_eq!(
            limits.allow(used(0, 901), 100),
            Err(OverLimit::Day {
                limit: 1000,
                used: 901,
                wanted: 100
            })
        );
        let none = Limits::default();
        assert_eq!(none.allow(used(u32::MAX, u32::MAX), u32::MAX), Ok(()));
        let most = Limits {
            day: Some(u32::MAX),
            ..none
        };
        assert_eq!(most.allow(used(0, 0), u32::MAX), Ok(()));
        assert!(most.allow(used(0, 1), u32::MAX).is_err());
        let nothing = Limits {
            day: Some(0),
            ..none
        };
        assert!(nothing.allow(used(0, 0), 1).is_err());
    }

    #[test]
    fn a_refusal_has_its_figures() {
        for (refusal, words) in [
            (
                OverLimit::Campaign {
                    limit: 1000,
                    wanted: 1200,
                },
                "This is 1,200 messages; one campaign may send 1,000.",
            ),
            (
                OverLimit::User {
                    limit: 500,
                    used: 460,
                    wanted: 41,
                },
                "This is 41 messages; of your 500 a day 40 are left.",
            ),
            (
                OverLimit::Day {
                    limit: 500,
                    used: 501,
                    wanted: 1,
                },
                "This is 1 message; of the 500 that all together may send a day 0 are left.",
            ),
        ] {
            assert_eq!(refusal.to_string(), words);
        }
    }

    #[test]
    fn countries_are_told_by_their_calling_codes() {
        let swiss = Destinations::read("+41, 43 1787").unwrap();
        assert!(swiss.allow(&mobile("+41791234567")));
        assert!(swiss.allow(&mobile("+17871234567")));
        assert!(!swiss.allow(&mobile("+12121234567")));
        assert!(!swiss.allow(&mobile("+49151234567")));
        assert!(Destinations::default().allow(&mobile("+49151234567")));
        assert_eq!(swiss.codes().collect::<Vec<_>>(), ["41", "43", "1787"]);
        for bad in ["CH", "+", "041", "41, x", "12345678"] {
            assert!(Destinations::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_number_cools_down_to_the_very_millisecond() {
        let all = Destinations::default();
        let to = mobile("+41791234567");
        let hour = 3_600_000;
        assert_eq!(
            spared(&all, &to, Some(0), hour - 1, 1),
            Some(Skip::CoolDown)
        );
        assert_eq!(spared(&all, &to, Some(0), hour, 1), None);
        assert_eq!(spared(&all, &to, None, 0, 24), None);
        assert_eq!(spared(&all, &to, Some(0), 0, 0), None);
        let swiss = Destinations::read("41").unwrap();
        assert_eq!(
            spared(&swiss, &mobile("+49151234567"), None, 0, 0),
            Some(Skip::Country)
        );
    }
}
