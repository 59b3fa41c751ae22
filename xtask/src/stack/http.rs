//! A small HTTP client for this machine's own servers.

use std::io::Read as _;
use std::time::Duration;

use serde_json::Value;

use crate::error::{Error, Result};

/// Longest time a local server may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Talks to one server.
#[derive(Debug, Clone)]
pub struct Client {
    base: String,
    token: Option<String>,
    agent: ureq::Agent,
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl Answer {
    /// Is the status 2xx?
    pub const fn ok(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

impl Client {
    /// A client for the server at `base`, like `http://127.0.0.1:8787`.
    pub fn new(base: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            // A proxy set for the outside world must not see requests to this machine.
            .proxy(None)
            .build()
            .into();
        Self {
            base: base.to_owned(),
            token: None,
            agent,
        }
    }

    /// The same with a token for the API.
    ///
    /// # Errors
    /// The Worker gave none: it is no development build.
    pub fn signed_in(mut self, role: &str, subject: &str) -> Result<Self> {
        let path = format!("/dev/token?role={role}&sub={subject}");
        let answer = self.send("GET", &path, None)?;
        let token = serde_json::from_str::<Value>(&answer.body)
            .ok()
            .and_then(|json| Some(json.get("token")?.as_str()?.to_owned()));
        match token {
            Some(token) if answer.ok() => {
                self.token = Some(token);
                Ok(self)
            }
            _ => Err(refused("GET", &path, answer.status, answer.body)),
        }
    }

    /// Sends a request and returns whatever was answered. A list is sent as lines of JSON.
    ///
    /// # Errors
    /// There was no answer.
    pub fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer> {
        let failed = |why: String| refused(method, path, 0, why);
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let answer = match body {
            // A file of lines, as the members of a campaign are sent.
            Some(Value::Array(lines)) => {
                let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
                request
                    .header("Content-Type", "application/x-ndjson")
                    .body(lines.join("\n"))
                    .map_err(|error| failed(error.to_string()))
                    .and_then(|it| self.agent.run(it).map_err(|it| failed(it.to_string())))
            }
            Some(json) => request
                .header("Content-Type", "application/json")
                .body(json.to_string())
                .map_err(|error| failed(error.to_string()))
                .and_then(|it| self.agent.run(it).map_err(|it| failed(it.to_string()))),
            None => request
                .body(())
                .map_err(|error| failed(error.to_string()))
                .and_then(|it| self.agent.run(it).map_err(|it| failed(it.to_string()))),
        };
        let mut answer = answer?;
        let status = answer.status().as_u16();
        let body = answer
            .body_mut()
            .read_to_string()
            .map_err(|error| failed(error.to_string()))?;
        Ok(Answer { status, body })
    }

    /// Reads a text of any length and returns how many lines it has; nothing of it is kept.
    ///
    /// # Errors
    /// There was no answer, it broke off, or its status was not 2xx.
    pub fn lines(&self, path: &str) -> Result<u64> {
        let failed = |why: String| refused("GET", path, 0, why);
        let agent: ureq::Agent = ureq::Agent::config_builder().proxy(None).build().into();
        let mut request = agent.get(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let answer = request.call().map_err(|error| failed(error.to_string()))?;
        let mut body = answer.into_body().into_reader();
        let mut piece = vec![0; 64 * 1024];
        let mut lines = 0;
        loop {
            let read = body.read(&mut piece);
            match read.map_err(|error| failed(error.to_string()))? {
                0 => return Ok(lines),
                length => {
                    let piece = piece.get(..length).unwrap_or_default();
                    lines += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
                }
            }
        }
    }

    /// Sends a file of any length, which must be taken; it may take its time.
    ///
    /// # Errors
    /// As [`Self::must`].
    pub fn upload(&self, path: &str, kind: &str, file: &[u8]) -> Result<Answer> {
        let failed = |why: String| refused("POST", path, 0, why);
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        let mut request = agent
            .post(format!("{}{path}", self.base))
            .header("Content-Type", kind);
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let mut answer = request
            .send(file)
            .map_err(|error| failed(error.to_string()))?;
        let status = answer.status().as_u16();
        let body = answer
            .body_mut()
            .read_to_string()
            .map_err(|error| failed(error.to_string()))?;
        let answer = Answer { status, body };
        match answer.ok() {
            true => Ok(answer),
            false => Err(refused("POST", path, status, answer.body)),
        }
    }

    /// Sends a request that must succeed.
    ///
    /// # Errors
    /// There was no answer, or its status was not 2xx.
    pub fn must(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer> {
        let answer = self.send(method, path, body)?;
        if answer.ok() {
            Ok(answer)
        } else {
            Err(refused(method, path, answer.status, answer.body))
        }
    }
}

fn refused(method: &str, path: &str, status: u16, answer: String) -> Error {
    Error::Refused {
        request: format!("{method} {path}"),
        status,
        answer,
    }
}
