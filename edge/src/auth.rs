//! Who is asking. `mitto_core::session` decides; here its keys are used.

use mitto_core::api::{Claims, Code, Problem, Role, Route, read_api_key};
use mitto_core::session::{Algorithm, Freshness, Key, Refusal, Rules, Token};

use crate::error::Failure;
use crate::key_set;
use crate::router::App;
use crate::router::now;
use crate::settings::SessionSettings;
use crate::{api_keys, crypto};

/// How many newer key sets are tried for one token: the host may rotate just now, not for ever.
const NEWER_SETS: u32 = 2;

/// Checks that a request may use a route that takes this role.
///
/// # Errors
/// `not-signed-in` without a token or key that holds, `not-allowed` for a lesser role, or without the scope.
pub(crate) async fn admit(
    app: &App,
    route: &Route,
    needed: Role,
    authorization: Option<&str>,
) -> Result<Claims, Failure> {
    let session = &app.settings.session;
    let token = authorization
        .and_then(|header| header.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let Some(token) = token else {
        return Err(not_signed_in("Send a token: Authorization: Bearer …"));
    };
    if let Some((id, secret)) = read_api_key(token) {
        return api_keys::admit(app, route, id, secret).await;
    }
    let token = Token::parse(token).map_err(not_signed_in)?;
    verify(&token, session).await?;
    let rules = Rules {
        issuer: session.issuer.as_deref(),
        audience: session.audience.as_deref(),
    };
    let claims = token.claims(rules, now()).map_err(not_signed_in)?;
    if claims.role < needed {
        let why = "This takes the admin role; your token has the user role.";
        return Err(Problem::new(Code::NotAllowed).because(why).into());
    }
    Ok(claims)
}

pub(crate) fn not_signed_in(why: impl ToString) -> Failure {
    Problem::new(Code::NotSignedIn).because(why).into()
}

/// Holds a token's signature to our keys.
async fn verify(token: &Token<'_>, session: &SessionSettings) -> Result<(), Failure> {
    if !session.is_set() {
        let why = "set SESSION_SECRET, SESSION_PUBLIC_KEYS or SESSION_JWKS_URL";
        return Err(Failure::internal(why));
    }
    match token.algorithm().map_err(not_signed_in)? {
        Algorithm::Hs256 => verify_with_secrets(token, &session.secrets()?).map_err(not_signed_in),
        Algorithm::Public(_) => verify_with_keys(token, session).await,
    }
}

fn verify_with_secrets(token: &Token<'_>, secrets: &[&str]) -> Result<(), Refusal> {
    if secrets.is_empty() {
        return Err(Refusal::Algorithm);
    }
    // All of them, so that the time does not tell which one holds.
    let holds = secrets.iter().fold(false, |holds, secret| {
        holds | crypto::is_signed(secret, token.signed(), token.signature())
    });
    holds.then_some(()).ok_or(Refusal::Signature)
}

/// With the configured keys and the host's; with the host's newest where those we know do not verify
/// it: after a rotation the first good token must not fail.
async fn verify_with_keys(token: &Token<'_>, session: &SessionSettings) -> Result<(), Failure> {
    let ours = session.public_keys()?;
    let Some(url) = session.key_set_url()? else {
        return try_keys(token, &ours, &[]).await.map_err(not_signed_in);
    };
    let mut set = key_set::get(url, Freshness::Usual).await;
    let mut tried = try_keys(token, &ours, &set.keys).await;
    for _ in 0..NEWER_SETS {
        if tried.is_ok() {
            return Ok(());
        }
        let newer = key_set::get(url, Freshness::NewerThan(set.generation)).await;
        if newer.generation == set.generation {
            break;
        }
        set = newer;
        tried = try_keys(token, &ours, &set.keys).await;
    }
    tried.map_err(|refusal| match set.generation {
        // Without the host's keys nobody can say that the token is bad.
        0 => Failure::internal("a token could not be verified without the host's key set"),
        _ => not_signed_in(refusal),
    })
}

async fn try_keys(token: &Token<'_>, ours: &[Key], fetched: &[Key]) -> Result<(), Refusal> {
    for key in token.choose(ours.iter().chain(fetched))? {
        if crypto::is_signed_by(key, token.signed(), token.signature()).await {
            return Ok(());
        }
    }
    Err(Refusal::Signature)
}

/// Makes a token, for the sample pages and tests: HS256, with the issuer and audience that are wanted.
#[cfg(feature = "dev")]
pub(crate) fn sign(
    claims: &Claims,
    session: &SessionSettings,
    now_ms: i64,
    seconds: i64,
) -> Result<String, Failure> {
    let now = now_ms / 1000;
    let mut extra = serde_json::Map::new();
    extra.insert("iat".to_owned(), now.saturating_add(seconds.min(0)).into());
    extra.insert("exp".to_owned(), now.saturating_add(seconds).into());
    for (name, value) in [("iss", &session.issuer), ("aud", &session.audience)] {
        if let Some(value) = value {
            extra.insert(name.to_owned(), value.as_str().into());
        }
    }
    let secrets = session.secrets()?;
    let secret = secrets.first();
    let missing = || Failure::internal("the secret SESSION_SECRET is not set");
    mitto_core::session::signed(claims, extra, |data| {
        secret.and_then(|secret| crypto::sign(secret.as_bytes(), data))
    })
    .ok_or_else(missing)
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
