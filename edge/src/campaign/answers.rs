//! What became of the SMS of a chunk, and how it is stored: all of it in a few statements.

use mitto_core::gateway::is_opt_out;
use mitto_core::send::{Phase, Reason, SendState};
use mitto_core::status::Status;
use serde::Serialize;

use crate::db::{Statement, Values};
use crate::error::Failure;
use crate::router::{App, now};
use crate::store;

/// What became of an SMS, as the statements read it.
#[derive(Serialize)]
pub(super) struct Answer {
    number: u32,
    attempt: u32,
    status: &'static str,
    rank: u8,
    reason: Option<String>,
    code: Option<i32>,
    gateway_id: Option<String>,
    /// When it is tried again, if it is.
    pub(super) again_at: Option<i64>,
}

impl Answer {
    pub(super) fn of(number: u32, state: SendState) -> Answer {
        Answer {
            number,
            attempt: state.attempt,
            status: state.status.as_str(),
            rank: state.status.rank(),
            code: match &state.reason {
                Some(Reason::Refused(refusal) | Reason::GaveUp { last: refusal }) => refusal.code,
                _ => None,
            },
            reason: state.reason.as_ref().map(ToString::to_string),
            gateway_id: state.gateway_id,
            again_at: match state.phase {
                Phase::Queued { not_before } => Some(not_before),
                Phase::Sending { .. } | Phase::Settled => None,
            },
        }
    }
}

/// The statements that store answers; none for none. To run them once more changes nothing more.
pub(super) fn statements(
    app: &App,
    job: u32,
    answers: &[Answer],
) -> Result<Vec<Statement>, Failure> {
    if answers.is_empty() {
        return Ok(Vec::new());
    }
    let lines = serde_json::to_string(answers)?;
    let alone = Values::of(&[(&lines).into()]);
    let timed = Values::of(&[(&lines).into(), now().into()]);
    let rank = Status::Sending.rank();
    let ranked = Values::of(&[(&lines).into(), now().into(), rank.into()]);
    let of_job = Values::of(&[(&lines).into(), job.into()]);
    let mut batch = vec![
        app.db
            .bound(include_str!("../../sql/job/answers_settled.sql"), &timed),
        app.db
            .bound(include_str!("../../sql/job/adopt_updates.sql"), &alone),
        app.db
            .bound(include_str!("../../sql/job/adopt_status.sql"), &alone),
        app.db
            .bound(include_str!("../../sql/job/adopted.sql"), &alone),
    ];
    if answers.iter().any(|answer| answer.again_at.is_some()) {
        batch.push(
            app.db
                .bound(include_str!("../../sql/job/answers_queued.sql"), &ranked),
        );
        batch.push(
            app.db
                .bound(include_str!("../../sql/job/answers_pause.sql"), &of_job),
        );
    }
    let said_no = |answer: &&Answer| {
        answer
            .code
            .is_some_and(|code| is_opt_out(&code.to_string()))
    };
    let said_no: Vec<u32> = answers
        .iter()
        .filter(said_no)
        .map(|answer| answer.number)
        .collect();
    if !said_no.is_empty() {
        batch.push(store::opt_out(&app.db, &said_no, now()));
    }
    Ok(batch)
}

/// Stores answers.
pub(super) async fn save(app: &App, job: u32, answers: &[Answer]) -> Result<(), Failure> {
    match answers.is_empty() {
        true => Ok(()),
        false => app.db.perform(statements(app, job, answers)?).await,
    }
}
