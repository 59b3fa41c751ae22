//! Why an SMS did not arrive, in words.

use super::{Explanation, explain_error_code};
use crate::status::Status;

/// What is known of an SMS that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure<'a> {
    /// What became of it, if that is known.
    pub status: Option<Status>,
    /// Why it was not sent, or that this was in doubt, as it was stored when the gateway answered.
    pub reason: Option<&'a str>,
    /// The error code of its last report that has one.
    pub code: Option<&'a str>,
}

impl Failure<'_> {
    /// Why, in a sentence. What the network reports explains it better than what the gateway answered before, which may be
    /// no more than a doubt that the report has settled.
    pub fn in_words(self) -> String {
        // Zero says that there was no error.
        let code = self.code.map(str::trim);
        let code = code.filter(|code| code.bytes().any(|byte| byte != b'0'));
        if let Some(explained) = code.and_then(explain_error_code) {
            return Explanation::in_words(explained);
        }
        let reported = matches!(self.status, Some(Status::Expired | Status::Undelivered));
        match (code, self.reason) {
            (Some(code), _) if reported => {
                let why = [
                    "The network did not deliver it; its code ",
                    code,
                    " is not known here.",
                ];
                return why.concat();
            }
            (_, Some(reason)) if !reported => return sentence(reason),
            _ => {}
        }
        match self.status {
            Some(Status::Expired) => "It was not delivered in time.",
            Some(Status::Undelivered) => "The network did not deliver it, and does not say why.",
            _ => "The gateway refused it.",
        }
        .to_owned()
    }

    /// The same for a heading over many: without what the gateway said of this one alone, a code or words that may hold
    /// its number.
    pub fn kind(self) -> String {
        let cut = |reason| str::split_once(reason, " (").map_or(reason, |(words, _)| words);
        Failure {
            reason: self.reason.map(cut),
            ..self
        }
        .in_words()
    }
}

/// A reason as a sentence.
pub fn sentence(reason: &str) -> String {
    let mut sentence = [reason, "."].concat();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(
        status: Status,
        reason: Option<&'static str>,
        code: Option<&'static str>,
    ) -> Failure<'static> {
        Failure {
            status: Some(status),
            reason,
            code,
        }
    }

    #[test]
    fn a_failure_is_told_in_words() {
        let doubt = Some("the gateway did not answer in time");
        let refused = Some("the recipient's number is invalid (\u{201c}no +4179\u{201d}, code 8)");
        for (failed, words) in [
            (
                failed(Status::Undelivered, doubt, Some("027")),
                "The handset was off or out of reach. Send it again later.",
            ),
            (
                failed(Status::Undelivered, doubt, Some("999")),
                "The network did not deliver it; its code 999 is not known here.",
            ),
            (
                failed(Status::Undelivered, doubt, Some("000")),
                "The network did not deliver it, and does not say why.",
            ),
            (
                failed(Status::Expired, None, None),
                "It was not delivered in time.",
            ),
            (
                failed(Status::Rejected, refused, None),
                "The recipient's number is invalid.",
            ),
            (
                failed(
                    Status::Failed,
                    Some("given up after 6 attempts; last answer: the gateway is busy (HTTP 503)"),
                    None,
                ),
                "Given up after 6 attempts; last answer: the gateway is busy.",
            ),
            (
                failed(Status::Rejected, None, None),
                "The gateway refused it.",
            ),
        ] {
            assert_eq!(failed.kind(), words);
        }
        assert_eq!(
            failed(Status::Rejected, refused, None).in_words(),
            "The recipient's number is invalid (\u{201c}no +4179\u{201d}, code 8)."
        );
    }
}
