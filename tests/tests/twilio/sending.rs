//! One SMS: what Twilio gets, and what becomes of each of its answers and reports.

use mitto_core::api::{Person, Problem};
use mitto_tests::api::fresh_mobile;
use mitto_tests::simulator::behaviour::{Answer, Reports};
use serde_json::json;

use super::Deployment;

#[tokio::test(flavor = "multi_thread")]
async fn an_sms_goes_through_twilio_and_its_reports_come_back() {
    let deployment = Deployment::start("twilio-sending").await;
    it_is_submitted_as_twilio_wants_it(&deployment).await;
    every_report_ends_in_the_truth(&deployment).await;
    a_refusal_is_explained_and_a_no_is_kept(&deployment).await;
    a_lost_answer_is_settled_by_the_report(&deployment).await;
    nothing_leaves_in_test_mode(&deployment).await;
    deployment.discard().await;
}

async fn it_is_submitted_as_twilio_wants_it(deployment: &Deployment) {
    let admin = &deployment.admin;
    for (from, sent) in [("MITTO-SMS", "MITTO-SMS"), ("41791112233", "+41791112233")] {
        let mobile = fresh_mobile();
        let lead = admin.lead(&mobile).await;
        let body =
            json!({"to": {"object": "lead", "id": lead}, "from": from, "text": "5 € & more"});
        let answer = admin.call("POST", "/api/sms", &body).await.expect(201);
        let id = answer.json::<serde_json::Value>()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        admin.until_status(&id, "DELIVERED").await;
        let message = deployment.received(&mobile).await;
        assert_eq!(
            (message.gateway.as_str(), message.from.as_str()),
            ("twilio", sent)
        );
        assert_eq!(
            (message.text.as_str(), message.kind.as_str()),
            ("5 € & more", "GSM")
        );
        let callback = message.callback.unwrap();
        assert!(
            callback.ends_with(&format!("/delivery?reference={id}.1")),
            "{callback}"
        );
    }
}

async fn every_report_ends_in_the_truth(deployment: &Deployment) {
    let admin = &deployment.admin;
    for (reports, status, updates) in [
        (Reports::SentThenDelivered, "DELIVERED", 2),
        (Reports::Twice, "DELIVERED", 1),
        (Reports::OutOfOrder, "DELIVERED", 2),
        (Reports::Contradictory, "DELIVERED", 2),
        (Reports::BeforeAnswer, "DELIVERED", 1),
        (Reports::NoReference, "DELIVERED", 1),
        (Reports::Undelivered, "UNDELIVERED", 1),
        (Reports::Rejected, "FAILED", 1),
    ] {
        let mobile = fresh_mobile();
        deployment.gateway.reports(&mobile, reports).await;
        let lead = admin.lead(&mobile).await;
        // Of two segments: Twilio speaks of the message.
        let id = admin.sent(&lead, &"x".repeat(200)).await.id.to_string();
        admin.until_status(&id, status).await;
        let record = loop {
            let record = admin.sms(&id).await;
            if record.delivery_updates.len() >= updates {
                break record;
            }
        };
        assert_eq!(record.status.as_str(), status, "{reports:?}");
        assert_eq!(record.delivery_updates.len(), updates, "{reports:?}");
        if status == "DELIVERED" {
            assert_eq!(
                (record.delivered_segments, record.number_of_messages),
                (2, 2)
            );
        }
        if status == "UNDELIVERED" {
            let why = record.delivery_updates[0].explanation.clone().unwrap();
            assert_eq!(
                why,
                "The handset was off or out of reach. Send it again later."
            );
        }
    }
}

async fn a_refusal_is_explained_and_a_no_is_kept(deployment: &Deployment) {
    let admin = &deployment.admin;
    for (answer, code, words) in [
        (Answer::Refuse(21_211), 21_211, "number is invalid"),
        (Answer::Unauthorized, 20_003, "do not fit together"),
        (Answer::Refuse(21_610), 21_610, "opted out at Twilio"),
    ] {
        let mobile = fresh_mobile();
        deployment.gateway.answer(&mobile, answer).await;
        let lead = admin.lead(&mobile).await;
        let refused: Problem = admin.send(&lead, "x").await.expect(502).json();
        assert_eq!(refused.gateway_code, Some(code));
        assert!(
            refused.detail.as_ref().unwrap().contains(words),
            "{refused:?}"
        );
        let person: Person = admin.get(&format!("/api/leads/{lead}")).await.json();
        assert_eq!(person.sms_opt_out, code == 21_610, "{code}");
        let id = refused.id.unwrap().to_string();
        assert_eq!(admin.sms(&id).await.status.as_str(), "REJECTED");
    }
}

async fn a_lost_answer_is_settled_by_the_report(deployment: &Deployment) {
    let admin = &deployment.admin;
    for answer in [Answer::CutAfter, Answer::Malformed, Answer::ErrorAfter] {
        let mobile = fresh_mobile();
        deployment.gateway.answer(&mobile, answer).await;
        let lead = admin.lead(&mobile).await;
        let doubt: Problem = admin.send(&lead, "x").await.expect(502).json();
        assert_eq!(doubt.sms_status.unwrap().as_str(), "UNKNOWN");
        admin
            .until_status(&doubt.id.unwrap().to_string(), "DELIVERED")
            .await;
        deployment.received(&mobile).await;
    }
    // What never reached it stays in doubt: nobody can know.
    let mobile = fresh_mobile();
    deployment.gateway.answer(&mobile, Answer::CutBefore).await;
    let lead = admin.lead(&mobile).await;
    let doubt: Problem = admin.send(&lead, "x").await.expect(502).json();
    assert_eq!(
        admin
            .sms(&doubt.id.unwrap().to_string())
            .await
            .status
            .as_str(),
        "UNKNOWN"
    );
}

async fn nothing_leaves_in_test_mode(deployment: &Deployment) {
    let admin = &deployment.admin;
    admin
        .call("PUT", "/api/setup", &json!({"testMode": true}))
        .await
        .expect(200);
    let mobile = fresh_mobile();
    let lead = admin.lead(&mobile).await;
    assert_eq!(admin.sent(&lead, "x").await.status.as_str(), "SENT");
    assert_eq!(deployment.gateway.messages(&mobile).await.len(), 0);
    admin
        .call("PUT", "/api/setup", &json!({"testMode": false}))
        .await
        .expect(200);
}
