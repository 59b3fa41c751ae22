//! What an SMS record's status means, and how everything known about it folds into one.
//!
//! The status is a pure function of the *set* of facts known (DESIGN section 4): the maximum over
//! one total order. A maximum is commutative, associative and idempotent, so neither the order of
//! reports nor a repeat can change it.

use core::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::{FromJson, Mismatch};

/// Without a report for so long, 72 hours, an accepted SMS is *shown* as `NO REPORT`.
pub const NO_REPORT_AFTER_MS: i64 = 72 * 3_600_000;

/// The stored status of an SMS record, in rising order of what wins.
///
/// Within one rank of the design's table the order is fixed as well, so that the fold has exactly
/// one answer for every set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Status {
    /// The record exists.
    Queued,
    /// Claimed by one dispatcher.
    Sending,
    /// The gateway may have taken it. Shown as "maybe sent".
    Unknown,
    /// Accepted by the gateway.
    Sent,
    /// The gateway or the network refused it.
    Rejected,
    /// We gave up before the gateway took it.
    Failed,
    /// Its validity ran out before it reached the handset.
    Expired,
    /// The network could not deliver it.
    Undelivered,
    /// The handset has it. Beats every failure.
    Delivered,
    /// Never submitted, and never will be.
    Cancelled,
    /// A reply that is no opt-out.
    Received,
    /// A reply that opted its number out.
    OptOut,
}

impl Status {
    /// Every status, in order.
    pub const ALL: [Status; 12] = [
        Status::Queued,
        Status::Sending,
        Status::Unknown,
        Status::Sent,
        Status::Rejected,
        Status::Failed,
        Status::Expired,
        Status::Undelivered,
        Status::Delivered,
        Status::Cancelled,
        Status::Received,
        Status::OptOut,
    ];

    /// The word in the API and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Queued => "QUEUED",
            Status::Sending => "SENDING",
            Status::Unknown => "UNKNOWN",
            Status::Sent => "SENT",
            Status::Rejected => "REJECTED",
            Status::Failed => "FAILED",
            Status::Expired => "EXPIRED",
            Status::Undelivered => "UNDELIVERED",
            Status::Delivered => "DELIVERED",
            Status::Cancelled => "CANCELLED",
            Status::Received => "RECEIVED",
            Status::OptOut => "OPT-OUT",
        }
    }

    /// The status with this word.
    pub fn from_word(word: &str) -> Option<Status> {
        Status::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
    }

    /// What everything known makes of it: the larger of the two.
    #[must_use]
    pub fn join(self, other: Status) -> Status {
        self.max(other)
    }

    /// The place in the total order, for a database column: a row may only ever rise.
    pub const fn rank(self) -> u8 {
        self as u8
    }

    /// Whether nothing more is expected. A later report may still raise it (a receipt beats a
    /// failure), but nobody needs to wait for one.
    pub const fn is_final(self) -> bool {
        !matches!(
            self,
            Status::Queued | Status::Sending | Status::Unknown | Status::Sent
        )
    }

    /// What a person sees for this status `age_ms` milliseconds after the gateway took it.
    pub const fn shown(self, age_ms: i64) -> Shown {
        match self {
            Status::Sent | Status::Unknown if age_ms > NO_REPORT_AFTER_MS => Shown::NoReport,
            status => Shown::Stored(status),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Status> for &'static str {
    fn from(status: Status) -> &'static str {
        status.as_str()
    }
}

/// A word that is no status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownStatus;

impl fmt::Display for UnknownStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a status of an SMS")
    }
}

impl core::error::Error for UnknownStatus {}

impl TryFrom<String> for Status {
    type Error = UnknownStatus;

    fn try_from(word: String) -> Result<Self, UnknownStatus> {
        Status::from_word(&word).ok_or(UnknownStatus)
    }
}

/// A status as it is shown: the stored one, or `NO REPORT`, which is computed when read and never
/// stored, so a late report simply wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Shown {
    /// What is stored.
    Stored(Status),
    /// Accepted long ago and never heard of again.
    NoReport,
}

impl Shown {
    /// The word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Shown::Stored(status) => status.as_str(),
            Shown::NoReport => "NO REPORT",
        }
    }

    /// Whether nothing more is expected.
    pub const fn is_final(self) -> bool {
        match self {
            Shown::Stored(status) => status.is_final(),
            Shown::NoReport => true,
        }
    }
}

impl From<Shown> for &'static str {
    fn from(shown: Shown) -> &'static str {
        shown.as_str()
    }
}

