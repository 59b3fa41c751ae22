//! Leads and contacts.

use mitto_core::api::{Code, MobileProblem, Person};
use mitto_tests::api::{fresh_id, fresh_mobile};
use serde_json::json;

use super::{nobody, user};

#[tokio::test]
async fn a_lead_is_put_read_and_changed_in_part() {
    let user = user().await;
    let path = format!("/api/leads/{}", fresh_id("00Q"));
    assert_eq!(
        user.get(&path).await.expect(404).problem().code,
        Code::NotFound
    );

    let fields = json!({"FirstName": "Ada", "Company": null, "MobilePhone": "079 123 45 67"});
    user.call("PUT", &path, &json!({"fields": fields, "smsOptOut": false}))
        .await
        .expect(201);
    let lead: Person = user.get(&path).await.expect(200).json();
    assert_eq!(lead.fields.get("firstname"), "Ada");
    assert_eq!(lead.mobile.unwrap().as_str(), "+41791234567");
    assert_eq!(lead.mobile_problem, None);

    let change = json!({"fields": {"LastName": "Lovelace"}, "smsOptOut": true});
    user.call("PATCH", &path, &change).await.expect(200);
    let lead: Person = user.get(&path).await.expect(200).json();
    assert_eq!(
        (lead.fields.get("FirstName"), lead.fields.get("LastName")),
        ("Ada", "Lovelace")
    );
    assert!(lead.sms_opt_out);
    // Leave the shared number as it was found.
    user.call("PATCH", &path, &json!({"smsOptOut": false}))
        .await
        .expect(200);
}

#[tokio::test]
async fn the_records_country_reads_its_number() {
    let user = user().await;
    let path = format!("/api/contacts/{}", fresh_id("003"));
    let fields = json!({"MobilePhone": "0151 23456789", "MailingCountry": "Germany"});
    user.call("PUT", &path, &json!({"fields": fields}))
        .await
        .expect(201);
    let contact: Person = user.get(&path).await.json();
    assert_eq!(contact.mobile.unwrap().as_str(), "+4915123456789");
}

#[tokio::test]
async fn a_number_that_is_missing_or_wrong_is_said() {
    let user = user().await;
    for (mobile, problem) in [
        ("", MobileProblem::NoMobile),
        ("12", MobileProblem::InvalidMobile),
        ("call me", MobileProblem::InvalidMobile),
    ] {
        let path = format!("/api/leads/{}", fresh_id("00Q"));
        let body = json!({"fields": {"FirstName": "A", "MobilePhone": mobile}});
        user.call("PUT", &path, &body).await.expect(201);
        let lead: Person = user.get(&path).await.json();
        assert_eq!(
            (lead.mobile, lead.mobile_problem),
            (None, Some(problem)),
            "{mobile}"
        );
    }
}

#[tokio::test]
async fn an_opt_out_belongs_to_the_number() {
    let user = user().await;
    let mobile = fresh_mobile();
    let (one, other) = (user.lead(&mobile).await, user.lead(&mobile).await);
    let out = json!({"smsOptOut": true});
    user.call("PATCH", &format!("/api/leads/{one}"), &out)
        .await
        .expect(200);
    let other: Person = user.get(&format!("/api/leads/{other}")).await.json();
    assert!(other.sms_opt_out, "the other lead with that number");
    let later = user.lead(&mobile).await;
    let later: Person = user.get(&format!("/api/leads/{later}")).await.json();
    assert!(later.sms_opt_out, "a lead added later with that number");
}

#[tokio::test]
async fn what_is_not_understood_is_refused_and_stores_nothing() {
    let user = user().await;
    let path = format!("/api/leads/{}", fresh_id("00Q"));
    for (body, status, field) in [
        (
            r#"{"fields":{"FirstName":"A"},"smsoptout":true}"#,
            422,
            Some("smsoptout"),
        ),
        (r#"{}"#, 422, Some("fields")),
        (
            r#"{"fields":{"FirstName":7}}"#,
            422,
            Some("fields.FirstName"),
        ),
        (r#"{"fields":"#, 400, None),
    ] {
        let headers = [("content-type", "application/json")];
        let answer = user
            .request("PUT", &path, &headers, Some(body.into()))
            .await
            .expect(status);
        assert_eq!(answer.problem().field.as_deref(), field, "{body}");
    }
    let plain = [("content-type", "text/plain")];
    let answer = user
        .request("PUT", &path, &plain, Some("{}".into()))
        .await
        .expect(415);
    assert_eq!(answer.problem().code, Code::UnsupportedMediaType);
    let headers = [("content-type", "application/json")];
    let huge = vec![b' '; 300 * 1024];
    let answer = user
        .request("PUT", &path, &headers, Some(huge))
        .await
        .expect(413);
    assert_eq!(answer.problem().limit, Some(262_144));
    user.get(&path).await.expect(404);
}

#[tokio::test]
async fn a_typed_number_is_checked_at_once() {
    let person = nobody().signed_in("role=user&sub=typist&adHoc=true").await;
    let good = person
        .call("POST", "/api/mobiles", &json!({"mobile": "079 765 43 21"}))
        .await;
    assert_eq!(
        good.expect(200).json::<serde_json::Value>()["mobile"],
        "+41797654321"
    );
    let bad = person
        .call("POST", "/api/mobiles", &json!({"mobile": "079 765"}))
        .await
        .expect(422);
    assert_eq!(bad.problem().code, Code::InvalidMobile);
    let not_allowed = user()
        .await
        .call("POST", "/api/mobiles", &json!({"mobile": "079"}))
        .await;
    assert_eq!(
        not_allowed.expect(403).problem().code,
        Code::AdHocNotAllowed
    );
}

#[tokio::test]
async fn an_unchanged_record_costs_a_304_until_its_number_opts_out() {
    let user = user().await;
    let lead = user.lead(&fresh_mobile()).await;
    let path = format!("/api/leads/{lead}");
    let tag = user.get(&path).await.expect(200).header("etag").to_owned();
    let asked = async || {
        let headers = [("if-none-match", tag.as_str())];
        user.request("GET", &path, &headers, None).await
    };
    let same = asked().await.expect(304);
    assert!(same.body.is_empty() && same.header("etag") == tag);
    assert_eq!(same.header("cache-control"), "private, no-cache");
    user.call("PATCH", &path, &json!({"smsOptOut": true}))
        .await
        .expect(200);
    let changed: Person = asked().await.expect(200).json();
    assert!(changed.sms_opt_out);
}
