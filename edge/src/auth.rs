//! Who is asking: session tokens (RFC 7519), signed with HS256 under `SESSION_SECRET`.
//!
//! The algorithm is ours, never the token's: a token of another algorithm does not verify. `exp`
//! is required and near, so that a token that leaks is worth little.

use chrono::{DateTime, Duration, Utc};
use jwt_compact::alg::{Hs256, Hs256Key};
use jwt_compact::{AlgorithmExt, TimeOptions, Token, UntrustedToken};
#[cfg(any(test, feature = "dev"))]
use mitto_core::api::Role;
use mitto_core::api::{Access, Claims, Code, Problem};

use crate::error::Failure;

/// How far two clocks may be apart.
const LEEWAY: Duration = Duration::seconds(60);

/// Longest life of a token: a working day. The host page's back end makes a new one when asked.
const LONGEST_LIFE: Duration = Duration::hours(12);

/// Longest token that is looked at, bytes. The `record` claim makes it long.
const TOKEN_LIMIT: usize = 16 * 1024;

/// Checks that a request may use a route.
///
/// # Errors
/// `not-signed-in` without a token that holds, `not-allowed` for a lesser role.
pub(crate) fn admit(
    access: Access,
    authorization: Option<&str>,
    secret: &str,
    now_ms: i64,
) -> Result<Option<Claims>, Failure> {
    let needed = match access {
        Access::Everyone | Access::CallbackKey => return Ok(None),
        Access::Role(role) => role,
    };
    let token = authorization
        .and_then(|header| header.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let Some(token) = token else {
        return Err(refused("Send a token: Authorization: Bearer …"));
    };
    let claims = verify(token, secret, now_ms)?;
    if claims.role < needed {
        let why = "This takes the admin role; your token has the user role.";
        return Err(Problem::new(Code::NotAllowed).because(why).into());
    }
    Ok(Some(claims))
}

fn refused(why: &str) -> Failure {
    Problem::new(Code::NotSignedIn).because(why).into()
}

fn verify(token: &str, secret: &str, now_ms: i64) -> Result<Claims, Failure> {
    if token.len() > TOKEN_LIMIT {
        return Err(refused("The token is longer than 16,384 bytes."));
    }
    let now = moment(now_ms)?;
    let token =
        UntrustedToken::new(token).map_err(|_| refused("The token is not a JSON Web Token."))?;
    let token: Token<Claims> = Hs256
        .validator(&Hs256Key::new(secret))
        .validate(&token)
        .map_err(|_| refused("The token's signature or claims do not hold."))?;
    let times = TimeOptions::new(LEEWAY, || now);
    let claims = token.claims();
    claims
        .validate_expiration(&times)
        .map_err(|_| refused("The token has expired."))?;
    if claims.not_before.is_some() {
        claims
            .validate_maturity(&times)
            .map_err(|_| refused("The token is not valid yet."))?;
    }
    if claims.issued_at.is_some_and(|at| at > now + LEEWAY) {
        return Err(refused("The token is from the future."));
    }
    let from = claims.issued_at.unwrap_or(now).min(now);
    if claims
        .expiration
        .is_none_or(|end| end - from > LONGEST_LIFE + LEEWAY)
    {
        return Err(refused("A token may live for 12 hours at most."));
    }
    if claims.custom.sub.is_empty() {
        return Err(refused("The token does not say who you are (sub)."));
    }
    Ok(token.into_parts().1.custom)
}

/// Makes a token, for the sample pages and tests.
#[cfg(any(test, feature = "dev"))]
pub(crate) fn sign(
    claims: Claims,
    secret: &str,
    now_ms: i64,
    seconds: i64,
) -> Result<String, Failure> {
    let now = moment(now_ms)?;
    let mut claims = jwt_compact::Claims::new(claims);
    claims.issued_at = Some(now + Duration::seconds(seconds.min(0)));
    claims.expiration = Some(now + Duration::seconds(seconds));
    Hs256
        .token(
            &jwt_compact::Header::empty(),
            &claims,
            &Hs256Key::new(secret),
        )
        .map_err(Failure::internal)
}

fn moment(ms: i64) -> Result<DateTime<Utc>, Failure> {
    DateTime::from_timestamp_millis(ms).ok_or_else(|| Failure::internal("the clock is off"))
}

/// The role that a development token's query names.
#[cfg(feature = "dev")]
pub(crate) fn role_named(name: &str) -> Option<Role> {
    match name {
        "user" => Some(Role::User),
        "admin" => Some(Role::Admin),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_764_000_000_000;

    fn claims(role: Role) -> Claims {
        Claims {
            sub: "ada".to_owned(),
            role,
            ad_hoc: false,
            record: None,
        }
    }

    fn enter(token: &str, role: Role, now: i64) -> Result<Claims, Code> {
        let header = format!("Bearer {token}");
        admit(Access::Role(role), Some(&header), "secret", now)
            .map(|claims| claims.unwrap())
            .map_err(|failure| failure.into_problem().code)
    }

    #[test]
    fn a_good_token_opens_what_its_role_may_use() {
        let token = sign(claims(Role::User), "secret", NOW, 600).unwrap();
        assert_eq!(enter(&token, Role::User, NOW).unwrap().sub, "ada");
        assert_eq!(enter(&token, Role::Admin, NOW), Err(Code::NotAllowed));
        let admin = sign(claims(Role::Admin), "secret", NOW, 600).unwrap();
        assert!(enter(&admin, Role::User, NOW).is_ok());
    }

    #[test]
    fn expired_early_too_long_lived_and_foreign_tokens_are_none() {
        let refused = Err(Code::NotSignedIn);
        let token = sign(claims(Role::User), "secret", NOW, 600).unwrap();
        assert!(
            enter(&token, Role::User, NOW + 659_000).is_ok(),
            "clocks may be a minute apart"
        );
        assert_eq!(enter(&token, Role::User, NOW + 661_000), refused);
        assert_eq!(
            enter(&token, Role::User, NOW - 120_000),
            refused,
            "from the future"
        );
        let eternal = sign(claims(Role::User), "secret", NOW, 90 * 86_400).unwrap();
        assert_eq!(enter(&eternal, Role::User, NOW), refused);
        let foreign = sign(claims(Role::User), "another", NOW, 600).unwrap();
        assert_eq!(enter(&foreign, Role::User, NOW), refused);
        for nonsense in ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
            assert_eq!(enter(nonsense, Role::User, NOW), refused, "{nonsense}");
        }
        assert!(admit(Access::Role(Role::User), None, "secret", NOW).is_err());
        assert!(admit(Access::Role(Role::User), Some("Basic eDp5"), "secret", NOW).is_err());
    }

    #[test]
    fn a_token_for_another_algorithm_does_not_verify() {
        use jwt_compact::alg::{Hs512, Hs512Key};
        let mut other = jwt_compact::Claims::new(claims(Role::Admin));
        other.expiration = DateTime::from_timestamp_millis(NOW + 600_000);
        let header = jwt_compact::Header::empty();
        let token = Hs512
            .token(&header, &other, &Hs512Key::new("secret"))
            .unwrap();
        assert_eq!(enter(&token, Role::User, NOW), Err(Code::NotSignedIn));
    }
}
