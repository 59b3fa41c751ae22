//! The elements in other languages: German as it comes with them, French from a file of one's own, and what is said in
//! none of the two.

use mitto_tests::api::fresh_mobile;
use mitto_tests::browser::Browser;
use mitto_tests::simulator::behaviour::Answer;
use serde_json::{Value, json};

use super::campaign::CampaignPage;
use super::page::{RecordPage, base, gateway, user};

/// A page of a new lead, with something before it is loaded.
pub(super) async fn page_of_a_lead(query: &str, before: &str) -> RecordPage {
    let mobile = fresh_mobile();
    let lead = user().await.lead(&mobile).await;
    let browser = Browser::open().await;
    let script = json!({"source": before});
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", script)
        .await;
    browser
        .goto(&format!("{}/sample/lead?id={lead}{query}", base()))
        .await;
    browser.find("mitto-send-sms").await;
    RecordPage {
        browser,
        lead,
        mobile,
    }
}

/// A picture for whoever wants to look.
async fn picture(browser: &Browser, name: &str) {
    if let Ok(folder) = std::env::var("MITTO_PICTURES") {
        let file = format!("{folder}/language-{name}.png");
        std::fs::write(file, browser.screenshot().await).unwrap();
    }
}

/// Sets the language of the page around the elements.
async fn page_in(browser: &Browser, lang: &str) {
    let script = "document.documentElement.lang = arguments[0]";
    browser.script(script, vec![json!(lang)]).await;
}

#[tokio::test]
async fn a_german_reads_german_from_the_first_to_the_last_word() {
    // The file comes late; what a heading ever says is kept.
    let late = "window.said = []; \
        const attach = Element.prototype.attachShadow; \
        Element.prototype.attachShadow = function (init) { \
            const root = attach.call(this, init); \
            const look = () => said.push(root.querySelector('h2')?.textContent); \
            new MutationObserver(look).observe(root, {childList: true, subtree: true}); \
            return root; }; \
        const real = window.fetch; \
        window.fetch = async (url, ...rest) => { \
            if (String(url).includes('.de.json')) await new Promise((go) => setTimeout(go, 700)); \
            return real(url, ...rest); };";
    let page = page_of_a_lead("&lang=de", late).await;
    page.reads("#title", "SMS senden").await;
    page.reads("label[for=from]", "*Von").await;
    page.type_message("Hallo Ada, bis 10 Uhr.").await;
    page.reads("#counter", "(regulär) 22 / 160 [1]").await;
    page.press("#send").await;
    page.reads("#done", "1 Nachricht gesendet").await;
    page.holds("#status", "Zugestellt").await;
    page.list_reads("#table", "Tabelle").await;
    page.list_holds("#messages", &format!("an {}", page.mobile))
        .await;
    page.list_holds("#messages", "Zugestellt").await;
    let said = page.browser.script("return said", Vec::new()).await;
    let said: Vec<Option<String>> = serde_json::from_value(said).unwrap();
    assert!(said.contains(&Some("SMS senden".to_owned())), "{said:?}");
    assert!(!said.contains(&Some("Send SMS".to_owned())), "{said:?}");
    // The moments, too.
    let time = "return root.querySelector('#messages time').textContent";
    let time = page.in_list(time).await;
    assert!(
        !time.as_str().unwrap().contains("M"),
        "no AM, no PM: {time}"
    );
    picture(&page.browser, "lead").await;
    page.browser.close().await;
}

#[tokio::test]
async fn what_the_gateway_says_is_told_in_german_and_its_own_words_as_they_are() {
    let page = page_of_a_lead("&lang=de", "").await;
    gateway().answer(&page.mobile, Answer::Refuse(6)).await;
    page.type_message("Hallo").await;
    page.press("#send").await;
    page.holds("#problem", "Nicht gesendet. Der Absender ist ungültig")
        .await;
    page.holds("#problem", "(„Invalid sender“, Code 6)").await;
    page.holds("#status", "Abgelehnt").await;
    page.list_press("#messages .toggle").await;
    page.list_holds(".details", "Der Absender ist ungültig")
        .await;
    // A problem document of the Worker, by its code, and its details.
    page.part("#number")
        .await
        .send_keys("+41 00 000 00 00")
        .await
        .unwrap();
    page.press("#add").await;
    page.holds("#number-problem", "Kein Telefon hat diese Nummer.")
        .await;
    picture(&page.browser, "refused").await;
    page.browser.close().await;
}

