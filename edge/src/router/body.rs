//! The bodies of requests: their size first, then what they say they are.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use mitto_core::api::{Code, FromJson, MAX_BODY_BYTES, Problem, from_json};

use crate::border::Request;
use crate::error::Failure;

/// Reads a JSON body of one of the API's types.
pub(crate) fn json<T: FromJson>(request: &mut Request) -> Reading<'_, T> {
    Reading {
        body: Box::pin(json_body(request)),
        read: from_json,
    }
}

/// A body on its way to being a value. By hand, and the waiting behind a pointer: an `async fn` would be a waiting of
/// its own in each handler, for each type.
pub(crate) struct Reading<'r, T> {
    body: Pin<Box<dyn Future<Output = Result<Vec<u8>, Failure>> + 'r>>,
    read: fn(&[u8]) -> Result<T, Problem>,
}

impl<T> Future for Reading<'_, T> {
    type Output = Result<T, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let body = ready!(self.body.as_mut().poll(context));
        Poll::Ready(body.and_then(|body| (self.read)(&body).map_err(Failure::from)))
    }
}

/// A body that says it is JSON.
pub(crate) async fn json_body(request: &mut Request) -> Result<Vec<u8>, Failure> {
    let kind = request.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Code::UnsupportedMediaType.into());
    }
    body(request, MAX_BODY_BYTES).await
}

/// Reads a body up to a limit.
pub(crate) async fn body(request: &mut Request, limit: usize) -> Result<Vec<u8>, Failure> {
    let length = request.header("content-length");
    let length = length.and_then(|text| text.parse::<usize>().ok());
    let too_large = || {
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        Problem::new(Code::TooLarge)
            .because(format!("The limit is {limit} bytes."))
            .over(limit)
    };
    match length {
        Some(length) if length > limit => Err(too_large().into()),
        // In one piece, which is one wait instead of several. It can be no longer than it says.
        Some(_) => Ok(request.bytes().await?),
        None => {
            let read = request.bytes_up_to(limit).await?;
            read.ok_or_else(|| too_large().into())
        }
    }
}
