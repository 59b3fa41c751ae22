//! The brake on spending, from outside: limits that hold whoever sends at the same moment and whatever dies, countries, the
//! cool-down, and the test send. On stacks of their own, because the others' sends would be counted too.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod ledger;
mod limits;
mod spared;
mod tests_of_ones_own;

use std::time::Duration;

use mitto_core::api::{Job, JobAccepted, JobState, PlanAnswer};
use mitto_tests::api::{Api, Response, fresh_id};
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

const TEXT: &str = "Hi <%=FirstName|there%>";

struct Place {
    stack: Stack,
    gateway: SimulatorClient,
    admin: Api,
    nobody: Api,
}

impl Place {
    async fn open() -> Place {
        // A day must not end while its counters are compared.
        let now = || {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            i64::try_from(since.unwrap().as_millis()).unwrap()
        };
        while mitto_core::campaign::seconds_left_of_day(now()) < 240 {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        let start = || Stack::start("spend").expect("a stack");
        let stack = tokio::task::spawn_blocking(start).await.unwrap();
        let nobody = Api::nobody(stack.worker.base());
        Place {
            gateway: SimulatorClient::new(&stack.simulator.base),
            admin: nobody.signed_in("role=admin&sub=boss&ttl=3600").await,
            nobody,
            stack,
        }
    }

    async fn user(&self, sub: &str) -> Api {
        let query = format!("role=user&sub={sub}&ttl=3600");
        self.nobody.signed_in(&query).await
    }

    async fn set(&self, setup: Value) {
        self.admin
            .call("PUT", "/api/setup", &setup)
            .await
            .expect(200);
    }

    /// A statement on the database.
    fn sql(&self, statement: &str) -> String {
        // Whatever xtask runs under one name has one log, which the answer is read from.
        static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _alone = ONE_AT_A_TIME.lock();
        tokio::task::block_in_place(|| self.stack.worker.sql(statement).expect("a statement"))
    }

    /// What has been counted so far is of yesterday.
    fn next_day(&self) {
        self.sql("UPDATE spend SET day = day - 1; UPDATE reservation SET day = day - 1");
    }

    /// How much is counted for somebody today; of all, for nobody.
    fn counted(&self, who: &str) -> u64 {
        let sql = format!(
            "SELECT coalesce(sum(messages), 0) AS n FROM spend WHERE who = '{who}' \
             AND day = (SELECT max(day) FROM spend)"
        );
        let told = self.sql(&sql);
        let answer: Value = serde_json::from_str(&told).unwrap();
        answer[0]["results"][0]["n"].as_u64().unwrap()
    }
}

/// A campaign of leads with these numbers; its path.
async fn campaign(user: &Api, mobiles: &[String]) -> String {
    let path = format!("/api/campaigns/{}", fresh_id("701"));
    user.call("PUT", &path, &json!({"name": "Spring"}))
        .await
        .expect(201);
    let lines: Vec<String> = mobiles
        .iter()
        .map(|mobile| {
            let fields = json!({"FirstName": "Ada", "MobilePhone": mobile});
            json!({"object": "lead", "id": fresh_id("00Q"), "fields": fields}).to_string()
        })
        .collect();
    let kind = [("content-type", "application/x-ndjson")];
    let file = Some(lines.join("\n").into_bytes());
    user.request("POST", &format!("{path}/members"), &kind, file)
        .await
        .expect(200);
    path
}

fn wanted() -> Value {
    json!({"from": "MITTO-SMS", "text": TEXT})
}

async fn plan(user: &Api, campaign: &str) -> PlanAnswer {
    let path = format!("{campaign}/plan");
    user.call("POST", &path, &wanted()).await.expect(200).json()
}

/// Sends what is planned now, under this key.
async fn send(user: &Api, campaign: &str, plan: &PlanAnswer, key: &str) -> Response {
    let mut body = wanted();
    body["planHash"] = plan.plan_hash.as_str().into();
    if plan.confirm {
        body["confirmRecipients"] = plan.recipients.into();
    }
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    let path = format!("{campaign}/sms");
    user.request("POST", &path, &headers, Some(body.to_string().into_bytes()))
        .await
}

async fn sent(user: &Api, campaign: &str) -> String {
    let plan = plan(user, campaign).await;
    let answer = send(user, campaign, &plan, &fresh_id("key-")).await;
    let accepted: JobAccepted = answer.expect(202).json();
    accepted.job.to_string()
}

async fn act(user: &Api, job: &str, deed: &str) -> Response {
    let path = format!("/api/jobs/{job}/{deed}");
    user.call("POST", &path, &json!({})).await
}

async fn until(user: &Api, job: &str, wanted: impl Fn(&Job) -> bool) -> Job {
    let mut seen = None;
    for _ in 0..450 {
        let now: Job = user
            .get(&format!("/api/jobs/{job}"))
            .await
            .expect(200)
            .json();
        if wanted(&now) {
            return now;
        }
        seen = Some(now);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("{job} is not as wanted: {seen:?}");
}

async fn done(user: &Api, job: &str) -> Job {
    until(user, job, |job| job.state == JobState::Done).await
}
