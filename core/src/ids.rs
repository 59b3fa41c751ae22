//! Names of things: SMS records, CRM records, configuration items, requests.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not an id. `what` is the kind of id in words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// Nothing there.
    Empty {
        /// The kind of id.
        what: &'static str,
    },
    /// More than `limit` characters.
    TooLong {
        /// The kind of id.
        what: &'static str,
        /// Characters allowed.
        limit: usize,
    },
    /// A character outside the id's alphabet.
    Character {
        /// The kind of id.
        what: &'static str,
        /// The first such character.
        found: char,
    },
    /// Not of the form `SMS-000001`.
    NotSms,
    /// Not of the form `JOB-000001`.
    NotJob,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IdError::Empty { what } => write!(f, "{what} is empty"),
            IdError::TooLong { what, limit } => {
                write!(f, "{what} is longer than {limit} characters")
            }
            IdError::Character { what, found } => {
                write!(f, "{what} holds “{found}”, which is not allowed there")
            }
            IdError::NotSms => f.write_str("an SMS id looks like SMS-000001"),
            IdError::NotJob => f.write_str("a job's id looks like JOB-000001"),
        }
    }
}

impl core::error::Error for IdError {}

/// The id of an SMS record: `SMS-000001`. At least six digits; more when the number needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SmsId(u32);

impl SmsId {
    /// The id with this number. Numbers start at 1.
    pub const fn new(number: u32) -> Option<Self> {
        if number == 0 {
            None
        } else {
            Some(SmsId(number))
        }
    }

    /// The number inside the id.
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for SmsId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SMS-{:06}", self.0)
    }
}

impl FromStr for SmsId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let number = numbered(text, "SMS-").ok_or(IdError::NotSms)?;
        SmsId::new(number).ok_or(IdError::NotSms)
    }
}

impl From<SmsId> for String {
    fn from(id: SmsId) -> String {
        id.to_string()
    }
}

impl TryFrom<String> for SmsId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

/// What stands behind the prefix: at least six digits.
fn numbered(text: &str, prefix: &str) -> Option<u32> {
    let digits = text.strip_prefix(prefix)?;
    let plain = digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    // One spelling per id: `SMS-0000001` is not `SMS-000001`.
    if !plain || (digits.len() > 6 && digits.starts_with('0')) {
        return None;
    }
    digits.parse().ok()
}

/// The id of a campaign's send: `JOB-000001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct JobId(u32);

impl JobId {
    /// The id with this number. Numbers start at 1.
    pub const fn new(number: u32) -> Option<Self> {
        match number {
            0 => None,
            number => Some(JobId(number)),
        }
    }

    /// The number inside the id.
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JOB-{:06}", self.0)
    }
}

impl FromStr for JobId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let number = numbered(text, "JOB-").ok_or(IdError::NotJob)?;
        JobId::new(number).ok_or(IdError::NotJob)
    }
}

impl From<JobId> for String {
    fn from(id: JobId) -> String {
        id.to_string()
    }
}

impl TryFrom<String> for JobId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

/// Our name for one submission to the gateway: the SMS and which attempt at it.
///
/// It travels as the gateway's `reference` (`SMS-000001/1`) and comes back in reports, so a
/// report finds its SMS even when it overtakes the gateway's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The SMS record.
    pub sms: SmsId,
    /// The attempt, from 1.
    pub attempt: u32,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.sms, self.attempt)
    }
}

impl FromStr for Reference {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (sms, attempt) = text.split_once('/').ok_or(IdError::NotSms)?;
        let attempt: u32 = attempt.parse().map_err(|_| IdError::NotSms)?;
        if attempt == 0 {
            return Err(IdError::NotSms);
        }
        Ok(Reference {
            sms: sms.parse()?,
            attempt,
        })
    }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $limit:literal, $allowed:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// Most characters allowed.
            pub const LIMIT: usize = $limit;

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                let allowed: fn(char) -> bool = $allowed;
                if text.is_empty() {
                    return Err(IdError::Empty { what: $what });
                }
                if let Some(found) = text.chars().find(|c| !allowed(*c)) {
                    return Err(IdError::Character { what: $what, found });
                }
                // Only ASCII passed, so bytes are characters.
                if text.len() > $limit {
                    return Err(IdError::TooLong { what: $what, limit: $limit });
                }
                Ok($name(text))
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                text.to_owned().try_into()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

crate::json_texts!(RecordId, ItemId, JobId, SmsId);

fn id_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':')
}

text_id! {
    /// A lead's, contact's or campaign's id, as the CRM spells it (Salesforce: 15 or 18 letters and
    /// digits; others: numbers, UUIDs).
    RecordId, "the record id", 64, id_character
}

text_id! {
    /// The id of a configuration item: a sender, a keyword, a template.
    ItemId, "the id", 64, id_character
}

text_id! {
    /// The value of an `Idempotency-Key` header: visible ASCII, as
    /// draft-ietf-httpapi-idempotency-key-header and its users have it.
    IdempotencyKey, "the Idempotency-Key", 255, |c| c.is_ascii_graphic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sms_ids_have_one_spelling() {
        let id = SmsId::new(1).unwrap();
        assert_eq!(id.to_string(), "SMS-000001");
        assert_eq!("SMS-000001".parse(), Ok(id));
        assert_eq!("SMS-1234567".parse(), Ok(SmsId::new(1_234_567).unwrap()));
        for bad in [
            "",
            "SMS-",
            "SMS-000000",
            "SMS-00001",
            "SMS-0000001",
            "sms-000001",
            "SMS-00000+",
            "SMS-99999999999",
        ] {
            assert_eq!(bad.parse::<SmsId>(), Err(IdError::NotSms), "{bad}");
        }
    }

    #[test]
    fn a_job_is_told_from_an_sms() {
        let id = JobId::new(7).unwrap();
        assert_eq!(id.to_string(), "JOB-000007");
        assert_eq!("JOB-000007".parse(), Ok(id));
        for bad in ["SMS-000007", "JOB-7", "JOB-000000", "JOB-0000007", ""] {
            assert_eq!(bad.parse::<JobId>(), Err(IdError::NotJob), "{bad}");
        }
    }

    #[test]
    fn a_reference_goes_out_and_comes_back() {
        let reference = Reference {
            sms: SmsId::new(42).unwrap(),
            attempt: 3,
        };
        assert_eq!(reference.to_string(), "SMS-000042/3");
        assert_eq!("SMS-000042/3".parse(), Ok(reference));
        for bad in ["SMS-000042", "SMS-000042/0", "SMS-000042/x", "/1", "42/1"] {
            assert!(bad.parse::<Reference>().is_err(), "{bad}");
        }
    }

    #[test]
    fn record_ids_refuse_what_could_be_a_path_or_a_query() {
        assert!("00Q5e00000AbCdEFGH".parse::<RecordId>().is_ok());
        assert!("8a7b-41_2.x:9".parse::<RecordId>().is_ok());
        for bad in ["", "a/b", "a b", "ü", "a?b", &"x".repeat(65)] {
            assert!(bad.parse::<RecordId>().is_err(), "{bad}");
        }
        assert_eq!(
            "a/b".parse::<RecordId>().unwrap_err().to_string(),
            "the record id holds “/”, which is not allowed there"
        );
    }
}
