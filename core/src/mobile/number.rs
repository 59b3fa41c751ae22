//! The number itself.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// A mobile number in E.164: `+` and 7 to 15 digits, the first not 0 (ITU-T E.164 section 6).
/// Tokelau's have 7: `+690` and four.
///
/// `Debug` is masked, because debug output ends up in logs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Mobile(String);

impl Mobile {
    /// With the plus.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without the plus, as the gateway wants it.
    pub fn digits(&self) -> &str {
        self.0.strip_prefix('+').unwrap_or(&self.0)
    }

    /// The first and last two digits only, for whatever a person may read later: `+41•••••67`.
    pub fn masked(&self) -> String {
        let digits = self.digits();
        let (head, tail) = (
            digits.get(..2),
            digits.get(digits.len().saturating_sub(2)..),
        );
        [
            "+",
            head.unwrap_or_default(),
            "•••••",
            tail.unwrap_or_default(),
        ]
        .concat()
    }
}

/// Why a text is no mobile number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MobileError {
    /// Nothing there.
    Empty,
    /// Not `+` and 7 to 15 digits.
    NotE164,
    /// No number of its region: too short, too long, or a prefix nobody has.
    NotANumber,
    /// A number that no SMS reaches: a fixed line, a service, a pager, or nobody's.
    NotMobile,
}

impl MobileError {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            MobileError::Empty => "mobile-empty",
            MobileError::NotE164 => "mobile-not-e164",
            MobileError::NotANumber => "mobile-not-a-number",
            MobileError::NotMobile => "mobile-not-mobile",
        }
    }
}

impl fmt::Display for MobileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MobileError::Empty => "A mobile number is needed.",
            MobileError::NotE164 => "A mobile number is + and 7 to 15 digits, like +41791234567.",
            MobileError::NotANumber => {
                "No phone has this number. Check the digits and the country code."
            }
            MobileError::NotMobile => "This is not a mobile number, so no SMS would arrive.",
        })
    }
}

impl core::error::Error for MobileError {}

impl FromStr for Mobile {
    type Err = MobileError;

    /// Structure only; whether the number can exist is decided with the numbering plans, at the edge.
    fn from_str(text: &str) -> Result<Self, MobileError> {
        if text.is_empty() {
            return Err(MobileError::Empty);
        }
        let digits = text.strip_prefix('+').ok_or(MobileError::NotE164)?;
        let shaped = (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        match shaped {
            true => Ok(Mobile(text.to_owned())),
            false => Err(MobileError::NotE164),
        }
    }
}

impl TryFrom<String> for Mobile {
    type Error = MobileError;

    fn try_from(text: String) -> Result<Self, MobileError> {
        text.parse()
    }
}

impl From<Mobile> for String {
    fn from(mobile: Mobile) -> String {
        mobile.0
    }
}

impl fmt::Display for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e164_and_nothing_else() {
        let mobile: Mobile = "+41791234567".parse().unwrap();
        assert_eq!(mobile.digits(), "41791234567");
        for bad in [
            "",
            "41791234567",
            "+0791234567",
            "+4179",
            "+1234567890123456",
            "+4179 123",
            "+４１791234567",
        ] {
            assert!(bad.parse::<Mobile>().is_err(), "{bad}");
        }
    }

    #[test]
    fn debug_output_is_masked() {
        let mobile: Mobile = "+41791234567".parse().unwrap();
        assert_eq!(format!("{mobile:?}"), "+41•••••67");
    }
}
