//! Endpoints that are down, gone, elsewhere or silent, and a Worker that dies.

use mitto_core::api::Home;
use mitto_core::webhook::DeliveryState;
use mitto_tests::api::fresh_mobile;
use mitto_tests::receiver::{Reaction, Receiver};
use mitto_tests::simulator::behaviour::Reports;
use serde_json::json;

use super::{ALL, Place, verified};

#[tokio::test(flavor = "multi_thread")]
async fn outbound_an_endpoint_that_was_down_is_told_when_it_is_up() {
    let place = Place::open("outbound-down").await;
    let receiver = Receiver::start().await;
    let (hook, secret) = place
        .endpoint(&format!("{}/x", receiver.base()), &ALL[1..2])
        .await;
    receiver.next([Reaction::status(503)]);
    place.reply(&fresh_mobile(), "Hello").await;
    let first = place
        .until_delivery(hook.id.as_str(), |one| one.last_status == Some(503))
        .await;
    assert_eq!((first.state, first.attempts), (DeliveryState::Pending, 1));
    assert!(first.next_at.is_some());
    assert!(place.shown(hook.id.as_str()).await.failing_since.is_some());
    // After five seconds, and without the sweep.
    let calls = receiver.until("/x", 2, 30).await;
    assert_eq!(calls[0].header("webhook-id"), calls[1].header("webhook-id"));
    assert_eq!(calls[0].body, calls[1].body);
    verified(&calls[1], &secret);
    let done = place
        .until_delivery(hook.id.as_str(), |one| one.attempts == 2)
        .await;
    assert_eq!((done.state, done.next_at), (DeliveryState::Delivered, None));
    assert_eq!(place.shown(hook.id.as_str()).await.failing_since, None);
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_gone_turns_an_endpoint_off_and_what_it_misses_is_held() {
    let place = Place::open("outbound-gone").await;
    let receiver = Receiver::start().await;
    let (hook, _) = place
        .endpoint(&format!("{}/x", receiver.base()), &ALL[1..2])
        .await;
    let id = hook.id.as_str();
    // A redirect is a failure, and is not followed.
    let elsewhere = vec![("location", format!("{}/elsewhere", receiver.base()))];
    receiver.next([Reaction::Status(307, elsewhere, String::new())]);
    place.reply(&fresh_mobile(), "One").await;
    place
        .until_delivery(id, |one| one.last_status == Some(307))
        .await;
    assert_eq!(receiver.calls("/elsewhere").len(), 0);
    // The second answers 410 while the first waits.
    receiver.next([Reaction::status(410)]);
    place.reply(&fresh_mobile(), "Two").await;
    place
        .until_delivery(id, |one| one.last_status == Some(410))
        .await;
    let shown = place.shown(id).await;
    assert_eq!(
        (shown.enabled, shown.off_because.as_deref()),
        (false, Some("gone"))
    );
    assert_eq!(shown.waiting, 1);
    let home: Home = place.admin.get("/api/home").await.expect(200).json();
    assert_eq!(home.installation.unwrap().webhooks_failing, 1);
    let held = place.deliveries(id).await;
    assert_eq!(
        (held[1].state, &held[1].next_at),
        (DeliveryState::Pending, &None)
    );
    place.reply(&fresh_mobile(), "Three").await;
    assert_eq!(
        place.deliveries(id).await.len(),
        2,
        "what happens while it is off is not told"
    );
    // On again: what was held goes out.
    let body = json!({"url": shown.url, "events": ["sms.reply"], "enabled": true});
    place
        .admin
        .call("PUT", &format!("/api/webhooks/{id}"), &body)
        .await
        .expect(200);
    receiver.until("/x", 3, 20).await;
    let shown = place.shown(id).await;
    assert_eq!((shown.enabled, shown.off_because), (true, None));
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_days_of_failure_turn_an_endpoint_off() {
    let place = Place::open("outbound-days").await;
    let receiver = Receiver::with(|_| Reaction::status(500)).await;
    let (hook, _) = place
        .endpoint(&format!("{}/x", receiver.base()), &ALL[1..2])
        .await;
    let id = hook.id.as_str();
    place
        .sql("UPDATE webhook SET failing_since = unixepoch() * 1000 - 431990000")
        .await;
    place.reply(&fresh_mobile(), "One").await;
    place.until_delivery(id, |one| one.attempts == 1).await;
    assert!(place.shown(id).await.enabled, "ten seconds are left");
    place
        .sql("UPDATE webhook SET failing_since = unixepoch() * 1000 - 432001000")
        .await;
    place
        .until_delivery(id, |one| one.attempts == 2 && one.next_at.is_none())
        .await;
    let shown = place.shown(id).await;
    assert_eq!(
        (shown.enabled, shown.off_because.as_deref()),
        (false, Some("failing"))
    );
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_a_silent_endpoint_keeps_nobody_else_waiting() {
    let place = Place::open("outbound-silent").await;
    let receiver = Receiver::start().await;
    let silent = Receiver::with(|_| Reaction::Silence).await;
    let (hook, _) = place
        .endpoint(&format!("{}/x", silent.base()), &ALL[1..2])
        .await;
    place
        .endpoint(&format!("{}/x", receiver.base()), &ALL[1..2])
        .await;
    place.reply(&fresh_mobile(), "One").await;
    receiver.until("/x", 1, 14).await;
    // After 15 seconds it counts as no answer.
    let late = place
        .until_delivery(hook.id.as_str(), |one| {
            one.next_at.is_some()
                && one.attempts == 1
                && one.last_at.is_some()
                && one.state == DeliveryState::Pending
        })
        .await;
    assert_eq!(late.last_status, None);
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_a_death_between_a_change_and_its_telling_loses_nothing() {
    let mut place = Place::open("outbound-death").await;
    let receiver = Receiver::start().await;
    let (hook, secret) = place
        .endpoint(&format!("{}/x", receiver.base()), &ALL)
        .await;
    let mobile = fresh_mobile();
    place.gateway.reports(&mobile, Reports::Never).await;
    let lead = place.admin.lead(&mobile).await;
    place.admin.sent(&lead, "x").await;
    place.reply(&mobile, "STOP").await;
    // The queue of `wrangler dev` dies with the process, and with it what was to look.
    tokio::task::block_in_place(|| place.stack.worker.restart()).unwrap();
    let written = place.deliveries(hook.id.as_str()).await.len();
    assert_eq!(written, 3, "a status, a reply and an opt-out");
    place.sweep();
    let calls = receiver.until("/x", 3, 20).await;
    for call in &calls {
        verified(call, &secret);
    }
    // While one is being sent: the lease runs out, and it is sent once more, under the same id.
    place
        .sql("UPDATE webhook_delivery SET state = 'pending', next_at = 1 WHERE type = 'sms.reply'")
        .await;
    place.sweep();
    let calls = receiver.until("/x", 4, 20).await;
    let replies = calls
        .iter()
        .filter(|call| call.json()["type"] == "sms.reply");
    let ids: Vec<&str> = replies.map(|call| call.header("webhook-id")).collect();
    assert_eq!((ids.len(), ids[0]), (2, ids[1]));
    place.end().await;
}
