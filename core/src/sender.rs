//! Sender ids: what the handset shows as "from".

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::{FromJson, Mismatch};
use crate::language::msg;

/// Most digits of a numeric sender, a leading `+` not counted (the manual's limit; E.164 has 15 too).
pub const NUMERIC_LIMIT: usize = 15;

/// Most characters of a branded sender: 11 septet-coded characters fit the address field
/// (3GPP TS 23.040 section 9.1.2.5).
pub const BRANDED_LIMIT: usize = 11;

/// The two kinds of sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum SenderKind {
    /// A number that can be replied to.
    Numeric,
    /// A name.
    Branded,
}

impl FromJson for SenderKind {
    fn from_json(value: Value) -> Result<SenderKind, Mismatch> {
        match String::from_json(value)?.as_str() {
            "numeric" => Ok(SenderKind::Numeric),
            "branded" => Ok(SenderKind::Branded),
            _ => Err(Mismatch::one_of(&["numeric", "branded"])),
        }
    }
}

impl SenderKind {
    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            SenderKind::Numeric => msg("Numeric"),
            SenderKind::Branded => msg("Branded"),
        }
    }

    /// Most characters.
    pub const fn limit(self) -> usize {
        match self {
            SenderKind::Numeric => NUMERIC_LIMIT,
            SenderKind::Branded => BRANDED_LIMIT,
        }
    }
}

/// A sender id that follows the rules. What the gateway accepts besides is its answer to give.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SenderId(String);

impl SenderId {
    /// As the admin wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Numeric or branded: follows from the characters.
    pub fn kind(&self) -> SenderKind {
        kind_of(&self.0)
    }

    /// As the gateway takes it: numbers without the plus.
    pub fn gateway_form(&self) -> &str {
        self.0.strip_prefix('+').unwrap_or(&self.0)
    }
}

/// Digits with an optional leading plus are meant as a number, everything else as a name.
fn kind_of(text: &str) -> SenderKind {
    let digits = text.strip_prefix('+').unwrap_or(text);
    match digits.bytes().all(|byte| byte.is_ascii_digit()) {
        true => SenderKind::Numeric,
        false => SenderKind::Branded,
    }
}

/// Why a text is no sender id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SenderError {
    /// Nothing there.
    Empty,
    /// More characters than its kind may have.
    TooLong {
        /// The kind it would be.
        kind: SenderKind,
        /// How many characters it has.
        length: usize,
    },
    /// A space.
    Space,
    /// A character that no sender may have.
    Character {
        /// The first such character.
        found: char,
    },
    /// A branded sender without a letter.
    NoLetter,
}

impl SenderError {
    /// The stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            SenderError::Empty => "sender-empty",
            SenderError::TooLong { .. } => "sender-too-long",
            SenderError::Space => "sender-space",
            SenderError::Character { .. } => "sender-character",
            SenderError::NoLetter => "sender-no-letter",
        }
    }

    /// The limit that was broken, in characters.
    pub fn limit(&self) -> Option<u32> {
        match self {
            SenderError::TooLong { kind, .. } => u32::try_from(kind.limit()).ok(),
            _ => None,
        }
    }
}

impl fmt::Display for SenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SenderError::Empty => f.write_str("A sender is needed."),
            SenderError::TooLong {
                kind: SenderKind::Numeric,
                length,
            } => {
                write!(
                    f,
                    "Numeric: the limit is {NUMERIC_LIMIT} digits; this has {length}."
                )
            }
            SenderError::TooLong {
                kind: SenderKind::Branded,
                length,
            } => write!(
                f,
                "Branded: the limit is {BRANDED_LIMIT} characters without spaces; this has {length}."
            ),
            SenderError::Space => {
                write!(
                    f,
                    "Branded: written without spaces; the limit is {BRANDED_LIMIT} characters."
                )
            }
            SenderError::Character { found } => {
                write!(
                    f,
                    "A sender may hold letters, digits and - . _ &, not “{found}”."
                )
            }
            SenderError::NoLetter => f.write_str("A branded sender needs at least one letter."),
        }
    }
}

