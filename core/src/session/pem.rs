//! Public keys in PEM: X.509 SubjectPublicKeyInfo (RFC 5280, 4.1), of which two kinds are read.

use base64ct::{Base64UrlUnpadded, Encoding};

use super::key::{Key, KeyError, Material};

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// id-ecPublicKey (RFC 5480) with the curve P-256.
const P256: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
    0x03, 0x01, 0x07,
];
/// rsaEncryption (RFC 3279) with its NULL.
const RSA: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// Reads one block after the other. Line ends may be lost, or stand as `\n` in two characters, as
/// happens on the way through an environment variable.
pub(super) fn read(text: &str) -> Result<Vec<Key>, KeyError> {
    let text = text.replace("\\n", "\n").replace("\\r", "\n");
    let mut blocks = text.split(BEGIN);
    // Before the first block stands nothing.
    if blocks.next().is_none_or(|before| !before.trim().is_empty()) {
        return Err(KeyError::Unreadable);
    }
    let keys: Vec<Key> = blocks.map(block).collect::<Result<_, _>>()?;
    match keys.is_empty() {
        true => Err(KeyError::Unreadable),
        false => Ok(keys),
    }
}

/// Reads a private key in PKCS#8 (RFC 5958) as its bytes, for the platform to sign with; none where it is anything else.
pub fn read_private_key(text: &str) -> Option<Vec<u8>> {
    let text = text.replace("\\n", "\n").replace("\\r", "\n");
    let body = text.trim().strip_prefix("-----BEGIN PRIVATE KEY-----")?;
    let body = body.strip_suffix("-----END PRIVATE KEY-----")?;
    let body: String = body.split_whitespace().collect();
    decode(&body).ok().filter(|key| !key.is_empty())
}

fn block(block: &str) -> Result<Key, KeyError> {
    let (label, rest) = block.split_once(DASHES).ok_or(KeyError::Unreadable)?;
    if label.contains("PRIVATE") {
        return Err(KeyError::Private);
    }
    if label != "PUBLIC KEY" {
        return Err(KeyError::NotPublicKey);
    }
    let (body, after) = rest
        .split_once("-----END PUBLIC KEY-----")
        .ok_or(KeyError::Unreadable)?;
    if !after.trim().is_empty() {
        return Err(KeyError::Unreadable);
    }
    let body: String = body.split_whitespace().collect();
    Key::new(None, material(&decode(&body)?)?)
}

/// Reads base64 by the reader for base64url, which the session tokens need anyway.
fn decode(body: &str) -> Result<Vec<u8>, KeyError> {
    let digits = body.strip_suffix("==").or_else(|| body.strip_suffix('='));
    let digits = digits.unwrap_or(body);
    if !body.len().is_multiple_of(4) || digits.contains(['-', '_']) {
        return Err(KeyError::Unreadable);
    }
    let digits = digits.replace('+', "-").replace('/', "_");
    Base64UrlUnpadded::decode_vec(&digits).map_err(|_| KeyError::Unreadable)
}

fn material(der: &[u8]) -> Result<Material, KeyError> {
    let (info, rest) = value(der, SEQUENCE)?;
    let (algorithm, after) = value(info, SEQUENCE)?;
    let (bits, end) = value(after, BIT_STRING)?;
    // The first byte says how many bits at the end do not count: none.
    let Some((0, key)) = bits.split_first() else {
        return Err(KeyError::Unreadable);
    };
    if !rest.is_empty() || !end.is_empty() {
        return Err(KeyError::Unreadable);
    }
    match algorithm {
        P256 => {
            // 4 stands for "uncompressed": both coordinates in full.
            let Some((4, point)) = key.split_first() else {
                return Err(KeyError::Unreadable);
            };
            let (x, y) = point.split_at_checked(32).ok_or(KeyError::Unreadable)?;
            let (x, y) = (x.to_vec(), y.to_vec());
            Ok(Material::P256 { x, y })
        }
        RSA => {
            let (numbers, _) = value(key, SEQUENCE)?;
            let (n, rest) = value(numbers, INTEGER)?;
            let (e, _) = value(rest, INTEGER)?;
            let (n, e) = (without_zeros(n), without_zeros(e));
            Ok(Material::Rsa { n, e })
        }
        _ => Err(KeyError::Unsupported),
    }
}

/// The number without zeros in front.
pub(super) fn without_zeros(number: &[u8]) -> Vec<u8> {
    let digits = number.iter().skip_while(|byte| **byte == 0);
    digits.copied().collect()
}

