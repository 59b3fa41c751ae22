//! Somebody else's server, as webhooks and tokens meet it: it keeps what comes and answers as it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// What came.
#[derive(Clone, Debug)]
pub struct Call {
    /// The path.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it came.
    pub body: Vec<u8>,
}

impl Call {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// A header, empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|it| it.to_str().ok()).unwrap_or_default()
    }
}

/// One answer.
#[derive(Clone, Debug)]
pub enum Reaction {
    /// A status, with headers and a body.
    Status(u16, Vec<(&'static str, String)>, String),
    /// Nothing, for a minute.
    Silence,
}

impl Reaction {
    /// A bare status.
    pub fn status(status: u16) -> Reaction {
        Reaction::Status(status, Vec::new(), String::new())
    }
}

type Answers = Box<dyn Fn(&Call) -> Reaction + Send>;

struct Inner {
    calls: Mutex<Vec<Call>>,
    /// What the next callers get, before the rule holds again.
    next: Mutex<VecDeque<Reaction>>,
    rule: Mutex<Answers>,
}

/// The server. It ends with the tests.
#[derive(Clone)]
pub struct Receiver {
    inner: Arc<Inner>,
    base: String,
}

impl Receiver {
    /// Starts it; until it is told otherwise it answers 204.
    pub async fn start() -> Receiver {
        Receiver::with(|_| Reaction::status(204)).await
    }

    /// Starts it with a rule.
    pub async fn with(rule: impl Fn(&Call) -> Reaction + Send + 'static) -> Receiver {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let inner = Arc::new(Inner {
            calls: Mutex::default(),
            next: Mutex::default(),
            rule: Mutex::new(Box::new(rule)),
        });
        let app = Router::new().fallback(answer).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Receiver { inner, base }
    }

    /// Its address, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The next callers get these, one each.
    pub fn next(&self, reactions: impl IntoIterator<Item = Reaction>) {
        self.inner.next.lock().expect("a lock").extend(reactions);
    }

    /// What came to paths that begin so.
    pub fn calls(&self, path: &str) -> Vec<Call> {
        let calls = self.inner.calls.lock().expect("a lock");
        let here = |call: &&Call| call.path.starts_with(path);
        calls.iter().filter(here).cloned().collect()
    }

    /// Waits until so many calls came there, at most so many seconds; all of them.
    pub async fn until(&self, path: &str, wanted: usize, seconds: u32) -> Vec<Call> {
        for _ in 0..seconds * 10 {
            if self.calls(path).len() >= wanted {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let calls = self.calls(path);
        let bodies = calls.iter().map(|it| String::from_utf8_lossy(&it.body));
        let bodies: Vec<_> = bodies.collect();
        assert!(
            calls.len() >= wanted,
            "{wanted} calls of {path}: {bodies:?}"
        );
        calls
    }
}

async fn answer(
    State(inner): State<Arc<Inner>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = Call {
        path: uri.path().to_owned(),
        headers,
        body: body.to_vec(),
    };
    let next = inner.next.lock().expect("a lock").pop_front();
    let reaction = next.unwrap_or_else(|| inner.rule.lock().expect("a lock")(&call));
    inner.calls.lock().expect("a lock").push(call);
    match reaction {
        Reaction::Status(status, headers, body) => {
            let status = StatusCode::from_u16(status).expect("a status");
            let mut response = (status, body).into_response();
            for (name, value) in headers {
                let value = value.parse().expect("a header");
                response.headers_mut().insert(name, value);
            }
            response
        }
        Reaction::Silence => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            StatusCode::OK.into_response()
        }
    }
}
