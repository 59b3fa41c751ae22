//! The element on a page of another origin, under a strict policy: in the page itself, and in a frame.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod action;
mod host;
mod samples;

use host::Host;
use mitto_tests::api::{Api, fresh_mobile};
use mitto_tests::browser::Browser;
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::json;
use xtask::stack::Stack;

struct Elsewhere {
    stack: Stack,
    /// On the Worker's list.
    crm: Host,
    /// Not on it.
    stranger: Host,
    lead: String,
    mobile: String,
}

impl Elsewhere {
    async fn open() -> Elsewhere {
        let (crm, stranger) = (Host::open().await, Host::open().await);
        let listed = format!("https://*.lightning.force.com {}", crm.url);
        let start = move || Stack::start_with("elsewhere", &[("ALLOWED_ORIGINS", &listed)]);
        let stack = tokio::task::spawn_blocking(start).await.unwrap().unwrap();
        crm.of(stack.worker.base());
        stranger.of(stack.worker.base());
        let nobody = Api::nobody(stack.worker.base());
        let user = nobody.signed_in("role=user&sub=elsewhere").await;
        let mobile = fresh_mobile();
        let lead = user.lead(&mobile).await;
        Elsewhere {
            stack,
            crm,
            stranger,
            lead,
            mobile,
        }
    }

    async fn on(&self, host: &Host, page: &str) -> Browser {
        let browser = Browser::open().await;
        browser
            .goto(&format!("{}/{page}?id={}", host.url, self.lead))
            .await;
        browser
    }

    async fn received(&self) -> Vec<String> {
        let gateway = SimulatorClient::new(&self.stack.simulator.base);
        let messages = gateway.messages(&self.mobile).await;
        messages.into_iter().map(|sms| sms.text).collect()
    }
}

/// Types a message into the element, sends it, and waits until it says so.
async fn send(browser: &Browser, text: &str) {
    let message = browser.find_in("mitto-send-sms", "#text").await;
    message.send_keys(text).await.unwrap();
    let send = browser.find_in("mitto-send-sms", "#send").await;
    send.click().await.unwrap();
    let done = "const done = document.querySelector('mitto-send-sms').shadowRoot.querySelector('#done'); \
        return !!done && done.textContent.includes('1 message sent');";
    browser.until("sent", done).await;
}

#[tokio::test]
async fn a_page_elsewhere_has_the_element_under_a_strict_policy() {
    let elsewhere = Elsewhere::open().await;
    let browser = elsewhere.on(&elsewhere.crm, "element").await;
    send(&browser, "From the page itself").await;
    assert_eq!(elsewhere.received().await, ["From the page itself"]);
    let broken = browser.script("return broken", Vec::new()).await;
    assert_eq!(broken, json!([]), "the policy forbade something");
    browser.close().await;

    // A page that nobody listed may load the element, and its requests are not answered.
    let browser = elsewhere.on(&elsewhere.stranger, "element").await;
    let told = "const root = document.querySelector('mitto-send-sms').shadowRoot; \
        return !!root && /could not|try again/i.test(root.textContent) \
            && !root.querySelector('#to')?.textContent.includes('+');";
    browser.until("an error", told).await;
    browser.close().await;
}

#[tokio::test]
async fn a_page_elsewhere_has_it_in_a_frame() {
    let elsewhere = Elsewhere::open().await;
    let browser = elsewhere.on(&elsewhere.crm, "frame").await;
    let frame = browser.find("iframe").await;
    frame.enter_frame().await.unwrap();
    send(&browser, "From a frame").await;
    let dark = "return getComputedStyle(document.documentElement).colorScheme === 'dark'";
    browser.until("the page's theme", dark).await;
    browser.leave_frame().await;
    assert_eq!(elsewhere.received().await, ["From a frame"]);
    let told = "return heard.some((one) => one.type === 'mitto-sms:event' && one.name === 'mitto-sms-sent' \
        && one.detail.numberOfMessages === 1)";
    browser.until("the event", told).await;
    let high = "const frame = document.querySelector('iframe'); \
        return frame.clientHeight > 250 && heard.filter((one) => one.type === 'mitto-sms:ready').length === 1;";
    browser.until("the height of the content", high).await;

    // The words of a page that gives no token are shown in the frame.
    browser
        .goto(&format!(
            "{}/frame?id={}&refuse",
            elsewhere.crm.url, elsewhere.lead
        ))
        .await;
    let frame = browser.find("iframe").await;
    frame.enter_frame().await.unwrap();
    let refused =
        "return document.querySelector('[role=alert]')?.textContent === 'You may not send SMS.'";
    browser.until("why there is no token", refused).await;
    browser.close().await;

    // Nobody else may have it in a frame.
    let browser = elsewhere.on(&elsewhere.stranger, "frame").await;
    let frame = browser.find("iframe").await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let heard = browser.script("return heard.length", Vec::new()).await;
    assert_eq!(heard, json!(0), "the frame spoke to a stranger");
    frame.enter_frame().await.unwrap();
    let there = "return !!document.querySelector('mitto-send-sms')";
    assert_eq!(browser.script(there, Vec::new()).await, json!(false));
    browser.close().await;
}

/// The list may also stand in Setup, where it is changed without a deployment.
#[tokio::test]
async fn a_page_that_setup_lists_has_the_element_and_loses_it_again() {
    let elsewhere = Elsewhere::open().await;
    let base = elsewhere.stack.worker.base();
    let admin = Api::nobody(base)
        .signed_in("role=admin&sub=elsewhere")
        .await;
    let list = async |origins: serde_json::Value| {
        let wanted = json!({"allowedOrigins": origins});
        admin.call("PUT", "/api/setup", &wanted).await.expect(200);
    };
    list(json!([format!(
        "{}/",
        elsewhere.stranger.url.to_uppercase()
    )]))
    .await;
    let browser = elsewhere.on(&elsewhere.stranger, "element").await;
    send(&browser, "From a page in Setup").await;
    browser.close().await;
    let browser = elsewhere.on(&elsewhere.stranger, "frame").await;
    let frame = browser.find("iframe").await;
    frame.enter_frame().await.unwrap();
    send(&browser, "From its frame").await;
    browser.close().await;
    let mut received = elsewhere.received().await;
    received.sort_unstable();
    assert_eq!(received, ["From a page in Setup", "From its frame"]);

    list(json!([])).await;
    let client = reqwest::Client::new();
    let setup = client
        .get(format!("{base}/api/setup"))
        .header("origin", &elsewhere.stranger.url);
    let answer = setup.send().await.unwrap();
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
    let frame = client.get(format!("{base}/embed/send-sms")).send().await;
    let policy = frame.unwrap().headers()["content-security-policy"].clone();
    assert!(!policy.to_str().unwrap().contains(&elsewhere.stranger.url));
}
