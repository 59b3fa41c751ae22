//! The address of an endpoint: over TLS, and nothing inside. Whoever may register one must not reach by it what only we reach.
//!
//! This is what can be told from the address itself. A name that leads to a private address is for the platform to refuse, and
//! Cloudflare does (`global_fetch_strictly_public`); no redirect is followed.

use core::fmt;

/// Most bytes of an address.
const LIMIT: usize = 2_000;

/// Names that are no public ones (RFC 6761, 6762, 8375, and what networks use).
const INNER: [&str; 9] = [
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "arpa",
    "test",
];

/// An address that a webhook may go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(String);

/// Why an address is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetError {
    /// Nothing behind `https://`, or nothing at all.
    Empty,
    /// Not `https://`.
    Scheme,
    /// Longer than 2,000 bytes, or with characters that no address has.
    Form,
    /// A user and password in it: they would be shown to every admin.
    User,
    /// A host that is no public name. IP addresses are none: their certificates are rare, and what is private among them has too
    /// many notations.
    Inner,
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TargetError::Empty => "Enter the address of your server.",
            TargetError::Scheme => "The address must begin with https://.",
            TargetError::Form => {
                "This is no address: at most 2,000 characters, without spaces and #."
            }
            TargetError::User => "Leave user and password out of the address: each call is signed.",
            TargetError::Inner => {
                "The host must be a public name, such as hooks.example.com; no IP address."
            }
        })
    }
}

impl core::error::Error for TargetError {}

impl Target {
    /// Reads one. `local`: also `http://127.0.0.1:…`, for development.
    ///
    /// # Errors
    /// See [`TargetError`].
    pub fn read(text: &str, local: bool) -> Result<Target, TargetError> {
        if local && text.starts_with("http://127.0.0.1:") {
            return Ok(Target(text.to_owned()));
        }
        if matches!(text, "" | "https://") {
            return Err(TargetError::Empty);
        }
        let rest = text.strip_prefix("https://").ok_or(TargetError::Scheme)?;
        let sound = |b: u8| b.is_ascii_graphic() && !matches!(b, b'#' | b'\\' | b'"' | b'<' | b'>');
        if text.len() > LIMIT || !rest.bytes().all(sound) {
            return Err(TargetError::Form);
        }
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(TargetError::User);
        }
        match is_public(authority) {
            true => Ok(Target(text.to_owned())),
            false => Err(TargetError::Inner),
        }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a host, perhaps with a port, is a public name.
fn is_public(authority: &str) -> bool {
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    if !port.parse::<u16>().is_ok_and(|port| port > 0) {
        return false;
    }
    // The dot of the root may stand at the end.
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let Some((front, last)) = host.rsplit_once('.') else {
        return false;
    };
    let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let label = |label: &str| !label.is_empty() && label.bytes().all(letter);
    // A host that ends in a number is an IPv4 address, in whatever notation (WHATWG URL, 3.5). No top-level domain begins with one.
    let named = last.starts_with(|c: char| c.is_ascii_alphabetic());
    named && front.split('.').all(label) && label(last) && !INNER.contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn public_addresses_are_taken() {
        for good in [
            "https://hooks.example.com/mitto?key=1",
            "https://example.com",
            "https://example.com.:8443/",
            "https://EXAMPLE.com/A",
            "https://xn--bcher-kva.example/a_b/%20",
            "https://1.de",
        ] {
            assert!(Target::read(good, false).is_ok(), "{good}");
        }
    }

    #[test]
    fn who_has_entered_nothing_is_told_so() {
        for nothing in ["", "https://"] {
            assert_eq!(
                Target::read(nothing, true),
                Err(TargetError::Empty),
                "{nothing}"
            );
        }
    }

    #[test]
    fn what_is_inside_is_not() {
        for host in [
            "localhost",
            "localhost:443",
            "a.localhost",
            "printer",
            "printer.local",
            "db.internal",
            "10.0.0.1",
            "127.0.0.1",
            "127.1",
            "0x7f.1",
            "2130706433",
            "0177.0.0.1",
            "1.2.3.0x4",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[fd00::1]",
            "[fe80::1]",
            "[::ffff:127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[::1",
            "a..b",
            ".com",
            "example.com:0",
            "example.com:70000",
            "example.com:x",
            "",
            "1.0.0.127.in-addr.arpa",
        ] {
            let url = ["https://", host, "/x"].concat();
            assert_eq!(Target::read(&url, false), Err(TargetError::Inner), "{url}");
            assert!(Target::read(&url, true).is_err(), "{url}");
        }
    }

    #[test]
    fn other_mistakes_are_named() {
        for (url, why) in [
            ("http://example.com/", TargetError::Scheme),
            ("example.com", TargetError::Scheme),
            ("ftp://example.com", TargetError::Scheme),
            ("https://ada:secret@example.com/", TargetError::User),
            ("https://example.com/a b", TargetError::Form),
            ("https://example.com/#x", TargetError::Form),
            ("https://example.com\\@10.0.0.1/", TargetError::Form),
            ("https://bücher.example/", TargetError::Form),
        ] {
            assert_eq!(Target::read(url, false), Err(why), "{url}");
        }
        let long = ["https://example.com/", &"x".repeat(2_000)].concat();
        assert_eq!(Target::read(&long, false), Err(TargetError::Form));
    }

    #[test]
    fn ones_own_machine_is_for_development() {
        let url = "http://127.0.0.1:9000/hook";
        assert_eq!(Target::read(url, true).unwrap().as_str(), url);
        assert_eq!(Target::read(url, false), Err(TargetError::Scheme));
    }

    proptest! {
        #[test]
        fn no_ip_address_in_any_notation(address: core::net::Ipv4Addr, other: core::net::Ipv6Addr) {
            let [a, ..] = address.octets();
            let number = u32::from(address);
            for host in [
                address.to_string(), number.to_string(), format!("0x{number:x}"), format!("0{number:o}"),
                format!("{a}.{}", number & 0x00ff_ffff), format!("{a}.0x{:x}", number & 0x00ff_ffff),
                format!("[{other}]"), format!("[::ffff:{address}]"), format!("{address}."),
            ] {
                prop_assert!(Target::read(&format!("https://{host}/"), false).is_err(), "{}", host);
            }
        }
    }
}
