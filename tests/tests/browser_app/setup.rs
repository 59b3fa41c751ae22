//! Setup: the product key, the numbers, the callback. On stacks of their own, because the others' sends depend on it.

use mitto_tests::api::{Api, fresh_mobile};
use serde_json::{Value, json};
use xtask::stack::Stack;

use super::app::App;

async fn stack(name: &'static str) -> Stack {
    let start = move || Stack::start(name).expect("a stack");
    tokio::task::spawn_blocking(start).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_replaced_knowingly_and_both_tests_tell_what_works() {
    let stack = stack("setup-key").await;
    let base = stack.worker.base();
    let app = App::open(base, "admin", "/setup").await;
    app.holds("#key-state", "ator").await;
    app.is_accessible("Setup").await;
    app.press("#test-gateway").await;
    app.holds("#gateway-verdict", "Every step worked").await;
    app.press("#test-callback").await;
    app.holds("#callback-verdict", "Every step worked").await;
    app.is_accessible("Setup with both tests").await;

    // A key that the gateway does not know.
    app.types("#product-key", "bad-key-of-somebody-9876").await;
    app.press("#save-key").await;
    app.holds("#replace-title", "Replace the product key?")
        .await;
    app.is_accessible("the question").await;
    app.press("#replace-key").await;
    app.holds("#key-state", "9876").await;
    app.press("#test-gateway").await;
    app.holds("#gateway-steps", "product key").await;
    app.lacks("#gateway-verdict", "Every step worked").await;
    app.browser.close().await;
    stack.discard().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_saved_and_two_admins_lose_nothing() {
    let stack = stack("setup-numbers").await;
    let base = stack.worker.base();
    let admin = Api::nobody(base).signed_in("role=admin&sub=other").await;
    let app = App::open(base, "admin", "/setup").await;
    app.chooses("#default-region", "Germany").await;
    app.holds("#not-saved", "Not saved").await;
    // Another field of the same, in the meantime: both are kept.
    let theirs = json!({"leadMobile": "Phone"});
    admin.call("PUT", "/api/setup", &theirs).await.expect(200);
    app.press("#save").await;
    app.holds("#toast-text", "saved").await;
    let setup: Value = admin.get("/api/setup").await.expect(200).json();
    assert_eq!(
        (&setup["leadMobile"], &setup["defaultRegion"]),
        (&json!("Phone"), &json!("DE"))
    );

    // The same field: both versions are shown.
    app.chooses("#default-region", "France").await;
    let theirs = json!({"defaultRegion": "IT"});
    admin.call("PUT", "/api/setup", &theirs).await.expect(200);
    app.press("#save").await;
    app.holds("#conflict-rows", "Italy").await;
    app.holds("#conflict-rows", "France").await;
    app.is_accessible("the conflict").await;
    app.press_words("Keep mine").await;
    app.press("#save").await;
    app.lacks("#conflict-rows", "Italy").await;
    for _ in 0..50 {
        let setup: Value = admin.get("/api/setup").await.json();
        if setup["defaultRegion"] == "FR" {
            app.browser.close().await;
            stack.discard().unwrap();
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("it was not saved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_zone_is_offered_by_the_browser_and_held_to_by_the_worker() {
    let stack = stack("setup-zones").await;
    let base = stack.worker.base();
    let admin = Api::nobody(base).signed_in("role=admin&sub=other").await;
    let quiet = json!({"quietFrom": "21:00", "quietUntil": "08:00"});
    admin.call("PUT", "/api/setup", &quiet).await.expect(200);
    let app = App::open(base, "admin", "/setup").await;
    app.types("#time-zone", "Moon/Crater").await;
    app.press("#save").await;
    app.holds("#time-zone-problem", "There is no such time zone")
        .await;
    app.is_accessible("a zone that is none").await;
    let value = async |css: &str| app.part(css).await.prop("value").await.unwrap();
    assert_eq!(value("#quiet-from").await.as_deref(), Some("21:00"));
    app.part("#time-zone").await.focus().await.unwrap();
    let list = "let node = document.activeElement; \
        while (node.shadowRoot) node = node.shadowRoot.activeElement; \
        return [...node.list.options].map((option) => option.value).join(' ')";
    let offered = app.browser.script(list, Vec::new()).await.to_string();
    assert!(offered.contains("Europe/Zurich") && offered.contains("UTC"));
    app.types("#time-zone", "Europe/Zurich").await;
    app.types("#lead-time-zone", "Zone__c").await;
    app.press("#save").await;
    app.holds("#toast-text", "saved").await;
    let setup: Value = admin.get("/api/setup").await.json();
    for (field, value) in [
        ("timeZone", "Europe/Zurich"),
        ("leadTimeZone", "Zone__c"),
        ("quietUntil", "08:00"),
    ] {
        assert_eq!(setup[field], value);
    }
    app.browser.close().await;
    stack.discard().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_callback_key_is_rotated_with_an_overlap() {
    let stack = stack("setup-rotate").await;
    let base = stack.worker.base();
    let admin = Api::nobody(base).signed_in("role=admin&sub=other").await;
    let url = || async {
        let setup: Value = admin.get("/api/setup").await.expect(200).json();
        setup["callback"]["delivery"].as_str().unwrap().to_owned()
    };
    let before = url().await;
    let app = App::open(base, "admin", "/setup").await;
    app.press("#rotate").await;
    app.press("#overlap-day").await;
    app.is_accessible("the rotation").await;
    app.press("#rotate-now").await;
    app.lacks("#rotate-title", "Rotate").await;
    app.part("#previous").await;
    let after = url().await;
    assert_ne!(before, after);
    // Reports still come by both.
    for url in [&before, &after] {
        let path = &url[base.len()..];
        let report = json!({"id": "nobody's", "status": "delivered"});
        let headers = [("content-type", "application/json")];
        let body = Some(report.to_string().into_bytes());
        let nobody = Api::nobody(base);
        nobody
            .request("POST", path, &headers, body)
            .await
            .expect(200);
    }
    app.press("#test-callback").await;
    app.holds("#callback-verdict", "Every step worked").await;
    app.browser.close().await;
    stack.discard().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shorter_retention_is_saved_after_it_is_told_what_goes() {
    let stack = stack("setup-retention").await;
    let base = stack.worker.base();
    let user = Api::nobody(base).signed_in("role=user&sub=sender").await;
    let lead = user.lead(&fresh_mobile()).await;
    let old = user.sent(&lead, "old").await.id.to_string();
    let age = "UPDATE sms SET created_at = created_at - 40 * 86400000";
    tokio::task::block_in_place(|| stack.worker.sql(age).unwrap());
    let app = App::open(base, "admin", "/setup").await;
    app.types("#retention-days", "4000").await;
    app.press("#save").await;
    app.holds("#retention-days-problem", "1 to 3,650").await;
    app.is_accessible("a refused retention").await;
    app.types("#retention-days", "30").await;
    app.press("#save").await;
    app.holds("#retention-text", "1 SMS is older").await;
    app.is_accessible("the warning").await;
    app.press("#retention-cancel").await;
    app.lacks("#retention-title", "Erase").await;
    app.press("#save").await;
    app.holds("#retention-text", "1 SMS is older").await;
    app.press("#erase-old").await;
    app.holds("#toast-text", "saved").await;
    tokio::task::block_in_place(|| stack.worker.run_cron().unwrap());
    assert_eq!(user.sms(&old).await.text, "erased");
    app.goto("/sms").await;
    app.holds("#rows", "erased").await;
    app.browser.close().await;
    stack.discard().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_stored_is_dismissed_and_taken_back() {
    let stack = stack("setup-stuck").await;
    let base = stack.worker.base();
    let admin = Api::nobody(base).signed_in("role=admin&sub=other").await;
    let poison = Some(b"<b>no JSON</b>".to_vec());
    let sent = admin.request("POST", "/dev/queue", &[], poison);
    sent.await.expect(204);
    let stuck = || async {
        let health: Value = admin.get("/api/setup/callback-health").await.json();
        health["stuck"].as_u64().unwrap()
    };
    for _ in 0..120 {
        if stuck().await == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    let app = App::open(base, "admin", "/setup").await;
    app.holds("#stuck-title", "1 callback could not be stored")
        .await;
    app.holds("#stuck-list", "<b>no JSON</b>").await;
    app.is_accessible("what could not be stored").await;
    app.press_words("Try again").await;
    app.holds("#stuck-problem", "not one of this version").await;
    app.press("[data-do='stuck-dismiss']").await;
    app.holds("#toast-text", "Dismissed").await;
    app.lacks("#stuck-list", "JSON").await;
    assert_eq!(stuck().await, 0);
    app.press("#toast-undo").await;
    app.holds("#stuck-list", "<b>no JSON</b>").await;
    app.is_accessible("what was dismissed and taken back").await;
    app.browser.close().await;
    stack.discard().unwrap();
}
