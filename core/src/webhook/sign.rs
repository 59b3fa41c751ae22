//! The secret of an endpoint, what is signed with it, and the header. The HMAC itself is the caller's.

use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::base64::base64;

/// For how long a secret still signs beside the one that took its place, hours.
pub const PREVIOUS_HOURS: u32 = 24;

/// What both sides know: random bytes, shown as `whsec_` and base64.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

const PREFIX: &str = "whsec_";

impl Secret {
    /// Of random bytes. The specification wants 24 to 64 of them.
    pub fn new(random: [u8; 32]) -> Secret {
        Secret(random.into())
    }

    /// From the form in which it is shown.
    pub fn from_shown(shown: &str) -> Option<Secret> {
        let digits = shown.strip_prefix(PREFIX)?.trim_end_matches('=');
        let digits = digits.replace('+', "-").replace('/', "_");
        Base64UrlUnpadded::decode_vec(&digits).ok().map(Secret)
    }

    /// The form in which it is shown, once.
    pub fn shown(&self) -> String {
        [PREFIX, &base64(&self.0)].concat()
    }

    /// The key of the HMAC.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Never what it is: a secret must not get into a log by way of something else.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// What is signed: the message's id, the seconds since 1970 at which this attempt is made, the body as it is sent.
pub fn content(id: &str, timestamp: &str, body: &str) -> String {
    [id, ".", timestamp, ".", body].concat()
}

/// The header `webhook-signature` of these HMAC-SHA-256: of the secret, and of the one before it while that still holds.
pub fn signatures(macs: &[[u8; 32]]) -> String {
    let mut header = String::new();
    for mac in macs {
        if !header.is_empty() {
            header.push(' ');
        }
        header.push_str("v1,");
        header.push_str(&base64(mac));
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_secret_is_shown_as_the_specification_says_and_hides_otherwise() {
        let shown = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let secret = Secret::from_shown(shown).unwrap();
        assert_eq!((secret.bytes().len(), secret.shown().as_str()), (24, shown));
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(Secret::from_shown("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), None);
    }

    #[test]
    fn the_header_holds_every_signature() {
        let one = signatures(&[[0; 32]]);
        assert_eq!(one, "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        let two = signatures(&[[0; 32], [255; 32]]);
        assert_eq!(
            two,
            [
                one.as_str(),
                " v1,//////////////////////////////////////////8="
            ]
            .concat()
        );
        assert_eq!(content("msg_1", "7", "{}"), "msg_1.7.{}");
    }

    proptest! {
        #[test]
        fn a_secret_there_and_back(bytes: [u8; 32]) {
            let secret = Secret::new(bytes);
            let shown = secret.shown();
            prop_assert!(shown.len() == 6 + 44 && !shown.contains(['-', ' ']));
            prop_assert_eq!(Secret::from_shown(&shown), Some(secret));
        }
    }
}
