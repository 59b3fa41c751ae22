//! What a handler answers.

use std::pin::Pin;

use mitto_core::api::{Code, Problem};
use serde::Serialize;

use crate::error::Failure;

/// What a handler answers: one pointer, as it goes through every handler's hands.
pub(crate) struct Reply(pub(super) Box<Answer>);

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// What writes the body, instead, once the answer has begun.
    pub(crate) file: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

impl core::ops::Deref for Reply {
    type Target = Answer;

    fn deref(&self) -> &Answer {
        &self.0
    }
}

impl core::ops::DerefMut for Reply {
    fn deref_mut(&mut self) -> &mut Answer {
        &mut self.0
    }
}

impl Reply {
    pub(crate) fn empty(status: u16) -> Reply {
        Reply(Box::new(Answer {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            file: None,
        }))
    }

    pub(crate) fn json(status: u16, value: &impl Serialize) -> Result<Reply, Failure> {
        Ok(Reply::body(status, serde_json::to_vec(value)?))
    }

    /// JSON that is written already.
    pub(crate) fn body(status: u16, body: Vec<u8>) -> Reply {
        let kind = if status < 400 {
            "application/json"
        } else {
            "application/problem+json"
        };
        let mut reply = Reply::empty(status).with("content-type", kind);
        reply.body = body;
        reply
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn of_problem(problem: &Problem) -> Reply {
        let reply = Reply::body(
            problem.status,
            serde_json::to_vec(problem).unwrap_or_default(),
        );
        if let Some(seconds) = problem.retry_after {
            return reply.with("retry-after", seconds.to_string());
        }
        match problem.code {
            Code::NotSignedIn => reply.with("www-authenticate", "Bearer realm=\"mitto-sms\""),
            Code::InProgress | Code::TooManyRequests => reply.with("retry-after", "2"),
            _ => reply,
        }
    }
}