#[tokio::test]
async fn what_was_said_before_the_language_changed_is_said_in_the_new_one() {
    let page = page_of_a_lead("", "").await;
    gateway().answer(&page.mobile, Answer::Refuse(6)).await;
    page.type_message("Hallo").await;
    page.press("#send").await;
    page.holds("#problem", "Not sent. The sender is invalid")
        .await;
    let number = page.part("#number").await;
    number.send_keys("+41 00 000 00 00").await.unwrap();
    page.press("#add").await;
    page.holds("#number-problem", "No phone has this number.")
        .await;
    page_in(&page.browser, "de").await;
    page.holds("#problem", "Nicht gesendet. Der Absender ist ungültig")
        .await;
    page.holds("#number-problem", "Kein Telefon hat diese Nummer.")
        .await;
    page_in(&page.browser, "en").await;
    page.holds("#problem", "Not sent. The sender is invalid")
        .await;
    page.browser.close().await;
}

#[tokio::test]
async fn a_german_page_is_for_everybody() {
    let page = page_of_a_lead("&lang=de", "").await;
    page.paste_message(&"Es ist so “weit”, ".repeat(6)).await;
    page.holds("#hint-text", "ist die Nachricht Unicode").await;
    for (width, dark) in [(1280, false), (1280, true), (320, false)] {
        page.browser.appearance(width, 900, dark).await;
        picture(&page.browser, &format!("unicode-{width}-{dark}")).await;
        assert_eq!(page.browser.violations().await, json!([]), "{width} px");
        assert!(page.browser.fits().await, "{width} px");
    }
    page.browser.close().await;
}

#[tokio::test]
async fn a_campaign_is_planned_scheduled_and_sent_in_german() {
    let people = [
        ("Ada", "Ng–Li"),
        ("Eva", "Li"),
        ("", "Roux"),
        ("Jo", "Berg"),
    ];
    let page = CampaignPage::of(&people).await;
    page.open("&lang=de").await;
    page.says("#recipients", "4 Empfänger").await;
    page.says("#skipped", "1 übersprungen").await;
    page.press("#skipped").await;
    page.says("#skipped-list", "1 hat keine Mobilnummer").await;
    page.write(&format!("{} <%=FirstName%> <%=LastName%>", "x".repeat(66)))
        .await;
    page.reads("#advice", |text| {
        text.starts_with("Ein Gedankenstrich in „Nachname“ (1-mal) macht 1 Nachricht zu Unicode.")
    })
    .await;
    for (width, dark) in [(1280, false), (1280, true), (320, false)] {
        page.browser.appearance(width, 1100, dark).await;
        picture(&page.browser, &format!("campaign-{width}-{dark}")).await;
        assert_eq!(page.browser.violations().await, json!([]), "{width} px");
        assert!(page.browser.fits().await, "{width} px");
    }
    page.browser.appearance(1280, 1100, false).await;
    page.press("#when-later").await;
    page.press("#plan").await;
    page.says("#when-problem", "Wählen Sie Tag und Uhrzeit.")
        .await;
    let at = "let node = document.querySelector('mitto-send-sms').shadowRoot.firstElementChild; \
        node = node.shadowRoot.querySelector('#at'); node.value = '2035-12-01T09:00'; \
        node.dispatchEvent(new Event('input', {bubbles: true, composed: true}))";
    page.browser.script(at, Vec::new()).await;
    page.reads("#when-words", |text| {
        text.starts_with("Samstag, 1. Dezember 2035 um 09:00 (Zeitzone des jeweiligen Empfängers).")
    })
    .await;
    // Too far ahead: a problem of the Worker at a field.
    page.press("#plan").await;
    page.reads("#problem", |text| {
        text == "Eine Kampagne kann bis zu 366 Tage im Voraus geplant werden."
    })
    .await;
    page.press("#when-now").await;
    page.press("#plan").await;
    page.says("#confirm-title", "An 4 Empfänger senden?").await;
    page.reads("#bill", |bill| {
        bill.contains("Nachrichten insgesamt") && bill.contains("3 regulär, 1 Unicode")
    })
    .await;
    page.reads("#bill-blank", |text| {
        text.contains("Vorname ist bei 1 leer")
    })
    .await;
    picture(&page.browser, "confirm").await;
    page.reads("#send", |text| text.ends_with("Nachrichten senden"))
        .await;
    page.press("#send").await;
    page.says("#job-words", "Fertig: 4 Empfänger, davon 4 erledigt.")
        .await;
    page.reads("#counts", |counts| counts.contains("Zugestellt4"))
        .await;
    page.press("#results").await;
    page.reads("#outcomes-title", |text| text == "Was aus 4 SMS wurde")
        .await;
    picture(&page.browser, "done").await;
    page.browser.close().await;
}

