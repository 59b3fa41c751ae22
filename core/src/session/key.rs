//! The public keys a deployment is configured with: PEM or JSON Web Keys (RFC 7517).

use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;

use super::pem;

/// Least bits of an RSA key (RFC 7518, 3.3).
const RSA_LEAST_BITS: usize = 2048;

/// Most bits; a check takes longer the more there are.
const RSA_MOST_BITS: usize = 8192;

/// Most keys of one source.
const MOST_KEYS: usize = 32;

/// A signature algorithm with public keys. A key has exactly one; what a token says about it only
/// has to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicAlgorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

impl PublicAlgorithm {
    /// Both.
    pub const ALL: [PublicAlgorithm; 2] = [PublicAlgorithm::Es256, PublicAlgorithm::Rs256];

    /// Its name in a token's header.
    pub const fn as_str(self) -> &'static str {
        match self {
            PublicAlgorithm::Es256 => "ES256",
            PublicAlgorithm::Rs256 => "RS256",
        }
    }
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    id: Option<String>,
    material: Material,
}

/// Big-endian numbers, without leading zeros for RSA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Material {
    P256 { x: Vec<u8>, y: Vec<u8> },
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

impl Key {
    /// Its `kid`, if it has one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Its algorithm: that of its kind.
    pub const fn algorithm(&self) -> PublicAlgorithm {
        match self.material {
            Material::P256 { .. } => PublicAlgorithm::Es256,
            Material::Rsa { .. } => PublicAlgorithm::Rs256,
        }
    }

    /// The key as a JSON Web Key, with what an importer needs and nothing else.
    pub fn to_jwk(&self) -> String {
        let text = Base64UrlUnpadded::encode_string;
        match &self.material {
            Material::P256 { x, y } => {
                let (x, y) = (text(x), text(y));
                [
                    r#"{"kty":"EC","crv":"P-256","x":""#,
                    &x,
                    r#"","y":""#,
                    &y,
                    "\"}",
                ]
                .concat()
            }
            Material::Rsa { n, e } => {
                let (n, e) = (text(n), text(e));
                [r#"{"kty":"RSA","n":""#, &n, r#"","e":""#, &e, "\"}"].concat()
            }
        }
    }

    pub(super) fn new(id: Option<String>, material: Material) -> Result<Key, KeyError> {
        match &material {
            Material::P256 { x, y } => {
                if x.len() != 32 || y.len() != 32 {
                    return Err(KeyError::Unreadable);
                }
            }
            Material::Rsa { n, e } => {
                let zeros = n.first().map_or(0, |first| first.leading_zeros() as usize);
                let bits = n.len().saturating_mul(8).saturating_sub(zeros);
                if !(RSA_LEAST_BITS..=RSA_MOST_BITS).contains(&bits) {
                    return Err(KeyError::RsaBits { bits });
                }
                // With an exponent of 1 every text is its own signature.
                if e.as_slice() == [1] || e.len() > 8 || e.last().is_none_or(|last| last & 1 == 0) {
                    return Err(KeyError::Unreadable);
                }
            }
        }
        Ok(Key { id, material })
    }
}

/// Why configured keys cannot be used. For the deployment's log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// Neither PEM nor JSON, or broken.
    Unreadable,
    /// A private or symmetric key, which has no business here.
    Private,
    /// PEM of another kind.
    NotPublicKey,
    /// Of a kind that verifies neither ES256 nor RS256.
    Unsupported,
    /// Too short to be safe, or absurdly long.
    RsaBits {
        /// How many it has.
        bits: usize,
    },
    /// More keys than anybody rotates.
    TooMany,
    /// A key set in which nothing can be used.
    NoneUsable,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyError::Unreadable => f.write_str(
                "a key could not be read: write PEM blocks BEGIN PUBLIC KEY, or a JSON Web Key or Key Set",
            ),
            KeyError::Private => f.write_str(
                "that is a private key or a secret: only the public key belongs here, and that one \
                 should be replaced now",
            ),
            KeyError::NotPublicKey => f.write_str(
                "PEM must be BEGIN PUBLIC KEY: of a certificate `openssl x509 -pubkey -noout` \
                 prints it, of an RSA PUBLIC KEY `openssl rsa -RSAPublicKey_in -pubout`",
            ),
            KeyError::Unsupported => {
                f.write_str("a key must be on the curve P-256 (ES256) or RSA (RS256)")
            }
            KeyError::RsaBits { bits } => write!(
                f,
                "an RSA key must have {RSA_LEAST_BITS} to {RSA_MOST_BITS} bits, not {bits}"
            ),
            KeyError::TooMany => write!(f, "at most {MOST_KEYS} keys can be set"),
            KeyError::NoneUsable => f.write_str(
                "the key set holds no key for ES256 (EC, P-256) or RS256 (RSA) that is for signatures",
            ),
        }
    }
}

