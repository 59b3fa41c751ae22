//! Counting, previewing, replacing while a person types.

use serde_json::json;

use super::page::{RecordPage, user};

#[tokio::test]
async fn every_key_is_counted_as_it_will_be_sent() {
    let page = RecordPage::open().await;
    page.part("#text").await;
    page.reads("#counter", "(regular) 0 / 160").await;
    page.type_message("5 €").await;
    page.reads("#counter", "(regular) 4 / 160 [1]").await;
    page.paste_message(" 😀").await;
    page.reads("#counter", "(unicode) 6 / 70 [1]").await;
    page.holds("#culprits", "😀").await;
    page.browser.close().await;
}

#[tokio::test]
async fn a_curly_quote_is_named_and_replaced_with_one_press() {
    let page = RecordPage::open().await;
    page.part("#text").await;
    page.paste_message("It’s ready").await;
    page.holds("#hint-text", "unicode because of ’").await;
    page.press("#culprits button").await;
    page.reads("#counter", "(regular) 10 / 160 [1]").await;
    assert_eq!(page.message().await, "It's ready");
    page.press("#undo").await;
    assert_eq!(page.message().await, "It’s ready");
    page.browser.close().await;
}

#[tokio::test]
async fn a_long_text_is_previewed_segment_by_segment() {
    let page = RecordPage::open().await;
    page.part("#text").await;
    page.paste_message(&"a".repeat(161)).await;
    page.reads("#counter", "(regular) 161 / 160 [2]").await;
    page.reads("#preview-title", "Preview: 2 messages").await;
    page.reads("#preview li:nth-child(2)", &"a".repeat(8)).await;
    page.browser.close().await;
}

#[tokio::test]
async fn a_blank_field_is_marked_and_asked_about() {
    let page = RecordPage::open().await;
    page.part("#text").await;
    page.paste_message("Dear <%=Salutation%>").await;
    page.holds("#preview mark", "Salutation is blank").await;
    page.holds("#blank", "Blank for this record: Salutation")
        .await;
    page.reads("#send", "Send anyway").await;
    page.browser.close().await;
}

#[tokio::test]
async fn a_record_that_cannot_receive_says_why() {
    for (mobile, reason) in [
        ("", "This lead has no mobile number."),
        ("12", "This lead's mobile number is not valid."),
    ] {
        let lead = user().await.lead(mobile).await;
        let page = RecordPage::of(&lead, mobile, "").await;
        page.holds("#blocked", reason).await;
        page.browser.close().await;
    }
}

#[tokio::test]
async fn names_are_never_markup() {
    let user = user().await;
    let id = mitto_tests::api::fresh_id("00Q");
    let name = "<img src=x onerror=alert(1)>";
    let fields = json!({"FirstName": name, "MobilePhone": "+41791234565"});
    user.call(
        "PUT",
        &format!("/api/leads/{id}"),
        &json!({"fields": fields}),
    )
    .await
    .expect(201);
    let page = RecordPage::of(&id, "+41791234565", "").await;
    page.part("#text").await;
    page.paste_message("Hi <%=FirstName%>").await;
    page.reads("#preview li", &format!("Hi {name}")).await;
    let images =
        "return document.querySelector('mitto-send-sms').shadowRoot.querySelectorAll('img').length";
    assert_eq!(page.browser.script(images, Vec::new()).await, json!(0));
    page.browser.close().await;
}
