//! The address of an endpoint: over TLS, and nothing inside. Whoever may register one must not reach by it what only we reach.
//!
//! This is what can be told from the address itself. A name that leads to a private address is for the platform to refuse, and
//! Cloudflare does (`global_fetch_strictly_public`); no redirect is followed.

use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};

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
    /// Not `https://`.
    Scheme,
    /// Longer than 2,000 bytes, or with characters that no address has.
    Form,
    /// A user and password in it: they would be shown to every admin.
    User,
    /// A host that is no public one.
    Inner,
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TargetError::Scheme => "The address must begin with https://.",
            TargetError::Form => {
                "This is no address: at most 2,000 characters, without spaces and #."
            }
            TargetError::User => "Leave user and password out of the address: each call is signed.",
            TargetError::Inner => {
                "The address must be a public one: a name with a dot, or a public IP address."
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

/// Whether a host, perhaps with a port, is a public one.
fn is_public(authority: &str) -> bool {
    let port = |text: &str| text.is_empty() || text.strip_prefix(':').is_some_and(is_port);
    if let Some(rest) = authority.strip_prefix('[') {
        let Some((address, after)) = rest.split_once(']') else {
            return false;
        };
        return port(after) && address.parse().is_ok_and(is_public_6);
    }
    let host = authority.split(':').next().unwrap_or_default();
    if !port(authority.get(host.len()..).unwrap_or_default()) {
        return false;
    }
    // The dot of the root may stand at the end.
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let Some((front, last)) = host.rsplit_once('.') else {
        return false;
    };
    // A host that ends in a number is an IPv4 address, in whatever notation (WHATWG URL, 3.5): only the plain one is taken.
    let number = last.strip_prefix("0x").unwrap_or(last);
    if number.bytes().all(|b| b.is_ascii_hexdigit())
        && last.starts_with(|c: char| c.is_ascii_digit())
    {
        return host.parse().is_ok_and(is_public_4);
    }
    let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let label = |label: &str| !label.is_empty() && label.bytes().all(letter);
    front.split('.').all(label) && label(last) && !INNER.contains(&last)
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Not one of those set apart (RFC 6890).
const fn is_public_4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127 | 224..=255, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 168, ..]
            | [192, 0, 0 | 2, _]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    )
}

/// Global unicast (2000::/3), without what leads to IPv4 addresses and to examples.
const fn is_public_6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    first >> 13 == 1 && first != 0x2002 && !(first == 0x2001 && (second == 0 || second == 0xdb8))
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
            "https://8.8.8.8/x",
            "https://[2606:4700::1111]:443/x",
            "https://1.de",
        ] {
            assert!(Target::read(good, false).is_ok(), "{good}");
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
        fn no_private_address_in_any_notation(a: u8, b: u8, c: u8, d: u8) {
            let address = Ipv4Addr::new(a, b, c, d);
            let inner = address.is_private() || address.is_loopback() || address.is_link_local()
                || address.is_multicast() || address.is_broadcast() || address.is_documentation() || a == 0;
            let plain = Target::read(&format!("https://{address}/"), false);
            prop_assert!(!inner || plain.is_err());
            for odd in [
                format!("{}", u32::from(address)), format!("0x{:08x}", u32::from(address)), format!("[::ffff:{address}]"),
                format!("{a}.{}", u32::from(address) & 0x00ff_ffff),
            ] {
                prop_assert!(Target::read(&format!("https://{odd}/"), false).is_err(), "{}", odd);
            }
        }
    }
}
