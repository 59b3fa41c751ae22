//! The report we send ourselves to prove the callback.

use core::fmt;
use core::str::FromStr;

/// What a probe's reference begins with. References of SMS begin with `SMS-`, so neither can be
/// taken for the other.
const PREFIX: &str = "mitto-sms-test/";

/// Hexadecimal digits of a nonce: 128 bits.
const NONCE_DIGITS: usize = 32;

/// A probe of the callback, known by an unguessable number used once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe(String);

impl Probe {
    /// The probe with this nonce: 32 lowercase hexadecimal digits.
    pub fn new(nonce: &str) -> Option<Probe> {
        let shaped = nonce.len() == NONCE_DIGITS
            && nonce
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        shaped.then(|| Probe(nonce.to_owned()))
    }

    /// Its nonce.
    pub fn nonce(&self) -> &str {
        &self.0
    }

    /// Its reference, which comes back with the report.
    pub fn reference(&self) -> String {
        [PREFIX, &self.0].concat()
    }
}

/// A reference that is no probe's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoProbe;

impl fmt::Display for NoProbe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the reference of a test")
    }
}

impl core::error::Error for NoProbe {}

impl FromStr for Probe {
    type Err = NoProbe;

    fn from_str(reference: &str) -> Result<Probe, NoProbe> {
        reference
            .strip_prefix(PREFIX)
            .and_then(Probe::new)
            .ok_or(NoProbe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Reference;

    #[test]
    fn a_probe_is_known_and_nothing_else_is_one() {
        let nonce = "0123456789abcdef0123456789abcdef";
        let reference = Probe::new(nonce).unwrap().reference();
        assert_eq!(reference.parse::<Probe>().unwrap().nonce(), nonce);
        assert!(reference.parse::<Reference>().is_err());
        for other in ["", PREFIX, "SMS-000001/1", nonce, "mitto-sms-test/ABC"] {
            assert_eq!(other.parse::<Probe>(), Err(NoProbe), "{other}");
        }
    }
}
