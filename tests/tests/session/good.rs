//! Tokens that hold.

use mitto_tests::api::fresh_mobile;
use serde_json::json;

use super::forge::{PREVIOUS_SECRET, hs256, keys};
use super::{AUDIENCE, Configured, good_claims, start};

#[tokio::test]
async fn every_kind_of_good_token_sends() {
    let stack = Configured::start();
    let keys = keys();
    let mobile = fresh_mobile();
    let lead = stack.with(json!({})).lead(&mobile).await;
    let secret = stack.secret();
    let claims = good_claims(json!({}));
    let many = good_claims(json!({"aud": ["another-app", AUDIENCE], "nbf": 0, "iat": null}));
    let tokens = [
        ("HS256", hs256(secret.as_bytes(), &json!({}), &claims)),
        (
            "HS256 with a name",
            hs256(secret.as_bytes(), &json!({"kid": "any"}), &claims),
        ),
        (
            "HS256 of the secret before",
            hs256(PREVIOUS_SECRET.as_bytes(), &json!({}), &claims),
        ),
        ("ES256", keys.ec.token(&claims)),
        (
            "ES256 without a name",
            keys.ec.token_with(&json!({}), &claims),
        ),
        ("RS256", keys.rsa.token(&claims)),
        (
            "RS256 without a name",
            keys.rsa.token_with(&json!({}), &claims),
        ),
        ("an audience among others", keys.ec.token(&many)),
    ];
    for (what, token) in &tokens {
        let api = stack.nobody().with_token(token);
        let answer = api.send(&lead, "Hello").await;
        assert_eq!(answer.status, 201, "{what}: {}", answer.text());
    }
    let sent = stack.gateway().messages(&mobile).await;
    assert_eq!(sent.len(), tokens.len());
}

/// As people paste keys: PEM with its line ends written as `\n`. Here SESSION_SECRET_PREVIOUS, an
/// issuer and an audience are not set, so that nothing is wanted of them.
#[tokio::test]
async fn keys_in_pem_verify_their_own_kind() {
    let keys = keys();
    let pem = [keys.ec.public_pem(), keys.rsa.public_pem()].concat();
    let stack = start("pem", [("SESSION_PUBLIC_KEYS", pem.replace('\n', "\\n"))]);
    let claims = good_claims(json!({"iss": null}));
    let nobody = mitto_tests::api::Api::nobody(stack.worker.base());
    for (what, token, status) in [
        ("ES256", keys.ec.token_with(&json!({}), &claims), 200),
        ("ES256 with a name", keys.ec.token(&claims), 200),
        ("RS256", keys.rsa.token_with(&json!({}), &claims), 200),
        ("another key", keys.other_ec.token(&claims), 401),
        ("another RSA key", keys.other_rsa.token(&claims), 401),
        (
            "HMAC with the PEM",
            hs256(keys.ec.public_pem().as_bytes(), &json!({}), &claims),
            401,
        ),
    ] {
        let answer = nobody.with_token(&token).get("/api/senders").await;
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
    }
    stack.discard().unwrap();
}
