//! An element that is moved in its page keeps what is written and goes on; one that is given another function for tokens as well.

use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::browser::Browser;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::base;

/// Where things are in the page: `one` is the element, `root` its shadow root.
const PREPARE: &str = "const one = document.querySelector('mitto-send-sms'); const root = one.shadowRoot; \
    const box = () => root.querySelector('#text')?.value; ";

/// A page of a new lead.
async fn page(query: &str) -> Browser {
    let user = Api::nobody(&base())
        .signed_in("role=user&sub=e2e-moved")
        .await;
    let lead = user.lead(&fresh_mobile()).await;
    let browser = Browser::open().await;
    browser
        .goto(&format!("{}/sample/lead?id={lead}{query}", base()))
        .await;
    browser
}

async fn run(browser: &Browser, script: &str) -> Value {
    browser
        .script(&format!("{PREPARE} {script}"), Vec::new())
        .await
}

async fn until(browser: &Browser, what: &str, script: &str) {
    browser.until(what, &format!("{PREPARE} {script}")).await;
}

async fn write(browser: &Browser, text: &str) {
    let message = browser.find_in("mitto-send-sms", "#text").await;
    message.send_keys(text).await.unwrap();
}

#[tokio::test]
async fn a_moved_element_keeps_its_draft_and_works_on() {
    let browser = page("").await;
    write(&browser, "Half a mess").await;
    // Each way that a page moves things.
    for way in [
        "document.body.append(one)",
        "document.querySelector('main').prepend(one)",
        "const place = document.createElement('div'); document.body.append(place); place.append(one); document.body.prepend(place)",
        "document.querySelector('aside').moveBefore(one, null)",
    ] {
        let asked = "performance.clearResourceTimings();";
        run(&browser, &format!("{asked} {way}; return true")).await;
        // After whatever it does later, too.
        let later = "return new Promise((done) => setTimeout(() => done(box()), 50))";
        assert_eq!(run(&browser, later).await, json!("Half a mess"), "{way}");
        let anew = "return performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/api/senders'))";
        assert_eq!(run(&browser, anew).await, json!(false), "{way} began anew");
    }
    write(&browser, "age").await;
    let counted = "return root.querySelector('#counter').textContent === '(regular) 14 / 160 [1]'";
    until(&browser, "the counter", counted).await;
    let send = browser.find_in("mitto-send-sms", "#send").await;
    send.click().await.unwrap();
    // It is moved while it sends: the answer is for it all the same.
    run(&browser, "document.body.append(one); return true").await;
    until(
        &browser,
        "its status",
        "return root.querySelector('#status').textContent.includes('DELIVERED')",
    )
    .await;
    browser.close().await;
}

#[tokio::test]
async fn a_dialog_that_is_open_stays_above_the_page() {
    let browser = page("&mode=action").await;
    let open = browser.find_in("mitto-send-sms", "#open").await;
    open.click().await.unwrap();
    write(&browser, "In a dialog").await;
    run(&browser, "document.body.append(one); return true").await;
    let modal = "return root.querySelector('dialog').matches(':modal') && box() === 'In a dialog'";
    until(&browser, "the dialog", modal).await;
    browser.keys(Key::Escape + "").await;
    until(
        &browser,
        "closed",
        "return !root.querySelector('dialog').open",
    )
    .await;
    browser.close().await;
}

#[tokio::test]
async fn an_element_that_is_taken_out_stops_and_one_that_comes_back_begins_anew() {
    let browser = page("").await;
    write(&browser, "Gone").await;
    let gone = "one.remove(); window.gone = one; \
        return new Promise((done) => setTimeout(() => done(one.shadowRoot.childNodes.length), 50))";
    assert_eq!(run(&browser, gone).await, json!(0), "nothing of it is left");
    browser
        .script("document.body.append(window.gone)", Vec::new())
        .await;
    until(&browser, "the form", "return box() === ''").await;
    browser.close().await;
}

#[tokio::test]
async fn another_function_for_tokens_is_no_reason_to_lose_what_is_written() {
    let browser = page("").await;
    write(&browser, "Still here").await;
    let another = "window.asked = 0; const before = one.tokenProvider; \
        one.tokenProvider = () => { window.asked++; return before(); }; \
        document.querySelector('mitto-sms-list').tokenProvider = one.tokenProvider; \
        return new Promise((done) => setTimeout(() => done(box()), 50))";
    assert_eq!(run(&browser, another).await, json!("Still here"));
    // The next thing that is asked, is asked with a token of it.
    run(&browser, "one.refresh(); return true").await;
    until(&browser, "the new function", "return window.asked > 0").await;
    assert_eq!(run(&browser, "return box()").await, json!("Still here"));
    // Without any it begins anew.
    run(&browser, "one.tokenProvider = undefined; return true").await;
    until(&browser, "anew", "return box() !== 'Still here'").await;
    browser.close().await;
}

#[tokio::test]
async fn a_moved_list_and_a_moved_campaign_go_on() {
    let user = Api::nobody(&base())
        .signed_in("role=user&sub=e2e-moved")
        .await;
    let path = format!("/api/campaigns/{}", fresh_id("701"));
    let name = json!({"name": "Moved"});
    user.call("PUT", &path, &name).await.expect(201);
    let members: Vec<String> = (0..3)
        .map(|_| {
            let fields = json!({"Title": "Ms", "MobilePhone": fresh_mobile()});
            json!({"object": "lead", "id": fresh_id("00Q"), "fields": fields}).to_string()
        })
        .collect();
    let kind = [("content-type", "application/x-ndjson")];
    let body = Some(members.join("\n").into_bytes());
    user.request("POST", &format!("{path}/members"), &kind, body)
        .await
        .expect(200);
    let id = path.rsplit('/').next().unwrap();
    let browser = Browser::open().await;
    browser
        .goto(&format!("{}/sample/campaign?id={id}", base()))
        .await;
    let message = browser.deep("#text").await;
    message.send_keys("To all <%=Title%>").await.unwrap();
    let field = "const deep = one.shadowRoot.querySelector('mitto-sms-campaign').shadowRoot; ";
    run(
        &browser,
        "document.querySelector('main').prepend(one); \
         document.querySelector('main').append(document.querySelector('mitto-sms-list')); return true",
    )
    .await;
    let kept = format!(
        "{field} return new Promise((done) => setTimeout(() => done(deep.querySelector('#text').value), 50))"
    );
    assert_eq!(run(&browser, &kept).await, json!("To all <%=Title%>"));
    let message = browser.deep("#text").await;
    message.send_keys("!").await.unwrap();
    let counted = format!(
        "{field} return /^\\(regular\\) .*\\[1\\] 3/.test(deep.querySelector('#counter').textContent)"
    );
    until(&browser, "the count of all members", &counted).await;
    browser.close().await;
}
