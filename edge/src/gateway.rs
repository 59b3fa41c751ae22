//! The gateway client: one submission, one answer or none.

use mitto_core::gateway::{
    Account, Answer, BulkSubmission, Gateway, MAX_ANSWER_BYTES, NoAnswer, Outcome, Request,
    Submission,
};

use crate::error::Failure;
use crate::outgoing::{self, Call, Unanswered};
use crate::settings::Settings;

/// A gateway, and the account there.
pub(crate) struct Line {
    pub(crate) gateway: &'static dyn Gateway,
    pub(crate) account: Account,
}

/// Submits one SMS.
///
/// A failure before the request is on its way is an error; after that everything is an outcome.
///
/// # Errors
/// Where the request cannot even be made.
pub(crate) async fn submit(
    settings: &Settings,
    line: &Line,
    submission: &Submission<'_>,
) -> Result<Outcome, Failure> {
    let Some(request) = line.gateway.submission(&line.account, submission) else {
        // A test, at a gateway that has no mode for it: it would be delivered.
        return Ok(Outcome::Accepted { gateway_id: None });
    };
    Ok(match ask(settings, line, &request).await? {
        Ok(answer) => line.gateway.outcome(read(&answer)),
        Err(why) => why.into(),
    })
}

/// Submits one text to so many numbers in one call: the gateway's ids in their order, or what became of all of them.
///
/// # Errors
/// As [`submit`].
pub(crate) async fn submit_many(
    settings: &Settings,
    line: &Line,
    submission: &BulkSubmission<'_>,
    recipients: usize,
) -> Result<Result<Vec<String>, Outcome>, Failure> {
    let Some(request) = line.gateway.bulk(&line.account, submission) else {
        return Err(Failure::internal("the gateway takes one number a call"));
    };
    Ok(match ask(settings, line, &request).await? {
        Ok(answer) => line.gateway.bulk_outcome(read(&answer), recipients),
        Err(why) => Err(why.into()),
    })
}

/// Asks whether the gateway knows the account. `submission`: one in test mode.
///
/// # Errors
/// As [`submit`].
pub(crate) async fn test(
    settings: &Settings,
    line: &Line,
    submission: &Submission<'_>,
) -> Result<Outcome, Failure> {
    let request = line.gateway.test(&line.account, submission);
    Ok(match ask(settings, line, &request).await? {
        Ok(answer) => line.gateway.test_outcome(read(&answer)),
        Err(why) => why.into(),
    })
}

fn read(answer: &outgoing::Answer) -> Answer<'_> {
    Answer {
        status: answer.status,
        retry_after: Some(answer.retry_after.as_str()).filter(|it| !it.is_empty()),
        body: answer.body.as_deref().ok(),
    }
}

async fn ask(
    settings: &Settings,
    line: &Line,
    request: &Request,
) -> Result<Result<outgoing::Answer, NoAnswer>, Failure> {
    let headers = request.headers.iter();
    let mut headers: Vec<(&str, &str)> = headers
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let (url, ours) = settings.url_of(line.gateway.about());
    if let Some((name, value)) = settings.gateway_header.as_ref().filter(|_| ours) {
        headers.push((name, value));
    }
    let call = Call {
        url: &[url, &request.path].concat(),
        headers: &headers,
        body: request.body.as_deref(),
        timeout_ms: settings.gateway_timeout_ms,
        limit: MAX_ANSWER_BYTES,
    };
    Ok(match outgoing::call(call).await {
        Ok(answer) => Ok(answer),
        Err(Unanswered::Connection) => Err(NoAnswer::Connection),
        Err(Unanswered::TimedOut) => Err(NoAnswer::TimedOut),
        Err(Unanswered::NotSent) => {
            let why = "the gateway's address, GATEWAY_HEADER or the key make no request";
            return Err(Failure::internal(why));
        }
    })
}
