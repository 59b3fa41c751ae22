//! Another gateway is chosen in Setup, and the next SMS from a record page goes through it. On a stack of its own.

use mitto_tests::api::{Api, fresh_mobile};
use mitto_tests::browser::Browser;
use mitto_tests::simulator::client::SimulatorClient;
use mitto_tests::simulator::twilio::{SAMPLE_SID, SAMPLE_TOKEN};
use xtask::stack::Stack;

use super::app::App;

#[tokio::test(flavor = "multi_thread")]
async fn twilio_is_chosen_and_the_next_sms_from_a_record_page_goes_through_it() {
    let start = || Stack::start("setup-gateway").expect("a stack");
    let stack = tokio::task::spawn_blocking(start).await.unwrap();
    let base = stack.worker.base();
    let app = App::open(base, "admin", "/setup").await;
    app.holds("#key-from", "Account Manager").await;
    assert!(!app.shows("#account-row").await && app.shows("#bulk-row").await);
    app.chooses("#gateway", "Twilio").await;
    app.holds("#account-label", "Account SID").await;
    app.holds("#key-label", "Auth token").await;
    assert!(app.shows("#service-row").await && !app.shows("#bulk-row").await);
    app.is_accessible("Setup with Twilio chosen").await;
    // Half of it is not enough, and nothing has changed.
    app.types("input#account", SAMPLE_SID).await;
    app.press("#save-key").await;
    app.press("#replace-key").await;
    app.holds("#product-key-problem", "Enter the auth token as well")
        .await;
    app.types("input#account", "AC123").await;
    app.types("#product-key", SAMPLE_TOKEN).await;
    app.press("#save-key").await;
    app.holds("#replace-title", "Send with Twilio from now on?")
        .await;
    app.is_accessible("the question about the gateway").await;
    app.press("#replace-key").await;
    app.holds("#account-problem", "32 hexadecimal digits").await;
    app.types("input#account", SAMPLE_SID).await;
    app.press("#save-key").await;
    app.press("#replace-key").await;
    app.holds("#toast-text", "The gateway is saved").await;
    app.holds("#key-state", "ator").await;
    app.holds("#callback-help", "Twilio Console").await;
    app.press("#test-gateway").await;
    app.holds("#gateway-verdict", "Every step worked").await;
    app.press("#test-callback").await;
    app.holds("#callback-verdict", "Every step worked").await;
    app.is_accessible("Setup with Twilio saved").await;
    app.goto("/setup/changes").await;
    app.holds("#rows", "Gateway").await;
    app.browser.close().await;

    let mobile = fresh_mobile();
    let user = Api::nobody(base).signed_in("role=user&sub=seller").await;
    let lead = user.lead(&mobile).await;
    let browser = Browser::open().await;
    browser.goto(&format!("{base}/sample/lead?id={lead}")).await;
    let element = "document.querySelector('mitto-send-sms').shadowRoot";
    let ready = format!("return Boolean({element}?.querySelector('#text')?.isConnected)");
    browser.until("the element", &ready).await;
    let write = format!(
        "const text = {element}.querySelector('#text'); text.value = 'Hello Ada'; \
         text.dispatchEvent(new InputEvent('input', {{bubbles: true}}));"
    );
    browser.script(&write, Vec::new()).await;
    let may = format!("return !{element}.querySelector('#send').disabled");
    browser.until("Send", &may).await;
    browser
        .script(
            &format!("{element}.querySelector('#send').click()"),
            Vec::new(),
        )
        .await;
    let arrived =
        format!("return {element}.querySelector('#status').textContent.includes('DELIVERED')");
    browser.until("it arrives", &arrived).await;
    browser.close().await;
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let received = gateway.messages(&mobile).await;
    assert_eq!(
        (received.len(), received[0].gateway.as_str()),
        (1, "twilio")
    );
    stack.discard().unwrap();
}
