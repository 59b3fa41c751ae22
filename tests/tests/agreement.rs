//! The same scripts in the simulation and with the Worker in workerd: the tables end alike.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "simulation/model/mod.rs"]
mod model;

use std::time::Duration;

use mitto_core::api::{Person, Problem, SendAnswer, Setup};
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use mitto_tests::simulator::client::SimulatorClient;
use model::calm::{End, SMS, Step, reply, report, script, simulated};
use xtask::stack::Stack;

const SCRIPTS: u64 = 20;

/// The person of one script, the SMS to them, and all that is needed to go on.
#[derive(Clone)]
struct Actor {
    seed: u64,
    user: Api,
    nobody: Api,
    gateway: SimulatorClient,
    /// The path of the callback with its key.
    callback: String,
    mobile: String,
    lead: String,
    /// Makes keys and ids of this run.
    run: String,
    ids: [Option<String>; SMS],
}

impl Actor {
    async fn behave(&self, answer: Answer) {
        let behaviour = Behaviour {
            answer,
            reports: Reports::Never,
            times: None,
        };
        self.gateway.behave(&self.mobile, behaviour).await;
    }

    /// The gateway's id and our reference of the last submission of an SMS that it has taken.
    async fn taken(&self, id: &str) -> Option<(String, String)> {
        let messages = self.gateway.messages(&self.mobile).await;
        let prefix = format!("{id}/");
        let taken = messages.into_iter().filter(|message| message.accepted);
        let mut named = taken.filter_map(|message| Some((message.id, message.reference?)));
        named.rfind(|(_, ours)| ours.starts_with(&prefix))
    }

    async fn called(&self, what: &str, body: &serde_json::Value) {
        let path = format!("{}/{what}", self.callback);
        self.nobody.call("POST", &path, body).await.expect(200);
    }

    async fn take(&mut self, step: &Step) {
        match *step {
            Step::Send { sms, manner } => {
                self.behave(manner).await;
                let key = format!("{}-{sms}", self.run);
                let answer = self.user.send_keyed(&self.lead, "x", &key).await;
                self.ids[sms] = match answer.status {
                    201 => Some(answer.json::<SendAnswer>().id.to_string()),
                    _ => answer.json::<Problem>().id.map(|id| id.to_string()),
                };
            }
            Step::Report {
                sms,
                word,
                by_id,
                by_reference,
                time,
            } => {
                let Some(id) = &self.ids[sms] else { return };
                let Some((theirs, ours)) = self.taken(id).await else {
                    return;
                };
                let id = by_id.then_some(theirs.as_str());
                let reference = by_reference.then_some(ours.as_str());
                let body = report(word, id, reference, time);
                self.called("delivery", &body).await;
            }
            Step::Reply { text, id } => {
                let id = format!("{}-{id}", self.run);
                self.called("inbound", &reply(&self.mobile, text, &id))
                    .await;
            }
            Step::Sweep { manner } => self.behave(manner).await,
        }
    }

    async fn end(&self) -> End {
        let mut sms = Vec::new();
        for id in &self.ids {
            sms.push(match id {
                None => None,
                Some(id) => {
                    let record = self.user.sms(id).await;
                    let updates = record.delivery_updates.len();
                    Some((record.status.as_str().to_owned(), updates))
                }
            });
        }
        let messages = self.gateway.messages(&self.mobile).await;
        let path = format!("/api/leads/{}", self.lead);
        let person: Person = self.user.get(&path).await.expect(200).json();
        End {
            sms,
            submitted: messages.len(),
            taken: messages.iter().filter(|one| one.accepted).count(),
            opted_out: person.sms_opt_out,
        }
    }
}

/// Everybody's steps up to the next sweep, each person's one after another.
async fn until_the_sweep(actors: Vec<Actor>, part: usize) -> Vec<Actor> {
    let going = actors.into_iter().map(|mut actor| {
        tokio::spawn(async move {
            let steps = script(actor.seed);
            let parts: Vec<&[Step]> = steps
                .split_inclusive(|step| matches!(step, Step::Sweep { .. }))
                .collect();
            for step in parts[part] {
                actor.take(step).await;
            }
            actor
        })
    });
    let going: Vec<_> = going.collect();
    let mut all = Vec::new();
    for one in going {
        all.push(one.await.unwrap());
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_scripts_end_alike_in_the_simulation_and_in_workerd() {
    let start = || Stack::start_with("agreement", &[("GATEWAY_TIMEOUT_MS", "8000")]);
    let stack = tokio::task::spawn_blocking(start)
        .await
        .unwrap()
        .expect("a stack");
    let nobody = Api::nobody(stack.worker.base());
    let user = nobody.signed_in("role=user&sub=agreement").await;
    let setup: Setup = nobody
        .signed_in("role=admin&sub=agreement")
        .await
        .get("/api/setup")
        .await
        .json();
    let url = setup.callback.unwrap().inbound;
    let key = url
        .split("/callback/")
        .nth(1)
        .unwrap()
        .trim_end_matches("/inbound");
    let mut actors = Vec::new();
    for seed in 0..SCRIPTS {
        let mobile = fresh_mobile();
        actors.push(Actor {
            seed,
            user: user.clone(),
            nobody: nobody.clone(),
            gateway: SimulatorClient::new(&stack.simulator.base),
            callback: format!("/callback/{key}"),
            lead: user.lead(&mobile).await,
            mobile,
            run: fresh_id("agreement-"),
            ids: Default::default(),
        });
    }
    for part in 0..3 {
        actors = until_the_sweep(actors, part).await;
        if part < 2 {
            // A second that the gateway asks for, and five that are left to the request.
            tokio::time::sleep(Duration::from_millis(6_500)).await;
            tokio::task::block_in_place(|| stack.worker.run_cron().expect("the sweep"));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    for actor in &actors {
        let steps = script(actor.seed);
        let wanted = simulated(&steps);
        let mut end = actor.end().await;
        // A report may still be on its way to the database.
        for _ in 0..50 {
            if end == wanted {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
            end = actor.end().await;
        }
        assert_eq!(end, wanted, "script {}: {steps:#?}", actor.seed);
        seen.extend(end.sms.into_iter().flatten().map(|(status, _)| status));
    }
    // The scripts do come to different ends.
    assert!(seen.len() >= 5, "{seen:?}");
    stack.discard().unwrap();
}
