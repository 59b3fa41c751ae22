//! What a token says once its signature holds.

use serde_json::Value;

use super::refusal::Refusal;
use crate::api::{Claims, FromJson, RecordClaim, Role, read_object};

/// How far two clocks may be apart.
const LEEWAY_MS: i64 = 60_000;

/// Longest life of a token: a working day. The host page's back end makes a new one when asked.
pub const LONGEST_LIFE_SECONDS: i64 = 12 * 60 * 60;

/// No date in seconds is this large for another 1,000 years; one in milliseconds is.
const NO_SECONDS: f64 = 1e11;

/// What the deployment wants of a token besides a good signature.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules<'a> {
    /// What `iss` must be, if anything.
    pub issuer: Option<&'a str>,
    /// What `aud` must name, if anything.
    pub audience: Option<&'a str>,
}

/// The claims before each is looked at, so that what is wrong with one can be said. A claim named
/// twice does not read.
struct Raw {
    sub: Option<Value>,
    role: Option<Value>,
    ad_hoc: Option<Value>,
    mobile: Option<Value>,
    record: Option<Value>,
    exp: Option<Value>,
    nbf: Option<Value>,
    iat: Option<Value>,
    iss: Option<Value>,
    aud: Option<Value>,
}

crate::json_object!(Raw among {
    sub: "sub",
    role: "role",
    ad_hoc: "adHoc",
    mobile: "mobile",
    record: "record",
    exp: "exp",
    nbf: "nbf",
    iat: "iat",
    iss: "iss",
    aud: "aud",
});

pub(super) fn read(json: &[u8], rules: Rules<'_>, now_ms: i64) -> Result<Claims, Refusal> {
    let raw: Raw = read_object(json).map_err(|_| Refusal::Json { part: "claims" })?;
    let issued_at = times(&raw, now_ms)?;
    if rules.issuer.is_some() && rules.issuer != raw.iss.as_ref().and_then(Value::as_str) {
        return wrong("iss", "must be this Worker's SESSION_ISSUER");
    }
    if let Some(audience) = rules.audience
        && !names(raw.aud.as_ref(), audience)
    {
        return wrong(
            "aud",
            "must be this Worker's SESSION_AUDIENCE, or a list with it",
        );
    }
    let sub = match raw.sub {
        Some(Value::String(sub)) if is_ours(&sub) => {
            return wrong("sub", "must not begin with key: or be automatic or reply");
        }
        Some(Value::String(sub)) if !sub.trim().is_empty() => sub,
        _ => {
            return wrong(
                "sub",
                "must say who the user is, as a text that is not empty",
            );
        }
    };
    let role = match raw.role.as_ref().and_then(Value::as_str) {
        Some("user") => Role::User,
        Some("admin") => Role::Admin,
        _ => return wrong("role", "must be user or admin"),
    };
    let ad_hoc = match raw.ad_hoc {
        None => false,
        Some(Value::Bool(ad_hoc)) => ad_hoc,
        Some(_) => return wrong("adHoc", "must be true or false"),
    };
    let mobile = match raw.mobile {
        None => None,
        Some(Value::String(mobile)) => Some(mobile),
        Some(_) => return wrong("mobile", "must be the user's number, as a text"),
    };
    let record = match raw.record.map(RecordClaim::from_json) {
        None => None,
        Some(Ok(record)) => Some(record),
        Some(Err(_)) => {
            return wrong(
                "record",
                "must have object (lead, contact or campaign), id, and optionally fields of texts",
            );
        }
    };
    Ok(Claims {
        sub,
        role,
        ad_hoc,
        mobile,
        record,
        issued_at,
    })
}

/// What SMS are from that no person sends ([`admit_api_key`](crate::api::admit_api_key)): a user called so would be answered what
/// an API key was, and a token of one record would show all replies.
fn is_ours(sub: &str) -> bool {
    matches!(sub, "automatic" | "reply") || sub.starts_with("key:")
}

