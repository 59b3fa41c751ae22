//! The SMS related list on a record page: what it shows, and what a person does there.

use mitto_tests::api::{Api, fresh_mobile};
use mitto_tests::simulator::behaviour::Reports;
use serde_json::json;
use thirtyfour::prelude::*;

use super::page::{RecordPage, gateway, user};

/// A lead with an SMS, a reply and one more SMS.
async fn talked() -> (Api, String, String) {
    let (user, mobile) = (user().await, fresh_mobile());
    let lead = user.lead(&mobile).await;
    let id = user.sent(&lead, "See you at 10?").await.id.to_string();
    user.until_status(&id, "DELIVERED").await;
    gateway().reply(&mobile, "Rather at 11").await;
    user.sent(&lead, "11 it is").await;
    (user, lead, mobile)
}

#[tokio::test]
async fn a_conversation_is_read_from_top_to_bottom_with_replies_on_the_other_side() {
    let (_, lead, mobile) = talked().await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.list_reads("#title", "SMS (3)").await;
    let texts = ["See you at 10?", "Rather at 11", "11 it is"];
    assert_eq!(page.conversation().await, texts);
    let sides = "return [...root.querySelectorAll('#messages .text')].map((p) => { \
        const [box, all] = [p, root.querySelector('#log')].map((one) => one.getBoundingClientRect()); \
        return box.left - all.left < all.right - box.right ? 'left' : 'right'; })";
    assert_eq!(page.in_list(sides).await, json!(["right", "left", "right"]));
    page.list_holds("#messages li:nth-child(2)", &format!("Reply from {mobile}"))
        .await;
    page.list_holds("#messages li:nth-child(3)", "DELIVERED")
        .await;
    // The newest is to be seen.
    let at_the_end = "const log = root.querySelector('#log'); \
        return log.scrollHeight - log.scrollTop - log.clientHeight < 2";
    assert_eq!(page.in_list(at_the_end).await, json!(true));
    page.browser.close().await;
}

#[tokio::test]
async fn the_table_has_the_columns_of_the_related_list() {
    let (_, lead, mobile) = talked().await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.list_press("#table").await;
    let heads = "return [...root.querySelectorAll('thead th')].map((th) => th.textContent)";
    assert_eq!(
        page.in_list(heads).await,
        json!([
            "SMS ID",
            "Number of sent messages",
            "To",
            "From",
            "Delivery status",
            "Created"
        ])
    );
    page.list_holds("#rows tr:nth-child(1)", "11 it is").await;
    page.list_holds("#rows tr:nth-child(2)", "RECEIVED").await;
    page.list_press("#rows tr:nth-child(1) button").await;
    page.list_holds("#rows tr:nth-child(2) .details", "DELIVERED")
        .await;
    page.list_press("#conversation").await;
    assert_eq!(page.conversation().await.len(), 3);
    page.browser.close().await;
}

#[tokio::test]
async fn what_went_wrong_is_explained_with_what_to_do() {
    let (user, mobile) = (user().await, fresh_mobile());
    let lead = user.lead(&mobile).await;
    gateway().reports(&mobile, Reports::Undelivered).await;
    let id = user.sent(&lead, "Hello").await.id.to_string();
    user.until_status(&id, "UNDELIVERED").await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.list_press("#messages .toggle").await;
    page.list_holds("#messages .details", "Error 27").await;
    page.list_holds("#messages .details", "Send it again later.")
        .await;
    page.list_press("#messages .toggle").await;
    page.browser
        .until(
            "folded",
            "return !document.querySelector('mitto-sms-list').shadowRoot.querySelector('.details')",
        )
        .await;
    page.browser.close().await;
}

#[tokio::test]
async fn earlier_ones_come_on_top_and_the_eye_stays_where_it_is() {
    let (user, mobile) = (user().await, fresh_mobile());
    let lead = user.lead(&mobile).await;
    for number in 1..=23 {
        user.sent(&lead, &format!("Number {number}")).await;
    }
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.list_reads("#title", "SMS (20+)").await;
    assert_eq!(page.conversation().await[0], "Number 4");
    let top = "const log = root.querySelector('#log'); log.scrollTop = 0; \
        return Math.round([...root.querySelectorAll('#messages .text')] \
            .find((p) => p.textContent === 'Number 4').getBoundingClientRect().top)";
    let before = page.in_list(top).await.as_i64().unwrap();
    page.list_press("#earlier").await;
    page.list_reads("#title", "SMS (23)").await;
    assert_eq!(page.conversation().await[0], "Number 1");
    let after = page.in_list(&top.replace("log.scrollTop = 0;", "")).await;
    // The button above them is gone.
    assert!(
        (before - after.as_i64().unwrap()).abs() < 60,
        "{before} {after}"
    );
    assert_eq!(page.focused().await, json!("log"));
    page.browser.close().await;
}

#[tokio::test]
async fn a_reply_is_answered_from_the_number_it_came_to() {
    let (_, lead, mobile) = talked().await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.part("#text").await;
    page.list_press("#messages [data-do=answer]").await;
    assert_eq!(page.focused().await, json!("text"));
    page.browser.keys("At the station").await;
    page.press("#send").await;
    page.reads("#done", "1 message sent").await;
    // At once, not at the next look.
    page.list_reads("#messages li:nth-child(4) .text", "At the station")
        .await;
    let sent = gateway().messages(&mobile).await;
    assert!(sent.last().unwrap().from.ends_with("41791112233"));
    page.browser.close().await;
}

