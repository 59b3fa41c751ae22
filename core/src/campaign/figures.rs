//! The figures of a plan, which its hash carries: so that whoever sends another plan than they saw is told in words what has
//! moved, though nobody keeps plans.

use super::skip::{Skip, Skipped};
use super::words::{counted, number};
use crate::api::PlanAnswer;

/// What of a plan is told where it has moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    recipients: u32,
    messages: u32,
    unicode: u32,
    skipped: Skipped,
}

/// Between the seal and the figures, and between two of these.
const BETWEEN: char = '-';

/// The seal alone, of a plan's hash.
pub fn seal_of(plan_hash: &str) -> &str {
    plan_hash
        .split_once(BETWEEN)
        .map_or(plan_hash, |(seal, _)| seal)
}

impl Figures {
    /// Those of a plan.
    pub fn of(plan: &PlanAnswer) -> Figures {
        Figures {
            recipients: plan.recipients,
            messages: plan.total_messages,
            unicode: plan.encodings.ucs2,
            skipped: plan.skipped.clone(),
        }
    }

    /// A plan's hash: its seal, and the figures behind it.
    pub fn beside(&self, seal: &str) -> String {
        let mut hash = seal.to_owned();
        let skipped = Skip::ALL.map(|skip| self.skipped.of(skip));
        for figure in [self.recipients, self.messages, self.unicode]
            .iter()
            .chain(&skipped)
        {
            hash.push(BETWEEN);
            hash.push_str(&figure.to_string());
        }
        hash
    }

    /// The figures in a plan's hash. `None` where it has none, or is none of ours. They are good for words and for
    /// nothing else: only the seal holds.
    pub fn in_hash(plan_hash: &str) -> Option<Figures> {
        let mut figures = plan_hash
            .split(BETWEEN)
            .skip(1)
            .map(|figure| figure.parse().ok());
        let mut next = || figures.next().flatten();
        let [recipients, messages, unicode] = [next()?, next()?, next()?];
        let mut skipped = Skipped::new();
        for skip in Skip::ALL {
            skipped.add(skip, next()?);
        }
        Some(Figures {
            recipients,
            messages,
            unicode,
            skipped,
        })
    }

    /// What has moved from a plan with this hash to these, in words. Where none of the figures has, it is somebody's
    /// number or data.
    pub fn moved_from(&self, plan_hash: &str) -> Vec<String> {
        let Some(before) = Figures::in_hash(plan_hash) else {
            let [people, messages] = [
                counted(self.recipients, "recipient"),
                counted(self.messages, "message"),
            ];
            return vec![["It is ", &messages, " to ", &people, " now"].concat()];
        };
        let mut moved = Vec::new();
        let mut figure = |now: u32, was: u32, thing: &str| {
            if now != was {
                moved.push([&counted(now, thing), " instead of ", &number(was)].concat());
            }
        };
        figure(self.recipients, before.recipients, "recipient");
        figure(self.messages, before.messages, "message");
        figure(self.unicode, before.unicode, "unicode text");
        for skip in Skip::ALL {
            let (now, was) = (self.skipped.of(skip), before.skipped.of(skip));
            if now != was {
                let words = [" ", skip.words(now == 1), " instead of "].concat();
                moved.push([&number(now), words.as_str(), &number(was)].concat());
            }
        }
        if moved.is_empty() {
            moved.push("The numbers or the data of some recipients have changed".to_owned());
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(recipients: u32, unicode: u32, opted_out: u32) -> Figures {
        let mut skipped = Skipped::new();
        skipped.add(Skip::OptedOut, opted_out);
        Figures {
            recipients,
            messages: recipients,
            unicode,
            skipped,
        }
    }

    #[test]
    fn what_moved_is_told_in_words() {
        let before = figures(1, 0, 2).beside("abc");
        assert_eq!(
            figures(2, 1, 3).moved_from(&before),
            [
                "2 recipients instead of 1",
                "2 messages instead of 1",
                "1 unicode text instead of 0",
                "3 have opted out instead of 2",
            ]
        );
        assert_eq!(
            figures(1, 0, 2).moved_from(&before),
            ["The numbers or the data of some recipients have changed"]
        );
        for unknown in ["", "abc", "abc-1-2", "abc-x-1-1-0-0-0-0-0-0-0-0"] {
            assert_eq!(
                figures(2, 0, 0).moved_from(unknown),
                ["It is 2 messages to 2 recipients now"],
                "{unknown}"
            );
        }
    }

    #[test]
    fn a_hash_is_the_seal_and_the_figures() {
        let some = figures(100_000, 7, 3);
        let hash = some.beside("0123abcd");
        assert_eq!(hash, "0123abcd-100000-100000-7-0-0-3-0-0-0-0-0");
        assert_eq!(seal_of(&hash), "0123abcd");
        assert_eq!(seal_of("0123abcd"), "0123abcd");
        assert_eq!(Figures::in_hash(&hash), Some(some));
    }
}
