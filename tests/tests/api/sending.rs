//! `POST /api/sms`: what is sent, what is refused, and what is said about it.

use mitto_core::api::{Code, SendAnswer};
use mitto_core::status::Status;
use mitto_tests::api::{fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use serde_json::json;

use super::{gateway, nobody, user};

#[tokio::test]
async fn a_text_reaches_the_handset_as_it_was_written() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let answer = user
        .send(&lead, "Grüezi <%=FirstName%>, 5 €")
        .await
        .expect(201);
    let sent: SendAnswer = answer.json();
    assert_eq!(answer.header("location"), format!("/api/sms/{}", sent.id));
    assert_eq!((sent.number_of_messages, sent.status), (1, Status::Sent));

    let record = user.until_status(&sent.id.to_string(), "DELIVERED").await;
    assert_eq!(
        (record.text.as_str(), record.to.as_str()),
        ("Grüezi Ada, 5 €", mobile.as_str())
    );
    assert_eq!(record.delivery_updates.len(), 1);
    assert!(record.is_final);

    let received = gateway().messages(&mobile).await;
    assert_eq!(received.len(), 1);
    assert_eq!(
        (received[0].text.as_str(), received[0].kind.as_str()),
        ("Grüezi Ada, 5 €", "GSM")
    );
    assert_eq!(received[0].reference, Some(format!("{}/1", sent.id)));
}

#[tokio::test]
async fn unicode_goes_out_as_unicode_and_is_counted_in_segments() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let text = "😀".repeat(67);
    let sent = user.sent(&lead, &text).await;
    assert_eq!(sent.number_of_messages, 3, "no pair is cut");
    assert_eq!(gateway().messages(&mobile).await[0].kind, "Unicode");
}

#[tokio::test]
async fn a_template_is_rendered_with_the_record() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let templates: serde_json::Value = user.get("/api/templates?object=lead").await.json();
    let thanks = templates["items"].as_array().unwrap().iter();
    let thanks = thanks
        .clone()
        .find(|one| one["name"].as_str().unwrap().starts_with("Thanks"))
        .unwrap();
    let body = json!({"to": {"object": "lead", "id": lead}, "from": "MITTO-SMS", "templateId": thanks["id"]});
    user.call("POST", "/api/sms", &body).await.expect(201);
    assert!(
        gateway().messages(&mobile).await[0]
            .text
            .starts_with("Hello Ada,")
    );
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_and_never_reaches_the_gateway() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let to = json!({"object": "lead", "id": lead});
    for (body, code, field) in [
        (
            json!({"to": to, "from": "Two words", "text": "x"}),
            Code::InvalidField,
            Some("from"),
        ),
        (
            json!({"to": to, "from": "ABCDEFGHIJKL", "text": "x"}),
            Code::InvalidField,
            Some("from"),
        ),
        (
            json!({"to": to, "from": "M1", "text": " "}),
            Code::EmptyText,
            Some("text"),
        ),
        (
            json!({"to": to, "from": "M1"}),
            Code::InvalidField,
            Some("text"),
        ),
        (
            json!({"to": to, "from": "M1", "text": "a".repeat(40_000)}),
            Code::TextTooLong,
            Some("text"),
        ),
        (
            json!({"to": to, "from": "M1", "text": "<%=Nick%>"}),
            Code::InvalidTemplate,
            Some("text"),
        ),
        (
            json!({"to": to, "from": "M1", "text": "Dear <%=Title%>"}),
            Code::BlankFields,
            Some("text"),
        ),
        (
            json!({"to": to, "from": "M1", "text": "x", "test": 1}),
            Code::InvalidField,
            Some("test"),
        ),
    ] {
        let problem = user
            .call("POST", "/api/sms", &body)
            .await
            .expect(422)
            .problem();
        assert_eq!(
            (problem.code, problem.field.as_deref()),
            (code, field),
            "{body}"
        );
    }
    let nowhere = json!({"to": {"object": "lead", "id": fresh_id("X")}, "from": "M1", "text": "x"});
    user.call("POST", "/api/sms", &nowhere).await.expect(404);
    let typed = json!({"to": {"mobile": mobile}, "from": "M1", "text": "x"});
    let problem = user
        .call("POST", "/api/sms", &typed)
        .await
        .expect(403)
        .problem();
    assert_eq!(problem.code, Code::AdHocNotAllowed);
    assert!(gateway().messages(&mobile).await.is_empty());
}

#[tokio::test]
async fn a_blank_field_is_sent_only_knowingly() {
    let user = user().await;
    let lead = user.lead(&fresh_mobile()).await;
    let mut body = json!({"to": {"object": "lead", "id": lead}, "from": "MITTO-SMS", "text": "Dear <%=Title%>!"});
    let problem = user
        .call("POST", "/api/sms", &body)
        .await
        .expect(422)
        .problem();
    assert_eq!(problem.blank_fields, ["Title"]);
    body["allowBlankFields"] = true.into();
    user.call("POST", "/api/sms", &body).await.expect(201);
}

#[tokio::test]
async fn a_record_without_a_good_number_cannot_be_texted() {
    let user = user().await;
    for (mobile, code) in [("", Code::NoMobile), ("12", Code::InvalidMobile)] {
        let lead = user.lead(mobile).await;
        let problem = user.send(&lead, "x").await.expect(422).problem();
        assert_eq!(problem.code, code);
    }
}

