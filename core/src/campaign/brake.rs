//! The brake on spending: how much may be sent, to where, how often.
//!
//! The rules are pure; the counters are the database's, which adds and compares in one statement.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::skip::Skip;
use super::words::{counted, number};
use crate::api::{Code, FromJson, Mismatch, Problem};
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

/// The countries that may be texted, by the calling codes of their numbers (`41`, `1`, `1787`); all, where none is
/// listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destinations(Vec<String>);

/// Most digits of a calling code with an area's behind it.
const CODE_DIGITS: usize = 7;

impl Destinations {
    /// Most codes of a list.
    pub const LIMIT: usize = 300;

    /// Reads codes, each with a plus or without, and once.
    ///
    /// # Errors
    /// `invalid-field` at `destinations`, for the first that is no calling code, or for too many.
    pub fn of<'c>(list: impl IntoIterator<Item = &'c str>) -> Result<Destinations, Problem> {
        const FIELD: &str = "destinations";
        let mut codes: Vec<String> = Vec::new();
        for word in list {
            let word = word.trim();
            let code = word.strip_prefix('+').unwrap_or(word);
            let digits = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
            if !digits || code.starts_with('0') || code.len() > CODE_DIGITS {
                let why = [
                    "“",
                    word,
                    "” is no calling code. Give digits without zeros before them, like 41 for Switzerland.",
                ];
                return Err(Problem::field(FIELD, why.concat()));
            }
            if !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
            }
        }
        if codes.len() > Destinations::LIMIT {
            return Err(Problem::field(FIELD, "At most 300 calling codes.").over(300));
        }
        Ok(Destinations(codes))
    }

    /// Whether a number may be texted.
    pub fn allow(&self, mobile: &Mobile) -> bool {
        let listed = |code: &String| mobile.digits().starts_with(code.as_str());
        self.0.is_empty() || self.0.iter().any(listed)
    }

    /// The same for a request.
    ///
    /// # Errors
    /// `country-not-allowed` at `to`.
    pub fn admit(&self, mobile: &Mobile) -> Result<(), Problem> {
        match self.allow(mobile) {
            true => Ok(()),
            false => {
                let why = [
                    "Setup allows numbers that begin with +",
                    &self.0.join(", +"),
                    ".",
                ];
                Err(Problem::new(Code::CountryNotAllowed)
                    .about("to")
                    .because(why.concat()))
            }
        }
    }

    /// The calling codes.
    pub fn codes(&self) -> &[String] {
        &self.0
    }
}

impl FromJson for Destinations {
    fn from_json(value: Value) -> Result<Destinations, Mismatch> {
        Vec::from_json(value).map(Destinations)
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
                "This is 41 messages; of the 500 that you may send in a day (UTC) 40 are left.",
            ),
            (
                OverLimit::Day {
                    limit: 500,
                    used: 501,
                    wanted: 1,
                },
                "This is 1 message; of the 500 that all together may send in a day (UTC) 0 are left.",
            ),
        ] {
            assert_eq!(refusal.in_words(), words);
        }
    }

    fn codes(list: &str) -> Result<Destinations, Problem> {
        Destinations::of(list.split(',').filter(|one| !one.is_empty()))
    }

    #[test]
    fn countries_are_told_by_their_calling_codes() {
        let some = codes("+41, 43,1787,41").unwrap();
        assert!(some.allow(&mobile("+41791234567")));
        assert!(some.allow(&mobile("+17871234567")));
        assert!(!some.allow(&mobile("+12121234567")));
        assert!(!some.allow(&mobile("+49151234567")));
        assert!(Destinations::default().allow(&mobile("+49151234567")));
        assert_eq!(some.codes(), ["41", "43", "1787"]);
        let refused = some.admit(&mobile("+49151234567")).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("to"));
        assert_eq!(
            refused.detail.as_deref(),
            Some("Setup allows numbers that begin with +41, +43, +1787.")
        );
        for bad in ["CH", "+", "041", "41,x", "12345678", "41, "] {
            let why = codes(bad).unwrap_err();
            assert_eq!(why.field.as_deref(), Some("destinations"), "{bad}");
        }
        let many: Vec<String> = (1000..1301).map(|code| code.to_string()).collect();
        assert_eq!(codes(&many.join(",")).unwrap_err().limit, Some(300));
    }

    #[test]
    fn a_number_cools_down_from_hour_to_hour() {
        let all = Destinations::default();
        let to = mobile("+41791234567");
        let spared = |last, now, hours| spared(&all, &to, last, cool_since(now, hours));
        let hour = 3_600_000;
        assert_eq!(spared(Some(0), hour, 1), Some(Skip::CoolDown));
        assert_eq!(spared(Some(0), 2 * hour - 1, 1), Some(Skip::CoolDown));
        assert_eq!(spared(Some(0), 2 * hour, 1), None);
        assert_eq!(spared(Some(1), 2 * hour, 1), None);
        assert_eq!(spared(Some(hour), 2 * hour, 1), Some(Skip::CoolDown));
        assert_eq!(spared(None, 0, 24), None);
        assert_eq!(spared(Some(0), 0, 0), None);
        let swiss = codes("41").unwrap();
        let german = mobile("+49151234567");
        assert_eq!(
            super::spared(&swiss, &german, None, None),
            Some(Skip::Country)
        );
    }

    #[test]
    fn a_day_is_one_of_utc_and_a_refusal_says_when_it_ends() {
        let day = 86_400_000;
        assert_eq!((day_of(0), day_of(day - 1), day_of(day)), (0, 0, 1));
        assert_eq!(seconds_left_of_day(0), 86_400);
        assert_eq!(seconds_left_of_day(day - 1), 1);
        assert_eq!(seconds_left_of_day(day - 1001), 2);
        let over = OverLimit::Day {
            limit: 5,
            used: 5,
            wanted: 1,
        };
        let problem = over.problem(day - 60_000);
        assert_eq!((problem.status, problem.retry_after), (429, Some(60)));
        let over = OverLimit::Campaign {
            limit: 5,
            wanted: 6,
        };
        let problem = over.problem(0);
        assert_eq!((problem.status, problem.retry_after), (422, None));
        assert_eq!(problem.limit, Some(5));
    }

    proptest::proptest! {
        /// Whoever asks, in whatever order: what is granted never exceeds a limit, and what is refused would have.
        #[test]
        fn the_granted_never_exceed_the_limit(
            asked in proptest::collection::vec((0..3_usize, 0..40_u32), 0..60),
            user in proptest::option::of(0..300_u32),
            day in proptest::option::of(0..500_u32),
        ) {
            let limits = Limits { campaign: Some(30), user, day };
            let (mut users, mut all) = ([0; 3], 0);
            for (who, wanted) in asked {
                let used = Used { user: users[who], day: all };
                match limits.allow(used, wanted) {
                    Ok(()) => {
                        users[who] += wanted;
                        all += wanted;
                        proptest::prop_assert!(wanted <= 30);
                    }
                    Err(why) => {
                        let (sum, limit) = match why {
                            OverLimit::Campaign { limit, wanted } => (wanted, limit),
                            OverLimit::User { limit, used, wanted }
                            | OverLimit::Day { limit, used, wanted } => (used + wanted, limit),
                        };
                        proptest::prop_assert!(sum > limit);
                    }
                }
                proptest::prop_assert!(user.is_none_or(|limit| users.iter().all(|one| *one <= limit)));
                proptest::prop_assert!(day.is_none_or(|limit| all <= limit));
            }
        }
    }
}