impl core::error::Error for KeyError {}

/// Reads keys as a person pastes them: PEM, one block after the other, line ends also as the two
/// characters `\n`; or a JSON Web Key or Key Set.
///
/// # Errors
/// See [`KeyError`].
pub fn read_keys(text: &str) -> Result<Vec<Key>, KeyError> {
    let text = text.trim();
    if text.starts_with('{') {
        return read_key_set(text.as_bytes());
    }
    let keys = pem::read(text)?;
    if keys.len() > MOST_KEYS {
        return Err(KeyError::TooMany);
    }
    Ok(keys)
}

/// Reads a JSON Web Key Set, or a single key. What a set holds for other purposes or of other kinds
/// is left out, as RFC 7517, 5 wants it.
///
/// # Errors
/// It is none, holds a secret, or nothing in it can be used.
pub fn read_key_set(json: &[u8]) -> Result<Vec<Key>, KeyError> {
    let set: Value = serde_json::from_slice(json).map_err(|_| KeyError::Unreadable)?;
    let members = match set.get("keys") {
        Some(Value::Array(keys)) => keys.as_slice(),
        Some(_) => return Err(KeyError::Unreadable),
        // Alone it must be good; in a set it may be for something else.
        None => return Ok(vec![jwk(&set)?]),
    };
    if members.len() > MOST_KEYS {
        return Err(KeyError::TooMany);
    }
    let mut keys = Vec::new();
    for member in members {
        match jwk(member) {
            Ok(key) => keys.push(key),
            Err(KeyError::Private) => return Err(KeyError::Private),
            Err(_) => {}
        }
    }
    match keys.is_empty() {
        true => Err(KeyError::NoneUsable),
        false => Ok(keys),
    }
}

