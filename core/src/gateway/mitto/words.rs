//! The gateway's words and codes, in ours.

use crate::status::Status;

/// What a report's status word means; `None` for a word we do not know, which is stored and shown
/// as it is and changes no status. SMPP 3.4 section 5.2.28 has the short forms.
pub fn status_of_word(word: &str) -> Option<Status> {
    const WORDS: &[(&str, Status)] = &[
        ("delivered", Status::Delivered),
        ("delivrd", Status::Delivered),
        ("undelivered", Status::Undelivered),
        ("undeliverable", Status::Undelivered),
        ("undeliv", Status::Undelivered),
        ("failure", Status::Undelivered),
        ("failed", Status::Undelivered),
        ("expired", Status::Expired),
        ("rejected", Status::Rejected),
        ("rejectd", Status::Rejected),
        ("deleted", Status::Rejected),
        ("accepted", Status::Sent),
        ("acceptd", Status::Sent),
        ("buffered", Status::Sent),
        ("enroute", Status::Sent),
        ("sent", Status::Sent),
        ("pending", Status::Sent),
    ];
    let word = word.trim();
    WORDS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word))
        .map(|(_, status)| *status)
}

/// A response code of `POST /sms` in words (Mitto's developers guide).
pub(super) const fn explain_response_code(code: i32) -> Option<&'static str> {
    Some(match code {
        0 => "sent",
        1 => "internal error of the gateway",
        2 => "the message type is invalid",
        3 => "the text is empty",
        4 => "the text holds characters that its type does not allow",
        5 => "the sender is empty",
        6 => "the sender is invalid: 3 to 11 letters and digits, or 3 to 14 digits",
        7 => "the recipient's number is empty",
        8 => "the recipient's number is invalid",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_dialect_in_any_case() {
        assert_eq!(status_of_word("DELIVRD"), Some(Status::Delivered));
        assert_eq!(status_of_word(" Delivered "), Some(Status::Delivered));
        assert_eq!(status_of_word("Failure"), Some(Status::Undelivered));
        assert_eq!(status_of_word("deleted"), Some(Status::Rejected));
        assert_eq!(status_of_word("ENROUTE"), Some(Status::Sent));
        assert_eq!(status_of_word("teleported"), None);
        assert_eq!(status_of_word(""), None);
    }
}