impl core::error::Error for SenderError {}

crate::json_texts!(SenderId);

impl FromStr for SenderId {
    type Err = SenderError;

    fn from_str(text: &str) -> Result<Self, SenderError> {
        let text = text.trim();
        if text.is_empty() || text == "+" {
            return Err(SenderError::Empty);
        }
        let kind = kind_of(text);
        let body = match kind {
            SenderKind::Numeric => text.strip_prefix('+').unwrap_or(text),
            SenderKind::Branded => {
                let allowed =
                    |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '&');
                match text.chars().find(|c| !allowed(*c)) {
                    Some(found) if found.is_whitespace() => return Err(SenderError::Space),
                    Some(found) => return Err(SenderError::Character { found }),
                    None if !text.contains(|c: char| c.is_ascii_alphabetic()) => {
                        return Err(SenderError::NoLetter);
                    }
                    None => text,
                }
            }
        };
        // Only ASCII is left, so bytes are characters.
        if body.len() > kind.limit() {
            return Err(SenderError::TooLong {
                kind,
                length: body.len(),
            });
        }
        Ok(SenderId(text.to_owned()))
    }
}

impl TryFrom<String> for SenderId {
    type Error = SenderError;

    fn try_from(text: String) -> Result<Self, SenderError> {
        text.parse()
    }
}

impl From<SenderId> for String {
    fn from(id: SenderId) -> String {
        id.0
    }
}

impl fmt::Display for SenderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn ok(text: &str, kind: SenderKind) {
        assert_eq!(
            text.parse::<SenderId>().map(|id| id.kind()),
            Ok(kind),
            "{text}"
        );
    }

    #[track_caller]
    fn refused(text: &str, why: SenderError) {
        assert_eq!(text.parse::<SenderId>(), Err(why), "{text}");
    }

    #[test]
    fn the_manuals_examples() {
        ok("+44776543210", SenderKind::Numeric);
        ok("MITTO-SMS", SenderKind::Branded);
        ok("A.b_c&d-1", SenderKind::Branded);
        ok("1", SenderKind::Numeric);
        ok("1a", SenderKind::Branded);
    }

    #[test]
    fn the_limits() {
        ok("123456789012345", SenderKind::Numeric);
        ok("+123456789012345", SenderKind::Numeric);
        refused(
            "1234567890123456",
            SenderError::TooLong {
                kind: SenderKind::Numeric,
                length: 16,
            },
        );
        ok("ABCDEFGHIJK", SenderKind::Branded);
        refused(
            "ABCDEFGHIJKL",
            SenderError::TooLong {
                kind: SenderKind::Branded,
                length: 12,
            },
        );
    }

    #[test]
    fn what_no_sender_may_have() {
        refused("", SenderError::Empty);
        refused(" ", SenderError::Empty);
        refused("+", SenderError::Empty);
        refused("Mitto Test", SenderError::Space);
        refused("Müller", SenderError::Character { found: 'ü' });
        refused("+A1", SenderError::Character { found: '+' });
        refused("12-34", SenderError::NoLetter);
    }

    #[test]
    fn the_gateway_takes_numbers_without_the_plus() {
        let id: SenderId = "+44776543210".parse().unwrap();
        assert_eq!(
            (id.as_str(), id.gateway_form()),
            ("+44776543210", "44776543210")
        );
    }

    #[test]
    fn the_words_name_the_limit() {
        let why = "ABCDEFGHIJKL".parse::<SenderId>().unwrap_err();
        assert_eq!(
            why.to_string(),
            "Branded: the limit is 11 characters without spaces; this has 12."
        );
        assert_eq!(why.limit(), Some(11));
        let why = "MITTO SMS".parse::<SenderId>().unwrap_err();
        assert_eq!(
            why.to_string(),
            "Branded: written without spaces; the limit is 11 characters."
        );
    }
}