fn jwk(jwk: &Value) -> Result<Key, KeyError> {
    let word = |name: &str| jwk.get(name).and_then(Value::as_str);
    // `d` is the secret of an EC or RSA key, `k` of a symmetric one.
    if jwk.get("d").is_some() || jwk.get("k").is_some() {
        return Err(KeyError::Private);
    }
    let number = |name: &str| {
        let bytes = word(name).and_then(|text| Base64UrlUnpadded::decode_vec(text).ok());
        bytes.ok_or(KeyError::Unreadable)
    };
    let material = match (word("kty"), word("crv")) {
        (Some("EC"), Some("P-256")) => Material::P256 {
            x: number("x")?,
            y: number("y")?,
        },
        (Some("RSA"), _) => Material::Rsa {
            n: pem::without_zeros(&number("n")?),
            e: pem::without_zeros(&number("e")?),
        },
        (Some(_), _) => return Err(KeyError::Unsupported),
        (None, _) => return Err(KeyError::Unreadable),
    };
    let id = match jwk.get("kid") {
        None => None,
        Some(Value::String(id)) => Some(id.clone()),
        Some(_) => return Err(KeyError::Unreadable),
    };
    let key = Key::new(id, material)?;
    let for_it = jwk
        .get("alg")
        .is_none_or(|alg| alg.as_str() == Some(key.algorithm().as_str()))
        && jwk.get("use").is_none_or(|usage| usage == "sig")
        && jwk.get("key_ops").is_none_or(|operations| {
            let operations = operations.as_array().map(Vec::as_slice).unwrap_or_default();
            operations.iter().any(|operation| operation == "verify")
        });
    match for_it {
        true => Ok(key),
        false => Err(KeyError::Unsupported),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const X: &str = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
    const Y: &str = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

    fn ec() -> Value {
        json!({"kty": "EC", "crv": "P-256", "x": X, "y": Y})
    }

    fn rsa(bytes: usize) -> Value {
        let n = Base64UrlUnpadded::encode_string(&vec![0xff; bytes]);
        json!({"kty": "RSA", "n": n, "e": "AQAB"})
    }

    fn with(mut key: Value, name: &str, value: Value) -> Value {
        key[name] = value;
        key
    }

    fn read(json: &Value) -> Result<Vec<Key>, KeyError> {
        read_keys(&json.to_string())
    }

    #[test]
    fn a_key_has_the_algorithm_of_its_kind() {
        let keys = read(&json!({"keys": [with(ec(), "kid", json!("a")), rsa(256)]})).unwrap();
        assert_eq!(keys[0].algorithm(), PublicAlgorithm::Es256);
        assert_eq!(keys[0].id(), Some("a"));
        assert_eq!(keys[1].algorithm(), PublicAlgorithm::Rs256);
        assert_eq!(keys[1].id(), None);
        let jwk: Value = serde_json::from_str(&keys[0].to_jwk()).unwrap();
        assert_eq!(jwk, ec());
        let jwk: Value = serde_json::from_str(&keys[1].to_jwk()).unwrap();
        assert_eq!(jwk, rsa(256));
    }

    #[test]
    fn a_single_key_that_cannot_be_used_is_an_error() {
        for (key, why) in [
            (with(ec(), "d", json!("AA")), KeyError::Private),
            (json!({"kty": "oct", "k": "AA"}), KeyError::Private),
            (with(ec(), "crv", json!("P-384")), KeyError::Unsupported),
            (
                json!({"kty": "OKP", "crv": "Ed25519", "x": X}),
                KeyError::Unsupported,
            ),
            (with(ec(), "alg", json!("RS256")), KeyError::Unsupported),
            (with(rsa(256), "alg", json!("PS256")), KeyError::Unsupported),
            (with(rsa(256), "alg", json!(null)), KeyError::Unsupported),
            (with(ec(), "use", json!("enc")), KeyError::Unsupported),
            (
                with(ec(), "key_ops", json!(["sign"])),
                KeyError::Unsupported,
            ),
            (with(ec(), "kid", json!(1)), KeyError::Unreadable),
            (with(ec(), "x", json!("AA")), KeyError::Unreadable),
            (with(ec(), "x", json!("=")), KeyError::Unreadable),
            (with(rsa(256), "e", json!("AQ")), KeyError::Unreadable),
            (with(rsa(256), "e", json!("Ag")), KeyError::Unreadable),
            (rsa(128), KeyError::RsaBits { bits: 1024 }),
            (rsa(0), KeyError::RsaBits { bits: 0 }),
            (json!({"kid": "a"}), KeyError::Unreadable),
            (json!({"keys": {}}), KeyError::Unreadable),
            (json!({"keys": []}), KeyError::NoneUsable),
            (json!({"keys": vec![ec(); 33]}), KeyError::TooMany),
        ] {
            assert_eq!(read(&key), Err(why), "{key}");
        }
    }

    #[test]
    fn a_set_may_hold_keys_for_others_but_never_a_secret() {
        let set =
            json!({"keys": [7, {"kty": "OKP"}, with(ec(), "use", json!("enc")), rsa(64), ec()]});
        assert_eq!(read(&set).unwrap().len(), 1);
        let set = json!({"keys": [ec(), with(rsa(256), "d", json!("AA"))]});
        assert_eq!(read(&set), Err(KeyError::Private));
    }
}
