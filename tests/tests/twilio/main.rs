//! The second gateway, from Setup to the last report, against the Twilio side of the simulator. Each journey has a stack of
//! its own: which gateway is sent with is one setting for all.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod campaign;
mod sending;
mod setup;
mod signed;
mod switching;

use mitto_core::api::Setup;
use mitto_tests::api::Api;
use mitto_tests::simulator::Message;
use mitto_tests::simulator::client::SimulatorClient;
use mitto_tests::simulator::twilio::{SAMPLE_SID, SAMPLE_TOKEN, signature};
use serde_json::{Value, json};
use xtask::stack::Stack;

/// A deployment that sends with Twilio, and those who use it.
struct Deployment {
    stack: Stack,
    gateway: SimulatorClient,
    admin: Api,
    nobody: Api,
}

impl Deployment {
    async fn start(name: &'static str) -> Deployment {
        let deployment = Deployment::with_mitto(name).await;
        let admin = &deployment.admin;
        admin
            .call("PUT", "/api/setup", &account())
            .await
            .expect(200);
        deployment
    }

    /// As it is before Twilio is chosen.
    async fn with_mitto(name: &'static str) -> Deployment {
        let start = move || Stack::start(name).expect("a stack");
        let stack = tokio::task::spawn_blocking(start).await.unwrap();
        let nobody = Api::nobody(stack.worker.base());
        Deployment {
            gateway: SimulatorClient::new(&stack.simulator.base),
            admin: nobody
                .signed_in("role=admin&sub=twilio-admin&ttl=3600")
                .await,
            nobody,
            stack,
        }
    }

    async fn discard(self) {
        let discard = move || self.stack.discard().unwrap();
        tokio::task::spawn_blocking(discard).await.unwrap();
    }

    async fn setup(&self) -> Setup {
        self.admin.get("/api/setup").await.expect(200).json()
    }

    /// The one message that a number got.
    async fn received(&self, mobile: &str) -> Message {
        let mut messages = self.gateway.messages(mobile).await;
        assert_eq!(messages.len(), 1, "{mobile}");
        messages.remove(0)
    }

    /// Posts a callback with this signature, if any; the status of the answer.
    async fn posts(&self, url: &str, form: &str, signature: Option<&str>) -> u16 {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let signature = signature.map(|signature| ("x-twilio-signature", signature));
        let headers: Vec<_> = [kind].into_iter().chain(signature).collect();
        let path = format!("/callback/{}", url.split("/callback/").nth(1).unwrap());
        let body = Some(form.as_bytes().to_vec());
        self.nobody
            .request("POST", &path, &headers, body)
            .await
            .status
    }

    /// The same with Twilio's own signature.
    async fn posts_signed(&self, url: &str, form: &str) -> u16 {
        let signature = signature(SAMPLE_TOKEN, url, &pairs(form));
        self.posts(url, form, Some(&signature)).await
    }
}

/// What an admin enters.
fn account() -> Value {
    json!({"gateway": "twilio", "account": SAMPLE_SID, "productKey": SAMPLE_TOKEN})
}

/// The pairs of a form without anything that needs an escape.
fn pairs(form: &str) -> Vec<(String, String)> {
    let pairs = form.split('&').map(|pair| pair.split_once('=').unwrap());
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
