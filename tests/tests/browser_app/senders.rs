//! Setup, Default Senders.

use mitto_tests::api::fresh_id;
use serde_json::json;

use super::app::{App, api};

/// A brand nobody else has, of 11 characters at most.
fn brand() -> String {
    let id = fresh_id("");
    let tail = id.len().saturating_sub(9);
    ["B", &id[tail..]].concat()
}

#[tokio::test]
async fn a_sender_is_added_changed_removed_and_brought_back() {
    let app = App::admin("/setup/senders").await;
    let name = brand();
    app.press("#add").await;
    app.press("#type-branded").await;
    app.types("#sender", "Two words").await;
    app.holds("#sender-problem", "without spaces").await;
    app.is_accessible("the editor with a problem").await;
    app.types("#sender", "ABCDEFGHIJKL").await;
    app.holds("#sender-problem", "11 characters").await;
    app.holds("#count", "12 / 11").await;
    app.types("#sender", &name).await;
    app.lacks("#sender-problem", "11").await;
    app.press("#save").await;
    app.holds("#rows", &name).await;
    app.is_accessible("the senders").await;

    app.press(&format!("[aria-label='Edit {name}']")).await;
    app.types("#sender", &format!("{name}2")).await;
    app.press("#save").await;
    app.holds("#rows", &format!("{name}2")).await;
    app.press(&format!("[aria-label='Delete {name}2']")).await;
    app.lacks("#rows", &name).await;
    app.press("#toast-undo").await;
    app.holds("#rows", &format!("{name}2")).await;
    app.browser.close().await;
}

#[tokio::test]
async fn a_sender_that_templates_use_stays_and_says_which() {
    let admin = api("admin").await;
    let name = brand();
    let sender = json!({"name": name, "type": "branded"});
    admin
        .call("POST", "/api/senders", &sender)
        .await
        .expect(201);
    let template = fresh_id("Uses ");
    let body = json!({"name": template, "object": "lead", "from": name, "text": "Hi"});
    admin
        .call("POST", "/api/templates", &body)
        .await
        .expect(201);

    let app = App::admin("/setup/senders").await;
    app.press(&format!("[aria-label='Delete {name}']")).await;
    app.holds("#in-use-list", &template).await;
    app.is_accessible("what uses the sender").await;
    app.press_words(&template).await;
    app.holds("#title", &template).await;
    app.browser.close().await;
}
