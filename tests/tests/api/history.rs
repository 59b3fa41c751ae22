//! What people do with SMS that have been sent.

use mitto_core::api::{Code, Converted, List, Person, SendAnswer, SmsRow};
use mitto_tests::api::{fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use serde_json::{Value, json};

use super::{gateway, nobody, user};

/// An SMS that was maybe sent, and its lead.
async fn in_doubt(mobile: &str) -> (String, String) {
    let user = user().await;
    let behaviour = Behaviour {
        answer: Answer::CutAfter,
        reports: Reports::Never,
        ..Behaviour::default()
    };
    gateway().behave(mobile, behaviour).await;
    let lead = user.lead(mobile).await;
    let refused = user.send(&lead, "Hello").await.expect(502).problem();
    assert_eq!(refused.code, Code::GatewayUnknown);
    (lead, refused.id.unwrap().to_string())
}

#[tokio::test]
async fn a_doubt_can_be_settled_by_hand_and_a_receipt_still_beats_it() {
    let user = user().await;
    let (_, id) = in_doubt(&fresh_mobile()).await;
    let mark = format!("/api/sms/{id}/mark");
    for wrong in [json!({"status": "DELIVERED"}), json!({"status": "x"})] {
        let problem = user.call("POST", &mark, &wrong).await.expect(422).problem();
        assert_eq!(problem.field.as_deref(), Some("status"), "{wrong}");
    }
    let failed = json!({"status": "FAILED"});
    user.call("POST", &mark, &failed).await.expect(200);
    let record = user.sms(&id).await;
    assert_eq!((record.status.as_str(), record.is_final), ("FAILED", true));
    assert_eq!(
        record.delivery_updates[0].gateway_status,
        "marked by e2e-user"
    );
    // It is no longer in doubt.
    user.call("POST", &mark, &failed).await.expect(422);

    let setup: Value = super::admin().await.get("/api/setup").await.json();
    let url = setup["callback"]["delivery"].as_str().unwrap();
    let path = format!("/callback/{}", url.split("/callback/").nth(1).unwrap());
    let report = json!({"id": "late", "status": "delivered", "reference": format!("{id}/1")});
    nobody().call("POST", &path, &report).await.expect(200);
    assert_eq!(user.sms(&id).await.status.as_str(), "DELIVERED");
}

#[tokio::test]
async fn an_sms_is_sent_again_once_however_often_it_is_asked() {
    let user = user().await;
    let mobile = fresh_mobile();
    let (lead, id) = in_doubt(&mobile).await;
    gateway().answer(&mobile, Answer::default()).await;
    let again = format!("/api/sms/{id}/resend");
    let nothing = json!({});
    let (one, other) = tokio::join!(
        user.call("POST", &again, &nothing),
        user.call("POST", &again, &nothing)
    );
    let (one, other): (SendAnswer, SendAnswer) = (one.expect(201).json(), other.expect(201).json());
    assert_eq!(one.id, other.id);
    assert_ne!(one.id.to_string(), id);
    let record = user.sms(&one.id.to_string()).await;
    assert_eq!(record.text, "Hello");
    assert_eq!(record.record_id.unwrap().as_str(), lead);
    assert_eq!(
        gateway().messages(&mobile).await.len(),
        2,
        "asked for twice"
    );
    // The one that was sent again is no longer to be sent again when all is well with it.
    let fine = format!("/api/sms/{}/resend", one.id);
    user.call("POST", &fine, &json!({})).await.expect(422);
}

#[tokio::test]
async fn an_opted_out_number_is_not_sent_to_again() {
    let user = user().await;
    let (lead, id) = in_doubt(&fresh_mobile()).await;
    let path = format!("/api/leads/{lead}");
    let out = json!({"smsOptOut": true});
    user.call("PATCH", &path, &out).await.expect(200);
    let again = format!("/api/sms/{id}/resend");
    let problem = user.call("POST", &again, &json!({})).await.expect(422);
    assert_eq!(problem.problem().code, Code::OptedOut);
}

#[tokio::test]
async fn an_error_code_is_explained_with_what_to_do() {
    let user = user().await;
    let (_, id) = in_doubt(&fresh_mobile()).await;
    let setup: Value = super::admin().await.get("/api/setup").await.json();
    let url = setup["callback"]["delivery"].as_str().unwrap();
    let path = format!("/callback/{}", url.split("/callback/").nth(1).unwrap());
    let report = json!({"id": "x", "status": "UNDELIV", "errorCode": "027",
        "reference": format!("{id}/1")});
    nobody().call("POST", &path, &report).await.expect(200);
    let update = user.sms(&id).await.delivery_updates.remove(0);
    let explanation = update.explanation.unwrap();
    assert!(explanation.contains("out of reach"), "{explanation}");
}

#[tokio::test]
async fn a_converted_leads_sms_are_the_contacts() {
    let user = user().await;
    let lead = user.lead(&fresh_mobile()).await;
    let id = user.sent(&lead, "Hello").await.id;
    let contact = fresh_id("003");
    let convert = format!("/api/leads/{lead}/convert");
    let body = json!({"contactId": contact});
    let converted: Converted = user.call("POST", &convert, &body).await.expect(200).json();
    assert_eq!(converted.moved, 1);
    let list = format!("/api/sms?object=contact&recordId={contact}");
    let rows: List<SmsRow> = user.get(&list).await.expect(200).json();
    assert_eq!(rows.items.len(), 1);
    assert_eq!(rows.items[0].id, id);
    user.get(&format!("/api/leads/{lead}")).await.expect(404);
    user.get(&format!("/api/contacts/{contact}"))
        .await
        .expect(200);
    // A repeat finds nothing to move, and nothing is lost.
    let again: Converted = user.call("POST", &convert, &body).await.expect(200).json();
    assert_eq!(again.moved, 0);
    let wrong = json!({"contactId": "a b"});
    user.call("POST", &convert, &wrong).await.expect(422);
}

#[tokio::test]
async fn a_lead_that_said_no_is_a_contact_that_said_no() {
    let user = user().await;
    // Whose number cannot be read: the box is the record's own.
    let lead = fresh_id("00Q");
    let fields = json!({"FirstName": "Ada", "MobilePhone": "call me"});
    let path = format!("/api/leads/{lead}");
    let body = json!({"fields": fields, "smsOptOut": true});
    user.call("PUT", &path, &body).await.expect(201);
    // The contact was here before, and can be texted.
    let (contact, mobile) = (fresh_id("003"), fresh_mobile());
    let path = format!("/api/contacts/{contact}");
    let body = json!({"fields": {"FirstName": "Ada", "MobilePhone": mobile}});
    user.call("PUT", &path, &body).await.expect(201);
    let convert = format!("/api/leads/{lead}/convert");
    let body = json!({"contactId": contact});
    user.call("POST", &convert, &body).await.expect(200);
    let person: Person = user.get(&path).await.expect(200).json();
    assert!(person.sms_opt_out);
    let sms = json!({"to": {"object": "contact", "id": contact}, "from": "MITTO-SMS", "text": "x"});
    let refused = user.call("POST", "/api/sms", &sms).await.expect(422);
    assert_eq!(refused.problem().code, Code::OptedOut);
    assert!(gateway().messages(&mobile).await.is_empty());
    // It belongs to the number from then on, and is taken back like any other.
    let other = user.lead(&mobile).await;
    assert_eq!(user.send(&other, "x").await.problem().code, Code::OptedOut);
    let body = json!({"smsOptOut": false});
    user.call("PATCH", &path, &body).await.expect(200);
    user.call("POST", "/api/sms", &sms).await.expect(201);
}
