//! The deployment's variables and secrets, read once into what the handlers need: a deploy with others starts anew.

use std::cell::OnceCell;
use std::rc::Rc;

use mitto_core::api::Origin;
use mitto_core::gateway::{ABOUT, About};
use mitto_core::session::{Key, read_keys};
use serde_json::Value as Json;

use crate::border::{Tell, tell};
use crate::error::Failure;

/// Milliseconds until a submission without an answer counts as unknown.
const GATEWAY_TIMEOUT_MS: u64 = 10_000;

/// What wrangler.toml and the secrets say.
pub(crate) struct Settings {
    /// Where SMS are submitted, without a slash at the end, gateway by gateway as core lists them; none where it is the
    /// gateway's own address.
    gateway_urls: Vec<Option<String>>,
    /// One more header for an address that is set here: name and value.
    pub(crate) gateway_header: Option<(String, String)>,
    /// See [`GATEWAY_TIMEOUT_MS`].
    pub(crate) gateway_timeout_ms: u64,
    /// Where the gateway reaches us, if it is not the address a request came to.
    pub(crate) public_url: Option<String>,
    /// Origins of pages that may call the API.
    pub(crate) allowed_origins: Vec<Origin>,
    /// Whose session tokens hold.
    pub(crate) session: SessionSettings,
    /// How many chunks of a campaign a Worker sends at once. More than one are faster only where it
    /// may have more than six connections open, as on one's own machine.
    pub(crate) campaign_lanes: usize,
    /// What signs in to Salesforce, where opt-outs go there.
    pub(crate) salesforce: Option<SalesforceSettings>,
    /// Seals the product key, makes the callback key.
    config_secret: Option<String>,
}

/// The integration user that the Worker is in Salesforce. Any of them missing is said to an admin.
pub(crate) struct SalesforceSettings {
    /// The consumer key of the external client app.
    pub(crate) client_id: String,
    /// Where it signs in, without a slash at the end.
    pub(crate) login_url: Option<String>,
    /// The name of the integration user.
    pub(crate) user: Option<String>,
    /// PKCS#8 in PEM.
    pub(crate) private_key: Option<String>,
}

thread_local! {
    static KNOWN: OnceCell<Rc<Settings>> = const { OnceCell::new() };
}

impl Settings {
    pub(crate) fn read() -> Rc<Settings> {
        KNOWN.with(|known| Rc::clone(known.get_or_init(|| Rc::new(Settings::of_event()))))
    }

    /// From the event that is worked for.
    fn of_event() -> Settings {
        let variables = tell(Tell::Variables, &[]).unwrap_or_default();
        let variables: Json = serde_json::from_slice(&variables).unwrap_or_default();
        let text = |name: &str| {
            let value = variables.get(name)?.as_str()?.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        let url = |name: &str| text(name).map(|url| url.trim_end_matches('/').to_owned());
        Settings {
            gateway_urls: ABOUT.iter().map(|about| url(about.url_variable)).collect(),
            gateway_header: text("GATEWAY_HEADER").and_then(|header| {
                let (name, value) = header.split_once(':')?;
                Some((name.trim().to_owned(), value.trim().to_owned()))
            }),
            gateway_timeout_ms: text("GATEWAY_TIMEOUT_MS")
                .and_then(|value| value.parse().ok())
                .unwrap_or(GATEWAY_TIMEOUT_MS),
            public_url: url("PUBLIC_URL"),
            allowed_origins: text("ALLOWED_ORIGINS")
                .map(|list| {
                    list.split_whitespace()
                        .filter_map(|one| one.parse().ok())
                        .collect()
                })
                .unwrap_or_default(),
            session: SessionSettings {
                secrets: ["SESSION_SECRET", "SESSION_SECRET_PREVIOUS"].map(&text),
                public_keys: text("SESSION_PUBLIC_KEYS"),
                key_set_url: url("SESSION_JWKS_URL"),
                issuer: text("SESSION_ISSUER"),
                audience: text("SESSION_AUDIENCE"),
            },
            campaign_lanes: text("CAMPAIGN_LANES")
                .and_then(|value| value.parse().ok())
                .unwrap_or(1)
                .clamp(1, 4),
            salesforce: text("SALESFORCE_CLIENT_ID").map(|client_id| SalesforceSettings {
                client_id,
                login_url: url("SALESFORCE_LOGIN_URL"),
                user: text("SALESFORCE_USER"),
                private_key: text("SALESFORCE_PRIVATE_KEY"),
            }),
            config_secret: text("CONFIG_SECRET"),
        }
    }

    /// The secrets without which it cannot work, as wrangler.toml names them.
    pub(crate) fn lacks(&self) -> Vec<&'static str> {
        let mut lacks = Vec::new();
        if self.config_secret.is_none() {
            lacks.push("CONFIG_SECRET");
        }
        let session = &self.session;
        // A page is signed in with either of them.
        if session.secrets.iter().all(Option::is_none)
            && session.public_keys.is_none()
            && session.key_set_url.is_none()
        {
            lacks.push("SESSION_SECRET");
        }
        lacks
    }

