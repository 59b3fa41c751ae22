//! Several elements on one page: two leads, a list of each, and a campaign. None knows of another, but for a list and the element
//! of its record.

use mitto_tests::api::{Api, fresh_mobile};
use mitto_tests::browser::Browser;
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::json;

use super::{base, violations};

/// Puts elements beside those that the page has, with the page's own tokens.
const PLACE: &str = "
    document.querySelector('mitto-send-sms').id = 'first';
    document.querySelector('mitto-sms-list').id = 'first-list';
    const provider = document.querySelector('mitto-send-sms').tokenProvider;
    for (const [tag, object, record, id] of arguments[0]) {
        const element = document.createElement(tag);
        element.tokenProvider = provider;
        element.setAttribute('object', object);
        element.setAttribute('record-id', record);
        element.id = id;
        document.querySelector('main').append(element);
    }";

async fn until(browser: &Browser, id: &str, what: &str, test: &str) {
    let script = format!(
        "const root = document.getElementById('{id}').shadowRoot; \
         const text = (css) => root.querySelector(css)?.textContent ?? ''; return !!({test});"
    );
    browser.until(&format!("{id}: {what}"), &script).await;
}

/// The names in a screen reader's list of landmarks, as far as they are regions of elements.
async fn landmarks(browser: &Browser) -> Vec<String> {
    let script = "const all = []; const walk = (root) => { for (const node of root.querySelectorAll('*')) { \
        if (node.matches('section, [role=region]') && node.checkVisibility()) { \
            const by = node.getAttribute('aria-labelledby'); \
            const name = by ? root.getElementById(by)?.textContent : node.getAttribute('aria-label'); \
            if (name) all.push(name); } \
        if (node.shadowRoot) walk(node.shadowRoot); } }; \
        for (const id of ['first', 'second', 'third', 'first-list', 'second-list', 'third-list']) \
            walk(document.getElementById(id).shadowRoot); \
        return all;";
    let names = browser.script(script, Vec::new()).await;
    serde_json::from_value(names).unwrap()
}

#[tokio::test]
async fn several_elements_on_one_page_do_not_disturb_each_other() {
    let user = Api::nobody(&base())
        .signed_in("role=user&sub=e2e-several")
        .await;
    let (one, other) = (fresh_mobile(), fresh_mobile());
    let (first, second) = (user.lead(&one).await, user.lead(&other).await);
    let named = json!({"fields": {"FirstName": "Grace", "LastName": "Hopper"}});
    let path = format!("/api/leads/{second}");
    user.call("PATCH", &path, &named).await.expect(200);
    let browser = Browser::open().await;
    browser
        .goto(&format!("{}/sample/lead?id={first}", base()))
        .await;
    browser.find_in("mitto-send-sms", "#text").await;
    let more = json!([
        ["mitto-send-sms", "lead", second, "second"],
        ["mitto-sms-list", "lead", second, "second-list"],
        ["mitto-send-sms", "campaign", "7011", "third"],
        ["mitto-sms-list", "campaign", "7011", "third-list"],
    ]);
    browser.script(PLACE, vec![more]).await;
    until(
        &browser,
        "second",
        "its number",
        &format!("text('#to').includes('{other}')"),
    )
    .await;
    until(
        &browser,
        "first",
        "its number",
        &format!("text('#to').includes('{one}')"),
    )
    .await;
    let deep = "root.querySelector('mitto-sms-campaign')?.shadowRoot.querySelector('#recipients')?.textContent";
    until(
        &browser,
        "third",
        "its members",
        &format!("/\\d/.test({deep} ?? '')"),
    )
    .await;

    let label =
        "root.querySelector('mitto-sms-campaign')?.shadowRoot.querySelector('#card').ariaLabel";
    let named = format!("{label} === 'Send SMS to Spring event'");
    until(&browser, "third", "its name", &named).await;
    let (of_first, of_second) = (format!("SMS of {first}"), format!("SMS of {second}"));
    let expected = [
        "Send SMS to Ada Lovelace",
        "Send SMS to Grace Hopper",
        "Send SMS to Spring event",
        // Nobody has a name to a list that is empty.
        &of_first,
        &of_second,
    ];
    let names = landmarks(&browser).await;
    assert_eq!(names.get(..5).unwrap(), expected);
    let different: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!((names.len(), different.len()), (6, 6), "{names:?}");

    let write = browser.find_in("#second", "#text").await;
    write.send_keys("For the second").await.unwrap();
    until(
        &browser,
        "first",
        "nothing written",
        "root.querySelector('#text').value === ''",
    )
    .await;
    let send = browser.find_in("#second", "#send").await;
    send.click().await.unwrap();
    until(
        &browser,
        "second",
        "sent",
        "text('#status').includes('DELIVERED')",
    )
    .await;
    until(
        &browser,
        "second-list",
        "the SMS",
        "text('#messages').includes('For the second')",
    )
    .await;
    until(
        &browser,
        "first",
        "nothing sent",
        "root.querySelector('#sent-box').hidden",
    )
    .await;
    until(
        &browser,
        "first-list",
        "nothing",
        "!text('#messages').includes('second')",
    )
    .await;
    let gateway = SimulatorClient::new(&mitto_tests::variable("MITTO_SIMULATOR_URL"));
    assert_eq!(gateway.messages(&other).await.len(), 1);
    assert_eq!(gateway.messages(&one).await.len(), 0);

    // One goes; the others go on.
    let gone =
        "document.getElementById('second').remove(); document.getElementById('third').remove()";
    browser.script(gone, Vec::new()).await;
    let write = browser.find_in("#first", "#text").await;
    write.send_keys("For the first").await.unwrap();
    until(
        &browser,
        "first",
        "the counter",
        "text('#counter') === '(regular) 13 / 160 [1]'",
    )
    .await;
    let send = browser.find_in("#first", "#send").await;
    send.click().await.unwrap();
    until(
        &browser,
        "first-list",
        "the SMS",
        "text('#messages').includes('For the first')",
    )
    .await;
    assert!(violations(&browser).await.is_empty());
    browser.close().await;
}
