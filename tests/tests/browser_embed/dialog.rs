//! `mode="action"`: the button and its dialog, with the keyboard alone.

use mitto_tests::api::{Api, fresh_mobile};
use mitto_tests::browser::Browser;
use serde_json::json;
use thirtyfour::prelude::*;

use super::base;

/// What has the focus inside the element, and whether that is inside the dialog; nothing where the focus is in the browser's own bars.
const FOCUS: &str = "const root = document.querySelector('mitto-send-sms').shadowRoot; const here = root.activeElement; \
    const other = document.activeElement; \
    return [here?.id ?? '', here ? !!here.closest('dialog') : other === document.body];";

#[tokio::test]
async fn the_dialog_of_a_button_keeps_the_focus_and_gives_it_back() {
    let user = Api::nobody(&base())
        .signed_in("role=user&sub=e2e-dialog")
        .await;
    let lead = user.lead(&fresh_mobile()).await;
    let browser = Browser::open().await;
    let page = format!("{}/sample/lead?id={lead}&mode=action", base());
    browser.goto(&page).await;
    browser.find_in("mitto-send-sms", "#open").await;
    let focus =
        "document.querySelector('mitto-send-sms').shadowRoot.querySelector('#open').focus()";
    browser.script(focus, Vec::new()).await;
    browser.keys(Key::Enter + "").await;
    // Screen readers hear that it is a dialog, and whose.
    let named = "const root = document.querySelector('mitto-send-sms').shadowRoot; const dialog = root.querySelector('dialog'); \
        return dialog.matches(':modal') && root.getElementById(dialog.getAttribute('aria-labelledby')).textContent === 'Send SMS' \
            && root.querySelector('#open').getAttribute('aria-haspopup') === 'dialog' \
            && root.querySelector('#close').getAttribute('aria-label') === 'Close'";
    browser.until("the dialog", named).await;
    browser.find_in("mitto-send-sms", "#text").await;
    let mut seen = Vec::new();
    for _ in 0..16 {
        let at = browser.script(FOCUS, Vec::new()).await;
        assert_eq!(at[1], json!(true), "the focus left the dialog: {at}");
        seen.push(at[0].as_str().unwrap().to_owned());
        browser.keys(Key::Tab + "").await;
    }
    for id in ["close", "from", "number", "add", "template", "text"] {
        assert!(seen.iter().any(|one| one == id), "{id} is never reached");
    }
    let message = browser.find_in("mitto-send-sms", "#text").await;
    message.send_keys("Not lost").await.unwrap();
    // Either way out leads back to the button, and what is written stays.
    for way in ["Escape", "Close"] {
        if way == "Escape" {
            browser.keys(Key::Escape + "").await;
        } else {
            let close = browser.find_in("mitto-send-sms", "#close").await;
            close.click().await.unwrap();
        }
        let closed = "const root = document.querySelector('mitto-send-sms').shadowRoot; \
            return !root.querySelector('dialog').open && root.activeElement?.id === 'open'";
        browser.until(way, closed).await;
        browser.keys(Key::Enter + "").await;
        let kept = "const root = document.querySelector('mitto-send-sms').shadowRoot; \
            return root.querySelector('dialog').open && root.querySelector('#text').value === 'Not lost'";
        browser.until("the draft", kept).await;
    }
    browser.close().await;
}
