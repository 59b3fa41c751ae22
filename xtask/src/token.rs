//! `cargo xtask token`: a session token for a person, without a CRM that signs one.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use hmac::{Hmac, Mac as _};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use crate::error::{Error, Result};

/// RFC 7518, 3.2 wants at least as many bytes as the hash has.
const SECRET_BYTES: usize = 32;

/// What the token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// `user` or `admin`.
    pub role: String,
    /// Who.
    pub sub: String,
    /// The one record it is for: `lead`, `contact` or `campaign`, and its id.
    pub record: Option<(String, String)>,
    /// How long it lives; the Worker takes 12 at most.
    pub hours: u8,
    /// The Worker's address, for a sign-in link.
    pub url: Option<String>,
}

/// Prints the token, signed with `SESSION_SECRET` of the environment, or the link that signs in with it.
///
/// # Errors
/// The secret is not set.
pub fn print(token: &Token) -> Result<()> {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let secret = variable("SESSION_SECRET").ok_or(Error::NoSecret)?;
    if secret.len() < SECRET_BYTES {
        eprintln!("SESSION_SECRET is short: take 32 random bytes in hex (openssl rand -hex 32).");
    }
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map(|since| since.as_secs())
        .unwrap_or_default();
    let mut claims = claims(token, now);
    for (claim, name) in [("iss", "SESSION_ISSUER"), ("aud", "SESSION_AUDIENCE")] {
        if let Some(value) = variable(name) {
            claims.insert(claim.to_owned(), value.into());
        }
    }
    let signed = sign(&secret, claims);
    match &token.url {
        // After the `#`: a fragment is not sent to any server, so it stands in no log.
        Some(url) => println!("{}/#token={signed}", url.trim_end_matches('/')),
        None => println!("{signed}"),
    }
    Ok(())
}

fn claims(token: &Token, now: u64) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), json!(token.sub));
    claims.insert("role".to_owned(), json!(token.role));
    claims.insert("iat".to_owned(), json!(now));
    claims.insert("exp".to_owned(), json!(now + u64::from(token.hours) * 3600));
    if let Some((object, id)) = &token.record {
        claims.insert("record".to_owned(), json!({"object": object, "id": id}));
    }
    claims
}

/// A JSON Web Token with HS256.
fn sign(secret: &str, claims: Map<String, Value>) -> String {
    let text = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let signed = format!("{}.{}", text(&header), text(&Value::Object(claims)));
    // HMAC takes a key of any length.
    let signature = <Hmac<Sha256> as hmac::Mac>::new_from_slice(secret.as_bytes())
        .map(|mac| mac.chain_update(&signed).finalize().into_bytes().to_vec())
        .unwrap_or_default();
    format!("{signed}.{}", Base64UrlUnpadded::encode_string(&signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_claims_are_what_was_asked_for() {
        let token = Token {
            role: "admin".to_owned(),
            sub: "Ada".to_owned(),
            record: Some(("lead".to_owned(), "00Q1".to_owned())),
            hours: 2,
            url: None,
        };
        assert_eq!(
            Value::Object(claims(&token, 1000)),
            json!({"sub": "Ada", "role": "admin", "iat": 1000, "exp": 8200,
                   "record": {"object": "lead", "id": "00Q1"}})
        );
    }

    #[test]
    fn the_signature_is_the_one_openssl_makes() {
        // printf %s 'HEADER.CLAIMS' | openssl dgst -sha256 -hmac secret -binary | basenc --base64url
        let claims = json!({"sub": "ada"}).as_object().unwrap().clone();
        assert_eq!(
            sign("secret", claims),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZGEifQ.-G7HR4Se6onpiv1N_jWqt9jGA0VR0kRJ_2BoHWhkfhg"
        );
    }
}
