//! From an empty installation to the first delivered SMS, done only through the pages.

use mitto_tests::api::{Api, fresh_mobile};
use xtask::stack::Stack;

use super::app::App;

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_sets_it_up_and_the_first_sms_arrives() {
    let start = || Stack::start_empty("installation", &[]).expect("a stack");
    let stack = tokio::task::spawn_blocking(start).await.unwrap();
    let base = stack.worker.base();
    // The CRM has a lead.
    let mobile = fresh_mobile();
    let crm = Api::nobody(base).signed_in("role=user&sub=crm").await;
    let lead = crm.lead(&mobile).await;

    let app = App::open(base, "admin", "/").await;
    app.holds("#progress-words", "1 of 6").await;
    app.is_accessible("an empty installation").await;

    // Home leads to each step.
    app.press_words("Enter the product key").await;
    app.types("#product-key", "sample-product-key-of-the-simulator")
        .await;
    app.press("#save-key").await;
    app.holds("#key-state", "ator").await;
    app.press("#test-gateway").await;
    app.holds("#gateway-verdict", "Every step worked").await;

    app.press("#tab-home").await;
    app.press_words("Add a sender").await;
    app.holds("#empty", "No sender yet").await;
    app.is_accessible("no sender yet").await;
    app.press("#add").await;
    app.press("#type-branded").await;
    app.types("#sender", "MITTO-SMS").await;
    app.press("#save").await;
    app.holds("#rows", "MITTO-SMS").await;

    app.press("#tab-home").await;
    app.press_words("Test the callback").await;
    app.press("#test-callback").await;
    app.holds("#callback-verdict", "Every step worked").await;

    app.press("#tab-home").await;
    app.press_words("Write a template").await;
    app.types("#template-name", "First words").await;
    app.types(
        "#text",
        "Hello <%=FirstName|there%>, this is our first SMS.",
    )
    .await;
    app.press("#save").await;
    app.holds("#toast-text", "saved").await;
    app.press("#tab-home").await;
    app.holds("#progress-words", "5 of 6").await;

    // A salesperson opens the lead's page.
    app.goto(&format!("/sample/lead?id={lead}")).await;
    app.chooses("#template", "First words").await;
    app.holds("#preview", "Hello Ada, this is our first SMS.")
        .await;
    app.press("#send").await;
    app.holds("#done", "1 message sent").await;
    app.holds("#status", "DELIVERED").await;

    app.goto("/").await;
    app.holds("#complete", "Everything is set up").await;
    app.holds("#tiles", "1").await;
    app.is_accessible("a finished installation").await;
    app.press("#tab-sms").await;
    app.holds("#rows", "SMS-000001").await;
    app.holds("#rows", "DELIVERED").await;
    app.browser.close().await;
    stack.discard().unwrap();
}
