//! Every word of the elements comes from a message: what is said in brackets when all messages have some has one.

use mitto_tests::browser::Browser;

use super::campaign::CampaignPage;
use super::languages::page_of_a_lead;

/// A language that says everything in brackets.
const BRACKETS: &str = "const say = (english) => `[${english}]`; \
    const all = {messages: new Proxy({}, {get: (_, english) => say(english)}), sentences: {}}; \
    for (const name of ['mitto-send-sms', 'mitto-sms-list']) { \
        const element = document.querySelector(name); if (element) element.messages = all; }";

/// Words outside brackets, of all that is shown or read out in the elements.
/// The names of templates are somebody's; other tests make some.
const OUTSIDE: &str = "const found = []; \
    const plain = (text) => { \
        let before; do { before = text; text = text.replace(/\\[[^[\\]]*\\]/g, ''); } while (text !== before); \
        text = text.replace(/\\[.*$|^.*\\]/g, ''); \
        if (/[A-Za-z]{3}/.test(text)) found.push(text.trim()); }; \
    const walk = (node) => { \
        for (const child of node.childNodes) { \
            if (child.nodeType === Node.TEXT_NODE) plain(child.data); \
            else if (!(child.value && child.closest('#template'))) { \
                for (const name of ['aria-label', 'placeholder', 'title']) plain(child.getAttribute(name) ?? ''); \
                walk(child); if (child.shadowRoot) walk(child.shadowRoot); } } }; \
    for (const name of ['mitto-send-sms', 'mitto-sms-list']) { \
        const element = document.querySelector(name); if (element) walk(element.shadowRoot); } \
    return found;";

/// What moments hold that is said by the browser.
const MOMENTS: [&str; 14] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "AM", "PM",
];

/// What is shown is said by messages, but for what is no word of ours.
async fn all_said(browser: &Browser, data: &[&str], when: &str) {
    let found = browser.script(OUTSIDE, Vec::new()).await;
    let mut found: Vec<String> = serde_json::from_value(found).unwrap();
    found.retain(|text| {
        let mut rest = text.clone();
        for known in data.iter().chain(&MOMENTS) {
            rest = rest.replace(known, "");
        }
        rest.contains(char::is_alphabetic)
    });
    assert_eq!(found, [""; 0], "{when}");
}

#[tokio::test]
async fn nothing_on_a_record_page_is_said_but_by_its_message() {
    let page = page_of_a_lead("", "").await;
    page.browser.script(BRACKETS, Vec::new()).await;
    page.reads("#title", "[Send SMS]").await;
    // Data of the sample.
    let data = [
        "MITTO-SMS",
        "DEMO",
        "SMS-",
        "Hallo",
        "Ada",
        "Thanks for your interest",
        "Offer is ready",
        "Invitation",
    ];
    page.paste_message("Hallo “Ada” <%=FirstName%> <%=Email%>")
        .await;
    page.holds("#preview", "[").await;
    all_said(&page.browser, &data, "writing").await;
    page.paste_message("").await;
    page.press("#send").await;
    page.holds("#status", "[DELIVERED]").await;
    page.list_holds("#messages", "[DELIVERED]").await;
    page.list_press("#messages .toggle").await;
    page.list_holds(".details", "[").await;
    all_said(&page.browser, &data, "sent").await;
    page.list_press("#table").await;
    all_said(&page.browser, &data, "the table").await;
    page.browser.close().await;
}

#[tokio::test]
async fn nothing_on_a_campaigns_page_is_said_but_by_its_message() {
    let people = [("Ada", "Ng–Li"), ("Eva", "Li"), ("", "Roux")];
    let page = CampaignPage::of(&people).await;
    page.browser.script(BRACKETS, Vec::new()).await;
    page.says("#recipients", "[3 recipients]").await;
    let data = [
        "MITTO-SMS",
        "DEMO",
        "SMS-",
        "Hallo",
        "Ada",
        "Eva",
        "Ng",
        "Li",
        "Roux",
        "Thanks for your interest",
        "Offer is ready",
        "Spring",
        "UTC",
        "Europe/Zurich",
        "Number",
        "Invitation",
        "xxx",
        "x",
    ];
    page.press("#skipped").await;
    page.write(&format!("“{} <%=FirstName%> <%=LastName%>", "x".repeat(60)))
        .await;
    page.reads("#advice", |text| text.starts_with("[")).await;
    all_said(&page.browser, &data, "writing").await;
    page.press("#plan").await;
    page.reads("#confirm-title", |text| {
        text == "[Send to [3 recipients]?]" || text.starts_with("[Send to")
    })
    .await;
    all_said(&page.browser, &data, "confirming").await;
    page.press("#send").await;
    page.reads("#job-title", |text| text == "[Sent]").await;
    page.press("#results").await;
    page.reads("#outcomes-title", |text| text.starts_with("[What became"))
        .await;
    page.press("#part-sent").await;
    page.reads("#people", |text| text.contains("[")).await;
    all_said(&page.browser, &data, "done").await;
    page.browser.close().await;
}
