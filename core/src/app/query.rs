//! The query of an address.

use form_urlencoded::{Serializer, parse};

/// An address with these names and values; a blank value is left out.
pub(super) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => [path, "?", &query].concat(),
    }
}

/// What an address says under this name; blank where it says nothing.
pub(super) fn value(address: &str, wanted: &str) -> String {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let mut pairs = parse(query.as_bytes());
    pairs
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let made = address(
            "/sms",
            &[("status", "NO REPORT"), ("q", "50 % & “more”"), ("x", "")],
        );
        assert_eq!(
            made,
            "/sms?status=NO+REPORT&q=50+%25+%26+%E2%80%9Cmore%E2%80%9D"
        );
        assert_eq!(value(&made, "status"), "NO REPORT");
        assert_eq!(value(&made, "q"), "50 % & “more”");
        assert_eq!((value(&made, "x"), value("/sms", "q")), Default::default());
        assert_eq!(address("/sms", &[("q", "")]), "/sms");
    }
}
