//! Messages of the queue that cannot be stored.

use std::time::Duration;

use mitto_core::api::{Code, List, StuckCallback};
use serde_json::{Value, json};

use super::{Intake, database};

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_stored_holds_up_nobody_and_ends_where_an_admin_sees_it() {
    let intake = Intake::start("poison").await;
    let id = intake.sms().await;
    let number: u32 = id.trim_start_matches("SMS-").parse().unwrap();
    let report = |status: &str, segment: Value| {
        json!({
            "sms": number, "gateway_id": "g", "content": status, "status": null, "rank": null,
            "gateway_status": status, "segment": segment, "error_code": null,
            "provider_time": null, "extra": null, "received_at": 1_764_000_000_000_i64
        })
    };
    let message = |reports: Value| json!({"version": 1, "reports": reports}).to_string();
    let newer = json!({"version": 2, "reports": [report("newer", json!(1))]}).to_string();
    for text in [
        message(json!([report("one", json!(1)), report("two", json!(1))])),
        "not JSON".to_owned(),
        message(json!([report("three", json!(1))])),
        newer.clone(),
        // One that can be read, and that the database refuses.
        message(json!([
            report("refused", json!("x")),
            report("beside it", json!(1))
        ])),
        message(json!([report("four", json!(1))])),
    ] {
        let sent = intake
            .gateway
            .request("POST", "/dev/queue", &[], Some(text.into_bytes()));
        sent.await.expect(204);
    }
    intake.until_updates(&id, 4, 10).await;

    let mut listed = Vec::new();
    for _ in 0..120 {
        listed = stuck(&intake).await;
        if listed.len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    listed.sort_by(|one, other| one.excerpt.cmp(&other.excerpt));
    let told: Vec<_> = listed
        .iter()
        .map(|one| (one.reason.as_str(), one.excerpt.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                "the message is not one of this version of the Worker",
                "not JSON"
            ),
            (
                "the message is not one of this version of the Worker",
                newer.as_str()
            ),
        ]
    );
    assert_eq!(intake.health().await.stuck, 2);
    an_admin_deals_with_them(&intake, &id, &listed).await;
    intake.end().await;
}

async fn stuck(intake: &Intake) -> Vec<StuckCallback> {
    let page: List<StuckCallback> = intake.admin.get("/api/stuck-callbacks").await.json();
    page.items
}

async fn an_admin_deals_with_them(intake: &Intake, id: &str, listed: &[StuckCallback]) {
    let act = async |id: &str, action: &str, status: u16| {
        let path = format!("/api/stuck-callbacks/{id}/{action}");
        let answer = intake.admin.request("POST", &path, &[], None).await;
        answer.expect(status)
    };
    let user = intake.gateway.signed_in("role=user&sub=poison").await;
    user.get("/api/stuck-callbacks").await.expect(403);
    let page = intake.admin.get("/api/stuck-callbacks?limit=1").await;
    let page: List<StuckCallback> = page.json();
    let next = format!("/api/stuck-callbacks?cursor={}", page.cursor.unwrap());
    let next: List<StuckCallback> = intake.admin.get(&next).await.json();
    assert_eq!((page.items.len(), next.items.len()), (1, 1));

    // Still unreadable: it stays, and the admin is told why.
    let [unreadable, newer] = [&listed[0].id, &listed[1].id];
    let problem = act(unreadable, "retry", 422).await.problem();
    assert_eq!(problem.code, Code::InvalidField);
    assert!(problem.detail.unwrap().contains("not one of this version"));
    act(unreadable, "dismiss", 204).await;
    act(unreadable, "dismiss", 204).await;
    assert_eq!(stuck(intake).await.len(), 1);
    act(unreadable, "restore", 204).await;
    assert_eq!(stuck(intake).await.len(), 2);
    act(unreadable, "dismiss", 204).await;
    act("nobody", "dismiss", 404).await;
    act("nobody", "retry", 404).await;

    // A Worker is deployed that can read it: as if the message were of this version.
    let sql = "UPDATE stuck_callback SET body = replace(body, '\"version\":2', '\"version\":1')";
    database::change(&intake.stack.state, sql).await;
    act(newer, "retry", 204).await;
    intake.until_updates(id, 5, 5).await;
    assert_eq!(stuck(intake).await, []);
    assert_eq!(intake.health().await.stuck, 0);
    act(newer, "retry", 404).await;
}
