//! Keys for programs that call the API: named, with scopes, never an admin.
//!
//! A key is `mitto_sk_`, its id, `_` and 256 random bits in hex. The id finds it, its secret is compared by hash, and what it may
//! do is read from the database with each request, so that a revoked key is dead at once.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::code::Code;
use super::json::{FromJson, Mismatch};
use super::problem::Problem;
use super::route::Route;
use super::token::{Claims, Role};
use crate::ids::ItemId;
use crate::time::from_rfc3339;

/// What a key may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Send SMS to leads and contacts, one by one and in batches.
    Send,
    /// With `send`: text numbers that are no record's, and try campaigns out with any number.
    AdHoc,
    /// Read SMS, leads, contacts, campaigns, senders, templates and lists.
    Read,
    /// Make campaigns, put members into them and send them.
    Campaigns,
    /// Write leads and contacts, their opt-out among it.
    Records,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Scope; 5] = [
        Scope::Send,
        Scope::AdHoc,
        Scope::Read,
        Scope::Campaigns,
        Scope::Records,
    ];

    /// The word in the API and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Scope::Send => "send",
            Scope::AdHoc => "ad-hoc",
            Scope::Read => "read",
            Scope::Campaigns => "campaigns",
            Scope::Records => "records",
        }
    }

    /// Whether any number may be texted among these, and nothing is sent with them.
    pub fn sends_nothing(scopes: &[Scope]) -> bool {
        let has = |scope| scopes.contains(&scope);
        has(Scope::AdHoc) && !has(Scope::Send) && !has(Scope::Campaigns)
    }

    /// The scope with this word.
    pub fn from_word(word: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

impl FromJson for Scope {
    fn from_json(value: Value) -> Result<Scope, Mismatch> {
        let word = String::from_json(value)?;
        Scope::from_word(&word).ok_or_else(|| Mismatch::one_of(&Scope::ALL.map(Scope::as_str)))
    }
}

/// `POST /api/api-keys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiKeyInput {
    /// What people know it by, and who an SMS is from that it sends (`key:` before it): 1 to [`ApiKeyInput::NAME_LIMIT`] characters, unlike
    /// those of the other keys.
    pub name: String,
    /// What it may be used for; at least one.
    pub scopes: Vec<Scope>,
    /// When it ends by itself, RFC 3339; left out: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

crate::json_object!(ApiKeyInput only { name: "name", scopes: "scopes", expires_at: "expiresAt" });

impl ApiKeyInput {
    /// Most characters of a name.
    pub const NAME_LIMIT: u32 = 80;
    /// Most keys at a time.
    pub const KEYS_LIMIT: u32 = 100;

    /// The name, trimmed.
    ///
    /// # Errors
    /// `invalid-field` at `name`.
    pub fn name(&self) -> Result<&str, Problem> {
        let name = self.name.trim();
        let long = name.chars().count() > ApiKeyInput::NAME_LIMIT as usize;
        match name.is_empty() || long || name.contains(char::is_control) {
            false => Ok(name),
            true => {
                let why = "A name is one line of 1 to 80 characters.";
                Err(Problem::field("name", why).over(ApiKeyInput::NAME_LIMIT))
            }
        }
    }

    /// The scopes in one order, each once, with blanks between them: as they are stored.
    ///
    /// # Errors
    /// `invalid-field` at `scopes`.
    pub fn scopes(&self) -> Result<String, Problem> {
        let wanted = |scope: &Scope| self.scopes.contains(scope);
        let words: Vec<&str> = Scope::ALL
            .into_iter()
            .filter(wanted)
            .map(Scope::as_str)
            .collect();
        let why = match words.as_slice() {
            [] => "Choose at least one.",
            _ if Scope::sends_nothing(&self.scopes) => "ad-hoc goes with send or campaigns.",
            words => return Ok(words.join(" ")),
        };
        Err(Problem::field("scopes", why))
    }

    /// When it ends, milliseconds. `now` likewise.
    ///
    /// # Errors
    /// `invalid-field` at `expiresAt`, for what is no time, or over already.
    pub fn expires_at(&self, now: i64) -> Result<Option<i64>, Problem> {
        let Some(at) = &self.expires_at else {
            return Ok(None);
        };
        let why = match from_rfc3339(at) {
            Some(at) if at > now => return Ok(Some(at)),
            Some(_) => "That is over already.",
            None => "Give a time as in 2027-01-31T12:00:00Z.",
        };
        Err(Problem::field("expiresAt", why))
    }
}

/// A key as it is shown: without its secret, which nobody has but whoever made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Its id, which is part of the key.
    pub id: ItemId,
    /// What people know it by.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: String,
    /// When it ends by itself; `null`: never.
    pub expires_at: Option<String>,
    /// When it was last used, to the minute; `null`: never.
    pub last_used_at: Option<String>,
}

