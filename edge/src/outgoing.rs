//! Calls to other servers, in bounded time and space.
//!
//! No redirect is followed: what is sent (an SMS, the product key) goes to one address only, and what
//! is believed (a key set) comes from the one that was configured.

use std::fmt;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Reflect, Uint8Array};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::web_sys::{self, ReadableStream, ReadableStreamDefaultReader};
use worker::{AbortController, AbortSignal, Delay, Fetch, Headers, Request, ResponseBody};

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
    pub(crate) headers: Headers,
    pub(crate) body: Result<Vec<u8>, Unread>,
}

impl Answer {
    /// A header.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }
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
    let request = request(&call).map_err(|_| Unanswered::NotSent)?;
    let controller = AbortController::default();
    let exchange = pin!(exchange(request, controller.signal(), call.limit));
    let timeout = pin!(Delay::from(Duration::from_millis(call.timeout_ms)));
    match select(exchange, timeout).await {
        Either::Left((answer, _)) => answer.ok_or(Unanswered::Connection),
        Either::Right(_) => {
            controller.abort();
            Err(Unanswered::TimedOut)
        }
    }
}

fn request(call: &Call<'_>) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in call.headers {
        headers.set(name, value)?;
    }
    // The browser's own options: those of `worker` also write every option of Cloudflare's cache.
    let init = web_sys::RequestInit::new();
    init.set_headers(headers.as_ref());
    init.set_redirect(web_sys::RequestRedirect::Manual);
    if let Some(body) = call.body {
        init.set_method("POST");
        init.set_body(&JsValue::from_str(body));
    }
    Ok(web_sys::Request::new_with_str_and_init(call.url, &init)?.into())
}

async fn exchange(request: Request, signal: AbortSignal, limit: usize) -> Option<Answer> {
    let fetch = Fetch::Request(request);
    let response = fetch.send_with_signal(&signal).await.ok()?;
    let body = match response.body() {
        _ if limit == 0 => Ok(Vec::new()),
        ResponseBody::Stream(stream) => read(Some(stream.clone()), limit).await,
        _ => Err(Unread::BrokenOff),
    };
    Some(Answer {
        status: response.status_code(),
        headers: response.headers().clone(),
        body,
    })
}

/// Reads a body up to a limit; one byte more is enough to know that it is too long.
pub(crate) async fn read(stream: Option<ReadableStream>, limit: usize) -> Result<Vec<u8>, Unread> {
    let mut body = Vec::new();
    let Some(stream) = stream else {
        return Ok(body);
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    while let Some(chunk) = next(&reader).await.map_err(|_| Unread::BrokenOff)? {
        // Looked at before it is copied: a chunk may be of any size.
        if body.len() + chunk.length() as usize > limit {
            // What is left is not sent to us any more; whether that worked is nothing to us.
            let _ = JsFuture::from(reader.cancel()).await;
            return Err(Unread::TooLong);
        }
        body.extend(chunk.to_vec());
    }
    Ok(body)
}

/// The next piece of a body; none at its end.
pub(crate) async fn next(
    reader: &ReadableStreamDefaultReader,
) -> Result<Option<Uint8Array>, JsValue> {
    let read = JsFuture::from(reader.read()).await?;
    match Reflect::get(&read, &JsValue::from_str("done"))?.is_truthy() {
        true => Ok(None),
        false => Ok(Some(
            Reflect::get(&read, &JsValue::from_str("value"))?.dyn_into()?,
        )),
    }
}
