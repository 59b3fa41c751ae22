//! The gateway client: one submission, one answer or none.

use mitto_core::mitto::{
    Answer, BULK_PATH, BulkSubmission, KEY_HEADER, MAX_ANSWER_BYTES, NoAnswer, Outcome, SEND_PATH,
    Submission, classify, classify_bulk,
};

use crate::error::Failure;
use crate::outgoing::{self, Call, Unanswered};
use crate::settings::Settings;

/// Submits one SMS.
///
/// A failure before the request is on its way is an error; after that everything is an outcome.
///
/// # Errors
/// Where the request cannot even be made.
pub(crate) async fn submit(
    settings: &Settings,
    product_key: &str,
    submission: &Submission<'_>,
) -> Result<Outcome, Failure> {
    let body = serde_json::to_string(submission)?;
    Ok(match post(settings, product_key, SEND_PATH, &body).await? {
        Ok(answer) => classify(read(&answer)),
        Err(why) => why.into(),
    })
}

/// Submits one text to so many numbers in one call: the gateway's ids in their order, or what became of all of them.
///
/// # Errors
/// As [`submit`].
pub(crate) async fn submit_many(
    settings: &Settings,
    product_key: &str,
    submission: &BulkSubmission<'_>,
    recipients: usize,
) -> Result<Result<Vec<String>, Outcome>, Failure> {
    let body = serde_json::to_string(submission)?;
    Ok(match post(settings, product_key, BULK_PATH, &body).await? {
        Ok(answer) => classify_bulk(read(&answer), recipients),
        Err(why) => Err(why.into()),
    })
}

fn read(answer: &outgoing::Answer) -> Answer<'_> {
    Answer {
        status: answer.status,
        retry_after: Some(answer.retry_after.as_str()).filter(|it| !it.is_empty()),
        body: answer.body.as_deref().ok(),
    }
}

async fn post(
    settings: &Settings,
    product_key: &str,
    path: &str,
    body: &str,
) -> Result<Result<outgoing::Answer, NoAnswer>, Failure> {
    let mut headers = vec![
        ("content-type", "application/json"),
        ("accept", "application/json"),
        (KEY_HEADER, product_key),
    ];
    if let Some((name, value)) = &settings.gateway_header {
        headers.push((name, value));
    }
    let call = Call {
        url: &[settings.gateway_url.as_str(), path].concat(),
        headers: &headers,
        body: Some(body),
        timeout_ms: settings.gateway_timeout_ms,
        limit: MAX_ANSWER_BYTES,
    };
    Ok(match outgoing::call(call).await {
        Ok(answer) => Ok(answer),
        Err(Unanswered::Connection) => Err(NoAnswer::Connection),
        Err(Unanswered::TimedOut) => Err(NoAnswer::TimedOut),
        Err(Unanswered::NotSent) => {
            let why = "GATEWAY_URL, GATEWAY_HEADER or the product key make no request";
            return Err(Failure::internal(why));
        }
    })
}
