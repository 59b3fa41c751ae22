//! What programs do, where it takes a stack of its own: a batch whose Worker dies in the middle of it, and the limits that hold for an
//! API key.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::time::Duration;

use mitto_core::api::{ApiKeyMade, BatchAnswer, Code};
use mitto_core::send::LEASE_MS;
use mitto_tests::api::{Api, Response, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

async fn start(name: &'static str) -> Stack {
    let start = move || Stack::start(name).expect("a stack");
    tokio::task::spawn_blocking(start).await.unwrap()
}

/// A key with these scopes, in the hands of a program.
async fn machine(stack: &Stack, name: &str, scopes: &Value) -> Api {
    let nobody = Api::nobody(stack.worker.base());
    let admin = nobody.signed_in("role=admin&sub=boss").await;
    let body = json!({"name": name, "scopes": scopes});
    let made = admin.call("POST", "/api/api-keys", &body).await.expect(201);
    nobody.with_token(&made.json::<ApiKeyMade>().key)
}

async fn send(machine: &Api, messages: &Value, key: &str) -> Option<Response> {
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    let body = Some(json!({ "messages": messages }).to_string().into_bytes());
    let answer = machine.try_request("POST", "/api/sms/batch", &headers, body);
    answer.await.ok()
}

/// Until the gateway has taken at least so many of them.
async fn until_taken(gateway: &SimulatorClient, mobiles: &[String], death: usize) {
    let taken = async || {
        let all = gateway.all_messages().await;
        let of_these = |to: &str| {
            mobiles
                .iter()
                .any(|mobile| mobile.trim_start_matches('+') == to)
        };
        all.iter().filter(|message| of_these(&message.to)).count()
    };
    for _ in 0..1_200 {
        if taken().await >= death {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the gateway never had {death} of them");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_died_halfway_is_finished_by_asking_again_and_sends_nothing_twice() {
    let mut stack = start("batch").await;
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let machine = machine(&stack, "Batches", &json!(["send", "ad-hoc", "read"])).await;
    let mut batches = Vec::new();
    // So many the gateway has taken when the Worker dies: it waits for the answer of the last ones then.
    for death in [0, 1, 8, 15] {
        let mobiles: Vec<String> = (0..20).map(|_| fresh_mobile()).collect();
        for (place, mobile) in mobiles.iter().enumerate() {
            // A report says of every other one what became of it, so only of those without can it stay in doubt.
            let reports = [Reports::Delivered, Reports::Never][place % 2];
            let slow = Behaviour {
                answer: Answer::Slow(2_000),
                reports,
                ..Behaviour::default()
            };
            gateway.behave(mobile, slow).await;
        }
        let message = |mobile: &String| json!({"to": {"mobile": mobile}, "from": "MITTO-SMS", "text": "Once"});
        let messages: Value = mobiles.iter().map(message).collect();
        let key = fresh_id("batch-");
        let asked = {
            let (machine, messages, key) = (machine.clone(), messages.clone(), key.clone());
            tokio::spawn(async move { send(&machine, &messages, &key).await })
        };
        until_taken(&gateway, &mobiles, death).await;
        tokio::task::block_in_place(|| stack.worker.restart().expect("a second life"));
        asked.await.unwrap();
        batches.push((mobiles, messages, key));
    }
    // What a dead Worker had claimed shows as in doubt when its lease has run out.
    tokio::time::sleep(Duration::from_millis(LEASE_MS.unsigned_abs()) + Duration::from_secs(6))
        .await;
    let (mut whole, mut in_doubt) = (0, 0);
    for (mobiles, messages, key) in &batches {
        let answer = send(&machine, messages, key).await.unwrap().expect(200);
        let results = answer.json::<BatchAnswer>().results;
        assert_eq!(results.len(), mobiles.len());
        for (mobile, result) in mobiles.iter().zip(&results) {
            let taken = gateway.messages(mobile).await.len();
            match result.status {
                201 => assert_eq!(taken, 1, "{mobile}"),
                502 => {
                    let problem = result.problem.as_ref().unwrap();
                    assert_eq!(problem.code, Code::GatewayUnknown);
                    assert!(taken <= 1, "{mobile} {taken} times");
                    in_doubt += 1;
                }
                other => panic!("{other}: {result:?}"),
            }
        }
        whole += results.iter().filter(|it| it.status == 201).count();
        let again = send(&machine, messages, key).await.unwrap().expect(200);
        assert_eq!(again.body, answer.body);
    }
    assert!(
        whole > 0 && in_doubt > 0,
        "{whole} sent, {in_doubt} in doubt"
    );
    stack.discard().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_of_a_user_holds_for_a_key() {
    let stack = start("key-limit").await;
    let nobody = Api::nobody(stack.worker.base());
    let admin = nobody.signed_in("role=admin&sub=boss").await;
    let limit = json!({"userDayMessageLimit": 3});
    admin.call("PUT", "/api/setup", &limit).await.expect(200);
    let one = machine(&stack, "One", &json!(["send"])).await;
    let other = machine(&stack, "Other", &json!(["send"])).await;
    let lead = admin.lead(&fresh_mobile()).await;
    let message = json!({"to": {"object": "lead", "id": lead}, "from": "MITTO-SMS", "text": "x"});
    let messages = json!(vec![message; 5]);
    let answer = send(&one, &messages, &fresh_id("k"))
        .await
        .unwrap()
        .expect(200);
    let answer: BatchAnswer = answer.json();
    assert_eq!((answer.sent, answer.refused), (3, 2));
    let refused = answer
        .results
        .iter()
        .find_map(|it| it.problem.as_ref())
        .unwrap();
    assert_eq!((refused.code, refused.status), (Code::OverLimit, 429));
    one.send(&lead, "x").await.expect(429);
    other.send(&lead, "x").await.expect(201);
    stack.discard().unwrap();
}