    /// Where a gateway is, and whether that is set here. A relay's header is not for the gateway itself.
    pub(crate) fn url_of(&self, about: &About) -> (&str, bool) {
        let place = ABOUT.iter().position(|known| known.name == about.name);
        match place.and_then(|place| self.gateway_urls.get(place)?.as_deref()) {
            Some(url) => (url, true),
            None => (about.url, false),
        }
    }

    /// The secret that seals configuration.
    pub(crate) fn config_secret(&self) -> Result<&str, Failure> {
        present(&self.config_secret, "the secret CONFIG_SECRET is not set")
    }
}

/// What session tokens are verified with. Any of the three sources will do, and all can be set.
pub(crate) struct SessionSettings {
    /// The secret for HS256, and the one before it.
    secrets: [Option<String>; 2],
    /// Public keys in PEM or JSON.
    public_keys: Option<String>,
    /// Where the host publishes its key set.
    key_set_url: Option<String>,
    /// What `iss` must be.
    pub(crate) issuer: Option<String>,
    /// What `aud` must name.
    pub(crate) audience: Option<String>,
}

impl SessionSettings {
    /// The secrets for HS256, newest first.
    pub(crate) fn secrets(&self) -> Result<Vec<&str>, Failure> {
        let secrets: Vec<&str> = self.secrets.iter().filter_map(Option::as_deref).collect();
        // A public key is no secret: everybody who has it could sign as anybody.
        if secrets.iter().any(|secret| secret.contains("-----BEGIN ")) {
            let why =
                "SESSION_SECRET holds a key in PEM; a public key belongs in SESSION_PUBLIC_KEYS";
            return Err(Failure::internal(why));
        }
        Ok(secrets)
    }

    /// The configured public keys.
    pub(crate) fn public_keys(&self) -> Result<Vec<Key>, Failure> {
        let text = self.public_keys.as_deref();
        text.map_or(Ok(Vec::new()), read_keys)
            .map_err(|why| Failure::internal(["SESSION_PUBLIC_KEYS: ", &why.to_string()].concat()))
    }

    /// Where the host publishes its key set. Over TLS, or whoever stands between could add a key.
    pub(crate) fn key_set_url(&self) -> Result<Option<&str>, Failure> {
        match self.key_set_url.as_deref() {
            Some(url) if !is_private(url) => Err(Failure::internal(
                "SESSION_JWKS_URL must begin with https://",
            )),
            url => Ok(url),
        }
    }

    /// Whether anything is set that a token could be verified with.
    pub(crate) fn is_set(&self) -> bool {
        self.secrets.iter().any(Option::is_some)
            || self.public_keys.is_some()
            || self.key_set_url.is_some()
    }
}

/// Whether nobody can stand between us and an address: over TLS, or on this very machine.
pub(crate) fn is_private(url: &str) -> bool {
    const GOOD: [&str; 3] = ["https://", "http://127.0.0.1:", "http://localhost:"];
    GOOD.iter().any(|begin| url.starts_with(begin))
}

fn present<'a>(secret: &'a Option<String>, missing: &str) -> Result<&'a str, Failure> {
    secret.as_deref().ok_or_else(|| Failure::internal(missing))
}