#[tokio::test]
async fn a_file_of_ones_own_speaks_as_far_as_it_knows() {
    let query = "&lang=fr&messages-url=/sample/messages.fr.json";
    let page = page_of_a_lead(query, "").await;
    page.reads("#title", "Envoyer un SMS").await;
    gateway().answer(&page.mobile, Answer::Refuse(6)).await;
    page.type_message("Bonjour").await;
    page.reads("#counter", "(normal) 7 / 160 [1]").await;
    page.press("#send").await;
    page.holds("#status", "L’expéditeur n’est pas valable")
        .await;
    // What it does not know is English.
    page.holds("#status", "REJECTED").await;
    page.browser.close().await;
}

#[tokio::test]
async fn without_its_file_there_is_english_and_one_warning() {
    let count = "window.warned = []; const warn = console.warn; \
        console.warn = (...words) => { warned.push(words.join(' ')); warn(...words); }; \
        const real = window.fetch; \
        window.fetch = async (url, ...rest) => { \
            if (String(url).includes('.de.json')) throw new Error('gone'); \
            return real(url, ...rest); };";
    let page = page_of_a_lead("&lang=de", count).await;
    page.reads("#title", "Send SMS").await;
    page.list_reads("#title", "SMS (0)").await;
    let warned = page.browser.script("return warned", Vec::new()).await;
    let warned: Vec<String> = serde_json::from_value(warned).unwrap();
    // Each module asks for itself.
    assert!((1..=2).contains(&warned.len()), "{warned:?}");
    assert!(warned[0].contains("mitto-sms.de.json: gone"), "{warned:?}");
    let lang = "return document.querySelector('mitto-send-sms').shadowRoot.firstElementChild.lang";
    let lang = page.browser.script(lang, Vec::new()).await;
    assert_eq!(lang, json!("en"), "a screen reader reads English");
    page.browser.close().await;
}

#[tokio::test]
async fn another_language_is_spoken_at_once_and_takes_nothing_away() {
    let page = page_of_a_lead("", "").await;
    page.type_message("Half a").await;
    page_in(&page.browser, "de").await;
    page.reads("#title", "SMS senden").await;
    page.reads("#counter", "(regulär) 6 / 160 [1]").await;
    page.reads("#send", "Senden").await;
    page.list_reads("#empty", "Noch keine SMS mit diesem Lead.")
        .await;
    page.type_message(" word").await;
    assert_eq!(page.message().await, "Half a word");
    // The element's own is nearer than the page's.
    let own = "document.querySelector('mitto-send-sms').lang = 'en-GB'";
    page.browser.script(own, Vec::new()).await;
    page.reads("#title", "Send SMS").await;
    page.list_reads("#empty", "Noch keine SMS mit diesem Lead.")
        .await;
    // What is written from right to left.
    let arabic = "const element = document.querySelector('mitto-send-sms'); element.lang = 'ar'; \
        element.messages = {messages: {'Send SMS': 'إرسال رسالة'}}";
    page.browser.script(arabic, Vec::new()).await;
    page.reads("#title", "إرسال رسالة").await;
    let card = "const card = document.querySelector('mitto-send-sms').shadowRoot.firstElementChild; \
        return [card.lang, card.dir, getComputedStyle(card).direction]";
    let card = page.browser.script(card, Vec::new()).await;
    assert_eq!(card, json!(["ar", "rtl", "rtl"]));
    assert_eq!(page.message().await, "Half a word");
    picture(&page.browser, "rtl").await;
    page.browser.close().await;
}

#[tokio::test]
async fn a_frame_speaks_the_language_it_is_asked_for() {
    let lead = user().await.lead(&fresh_mobile()).await;
    let browser = Browser::open().await;
    let token = user_token().await;
    let address = format!(
        "{}/embed/send-sms?object=lead&record-id={lead}&lang=de",
        base()
    );
    browser.goto(&address).await;
    browser.find("mitto-send-sms").await;
    // At the top of a window, the page around it is itself. It tells the token again and again: the frame may not have asked yet.
    let reads = format!(
        "for (const request of [1, 2, 3]) postMessage({{type: 'mitto-sms:token', request, token: '{token}'}}, '*'); \
         return document.querySelector('mitto-send-sms').shadowRoot?.querySelector('h2')?.textContent === 'SMS senden' \
             && document.documentElement.lang === 'de'"
    );
    browser.until("a German frame", &reads).await;
    browser.close().await;
}

/// A session token, as the page around a frame would give it.
async fn user_token() -> String {
    let address = format!("{}/dev/token?role=user&sub=e2e-frame", base());
    let answer: Value = mitto_tests::api::Api::nobody(&base())
        .get(address.trim_start_matches(&base()))
        .await
        .json();
    answer["token"].as_str().unwrap().to_owned()
}
