//! The opt-out of the record one looks at: it disables the element and ticks the page's box without reload.

use serde_json::json;

use super::page::{RecordPage, gateway, user};

/// Ticked, and the element off; or neither.
async fn until_opted_out(page: &RecordPage, on: bool) {
    let script = format!(
        "const root = document.querySelector('mitto-send-sms').shadowRoot; \
         return document.querySelector('#opt-out').checked === {on} \
             && root.querySelector('#text').disabled === {on} \
             && !root.querySelector('#blocked').hidden === {on};"
    );
    page.browser
        .until(&format!("opted out: {on}"), &script)
        .await;
}

#[tokio::test]
async fn who_has_opted_out_cannot_be_texted() {
    let mobile = mitto_tests::api::fresh_mobile();
    let user = user().await;
    let lead = user.lead(&mobile).await;
    let path = format!("/api/leads/{lead}");
    user.call("PATCH", &path, &json!({"smsOptOut": true}))
        .await
        .expect(200);
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.holds("#blocked", "has opted out of SMS").await;
    assert!(!page.part("#text").await.is_enabled().await.unwrap());
    assert!(!page.part("#send").await.is_enabled().await.unwrap());
    // The checkbox on the page clears it.
    page.browser.find("#opt-out").await.click().await.unwrap();
    page.browser
        .until("the element works", "return !document.querySelector('mitto-send-sms').shadowRoot?.querySelector('#text')?.disabled")
        .await;
    page.type_message("Welcome back").await;
    page.press("#send").await;
    page.reads("#done", "1 message sent").await;
    page.browser.close().await;
}

#[tokio::test]
async fn a_stop_disables_the_element_and_ticks_the_box_and_a_start_takes_it_back() {
    let page = RecordPage::open().await;
    page.type_message("Reply STOP to get no more").await;
    page.press("#send").await;
    page.reads("#done", "1 message sent").await;
    page.type_message("Half a sentence").await;
    gateway().reply(&page.mobile, "Stop. Thank you").await;
    until_opted_out(&page, true).await;
    page.holds("#blocked", "has opted out of SMS").await;
    assert!(!page.part("#send").await.is_enabled().await.unwrap());
    assert_eq!(page.message().await, "Half a sentence");
    let spoken = page.text_of("#live").await;
    assert!(spoken.contains("has opted out of SMS"), "{spoken:?}");
    assert_eq!(page.browser.violations().await, json!([]));

    gateway().reply(&page.mobile, "START").await;
    until_opted_out(&page, false).await;
    assert_eq!(page.text_of("#live").await, "SMS can be sent again.");
    page.press("#send").await;
    page.reads("#done", "1 message sent").await;
    page.browser.close().await;
}

#[tokio::test]
async fn the_box_cleared_by_hand_enables_the_element_and_keeps_what_was_typed() {
    let page = RecordPage::open().await;
    page.type_message("Half a sentence").await;
    // Somebody else ticks it, on another page.
    let path = format!("/api/leads/{}", page.lead);
    user()
        .await
        .call("PATCH", &path, &json!({"smsOptOut": true}))
        .await
        .expect(200);
    until_opted_out(&page, true).await;
    page.browser.find("#opt-out").await.click().await.unwrap();
    until_opted_out(&page, false).await;
    assert_eq!(page.message().await, "Half a sentence");
    page.browser.close().await;
}
