//! An error code, in words and with what to do about it.

use super::failure::sentence;

/// What happened, and what a person can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happened.
    pub what: &'static str,
    /// What to do about it.
    pub advice: &'static str,
}

impl Explanation {
    /// In two sentences.
    pub fn in_words(self) -> String {
        [&sentence(self.what), " ", self.advice].concat()
    }
}

/// Ask for the number.
pub(super) const WRONG_NUMBER: &str = "Ask for the number again and correct the record.";
/// It may pass.
pub(super) const LATER: &str = "Send it again later.";
/// SMS will not do.
pub(super) const ANOTHER_WAY: &str = "Reach the person another way.";
/// Nobody here can do anything.
pub(super) const GATEWAY: &str = "If it happens often, show the SMS ID to the gateway’s support.";
