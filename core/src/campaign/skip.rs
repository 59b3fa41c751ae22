//! Why a member of a campaign gets no SMS.

use core::fmt;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use crate::api::{MobileProblem, Read, Source};
use crate::language::counted;

/// Why a member gets no SMS. In the order in which one is looked for: the first that holds is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub enum Skip {
    /// The mobile field is blank.
    NoMobile,
    /// The mobile field holds no valid mobile number.
    InvalidMobile,
    /// The number has opted out.
    OptedOut,
    /// Another member of the campaign has the same number.
    Duplicate,
    /// The number is of a country that Setup does not list.
    Country,
    /// The number had an SMS a short while ago.
    CoolDown,
    /// With the member's data nothing is left of the text.
    EmptyText,
    /// With the member's data the text needs more than 255 messages.
    TextTooLong,
}

impl Skip {
    /// Every reason.
    pub const ALL: [Skip; 8] = [
        Skip::NoMobile,
        Skip::InvalidMobile,
        Skip::OptedOut,
        Skip::Duplicate,
        Skip::Country,
        Skip::CoolDown,
        Skip::EmptyText,
        Skip::TextTooLong,
    ];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Skip::NoMobile => "no-mobile",
            Skip::InvalidMobile => "invalid-mobile",
            Skip::OptedOut => "opted-out",
            Skip::Duplicate => "duplicate",
            Skip::Country => "country",
            Skip::CoolDown => "cool-down",
            Skip::EmptyText => "empty-text",
            Skip::TextTooLong => "text-too-long",
        }
    }

    /// The reason with this word.
    pub fn from_word(word: &str) -> Option<Skip> {
        Skip::ALL.into_iter().find(|skip| skip.as_str() == word)
    }

    /// What people are told, behind a number: "3 have no mobile number".
    pub const fn words(self, one: bool) -> &'static str {
        match (self, one) {
            (Skip::NoMobile, true) => "has no mobile number",
            (Skip::NoMobile, false) => "have no mobile number",
            (Skip::InvalidMobile, true) => "has a mobile number that is not valid",
            (Skip::InvalidMobile, false) => "have a mobile number that is not valid",
            (Skip::OptedOut, true) => "has opted out",
            (Skip::OptedOut, false) => "have opted out",
            (Skip::Duplicate, true) => "has the number of another member",
            (Skip::Duplicate, false) => "have the number of another member",
            (Skip::Country, true) => "is in a country that Setup does not allow",
            (Skip::Country, false) => "are in a country that Setup does not allow",
            (Skip::CoolDown, true) => "had an SMS a short while ago",
            (Skip::CoolDown, false) => "had an SMS a short while ago",
            (Skip::EmptyText, true) => "would get an empty text",
            (Skip::EmptyText, false) => "would get an empty text",
            (Skip::TextTooLong, true) => "would get a text of more than 255 messages",
            (Skip::TextTooLong, false) => "would get a text of more than 255 messages",
        }
    }
}

impl Skip {
    /// So many members with this reason, as an element shows it.
    pub fn said(self, members: u32) -> String {
        let [one, other] = [true, false].map(|one| ["{0} ", self.words(one)].concat());
        counted(members, &one, &other)
    }
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<MobileProblem> for Skip {
    fn from(problem: MobileProblem) -> Skip {
        match problem {
            MobileProblem::NoMobile => Skip::NoMobile,
            MobileProblem::InvalidMobile => Skip::InvalidMobile,
        }
    }
}

/// How many members are skipped, by reason. In JSON an object: `{"no-mobile": 3}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "BTreeMap<Skip, u32>")]
pub struct Skipped([u32; Skip::ALL.len()]);

impl Serialize for Skipped {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reasons = self.iter().map(|(skip, members)| (skip.as_str(), members));
        serializer.collect_map(reasons)
    }
}

impl From<BTreeMap<Skip, u32>> for Skipped {
    fn from(reasons: BTreeMap<Skip, u32>) -> Skipped {
        let mut skipped = Skipped::new();
        for (skip, members) in reasons {
            skipped.add(skip, members);
        }
        skipped
    }
}

impl Skipped {
    /// Nobody.
    pub const fn new() -> Skipped {
        Skipped([0; Skip::ALL.len()])
    }

    /// Adds members that are skipped for a reason.
    pub fn add(&mut self, skip: Skip, members: u32) {
        for (reason, sum) in Skip::ALL.into_iter().zip(&mut self.0) {
            if reason == skip {
                *sum = sum.saturating_add(members);
            }
        }
    }

    /// How many are skipped for a reason.
    pub fn of(&self, skip: Skip) -> u32 {
        self.iter()
            .find(|(reason, _)| *reason == skip)
            .map_or(0, |(_, members)| members)
    }

    /// How many are skipped.
    pub fn total(&self) -> u32 {
        self.iter()
            .fold(0, |sum, (_, members)| sum.saturating_add(members))
    }

    /// The reasons that there are, with how many.
    pub fn iter(&self) -> impl Iterator<Item = (Skip, u32)> {
        let reasons = Skip::ALL.into_iter().zip(self.0);
        reasons.filter(|(_, members)| *members > 0)
    }
}

impl Read for Skipped {
    fn read(source: &impl Source) -> Option<Skipped> {
        let mut skipped = Skipped::new();
        for skip in Skip::ALL {
            skipped.add(skip, source.number(skip.as_str()).unwrap_or_default());
        }
        Some(skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_on_the_wire_is_the_word_in_the_type() {
        for skip in Skip::ALL {
            assert_eq!(serde_json::to_value(skip).unwrap(), skip.as_str());
            assert_eq!(Skip::from_word(skip.as_str()), Some(skip));
        }
        assert_eq!(Skip::from_word("other"), None);
    }

    #[test]
    fn the_skipped_are_counted_by_reason_and_travel_as_an_object() {
        let mut skipped = Skipped::new();
        skipped.add(Skip::OptedOut, 2);
        skipped.add(Skip::NoMobile, 1);
        skipped.add(Skip::OptedOut, 1);
        skipped.add(Skip::Duplicate, 0);
        assert_eq!((skipped.of(Skip::OptedOut), skipped.total()), (3, 4));
        let json = serde_json::json!({"no-mobile": 1, "opted-out": 3});
        assert_eq!(serde_json::to_value(&skipped).unwrap(), json);
        assert_eq!(Skipped::read(&json), Some(skipped));
        let newer = serde_json::json!({"asleep": 1, "opted-out": "2"});
        assert_eq!(Skipped::read(&newer), Some(Skipped::new()));
    }
}
