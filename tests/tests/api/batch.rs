//! Many SMS in one call.

use mitto_core::api::{BatchAnswer, Code};
use mitto_tests::api::{Api, Response, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour};
use serde_json::{Value, json};

use super::{gateway, user};

fn message(lead: &str, text: &str) -> Value {
    json!({"to": {"object": "lead", "id": lead}, "from": "MITTO-SMS", "text": text})
}

async fn batch(user: &Api, messages: &Value, key: &str) -> Response {
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    let body = json!({ "messages": messages }).to_string().into_bytes();
    user.request("POST", "/api/sms/batch", &headers, Some(body))
        .await
}

#[tokio::test]
async fn each_message_has_its_own_result_in_order_and_a_repeat_sends_nothing() {
    let user = user().await;
    let mobiles: Vec<String> = (0..12).map(|_| fresh_mobile()).collect();
    let mut messages = Vec::new();
    for mobile in &mobiles {
        messages.push(message(&user.lead(mobile).await, "Hello <%=FirstName%>"));
    }
    gateway().answer(&mobiles[3], Answer::Refuse(6)).await;
    messages[5]["from"] = json!("no sender at all");
    messages[7]["to"]["id"] = json!(fresh_id("nobody"));
    let key = fresh_id("batch-");
    let first = batch(&user, &json!(messages), &key).await.expect(200);
    let answer: BatchAnswer = first.json();
    let statuses: Vec<u16> = answer.results.iter().map(|it| it.status).collect();
    assert_eq!(
        statuses,
        [201, 201, 201, 502, 201, 422, 201, 404, 201, 201, 201, 201]
    );
    assert_eq!((answer.sent, answer.refused), (9, 3));
    let mut ids = Vec::new();
    for (place, result) in answer.results.iter().enumerate() {
        assert_eq!(result.sms.is_some(), result.status == 201);
        if let Some(sms) = &result.sms {
            let record = user.sms(&sms.id.to_string()).await;
            assert_eq!(
                (&record.to, record.text.as_str()),
                (&mobiles[place], "Hello Ada")
            );
            ids.push(sms.id);
        }
    }
    ids.dedup();
    assert_eq!(ids.len(), 9, "an id each");
    let bad = answer.results[5].problem.as_ref().unwrap();
    assert_eq!(
        (bad.code, bad.field.as_deref()),
        (Code::InvalidField, Some("from"))
    );
    let again = batch(&user, &json!(messages), &key).await.expect(200);
    assert_eq!(again.body, first.body);
    for (place, mobile) in mobiles.iter().enumerate() {
        let sent = gateway().messages(mobile).await.len();
        assert_eq!(sent, usize::from(![5, 7].contains(&place)), "{place}");
    }
}

#[tokio::test]
async fn twenty_at_the_same_moment_send_each_message_once() {
    let user = user().await;
    let mobiles: Vec<String> = (0..8).map(|_| fresh_mobile()).collect();
    let mut messages = Vec::new();
    for mobile in &mobiles {
        let slow = Behaviour {
            answer: Answer::Slow(200),
            ..Behaviour::default()
        };
        gateway().behave(mobile, slow).await;
        messages.push(message(&user.lead(mobile).await, "Once"));
    }
    let key = fresh_id("batch-");
    let messages = json!(messages);
    let posts: Vec<_> = (0..20)
        .map(|_| {
            let (user, messages, key) = (user.clone(), messages.clone(), key.clone());
            tokio::spawn(async move { batch(&user, &messages, &key).await })
        })
        .collect();
    let mut answers = Vec::new();
    for post in posts {
        answers.push(post.await.unwrap().expect(200));
    }
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    assert_eq!(answers[0].json::<BatchAnswer>().sent, 8);
    for mobile in &mobiles {
        assert_eq!(gateway().messages(mobile).await.len(), 1);
    }
}

#[tokio::test]
async fn another_batch_under_the_same_key_is_refused_whole() {
    let user = user().await;
    let mobile = fresh_mobile();
    let (one, other) = (user.lead(&fresh_mobile()).await, user.lead(&mobile).await);
    let key = fresh_id("batch-");
    // Of the first nothing is recorded, and still the key is taken.
    let first = json!([{"to": {"object": "lead", "id": one}, "from": "not a sender", "text": "x"}]);
    batch(&user, &first, &key).await.expect(200);
    let second = json!([message(&one, "x"), message(&other, "x")]);
    let refused = batch(&user, &second, &key).await.expect(409);
    assert_eq!(refused.problem().code, Code::IdempotencyConflict);
    assert!(gateway().messages(&mobile).await.is_empty());
}

#[tokio::test]
async fn a_batch_of_nothing_or_of_too_many_is_refused_whole() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    for count in [0, 101] {
        let messages = json!(vec![message(&lead, "x"); count]);
        let problem = batch(&user, &messages, &fresh_id("batch-"))
            .await
            .expect(422)
            .problem();
        assert_eq!(problem.field.as_deref(), Some("messages"));
        assert_eq!(problem.limit, Some(100));
    }
    let unknown = json!({"messages": [message(&lead, "x")], "parallel": true});
    user.call("POST", "/api/sms/batch", &unknown)
        .await
        .expect(422);
    assert!(gateway().messages(&mobile).await.is_empty());
}

#[tokio::test]
async fn a_hundred_are_sent_in_one_call() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let messages: Vec<Value> = (0..100)
        .map(|n| message(&lead, &format!("No. {n}")))
        .collect();
    let answer = batch(&user, &json!(messages), &fresh_id("batch-"))
        .await
        .expect(200);
    assert_eq!(answer.json::<BatchAnswer>().sent, 100);
    assert_eq!(gateway().messages(&mobile).await.len(), 100);
}
