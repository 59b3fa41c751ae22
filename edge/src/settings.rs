//! The deployment's variables and secrets, read once a request into what the handlers need.

use worker::Env;

use crate::error::Failure;

/// Milliseconds until a submission without an answer counts as unknown.
const GATEWAY_TIMEOUT_MS: u64 = 10_000;

/// What wrangler.toml and the secrets say.
pub(crate) struct Settings {
    /// Where SMS are submitted, without a slash at the end.
    pub(crate) gateway_url: String,
    /// One more header for the gateway: name and value.
    pub(crate) gateway_header: Option<(String, String)>,
    /// See [`GATEWAY_TIMEOUT_MS`].
    pub(crate) gateway_timeout_ms: u64,
    /// Where the gateway reaches us, if it is not the address a request came to.
    pub(crate) public_url: Option<String>,
    /// Origins of pages that may call the API.
    pub(crate) allowed_origins: Vec<String>,
    /// Signs session tokens.
    session_secret: Option<String>,
    /// Seals the product key, makes the callback key.
    config_secret: Option<String>,
}

impl Settings {
    pub(crate) fn read(env: &Env) -> Settings {
        let text = |name: &str| {
            let value = env.var(name).ok().map(|value| value.to_string());
            value
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let url = |name: &str| text(name).map(|url| url.trim_end_matches('/').to_owned());
        Settings {
            gateway_url: url("GATEWAY_URL").unwrap_or_default(),
            gateway_header: text("GATEWAY_HEADER").and_then(|header| {
                let (name, value) = header.split_once(':')?;
                Some((name.trim().to_owned(), value.trim().to_owned()))
            }),
            gateway_timeout_ms: text("GATEWAY_TIMEOUT_MS")
                .and_then(|value| value.parse().ok())
                .unwrap_or(GATEWAY_TIMEOUT_MS),
            public_url: url("PUBLIC_URL"),
            allowed_origins: text("ALLOWED_ORIGINS")
                .map(|list| list.split_whitespace().map(str::to_owned).collect())
                .unwrap_or_default(),
            session_secret: text("SESSION_SECRET"),
            config_secret: text("CONFIG_SECRET"),
        }
    }

    /// The secret that signs session tokens.
    pub(crate) fn session_secret(&self) -> Result<&str, Failure> {
        present(&self.session_secret, "the secret SESSION_SECRET is not set")
    }

    /// The secret that seals configuration.
    pub(crate) fn config_secret(&self) -> Result<&str, Failure> {
        present(&self.config_secret, "the secret CONFIG_SECRET is not set")
    }
}

fn present<'a>(secret: &'a Option<String>, missing: &str) -> Result<&'a str, Failure> {
    secret.as_deref().ok_or_else(|| Failure::internal(missing))
}
