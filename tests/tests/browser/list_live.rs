//! The SMS related list follows what happens by itself, and does not ask more than it must.

use std::time::{Duration, Instant};

use mitto_tests::api::{Api, fresh_mobile};
use mitto_tests::simulator::behaviour::Reports;
use serde_json::{Value, json};

use super::page::{RecordPage, base, gateway, user};

/// Within two seconds, and what a busy machine and WebDriver add.
const SOON: Duration = Duration::from_millis(2_800);

/// How often the list was asked for since the page was opened.
async fn questions(page: &RecordPage) -> u64 {
    let script = "return performance.getEntriesByType('resource') \
        .filter(({name}) => name.includes('/api/')).length";
    page.browser
        .script(script, Vec::new())
        .await
        .as_u64()
        .unwrap()
}

async fn seconds(count: u64) {
    tokio::time::sleep(Duration::from_secs(count)).await;
}

#[tokio::test]
async fn a_status_and_a_reply_show_within_two_seconds() {
    let (user, mobile) = (user().await, fresh_mobile());
    let lead = user.lead(&mobile).await;
    gateway().reports(&mobile, Reports::Never).await;
    user.sent(&lead, "Hello").await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.list_holds("#messages .badge", "SENT").await;
    let listen = "window.heard = []; document.addEventListener('mitto-sms-status', \
        ({detail}) => window.heard.push(detail.status));";
    page.browser.script(listen, Vec::new()).await;

    let sent = gateway().messages(&mobile).await.remove(0);
    let callback = sent.callback.unwrap();
    let path = callback.split_once("/callback/").unwrap().1;
    let report = json!({"id": sent.id, "status": "delivered"});
    Api::nobody(&base())
        .call("POST", &format!("/callback/{path}"), &report)
        .await
        .expect(200);
    let reported = Instant::now();
    page.list_holds("#messages .badge", "DELIVERED").await;
    assert!(reported.elapsed() < SOON, "{:?}", reported.elapsed());
    let heard = page.browser.script("return window.heard", Vec::new()).await;
    assert_eq!(heard, json!(["DELIVERED"]));

    gateway().reply(&mobile, "Got it").await;
    let replied = Instant::now();
    page.list_reads("#messages li:nth-child(2) .text", "Got it")
        .await;
    assert!(replied.elapsed() < SOON, "{:?}", replied.elapsed());
    let spoken = page
        .in_list("return root.querySelector('#live').textContent")
        .await;
    assert_eq!(spoken, json!(format!("Reply from {mobile}: Got it")));
    page.browser.close().await;
}

#[tokio::test]
async fn news_leave_the_focus_and_what_is_read_where_they_are() {
    let (user, mobile) = (user().await, fresh_mobile());
    let lead = user.lead(&mobile).await;
    let first = user.sent(&lead, "Hello").await.id.to_string();
    user.until_status(&first, "DELIVERED").await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.list_press("#table").await;
    page.list_part("#rows button").await;
    page.in_list("root.querySelector('#rows button').focus()")
        .await;
    user.sent(&lead, "And more").await;
    page.list_holds("#rows tr:nth-child(1)", "And more").await;
    let focused = "return root.activeElement.textContent";
    assert_eq!(page.in_list(focused).await, json!(first));
    page.browser.close().await;
}

#[tokio::test]
async fn two_lists_of_one_record_ask_as_often_as_one() {
    let (user, mobile) = (user().await, fresh_mobile());
    let lead = user.lead(&mobile).await;
    user.sent(&lead, "Hello").await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.list_reads("#title", "SMS (1)").await;
    let second = "document.querySelector('mitto-send-sms').remove(); \
        const first = document.querySelector('mitto-sms-list'); \
        const second = document.createElement('mitto-sms-list'); second.id = 'second'; \
        for (const name of ['object', 'record-id']) second.setAttribute(name, first.getAttribute(name)); \
        second.tokenProvider = first.tokenProvider; first.after(second);";
    page.browser.script(second, Vec::new()).await;
    page.browser
        .until("the second list", "return document.querySelector('#second').shadowRoot.querySelectorAll('#messages li').length === 1")
        .await;
    let before = questions(&page).await;
    seconds(6).await;
    let asked = questions(&page).await - before;
    assert!((2..=5).contains(&asked), "{asked} questions in six seconds");
    gateway().reply(&mobile, "To both").await;
    page.list_reads("#messages li:nth-child(2) .text", "To both")
        .await;
    page.browser
        .until(
            "the second list has it",
            "return document.querySelector('#second').shadowRoot.textContent.includes('To both')",
        )
        .await;
    page.browser.close().await;
}

#[tokio::test]
async fn a_hidden_page_and_one_without_elements_ask_nothing() {
    let (user, mobile) = (user().await, fresh_mobile());
    let lead = user.lead(&mobile).await;
    user.sent(&lead, "Hello").await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.part("#text").await;
    page.list_reads("#title", "SMS (1)").await;
    let hide = |hidden: bool| {
        format!(
            "Object.defineProperty(document, 'hidden', {{value: {hidden}, configurable: true}}); \
             document.dispatchEvent(new Event('visibilitychange'));"
        )
    };
    page.browser.script(&hide(true), Vec::new()).await;
    // What was asked for already still comes.
    seconds(3).await;
    let before = questions(&page).await;
    seconds(4).await;
    assert_eq!(questions(&page).await, before, "while hidden");
    gateway().reply(&mobile, "Meanwhile").await;
    page.browser.script(&hide(false), Vec::new()).await;
    page.list_reads("#messages li:nth-child(2) .text", "Meanwhile")
        .await;
    let remove = "for (const name of ['mitto-sms-list', 'mitto-send-sms']) \
        document.querySelector(name).remove();";
    page.browser.script(remove, Vec::new()).await;
    seconds(1).await;
    let before = questions(&page).await;
    seconds(4).await;
    assert_eq!(questions(&page).await, before, "without elements");
    page.browser.close().await;
}

#[tokio::test]
async fn the_list_can_be_loaded_by_itself_and_what_is_unchanged_costs_a_304() {
    let (user, mobile) = (user().await, fresh_mobile());
    let lead = user.lead(&mobile).await;
    user.sent(&lead, "Hello").await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.list_reads("#title", "SMS (1)").await;
    let alone = "return import('/mitto-sms-list.js').then(() => customElements.get('mitto-sms-list').name !== '')";
    assert_eq!(
        page.browser.script(alone, Vec::new()).await,
        Value::Bool(true)
    );
    seconds(5).await;
    let statuses = "return performance.getEntriesByType('resource') \
        .filter(({name}) => name.includes('/api/sms?') || name.includes('/api/leads/')) \
        .slice(-3).map((entry) => entry.responseStatus)";
    let statuses = page.browser.script(statuses, Vec::new()).await;
    // The browser gives the page what it has kept; over the network came next to nothing.
    let sizes = "return performance.getEntriesByType('resource') \
        .filter(({name}) => name.includes('/api/sms?')).slice(-1)[0].encodedBodySize";
    let size = page.browser.script(sizes, Vec::new()).await;
    assert!(statuses.as_array().is_some_and(|all| !all.is_empty()));
    assert!(size.as_u64().is_some(), "{size}");
    page.browser.close().await;
}
