//! The same request twice, at the same moment, or with something else in it.

use mitto_core::api::Code;
use mitto_tests::api::{fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour};
use serde_json::json;

use super::{gateway, nobody, user};

#[tokio::test]
async fn fifty_at_the_same_moment_send_once_and_answer_the_same_bytes() {
    let user = user().await;
    let mobile = fresh_mobile();
    let slow = Behaviour {
        answer: Answer::Slow(300),
        ..Behaviour::default()
    };
    gateway().behave(&mobile, slow).await;
    let lead = user.lead(&mobile).await;
    let key = fresh_id("key-");
    let posts: Vec<_> = (0..50)
        .map(|_| {
            let (user, lead, key) = (user.clone(), lead.clone(), key.clone());
            tokio::spawn(async move { user.send_keyed(&lead, "Once", &key).await })
        })
        .collect();
    let mut answers = Vec::new();
    for post in posts {
        answers.push(post.await.unwrap().expect(201));
    }
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    assert_eq!(gateway().messages(&mobile).await.len(), 1);
}

#[tokio::test]
async fn a_refusal_is_answered_the_same_way_twice() {
    let user = user().await;
    let mobile = fresh_mobile();
    gateway().answer(&mobile, Answer::Refuse(6)).await;
    let lead = user.lead(&mobile).await;
    let key = fresh_id("key-");
    let first = user.send_keyed(&lead, "x", &key).await.expect(502);
    gateway().answer(&mobile, Answer::Ok).await;
    let second = user.send_keyed(&lead, "x", &key).await.expect(502);
    assert_eq!(first.body, second.body);
    assert_eq!(gateway().messages(&mobile).await.len(), 1);
}

#[tokio::test]
async fn a_repeat_is_answered_although_the_number_has_opted_out_since() {
    let user = user().await;
    let lead = user.lead(&fresh_mobile()).await;
    let key = fresh_id("key-");
    let first = user.send_keyed(&lead, "x", &key).await.expect(201);
    user.call(
        "PATCH",
        &format!("/api/leads/{lead}"),
        &json!({"smsOptOut": true}),
    )
    .await
    .expect(200);
    let second = user.send_keyed(&lead, "x", &key).await.expect(201);
    assert_eq!(first.body, second.body);
    user.send(&lead, "x").await.expect(422);
}

#[tokio::test]
async fn another_body_under_the_same_key_is_a_conflict() {
    let user = user().await;
    let lead = user.lead(&fresh_mobile()).await;
    let key = fresh_id("key-");
    user.send_keyed(&lead, "one", &key).await.expect(201);
    let problem = user
        .send_keyed(&lead, "two", &key)
        .await
        .expect(409)
        .problem();
    assert_eq!(problem.code, Code::IdempotencyConflict);
}

#[tokio::test]
async fn a_key_belongs_to_whoever_sent_it() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let key = fresh_id("key-");
    let mine = user.send_keyed(&lead, "x", &key).await.expect(201);
    let other = nobody().signed_in("role=user&sub=somebody-else").await;
    let theirs = other.send_keyed(&lead, "x", &key).await.expect(201);
    assert_ne!(mine.body, theirs.body);
    assert_eq!(gateway().messages(&mobile).await.len(), 2);
}

#[tokio::test]
async fn without_a_key_each_request_is_its_own() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let body = json!({"to": {"object": "lead", "id": lead}, "from": "MITTO-SMS", "text": "x"});
    user.call("POST", "/api/sms", &body).await.expect(201);
    user.call("POST", "/api/sms", &body).await.expect(201);
    assert_eq!(gateway().messages(&mobile).await.len(), 2);
}

#[tokio::test]
async fn a_key_that_cannot_be_one_is_malformed() {
    let user = user().await;
    let lead = user.lead(&fresh_mobile()).await;
    for key in ["", "two words", &"x".repeat(256)] {
        let problem = user.send_keyed(&lead, "x", key).await.expect(400).problem();
        assert_eq!(problem.code, Code::MalformedRequest, "{key}");
    }
}
