//! Webhooks: an endpoint registered, tried, looked at, given another secret and removed.

use mitto_tests::api::fresh_id;
use mitto_tests::receiver::{Reaction, Receiver};

use super::app::{App, api};

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_added_tried_and_removed() {
    let receiver = Receiver::start().await;
    let name = fresh_id("Hook ");
    let app = App::admin("/setup/webhooks").await;
    app.holds("h1", "Webhooks").await;
    app.press("#add").await;
    app.types("#url", "http://example.com/").await;
    app.press("#save").await;
    app.holds("#url-problem", "https://").await;
    app.is_accessible("the editor with a problem").await;
    app.types("#url", &format!("{}/hook", receiver.base()))
        .await;
    app.types("#description", &name).await;
    // Nothing of what other tests do.
    app.press("#event-status").await;
    app.press("#event-reply").await;
    app.press("#save").await;
    app.holds("#secret-title", "secret").await;
    app.is_accessible("the secret").await;
    app.press_words("I have stored it").await;
    app.holds("#rows", &name).await;
    app.holds("#rows", "Opt-outs").await;

    app.press(&format!("[aria-label='Test {name}']")).await;
    app.holds("#toast", "answered with 204").await;
    app.press(&format!("[aria-label='Deliveries {name}']"))
        .await;
    app.holds("#log-title", &name).await;
    app.holds("#log-rows", "webhook.test").await;
    app.holds("#log-rows", "Delivered").await;
    receiver.next([Reaction::status(500)]);
    app.press("#log-test").await;
    app.holds("#toast", "answered with 500").await;
    app.is_accessible("an endpoint and its deliveries").await;
    // It comes by itself, a few seconds later.
    receiver.until("/hook", 3, 30).await;
    app.lacks("#log-rows", "Under way").await;
    app.press_words("Send again").await;
    receiver.until("/hook", 4, 10).await;

    app.press(&format!("[aria-label='New secret {name}']"))
        .await;
    app.holds("#question-text", "24 hours").await;
    app.is_accessible("the question").await;
    app.press("#go-on").await;
    app.holds("#secret-title", "secret").await;
    app.press_words("I have stored it").await;
    app.press(&format!("[aria-label='Remove {name}']")).await;
    app.press("#go-on").await;
    app.lacks("#rows", &name).await;
    assert!(!app.shows("#log").await);
    app.goto("/setup/changes").await;
    app.holds("#rows", &format!("Removed webhook “{name}”"))
        .await;
    app.holds("#rows", &format!("Changed the secret of webhook “{name}”"))
        .await;
    let list = api("admin").await.get("/api/webhooks").await.text();
    assert!(!list.contains(&name));
    app.browser.close().await;
}
