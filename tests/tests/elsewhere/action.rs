//! In a frame: the button that opens the form, and what the page may tell.

use mitto_tests::browser::Browser;
use serde_json::json;
use thirtyfour::prelude::*;

use super::{Elsewhere, send};

const ROOT: &str = "const root = document.querySelector('mitto-send-sms').shadowRoot; ";

/// The frame is as high as this says, and the page has heard of the dialog so.
async fn is_high(browser: &Browser, what: &str, high: &str, open: bool) {
    let script = format!(
        "const dialogs = heard.filter((one) => one.type === 'mitto-sms:dialog'); \
         const high = document.querySelector('iframe').clientHeight; \
         return dialogs.length > 0 && dialogs.at(-1).open === {open} && high {high};"
    );
    browser.until(what, &script).await;
}

#[tokio::test]
async fn a_button_in_a_frame_opens_the_form_in_place() {
    let elsewhere = Elsewhere::open().await;
    let browser = Browser::open().await;
    let page = format!(
        "{}/frame?id={}&mode=action",
        elsewhere.crm.url, elsewhere.lead
    );
    browser.goto(&page).await;
    browser.find("iframe").await.enter_frame().await.unwrap();
    let open = browser.find_in("mitto-send-sms", "#open").await;
    open.click().await.unwrap();
    browser.leave_frame().await;
    is_high(&browser, "room for the form", "> 300", true).await;
    browser.find("iframe").await.enter_frame().await.unwrap();
    let whole = format!(
        "{ROOT} const box = root.querySelector('dialog').getBoundingClientRect(); \
         return box.top >= 0 && box.bottom <= innerHeight && box.height > 250 \
             && root.querySelector('dialog').scrollHeight <= box.height + 1;"
    );
    browser.until("the whole dialog", &whole).await;
    let message = browser.find_in("mitto-send-sms", "#text").await;
    message
        .send_keys("Half a thought, in a frame")
        .await
        .unwrap();

    // Escape closes it, the focus is back at the button, and so is the height.
    browser.keys(Key::Escape + "").await;
    let back = format!(
        "{ROOT} return root.activeElement?.id === 'open' && !root.querySelector('dialog').open"
    );
    browser.until("the button again", &back).await;
    browser.leave_frame().await;
    is_high(&browser, "no more room than the button", "< 100", false).await;

    // What was written is still there.
    browser.find("iframe").await.enter_frame().await.unwrap();
    let open = browser.find_in("mitto-send-sms", "#open").await;
    open.click().await.unwrap();
    send(&browser, ", and the rest").await;
    browser.leave_frame().await;
    let text = "Half a thought, in a frame, and the rest";
    assert_eq!(elsewhere.received().await, [text]);
    browser.close().await;
}

#[tokio::test]
async fn a_list_in_a_frame_is_told_that_there_is_something_new() {
    let elsewhere = Elsewhere::open().await;
    let browser = Browser::open().await;
    let page = format!(
        "{}/frame?id={}&frame=sms-list",
        elsewhere.crm.url, elsewhere.lead
    );
    browser.goto(&page).await;
    browser.find("iframe").await.enter_frame().await.unwrap();
    browser.find_in("mitto-sms-list", "#empty").await;
    let watch = "window.failed = []; addEventListener('error', ({ message }) => failed.push(message)); \
        window.told = 0; addEventListener('message', () => told++);";
    browser.script(watch, Vec::new()).await;
    browser.leave_frame().await;
    let refresh = "document.querySelector('iframe').contentWindow.postMessage({ type: 'mitto-sms:refresh' }, '*')";
    browser.script(refresh, Vec::new()).await;
    browser.find("iframe").await.enter_frame().await.unwrap();
    browser.until("the message", "return told > 0").await;
    let failed = browser.script("return failed", Vec::new()).await;
    assert_eq!(failed, json!([]));
    browser.close().await;
}
