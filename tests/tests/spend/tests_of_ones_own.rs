//! The test send: the text of a member to one's own number. And the number of recipients that is typed.

use mitto_core::api::{CampaignResults, Code, JobAccepted, SendAnswer, TestNumber};
use mitto_tests::api::{Api, Response, fresh_id, fresh_mobile};
use serde_json::{Value, json};

use super::{Place, campaign, plan, send};

async fn test(user: &Api, campaign: &str, body: &Value, key: &str) -> Response {
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    let path = format!("{campaign}/test");
    user.request("POST", &path, &headers, Some(body.to_string().into_bytes()))
        .await
}

async fn number(user: &Api, campaign: &str) -> TestNumber {
    let path = format!("{campaign}/test");
    user.get(&path).await.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_goes_to_ones_own_number_and_is_no_part_of_the_campaign() {
    let place = Place::open().await;
    let (own, other) = (fresh_mobile(), fresh_mobile());
    let query = format!(
        "role=user&sub=eva&ttl=3600&mobile={}",
        own.replace('+', "%2B")
    );
    let user = place.nobody.signed_in(&query).await;
    let campaign = campaign(&user, &[fresh_mobile(), fresh_mobile()]).await;
    let known = number(&user, &campaign).await;
    assert_eq!(
        (known.mobile.as_deref(), known.any_number),
        (Some(own.as_str()), false)
    );

    let mut body = json!({"from": "MITTO-SMS", "text": "Hi <%=FirstName%>", "mobile": own});
    let key = fresh_id("key-");
    let sent = test(&user, &campaign, &body, &key).await.expect(201);
    let again = test(&user, &campaign, &body, &key).await.expect(201);
    assert_eq!(sent.text(), again.text());
    let sent: SendAnswer = sent.json();
    let record = user.until_status(&sent.id.to_string(), "DELIVERED").await;
    assert_eq!(
        (record.text.as_str(), record.to.as_str()),
        ("Hi Ada", own.as_str())
    );
    assert_eq!((record.object, record.campaign), (None, None));
    assert_eq!(place.gateway.messages(&own).await.len(), 1);
    let results = user.get(&format!("{campaign}/results")).await.expect(200);
    assert_eq!(
        results.json::<CampaignResults>(),
        CampaignResults::default()
    );

    // To any other number it takes more than a user's token.
    body["mobile"] = other.clone().into();
    let refused = test(&user, &campaign, &body, &fresh_id("key-")).await;
    let refused = refused.expect(403).problem();
    assert_eq!(
        (refused.code, refused.field.as_deref()),
        (Code::AdHocNotAllowed, Some("mobile"))
    );
    let nobody = place.user("nobody").await;
    assert_eq!(number(&nobody, &campaign).await, TestNumber::default());
    body["mobile"] = own.clone().into();
    test(&nobody, &campaign, &body, &fresh_id("key-"))
        .await
        .expect(403);
    let ad_hoc = place
        .nobody
        .signed_in("role=user&sub=ada&adHoc=true&ttl=3600")
        .await;
    assert_eq!(number(&ad_hoc, &campaign).await.mobile, None);
    body["mobile"] = other.clone().into();
    for user in [&ad_hoc, &place.admin] {
        test(user, &campaign, &body, &fresh_id("key-"))
            .await
            .expect(201);
        let known = number(user, &campaign).await;
        assert_eq!(
            (known.mobile.as_deref(), known.any_number),
            (Some(other.as_str()), true)
        );
    }

    // Of a certain member, who has a gap; and what cannot be.
    let lead = fresh_id("00Q");
    let line = json!({"object": "lead", "id": lead, "fields": {"MobilePhone": fresh_mobile()}});
    let kind = [("content-type", "application/x-ndjson")];
    let file = Some(line.to_string().into_bytes());
    let members = format!("{campaign}/members");
    user.request("POST", &members, &kind, file)
        .await
        .expect(200);
    body["member"] = json!({"object": "lead", "id": lead});
    let sent: SendAnswer = test(&ad_hoc, &campaign, &body, &fresh_id("key-"))
        .await
        .expect(201)
        .json();
    assert_eq!(ad_hoc.sms(&sent.id.to_string()).await.text, "Hi ");
    body["member"] = json!({"object": "contact", "id": lead});
    let stranger = test(&ad_hoc, &campaign, &body, &fresh_id("key-")).await;
    assert_eq!(
        stranger.expect(422).problem().field.as_deref(),
        Some("member")
    );
    body["member"] = Value::Null;
    body["mobile"] = "1".into();
    let wrong = test(&ad_hoc, &campaign, &body, &fresh_id("key-")).await;
    assert_eq!(wrong.expect(422).problem().field.as_deref(), Some("mobile"));

    // It is an SMS like any other: it is counted, and held to the countries.
    body["mobile"] = other.into();
    place.set(json!({"dayMessageLimit": 1})).await;
    test(&ad_hoc, &campaign, &body, &fresh_id("key-"))
        .await
        .expect(201);
    let over = test(&ad_hoc, &campaign, &body, &fresh_id("key-")).await;
    assert_eq!(over.expect(429).problem().code, Code::OverLimit);
    place
        .set(json!({"dayMessageLimit": null, "destinations": ["43"]}))
        .await;
    body["member"] = json!({"object": "lead", "id": lead});
    let abroad = test(&ad_hoc, &campaign, &body, &fresh_id("key-")).await;
    assert_eq!(abroad.expect(422).problem().code, Code::CountryNotAllowed);
    place.stack.discard().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_size_that_setup_says_the_number_is_typed() {
    let place = Place::open().await;
    let user = place.user("ada").await;
    let two = campaign(&user, &[fresh_mobile(), fresh_mobile()]).await;
    place.set(json!({"confirmRecipients": 2})).await;
    assert!(!plan(&user, &two).await.confirm);
    place.set(json!({"confirmRecipients": 1})).await;
    let mut large = plan(&user, &two).await;
    assert!(large.confirm);
    large.confirm = false;
    let refused = send(&user, &two, &large, &fresh_id("key-")).await;
    let refused = refused.expect(422).problem();
    assert_eq!(
        (refused.field.as_deref(), refused.limit),
        (Some("confirmRecipients"), Some(2))
    );
    large.confirm = true;
    let accepted: JobAccepted = send(&user, &two, &large, &fresh_id("key-"))
        .await
        .expect(202)
        .json();
    assert_eq!(accepted.recipients, 2);
    place.stack.discard().unwrap();
}
