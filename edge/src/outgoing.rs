//! Calls to other servers, in bounded time and space.
//!
//! No redirect is followed: what is sent (an SMS, the product key) goes to one address only, and what
//! is believed (a key set) comes from the one that was configured.

use std::fmt;

use crate::border::{self, Calling, Thrown, Value};

/// A request to make.
pub(crate) struct Call<'a> {
    pub(crate) url: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// What is posted; without, it is a `GET`.
    pub(crate) body: Option<&'a str>,
    /// Milliseconds until it counts as unanswered.
    pub(crate) timeout_ms: u64,
    /// Longest body that is read, bytes. 0: the answer's body is of no interest.
    pub(crate) limit: usize,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Empty where there is none.
    pub(crate) retry_after: String,
    /// Empty where there is none.
    pub(crate) content_type: String,
    pub(crate) body: Result<Vec<u8>, Unread>,
}

/// Why nothing came back.
#[derive(Clone, Copy)]
pub(crate) enum Unanswered {
    /// The request could not even be made: no address, no header.
    NotSent,
    /// Nobody there, or the connection broke.
    Connection,
    /// Nothing in time.
    TimedOut,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unanswered::NotSent => "is no address",
            Unanswered::Connection => "could not be reached",
            Unanswered::TimedOut => "had no answer in time",
        })
    }
}

/// Why a body could not be read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It broke off.
    BrokenOff,
    /// It is longer than the limit.
    TooLong,
}

/// Makes a call.
pub(crate) async fn call(call: Call<'_>) -> Result<Answer, Unanswered> {
    answer(begin(call)).await
}

/// Begins a call, which goes on while others begin.
pub(crate) fn begin(call: Call<'_>) -> Calling {
    let mut values = vec![
        call.url.into(),
        call.body.into(),
        Value::Number(i64::try_from(call.timeout_ms).unwrap_or(i64::MAX)),
        Value::Number(call.limit as i64),
    ];
    for (name, value) in call.headers {
        values.extend([Value::from(*name), Value::from(*value)]);
    }
    border::call(border::Call::Reach, &values)
}

/// Waits for what came back.
pub(crate) async fn answer(calling: Calling) -> Result<Answer, Unanswered> {
    match calling.await {
        Ok(bytes) => read(&bytes.unwrap_or_default()).ok_or(Unanswered::Connection),
        Err(Thrown(why)) => Err(match why.as_str() {
            "not sent" => Unanswered::NotSent,
            "timed out" => Unanswered::TimedOut,
            _ => Unanswered::Connection,
        }),
    }
}

/// Reads what `reach` in `edge/js/platform.js` lays down: lines of what we look at, and the body.
fn read(bytes: &[u8]) -> Option<Answer> {
    let mut parts = bytes.splitn(4, |byte| *byte == b'\n');
    let mut line = || String::from_utf8(parts.next()?.to_vec()).ok();
    let [first, retry_after, content_type] = [line()?, line()?, line()?];
    let (status, state) = first.split_once(' ')?;
    Some(Answer {
        status: status.parse().ok()?,
        retry_after,
        content_type,
        body: match state {
            "whole" => Ok(parts.next()?.to_vec()),
            "long" => Err(Unread::TooLong),
            _ => Err(Unread::BrokenOff),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_in_its_parts() {
        let answer = read(b"429 whole\n2\ntext/plain\na\nb\n").unwrap();
        assert_eq!((answer.status, answer.retry_after.as_str()), (429, "2"));
        assert_eq!(answer.content_type, "text/plain");
        assert_eq!(answer.body, Ok(b"a\nb\n".to_vec()));
        let unread = |bytes| read(bytes).unwrap().body;
        assert_eq!(unread(b"200 long\n\n\n"), Err(Unread::TooLong));
        assert_eq!(unread(b"200 broken\n\n\n"), Err(Unread::BrokenOff));
        assert!(read(b"200 whole\n").is_none() && read(b"").is_none());
    }
}
