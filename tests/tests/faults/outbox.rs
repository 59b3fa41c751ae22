//! A change of the configuration that dies between D1 and KV.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_died_between_d1_and_kv_is_carried_there_by_the_sweep() {
    // How long the sweep leaves a change to the request that made it.
    const GRACE: Duration = Duration::from_secs(15);
    let place = Place::open("outbox").await;
    // What is sent with is read from KV.
    let known = |number: String| {
        let user = &place.user;
        async move {
            let all: List<Value> = user.get("/api/senders").await.expect(200).json();
            all.items.iter().any(|item| item["name"] == number.as_str())
        }
    };
    let mut stuck = Vec::new();
    for spare in 0..MOST_CALLS {
        let number = fresh_mobile().replace('+', "");
        let sender = json!({"name": number});
        place.arm(spare, true).await;
        place.admin.call("POST", "/api/senders", &sender).await;
        if !place.disarm().await {
            break;
        }
        // It is in D1, where there are no two alike.
        let again = place.admin.call("POST", "/api/senders", &sender).await;
        if again.status == 409 && !known(number.clone()).await {
            stuck.push(number);
        }
    }
    assert!(!stuck.is_empty(), "nothing died between the two");
    tokio::time::sleep(GRACE + Duration::from_secs(1)).await;
    place.sweep();
    for number in stuck {
        assert!(known(number).await);
    }
    place.stack.discard().unwrap();
}
