//! The Worker dies, as a crash or a new deployment would have it, in the middle of sending, and is started anew on what
//! it had stored. Whatever the moment: every SMS ends in one truthful state, and none is sent twice.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::time::Duration;

use mitto_core::api::{Problem, SendAnswer};
use mitto_core::send::LEASE_MS;
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use mitto_tests::simulator::client::SimulatorClient;
use xtask::stack::Stack;

const TEXT: &str = "Only once, whatever happens";

/// One SMS that is under way when the Worker dies.
#[derive(Clone)]
struct Sms {
    mobile: String,
    lead: String,
    key: String,
    /// For whoever reads of a failure.
    story: String,
}

/// What the gateway does with an SMS decides at which step the crash finds it: it takes some at once, some slowly, and
/// one is refused for now and waits in our queue.
fn behaviours() -> [Behaviour; 6] {
    let answer = |answer, reports| Behaviour {
        answer,
        reports,
        times: None,
    };
    [
        answer(Answer::Ok, Reports::Delivered),
        answer(Answer::Ok, Reports::Never),
        answer(Answer::Slow(400), Reports::Delivered),
        answer(Answer::Slow(900), Reports::Never),
        answer(Answer::Hang, Reports::Delivered),
        Behaviour {
            times: Some(1),
            ..answer(Answer::TooMany(1), Reports::Delivered)
        },
    ]
}

/// People who text six leads each; the Worker dies this long after they pressed Send.
async fn send_and_die(stack: &mut Stack, user: &Api, after: Duration) -> Vec<Sms> {
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let mut all = Vec::new();
    for behaviour in behaviours() {
        let mobile = fresh_mobile();
        gateway.behave(&mobile, behaviour).await;
        all.push(Sms {
            lead: user.lead(&mobile).await,
            mobile,
            key: fresh_id("crash-"),
            story: format!("{behaviour:?}, death after {after:?}"),
        });
    }
    let asked: Vec<_> = all
        .iter()
        .cloned()
        .map(|sms| {
            let user = user.clone();
            // Some are answered before the death, most never.
            tokio::spawn(async move { user.try_send_keyed(&sms.lead, TEXT, &sms.key).await })
        })
        .collect();
    tokio::time::sleep(after).await;
    tokio::task::block_in_place(|| stack.worker.restart().expect("a second life"));
    for one in asked {
        one.await.unwrap();
    }
    all
}

/// The person presses again under the same key until there is an answer.
async fn pressed_again(user: &Api, sms: &Sms) -> String {
    for _ in 0..10 {
        let Some(answer) = user.try_send_keyed(&sms.lead, TEXT, &sms.key).await else {
            continue;
        };
        match answer.status {
            201 => return answer.json::<SendAnswer>().id.to_string(),
            502 => return answer.json::<Problem>().id.unwrap().to_string(),
            // Whoever held the claim is dead; that shows when its lease has run out.
            409 => {}
            other => panic!("{other} for {}: {}", sms.story, answer.text()),
        }
    }
    panic!("{} never came to rest", sms.story);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_at_any_moment_of_sending_loses_nothing_and_sends_nothing_twice() {
    let start = || Stack::start("crash").expect("a stack");
    let mut stack = tokio::task::spawn_blocking(start).await.unwrap();
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let user = Api::nobody(stack.worker.base())
        .signed_in("role=user&sub=crash")
        .await;
    let mut all = Vec::new();
    for moment in [0, 20, 50, 100, 200, 500, 1_100] {
        let after = Duration::from_millis(moment);
        all.extend(send_and_die(&mut stack, &user, after).await);
    }
    // Until the last claim of a dead Worker has run out; then the sweep finishes what nobody asks for again.
    let lease = Duration::from_millis(LEASE_MS.unsigned_abs());
    tokio::time::sleep(lease + Duration::from_secs(6)).await;
    let sweep = || tokio::task::block_in_place(|| stack.worker.run_cron().expect("the sweep"));
    sweep();
    let pressing: Vec<_> = all
        .iter()
        .cloned()
        .map(|sms| {
            let user = user.clone();
            tokio::spawn(async move { pressed_again(&user, &sms).await })
        })
        .collect();
    let mut ids = Vec::new();
    for one in pressing {
        ids.push(one.await.unwrap());
    }
    // What the gateway has refused for now is queued, and sent by a later sweep.
    tokio::time::sleep(Duration::from_secs(7)).await;
    sweep();

    let mut seen = BTreeMap::<String, u32>::new();
    for (sms, id) in all.iter().zip(ids) {
        let status = user.sms(&id).await.status.as_str();
        let messages = gateway.messages(&sms.mobile).await;
        let taken = messages.iter().filter(|one| one.accepted).count();
        let told = format!("{id} ({}) is {status}, taken {taken} times", sms.story);
        match status {
            "DELIVERED" | "SENT" => assert_eq!(taken, 1, "{told}"),
            // It says that nobody knows; but never twice.
            "UNKNOWN" => assert!(taken <= 1, "{told}"),
            _ => panic!("{told}"),
        }
        *seen.entry(status.to_owned()).or_default() += 1;
    }
    // The deaths did find them at different steps.
    assert!(
        seen.contains_key("DELIVERED") && seen.contains_key("UNKNOWN"),
        "{seen:?}"
    );
    stack.discard().unwrap();
}
