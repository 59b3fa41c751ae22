//! Base64 with the signs `+` and `/`.

use base64ct::{Base64UrlUnpadded, Encoding as _};

/// Base64 (RFC 4648, 4), by the writer for base64url, which tokens need anyway: a second one is half a kilobyte.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut text = Base64UrlUnpadded::encode_string(bytes)
        .replace('-', "+")
        .replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

#[cfg(test)]
mod tests {
    use base64ct::Base64;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_what_the_crate_writes(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(base64(&bytes), Base64::encode_string(&bytes));
        }
    }
}