#[tokio::test]
async fn a_page_that_cannot_answer_has_no_button_and_one_may_answer_in_its_own_way() {
    let (_, lead, mobile) = talked().await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.part("#text").await;
    page.list_part("#messages [data-do=answer]").await;
    let take = "window.asked = null; document.addEventListener('mitto-sms-answer', (event) => { \
        event.preventDefault(); window.asked = event.detail; }, {once: true});";
    page.browser.script(take, Vec::new()).await;
    page.list_press("#messages [data-do=answer]").await;
    let detail = page.browser.script("return window.asked", Vec::new()).await;
    assert_eq!(
        (&detail["from"], &detail["to"]),
        (&json!("41791112233"), &json!(mobile))
    );
    assert_ne!(page.focused().await, json!("text"));
    page.browser
        .script(
            "document.querySelector('mitto-send-sms').remove()",
            Vec::new(),
        )
        .await;
    page.browser
        .until("no button", "return !document.querySelector('mitto-sms-list').shadowRoot.querySelector('[data-do=answer]')")
        .await;
    page.browser.close().await;
}

#[tokio::test]
async fn what_people_write_is_never_markup() {
    let (user, mobile) = (user().await, fresh_mobile());
    let lead = user.lead(&mobile).await;
    let hostile = [
        "<img src=x onerror=alert(1)>",
        "</li></ol><script>alert(1)</script>",
        "javascript:alert(1) \u{202e}gnp.exe & &lt;b&gt; <%=FirstName%>",
        "{{constructor.constructor('alert(1)')()}} ${alert(1)}",
    ];
    user.sent(&lead, hostile[0]).await;
    for text in hostile {
        gateway().reply(&mobile, text).await;
    }
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.list_reads("#title", "SMS (5)").await;
    let mut shown = page.conversation().await;
    shown.remove(0);
    shown.sort();
    let mut expected = hostile.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(shown, expected);
    page.list_press("#table").await;
    let alien = "return root.querySelectorAll('img, script, a, b').length";
    assert_eq!(page.in_list(alien).await, json!(0));
    page.browser.close().await;
}

#[tokio::test]
async fn the_keyboard_is_enough_for_the_list() {
    let (_, lead, mobile) = talked().await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.part("#text").await;
    page.list_part("#messages [data-do=answer]").await;
    page.in_list("root.querySelector('#conversation').focus()")
        .await;
    let mut order = Vec::new();
    for _ in 0..5 {
        order.push(page.focused().await);
        page.browser.keys(Key::Tab + "").await;
    }
    assert_eq!(order, ["conversation", "table", "log", "unfold", "answer"]);
    page.in_list("root.querySelector('#messages .toggle').focus()")
        .await;
    page.browser.keys(Key::Enter + "").await;
    page.list_holds("#messages .details", "DELIVERED").await;
    assert_eq!(page.focused().await, json!("unfold"), "the focus stays");
    page.browser.keys(Key::Tab + "").await;
    page.browser.keys(Key::Enter + "").await;
    assert_eq!(page.focused().await, json!("text"));
    page.browser.close().await;
}

#[tokio::test]
async fn axe_finds_nothing_in_the_list_and_nothing_is_cut_off() {
    let (_, lead, mobile) = talked().await;
    let page = RecordPage::of(&lead, &mobile, "").await;
    page.part("#text").await;
    page.list_press("#messages .toggle").await;
    page.list_holds("#messages .details", "DELIVERED").await;
    for view in ["#conversation", "#table"] {
        page.list_press(view).await;
        for dark in [false, true] {
            page.browser.appearance(1280, 900, dark).await;
            let found = page.browser.violations().await;
            assert_eq!(found, json!([]), "{view}, dark: {dark}");
        }
        page.browser.appearance(320, 800, false).await;
        assert!(page.browser.fits().await, "{view} is cut off at 320 pixels");
        assert_eq!(page.browser.violations().await, json!([]), "{view}, narrow");
        page.browser.appearance(1280, 900, false).await;
    }
    page.browser.close().await;
}

#[tokio::test]
async fn empty_broken_and_back_again() {
    let page = RecordPage::open().await;
    page.list_holds("#empty", "No SMS with this lead yet.")
        .await;
    assert_eq!(page.browser.violations().await, json!([]));
    // No answer: the policy of the page lets nobody go there.
    let away = "document.querySelector('mitto-sms-list').setAttribute('endpoint', 'https://nowhere.invalid/')";
    page.browser.script(away, Vec::new()).await;
    page.list_holds("#problem", "There was no answer").await;
    assert_eq!(page.browser.violations().await, json!([]));
    page.list_part("#retry").await;
    let back = "document.querySelector('mitto-sms-list').removeAttribute('endpoint')";
    page.browser.script(back, Vec::new()).await;
    page.list_holds("#empty", "No SMS with this lead yet.")
        .await;
    page.browser.close().await;
}

#[tokio::test]
async fn a_campaign_has_a_table_or_the_reason_why_not() {
    let page = RecordPage::open().await;
    page.list_part("#empty").await;
    let campaign = "const list = document.querySelector('mitto-sms-list'); \
        list.setAttribute('object', 'campaign'); list.setAttribute('record-id', '7011');";
    page.browser.script(campaign, Vec::new()).await;
    page.browser
        .until(
            "a campaign",
            "const root = document.querySelector('mitto-sms-list').shadowRoot; \
             const seen = (id) => root.querySelector(id)?.checkVisibility(); \
             return (seen('#problem') || root.querySelector('#empty-text')?.textContent.includes('campaign')) \
                 && !seen('#views');",
        )
        .await;
    page.browser.close().await;
}
