//! Campaigns at a time, and outside quiet hours. It has a stack of its own, because quiet hours are
//! everybody's, and the sample data's sender.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod quiet;
mod timed;

use std::time::{Duration, SystemTime};

use mitto_core::api::{Job, JobAccepted, PlanAnswer};
use mitto_core::time::to_rfc3339;
use mitto_tests::api::{Api, Response, fresh_id, fresh_mobile};
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A stack, and those who use it.
struct World {
    stack: Stack,
    gateway: SimulatorClient,
    user: Api,
    admin: Api,
}

/// Somebody in a campaign.
struct Person {
    mobile: String,
    zone: &'static str,
}

fn person(zone: &'static str) -> Person {
    Person {
        mobile: fresh_mobile(),
        zone,
    }
}

fn people(number: usize) -> Vec<Person> {
    (0..number).map(|_| person("")).collect()
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    i64::try_from(since.unwrap().as_millis()).unwrap()
}

/// What a clock in UTC shows: `2026-12-01T09:00`.
fn shown(at: i64) -> String {
    to_rfc3339(at)[..16].to_owned()
}

/// The time of day of a clock that is ahead by so many hours: `09:00`.
fn of_day(at: i64, ahead: i64) -> String {
    to_rfc3339(at + ahead * HOUR)[11..16].to_owned()
}

impl World {
    async fn new(name: &'static str) -> World {
        let start = move || Stack::start(name).expect("a stack");
        let stack = tokio::task::spawn_blocking(start).await.unwrap();
        let nobody = Api::nobody(stack.worker.base());
        let world = World {
            gateway: SimulatorClient::new(&stack.simulator.base),
            user: nobody.signed_in("role=user&sub=timer&ttl=3600").await,
            admin: nobody.signed_in("role=admin&sub=timer&ttl=3600").await,
            stack,
        };
        let fields = json!({"leadTimeZone": "Zone__c", "contactTimeZone": "Zone__c"});
        world.setup(fields).await;
        world
    }

    async fn setup(&self, input: Value) {
        self.admin
            .call("PUT", "/api/setup", &input)
            .await
            .expect(200);
    }

    async fn campaign(&self, people: &[Person]) -> String {
        let campaign = format!("/api/campaigns/{}", fresh_id("701"));
        let name = json!({"name": "Spring"});
        self.user.call("PUT", &campaign, &name).await.expect(201);
        let lines: Vec<String> = people
            .iter()
            .map(|person| {
                let fields = json!({"FirstName": "Ada", "MobilePhone": person.mobile, "Zone__c": person.zone});
                json!({"object": "lead", "id": fresh_id("00Q"), "fields": fields}).to_string()
            })
            .collect();
        let path = format!("{campaign}/members");
        let kind = [("content-type", "application/x-ndjson")];
        let body = Some(lines.join("\n").into_bytes());
        self.user
            .request("POST", &path, &kind, body)
            .await
            .expect(200);
        campaign
    }

    async fn plan(&self, campaign: &str, text: &str, schedule: Option<&Value>) -> Response {
        let mut body = json!({"from": "MITTO-SMS", "text": text});
        if let Some(schedule) = schedule {
            body["schedule"] = schedule.clone();
        }
        self.user
            .call("POST", &format!("{campaign}/plan"), &body)
            .await
    }

    async fn try_send(
        &self,
        campaign: &str,
        text: &str,
        schedule: Option<&Value>,
        replaces: Option<&str>,
    ) -> Response {
        let plan: PlanAnswer = self.plan(campaign, text, schedule).await.expect(200).json();
        let mut body = json!({"from": "MITTO-SMS", "text": text, "planHash": plan.plan_hash});
        if let Some(schedule) = schedule {
            body["schedule"] = schedule.clone();
        }
        if let Some(old) = replaces {
            body["replaces"] = old.into();
        }
        self.user
            .call("POST", &format!("{campaign}/sms"), &body)
            .await
    }

    /// The path of the job that is sent.
    async fn send(&self, campaign: &str, text: &str, schedule: Option<&Value>) -> String {
        let accepted: JobAccepted = self
            .try_send(campaign, text, schedule, None)
            .await
            .expect(202)
            .json();
        format!("/api/jobs/{}", accepted.job)
    }

    async fn job(&self, path: &str) -> Job {
        self.user.get(path).await.expect(200).json()
    }

    async fn until(&self, path: &str, seconds: u64, wanted: impl Fn(&Job) -> bool) -> Job {
        let end = now() + i64::try_from(seconds).unwrap() * 1000;
        loop {
            let job = self.job(path).await;
            if wanted(&job) {
                return job;
            }
            assert!(now() < end, "{path} is not as wanted: {job:?}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    async fn act(&self, job: &str, deed: &str) -> Response {
        self.user
            .call("POST", &format!("{job}/{deed}"), &json!({}))
            .await
    }

    /// The texts that a number got, and when.
    async fn got(&self, person: &Person) -> Vec<(String, i64)> {
        let messages = self.gateway.messages(&person.mobile).await;
        let taken = messages.into_iter().filter(|sms| sms.accepted);
        taken
            .map(|sms| (sms.text, i64::try_from(sms.at).unwrap()))
            .collect()
    }

    async fn taken(&self, people: &[Person]) -> Vec<usize> {
        let mut taken = Vec::new();
        for person in people {
            taken.push(self.got(person).await.len());
        }
        taken
    }

    fn sql(&self, statement: &str) -> String {
        tokio::task::block_in_place(|| self.stack.worker.sql(statement).unwrap())
    }

    fn sweep(&self) {
        tokio::task::block_in_place(|| self.stack.worker.run_cron().unwrap());
    }
}

fn number(job: &str) -> u32 {
    job.rsplit('-').next().unwrap().parse().unwrap()
}

async fn sleep_until(at: i64) {
    let wait = u64::try_from(at - now()).unwrap_or_default();
    tokio::time::sleep(Duration::from_millis(wait)).await;
}
