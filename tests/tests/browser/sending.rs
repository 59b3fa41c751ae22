//! From Send to DELIVERED, and everything that can come between.

use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use thirtyfour::prelude::*;

use super::page::{RecordPage, gateway, user};

#[tokio::test]
async fn a_person_texts_a_lead_and_watches_it_arrive() {
    let page = RecordPage::open().await;
    page.reads("#to", &page.mobile).await;
    page.type_message("Hello Ada, see you at 10.").await;
    page.reads("#counter", "(regular) 25 / 160 [1]").await;
    page.press("#send").await;
    page.reads("#done", "1 message sent").await;
    page.holds("#status", "DELIVERED").await;
    assert_eq!(page.message().await, "");

    let received = gateway().messages(&page.mobile).await;
    assert_eq!(received.len(), 1);
    assert_eq!(
        (received[0].text.as_str(), received[0].from.as_str()),
        ("Hello Ada, see you at 10.", "MITTO-SMS")
    );
    page.browser.close().await;
}

#[tokio::test]
async fn a_template_is_previewed_with_the_records_data_and_sent() {
    let page = RecordPage::open().await;
    page.part("#template").await;
    let choose = "const box = document.querySelector('mitto-send-sms').shadowRoot\
        .querySelector('#template'); \
        box.value = [...box.options].find((one) => one.text.startsWith('Thanks')).value; \
        box.dispatchEvent(new Event('change', {bubbles: true}));";
    page.browser
        .until("templates", "return document.querySelector('mitto-send-sms').shadowRoot.querySelectorAll('#template option').length > 1")
        .await;
    page.browser.script(choose, Vec::new()).await;
    page.holds("#preview", "Hello Ada, thank you").await;
    page.holds("#preview", "Analytical Engines").await;
    page.holds("#counter", "exact").await;
    page.press("#send").await;
    page.reads("#done", "1 message sent").await;
    let received = gateway().messages(&page.mobile).await;
    assert!(
        received[0].text.starts_with("Hello Ada, thank you"),
        "{}",
        received[0].text
    );
    page.browser.close().await;
}

#[tokio::test]
async fn the_double_click_sends_one() {
    let page = RecordPage::open().await;
    let slow = Behaviour {
        answer: Answer::Slow(1_500),
        ..Behaviour::default()
    };
    gateway().behave(&page.mobile, slow).await;
    page.type_message("Only once").await;
    let send = page.part("#send").await;
    let twice = "const button = document.querySelector('mitto-send-sms').shadowRoot\
        .querySelector('#send'); button.click(); button.click();";
    assert!(send.is_enabled().await.unwrap());
    page.browser.script(twice, Vec::new()).await;
    page.reads("#send", "Sending…").await;
    page.reads("#done", "1 message sent").await;
    assert_eq!(page.submissions().await, 1);
    page.browser.close().await;
}

#[tokio::test]
async fn a_refusal_shows_the_gateways_reason_and_keeps_the_text() {
    let page = RecordPage::open().await;
    gateway().answer(&page.mobile, Answer::Refuse(6)).await;
    page.type_message("Hello").await;
    page.press("#send").await;
    page.holds("#problem", "Invalid sender").await;
    page.holds("#status", "REJECTED").await;
    assert_eq!(page.message().await, "Hello");
    page.browser.close().await;
}

#[tokio::test]
async fn a_lost_answer_is_maybe_sent_and_turns_to_delivered_when_the_report_comes() {
    let page = RecordPage::open().await;
    gateway().answer(&page.mobile, Answer::CutAfter).await;
    page.type_message("Did it arrive?").await;
    page.press("#send").await;
    page.holds("#status", "Maybe sent").await;
    page.holds("#status", "DELIVERED").await;
    assert_eq!(page.submissions().await, 1);
    page.browser.close().await;
}

#[tokio::test]
async fn a_lost_network_keeps_the_text_and_the_second_try_sends_once() {
    let page = RecordPage::open().await;
    page.type_message("Through a tunnel").await;
    page.browser.offline(true).await;
    page.press("#send").await;
    page.reads("#send", "Try again").await;
    page.holds("#problem", "will not be sent twice").await;
    assert_eq!(page.message().await, "Through a tunnel");
    page.browser.offline(false).await;
    page.press("#send").await;
    page.reads("#done", "1 message sent").await;
    assert_eq!(page.submissions().await, 1);
    page.browser.close().await;
}

#[tokio::test]
async fn an_expired_token_is_renewed_without_a_word() {
    let mobile = mitto_tests::api::fresh_mobile();
    let lead = user().await.lead(&mobile).await;
    // The leeway is a minute: this token is good for five seconds, so that a busy machine can load the page with it.
    let page = RecordPage::of(&lead, &mobile, "&ttl=-55").await;
    page.type_message("Still me").await;
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    page.press("#send").await;
    page.reads("#done", "1 message sent").await;
    page.browser.close().await;
}

#[tokio::test]
async fn a_second_number_gets_an_sms_of_its_own() {
    let page = RecordPage::open().await;
    let other = mitto_tests::api::fresh_mobile();
    page.part("#number").await.send_keys("12").await.unwrap();
    page.holds("#number-problem", "too short").await;
    page.part("#number").await.clear().await.unwrap();
    page.part("#number")
        .await
        .send_keys(other.as_str() + Key::Enter)
        .await
        .unwrap();
    page.holds("#to", &other).await;
    page.type_message("To both").await;
    page.press("#send").await;
    page.reads("#done", "2 messages sent").await;
    assert_eq!(page.submissions().await, 1);
    assert_eq!(gateway().messages(&other).await.len(), 1);
    page.browser.close().await;
}

#[tokio::test]
async fn some_segments_lost_is_said() {
    let page = RecordPage::open().await;
    gateway()
        .reports(&page.mobile, Reports::LastSegmentLost)
        .await;
    page.paste_message(&"Long ".repeat(60)).await;
    page.reads("#counter", "(regular) 300 / 160 [2]").await;
    page.press("#send").await;
    page.reads("#done", "2 messages sent").await;
    page.holds("#status", "1 of 2 delivered").await;
    page.browser.close().await;
}
