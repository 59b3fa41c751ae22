//! What can go wrong in a handler: the caller's fault, with a document to say so, or ours.

use mitto_core::api::{Code, Mismatch, Problem};

use crate::border::log_error;

/// A request that could not be answered as asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The caller's fault, or something the caller must know.
    Problem(Box<Problem>),
    /// Ours. The cause goes to the log and never to the caller. It must hold no personal data.
    Internal(String),
}

impl Failure {
    /// Our fault, with its cause for the log.
    pub(crate) fn internal(cause: impl ToString) -> Failure {
        Failure::Internal(cause.to_string())
    }

    /// The document for the caller.
    pub(crate) fn into_problem(self) -> Problem {
        match self {
            Failure::Problem(problem) => *problem,
            Failure::Internal(cause) => {
                log_error(&["internal: ", &cause].concat());
                Problem::new(Code::Internal)
                    .because("Try again in a moment. Nothing you sent has been lost.")
            }
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure::Problem(Box::new(problem))
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Failure {
        Problem::new(code).into()
    }
}

/// Of something we have stored ourselves.
impl From<Mismatch> for Failure {
    fn from(mismatch: Mismatch) -> Failure {
        Failure::Internal(mismatch.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::Internal(error.to_string())
    }
}