fn wrong<T>(claim: &'static str, expected: &'static str) -> Result<T, Refusal> {
    Err(Refusal::Claim { claim, expected })
}

/// `aud` is one text or a list of them (RFC 7519, 4.1.3).
fn names(aud: Option<&Value>, audience: &str) -> bool {
    match aud {
        Some(Value::String(one)) => one == audience,
        Some(Value::Array(list)) => list.iter().any(|one| one.as_str() == Some(audience)),
        _ => false,
    }
}

/// Holds the token to its times; when it was made, if it says so.
fn times(raw: &Raw, now: i64) -> Result<Option<i64>, Refusal> {
    let exp = match date(raw.exp.as_ref(), "exp")? {
        Some(exp) => exp,
        None => {
            return wrong(
                "exp",
                "is required: when the token ends, in seconds since 1970",
            );
        }
    };
    let nbf = date(raw.nbf.as_ref(), "nbf")?;
    let iat = date(raw.iat.as_ref(), "iat")?;
    if exp.saturating_add(LEEWAY_MS) <= now {
        return Err(Refusal::Expired);
    }
    let soon = now.saturating_add(LEEWAY_MS);
    if nbf.is_some_and(|nbf| nbf > soon) {
        return Err(Refusal::NotYet);
    }
    if iat.is_some_and(|iat| iat > soon) {
        return Err(Refusal::FromTheFuture);
    }
    let from = iat.unwrap_or(now).min(now);
    if exp.saturating_sub(from) > LONGEST_LIFE_SECONDS * 1000 + LEEWAY_MS {
        return Err(Refusal::TooLongLived);
    }
    Ok(iat)
}

