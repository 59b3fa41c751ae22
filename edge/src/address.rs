//! A request's address: what we need of it, and no more.
//!
//! The runtime has parsed and normalised it already. Parsing it again by the rules of every kind of
//! URL (the crate `url`) is 15 kB of the compressed Worker.

use std::borrow::Cow;

/// An address of the form `https://host[:port]/path[?query]`.
pub(crate) struct Address(String);

impl From<&str> for Address {
    fn from(text: &str) -> Address {
        Address(text.to_owned())
    }
}

impl Address {
    /// Scheme, host, and the port where it is not the scheme's own.
    pub(crate) fn origin(&self) -> &str {
        let host = self
            .0
            .find("://")
            .map_or(0, |scheme| scheme.saturating_add(3));
        let path = self
            .0
            .get(host..)
            .and_then(|rest| rest.find(['/', '?', '#']));
        let end = path.map_or(self.0.len(), |path| host.saturating_add(path));
        self.0.get(..end).unwrap_or_default()
    }

    /// What follows the host, up to the question mark, still encoded.
    pub(crate) fn path(&self) -> &str {
        let rest = self.0.get(self.origin().len()..).unwrap_or_default();
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        if path.is_empty() { "/" } else { path }
    }

    /// What follows the question mark, still encoded.
    pub(crate) fn query(&self) -> &str {
        let (address, _) = self.0.split_once('#').unwrap_or((&self.0, ""));
        address.split_once('?').map_or("", |(_, query)| query)
    }

    /// The parameters, in order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        form_urlencoded::parse(self.query().as_bytes())
    }

    /// The first parameter of this name.
    #[cfg(any(test, feature = "dev"))]
    pub(crate) fn parameter(&self, name: &str) -> Option<Cow<'_, str>> {
        self.parameters()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_agrees_with_the_whole_parser() {
        for text in [
            "https://sms.example.com/",
            "https://sms.example.com/api/templates?object=lead&limit=2",
            "http://localhost:8787/callback/key/delivery?id=1&text=a%20b+c",
            "http://127.0.0.1:8787/?",
            "http://[::1]:8787/a?b?c=/d",
            "https://xn--bcher-kva.example/a/b",
            "https://sms.example.com/a?b=1#c?d=2",
            "https://sms.example.com/a#c?d=2",
        ] {
            let url = url::Url::parse(text).unwrap();
            let address = Address(text.to_owned());
            assert_eq!(address.origin(), url.origin().ascii_serialization());
            assert_eq!(address.path(), url.path());
            assert_eq!(address.query(), url.query().unwrap_or_default(), "{text}");
            for name in ["object", "text", "b", "d", "none"] {
                let by_url = url.query_pairs().find(|(key, _)| key == name);
                assert_eq!(address.parameter(name), by_url.map(|(_, value)| value));
            }
        }
    }

    #[test]
    fn an_odd_address_is_no_panic() {
        for text in ["", "/a?b", "://", "a://", "?", "#"] {
            let address = Address(text.to_owned());
            let _ = (address.origin(), address.query(), address.parameter("b"));
        }
    }
}
