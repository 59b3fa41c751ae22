//! Endpoints as admins register, change, test and remove them.

use mitto_core::api::{
    Change, Code, Home, List, Verification, Webhook, WebhookDelivery, WebhookSecret,
};
use mitto_core::webhook::DeliveryState;
use mitto_tests::api::fresh_mobile;
use mitto_tests::receiver::{Reaction, Receiver};
use serde_json::json;

use super::{ALL, Place, verified};

#[tokio::test(flavor = "multi_thread")]
async fn outbound_an_endpoint_is_registered_tested_changed_and_removed() {
    let place = Place::open("outbound-endpoints").await;
    let receiver = Receiver::start().await;
    let admin = &place.admin;
    // Nothing bad is stored, and what is wrong is said at its field.
    for (body, field) in [
        (
            json!({"url": "http://example.com/", "events": ["sms.status"]}),
            "url",
        ),
        (
            json!({"url": "https://169.254.169.254/", "events": ["sms.status"]}),
            "url",
        ),
        (
            json!({"url": "https://localhost/", "events": ["sms.status"]}),
            "url",
        ),
        (
            json!({"url": "https://example.com/", "events": []}),
            "events",
        ),
        (
            json!({"url": "https://example.com/", "events": ["sms.sent"]}),
            "events",
        ),
        (json!({"events": ["sms.status"]}), "url"),
        (
            json!({"url": "https://example.com/", "events": ["sms.status"], "secret": "whsec_x"}),
            "secret",
        ),
        (
            json!({"url": "https://example.com/", "events": ["sms.status"], "description": "x".repeat(201)}),
            "description",
        ),
    ] {
        let problem = admin
            .call("POST", "/api/webhooks", &body)
            .await
            .expect(422)
            .problem();
        assert_eq!(problem.field.as_deref(), Some(field), "{body}");
    }
    let list: List<Webhook> = admin.get("/api/webhooks").await.expect(200).json();
    assert_eq!(list.items, []);

    let (hook, secret) = place
        .endpoint(&format!("{}/x", receiver.base()), &ALL)
        .await;
    let path = format!("/api/webhooks/{}", hook.id);
    assert!(
        secret.starts_with("whsec_") && secret.len() == 50,
        "{secret}"
    );
    let shown = admin.get(&path).await.expect(200);
    let tag = shown.header("etag").to_owned();
    assert_eq!(shown.json::<Webhook>().secret, None, "never again");

    // A test is sent at once, and its outcome is told.
    let test = admin
        .call("POST", &format!("{path}/test"), &json!({}))
        .await
        .expect(200);
    let test: WebhookDelivery = test.json();
    assert_eq!(
        (test.kind.as_str(), test.state, test.last_status),
        ("webhook.test", DeliveryState::Delivered, Some(204))
    );
    verified(&receiver.until("/x", 1, 5).await[0], &secret);
    receiver.next([Reaction::status(404)]);
    let test = admin
        .call("POST", &format!("{path}/test"), &json!({}))
        .await
        .expect(200);
    let test: WebhookDelivery = test.json();
    assert_eq!(
        (test.state, test.last_status),
        (DeliveryState::Pending, Some(404))
    );
    // Once more now, and not when its time comes.
    let again = format!("{path}/deliveries/{}/resend", test.id);
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let mut answer = admin.call("POST", &again, &json!({})).await;
    for _ in 0..40 {
        if answer.status != 409 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        answer = admin.call("POST", &again, &json!({})).await;
    }
    let resent: WebhookDelivery = answer.expect(200).json();
    assert_eq!(resent.state, DeliveryState::Delivered);
    assert!(resent.attempts >= 2 && resent.message == test.message);
    admin
        .call("POST", &format!("{path}/deliveries/99/resend"), &json!({}))
        .await
        .expect(404);

    // Two admins.
    let body = json!({"url": format!("{}/y", receiver.base()), "events": ["sms.reply"], "description": "Warehouse"});
    let headers = [
        ("content-type", "application/json"),
        ("if-match", tag.as_str()),
    ];
    let bytes = || Some(body.to_string().into_bytes());
    let changed: Webhook = admin
        .request("PUT", &path, &headers, bytes())
        .await
        .expect(200)
        .json();
    assert_eq!(
        (changed.description.as_str(), changed.events.len()),
        ("Warehouse", 1)
    );
    let other = json!({"url": "https://example.com/", "events": ["sms.reply"]}).to_string();
    let stale = admin
        .request("PUT", &path, &headers, Some(other.into_bytes()))
        .await
        .expect(412)
        .problem();
    assert_eq!(stale.code, Code::StaleEdit);
    assert_eq!(stale.current.unwrap()["description"], "Warehouse");
    assert_eq!(
        admin
            .request("DELETE", &path, &[("if-match", tag.as_str())], None)
            .await
            .status,
        412
    );

    // Another secret: both sign for a day.
    let rotated = admin
        .call("POST", &format!("{path}/secret"), &json!({}))
        .await
        .expect(200);
    let rotated: WebhookSecret = rotated.json();
    assert_ne!(rotated.secret, secret);
    place.reply(&fresh_mobile(), "Hello").await;
    let call = receiver.until("/y", 1, 20).await.remove(0);
    assert_eq!(call.header("webhook-signature").split(' ').count(), 2);
    verified(&call, &secret);
    verified(&call, &rotated.secret);
    place.sql("UPDATE webhook SET previous_until = 1").await;
    place.reply(&fresh_mobile(), "Hello again").await;
    let call = receiver.until("/y", 2, 20).await.remove(1);
    assert_eq!(call.header("webhook-signature").split(' ').count(), 1);
    verified(&call, &rotated.secret);

    admin.request("DELETE", &path, &[], None).await.expect(204);
    admin.get(&path).await.expect(404);
    assert_eq!(
        place
            .sql("SELECT count(*) AS n FROM webhook_delivery")
            .await[0]["n"],
        0
    );
    // The log has all of it, without a secret, and is whole.
    let log = admin.get("/api/changes?limit=10").await.expect(200);
    assert!(!log.text().contains("whsec_"), "{}", log.text());
    let actions: Vec<String> = log
        .json::<List<Change>>()
        .items
        .iter()
        .take(4)
        .map(|change| format!("{} {}", change.action.as_str(), change.name))
        .collect();
    let first = format!("added {}/x", receiver.base());
    assert_eq!(
        actions,
        [
            "removed Warehouse",
            "rotated Warehouse",
            "changed Warehouse",
            first.as_str()
        ]
    );
    assert!(
        admin
            .get("/api/changes/verification")
            .await
            .json::<Verification>()
            .ok
    );
    let rows = serde_json::to_string(&place.sql("SELECT * FROM webhook").await).unwrap();
    assert_eq!(rows, "[]");
    let home: Home = admin.get("/api/home").await.expect(200).json();
    assert_eq!(home.installation.unwrap().webhooks_failing, 0);
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_the_log_is_read_page_by_page_and_ten_endpoints_are_enough() {
    let place = Place::open("outbound-pages").await;
    let receiver = Receiver::start().await;
    let (hook, _) = place
        .endpoint(&format!("{}/x", receiver.base()), &ALL[1..2])
        .await;
    for number in 0..5 {
        place
            .reply(&fresh_mobile(), &format!("reply {number}"))
            .await;
    }
    receiver.until("/x", 5, 20).await;
    let path = format!("/api/webhooks/{}/deliveries?limit=2", hook.id);
    let mut cursor = None;
    let mut seen = Vec::new();
    loop {
        let path = cursor.map_or_else(
            || path.clone(),
            |cursor: String| format!("{path}&cursor={cursor}"),
        );
        let page: List<WebhookDelivery> = place.admin.get(&path).await.expect(200).json();
        assert!(page.items.len() <= 2);
        seen.extend(page.items.into_iter().map(|one| one.sms.unwrap()));
        cursor = page.cursor;
        if cursor.is_none() {
            break;
        }
    }
    let mut sorted = seen.clone();
    sorted.sort_unstable_by(|one, other| other.cmp(one));
    sorted.dedup();
    assert_eq!((seen.len(), &seen), (5, &sorted), "newest first, each once");
    for number in 1..10 {
        place
            .endpoint(&format!("{}/{number}", receiver.base()), &ALL)
            .await;
    }
    let body = json!({"url": "https://example.com/", "events": ALL});
    let problem = place
        .admin
        .call("POST", "/api/webhooks", &body)
        .await
        .expect(422)
        .problem();
    assert_eq!(
        (problem.field.as_deref(), problem.limit),
        (Some("url"), Some(10))
    );
    // Old entries go.
    place
        .sql("UPDATE webhook_delivery SET at = at - 31 * 86400000 WHERE number <= 3")
        .await;
    place.sweep();
    assert_eq!(place.deliveries(hook.id.as_str()).await.len(), 2);
    place.end().await;
}
