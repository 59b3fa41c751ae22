//! Entity tags (RFC 9110 8.8.3): strong, and the same for the same content.

use crate::border::Request;

use crate::crypto;
use crate::error::Failure;
use crate::router::Reply;

/// The tag of this content.
pub(crate) fn of(content: &[u8]) -> String {
    let mut tag = crypto::hex(&crypto::digest(&[content]));
    tag.truncate(16);
    ["\"", &tag, "\""].concat()
}

/// A request's `If-Match`: which version of an item it is about.
pub(crate) struct IfMatch(Option<String>);

impl IfMatch {
    pub(crate) fn of(request: &Request) -> Result<IfMatch, Failure> {
        Ok(IfMatch(request.header("if-match")))
    }

    /// Whether it is about the version with this tag. Without the header it is about whichever.
    pub(crate) fn holds(&self, tag: &str) -> bool {
        // A weak tag matches nothing here: RFC 9110 13.1.1 asks for the strong comparison.
        self.0.as_ref().is_none_or(|list| {
            list.split(',')
                .map(str::trim)
                .any(|one| one == "*" || one == tag)
        })
    }
}

/// A reply with its tag; 304 to a caller who has this very content.
pub(crate) fn unless_known(request: &Request, reply: Reply) -> Result<Reply, Failure> {
    let tag = of(&reply.body);
    let reply = match none_match(request, &tag)? {
        true => Reply::empty(304),
        false => reply,
    };
    // The browser keeps it and asks with its tag, so that what is unchanged costs a 304. A 304 says
    // the same, or the browser would no longer keep it.
    Ok(reply
        .with("etag", tag)
        .with("cache-control", "private, no-cache"))
}

/// Whether the caller has the version with this tag already.
pub(crate) fn none_match(request: &Request, tag: &str) -> Result<bool, Failure> {
    let has = request.header("if-none-match").unwrap_or_default();
    Ok(has
        .split(',')
        .any(|one| one.trim().trim_start_matches("W/") == tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_follows_from_the_content() {
        assert_eq!(of(b"a"), of(b"a"));
        assert_ne!(of(b"a"), of(b"b"));
        assert_eq!(of(b"a").len(), 18);
    }

    #[test]
    fn only_the_version_that_was_read_is_changed() {
        let holds = |list: &str| IfMatch(Some(list.to_owned())).holds("\"1\"");
        assert!(IfMatch(None).holds("\"1\""));
        assert!(holds("\"1\"") && holds("\"0\", \"1\"") && holds("*"));
        assert!(!holds("\"2\"") && !holds("W/\"1\"") && !holds("1") && !holds(""));
    }
}
