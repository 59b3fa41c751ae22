//! The npm package in the samples of its readers: React, Vue, and a page without a bundler.

use mitto_tests::browser::Browser;
use serde_json::json;
use thirtyfour::prelude::*;

use super::{Elsewhere, send};

/// What the page wrote down, line by line.
const HEARD: &str =
    "const heard = [...document.querySelectorAll('#heard li')].map((one) => one.textContent); ";

impl Elsewhere {
    /// The page of a sample, with the Worker's address unless `worker` is another.
    async fn sample(&self, name: &str, worker: &str) -> Browser {
        let browser = Browser::open().await;
        // From the first moment on, whatever the policy forbids is written down.
        let watch = "window.broken = []; addEventListener('securitypolicyviolation', \
            ({ violatedDirective, blockedURI }) => broken.push([violatedDirective, blockedURI]));";
        let script = json!({ "source": watch });
        browser
            .devtools("Page.addScriptToEvaluateOnNewDocument", script)
            .await;
        browser
            .goto(&format!(
                "{}/samples/{name}/index.html?worker={worker}&id={}",
                self.crm.url, self.lead
            ))
            .await;
        browser
    }
}

/// Types, counts, sends, sees the status, and hears of it.
async fn works(name: &str) {
    let elsewhere = Elsewhere::open().await;
    let browser = elsewhere.sample(name, elsewhere.stack.worker.base()).await;
    let text = format!("Written with {name}");
    let message = browser.find_in("mitto-send-sms", "#text").await;
    message.send_keys("€").await.unwrap();
    let counter = "return document.querySelector('mitto-send-sms').shadowRoot\
        .querySelector('#counter').textContent === '(regular) 2 / 160 [1]'";
    browser.until("the counter", counter).await;
    message.send_keys(Key::Backspace + "").await.unwrap();
    send(&browser, &text).await;
    assert_eq!(elsewhere.received().await, [text.as_str()]);
    let told = format!("{HEARD} return heard.includes('sent 1') && heard.includes('DELIVERED')");
    browser.until("the events", &told).await;
    // The list beside it has the provider as well.
    let listed = format!(
        "return document.querySelector('mitto-sms-list').shadowRoot?.textContent.includes({}) ?? false",
        json!(text)
    );
    browser.until("the list", &listed).await;
    // A plain function, from the same module.
    press(&browser, "Count").await;
    let counted = format!("{HEARD} return heard.includes('4 units')");
    browser.until("the function", &counted).await;

    // What is half written stays while the page draws itself anew at each event.
    let message = browser.find_in("mitto-send-sms", "#text").await;
    message.send_keys("Half a mess").await.unwrap();
    press(&browser, "Count").await;
    press(&browser, "The lead was changed").await;
    let twice = format!("{HEARD} return heard.filter((one) => one === '4 units').length === 2");
    browser.until("drawn anew", &twice).await;
    let kept = "return document.querySelector('mitto-send-sms').shadowRoot\
        .querySelector('#text')?.value === 'Half a mess'";
    assert_eq!(browser.script(kept, Vec::new()).await, json!(true));
    let broken = browser.script("return broken", Vec::new()).await;
    assert_eq!(broken, json!([]), "the policy forbade something");
    assert_eq!(browser.violations().await, json!([]));
    browser.close().await;
}

async fn press(browser: &Browser, words: &str) {
    let script = "[...document.querySelectorAll('button')].find((one) => one.textContent.trim() === arguments[0]).click()";
    browser.script(script, vec![json!(words)]).await;
}

#[tokio::test]
async fn the_react_sample_works() {
    works("react").await;
}

#[tokio::test]
async fn the_vue_sample_works() {
    works("vue").await;
}

#[tokio::test]
async fn the_page_without_a_bundler_works() {
    works("plain").await;
}

#[tokio::test]
async fn without_an_endpoint_the_package_says_what_is_missing() {
    let elsewhere = Elsewhere::open().await;
    for (name, worker) in [("plain", ""), ("react", ""), ("vue", "sms.example.com")] {
        let browser = elsewhere.sample(name, worker).await;
        for element in ["mitto-send-sms", "mitto-sms-list"] {
            let words = format!(
                "return document.querySelector('{element}')?.shadowRoot?.querySelector('[role=alert]')?.textContent \
                 === 'The attribute endpoint must be the address of your Worker, https://….'"
            );
            browser.until(element, &words).await;
        }
        let told = format!(
            "{HEARD} return heard.some((one) => one.startsWith('error: The attribute endpoint'))"
        );
        browser.until("the event", &told).await;
        browser.close().await;
    }
}
