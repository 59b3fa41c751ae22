//! What becomes of delivery reports in a flood, while the database fails, and when the Worker dies:
//! what was acknowledged is stored in the end, exactly once. Each test has a stack of its own.
//!
//! The queue of `wrangler dev` lives in memory: what waits in it dies with the process, which
//! Cloudflare's does not. So of reports that were taken by the queue and not yet stored, a death
//! proves nothing here; of those that were stored before they were acknowledged, it does.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod database;
mod death;
mod failing;
mod flood;
mod poison;

use std::time::Duration;

use mitto_core::api::{CallbackHealth, Setup};
use mitto_tests::api::{Api, fresh_mobile};
use mitto_tests::simulator::behaviour::Reports;
use mitto_tests::simulator::client::SimulatorClient;
use xtask::stack::Stack;

/// A stack, an admin and the path of its delivery callback.
struct Intake {
    stack: Stack,
    gateway: Api,
    admin: Api,
    path: String,
}

impl Intake {
    async fn start(name: &'static str) -> Intake {
        let start = move || Stack::start(name).expect("a stack");
        let stack = tokio::task::spawn_blocking(start).await.unwrap();
        let gateway = Api::nobody(stack.worker.base());
        let admin = gateway.signed_in("role=admin&sub=queue&ttl=3600").await;
        let setup: Setup = admin.get("/api/setup").await.expect(200).json();
        let url = setup.callback.unwrap().delivery;
        let path = format!("/callback/{}", url.split("/callback/").nth(1).unwrap());
        Intake {
            stack,
            gateway,
            admin,
            path,
        }
    }

    /// An SMS that the gateway has taken and says nothing more about.
    async fn sms(&self) -> String {
        let mobile = fresh_mobile();
        let simulator = SimulatorClient::new(&self.stack.simulator.base);
        simulator.reports(&mobile, Reports::Never).await;
        let lead = self.admin.lead(&mobile).await;
        self.admin.sent(&lead, "x").await.id.to_string()
    }

    async fn health(&self) -> CallbackHealth {
        let answer = self.admin.get("/api/setup/callback-health").await;
        answer.expect(200).json()
    }

    /// How many delivery updates an SMS has.
    async fn updates(&self, id: &str) -> usize {
        self.admin.sms(id).await.delivery_updates.len()
    }

    /// Waits until an SMS has so many delivery updates, at most so many seconds.
    async fn until_updates(&self, id: &str, wanted: usize, seconds: u32) {
        let mut seen = 0;
        for _ in 0..seconds * 2 {
            seen = self.updates(id).await;
            if seen >= wanted {
                break;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        assert_eq!(seen, wanted, "delivery updates of {id}");
    }

    async fn end(self) {
        let discard = move || self.stack.discard().expect("it ends");
        tokio::task::spawn_blocking(discard).await.unwrap();
    }
}

/// A report that no other is like, in one of the forms that a gateway may choose.
#[derive(Clone)]
struct Report {
    id: String,
    /// Makes it one and the same report.
    time: u64,
}

impl Report {
    fn new(id: &str, number: usize) -> Report {
        Report {
            id: id.to_owned(),
            time: 1_764_000_000 + number as u64,
        }
    }

    /// Tells the Worker, as JSON, form or query; the status it answers, or none.
    async fn tell(&self, gateway: &Api, path: &str, form: usize) -> Option<u16> {
        let (id, time) = (&self.id, self.time);
        let fields = format!("id=g&status=DELIVRD&reference={id}%2F1&timestamp={time}");
        let answer = match form % 3 {
            0 => {
                let kind = [("content-type", "application/json")];
                let body = format!(
                    r#"[{{"id":"g","status":"DELIVRD","reference":"{id}/1","timestamp":{time}}}]"#
                );
                gateway
                    .try_request("POST", path, &kind, Some(body.into_bytes()))
                    .await
            }
            1 => {
                let kind = [("content-type", "application/x-www-form-urlencoded")];
                gateway
                    .try_request("POST", path, &kind, Some(fields.into_bytes()))
                    .await
            }
            _ => {
                let path = format!("{path}?{fields}");
                gateway.try_request("GET", &path, &[], None).await
            }
        };
        answer.ok().map(|answer| answer.status)
    }
}

/// Tells them all, so many at once; those that were acknowledged.
async fn tell_all(intake: &Intake, reports: Vec<Report>, at_once: usize) -> Vec<Report> {
    let mut lanes = vec![Vec::new(); at_once];
    for (number, report) in reports.into_iter().enumerate() {
        lanes[number % at_once].push((number, report));
    }
    let telling: Vec<_> = lanes
        .into_iter()
        .map(|lane| {
            let (gateway, path) = (intake.gateway.clone(), intake.path.clone());
            tokio::spawn(async move {
                let mut told = Vec::new();
                for (number, report) in lane {
                    if report.tell(&gateway, &path, number).await == Some(200) {
                        told.push(report);
                    }
                }
                told
            })
        })
        .collect();
    let mut told = Vec::new();
    for lane in telling {
        told.extend(lane.await.unwrap());
    }
    told
}
