//! Whoever calls without knowing the callback key.

use mitto_core::api::CallbackHealth;

use super::*;

/// A guess is counted, and costs the database nothing: it can be repeated a million times.
#[tokio::test(flavor = "multi_thread")]
async fn guessing_callback_keys_asks_the_database_of_nothing() {
    let place = Place::open("strangers").await;
    let guess = async |key: &str| {
        let path = format!("/callback/{key}/delivery");
        let report = json!({"id": "g", "status": "sent"});
        place.nobody.call("POST", &path, &report).await.expect(404);
    };
    guess("guess").await;
    place.arm(0, false).await;
    for number in 0..20 {
        // Some look like one of ours.
        guess(&format!("{:032x}", number * 7919)).await;
        guess(&fresh_id("guess")).await;
    }
    assert!(!place.disarm().await, "a guess asked the database");
    let health = place.admin.get("/api/setup/callback-health").await;
    let health: CallbackHealth = health.expect(200).json();
    assert_eq!(health.unknown_key, 41);
    assert!(health.last_unknown_key_at.is_some());
    place.stack.discard().unwrap();
}
