//! Secrets: hashing, comparing, sealing, by the RustCrypto crates. Public keys: by Web Crypto,
//! because RSA and P-256 in the wasm would be a third of what a Worker may weigh.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use mitto_core::session::{Key as PublicKey, PublicAlgorithm};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::border::{Call, Tell, Value, call, tell};
use crate::error::Failure;

/// Unguessable bytes.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let bytes = tell(Tell::Random, &[(N as i64).into()]);
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    // Nothing may go on with bytes that can be guessed.
    bytes.unwrap_or_else(|| std::process::abort())
}

/// An unguessable id: 16 hexadecimal digits.
pub(crate) fn random_id() -> String {
    hex(&random::<8>())
}

/// Lowercase hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| {
        text.get(at..at.saturating_add(2))
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
    };
    (0..text.len()).step_by(2).map(pair).collect()
}

/// SHA-256 of several parts, each told apart from the next.
pub(crate) fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// A key for one purpose, derived from a secret.
pub(crate) fn derive(secret: &str, purpose: &str) -> [u8; 32] {
    // HMAC takes a key of any length, so this cannot fail.
    match hmac(secret.as_bytes(), purpose.as_bytes()) {
        Some(mac) => mac.finalize().into_bytes().into(),
        None => digest(&[secret.as_bytes(), purpose.as_bytes()]),
    }
}

/// A hash of a text for one purpose, that only our secret makes: without it nobody can try all texts there are on it.
pub(crate) fn keyed(secret: &str, purpose: &str, text: &str) -> String {
    hex(&derive(&hex(&derive(secret, purpose)), text))
}

fn hmac(secret: &[u8], data: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret).ok()?;
    mac.update(data);
    Some(mac)
}

/// The HMAC-SHA-256 of some bytes.
pub(crate) fn sign(secret: &[u8], data: &[u8]) -> Option<[u8; 32]> {
    hmac(secret, data).map(|mac| mac.finalize().into_bytes().into())
}

/// Whether this is the HMAC-SHA-256 of those bytes, in a time that tells nothing about it.
pub(crate) fn is_signed(secret: &str, data: &[u8], signature: &[u8]) -> bool {
    hmac(secret.as_bytes(), data).is_some_and(|mac| mac.verify_slice(signature).is_ok())
}

/// Whether a public key verifies a signature. The algorithm is the key's. A key that the platform
/// does not take (a point off its curve) verifies nothing.
pub(crate) async fn is_signed_by(key: &PublicKey, data: &[u8], signature: &[u8]) -> bool {
    let algorithm = match key.algorithm() {
        PublicAlgorithm::Es256 => r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#,
        PublicAlgorithm::Rs256 => RS256,
    };
    let jwk = key.to_jwk();
    let values = [
        algorithm.into(),
        (&jwk).into(),
        Value::Bytes(signature),
        Value::Bytes(data),
    ];
    matches!(call(Call::Verify, &values).await, Ok(Some(_)))
}

/// What Web Crypto calls RS256.
const RS256: &str = r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#;

/// The RS256 signature of some bytes by a private key in PKCS#8; none, if the platform does not take the key.
pub(crate) async fn sign_rs256(pkcs8: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let values = [RS256.into(), Value::Bytes(pkcs8), Value::Bytes(data)];
    call(Call::Sign, &values).await.ok().flatten()
}

/// The HMAC of a text by a hash of the platform's, under a secret that is a text.
pub(crate) async fn hmac_by(hash: &str, secret: &str, text: &str) -> Result<Vec<u8>, Failure> {
    let values = [hash.into(), secret.into(), text.into()];
    Ok(call(Call::Hmac, &values).await?.unwrap_or_default())
}

/// Whether two texts are one, in a time that tells nothing about either: their hashes are compared.
pub(crate) fn same(one: &str, other: &str) -> bool {
    digest(&[one.as_bytes()])
        .ct_eq(&digest(&[other.as_bytes()]))
        .into()
}

/// Seals a text under a secret: XChaCha20-Poly1305 with a random nonce, nonce first, in hex.
pub(crate) fn seal(secret: &str, purpose: &str, text: &str) -> Option<String> {
    let nonce = random::<24>();
    let sealed = cipher(secret, purpose).encrypt(XNonce::from_slice(&nonce), text.as_bytes());
    Some(hex(&[nonce.as_slice(), &sealed.ok()?].concat()))
}

/// Opens what [`seal`] made; `None` under another secret or where it was tampered with.
pub(crate) fn open(secret: &str, purpose: &str, sealed: &str) -> Option<String> {
    let bytes = unhex(sealed)?;
    let (nonce, sealed) = bytes.split_at_checked(24)?;
    let text = cipher(secret, purpose)
        .decrypt(XNonce::from_slice(nonce), sealed)
        .ok()?;
    String::from_utf8(text).ok()
}

fn cipher(secret: &str, purpose: &str) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(Key::from_slice(&derive(secret, purpose)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_there_and_back() {
        assert_eq!(hex(&[0, 1, 0xab, 0xff]), "0001abff");
        assert_eq!(unhex("0001abff"), Some(vec![0, 1, 0xab, 0xff]));
        assert_eq!(unhex("0g"), None);
        assert_eq!(unhex("abc"), None);
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
        assert!(same("key", "key") && !same("key", "kez") && !same("key", "key "));
    }

    #[test]
    fn a_signature_holds_for_its_secret_and_its_bytes() {
        let signature = sign(b"secret", b"data").unwrap();
        assert!(is_signed("secret", b"data", &signature));
        assert!(!is_signed("another", b"data", &signature));
        assert!(!is_signed("secret", b"date", &signature));
        assert!(!is_signed("secret", b"data", &signature[..31]));
        assert!(!is_signed("secret", b"data", b""));
    }

    #[test]
    fn a_purpose_has_its_own_key() {
        assert_ne!(derive("secret", "one"), derive("secret", "two"));
        assert_eq!(derive("secret", "one"), derive("secret", "one"));
    }
}
