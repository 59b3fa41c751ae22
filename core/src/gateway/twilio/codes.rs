//! Twilio's error codes, of refusals and of reports: one list, as theirs is (twilio.com/docs/api/errors).

use crate::gateway::explanation::{ANOTHER_WAY, Explanation, GATEWAY, LATER, WRONG_NUMBER};

/// The person told Twilio to send nothing more.
pub(super) const OPTED_OUT: &str = "21610";

/// Too many messages wait for this sender.
pub(super) const QUEUE_FULL: i32 = 21_611;

const ACCOUNT: &str = "Check Account SID and auth token in Setup.";
const CONSOLE: &str = "Look at the account in the Twilio Console.";
const SENDER: &str = "Choose another sender, or add it in the Twilio Console.";
const TEXT: &str = "Change the text before you send it again.";

const CODES: &[(u16, &str, &str)] = &[
    (
        20_003,
        "Account SID and auth token do not fit together",
        ACCOUNT,
    ),
    (20_005, "the account is not active", CONSOLE),
    (20_404, "the account is not known", ACCOUNT),
    (20_429, "too many messages at once", LATER),
    (21_211, "the recipient's number is invalid", WRONG_NUMBER),
    (21_212, "the sender is invalid", SENDER),
    (
        21_265,
        "the recipient's number is a short code",
        WRONG_NUMBER,
    ),
    (
        21_266,
        "the sender and the recipient are the same number",
        WRONG_NUMBER,
    ),
    (21_267, "a trial account cannot send from a name", CONSOLE),
    (21_408, "the account may not send to this country", CONSOLE),
    (21_602, "the text is empty", TEXT),
    (21_603, "the sender is missing", SENDER),
    (21_606, "the sender is not a number of the account", SENDER),
    (
        21_608,
        "a trial account may send to verified numbers only",
        CONSOLE,
    ),
    (
        21_609,
        "the address of the callback is not one that Twilio can reach",
        "Set PUBLIC_URL to the public address of the Worker.",
    ),
    (
        21_610,
        "the recipient has opted out at Twilio",
        "The opt-out is recorded here as well. A reply of START takes it back.",
    ),
    (21_611, "too many messages wait for this sender", LATER),
    (21_612, "this sender cannot send to this number", SENDER),
    (21_614, "the recipient's number is no mobile", WRONG_NUMBER),
    (21_617, "the text is longer than 1,600 characters", TEXT),
    (21_635, "the recipient's number is a landline", WRONG_NUMBER),
    (21_659, "the sender is not a number of Twilio", SENDER),
    (21_660, "the sender is of another account", SENDER),
    (21_661, "the sender cannot send SMS", SENDER),
    (
        21_701,
        "the Messaging Service is not known",
        "Check the Messaging Service SID in Setup.",
    ),
    (
        21_703,
        "the Messaging Service has no sender for this number",
        SENDER,
    ),
    (21_704, "the Messaging Service has no senders", SENDER),
    (30_001, "too many messages waited for this sender", LATER),
    (30_002, "the account is suspended", CONSOLE),
    (30_003, "the handset was off or out of reach", LATER),
    (
        30_004,
        "the recipient or the network bars such messages",
        ANOTHER_WAY,
    ),
    (30_005, "the network knows no such number", WRONG_NUMBER),
    (
        30_006,
        "the number is a landline, or of a network that takes no SMS",
        ANOTHER_WAY,
    ),
    (30_007, "the network filtered the message as unwanted", TEXT),
    (30_008, "the network does not say why", GATEWAY),
    (
        30_010,
        "the message costs more than the account allows",
        CONSOLE,
    ),
    (30_022, "the sender's rate for the US is exceeded", LATER),
    (
        30_023,
        "the sender's daily limit for the US is reached",
        LATER,
    ),
    (30_032, "the toll-free sender is not verified", SENDER),
    (
        30_034,
        "the sender is not registered for messages to the US",
        SENDER,
    ),
    (30_410, "the network did not answer in time", LATER),
    (
        30_450,
        "the message was held back as a likely fraud",
        CONSOLE,
    ),
    (63_038, "the account's daily limit is reached", LATER),
];

/// The explanation of a code.
pub(super) fn find(code: u16) -> Option<Explanation> {
    CODES
        .iter()
        .find(|(known, ..)| *known == code)
        .map(|(_, what, advice)| Explanation { what, advice })
}

/// The explanation of a code as a report carries it.
pub(super) fn explain(code: &str) -> Option<Explanation> {
    find(code.trim().parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_listed_once_and_in_order_and_go_on_in_a_sentence() {
        assert!(CODES.is_sorted_by(|(one, ..), (next, ..)| one < next));
        for (code, what, advice) in CODES {
            assert!(!what.ends_with('.') && advice.ends_with('.'), "{code}");
            // A heading over many is cut at the first bracket.
            assert!(!what.contains('('), "{code}");
        }
    }

    #[test]
    fn a_code_says_what_happened_and_what_to_do() {
        let said = |code| explain(code).map(Explanation::in_words);
        assert_eq!(
            said("30003").as_deref(),
            Some("The handset was off or out of reach. Send it again later.")
        );
        assert_eq!(said(OPTED_OUT).unwrap().split('.').count(), 4);
        for unknown in ["", "0", "27", "99999", "-1", "x"] {
            assert_eq!(said(unknown), None, "{unknown}");
        }
    }
}
