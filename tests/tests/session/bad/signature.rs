//! Who signed it, how, and what was changed after that.

use serde_json::json;

use super::{ALGORITHM, Bad, SIGNATURE, hs256, parts, with_kid};
use crate::forge::{self, hmac256, keys, text};
use crate::good_claims;

/// The token tries to choose how it is verified.
pub(super) fn algorithms(secret: &str) -> Vec<Bad> {
    let keys = keys();
    let claims = good_claims(json!({"role": "admin"}));
    let with = |alg: &str, sign: &dyn Fn(&[u8]) -> Vec<u8>| {
        forge::token(&json!({"alg": alg, "kid": "ec-1"}), &claims, sign)
    };
    let mut table: Vec<Bad> = ["none", "None", "NONE", "nOnE", ""]
        .into_iter()
        .map(|alg| {
            (
                "none, with a signature",
                with(alg, &|data| hmac256(secret.as_bytes(), data)),
                ALGORITHM,
            )
        })
        .collect();
    table.extend(
        ["none", "HS256", "ES256"]
            .map(|alg| ("no signature", with(alg, &|_| Vec::new()), "not signed")),
    );
    for pem in [keys.ec.public_pem(), keys.rsa.public_pem()] {
        for text in [
            pem.clone(),
            pem.trim_end().to_owned(),
            pem.replace('\n', "\\n"),
        ] {
            table.push((
                "HMAC with the text of a public key",
                with("HS256", &|data| hmac256(text.as_bytes(), data)),
                SIGNATURE,
            ));
        }
    }
    let set = keys.set().to_string();
    let own_key =
        json!({"alg": "ES256", "jwk": keys.other_ec.jwk(), "jku": "https://evil.example/keys"});
    table.extend([
        (
            "HMAC with the text of the key set",
            with("HS256", &|data| hmac256(set.as_bytes(), data)),
            SIGNATURE,
        ),
        (
            "HMAC with nothing",
            with("HS256", &|data| hmac256(b"", data)),
            SIGNATURE,
        ),
        (
            "hs256",
            with("hs256", &|data| hmac256(secret.as_bytes(), data)),
            ALGORITHM,
        ),
        (
            "HS512",
            with("HS512", &|data| forge::hmac512(secret.as_bytes(), data)),
            ALGORITHM,
        ),
        (
            "HS384",
            with("HS384", &|data| forge::hmac512(secret.as_bytes(), data)),
            ALGORITHM,
        ),
        (
            "RS512",
            with("RS512", &|data| keys.rsa.sign(data)),
            ALGORITHM,
        ),
        (
            "PS256",
            with("PS256", &|data| keys.rsa.sign(data)),
            ALGORITHM,
        ),
        (
            "ES384",
            with("ES384", &|data| keys.ec.sign(data)),
            ALGORITHM,
        ),
        (
            "ES256 says RS256",
            forge::token(&json!({"alg": "RS256"}), &claims, |data| keys.ec.sign(data)),
            SIGNATURE,
        ),
        (
            "RS256 says ES256",
            forge::token(&json!({"alg": "ES256"}), &claims, |data| {
                keys.rsa.sign(data)
            }),
            "64 bytes of r and s",
        ),
        (
            "ES256 with the RSA key's name",
            with_kid("ES256", "rsa-1", &claims, |data| keys.ec.sign(data)),
            "names a key (kid)",
        ),
        (
            "RS256 with the EC key's name",
            with_kid("RS256", "ec-1", &claims, |data| keys.rsa.sign(data)),
            "names a key (kid)",
        ),
        (
            "ES256 in DER",
            with("ES256", &|data| keys.ec.sign_der(data)),
            "64 bytes of r and s",
        ),
        ("ES256 of zeros", with("ES256", &|_| vec![0; 64]), SIGNATURE),
        (
            "RS256 of zeros",
            forge::token(&json!({"alg": "RS256"}), &claims, |_| vec![0; 256]),
            SIGNATURE,
        ),
        (
            "HMAC says ES256",
            with("ES256", &|data| {
                [
                    hmac256(secret.as_bytes(), data),
                    hmac256(secret.as_bytes(), data),
                ]
                .concat()
            }),
            SIGNATURE,
        ),
        (
            "brings its own key",
            forge::token(&own_key, &claims, |data| keys.other_ec.sign(data)),
            SIGNATURE,
        ),
    ]);
    table
}

/// Changed after it was signed.
pub(super) fn edited(secret: &str) -> Vec<Bad> {
    let keys = keys();
    let admin = text(good_claims(json!({"role": "admin"})).to_string().as_bytes());
    let swap = |token: &str, at: usize, with: &str| {
        let mut parts = parts(token);
        parts[at] = with;
        parts.join(".")
    };
    let header = text(br#"{"alg":"HS256","typ":"JWT","kid":"x"}"#);
    let hs = hs256(secret, json!({}));
    let es = keys.ec.token(&good_claims(json!({})));
    let rs = keys.rsa.token(&good_claims(json!({})));
    vec![
        ("edited claims, HS256", swap(&hs, 1, &admin), SIGNATURE),
        ("edited claims, ES256", swap(&es, 1, &admin), SIGNATURE),
        ("edited claims, RS256", swap(&rs, 1, &admin), SIGNATURE),
        ("edited header", swap(&hs, 0, &header), SIGNATURE),
        (
            "another token's signature",
            swap(&hs, 2, parts(&hs256(secret, json!({"sub": "bob"})))[2]),
            SIGNATURE,
        ),
        (
            "cut ES256 signature",
            es[..es.len() - 6].to_owned(),
            "64 bytes of r and s",
        ),
        (
            "cut RS256 signature",
            rs[..rs.len() - 6].to_owned(),
            SIGNATURE,
        ),
    ]
}

/// Signed by somebody else.
pub(super) fn foreign_keys(secret: &str) -> Vec<Bad> {
    let keys = keys();
    let claims = good_claims(json!({}));
    let other_secret = format!("{secret}0");
    vec![
        ("another secret", hs256(&other_secret, json!({})), SIGNATURE),
        (
            "a part of the secret",
            hs256(&secret[..32], json!({})),
            SIGNATURE,
        ),
        (
            "the secret in capitals",
            hs256(&secret.to_uppercase(), json!({})),
            SIGNATURE,
        ),
        ("another EC key", keys.other_ec.token(&claims), SIGNATURE),
        ("another RSA key", keys.other_rsa.token(&claims), SIGNATURE),
        (
            "another EC key without a name",
            keys.other_ec.token_with(&json!({}), &claims),
            SIGNATURE,
        ),
        (
            "an unknown key",
            keys.ec.token_with(&json!({"kid": "ec-2"}), &claims),
            "names a key (kid)",
        ),
        (
            "an unknown RSA key",
            keys.rsa.token_with(&json!({"kid": ""}), &claims),
            "names a key (kid)",
        ),
        (
            "a key whose name is a number",
            keys.ec.token_with(&json!({"kid": 1}), &claims),
            "header must be a JSON object",
        ),
    ]
}
