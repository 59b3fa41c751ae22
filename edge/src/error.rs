//! What can go wrong in a handler: the caller's fault, with a document to say so, or ours.

use mitto_core::api::{Code, Mismatch, Problem};

use crate::border::log_error;

/// A request that could not be answered as asked: the caller's fault, or something the caller must know; or, with
/// [`Code::Internal`], ours. Then the detail is the cause, which goes to the log and never to the caller.
///
/// One pointer, because nearly everything here can fail.
#[derive(Debug)]
pub(crate) struct Failure(Problem);

impl Failure {
    /// Our fault, with its cause for the log. It must hold no personal data.
    pub(crate) fn internal(cause: impl ToString) -> Failure {
        Failure::ours(cause.to_string())
    }

    fn ours(cause: String) -> Failure {
        let mut problem = Problem::new(Code::Internal);
        problem.detail = Some(cause);
        Failure(problem)
    }

    /// What the caller must know.
    ///
    /// # Errors
    /// It is ours.
    pub(crate) fn problem(self) -> Result<Problem, Failure> {
        match self.0.code {
            Code::Internal => Err(self),
            _ => Ok(self.0),
        }
    }

    /// The document for the caller.
    pub(crate) fn into_problem(self) -> Problem {
        self.problem().unwrap_or_else(|Failure(mut ours)| {
            let cause = ours.detail.take().unwrap_or_default();
            log_error(&["internal: ", &cause].concat());
            ours.because("Try again in a moment. Nothing you sent has been lost.")
        })
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure(problem)
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
        Failure::internal(mismatch)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::internal(error)
    }
}