impl From<Status> for Shown {
    fn from(status: Status) -> Shown {
        Shown::Stored(status)
    }
}

impl FromJson for Shown {
    fn from_json(value: Value) -> Result<Shown, Mismatch> {
        String::from_json(value)?
            .try_into()
            .map_err(|_| Mismatch::needed("a status"))
    }
}

impl TryFrom<String> for Shown {
    type Error = UnknownStatus;

    fn try_from(word: String) -> Result<Self, UnknownStatus> {
        if word == Shown::NoReport.as_str() {
            return Ok(Shown::NoReport);
        }
        Status::try_from(word).map(Shown::Stored)
    }
}

/// One report's contribution: what it says, and of which segment (`None`: of the whole SMS).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The status it reports.
    pub status: Status,
    /// The segment it is about, from 1.
    pub segment: Option<u8>,
}

/// What a set of facts comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folded {
    /// The status.
    pub status: Status,
    /// How many segments a handset has confirmed.
    pub delivered_segments: u32,
    /// A failure and a delivery are both on record for the same segment.
    pub contradictory: bool,
}

/// Folds all that is known about one SMS of `segments` segments: `dispatch` is what its own
/// sending came to, `facts` what the reports say. The order and repeats of `facts` do not matter.
pub fn fold(dispatch: Status, segments: u32, facts: &[Fact]) -> Folded {
    let status = facts
        .iter()
        .map(|fact| fact.status)
        .fold(dispatch, Status::join);
    let about = |segment: u32, wanted: fn(Status) -> bool| {
        facts.iter().any(|fact| {
            wanted(fact.status) && fact.segment.is_none_or(|at| u32::from(at) == segment)
        })
    };
    let delivered = |segment| about(segment, |status| status == Status::Delivered);
    let failed = |segment| {
        about(segment, |status| {
            matches!(
                status,
                Status::Rejected | Status::Expired | Status::Undelivered
            )
        })
    };
    let of_all = || 1..=segments.max(1);
    Folded {
        status,
        delivered_segments: of_all().map(|segment| u32::from(delivered(segment))).sum(),
        contradictory: of_all().any(|segment| delivered(segment) && failed(segment)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_one_word_and_comes_back_from_it() {
        for status in Status::ALL {
            assert_eq!(Status::from_word(status.as_str()), Some(status));
        }
        assert_eq!(Status::from_word("delivered"), None);
    }

    #[test]
    fn the_order_is_the_designs_table() {
        let ranks = Status::ALL.map(Status::rank);
        assert!(ranks.is_sorted());
        assert!(Status::Delivered > Status::Undelivered);
        assert!(Status::Undelivered > Status::Rejected);
        assert!(Status::Rejected > Status::Sent);
        assert!(Status::Sent > Status::Unknown);
    }

    #[test]
    fn a_silent_gateway_shows_after_72_hours_and_a_late_report_still_wins() {
        let hour = 3_600_000;
        assert_eq!(Status::Sent.shown(72 * hour), Shown::Stored(Status::Sent));
        assert_eq!(Status::Sent.shown(72 * hour + 1), Shown::NoReport);
        assert_eq!(
            Status::Delivered.shown(999 * hour),
            Shown::Stored(Status::Delivered)
        );
        assert_eq!(
            Status::Queued.shown(999 * hour),
            Shown::Stored(Status::Queued)
        );
    }

    #[test]
    fn two_of_three_delivered() {
        let facts = [
            Fact {
                status: Status::Delivered,
                segment: Some(1),
            },
            Fact {
                status: Status::Delivered,
                segment: Some(3),
            },
            Fact {
                status: Status::Delivered,
                segment: Some(3),
            },
            Fact {
                status: Status::Undelivered,
                segment: Some(2),
            },
        ];
        let folded = fold(Status::Sent, 3, &facts);
        assert_eq!(
            folded,
            Folded {
                status: Status::Delivered,
                delivered_segments: 2,
                contradictory: false
            }
        );
    }

    #[test]
    fn a_report_of_the_whole_sms_speaks_for_every_segment() {
        let facts = [
            Fact {
                status: Status::Undelivered,
                segment: None,
            },
            Fact {
                status: Status::Delivered,
                segment: None,
            },
        ];
        let folded = fold(Status::Unknown, 2, &facts);
        assert_eq!(
            folded,
            Folded {
                status: Status::Delivered,
                delivered_segments: 2,
                contradictory: true
            }
        );
    }

    #[test]
    fn nothing_reported_leaves_what_the_dispatch_came_to() {
        assert_eq!(fold(Status::Unknown, 1, &[]).status, Status::Unknown);
    }
}
