//! The call that tells a Salesforce org who has opted out: what signs in, what an answer means, when to try again. The call itself
//! is specified in `salesforce/README.md`; the Apex class `MittoOptOut` is its other end.
//!
//! A change sets the state of one record's box and says when it came about. So only the newest of each record is told, repeats
//! and any order are harmless, and nothing is ever given up.

use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;

use crate::webhook::{Attempt, SALESFORCE_DELAYS_S, delay_ms};

/// Where the org takes changes, behind its own address.
pub const PATH: &str = "/services/apexrest/mitto-sms/v1/opt-outs";

/// Where it gives tokens, behind the login address.
pub const TOKEN_PATH: &str = "/services/oauth2/token";

/// Most changes of one call.
pub const MOST: u32 = 200;

/// How long an assertion holds, seconds. Salesforce takes up to three minutes.
const ASSERTION_S: i64 = 120;

/// How often it is tried where only an admin can help, milliseconds: somebody may have helped.
const ADMIN_MS: i64 = 3_600_000;

/// Trouble that goes by itself is shown after so long, milliseconds.
const SHOWN_AFTER_MS: i64 = 15 * 60_000;

/// What is signed of the JWT that signs in (RFC 7523): header and claims. RS256 over it is the third part.
pub fn assertion(client_id: &str, user: &str, audience: &str, now_ms: i64) -> String {
    let exp = now_ms.div_euclid(1_000).saturating_add(ASSERTION_S);
    let text = |text: &str| {
        let mut quoted = "\"".to_owned();
        for char in text.chars() {
            if matches!(char, '"' | '\\') {
                quoted.push('\\');
            }
            quoted.push(char);
        }
        quoted.push('"');
        quoted
    };
    let claims = [
        "{\"iss\":",
        &text(client_id),
        ",\"sub\":",
        &text(user),
        ",\"aud\":",
        &text(audience),
        ",\"exp\":",
        &exp.to_string(),
        "}",
    ];
    [
        &Base64UrlUnpadded::encode_string(b"{\"alg\":\"RS256\",\"typ\":\"JWT\"}"),
        ".",
        &Base64UrlUnpadded::encode_string(claims.concat().as_bytes()),
    ]
    .concat()
}

/// The form that asks for a token, with the assertion's two parts and its signature.
pub fn grant(assertion: &str, signature: &[u8]) -> String {
    let signature = Base64UrlUnpadded::encode_string(signature);
    [
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=",
        assertion,
        ".",
        &signature,
    ]
    .concat()
}

/// What signing in gives.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Goes into `Authorization: Bearer`.
    pub token: String,
    /// The org's own address, without a slash at its end.
    pub org: String,
}

/// Never what it is.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session")
    }
}

/// Why the org was not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A variable or secret is missing or unreadable.
    Setting(&'static str),
    /// No answer.
    Unreachable,
    /// The login was refused, with this word of OAuth.
    Login(String),
    /// 400: the call was not understood.
    Malformed,
    /// 401 with a new token as well.
    Unauthorized,
    /// 403: a limit of the org, or the user may not.
    Forbidden,
    /// 404: the class is not deployed, or not in the user's permission set.
    NotDeployed,
    /// Any other status.
    Status(u16),
    /// An answer of another shape.
    Unreadable,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Trouble::Setting(what) => *what,
            Trouble::Unreachable => "Salesforce could not be reached, or did not answer in time.",
            Trouble::Login(word) => {
                f.write_str("Salesforce refused the login (")?;
                f.write_str(word)?;
                "). Look at the external client app, its certificate, and the integration user."
            }
            Trouble::Malformed => {
                "The org did not understand the call. Is its MittoOptOut class as old as this Worker?"
            }
            Trouble::Unauthorized => "The org refused a token that it had just given.",
            Trouble::Forbidden => {
                "The org refused the call: a limit is reached, or the integration user may not use the API."
            }
            Trouble::NotDeployed => {
                "The class MittoOptOut is not deployed, or not in the integration user's permission set Mitto Callback."
            }
            Trouble::Status(status) => {
                f.write_str("The org answered ")?;
                f.write_str(&status.to_string())?;
                "."
            }
            Trouble::Unreadable => "The answer of Salesforce could not be read.",
        };
        f.write_str(words)
    }
}

impl core::error::Error for Trouble {}

impl Trouble {
    /// What a status of the call says; none for 200.
    pub fn of_call(status: u16) -> Option<Trouble> {
        Some(match status {
            200 => return None,
            400 => Trouble::Malformed,
            401 => Trouble::Unauthorized,
            403 => Trouble::Forbidden,
            404 => Trouble::NotDeployed,
            status => Trouble::Status(status),
        })
    }

    /// Whether it does not go by itself.
    pub const fn is_for_admin(&self) -> bool {
        matches!(
            self,
            Trouble::Setting(_) | Trouble::Login(_) | Trouble::Malformed | Trouble::NotDeployed
        )
    }

    /// How long to wait behind this attempt, milliseconds.
    pub fn wait_ms(&self, attempt: Attempt, retry_after: &str) -> i64 {
        match self.is_for_admin() {
            true => ADMIN_MS,
            false => delay_ms(SALESFORCE_DELAYS_S, attempt, retry_after),
        }
    }

    /// From when on it is shown to admins, where it began at this moment. Both in milliseconds since 1970.
    pub const fn shown_from(&self, since: i64) -> i64 {
        match self.is_for_admin() {
            true => since,
            false => since.saturating_add(SHOWN_AFTER_MS),
        }
    }
}

