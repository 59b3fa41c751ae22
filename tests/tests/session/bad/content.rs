//! What a well signed token says wrongly.

use serde_json::json;

use super::{Bad, hs256};
use crate::forge::{self, keys};
use crate::good_claims;

/// Of another time.
pub(super) fn times(secret: &str) -> Vec<Bad> {
    let now = forge::now();
    vec![
        (
            "expired",
            hs256(secret, json!({"iat": now - 700, "exp": now - 90})),
            "expired (exp)",
        ),
        (
            "expired, ES256",
            keys().ec.token(&good_claims(json!({"exp": now - 90}))),
            "expired (exp)",
        ),
        (
            "issued in the future",
            hs256(secret, json!({"iat": now + 300})),
            "from the future (iat)",
        ),
        (
            "not valid yet",
            hs256(secret, json!({"nbf": now + 300})),
            "not valid yet (nbf)",
        ),
        (
            "lives for a day",
            hs256(secret, json!({"exp": now + 86_400})),
            "12 hours at most (exp)",
        ),
        (
            "lives for ever",
            hs256(secret, json!({"exp": 99_999_999_999_u64})),
            "12 hours at most (exp)",
        ),
        (
            "made long ago",
            hs256(secret, json!({"iat": now - 86_400})),
            "12 hours at most (exp)",
        ),
        (
            "no exp",
            hs256(secret, json!({"exp": null})),
            "claim exp is required",
        ),
        (
            "exp is a text",
            hs256(secret, json!({"exp": "2030-01-01"})),
            "claim exp must be a number",
        ),
        (
            "exp in milliseconds",
            hs256(secret, json!({"exp": (now + 600) * 1000})),
            "not milliseconds",
        ),
        (
            "exp before time began",
            hs256(secret, json!({"exp": -1})),
            "claim exp must be a number",
        ),
        (
            "iat is a text",
            hs256(secret, json!({"iat": "now"})),
            "claim iat must be a number",
        ),
        (
            "nbf in milliseconds",
            hs256(secret, json!({"nbf": now * 1000})),
            "not milliseconds",
        ),
    ]
}

/// Says the wrong things.
pub(super) fn claims(secret: &str) -> Vec<Bad> {
    vec![
        (
            "another issuer",
            hs256(secret, json!({"iss": "https://evil.example"})),
            "claim iss",
        ),
        (
            "no issuer",
            hs256(secret, json!({"iss": null})),
            "claim iss",
        ),
        (
            "another issuer, RS256",
            keys()
                .rsa
                .token(&good_claims(json!({"iss": "https://evil.example"}))),
            "claim iss",
        ),
        (
            "another audience",
            hs256(secret, json!({"aud": "another-app"})),
            "claim aud",
        ),
        (
            "other audiences",
            hs256(secret, json!({"aud": ["another-app", "mitto"]})),
            "claim aud",
        ),
        (
            "no audience",
            hs256(secret, json!({"aud": null})),
            "claim aud",
        ),
        ("no sub", hs256(secret, json!({"sub": null})), "claim sub"),
        ("empty sub", hs256(secret, json!({"sub": ""})), "claim sub"),
        (
            "an API key's sub",
            hs256(secret, json!({"sub": "key:Orders"})),
            "must not begin with key:",
        ),
        (
            "sub is a number",
            hs256(secret, json!({"sub": 7})),
            "claim sub",
        ),
        (
            "no role",
            hs256(secret, json!({"role": null})),
            "claim role must be user or admin",
        ),
        (
            "unknown role",
            hs256(secret, json!({"role": "root"})),
            "claim role must be user or admin",
        ),
        (
            "role in capitals",
            hs256(secret, json!({"role": "ADMIN"})),
            "claim role must be user or admin",
        ),
        (
            "role is a list",
            hs256(secret, json!({"role": ["admin"]})),
            "claim role must be user or admin",
        ),
        (
            "adHoc is a text",
            hs256(secret, json!({"adHoc": "true"})),
            "claim adHoc",
        ),
        (
            "record is a text",
            hs256(secret, json!({"record": "00Q1"})),
            "claim record",
        ),
        (
            "record without an id",
            hs256(secret, json!({"record": {"object": "lead"}})),
            "claim record",
        ),
        (
            "record of something else",
            hs256(
                secret,
                json!({"record": {"object": "company", "id": "701"}}),
            ),
            "claim record",
        ),
    ]
}
