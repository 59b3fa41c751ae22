//! What the composer wants done.

use serde::Serialize;

use crate::api::{ClassesRequest, PlanRequest, PlanSendRequest, TestRequest};
use crate::app::element;
use crate::ids::{JobId, SmsId};
use crate::language::heard;

/// Something to do.
pub type Effect = element::Effect<Body, Detail>;

/// What is posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Body {
    /// The shapes of some fields are asked for.
    Classes(ClassesRequest),
    /// A plan is asked for.
    Plan(PlanRequest),
    /// A plan is sent.
    Send(PlanSendRequest),
    /// A test goes to one's own number.
    Test(TestRequest),
    /// Something is done with a job: the path says what.
    Deed {},
}

/// What an event of ours carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Detail {
    /// Something went wrong.
    Error {
        /// What, in words.
        message: String,
    },
    /// A campaign is on its way.
    #[serde(rename_all = "camelCase")]
    Sent {
        /// None yet: the SMS of a campaign get their ids later.
        ids: [SmsId; 0],
        /// The job that sends it.
        job: JobId,
        /// How many recipients it has.
        recipients: u32,
        /// How many messages that is.
        number_of_messages: u32,
    },
}

/// The page is told what went wrong.
pub(super) fn error(words: &str) -> Effect {
    let message = heard(words);
    Effect::Emit {
        name: "error",
        detail: Detail::Error { message },
    }
}