/// Reads the answer to [`grant`].
///
/// # Errors
/// See [`Trouble`].
pub fn session(status: u16, body: &[u8]) -> Result<Session, Trouble> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| answer.get(name).and_then(Value::as_str);
    match status {
        200 => {}
        400..500 if status != 429 => {
            // Its description may name people; the word may not.
            let plain = |word: &&str| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            let word = text("error").filter(plain).unwrap_or("no reason given");
            return Err(Trouble::Login(word.to_owned()));
        }
        status => return Err(Trouble::Status(status)),
    }
    let (Some(token), Some(org)) = (text("access_token"), text("instance_url")) else {
        return Err(Trouble::Unreadable);
    };
    Ok(Session {
        token: token.to_owned(),
        org: org.trim_end_matches('/').to_owned(),
    })
}

/// What became of one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Our name for the change.
    pub id: String,
    /// It need not be told again: changed, so already, overtaken by a later hand, or no such record.
    pub done: bool,
}

/// Reads the org's answer to the changes.
///
/// # Errors
/// [`Trouble::Unreadable`].
pub fn results(body: &[u8]) -> Result<Vec<Told>, Trouble> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let results = answer.get("results").and_then(Value::as_array);
    let mut told = Vec::new();
    for result in results.ok_or(Trouble::Unreadable)? {
        let text = |name: &str| result.get(name).and_then(Value::as_str);
        let (Some(id), Some(word)) = (text("id"), text("result")) else {
            return Err(Trouble::Unreadable);
        };
        told.push(Told {
            id: id.to_owned(),
            done: matches!(word, "changed" | "unchanged" | "stale" | "not-found"),
        });
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_assertion_says_who_to_whom_and_for_how_long() {
        let text = assertion(
            "3MVG\"9",
            "mitto@acme.example",
            "https://login.salesforce.com",
            1_764_000_000_999,
        );
        let (header, claims) = text.split_once('.').unwrap();
        let read = |part: &str| -> Value {
            serde_json::from_slice(&Base64UrlUnpadded::decode_vec(part).unwrap()).unwrap()
        };
        assert_eq!(read(header), json!({"alg": "RS256", "typ": "JWT"}));
        let wanted = json!({"iss": "3MVG\"9", "sub": "mitto@acme.example", "aud": "https://login.salesforce.com", "exp": 1_764_000_120});
        assert_eq!(read(claims), wanted);
        let form = grant("a.b", &[255, 255]);
        assert!(form.starts_with("grant_type=urn%3Aietf") && form.ends_with("&assertion=a.b.__8"));
    }

    #[test]
    fn a_login_gives_a_session_or_a_word() {
        let good = json!({"access_token": "t", "instance_url": "https://acme.my.salesforce.com/"})
            .to_string();
        let known = session(200, good.as_bytes()).unwrap();
        assert_eq!(
            (known.token.as_str(), known.org.as_str()),
            ("t", "https://acme.my.salesforce.com")
        );
        assert_eq!(format!("{known:?}"), "Session");
        let refused = br#"{"error":"invalid_grant","error_description":"Ada has not approved"}"#;
        assert_eq!(
            session(400, refused),
            Err(Trouble::Login("invalid_grant".to_owned()))
        );
        let words = session(400, b"{\"error\":\"Ada Lovelace\"}")
            .unwrap_err()
            .to_string();
        assert!(!words.contains("Ada"), "{words}");
        assert_eq!(session(503, b""), Err(Trouble::Status(503)));
        assert_eq!(session(429, b""), Err(Trouble::Status(429)));
        assert_eq!(session(200, b"<html>"), Err(Trouble::Unreadable));
    }

    #[test]
    fn four_results_are_the_end_and_one_is_not() {
        let result = |word: &str| json!({"id": word, "result": word});
        let words = [
            "changed",
            "unchanged",
            "stale",
            "not-found",
            "failed",
            "new-word",
        ];
        let body = json!({"results": words.map(result)}).to_string();
        let done: Vec<bool> = results(body.as_bytes())
            .unwrap()
            .iter()
            .map(|it| it.done)
            .collect();
        assert_eq!(done, [true, true, true, true, false, false]);
        assert_eq!(results(b"{\"results\":[{}]}"), Err(Trouble::Unreadable));
        assert_eq!(results(b""), Err(Trouble::Unreadable));
    }

    #[test]
    fn what_only_an_admin_can_mend_is_shown_at_once_and_tried_hourly() {
        let first = Attempt {
            number: 1,
            random: 0,
        };
        for (trouble, wait, shown) in [
            (Trouble::Login("invalid_grant".to_owned()), 3_600_000, 7),
            (Trouble::NotDeployed, 3_600_000, 7),
            (Trouble::Forbidden, 5_000, 7 + SHOWN_AFTER_MS),
            (Trouble::Unreachable, 5_000, 7 + SHOWN_AFTER_MS),
            (Trouble::Status(503), 5_000, 7 + SHOWN_AFTER_MS),
        ] {
            assert_eq!(trouble.wait_ms(first, ""), wait, "{trouble}");
            assert_eq!(trouble.shown_from(7), shown, "{trouble}");
        }
        assert_eq!(Trouble::Status(503).wait_ms(first, "60"), 60_000);
        assert_eq!(Trouble::of_call(200), None);
        assert_eq!(Trouble::of_call(500), Some(Trouble::Status(500)));
    }
}
