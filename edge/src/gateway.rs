//! The gateway client: one submission, one answer or none, in bounded time and space.

use std::pin::pin;
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::{Either, select};
use mitto_core::mitto::{
    Answer, KEY_HEADER, MAX_ANSWER_BYTES, NoAnswer, Outcome, SEND_PATH, Submission, classify,
};
use worker::wasm_bindgen::JsValue;
use worker::{AbortController, AbortSignal, Delay, Fetch, Headers, Request, Response, web_sys};

use crate::error::Failure;
use crate::settings::Settings;

/// Submits one SMS.
///
/// A failure before the request is on its way is an error; after that everything is an outcome.
/// No redirect is followed, because the SMS and the product key go to one address only.
///
/// # Errors
/// Where the request cannot even be made.
pub(crate) async fn submit(
    settings: &Settings,
    product_key: &str,
    submission: &Submission<'_>,
) -> Result<Outcome, Failure> {
    let request = request(settings, product_key, submission)?;
    let controller = AbortController::default();
    let signal = controller.signal();
    let exchange = pin!(exchange(request, signal));
    let timeout = pin!(Delay::from(Duration::from_millis(
        settings.gateway_timeout_ms
    )));
    Ok(match select(exchange, timeout).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(_) => {
            controller.abort();
            NoAnswer::TimedOut.into()
        }
    })
}

fn request(
    settings: &Settings,
    product_key: &str,
    submission: &Submission<'_>,
) -> Result<Request, Failure> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("accept", "application/json")?;
    headers.set(KEY_HEADER, product_key)?;
    if let Some((name, value)) = &settings.gateway_header {
        headers.set(name, value)?;
    }
    // The browser's own options: those of `worker` also write every option of Cloudflare's cache.
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_headers(headers.as_ref());
    init.set_redirect(web_sys::RequestRedirect::Manual);
    init.set_body(&JsValue::from_str(&serde_json::to_string(submission)?));
    let url = [settings.gateway_url.as_str(), SEND_PATH].concat();
    let request =
        web_sys::Request::new_with_str_and_init(&url, &init).map_err(worker::Error::from)?;
    Ok(request.into())
}

async fn exchange(request: Request, signal: AbortSignal) -> Outcome {
    let Ok(mut response) = Fetch::Request(request).send_with_signal(&signal).await else {
        return NoAnswer::Connection.into();
    };
    let retry_after = response.headers().get("retry-after").ok().flatten();
    let body = read(&mut response).await;
    classify(Answer {
        status: response.status_code(),
        retry_after: retry_after.as_deref(),
        body: body.as_deref(),
    })
}

/// The body, unless it breaks off or is longer than any answer of the gateway.
async fn read(response: &mut Response) -> Option<Vec<u8>> {
    let mut stream = response.stream().ok()?;
    let mut body = Vec::new();
    while let Some(chunk) = stream.try_next().await.ok()? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_ANSWER_BYTES {
            return None;
        }
    }
    Some(body)
}
