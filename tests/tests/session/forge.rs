//! Making tokens: those that hold, and those that must not.

use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, Mac};
use p256::ecdsa::signature::{SignatureEncoding, Signer};
use p256::ecdsa::{DerSignature, Signature, SigningKey};
use rand_core::OsRng;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};

/// The secret before the one that the stack makes.
pub(crate) const PREVIOUS_SECRET: &str =
    "6f1a0c7e5b3d9482a6c4e2f0d8b6947250318f6e4c2a08b7d5f39e1c7a5b3d90";

/// A key of each kind, and one more of each that nobody is told about.
pub(crate) struct Keys {
    pub(crate) ec: EcKey,
    pub(crate) rsa: RsaKey,
    pub(crate) other_ec: EcKey,
    pub(crate) other_rsa: RsaKey,
}

/// Made once a run: RSA keys take their time.
pub(crate) fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| Keys {
        ec: EcKey::new("ec-1"),
        rsa: RsaKey::new("rsa-1"),
        other_ec: EcKey::new("ec-1"),
        other_rsa: RsaKey::new("rsa-1"),
    })
}

impl Keys {
    /// The public halves as a JSON Web Key Set.
    pub(crate) fn set(&self) -> Value {
        json!({"keys": [self.ec.jwk(), self.rsa.jwk()]})
    }
}

pub(crate) struct EcKey {
    kid: String,
    key: SigningKey,
}

impl EcKey {
    pub(crate) fn new(kid: &str) -> EcKey {
        let key = SigningKey::random(&mut OsRng);
        EcKey {
            kid: kid.to_owned(),
            key,
        }
    }

    pub(crate) fn jwk(&self) -> Value {
        let point = self.key.verifying_key().to_encoded_point(false);
        json!({"kty": "EC", "crv": "P-256", "kid": self.kid, "use": "sig", "alg": "ES256",
               "x": text(point.x().unwrap()), "y": text(point.y().unwrap())})
    }

    pub(crate) fn public_pem(&self) -> String {
        let key = self.key.verifying_key();
        key.to_public_key_pem(LineEnding::LF).unwrap()
    }

    pub(crate) fn private_pem(&self) -> String {
        let key = self.key.to_pkcs8_pem(LineEnding::LF);
        key.unwrap().to_string()
    }

    /// A token with this key's `kid`.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({"kid": self.kid}), claims)
    }

    pub(crate) fn token_with(&self, header: &Value, claims: &Value) -> String {
        token(&header_for("ES256", header), claims, |data| self.sign(data))
    }

    pub(crate) fn sign(&self, data: &[u8]) -> Vec<u8> {
        let signature: Signature = self.key.sign(data);
        signature.to_vec()
    }

    pub(crate) fn sign_der(&self, data: &[u8]) -> Vec<u8> {
        let signature: DerSignature = self.key.sign(data);
        signature.as_bytes().to_vec()
    }
}

pub(crate) struct RsaKey {
    kid: String,
    key: RsaPrivateKey,
}

impl RsaKey {
    fn new(kid: &str) -> RsaKey {
        let key = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
        RsaKey {
            kid: kid.to_owned(),
            key,
        }
    }

    pub(crate) fn jwk(&self) -> Value {
        json!({"kty": "RSA", "kid": self.kid, "n": text(&self.key.n().to_bytes_be()),
               "e": text(&self.key.e().to_bytes_be())})
    }

    pub(crate) fn public_pem(&self) -> String {
        let key = self.key.to_public_key();
        key.to_public_key_pem(LineEnding::LF).unwrap()
    }

    pub(crate) fn private_pem(&self) -> String {
        let key = self.key.to_pkcs8_pem(LineEnding::LF);
        key.unwrap().to_string()
    }

    /// A token with this key's `kid`.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({"kid": self.kid}), claims)
    }

    pub(crate) fn token_with(&self, header: &Value, claims: &Value) -> String {
        token(&header_for("RS256", header), claims, |data| self.sign(data))
    }

    pub(crate) fn sign(&self, data: &[u8]) -> Vec<u8> {
        let key = pkcs1v15::SigningKey::<Sha256>::new(self.key.clone());
        key.sign(data).to_vec()
    }
}

pub(crate) fn hs256(secret: &[u8], header: &Value, claims: &Value) -> String {
    token(&header_for("HS256", header), claims, |data| {
        hmac256(secret, data)
    })
}

pub(crate) fn hmac256(secret: &[u8], data: &[u8]) -> Vec<u8> {
    let mac = <Hmac<Sha256> as Mac>::new_from_slice(secret).unwrap();
    mac.chain_update(data).finalize().into_bytes().to_vec()
}

pub(crate) fn hmac512(secret: &[u8], data: &[u8]) -> Vec<u8> {
    let mac = <Hmac<Sha512> as Mac>::new_from_slice(secret).unwrap();
    mac.chain_update(data).finalize().into_bytes().to_vec()
}

fn header_for(algorithm: &str, more: &Value) -> Value {
    let mut header = json!({"alg": algorithm, "typ": "JWT"});
    for (name, value) in more.as_object().unwrap() {
        header[name] = value.clone();
    }
    header
}

/// A token of any header, signed in any way.
pub(crate) fn token(header: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    raw(&header.to_string(), &claims.to_string(), sign)
}

/// The same of JSON that need not be any.
pub(crate) fn raw(header: &str, claims: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let signed = format!("{}.{}", text(header.as_bytes()), text(claims.as_bytes()));
    let signature = sign(signed.as_bytes());
    format!("{signed}.{}", text(&signature))
}

pub(crate) fn text(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}
