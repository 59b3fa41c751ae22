//! What is no signed token at all.

use serde_json::json;

use super::{Bad, hs256, hs256_with, parts, raw};
use crate::good_claims;

/// No signed token at all.
pub(super) fn form(secret: &str) -> Vec<Bad> {
    let good = hs256(secret, json!({}));
    let [header, claims, signature]: [&str; 3] = parts(&good);
    let huge = json!({"record": {"object": "lead", "id": "00Q1", "fields": {"LastName": "x".repeat(17 * 1024)}}});
    vec![
        ("nothing but a word", "token".to_owned(), "three parts"),
        ("two parts", format!("{header}.{claims}"), "three parts"),
        (
            "no dots",
            format!("{header}{claims}{signature}"),
            "three parts",
        ),
        ("four parts", format!("{good}.{signature}"), "three parts"),
        (
            "like an encrypted token",
            format!("{good}.{signature}.{signature}"),
            "encrypted (five parts)",
        ),
        ("only dots", "..".to_owned(), "header must be a JSON object"),
        ("17 KiB", hs256(secret, huge), "longer than 16384 bytes"),
        (
            "padded base64",
            format!("{header}=.{claims}.{signature}"),
            "header is not base64url",
        ),
        (
            "base64 of another alphabet",
            format!("{header}.{claims}.{}", ["+/", &signature[2..]].concat()),
            "signature is not base64url",
        ),
        (
            "no base64",
            format!("{header}.%7B%7D.{signature}"),
            "claims is not base64url",
        ),
        (
            "empty signature",
            format!("{header}.{claims}."),
            "not signed",
        ),
        (
            "cut signature",
            format!("{header}.{claims}.{}", &signature[..40]),
            "signature must be 32 bytes",
        ),
        (
            "doubled signature",
            format!("{header}.{claims}.{signature}{signature}"),
            "signature",
        ),
        (
            "header is a list",
            raw(secret, "[]", "{}"),
            "header must be a JSON object",
        ),
        (
            "header is no JSON",
            raw(secret, "{", "{}"),
            "header must be a JSON object",
        ),
        (
            "claims are a list",
            raw(secret, r#"{"alg":"HS256"}"#, "[]"),
            "claims must be a JSON object",
        ),
        (
            "claims are no JSON",
            raw(secret, r#"{"alg":"HS256"}"#, "{\"sub\":"),
            "claims must be a JSON object",
        ),
        (
            "alg twice",
            raw(
                secret,
                r#"{"alg":"HS256","alg":"HS256"}"#,
                &good_claims(json!({})).to_string(),
            ),
            "names each member once",
        ),
        (
            "role twice",
            raw(
                secret,
                r#"{"alg":"HS256"}"#,
                &good_claims(json!({}))
                    .to_string()
                    .replace('}', r#","role":"admin"}"#),
            ),
            "names each member once",
        ),
        (
            "no alg",
            raw(secret, "{}", &good_claims(json!({})).to_string()),
            "header must be a JSON object",
        ),
        (
            "alg is a list",
            raw(secret, r#"{"alg":["HS256"]}"#, "{}"),
            "header must be a JSON object",
        ),
        (
            "crit",
            hs256_with(secret, json!({"crit": ["exp"]})),
            "holds crit",
        ),
        (
            "crit of nothing",
            hs256_with(secret, json!({"crit": []})),
            "holds crit",
        ),
        (
            "crit is null",
            hs256_with(secret, json!({"crit": null})),
            "holds crit",
        ),
        (
            "crit twice",
            raw(secret, r#"{"alg":"HS256","crit":["a"],"crit":["b"]}"#, "{}"),
            "names each member once",
        ),
        (
            "b64 is false",
            hs256_with(secret, json!({"b64": false})),
            "holds b64",
        ),
        (
            "b64 with crit",
            hs256_with(secret, json!({"b64": false, "crit": ["b64"]})),
            "holds crit",
        ),
    ]
}