/// A DER value with this tag, and what follows it.
fn value(der: &[u8], tag: u8) -> Result<(&[u8], &[u8]), KeyError> {
    let taken = |der: &'_ [u8]| -> Option<(usize, usize)> {
        let (found, rest) = der.split_first()?;
        let (first, rest) = rest.split_first()?;
        let length_bytes = match first {
            0..=0x7f => return (*found == tag).then_some((2, usize::from(*first))),
            0x81 => 1,
            0x82 => 2,
            _ => return None,
        };
        let length = rest.get(..length_bytes)?;
        let length = length
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        (*found == tag).then_some((length_bytes.saturating_add(2), length))
    };
    let (header, length) = taken(der).ok_or(KeyError::Unreadable)?;
    let (_, content) = der.split_at_checked(header).ok_or(KeyError::Unreadable)?;
    content.split_at_checked(length).ok_or(KeyError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{PublicAlgorithm, read_keys};

    // Made with `openssl ecparam -name prime256v1 -genkey` and `openssl genrsa`, public halves.
    const EC: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEp2yMfsbCJVsrkSkyFo9MZW9JYuhPrfEmyTN98JvbHtV5kPw5Qcx7uGCFZD8F84aSrL4LULlTmQQio0LDYkzzAw==";
    const RSA_2048: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA5PBGDpvw6QzCQSr34MyifaxUw/zMjsf6lbrLTLtNX/K/p1vg9rtmYFE7qUuxdediTUptGjItUE8wMDCMOgIRPOMqHHB5dGJ+n/9Qpz4PGFAzHQfocd30Wyyqo+PC1ZzHjGSke9tD/t2DqBhPWnQJ4pVPaQQhKtuc17fAMbUX4ZYh3rwZarHY5aGMGpjSx4uuaczDvsb2QTuBkNNvYWlUZMW8D30BgLqd6oH9qKpSZX8ThoV9F2orz4r9O+vS5injL0ZDy3NNC5I4kxYnJV86L2qdnK2gdKkJMjrx/lmLb0Ch760xGL00bOsmep4tLFbk4ledTgjT4UvMbdMJYarteQIDAQAB";
    const RSA_1024: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC2hLBgUzHFNW6lN8cyXiMAI9Kb3ivVorOTr1apHK3PnMqLUWFPy9KFIbrOegsdHosbmQkCC3MVL7LuFIW9LRYAeBAFBvNC8/IAGswB01L+ykcmK/NrmOs6GokpN/cIOynw79oBS/5vgje+sGG70mRrtZ8TtwWlLOEPFIqCYOAjvwIDAQAB";
    const P384: &str = "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE7q0o8Yjr+jcLJxQD/AEzCagpKGRDdj5t9PAtiMbzPk5sfWNCwwdY4vXYet4Q8sosNoA9eH/rOuyO9OgoaLtHKgUT2wHWjiv0ZJLFV7MSzvF76UboDh9l7rL+ItvU/Hkz";

    fn pem(label: &str, body: &str) -> String {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    #[test]
    fn both_kinds_are_read_however_they_were_pasted() {
        let two = pem("PUBLIC KEY", EC) + &pem("PUBLIC KEY", RSA_2048);
        for text in [
            two.clone(),
            two.replace('\n', "\r\n"),
            two.replace('\n', "\\n"),
            two.replace('\n', "\\r\\n"),
            two.replace('\n', " "),
        ] {
            let keys = read_keys(&text).unwrap();
            let algorithms: Vec<_> = keys.iter().map(Key::algorithm).collect();
            assert_eq!(algorithms, [PublicAlgorithm::Es256, PublicAlgorithm::Rs256]);
        }
        let keys = read_keys(&two).unwrap();
        assert!(
            keys[0]
                .to_jwk()
                .contains(r#""x":"p2yMfsbCJVsrkSkyFo9MZW9JYuhPrfEmyTN98JvbHtU""#),
            "{}",
            keys[0].to_jwk()
        );
        assert!(
            keys[1].to_jwk().contains(r#""e":"AQAB""#),
            "{}",
            keys[1].to_jwk()
        );
    }

    #[test]
    fn anything_else_is_refused_with_what_to_do() {
        for (text, why) in [
            (String::new(), KeyError::Unreadable),
            ("secret".to_owned(), KeyError::Unreadable),
            (["x", &pem("PUBLIC KEY", EC)].concat(), KeyError::Unreadable),
            (pem("PUBLIC KEY", EC) + "x", KeyError::Unreadable),
            (pem("PUBLIC KEY", &EC[4..]), KeyError::Unreadable),
            (pem("PUBLIC KEY", &RSA_2048[..200]), KeyError::Unreadable),
            (pem("PUBLIC KEY", ""), KeyError::Unreadable),
            (pem("PUBLIC KEY", P384), KeyError::Unsupported),
            (
                pem("PUBLIC KEY", RSA_1024),
                KeyError::RsaBits { bits: 1024 },
            ),
            (pem("CERTIFICATE", EC), KeyError::NotPublicKey),
            (pem("RSA PUBLIC KEY", EC), KeyError::NotPublicKey),
            (pem("EC PRIVATE KEY", EC), KeyError::Private),
            (pem("ENCRYPTED PRIVATE KEY", EC), KeyError::Private),
        ] {
            assert_eq!(read_keys(&text), Err(why), "{text}");
        }
    }

    #[test]
    fn no_bytes_break_the_reader() {
        let der = decode(RSA_2048).unwrap();
        for cut in 0..der.len() {
            assert!(material(&der[..cut]).is_err(), "{cut}");
        }
        for at in 0..64 {
            let mut der = der.clone();
            der[at] ^= 0xff;
            let _ = material(&der);
        }
    }
}
