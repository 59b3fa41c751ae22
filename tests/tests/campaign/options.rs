//! How Setup says that campaigns are sent: at a pace, and many in one call.

use std::collections::BTreeMap;

use mitto_core::api::JobState;
use mitto_tests::api::{Api, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Reports};
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::json;
use xtask::stack::Stack;

use super::{campaign_of, send_to, sms_of, until};

/// Messages a second, and recipients of the campaign that is sent at it.
const PACE: u64 = 20;
const PACED: u64 = 70;

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_is_sent_at_the_pace_and_in_the_calls_that_setup_says() {
    let vars = [("CAMPAIGN_LANES", "4")];
    let start = move || Stack::start_with("campaign-options", &vars).expect("a stack");
    let stack = tokio::task::spawn_blocking(start).await.unwrap();
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let admin = Api::nobody(stack.worker.base())
        .signed_in("role=admin&sub=options&ttl=3600")
        .await;
    at_a_pace(&admin, &gateway).await;
    many_in_one_call(&admin, &gateway).await;
    tokio::task::spawn_blocking(move || stack.discard().unwrap())
        .await
        .unwrap();
}

async fn at_a_pace(admin: &Api, gateway: &SimulatorClient) {
    for bad in [0, 1_001] {
        let setup = json!({"messagesPerSecond": bad});
        let refused = admin.call("PUT", "/api/setup", &setup).await.expect(422);
        let problem: serde_json::Value = refused.json();
        assert_eq!(problem["field"], "messagesPerSecond");
    }
    let setup = json!({"messagesPerSecond": PACE});
    admin.call("PUT", "/api/setup", &setup).await.expect(200);
    let mobiles: Vec<String> = (0..PACED).map(|_| fresh_mobile()).collect();
    let (first, second) = mobiles.split_at(mobiles.len() / 2);
    let first = campaign_of(admin, first).await;
    let second = campaign_of(admin, second).await;
    // Two messages each to the second half: a pace is of messages, and of all jobs together.
    let long = "x".repeat(161);
    let jobs = [
        send_to(admin, &first, "Hi <%=FirstName%>").await,
        send_to(admin, &second, &long).await,
    ];
    let path = |job| format!("/api/jobs/{job}");
    let left = until(admin, &path(jobs[1].job), 30, |job| job.queued > 20).await;
    assert!(left.seconds_left.is_some_and(|left| left >= 2), "{left:?}");
    for job in &jobs {
        until(admin, &path(job.job), 60, |job| job.state == JobState::Done).await;
    }
    let mut sent: Vec<(u64, u64)> = Vec::new();
    for message in gateway.all_messages().await {
        if mobiles.contains(&format!("+{}", message.to)) {
            sent.push((message.at, if message.text.len() > 160 { 2 } else { 1 }));
        }
    }
    assert_eq!(sent.len() as u64, PACED);
    sent.sort_unstable();
    let all: u64 = sent.iter().map(|(_, messages)| messages).sum();
    let took = sent[sent.len() - 1].0 - sent[0].0;
    // The last quarter of a second's worth goes at once.
    let least = (all - PACE / 4 - 2) * 1_000 / PACE - 600;
    assert!(took >= least, "{all} messages in {took} ms");
    for (from, _) in &sent {
        let within = sent
            .iter()
            .filter(|(at, _)| (*from..from + 1_000).contains(at));
        let messages: u64 = within.map(|(_, messages)| messages).sum();
        assert!(messages <= PACE * 7 / 4, "{messages} messages in a second");
    }
    let setup = json!({"messagesPerSecond": null, "bulk": true});
    admin.call("PUT", "/api/setup", &setup).await.expect(200);
}

async fn many_in_one_call(admin: &Api, gateway: &SimulatorClient) {
    // What went out by itself has its reference; what went with others has none.
    let cases: [(&str, Answer, u32); 6] = [
        ("DELIVERED", Answer::Ok, 1),
        ("DELIVERED", Answer::Slow(50), 1),
        ("UNKNOWN", Answer::BulkShort, 1),
        ("UNKNOWN", Answer::BulkRefusesOne, 1),
        ("UNKNOWN", Answer::CutAfter, 1),
        ("REJECTED", Answer::Refuse(6), 0),
    ];
    for (wanted, answer, times) in cases {
        let mobiles: Vec<String> = (0..9).map(|_| fresh_mobile()).collect();
        gateway.answer(&mobiles[4], answer).await;
        gateway.reports(&mobiles[0], Reports::BeforeAnswer).await;
        gateway.reports(&mobiles[1], Reports::Undelivered).await;
        let campaign = campaign_of(admin, &mobiles).await;
        let job = send_to(admin, &campaign, "The same to all").await;
        let path = format!("/api/jobs/{}", job.job);
        until(admin, &path, 60, |job| job.state == JobState::Done).await;
        let delivered = wanted == "DELIVERED";
        until(admin, &path, 30, |job| !delivered || job.sent == 0).await;
        let rows: BTreeMap<String, String> = sms_of(admin, &campaign)
            .await
            .into_iter()
            .map(|row| (row.to, row.status.as_str().to_owned()))
            .collect();
        for (place, mobile) in mobiles.iter().enumerate() {
            // Each report has found its own recipient.
            let wanted = match place {
                1 if delivered => "UNDELIVERED",
                _ => wanted,
            };
            assert_eq!(rows[mobile], wanted, "{answer:?}, number {place}");
            let messages = gateway.messages(mobile).await;
            assert!(
                messages.iter().all(|sms| sms.reference.is_none()),
                "{messages:?}"
            );
            let taken = messages.iter().filter(|sms| sms.accepted).count();
            // The one that the gateway refuses among others that it takes.
            let refused = place == 4 && matches!(answer, Answer::BulkRefusesOne);
            assert_eq!(taken as u32, if refused { 0 } else { times }, "{answer:?}");
        }
    }
    // Texts that differ go out one by one.
    let mobiles: Vec<String> = (0..3).map(|_| fresh_mobile()).collect();
    let campaign = campaign_of(admin, &mobiles).await;
    let job = send_to(admin, &campaign, "Hi <%=FirstName%>").await;
    let path = format!("/api/jobs/{}", job.job);
    until(admin, &path, 60, |job| job.delivered == 3).await;
    for mobile in &mobiles {
        let messages = gateway.messages(mobile).await;
        assert!(
            messages.iter().all(|sms| sms.reference.is_some()),
            "{messages:?}"
        );
    }
}
