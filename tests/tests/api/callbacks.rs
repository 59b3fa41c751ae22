//! Delivery reports and replies: repeated, early, in any order, in any form.

use mitto_core::api::{Code, Person, Setup};
use mitto_tests::api::fresh_mobile;
use mitto_tests::simulator::behaviour::{Behaviour, Reports};
use serde_json::json;

use super::{admin, gateway, nobody, user};

/// The path of the delivery callback, with its key.
async fn delivery_path() -> String {
    let setup: Setup = admin().await.get("/api/setup").await.json();
    let url = setup.callback.unwrap().delivery;
    format!("/callback/{}", url.split("/callback/").nth(1).unwrap())
}

#[tokio::test]
async fn every_way_of_reporting_ends_in_the_same_truth() {
    let user = user().await;
    for (reports, status, updates) in [
        (Reports::SentThenDelivered, "DELIVERED", 2),
        (Reports::Twice, "DELIVERED", 1),
        (Reports::OutOfOrder, "DELIVERED", 2),
        (Reports::Contradictory, "DELIVERED", 2),
        (Reports::BeforeAnswer, "DELIVERED", 1),
        (Reports::NoReference, "DELIVERED", 1),
        (Reports::ForeignReference, "DELIVERED", 1),
        (Reports::Undelivered, "UNDELIVERED", 1),
        (Reports::Expired, "EXPIRED", 1),
        (Reports::Rejected, "REJECTED", 1),
    ] {
        let mobile = fresh_mobile();
        gateway()
            .behave(
                &mobile,
                Behaviour {
                    reports,
                    ..Behaviour::default()
                },
            )
            .await;
        let lead = user.lead(&mobile).await;
        let id = user.sent(&lead, "x").await.id.to_string();
        user.until_status(&id, status).await;
        // Whatever still comes changes nothing.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let record = user.sms(&id).await;
        assert_eq!(record.status.as_str(), status, "{reports:?}");
        assert_eq!(record.delivery_updates.len(), updates, "{reports:?}");
    }
}

#[tokio::test]
async fn segments_are_told_apart() {
    let user = user().await;
    let mobile = fresh_mobile();
    gateway().reports(&mobile, Reports::LastSegmentLost).await;
    let lead = user.lead(&mobile).await;
    let id = user.sent(&lead, &"a".repeat(320)).await.id.to_string();
    user.until_status(&id, "DELIVERED").await;
    for _ in 0..50 {
        if user.sms(&id).await.delivery_updates.len() == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let record = user.sms(&id).await;
    assert_eq!(
        (record.number_of_messages, record.delivered_segments),
        (3, 2)
    );
}

#[tokio::test]
async fn a_report_comes_as_json_as_a_form_or_in_the_query() {
    let user = user().await;
    let path = delivery_path().await;
    for form in ["json", "form", "query"] {
        let mobile = fresh_mobile();
        gateway().reports(&mobile, Reports::Never).await;
        let lead = user.lead(&mobile).await;
        let id = user.sent(&lead, "x").await.id.to_string();
        let reference = format!("{id}/1");
        let fields = format!(
            "id=g1&status=DELIVRD&reference={}",
            reference.replace('/', "%2F")
        );
        let nobody = nobody();
        let answer = match form {
            "json" => {
                let body = json!([{"id": "g1", "status": "DELIVRD", "reference": reference}]);
                nobody.call("POST", &path, &body).await
            }
            "form" => {
                let kind = [("content-type", "application/x-www-form-urlencoded")];
                nobody
                    .request("POST", &path, &kind, Some(fields.into()))
                    .await
            }
            _ => nobody.get(&format!("{path}?{fields}")).await,
        };
        assert!(answer.expect(200).body.is_empty());
        // At once, unless what else is tested at this moment is a flood.
        user.until_status(&id, "DELIVERED").await;
    }
}

#[tokio::test]
async fn a_wrong_key_is_not_there_and_nonsense_is_malformed() {
    let nobody = nobody();
    let report = json!({"id": "g", "status": "sent"});
    nobody
        .call("POST", "/callback/guess/delivery", &report)
        .await
        .expect(404);
    let path = delivery_path().await;
    for (body, status) in [
        ("7", 400),
        ("{", 400),
        ("[{}]", 400),
        ("{\"id\":\"x\"}", 400),
    ] {
        let kind = [("content-type", "application/json")];
        let answer = nobody
            .request("POST", &path, &kind, Some(body.into()))
            .await
            .expect(status);
        assert_eq!(answer.problem().code, Code::MalformedBody, "{body}");
    }
    let huge = vec![b' '; 70_000];
    let kind = [("content-type", "application/json")];
    nobody
        .request("POST", &path, &kind, Some(huge))
        .await
        .expect(413);
    // A report of a message nobody knows is kept, not refused.
    nobody.call("POST", &path, &report).await.expect(200);
}

#[tokio::test]
async fn stop_opts_the_number_out_at_once_and_a_mention_of_it_does_not() {
    let user = user().await;
    for (reply, opts_out) in [
        ("Stop. Thank you", true),
        ("STOP this bill", false),
        ("stop!", true),
    ] {
        let mobile = fresh_mobile();
        let lead = user.lead(&mobile).await;
        user.sent(&lead, "x").await;
        gateway().reply(&mobile, reply).await;
        let person: Person = user.get(&format!("/api/leads/{lead}")).await.json();
        assert_eq!(person.sms_opt_out, opts_out, "{reply}");
    }
}
