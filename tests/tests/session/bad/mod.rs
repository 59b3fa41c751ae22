//! Tokens that must not open anything, and must not cost anybody an SMS.

mod content;
mod form;
mod signature;

use mitto_core::api::Code;
use mitto_tests::api::fresh_mobile;
use serde_json::{Value, json};

use super::forge::{self, hmac256};
use super::{Configured, good_claims};

/// What is wrong, the token, and a part of what the developer is told.
type Bad = (&'static str, String, &'static str);

const SIGNATURE: &str = "signature does not hold";
const ALGORITHM: &str = "no key for the token's algorithm (alg)";

#[tokio::test]
async fn no_bad_token_reaches_the_gateway() {
    let stack = Configured::start();
    let mobile = fresh_mobile();
    let lead = stack.with(json!({})).lead(&mobile).await;
    let secret = stack.secret();
    let table: Vec<Bad> = [
        form::form(&secret),
        signature::algorithms(&secret),
        signature::edited(&secret),
        signature::foreign_keys(&secret),
        content::times(&secret),
        content::claims(&secret),
    ]
    .concat();
    assert!(table.len() >= 60, "{}", table.len());
    for (what, token, why) in table {
        let answer = stack
            .nobody()
            .with_token(&token)
            .send(&lead, "must not be sent")
            .await;
        assert_eq!(answer.status, 401, "{what}: {}", answer.text());
        let problem = answer.problem();
        assert_eq!(problem.code, Code::NotSignedIn, "{what}");
        let detail = problem.detail.unwrap();
        assert!(detail.contains(why), "{what}: {detail}");
        for part in token.split('.').filter(|part| part.len() > 8) {
            assert!(!answer.text().contains(part), "{what} is repeated");
        }
    }
    // Without the scheme, or with another, a good token is none either.
    let good = stack.with(json!({}));
    let good = good.token().unwrap();
    for header in [
        good.to_owned(),
        format!("Basic {good}"),
        format!("Bearer {good} {good}"),
        format!("Bearer {good},{good}"),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
    ] {
        let headers = [("authorization", header.as_str())];
        let nobody = stack.nobody();
        let answer = nobody.request("POST", "/api/sms", &headers, None).await;
        assert_eq!(answer.status, 401, "{header}");
    }
    let sent = stack.gateway().messages(&mobile).await;
    assert!(sent.is_empty(), "{sent:?}");
}

fn hs256(secret: &str, change: Value) -> String {
    forge::hs256(secret.as_bytes(), &json!({}), &good_claims(change))
}

fn hs256_with(secret: &str, header: Value) -> String {
    forge::hs256(secret.as_bytes(), &header, &good_claims(json!({})))
}

fn raw(secret: &str, header: &str, claims: &str) -> String {
    forge::raw(header, claims, |data| hmac256(secret.as_bytes(), data))
}

fn with_kid(alg: &str, kid: &str, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    forge::token(&json!({"alg": alg, "kid": kid}), claims, sign)
}

fn parts(token: &str) -> [&str; 3] {
    let parts: Vec<&str> = token.split('.').collect();
    parts.try_into().unwrap()
}
