//! What an answer means, when to try again, and when to give up.

use serde::{Deserialize, Serialize};

/// Waits before each further attempt of a webhook, seconds: the schedule that Standard Webhooks give. Ten attempts in a
/// little more than three days.
pub const WEBHOOK_DELAYS_S: &[u32] =
    &[5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// The same for the call to Salesforce, which has one receiver and must not lose anything: the last wait is repeated for as
/// long as it takes.
pub const SALESFORCE_DELAYS_S: &[u32] = &[5, 30, 120, 600, 1_800, 3_600];

/// Longest wait that an answer may ask for by `Retry-After`, seconds.
const LONGEST_ASKED_S: u32 = 86_400;

/// An endpoint that has answered nothing but failures for so long, milliseconds, is turned off: five days.
const GIVEN_UP_MS: i64 = 5 * 24 * 3_600_000;

/// What came of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    /// An answer with this status, and what it says in `Retry-After`; empty if nothing.
    Status(u16, &'a str),
    /// No answer.
    Nothing,
}

/// What becomes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was taken.
    Delivered,
    /// It is tried again in so many milliseconds.
    Again(i64),
    /// It was the last attempt.
    Failed,
    /// Nobody wants to hear anything there any more: 410.
    Gone,
}

/// One attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Which it was, from 1.
    pub number: u32,
    /// 0 to 255, for the jitter.
    pub random: u8,
}

impl Attempt {
    /// What becomes of the delivery of a webhook. 2xx is success; a redirect is none, and is not followed.
    pub fn fate(self, heard: Heard<'_>) -> Fate {
        let asked = match heard {
            Heard::Status(200..300, _) => return Fate::Delivered,
            Heard::Status(410, _) => return Fate::Gone,
            Heard::Status(_, retry_after) => retry_after,
            Heard::Nothing => "",
        };
        let place = usize::try_from(self.number).unwrap_or(usize::MAX);
        if place > WEBHOOK_DELAYS_S.len() {
            return Fate::Failed;
        }
        Fate::Again(delay_ms(WEBHOOK_DELAYS_S, self, asked))
    }
}

/// The wait behind an attempt, milliseconds: that of the list, whose last is repeated, and up to a fifth more by chance, so that
/// what failed together does not come together again. No less than an answer asks for in seconds.
pub fn delay_ms(delays_s: &[u32], attempt: Attempt, retry_after: &str) -> i64 {
    let place = usize::try_from(attempt.number.saturating_sub(1)).unwrap_or(usize::MAX);
    let listed = delays_s.get(place).or(delays_s.last()).copied();
    let asked = retry_after
        .trim()
        .parse()
        .unwrap_or(0_u32)
        .min(LONGEST_ASKED_S);
    let seconds = i64::from(listed.unwrap_or_default().max(asked));
    let chance = seconds
        .saturating_mul(200)
        .saturating_mul(attempt.random.into())
        / 255;
    seconds.saturating_mul(1_000).saturating_add(chance)
}

/// An endpoint that fails since before this moment is turned off now. Both in milliseconds since 1970.
pub const fn given_up_since(now: i64) -> i64 {
    now.saturating_sub(GIVEN_UP_MS)
}

/// What has become of a delivery, as the log tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// To be tried, or tried again. Without a next attempt: held, because the endpoint is off.
    Pending,
    /// Taken.
    Delivered,
    /// Given up.
    Failed,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn attempt(number: u32) -> Attempt {
        Attempt { number, random: 0 }
    }

    #[test]
    fn the_schedule_is_that_of_the_specification() {
        let mut total = 0;
        let mut number = 1;
        while let Fate::Again(wait) = attempt(number).fate(Heard::Nothing) {
            total += wait;
            number += 1;
        }
        // 75:35:05 since the first, at the tenth.
        assert_eq!((number, total / 1000), (10, 75 * 3600 + 35 * 60 + 5));
        assert_eq!(attempt(10).fate(Heard::Status(500, "")), Fate::Failed);
    }

    #[test]
    fn only_2xx_is_success_and_410_is_the_end() {
        for status in [200, 201, 204, 299] {
            assert_eq!(attempt(1).fate(Heard::Status(status, "")), Fate::Delivered);
        }
        for status in [199, 301, 302, 307, 400, 404, 429, 500, 503] {
            let fate = attempt(1).fate(Heard::Status(status, ""));
            assert_eq!(fate, Fate::Again(5_000), "{status}");
        }
        assert_eq!(attempt(1).fate(Heard::Status(410, "")), Fate::Gone);
        assert_eq!(attempt(10).fate(Heard::Status(200, "")), Fate::Delivered);
    }

    #[test]
    fn who_asks_for_time_gets_it_within_reason() {
        let wait = |asked| match attempt(1).fate(Heard::Status(503, asked)) {
            Fate::Again(wait) => wait / 1000,
            other => panic!("{other:?}"),
        };
        assert_eq!(wait("120"), 120);
        assert_eq!(wait(" 2 "), 5, "not sooner than the schedule");
        assert_eq!(wait("99999999"), 86_400);
        for unread in ["", "soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT"] {
            assert_eq!(wait(unread), 5, "{unread}");
        }
    }

    #[test]
    fn five_days_of_failure_are_the_end() {
        assert_eq!(given_up_since(1_764_000_000_000), 1_763_568_000_000);
    }

    proptest! {
        #[test]
        fn waits_grow_and_chance_adds_a_fifth_at_most(number in 1..40_u32, random: u8) {
            for delays in [WEBHOOK_DELAYS_S, SALESFORCE_DELAYS_S] {
                let bare = delay_ms(delays, attempt(number), "");
                let wait = delay_ms(delays, Attempt { number, random }, "");
                prop_assert!((bare..=bare + bare / 5).contains(&wait));
                prop_assert!(bare <= delay_ms(delays, attempt(number + 1), ""));
            }
        }
    }
}
