//! A client of the Worker's HTTP API for the tests: what a CRM's back end would do.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use mitto_core::api::{Details, SendAnswer, SmsRecord};
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Somebody with a token, or nobody.
#[derive(Clone, Debug)]
pub struct Api {
    base: String,
    token: Option<String>,
    http: reqwest::Client,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON of this shape.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|why| panic!("{why} in {} {}", self.status, self.text()))
    }

    /// One header, empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Holds the answer to this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Response {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// The problem document it must be.
    #[track_caller]
    pub fn problem(&self) -> Details {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}",
            self.text()
        );
        let problem: Details = self.json();
        assert_eq!(
            problem.status, self.status,
            "the document names another status"
        );
        problem
    }
}

impl Api {
    /// Nobody, towards the Worker at `base`.
    pub fn nobody(base: &str) -> Api {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(60))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("an HTTP client");
        Api {
            base: base.trim_end_matches('/').to_owned(),
            token: None,
            http,
        }
    }

    /// Somebody with this token.
    pub fn with_token(&self, token: &str) -> Api {
        Api {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// Somebody with a token the development endpoint makes for this query (`role=user&adHoc=true`).
    pub async fn signed_in(&self, query: &str) -> Api {
        let answer = self.get(&format!("/dev/token?{query}")).await.expect(200);
        let token = answer.json::<Value>()["token"]
            .as_str()
            .expect("a token")
            .to_owned();
        self.with_token(&token)
    }

    /// The token.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The Worker's address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Response {
        self.request("GET", path, &[], None).await
    }

    /// A request with a JSON body.
    pub async fn call(&self, method: &str, path: &str, body: &Value) -> Response {
        let headers = [("content-type", "application/json")];
        self.request(method, path, &headers, Some(body.to_string().into_bytes()))
            .await
    }

    /// Any request, which must be answered.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Response {
        self.try_request(method, path, headers, body)
            .await
            .unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    /// Any request.
    ///
    /// # Errors
    /// There was no answer, or it broke off.
    pub async fn try_request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> reqwest::Result<Response> {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let answer = request.send().await?;
        Ok(Response {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: answer.bytes().await?.to_vec(),
        })
    }

    /// Puts a lead with a first name and this mobile; returns its id.
    pub async fn lead(&self, mobile: &str) -> String {
        let id = fresh_id("00Q");
        let fields = json!({"FirstName": "Ada", "LastName": "Lovelace", "Company": "Analytical Engines", "MobilePhone": mobile});
        let answer = self
            .call(
                "PUT",
                &format!("/api/leads/{id}"),
                &json!({"fields": fields}),
            )
            .await;
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        id
    }

    /// Posts an SMS to a lead, with this idempotency key.
    pub async fn send_keyed(&self, lead: &str, text: &str, key: &str) -> Response {
        let answer = self.try_send_keyed(lead, text, key).await;
        answer.expect("an answer to POST /api/sms")
    }

    /// The same, of a Worker that may be dead; none where there was no answer.
    pub async fn try_send_keyed(&self, lead: &str, text: &str, key: &str) -> Option<Response> {
        let body = json!({"to": {"object": "lead", "id": lead}, "from": "MITTO-SMS", "text": text});
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", key),
        ];
        let body = Some(body.to_string().into_bytes());
        self.try_request("POST", "/api/sms", &headers, body)
            .await
            .ok()
    }

    /// Posts an SMS to a lead.
    pub async fn send(&self, lead: &str, text: &str) -> Response {
        self.send_keyed(lead, text, &fresh_id("key-")).await
    }

    /// Sends an SMS that must be taken.
    pub async fn sent(&self, lead: &str, text: &str) -> SendAnswer {
        self.send(lead, text).await.expect(201).json()
    }

    /// One SMS record.
    pub async fn sms(&self, id: &str) -> SmsRecord {
        self.get(&format!("/api/sms/{id}")).await.expect(200).json()
    }

    /// Waits until the SMS shows this status, at most 15 seconds.
    pub async fn until_status(&self, id: &str, wanted: &str) -> SmsRecord {
        let mut seen = String::new();
        for _ in 0..150 {
            let record = self.sms(id).await;
            if record.status.as_str() == wanted {
                return record;
            }
            seen = record.status.as_str().to_owned();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{id} is {seen}, not {wanted}, after 15 seconds");
    }
}

/// An id nobody else has: tests run at the same time against one Worker, which may have seen
/// earlier runs.
pub fn fresh_id(prefix: &str) -> String {
    format!("{prefix}{}{}", run(), next())
}

/// A Swiss mobile number nobody else has, in E.164. It never ends in digits that mean something
/// to the simulator.
pub fn fresh_mobile() -> String {
    // +41 76..79, six free digits, and a last 9, which no number that misbehaves has.
    let number = run().wrapping_mul(7_919).wrapping_add(next());
    format!("+417{}{:06}9", 6 + number % 4, (number / 4) % 1_000_000)
}

fn next() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Differs between test processes and runs.
fn run() -> u32 {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map(|since| since.subsec_micros())
        .unwrap_or_default();
    static RUN: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    *RUN.get_or_init(|| std::process::id().wrapping_mul(31).wrapping_add(now))
}
