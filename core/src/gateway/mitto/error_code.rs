//! A report's error code, in words and with what to do about it.
//!
//! The numbers are those of the Mobile Application Part (3GPP TS 29.002, 17.6.6 and the error codes
//! of 17.5), which SMS centres put into a receipt's `err:` field. That Mitto forwards them as they
//! are is assumed: what it says besides is shown as it came.

use crate::gateway::explanation::{ANOTHER_WAY, Explanation, GATEWAY, LATER, WRONG_NUMBER};

const CODES: &[(u16, &str, &str)] = &[
    (1, "The network knows no such subscriber", WRONG_NUMBER),
    (
        5,
        "The network could not tell who the subscriber is",
        WRONG_NUMBER,
    ),
    (6, "The handset was off or out of reach", LATER),
    (9, "The network does not serve this subscriber", ANOTHER_WAY),
    (11, "The subscription does not take SMS", ANOTHER_WAY),
    (12, "The network has barred this handset", ANOTHER_WAY),
    (
        13,
        "The subscriber or the network bars such messages",
        ANOTHER_WAY,
    ),
    (21, "The network does not support the service", GATEWAY),
    (27, "The handset was off or out of reach", LATER),
    (31, "The handset was busy with another SMS", LATER),
    (
        32,
        "The handset did not take the SMS; its memory may be full",
        LATER,
    ),
    (33, "Too many SMS wait for this handset", LATER),
    (34, "The network had a fault", LATER),
    (35, "The network missed something in the request", GATEWAY),
    (
        36,
        "The network did not expect something in the request",
        GATEWAY,
    ),
];

/// The explanation of a code as a report carries it: `27`, `027`. Zero means "no error" and has
/// none.
pub(super) fn explain_error_code(code: &str) -> Option<Explanation> {
    let code: u16 = code.trim().parse().ok()?;
    CODES
        .iter()
        .find(|(known, ..)| *known == code)
        .map(|(_, what, advice)| Explanation { what, advice })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_what_happened_and_what_to_do() {
        let absent = explain_error_code("027").unwrap().in_words();
        assert_eq!(
            absent,
            "The handset was off or out of reach. Send it again later."
        );
        assert_eq!(explain_error_code(" 1 ").unwrap().advice, WRONG_NUMBER);
        for unknown in ["", "0", "000", "999", "E1", "-1", "70000"] {
            assert_eq!(explain_error_code(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn codes_are_listed_once_and_in_order() {
        assert!(CODES.is_sorted_by(|(one, ..), (next, ..)| one < next));
    }
}
