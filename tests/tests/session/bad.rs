//! Tokens that must not open anything, and must not cost anybody an SMS.

use mitto_core::api::Code;
use mitto_tests::api::fresh_mobile;
use serde_json::{Value, json};

use super::forge::{self, hmac256, keys, text};
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
        form(&secret),
        algorithms(&secret),
        edited(&secret),
        foreign_keys(&secret),
        times(&secret),
        claims(&secret),
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

/// No signed token at all.
fn form(secret: &str) -> Vec<Bad> {
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

/// The token tries to choose how it is verified.
fn algorithms(secret: &str) -> Vec<Bad> {
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
fn edited(secret: &str) -> Vec<Bad> {
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
fn foreign_keys(secret: &str) -> Vec<Bad> {
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

/// Of another time.
fn times(secret: &str) -> Vec<Bad> {
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
fn claims(secret: &str) -> Vec<Bad> {
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
