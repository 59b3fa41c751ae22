//! Prints a session token for Mitto SMS: `session-token SUB ROLE [OBJECT:ID]`.
//!
//! The key comes from the environment: SESSION_SECRET for HS256, or SESSION_PRIVATE_KEY (PEM) for
//! ES256 or RS256, then optionally SESSION_KEY_ID (`kid`). SESSION_ISSUER and SESSION_AUDIENCE are
//! needed if the Worker has them.

use std::env;
use std::error::Error;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;

/// Long enough for a page, short enough for a token that leaks. The page asks for a new one.
const LIFE: Duration = Duration::from_secs(10 * 60);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [sub, role, record @ ..] = arguments.as_slice() else {
        return Err("usage: session-token SUB ROLE [OBJECT:ID]".into());
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let mut claims = json!({
        "sub": sub,
        "role": role,
        "iat": now.as_secs(),
        "exp": (now + LIFE).as_secs(),
    });
    if let Some((object, id)) = record.first().and_then(|record| record.split_once(':')) {
        claims["record"] = json!({"object": object, "id": id});
    }
    for (claim, variable) in [("iss", "SESSION_ISSUER"), ("aud", "SESSION_AUDIENCE")] {
        if let Ok(value) = env::var(variable) {
            claims[claim] = json!(value);
        }
    }
    let (algorithm, key) = key()?;
    let mut header = Header::new(algorithm);
    header.kid = env::var("SESSION_KEY_ID").ok();
    println!("{}", encode(&header, &claims, &key)?);
    Ok(())
}

fn key() -> Result<(Algorithm, EncodingKey), Box<dyn Error>> {
    if let Ok(pem) = env::var("SESSION_PRIVATE_KEY") {
        return Ok(match EncodingKey::from_ec_pem(pem.as_bytes()) {
            Ok(key) => (Algorithm::ES256, key),
            Err(_) => (Algorithm::RS256, EncodingKey::from_rsa_pem(pem.as_bytes())?),
        });
    }
    let secret = env::var("SESSION_SECRET").map_err(|_| "SESSION_SECRET is not set")?;
    Ok((
        Algorithm::HS256,
        EncodingKey::from_secret(secret.as_bytes()),
    ))
}
