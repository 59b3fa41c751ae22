//! The brake on spending on a campaign's page, and its test send. On a stack of its own: a limit holds for everybody.

use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::browser::Browser;
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

/// Waits until a shown node says so.
async fn holds(browser: &Browser, css: &str, words: &str) {
    let mut seen = None;
    for _ in 0..600 {
        seen = browser.deep_text(css).await;
        if seen.as_ref().is_some_and(|text| text.contains(words)) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{css} reads {seen:?}, not {words}");
}

async fn write(browser: &Browser, css: &str, text: &str) {
    browser.deep(css).await.focus().await.unwrap();
    let insert = "let node = document.activeElement; \
        while (node.shadowRoot) node = node.shadowRoot.activeElement; node.select(); \
        document.execCommand('insertText', false, arguments[0]);";
    browser.script(insert, vec![Value::from(text)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_that_is_too_large_says_so_and_cannot_be_sent_and_a_test_can() {
    let start = || Stack::start("limits").expect("a stack");
    let stack = tokio::task::spawn_blocking(start).await.unwrap();
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let nobody = Api::nobody(stack.worker.base());
    let admin = nobody.signed_in("role=admin&sub=boss").await;
    let limit = json!({"campaignMessageLimit": 3});
    admin.call("PUT", "/api/setup", &limit).await.expect(200);
    let id = fresh_id("701");
    let campaign = format!("/api/campaigns/{id}");
    admin
        .call("PUT", &campaign, &json!({"name": "Spring"}))
        .await
        .expect(201);
    let mobiles: Vec<String> = (0..4).map(|_| fresh_mobile()).collect();
    let lines: Vec<String> = mobiles
        .iter()
        .map(|mobile| {
            let fields = json!({"FirstName": "Ada", "MobilePhone": mobile});
            json!({"object": "lead", "id": fresh_id("00Q"), "fields": fields}).to_string()
        })
        .collect();
    let kind = [("content-type", "application/x-ndjson")];
    let file = Some(lines.join("\n").into_bytes());
    admin
        .request("POST", &format!("{campaign}/members"), &kind, file)
        .await
        .expect(200);

    let browser = Browser::open().await;
    let address = format!("{}/sample/campaign?id={id}", stack.worker.base());
    browser.goto(&address).await;
    browser.find("mitto-send-sms").await;
    holds(&browser, "#recipients", "4 recipients").await;
    write(&browser, "#text", "Hi <%=FirstName%>").await;

    // A test, to a number that is typed once.
    let own = fresh_mobile();
    write(&browser, "#test-to", &own).await;
    browser.deep("#test").await.click().await.unwrap();
    holds(&browser, "#test-told", "The test is sent: SMS-").await;
    let texts: Vec<String> = gateway
        .messages(&own)
        .await
        .into_iter()
        .map(|sms| sms.text)
        .collect();
    assert_eq!(texts, ["Hi Ada"]);
    for (width, dark) in [(1280, false), (1280, true), (320, false)] {
        browser.appearance(width, 900, dark).await;
        assert_eq!(
            browser.violations().await,
            json!([]),
            "{width} px, dark: {dark}"
        );
        assert!(browser.fits().await, "{width} px");
    }
    browser.appearance(1280, 900, false).await;

    browser.deep("#plan").await.click().await.unwrap();
    let why = "This is 4 messages; one campaign may send 3.";
    holds(&browser, "#confirm-problem", why).await;
    assert_eq!(browser.violations().await, json!([]), "over the limit");
    let send = browser.deep("#send").await;
    assert_eq!(
        send.attr("aria-disabled").await.unwrap().as_deref(),
        Some("true")
    );
    send.click().await.unwrap();
    holds(&browser, "#confirm-problem", why).await;
    for mobile in &mobiles {
        assert!(gateway.messages(mobile).await.is_empty());
    }
    browser.deep("#cancel").await.click().await.unwrap();

    // As much as the limit passes; the number of the test is still known after a reload.
    let limit = json!({"campaignMessageLimit": 4});
    admin.call("PUT", "/api/setup", &limit).await.expect(200);
    browser.goto(&address).await;
    holds(&browser, "#recipients", "4 recipients").await;
    write(&browser, "#text", "Hi <%=FirstName%>").await;
    let number = browser.deep("#test-to").await.value().await.unwrap();
    assert_eq!(number.as_deref(), Some(own.as_str()));
    browser.deep("#plan").await.click().await.unwrap();
    holds(&browser, "#confirm-title", "Send to 4 recipients?").await;
    browser.deep("#send").await.click().await.unwrap();
    holds(&browser, "#job-words", "Done: 4 of 4 recipients.").await;
    browser.close().await;
    stack.discard().unwrap();
}