#[tokio::test]
async fn an_opted_out_number_gets_nothing_whichever_way() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    user.call(
        "PATCH",
        &format!("/api/leads/{lead}"),
        &json!({"smsOptOut": true}),
    )
    .await
    .expect(200);
    assert_eq!(
        user.send(&lead, "x").await.expect(422).problem().code,
        Code::OptedOut
    );
    let other = user.lead(&mobile).await;
    assert_eq!(
        user.send(&other, "x").await.expect(422).problem().code,
        Code::OptedOut
    );
    let typist = nobody().signed_in("role=user&sub=typist&adHoc=true").await;
    let typed = json!({"to": {"mobile": mobile}, "from": "MITTO-SMS", "text": "x"});
    let problem = typist
        .call("POST", "/api/sms", &typed)
        .await
        .expect(422)
        .problem();
    assert_eq!(problem.code, Code::OptedOut);
    assert!(gateway().messages(&mobile).await.is_empty());
}

#[tokio::test]
async fn a_record_in_the_token_is_believed() {
    let mobile = fresh_mobile();
    let id = fresh_id("00Q");
    let record = json!({"object": "lead", "id": id, "fields": {"FirstName": "Grace", "MobilePhone": mobile}});
    let encoded: String = form_urlencoded(&record.to_string());
    let host = nobody()
        .signed_in(&format!("role=user&sub=host&record={encoded}"))
        .await;
    host.send(&id, "Hi <%=FirstName%>").await.expect(201);
    assert_eq!(gateway().messages(&mobile).await[0].text, "Hi Grace");
}

fn form_urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn a_refusal_is_kept_as_a_reason_in_words() {
    let user = user().await;
    for (answer, words) in [
        (Answer::Refuse(6), "Invalid sender"),
        (Answer::Refuse(8), "Invalid receiver"),
        (Answer::Unauthorized, "product key is not accepted"),
    ] {
        let mobile = fresh_mobile();
        gateway().answer(&mobile, answer).await;
        let lead = user.lead(&mobile).await;
        let problem = user.send(&lead, "x").await.expect(502).problem();
        assert_eq!(
            (problem.code, problem.sms_status),
            (Code::GatewayRefused, Some(Status::Rejected))
        );
        assert!(problem.detail.unwrap().contains(words), "{words}");
        let record = user.sms(&problem.id.unwrap().to_string()).await;
        assert!(record.reason.unwrap().contains(words));
    }
}

#[tokio::test]
async fn what_the_gateway_may_have_is_unknown_and_never_sent_again() {
    let user = user().await;
    for answer in [
        Answer::CutAfter,
        Answer::CutBefore,
        Answer::ErrorAfter,
        Answer::ErrorBefore,
        Answer::Malformed,
        Answer::Huge,
        Answer::Redirect,
    ] {
        let mobile = fresh_mobile();
        gateway()
            .behave(
                &mobile,
                Behaviour {
                    answer,
                    reports: Reports::Never,
                    times: None,
                },
            )
            .await;
        let lead = user.lead(&mobile).await;
        let problem = user.send(&lead, "x").await.expect(502).problem();
        assert_eq!(
            (problem.code, problem.sms_status),
            (Code::GatewayUnknown, Some(Status::Unknown)),
            "{answer:?}"
        );
        user.request("GET", "/cdn-cgi/handler/scheduled", &[], None)
            .await;
        assert_eq!(gateway().messages(&mobile).await.len(), 1, "{answer:?}");
    }
}

#[tokio::test]
async fn a_busy_gateway_is_asked_again_by_the_sweep() {
    let user = user().await;
    let mobile = fresh_mobile();
    let busy = Behaviour {
        answer: Answer::TooMany(1),
        reports: Reports::Delivered,
        times: Some(1),
    };
    gateway().behave(&mobile, busy).await;
    let lead = user.lead(&mobile).await;
    let sent = user.sent(&lead, "Later then").await;
    assert_eq!(sent.status, Status::Queued);
    // Due after a second, and left alone for five more.
    tokio::time::sleep(std::time::Duration::from_secs(7)).await;
    nobody().get("/cdn-cgi/handler/scheduled").await.expect(200);
    user.until_status(&sent.id.to_string(), "DELIVERED").await;
    assert_eq!(
        gateway().messages(&mobile).await.len(),
        2,
        "refused once, taken once"
    );
}

#[tokio::test]
async fn a_busy_gateway_that_had_it_after_all_is_not_asked_again() {
    let user = user().await;
    for reports in [Reports::BeforeAnswer, Reports::Delivered] {
        let mobile = fresh_mobile();
        let busy = Behaviour {
            answer: Answer::BusyAfter(1),
            reports,
            times: Some(1),
        };
        gateway().behave(&mobile, busy).await;
        let lead = user.lead(&mobile).await;
        let id = user.sent(&lead, "x").await.id.to_string();
        user.until_status(&id, "DELIVERED").await;
        tokio::time::sleep(std::time::Duration::from_secs(7)).await;
        nobody().get("/cdn-cgi/handler/scheduled").await.expect(200);
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        assert_eq!(gateway().messages(&mobile).await.len(), 1, "{reports:?}");
        let record = user.sms(&id).await;
        assert_eq!(record.status.as_str(), "DELIVERED", "{reports:?}");
    }
}

#[tokio::test]
async fn an_unchanged_status_costs_a_304() {
    let user = user().await;
    let lead = user.lead(&fresh_mobile()).await;
    let sent = user.sent(&lead, "x").await;
    user.until_status(&sent.id.to_string(), "DELIVERED").await;
    let path = format!("/api/sms/{}", sent.id);
    let first = user.get(&path).await.expect(200);
    let tag = first.header("etag").to_owned();
    let again = user
        .request("GET", &path, &[("if-none-match", &tag)], None)
        .await
        .expect(304);
    assert!(again.body.is_empty());
}
