//! With the keyboard alone, with axe-core's eyes, dark, and narrow.

use serde_json::json;
use thirtyfour::prelude::*;

use super::page::{RecordPage, gateway};

#[tokio::test]
async fn the_keyboard_is_enough() {
    let page = RecordPage::open().await;
    page.part("#text").await;
    let focused = "return document.activeElement?.shadowRoot?.activeElement?.id ?? ''";
    let focus =
        "document.querySelector('mitto-send-sms').shadowRoot.querySelector('#from').focus()";
    page.browser.script(focus, Vec::new()).await;
    let mut order = Vec::new();
    for step in 0..5 {
        if step > 0 {
            page.browser.keys(Key::Tab + "").await;
        }
        order.push(
            page.browser
                .script(focused, Vec::new())
                .await
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(order, ["from", "number", "add", "template", "text"]);
    page.browser.keys("No mouse").await;
    // Element by element, because only then does WebDriver hold the modifier down.
    page.part("#text")
        .await
        .send_keys(Key::Control + Key::Enter)
        .await
        .unwrap();
    page.reads("#done", "1 message sent").await;
    assert_eq!(gateway().messages(&page.mobile).await[0].text, "No mouse");
    page.browser.close().await;
}

#[tokio::test]
async fn axe_finds_nothing_empty_busy_or_done_in_light_and_dark() {
    let page = RecordPage::open().await;
    page.part("#text").await;
    for dark in [false, true] {
        page.browser.appearance(1280, 900, dark).await;
        assert_eq!(
            page.browser.violations().await,
            json!([]),
            "empty, dark: {dark}"
        );
    }
    page.paste_message("It’s 5 – <%=Salutation%> ç 😀").await;
    page.holds("#hint-text", "unicode").await;
    for dark in [false, true] {
        page.browser.appearance(1280, 900, dark).await;
        assert_eq!(
            page.browser.violations().await,
            json!([]),
            "typing, dark: {dark}"
        );
    }
    page.press("#send").await;
    page.holds("#status", "DELIVERED").await;
    for dark in [false, true] {
        page.browser.appearance(1280, 900, dark).await;
        assert_eq!(
            page.browser.violations().await,
            json!([]),
            "sent, dark: {dark}"
        );
    }
    page.browser.close().await;
}

#[tokio::test]
async fn nothing_is_cut_off_at_320_pixels() {
    let page = RecordPage::open().await;
    page.browser.appearance(320, 800, false).await;
    page.part("#text").await;
    page.paste_message(&"Unbreakable".repeat(40)).await;
    page.holds("#preview", "Unbreakable").await;
    assert!(page.browser.fits().await);
    page.browser.close().await;
}

#[tokio::test]
async fn the_action_opens_a_dialog_and_closes_with_escape() {
    let page = RecordPage::open().await;
    let lead = page.lead.clone();
    let mobile = page.mobile.clone();
    page.browser.close().await;
    let page = RecordPage::of(&lead, &mobile, "&mode=action").await;
    page.press("#open").await;
    page.type_message("From the dialog").await;
    assert_eq!(page.browser.violations().await, json!([]));
    page.press("#send").await;
    page.reads("#done", "1 message sent").await;
    page.browser.keys(Key::Escape + "").await;
    let open =
        "return document.querySelector('mitto-send-sms').shadowRoot.querySelector('dialog').open";
    page.browser
        .until("the dialog is closed", &format!("{open} === false"))
        .await;
    page.browser.close().await;
}
