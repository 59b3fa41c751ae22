//! How the gateway behaves towards a number: what it answers, and what it reports.

use serde::{Deserialize, Serialize};

/// What happens to a submission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Behaviour {
    /// What the caller gets.
    #[serde(default)]
    pub answer: Answer,
    /// What the callback gets, if the message was accepted.
    #[serde(default)]
    pub reports: Reports,
    /// For this many submissions only; then as if nothing had been set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// What the caller gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Accepted.
    #[default]
    Ok,
    /// Refused with this response code.
    Refuse(i32),
    /// 401, as for a wrong key.
    Unauthorized,
    /// 429, with `Retry-After` in seconds.
    TooMany(u32),
    /// 503, with `Retry-After` in seconds.
    Busy(u32),
    /// 503 with `Retry-After` in seconds, although accepted.
    BusyAfter(u32),
    /// 500, not accepted.
    ErrorBefore,
    /// 500, although accepted.
    ErrorAfter,
    /// Accepted, and never answers.
    Hang,
    /// Accepted, and the connection is cut without an answer.
    CutAfter,
    /// The connection is cut before anything is accepted.
    CutBefore,
    /// Accepted, and answers 200 with nonsense.
    Malformed,
    /// Accepted, and answers 200 with 10 MB.
    Huge,
    /// A redirect to elsewhere, not accepted.
    Redirect,
    /// Accepted, and answers after this many milliseconds.
    Slow(u64),
    /// Submitted with others: all are accepted, and the answer has one id too few. Alone as [`Answer::Ok`].
    BulkShort,
    /// Submitted with others: refused with code 8 as if all were, and the others are accepted. Alone refused.
    BulkRefusesOne,
}

impl Answer {
    /// Whether the gateway has the message.
    pub fn accepts(self) -> bool {
        matches!(
            self,
            Answer::Ok
                | Answer::BusyAfter(_)
                | Answer::ErrorAfter
                | Answer::Hang
                | Answer::CutAfter
                | Answer::Malformed
                | Answer::Huge
                | Answer::Slow(_)
                | Answer::BulkShort
        )
    }
}

/// What the callback gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reports {
    /// Delivered.
    #[default]
    Delivered,
    /// Sent, then delivered.
    SentThenDelivered,
    /// Delivered, and the same report again.
    Twice,
    /// Delivered, then sent.
    OutOfOrder,
    /// Undelivered, then delivered.
    Contradictory,
    /// Undelivered, with an error code.
    Undelivered,
    /// Expired.
    Expired,
    /// Rejected.
    Rejected,
    /// Nothing.
    Never,
    /// Delivered, before the answer to the submission.
    BeforeAnswer,
    /// Delivered, one report a segment.
    PerSegment,
    /// Delivered for all segments but the last, which is undelivered.
    LastSegmentLost,
    /// Delivered, under a reference that is not the caller's.
    ForeignReference,
    /// Delivered, without any reference.
    NoReference,
    /// A body that is no report.
    Garbage,
}

/// What the last four digits of a number choose. Every other number is well-behaved.
pub fn presets() -> [(&'static str, &'static str, Behaviour); 16] {
    let answer = |answer| Behaviour {
        answer,
        ..Behaviour::default()
    };
    let reports = |reports| Behaviour {
        reports,
        ..Behaviour::default()
    };
    [
        (
            "0001",
            "refuses the sender (code 6)",
            answer(Answer::Refuse(6)),
        ),
        (
            "0002",
            "refuses the number (code 8)",
            answer(Answer::Refuse(8)),
        ),
        (
            "0003",
            "does not accept the product key",
            answer(Answer::Unauthorized),
        ),
        ("0004", "is too busy (429)", answer(Answer::TooMany(30))),
        (
            "0005",
            "has an internal error (500)",
            answer(Answer::ErrorBefore),
        ),
        ("0006", "takes it and never answers", answer(Answer::Hang)),
        (
            "0007",
            "takes it and cuts the connection",
            answer(Answer::CutAfter),
        ),
        (
            "0008",
            "takes it and answers nonsense",
            answer(Answer::Malformed),
        ),
        ("0010", "cannot deliver it", reports(Reports::Undelivered)),
        ("0011", "never reports", reports(Reports::Never)),
        ("0012", "reports everything twice", reports(Reports::Twice)),
        (
            "0013",
            "reports in the wrong order",
            reports(Reports::OutOfOrder),
        ),
        (
            "0014",
            "reports before it answers",
            reports(Reports::BeforeAnswer),
        ),
        (
            "0015",
            "loses the last segment",
            reports(Reports::LastSegmentLost),
        ),
        (
            "0016",
            "says undelivered, then delivered",
            reports(Reports::Contradictory),
        ),
        ("0017", "lets it expire", reports(Reports::Expired)),
    ]
}

/// The preset for a number, by its last four digits.
pub fn preset(digits: &str) -> Behaviour {
    let chosen = presets()
        .into_iter()
        .find(|(last, ..)| digits.ends_with(last));
    chosen.map(|(.., behaviour)| behaviour).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_four_digits_choose() {
        assert_eq!(preset("41790000001").answer, Answer::Refuse(6));
        assert_eq!(preset("41790000012").reports, Reports::Twice);
        assert_eq!(preset("41791234565"), Behaviour::default());
    }

    #[test]
    fn a_behaviour_reads_as_it_is_written_in_tests() {
        let read: Behaviour =
            serde_json::from_str(r#"{"answer":{"too_many":2},"reports":"never","times":1}"#)
                .unwrap();
        let wanted = Behaviour {
            answer: Answer::TooMany(2),
            reports: Reports::Never,
            times: Some(1),
        };
        assert_eq!(read, wanted);
    }
}
