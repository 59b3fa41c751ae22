//! The gateway client: one submission, one answer or none.

use mitto_core::mitto::{
    Answer, KEY_HEADER, MAX_ANSWER_BYTES, NoAnswer, Outcome, SEND_PATH, Submission, classify,
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
    let mut headers = vec![
        ("content-type", "application/json"),
        ("accept", "application/json"),
        (KEY_HEADER, product_key),
    ];
    if let Some((name, value)) = &settings.gateway_header {
        headers.push((name, value));
    }
    let call = Call {
        url: &[settings.gateway_url.as_str(), SEND_PATH].concat(),
        headers: &headers,
        body: Some(&serde_json::to_string(submission)?),
        timeout_ms: settings.gateway_timeout_ms,
        limit: MAX_ANSWER_BYTES,
    };
    Ok(match outgoing::call(call).await {
        Ok(answer) => classify(Answer {
            status: answer.status,
            retry_after: Some(answer.retry_after.as_str()).filter(|it| !it.is_empty()),
            body: answer.body.as_deref().ok(),
        }),
        Err(Unanswered::Connection) => NoAnswer::Connection.into(),
        Err(Unanswered::TimedOut) => NoAnswer::TimedOut.into(),
        Err(Unanswered::NotSent) => {
            let why = "GATEWAY_URL, GATEWAY_HEADER or the product key make no request";
            return Err(Failure::internal(why));
        }
    })
}
