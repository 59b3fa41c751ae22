//! A person is erased while an SMS to them is on its way into the database: at each call of D1 that sending makes. Nothing
//! that was read of them before comes back after.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod campaign;
mod traces;

use std::time::Duration;

use mitto_core::api::{Code, List, SendAnswer, SmsRow};
use mitto_tests::api::{Api, Response, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

/// More calls than any request makes.
const MOST_CALLS: u32 = 40;

/// What is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// An SMS to the record.
    Send,
    /// One that was maybe sent, to the record or to its typed number, once more.
    Resend { typed: bool },
}

struct Place {
    stack: Stack,
    gateway: SimulatorClient,
    user: Api,
    admin: Api,
    nobody: Api,
}

/// The person, and the request.
struct Subject {
    lead: String,
    mobile: String,
    /// In every text to them.
    word: String,
    path_and_body: (String, Value),
}

impl Place {
    async fn open(name: &'static str) -> Place {
        let start = move || Stack::start(name).expect("a stack");
        let stack = tokio::task::spawn_blocking(start).await.unwrap();
        let nobody = Api::nobody(stack.worker.base());
        Place {
            gateway: SimulatorClient::new(&stack.simulator.base),
            user: nobody
                .signed_in("role=user&sub=sender&adHoc=true&ttl=3600")
                .await,
            admin: nobody.signed_in("role=admin&sub=eraser&ttl=3600").await,
            nobody,
            stack,
        }
    }

    async fn subject(&self, wanted: Wanted) -> Subject {
        let mobile = fresh_mobile();
        let lead = self.user.lead(&mobile).await;
        let word = fresh_id("word");
        let text = format!("{word} for <%=FirstName%>");
        let to_lead = json!({"object": "lead", "id": lead});
        let (to, text) = match wanted {
            Wanted::Resend { typed: true } => (json!({"mobile": mobile}), word.clone()),
            _ => (to_lead, text),
        };
        let sms = json!({"to": to, "from": "MITTO-SMS", "text": text});
        let path_and_body = match wanted {
            Wanted::Send => ("/api/sms".to_owned(), sms),
            Wanted::Resend { .. } => {
                let lost = Behaviour {
                    answer: Answer::CutAfter,
                    reports: Reports::Never,
                    times: Some(1),
                };
                self.gateway.behave(&mobile, lost).await;
                let sent = self.user.call("POST", "/api/sms", &sms).await.expect(502);
                let id = sent.problem().id.unwrap();
                (format!("/api/sms/{id}/resend"), json!({}))
            }
        };
        // A report's calls of the database would be counted among the request's.
        let silent = Behaviour {
            answer: Answer::Ok,
            reports: Reports::Never,
            times: None,
        };
        self.gateway.behave(&mobile, silent).await;
        Subject {
            lead,
            mobile,
            word,
            path_and_body,
        }
    }

    async fn erase(&self, lead: &str) -> Response {
        let path = format!("/api/leads/{lead}/erase");
        let confirmed = json!({ "confirm": lead });
        self.admin.call("POST", &path, &confirmed).await
    }

    /// One call of D1, the one behind `spare` others, waits until [`Place::fault`] ends it.
    async fn hold(&self, spare: u32) {
        let path = format!("/dev/fault?spare={spare}&held=true");
        let armed = self.nobody.request("POST", &path, &[], None).await;
        armed.expect(204);
    }

    async fn fault(&self, path: &str) -> bool {
        let answer = self.nobody.get(path).await.expect(200);
        answer.json::<Value>()["failed"].as_bool().unwrap()
    }

    /// Asks, erases the person at the call behind `spare` others, and lets the call go on; both answers. None where the
    /// request makes no such call.
    async fn erased_at(&self, spare: u32, subject: &Subject) -> Option<(Response, Response)> {
        self.hold(spare).await;
        let (path, body) = subject.path_and_body.clone();
        let user = self.user.clone();
        let asked = tokio::spawn(async move { user.call("POST", &path, &body).await });
        while !self.fault("/dev/fault?look=true").await {
            if asked.is_finished() {
                self.fault("/dev/fault").await;
                return None;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let erased = self.erase(&subject.lead).await;
        self.fault("/dev/fault").await;
        Some((asked.await.unwrap(), erased))
    }

    async fn found(&self, query: &str) -> usize {
        let path = format!("/api/sms?{query}");
        let rows: List<SmsRow> = self.user.get(&path).await.expect(200).json();
        rows.items.len()
    }

    async fn at_every_call(&self, wanted: Wanted) {
        let (mut refused, mut waits) = (0, 0);
        for spare in 0..MOST_CALLS {
            let subject = self.subject(wanted).await;
            let Some((answer, erased)) = self.erased_at(spare, &subject).await else {
                break;
            };
            let story = format!("{wanted:?}, held at call {spare}: {}", answer.text());
            if erased.status == 409 {
                // It was being sent.
                assert_eq!(answer.status, 201, "{story}");
                waits += 1;
                continue;
            }
            erased.expect(200);
            let to = subject.mobile.trim_start_matches('+');
            assert_eq!(self.found(&format!("to={to}")).await, 0, "{story}");
            let said = self.found(&format!("q={}", subject.word)).await;
            assert_eq!(said, 0, "{story}");
            match answer.status {
                201 => {
                    answer.json::<SendAnswer>();
                }
                // Cancelled in the queue.
                409 => assert_eq!(answer.problem().code, Code::Cancelled, "{story}"),
                404 | 422 => refused += 1,
                _ => panic!("{story}"),
            }
        }
        assert!(refused >= 2 && waits >= 1, "{wanted:?}: {refused}, {waits}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_erased_at_any_call_of_a_send_stays_so() {
    let place = Place::open("erased").await;
    place.at_every_call(Wanted::Send).await;
    place.at_every_call(Wanted::Resend { typed: false }).await;
    place.at_every_call(Wanted::Resend { typed: true }).await;
    place.stack.discard().unwrap();
}
