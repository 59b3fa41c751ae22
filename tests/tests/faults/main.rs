//! The database fails, before or after it has done what was asked, at every call of every kind of request; and a panic,
//! which the lints keep out, is made to happen. Whoever asks again gets what he wanted, once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use mitto_core::api::{List, Person, Problem, SendAnswer, Setup, SmsRow};
use mitto_core::send::LEASE_MS;
use mitto_tests::api::{Api, Response, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

const TEXT: &str = "Once, whatever the database does";

/// More calls than any request makes.
const MOST_CALLS: u32 = 40;

mod calls;
mod locked;
mod outbox;
mod panics;
mod strangers;

/// Longer than the Worker leaves a place empty whose storing failed.
const REST: Duration = Duration::from_millis(10_500);

struct Place {
    stack: Stack,
    gateway: SimulatorClient,
    user: Api,
    admin: Api,
    nobody: Api,
    /// The path of the callbacks, with its key, without what came.
    callback: String,
}

impl Place {
    async fn open(name: &'static str) -> Place {
        let start = move || Stack::start(name).expect("a stack");
        let stack = tokio::task::spawn_blocking(start).await.unwrap();
        let nobody = Api::nobody(stack.worker.base());
        let admin = nobody.signed_in("role=admin&sub=faults-admin").await;
        let setup: Setup = admin.get("/api/setup").await.json();
        let url = setup.callback.unwrap().delivery;
        let path = url.split_once("/callback/").unwrap().1;
        Place {
            gateway: SimulatorClient::new(&stack.simulator.base),
            user: nobody.signed_in("role=user&sub=faults").await,
            callback: format!("/callback/{}", path.trim_end_matches("/delivery")),
            admin,
            nobody,
            stack,
        }
    }

    async fn arm(&self, spare: u32, after: bool) {
        let path = format!("/dev/fault?spare={spare}&after={after}");
        let armed = self.nobody.request("POST", &path, &[], None).await;
        armed.expect(204);
    }

    /// Whether a call has failed since.
    async fn disarm(&self) -> bool {
        let answer = self.nobody.get("/dev/fault").await.expect(200);
        answer.json::<Value>()["failed"].as_bool().unwrap()
    }

    fn sweep(&self) {
        tokio::task::block_in_place(|| self.stack.worker.run_cron().expect("the sweep"));
    }

    /// Every way in which one call of this request can fail, each on a subject of its own.
    async fn at_every_call(&self, wanted: Wanted) -> Vec<Subject> {
        let mut all = Vec::new();
        for after in [false, true] {
            for spare in 0..MOST_CALLS {
                let subject = self.subject(wanted).await;
                if matches!(wanted, Wanted::Report) {
                    // After a storing that failed the Worker lets the database rest, and reports go to the queue.
                    tokio::time::sleep(REST).await;
                }
                self.arm(spare, after).await;
                let answer = self.ask(wanted, &subject).await;
                if !self.disarm().await {
                    assert!(answer.status < 300, "{wanted:?}: {}", answer.text());
                    break;
                }
                // Said in our words, and never more than was meant for everybody.
                if answer.status >= 300 {
                    assert!(answer.status >= 409, "{wanted:?}: {}", answer.text());
                    assert!(!answer.text().contains("D1"), "{}", answer.text());
                    answer.problem();
                }
                let story = format!("{wanted:?}, call {spare} failed, after: {after}");
                all.push(Subject { story, ..subject });
            }
        }
        // Each of them asks the database at least once.
        assert!(all.len() >= 2, "{wanted:?} met {} faults", all.len());
        all
    }

    /// What a request is about, made while all is well.
    async fn subject(&self, wanted: Wanted) -> Subject {
        let mobile = fresh_mobile();
        let mut subject = Subject {
            key: fresh_id("fault-"),
            lead: self.user.lead(&mobile).await,
            mobile,
            sms: String::new(),
            story: String::new(),
        };
        let behaviour = match wanted {
            Wanted::Report => Some((Answer::Ok, Reports::Never)),
            Wanted::Resend => Some((Answer::CutAfter, Reports::Never)),
            _ => None,
        };
        if let Some((answer, reports)) = behaviour {
            let times = Some(1);
            let behaviour = Behaviour {
                answer,
                reports,
                times,
            };
            self.gateway.behave(&subject.mobile, behaviour).await;
            let sent = self.user.send(&subject.lead, TEXT).await;
            subject.sms = sent.json::<Value>()["id"].as_str().unwrap().to_owned();
        }
        subject
    }

    async fn ask(&self, wanted: Wanted, subject: &Subject) -> Response {
        let Subject {
            key,
            lead,
            mobile,
            sms,
            ..
        } = subject;
        let from = mobile.trim_start_matches('+');
        let lead = format!("/api/leads/{lead}");
        match wanted {
            Wanted::Send => self.user.send_keyed(&subject.lead, TEXT, key).await,
            Wanted::Report => {
                let report =
                    json!({"id": key, "status": "DELIVRD", "reference": format!("{sms}/1")});
                let path = format!("{}/delivery", self.callback);
                self.nobody.call("POST", &path, &report).await
            }
            Wanted::Stop => {
                let reply = json!({"id": key, "from": from, "to": "41791112233", "text": "STOP"});
                let path = format!("{}/inbound", self.callback);
                self.nobody.call("POST", &path, &reply).await
            }
            Wanted::Lead => {
                let fields = json!({"fields": {"FirstName": "Grace", "MobilePhone": mobile}});
                self.user.call("PUT", &lead, &fields).await
            }
            Wanted::Flag => {
                let flag = json!({"smsOptOut": true});
                self.user.call("PATCH", &lead, &flag).await
            }
            Wanted::Resend => {
                let path = format!("/api/sms/{sms}/resend");
                self.user.call("POST", &path, &json!({})).await
            }
            Wanted::Keyword => {
                let keyword = json!({"value": key});
                let path = "/api/opt-out-keywords";
                self.admin.call("POST", path, &keyword).await
            }
        }
    }

    /// How often the gateway has taken an SMS to this number.
    async fn taken(&self, mobile: &str) -> usize {
        let messages = self.gateway.messages(mobile).await;
        messages.iter().filter(|message| message.accepted).count()
    }

    async fn opted_out(&self, lead: &str) -> bool {
        let person: Person = self.user.get(&format!("/api/leads/{lead}")).await.json();
        person.sms_opt_out
    }

    /// The request is asked again, all being well, and has done what it should, once.
    async fn is_well(&self, wanted: Wanted, subject: &Subject) {
        let Subject { story, mobile, .. } = subject;
        let answer = self.ask(wanted, subject).await;
        match wanted {
            Wanted::Send => {
                let id = match answer.status {
                    201 => answer.json::<SendAnswer>().id,
                    _ => answer.json::<Problem>().id.expect(story),
                };
                let status = self.user.sms(&id.to_string()).await.status;
                let told = format!("{story}: {id} is {}", status.as_str());
                match (status.as_str(), self.taken(mobile).await) {
                    ("DELIVERED" | "SENT", 1) | ("UNKNOWN", 0 | 1) => {}
                    (_, taken) => panic!("{told}, taken {taken} times"),
                }
            }
            Wanted::Report => {
                answer.expect(200);
                let record = self.user.sms(&subject.sms).await;
                let told = (record.status.as_str(), record.delivery_updates.len());
                assert_eq!(told, ("DELIVERED", 1), "{story}");
            }
            Wanted::Stop => {
                answer.expect(200);
                assert!(self.opted_out(&subject.lead).await, "{story}");
                let path = format!("/api/sms?q=STOP&to={}", mobile.trim_start_matches('+'));
                let rows: List<SmsRow> = self.user.get(&path).await.expect(200).json();
                assert_eq!(rows.items.len(), 1, "{story}");
            }
            Wanted::Lead => {
                assert!(answer.status < 300, "{story}: {}", answer.text());
                let path = format!("/api/leads/{}", subject.lead);
                let person: Value = self.user.get(&path).await.json();
                assert_eq!(person["fields"]["FirstName"], "Grace", "{story}");
            }
            Wanted::Flag => {
                answer.expect(200);
                assert!(self.opted_out(&subject.lead).await, "{story}");
            }
            // One more at the most, beyond the first that was in doubt.
            Wanted::Resend => assert!(self.taken(mobile).await <= 2, "{story}"),
            Wanted::Keyword => {
                assert!(
                    matches!(answer.status, 201 | 409),
                    "{story}: {}",
                    answer.text()
                );
                let all: List<Value> = self.admin.get("/api/opt-out-keywords").await.json();
                let so = |item: &&Value| item["value"].as_str() == Some(&subject.key);
                assert_eq!(all.items.iter().filter(so).count(), 1, "{story}");
            }
        }
    }
}

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Send,
    Report,
    Stop,
    Lead,
    Flag,
    Resend,
    Keyword,
}

/// What one request is about.
#[derive(Debug)]
struct Subject {
    key: String,
    lead: String,
    mobile: String,
    sms: String,
    /// For whoever reads of a failure.
    story: String,
}
