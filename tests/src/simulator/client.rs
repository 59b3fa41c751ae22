//! What tests ask of the simulator.

use serde_json::{Value, json};

use super::behaviour::{Answer, Behaviour, Reports};
use super::state::Message;

/// A client of the simulator's control addresses.
#[derive(Clone, Debug)]
pub struct SimulatorClient {
    url: String,
    http: reqwest::Client,
}

impl SimulatorClient {
    /// Of the simulator at this address.
    pub fn new(url: &str) -> SimulatorClient {
        SimulatorClient {
            url: url.trim_end_matches('/').to_owned(),
            http: reqwest::Client::new(),
        }
    }

    /// Sets what a number gets.
    pub async fn behave(&self, to: &str, behaviour: Behaviour) {
        self.put(
            "/control/behaviour",
            &json!({"to": to, "behaviour": behaviour}),
        )
        .await;
    }

    /// Sets what the caller gets for a number.
    pub async fn answer(&self, to: &str, answer: Answer) {
        self.behave(
            to,
            Behaviour {
                answer,
                ..Behaviour::default()
            },
        )
        .await;
    }

    /// Sets what is reported for a number.
    pub async fn reports(&self, to: &str, reports: Reports) {
        self.behave(
            to,
            Behaviour {
                reports,
                ..Behaviour::default()
            },
        )
        .await;
    }

    /// Every submission to a number, accepted or not.
    pub async fn messages(&self, to: &str) -> Vec<Message> {
        let url = format!(
            "{}/control/messages?to={}",
            self.url,
            to.trim_start_matches('+')
        );
        let answer = self.http.get(url).send().await.expect("the simulator");
        answer.json().await.expect("messages")
    }

    /// Everything submitted to anybody, accepted or not.
    pub async fn all_messages(&self) -> Vec<Message> {
        let url = format!("{}/control/messages", self.url);
        let answer = self.http.get(url).send().await.expect("the simulator");
        answer.json().await.expect("messages")
    }

    /// The handset with this number replies.
    pub async fn reply(&self, from: &str, text: &str) {
        let body = json!({"from": from, "to": "41791112233", "text": text});
        let url = format!("{}/control/reply", self.url);
        let answer = self
            .http
            .post(url)
            .json(&body)
            .send()
            .await
            .expect("the simulator");
        assert!(
            answer.status().is_success(),
            "{}",
            answer.text().await.unwrap_or_default()
        );
    }

    /// Changes settings.
    pub async fn settings(&self, change: Value) {
        self.put("/control/settings", &change).await;
    }

    async fn put(&self, path: &str, body: &Value) {
        let url = format!("{}{path}", self.url);
        let answer = self
            .http
            .put(url)
            .json(body)
            .send()
            .await
            .expect("the simulator");
        assert!(
            answer.status().is_success(),
            "{}",
            answer.text().await.unwrap_or_default()
        );
    }
}
