//! The query of an address.

use form_urlencoded::{Serializer, parse};

/// An address with these names and values; a blank value is left out.
pub(super) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<_> = pairs
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    with(path, &pairs)
}

/// An address with these names and values, the blank ones too: they say that nothing is wanted.
pub(super) fn with(path: &str, pairs: &[(&str, String)]) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(pairs);
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => [path, "?", &query].concat(),
    }
}

/// What an address says under this name; blank where it says nothing.
pub(super) fn value(address: &str, wanted: &str) -> String {
    given(address, wanted).unwrap_or_default()
}

/// What an address says under this name, if only that it is blank.
pub(super) fn given(address: &str, wanted: &str) -> Option<String> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let mut pairs = parse(query.as_bytes());
    let found = pairs.find(|(name, _)| name == wanted);
    found.map(|(_, value)| value.into_owned())
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
        let cleared = with("/sms", &[("view", "v1".to_owned()), ("q", String::new())]);
        assert_eq!(cleared, "/sms?view=v1&q=");
        assert_eq!(given(&cleared, "q").as_deref(), Some(""));
        assert_eq!(given(&cleared, "status"), None);
    }
}
