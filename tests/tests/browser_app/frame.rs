//! The frame: tabs with real addresses, Back, the keyboard, signing in.

use mitto_tests::browser::Browser;
use thirtyfour::prelude::*;

use super::app::{App, base};

#[tokio::test]
async fn tabs_have_addresses_and_back_goes_back() {
    let app = App::admin("/").await;
    app.holds("h1", "Home").await;
    app.press("#tab-setup").await;
    app.holds("h1", "Setup").await;
    app.press("#subtab-senders").await;
    app.holds("h1", "Default Senders").await;
    assert_eq!(app.path().await, "/setup/senders");
    app.browser.script("history.back()", Vec::new()).await;
    app.holds("h1", "Setup").await;
    app.lacks("h1", "Default").await;
    app.browser.script("history.back()", Vec::new()).await;
    app.holds("h1", "Home").await;
    app.browser.script("history.forward()", Vec::new()).await;
    app.holds("h1", "Setup").await;
    // A reload, or an address that somebody was sent, is the same page.
    app.goto("/setup/opt-out-keywords").await;
    app.holds("h1", "Opt-Out Keywords").await;
    app.goto("/setup/nothing").await;
    app.holds("h1", "There is nothing here").await;
    app.is_accessible("an address of nothing").await;
    app.browser.close().await;
}

#[tokio::test]
async fn the_keyboard_goes_to_the_page_and_through_it() {
    let app = App::admin("/setup/opt-out-keywords").await;
    app.holds("#rows", "STOP").await;
    let focused = "let node = document.activeElement; \
        while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement; \
        return node?.id || node?.localName || ''";
    let here = || async { app.browser.script(focused, Vec::new()).await };
    app.browser.keys(Key::Tab + "").await;
    assert_eq!(here().await, "skip");
    app.browser.keys(Key::Enter + "").await;
    app.browser.keys(Key::Tab + "").await;
    assert_eq!(here().await, "add");
    app.browser.keys(Key::Enter + "").await;
    app.part("#keyword").await;
    assert_eq!(here().await, "keyword");
    app.browser.keys(Key::Escape + "").await;
    app.lacks("#editor-title", "Add").await;
    assert_eq!(here().await, "add", "the focus comes back");
    app.browser.close().await;
}

#[tokio::test]
async fn what_is_typed_is_not_lost_by_leaving() {
    let app = App::admin("/templates/new").await;
    app.types("#text", "Half a template").await;
    app.press("#tab-home").await;
    app.holds("#leave-title", "Leave without saving?").await;
    app.is_accessible("the question").await;
    app.press_words("Stay").await;
    app.lacks("#leave-title", "Leave").await;
    assert_eq!(app.path().await, "/templates/new");
    app.press("#tab-sms").await;
    app.press_words("Leave").await;
    app.holds("h1", "SMS").await;
    app.browser.close().await;
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_told_how_to() {
    let browser = Browser::open().await;
    // A token that does not hold is none.
    browser
        .goto(&format!("{}/#token=eyJhbGciOiJub25lIn0.e30.", base()))
        .await;
    let told = browser.deep("h1").await.text().await.unwrap();
    assert_eq!(told, "Sign in to Mitto SMS");
    assert_eq!(browser.violations().await, serde_json::json!([]));
    browser.close().await;
}

#[tokio::test]
async fn an_element_for_a_frame_says_so_when_it_is_opened_by_itself() {
    let browser = Browser::open().await;
    for name in ["send-sms", "sms-list"] {
        let address = format!("{}/embed/{name}?object=lead&record-id=00Q1", base());
        browser.goto(&address).await;
        let told = "return document.body.innerText.includes('for a frame')";
        browser.until("it is told", told).await;
    }
    browser.close().await;
}