/// A NumericDate (RFC 7519, 2) as milliseconds.
fn date(value: Option<&Value>, claim: &'static str) -> Result<Option<i64>, Refusal> {
    let Some(value) = value else { return Ok(None) };
    match value.as_f64() {
        Some(seconds) if (0.0..NO_SECONDS).contains(&seconds) => {
            Ok(Some((seconds * 1000.0) as i64))
        }
        Some(seconds) if seconds >= NO_SECONDS => {
            wrong(claim, "must be in seconds since 1970, not milliseconds")
        }
        _ => wrong(claim, "must be a number of seconds since 1970"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_764_000_000;

    const RULES: Rules<'static> = Rules {
        issuer: None,
        audience: None,
    };

    fn with(change: Value) -> Value {
        let mut claims = json!({"sub": "ada", "role": "user", "iat": NOW, "exp": NOW + 600});
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    fn at(change: Value, rules: Rules<'_>, now: i64) -> Result<Claims, String> {
        read(with(change).to_string().as_bytes(), rules, now * 1000).map_err(|why| why.to_string())
    }

    #[test]
    fn good_claims_say_who_it_is() {
        let claims = at(json!({}), RULES, NOW).unwrap();
        assert_eq!((claims.sub.as_str(), claims.role), ("ada", Role::User));
        let claims = at(
            json!({"role": "admin", "adHoc": true, "iat": null, "nbf": NOW as f64 + 0.5,
                   "unknown": [1], "record": {"object": "lead", "id": "00Q1"}}),
            RULES,
            NOW,
        )
        .unwrap();
        assert!(claims.ad_hoc && claims.role == Role::Admin && claims.record.is_some());
    }

    #[test]
    fn times_hold_within_a_minute() {
        for (change, now, good) in [
            (json!({}), NOW + 659, true),
            (json!({}), NOW + 660, false),
            (json!({}), NOW - 60, true),
            (json!({}), NOW - 61, false),
            (json!({"nbf": NOW + 60}), NOW, true),
            (json!({"nbf": NOW + 61}), NOW, false),
            (json!({"exp": NOW + 43_260}), NOW, true),
            (json!({"exp": NOW + 43_261}), NOW, false),
            // A token made earlier does not live longer for it.
            (json!({"iat": NOW - 43_200, "exp": NOW + 61}), NOW, false),
            // Without `iat` the life is counted from now.
            (json!({"iat": null, "exp": NOW + 43_261}), NOW, false),
        ] {
            assert_eq!(at(change.clone(), RULES, now).is_ok(), good, "{change}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_by_claim() {
        for (change, why) in [
            (
                json!({"exp": null}),
                "The token's claim exp is required: when the token ends, in seconds since 1970.",
            ),
            (
                json!({"exp": "soon"}),
                "The token's claim exp must be a number of seconds since 1970.",
            ),
            (
                json!({"exp": -1}),
                "The token's claim exp must be a number of seconds since 1970.",
            ),
            (
                json!({"exp": 1e300}),
                "The token's claim exp must be in seconds since 1970, not milliseconds.",
            ),
            (
                json!({"iat": NOW * 1000}),
                "The token's claim iat must be in seconds since 1970, not milliseconds.",
            ),
            (
                json!({"iat": NOW + 90}),
                "The token is from the future (iat).",
            ),
            (
                json!({"nbf": NOW + 90}),
                "The token is not valid yet (nbf).",
            ),
            (json!({"exp": NOW - 90}), "The token has expired (exp)."),
            (
                json!({"exp": NOW + 86_400}),
                "A token may live for 12 hours at most (exp).",
            ),
            (
                json!({"sub": null}),
                "The token's claim sub must say who the user is, as a text that is not empty.",
            ),
            (
                json!({"sub": " "}),
                "The token's claim sub must say who the user is, as a text that is not empty.",
            ),
            (
                json!({"sub": 7}),
                "The token's claim sub must say who the user is, as a text that is not empty.",
            ),
            (
                json!({"sub": "key:Orders"}),
                "The token's claim sub must not begin with key: or be automatic or reply.",
            ),
            (
                json!({"sub": "reply"}),
                "The token's claim sub must not begin with key: or be automatic or reply.",
            ),
            (
                json!({"role": null}),
                "The token's claim role must be user or admin.",
            ),
            (
                json!({"role": "root"}),
                "The token's claim role must be user or admin.",
            ),
            (
                json!({"role": "Admin"}),
                "The token's claim role must be user or admin.",
            ),
            (
                json!({"role": ["admin"]}),
                "The token's claim role must be user or admin.",
            ),
            (
                json!({"adHoc": "yes"}),
                "The token's claim adHoc must be true or false.",
            ),
            (
                json!({"record": {"object": "company", "id": "701"}}),
                "The token's claim record must have object (lead, contact or campaign), id, and optionally fields of texts.",
            ),
        ] {
            assert_eq!(
                at(change.clone(), RULES, NOW),
                Err(why.to_owned()),
                "{change}"
            );
        }
        for json in [
            "",
            "[]",
            "7",
            "{",
            r#"{"sub":"a","sub":"b"}"#,
            r#"{"role":"user","role":"admin"}"#,
        ] {
            let refusal = read(json.as_bytes(), RULES, NOW * 1000);
            assert_eq!(refusal, Err(Refusal::Json { part: "claims" }), "{json}");
        }
    }

    #[test]
    fn issuer_and_audience_must_match_where_they_are_configured() {
        let rules = Rules {
            issuer: Some("https://crm.example"),
            audience: Some("mitto-sms"),
        };
        let iss = "https://crm.example";
        for (change, good) in [
            (json!({"iss": iss, "aud": "mitto-sms"}), true),
            (json!({"iss": iss, "aud": ["x", "mitto-sms"]}), true),
            (json!({"iss": iss, "aud": []}), false),
            (json!({"iss": iss, "aud": "mitto"}), false),
            (json!({"iss": iss, "aud": {"mitto-sms": 1}}), false),
            (json!({"iss": iss}), false),
            (
                json!({"iss": "https://crm.example/", "aud": "mitto-sms"}),
                false,
            ),
            (json!({"iss": [iss], "aud": "mitto-sms"}), false),
            (json!({"aud": "mitto-sms"}), false),
        ] {
            assert_eq!(at(change.clone(), rules, NOW).is_ok(), good, "{change}");
        }
    }
}
