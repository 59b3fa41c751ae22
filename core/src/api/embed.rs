//! The pages that are shown in a frame of somebody else's page, and whose pages those may be.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a page comes from that embeds the elements: `https://crm.example.com`, with a port where it has one. A star may
/// stand for the first part of the name: `https://*.lightning.force.com`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin(String);

crate::json_texts!(Origin);

/// This is no origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoOrigin(String);

impl fmt::Display for NoOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\u{201c}")?;
        f.write_str(&self.0)?;
        f.write_str("\u{201d} is no origin. It is https:// and a name, without a path: https://crm.example.com.")
    }
}

impl core::error::Error for NoOrigin {}

/// Most characters of an origin: a name has 253 at most (RFC 1035, 2.3.4).
const LIMIT: usize = 270;

impl FromStr for Origin {
    type Err = NoOrigin;

    /// As a browser writes it (RFC 6454, 6.2): small letters, nothing behind the name and its port.
    fn from_str(text: &str) -> Result<Origin, NoOrigin> {
        let text = text.trim();
        let text = text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
        match sound(&text) {
            true => Ok(Origin(text)),
            false => Err(NoOrigin(text)),
        }
    }
}

impl TryFrom<String> for Origin {
    type Error = NoOrigin;

    fn try_from(text: String) -> Result<Origin, NoOrigin> {
        text.parse()
    }
}

fn sound(text: &str) -> bool {
    let scheme = text.strip_prefix("https://");
    let Some(name) = scheme.or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    let name = name.strip_prefix("*.").unwrap_or(name);
    let (host, port) = name.split_once(':').unwrap_or((name, "0"));
    let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    !host.is_empty()
        && host.bytes().all(letters)
        && !port.is_empty()
        && port.bytes().all(|b| b.is_ascii_digit())
        && text.len() <= LIMIT
}

impl Origin {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a page's origin, as the browser says it, is this one.
    pub fn covers(&self, origin: &str) -> bool {
        match self.0.split_once("*.") {
            None => self.0 == origin,
            Some((scheme, name)) => origin
                .strip_prefix(scheme)
                .and_then(|host| host.strip_suffix(name)?.strip_suffix('.'))
                .is_some_and(|first| !first.is_empty() && !first.contains(['/', ':'])),
        }
    }
}

/// The policy of a framed page: the app's own, and who may have it in a frame.
pub fn framed_policy<'o>(origins: impl IntoIterator<Item = &'o Origin>) -> String {
    let mut policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
        connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; \
        frame-ancestors 'self'"
        .to_owned();
    for origin in origins {
        policy.push(' ');
        policy.push_str(origin.as_str());
    }
    policy
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Origin {
        text.parse().unwrap()
    }

    #[test]
    fn an_origin_is_a_scheme_and_a_name() {
        for good in [
            "https://crm.example.com",
            "http://localhost:8787",
            "https://*.lightning.force.com",
        ] {
            assert_eq!(origin(good).as_str(), good);
        }
        assert_eq!(
            origin(" https://CRM.Example.com/ ").as_str(),
            "https://crm.example.com"
        );
        for bad in [
            "",
            "*",
            "null",
            "crm.example.com",
            "https://",
            "https://*",
            "https://*.",
            "https://a.example/path",
            "https://a.example; script-src *",
            "https://a.example 'unsafe-inline'",
            "https://a.*.example",
            "https://a.example:",
            "https://a.example:x",
            "ftp://a.example",
        ] {
            let why = bad.parse::<Origin>().unwrap_err().to_string();
            assert!(why.contains(bad), "{why}");
        }
    }

    #[test]
    fn a_star_is_one_or_more_parts_of_the_name() {
        let all = origin("https://*.force.com");
        assert!(all.covers("https://acme.lightning.force.com"));
        assert!(all.covers("https://acme.force.com"));
        for other in [
            "https://force.com",
            "https://evilforce.com",
            "https://.force.com",
            "http://acme.force.com",
            "https://evil.com/.force.com",
            "https://evil.com:1.force.com",
            "https://acme.force.com:444",
        ] {
            assert!(!all.covers(other), "{other}");
        }
        assert!(origin("https://a.example").covers("https://a.example"));
        assert!(!origin("https://a.example").covers("https://b.a.example"));
    }

    #[test]
    fn the_policy_names_who_may_have_the_page_in_a_frame() {
        let policy = framed_policy(&[origin("https://a.example"), origin("https://*.force.com")]);
        assert!(policy.ends_with("frame-ancestors 'self' https://a.example https://*.force.com"));
        assert!(framed_policy(&[]).ends_with("frame-ancestors 'self'"));
        assert!(!policy.contains("unsafe-inline"));
    }
}
