//! What is told to other servers: webhooks, held to a public library of Standard Webhooks, and opt-outs, to an org that is not
//! there. Each test has a stack of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(clippy::disallowed_methods)]

mod endpoints;
mod events;
mod org;
mod rows;
mod salesforce;
mod trouble;

use std::time::Duration;

use mitto_core::api::{List, Setup, Webhook, WebhookDelivery};
use mitto_tests::api::{Api, fresh_id};
use mitto_tests::receiver::{Call, Receiver};
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

const OURS: &str = "41791112233";
const ALL: [&str; 3] = ["sms.status", "sms.reply", "opt_out.changed"];

struct Place {
    stack: Stack,
    nobody: Api,
    admin: Api,
    gateway: SimulatorClient,
}

impl Place {
    async fn open(name: &'static str) -> Place {
        Place::with(name, Vec::new()).await
    }

    async fn with(name: &'static str, vars: Vec<(&'static str, String)>) -> Place {
        let start = move || {
            let vars: Vec<_> = vars.iter().map(|(n, v)| (*n, v.as_str())).collect();
            Stack::start_with(name, &vars).unwrap_or_else(|why| panic!("{why}"))
        };
        let stack = tokio::task::spawn_blocking(start).await.unwrap();
        let nobody = Api::nobody(stack.worker.base());
        Place {
            admin: nobody.signed_in("role=admin&sub=ada&ttl=3600").await,
            gateway: SimulatorClient::new(&stack.simulator.base),
            nobody,
            stack,
        }
    }

    /// An endpoint at this address, and its secret.
    async fn endpoint(&self, url: &str, events: &[&str]) -> (Webhook, String) {
        let body = json!({"url": url, "events": events});
        let made = self.admin.call("POST", "/api/webhooks", &body).await;
        let made: Webhook = made.expect(201).json();
        let secret = made.secret.clone().unwrap();
        (made, secret)
    }

    async fn shown(&self, id: &str) -> Webhook {
        let path = format!("/api/webhooks/{id}");
        self.admin.get(&path).await.expect(200).json()
    }

    async fn deliveries(&self, id: &str) -> Vec<WebhookDelivery> {
        let path = format!("/api/webhooks/{id}/deliveries?limit=100");
        let answer = self.admin.get(&path).await.expect(200);
        answer.json::<List<WebhookDelivery>>().items
    }

    /// Waits until the newest delivery is as wanted, at most 20 seconds.
    async fn until_delivery(
        &self,
        id: &str,
        wanted: impl Fn(&WebhookDelivery) -> bool,
    ) -> WebhookDelivery {
        let mut seen = None;
        for _ in 0..100 {
            seen = self.deliveries(id).await.into_iter().next();
            if let Some(one) = seen.as_ref().filter(|one| wanted(one)) {
                return one.clone();
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("not as wanted: {seen:?}");
    }

    /// The gateway tells of a reply.
    async fn reply(&self, mobile: &str, text: &str) {
        let setup: Setup = self.admin.get("/api/setup").await.expect(200).json();
        let url = setup.callback.unwrap().inbound;
        let path = format!("/callback/{}", url.split("/callback/").nth(1).unwrap());
        let from = mobile.trim_start_matches('+');
        let reply = json!({"id": fresh_id("mo-"), "from": from, "to": OURS, "text": text});
        self.nobody.call("POST", &path, &reply).await.expect(200);
    }

    /// Runs a statement on the database; the rows of it.
    async fn sql(&self, statement: &str) -> Vec<Value> {
        let text = tokio::task::block_in_place(|| self.stack.worker.sql(statement));
        // What wrangler says besides comes behind it.
        let text = text.unwrap();
        let mut said = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
        // Of a statement that is no question it may say nothing.
        let Some(all) = said.next().transpose().unwrap() else {
            return Vec::new();
        };
        all[0]["results"].as_array().cloned().unwrap_or_default()
    }

    fn sweep(&self) {
        tokio::task::block_in_place(|| self.stack.worker.run_cron()).unwrap();
    }

    async fn end(self) {
        let discard = move || self.stack.discard().expect("it ends");
        tokio::task::spawn_blocking(discard).await.unwrap();
    }
}

/// Holds a call to the public library.
#[track_caller]
fn verified(call: &Call, secret: &str) -> Value {
    let library = standardwebhooks::Webhook::new(secret).unwrap();
    library.verify(&call.body, &call.headers).unwrap();
    call.json()
}

/// Waits until so many events of a type came, at most 20 seconds; their data, in order of what happened.
async fn told(receiver: &Receiver, path: &str, kind: &str, wanted: usize) -> Vec<Value> {
    for _ in 0..200 {
        let all = receiver.calls(path);
        let mut all: Vec<Value> = all.iter().map(Call::json).collect();
        all.retain(|event| event["type"] == kind);
        if all.len() >= wanted {
            all.sort_by_key(|event| event["timestamp"].as_str().unwrap().to_owned());
            return all.into_iter().map(|event| event["data"].clone()).collect();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let all = receiver.calls(path);
    let all: Vec<Value> = all.iter().map(Call::json).collect();
    panic!("{wanted} of {kind}: {all:?}");
}