/// 201 of `POST /api/api-keys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApiKeyMade {
    /// Its id.
    pub id: ItemId,
    /// The key itself, for `Authorization: Bearer`. It is shown this once: only a hash of it is stored.
    pub key: String,
}

/// What every key begins with, so that people and scanners of repositories know one.
pub const API_KEY_PREFIX: &str = "mitto_sk_";

/// The id and the secret of a key. None for what is no key but a token.
pub fn read_api_key(bearer: &str) -> Option<(&str, &str)> {
    bearer.strip_prefix(API_KEY_PREFIX)?.split_once('_')
}

/// Lets a key use a route. `scopes`: as they are stored.
///
/// # Errors
/// `not-allowed`, with the scope that is missing.
pub fn admit_api_key(name: &str, scopes: &str, route: &Route) -> Result<Claims, Problem> {
    let has = |wanted: Scope| scopes.split(' ').any(|scope| scope == wanted.as_str());
    let refused = |why: &[&str]| Err(Problem::new(Code::NotAllowed).because(why.concat()));
    match route.scope() {
        None => refused(&["No API key may do this: sign in as a person who may."]),
        Some(scope) if !has(scope) => refused(&[
            "This takes the scope ",
            scope.as_str(),
            ", which this API key lacks.",
        ]),
        Some(_) => Ok(Claims {
            sub: ["key:", name].concat(),
            role: Role::User,
            ad_hoc: has(Scope::AdHoc),
            mobile: None,
            record: None,
            issued_at: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Access, Method, ROUTES};

    fn input(scopes: &[Scope]) -> ApiKeyInput {
        ApiKeyInput {
            name: " Orders ".to_owned(),
            scopes: scopes.to_vec(),
            expires_at: None,
        }
    }

    fn at(expires_at: &str) -> ApiKeyInput {
        ApiKeyInput {
            expires_at: Some(expires_at.to_owned()),
            ..input(&[Scope::Read])
        }
    }

    #[test]
    fn what_a_key_can_be_is_said_at_its_field() {
        assert_eq!(input(&[Scope::Read]).name(), Ok("Orders"));
        let twice = input(&[Scope::Read, Scope::Send, Scope::Read]);
        assert_eq!(twice.scopes().as_deref(), Ok("send read"));
        for scopes in [&[][..], &[Scope::AdHoc], &[Scope::AdHoc, Scope::Read]] {
            let problem = input(scopes).scopes().unwrap_err();
            assert_eq!(problem.field.as_deref(), Some("scopes"), "{scopes:?}");
        }
        for name in ["", " ", "a\nb", &"x".repeat(81)] {
            let named = ApiKeyInput {
                name: name.to_owned(),
                ..input(&[])
            };
            assert_eq!(named.name().unwrap_err().limit, Some(80), "{name}");
        }
        let end = at("2026-12-01T00:00:00Z").expires_at(0).unwrap();
        assert_eq!(end, from_rfc3339("2026-12-01T00:00:00Z"));
        for (bad, now) in [("soon", 0), ("2026-12-01T00:00:00Z", i64::MAX)] {
            let problem = at(bad).expires_at(now).unwrap_err();
            assert_eq!(problem.field.as_deref(), Some("expiresAt"));
        }
    }

    #[test]
    fn a_key_is_told_from_a_token() {
        assert_eq!(read_api_key("mitto_sk_a1_b2"), Some(("a1", "b2")));
        assert_eq!(read_api_key("mitto_sk_a1"), None);
        assert_eq!(read_api_key("eyJ.x.y"), None);
    }

    fn route(method: Method, path: &str) -> Route {
        Route::find(method.as_str(), path).unwrap()
    }

    #[test]
    fn a_key_does_what_its_scopes_say_and_is_told_what_is_missing() {
        let send = route(Method::Post, "/api/sms");
        let claims = admit_api_key("Orders", "send", &send).unwrap();
        assert_eq!(
            (claims.sub.as_str(), claims.role),
            ("key:Orders", Role::User)
        );
        assert!(!claims.ad_hoc);
        assert!(
            admit_api_key("Orders", "send ad-hoc", &send)
                .unwrap()
                .ad_hoc
        );
        let refused = admit_api_key("Orders", "read campaigns", &send).unwrap_err();
        assert_eq!(refused.code, Code::NotAllowed);
        let why = "This takes the scope send, which this API key lacks.";
        assert_eq!(refused.detail.as_deref(), Some(why));
    }

    #[test]
    fn no_key_does_what_admins_do_or_writes_what_is_a_persons_own() {
        let all = Scope::ALL.map(Scope::as_str).join(" ");
        for (method, pattern, access) in ROUTES {
            let path = crate::api::route::an_address(pattern);
            let admitted = admit_api_key("x", &all, &route(*method, &path)).is_ok();
            let own = pattern.starts_with("/api/list-views") && *method != Method::Get;
            let user = *access == Access::Role(Role::User);
            assert_eq!(admitted, user && !own, "{method:?} {pattern}");
        }
    }
}
