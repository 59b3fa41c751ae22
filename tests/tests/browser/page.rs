//! A record page with the element on it, and what a person does there.

use mitto_tests::api::{Api, fresh_mobile};
use mitto_tests::browser::Browser;
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

const ELEMENT: &str = "mitto-send-sms";
/// The SMS related list on the same page.
pub(crate) const LIST: &str = "mitto-sms-list";

/// The stack the tests share.
pub(crate) fn base() -> String {
    mitto_tests::variable("MITTO_BASE_URL")
}

/// The gateway.
pub(crate) fn gateway() -> SimulatorClient {
    SimulatorClient::new(&mitto_tests::variable("MITTO_SIMULATOR_URL"))
}

/// A salesperson, for what the CRM's back end would do.
pub(crate) async fn user() -> Api {
    Api::nobody(&base())
        .signed_in("role=user&sub=e2e-browser")
        .await
}

/// A window on a record page.
pub(crate) struct RecordPage {
    pub(crate) browser: Browser,
    pub(crate) lead: String,
    pub(crate) mobile: String,
}

impl RecordPage {
    /// Opens the page of a new lead with a number of its own.
    pub(crate) async fn open() -> RecordPage {
        let mobile = fresh_mobile();
        let lead = user().await.lead(&mobile).await;
        RecordPage::of(&lead, &mobile, "").await
    }

    /// Opens the page of a lead; `query` is added to the address.
    pub(crate) async fn of(lead: &str, mobile: &str, query: &str) -> RecordPage {
        let browser = Browser::open().await;
        browser
            .goto(&format!("{}/sample/lead?id={lead}{query}", base()))
            .await;
        let page = RecordPage {
            browser,
            lead: lead.to_owned(),
            mobile: mobile.to_owned(),
        };
        page.browser.find(ELEMENT).await;
        page
    }

    /// A visible node inside the element.
    pub(crate) async fn part(&self, css: &str) -> WebElement {
        self.browser.find_in(ELEMENT, css).await
    }

    /// The text of a node inside the element, shown or not.
    pub(crate) async fn text_of(&self, css: &str) -> String {
        let script = "const node = document.querySelector('mitto-send-sms').shadowRoot\
            .querySelector(arguments[0]); return node ? node.textContent : '';";
        let text = self.browser.script(script, vec![json!(css)]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a node inside the element is shown and reads exactly this.
    pub(crate) async fn reads(&self, css: &str, text: &str) {
        self.shows(css, &format!("=== {}", json!(text))).await;
    }

    /// Waits until a node inside the element is shown and holds this.
    pub(crate) async fn holds(&self, css: &str, text: &str) {
        self.shows(css, &format!(".includes({})", json!(text)))
            .await;
    }

    async fn shows(&self, css: &str, test: &str) {
        self.shows_in(ELEMENT, css, test).await;
    }

    async fn shows_in(&self, host: &str, css: &str, test: &str) {
        let script = format!(
            "const node = document.querySelector('{host}').shadowRoot?.querySelector({}); \
             return !!node && node.checkVisibility() && node.textContent.trim(){test};",
            json!(css)
        );
        let what = format!("{host} {css} {test}");
        self.browser.until(&what, &script).await;
    }

    /// Waits until a node inside the list is shown and reads exactly this.
    pub(crate) async fn list_reads(&self, css: &str, text: &str) {
        self.shows_in(LIST, css, &format!("=== {}", json!(text)))
            .await;
    }

    /// Waits until a node inside the list is shown and holds this.
    pub(crate) async fn list_holds(&self, css: &str, text: &str) {
        self.shows_in(LIST, css, &format!(".includes({})", json!(text)))
            .await;
    }

    /// A visible node inside the list.
    pub(crate) async fn list_part(&self, css: &str) -> WebElement {
        self.browser.find_in(LIST, css).await
    }

    /// Presses a button of the list.
    pub(crate) async fn list_press(&self, css: &str) {
        self.list_part(css).await.click().await.unwrap();
    }

    /// A script with `root` for the shadow root of the list.
    pub(crate) async fn in_list(&self, script: &str) -> Value {
        let script = format!("const root = document.querySelector('{LIST}').shadowRoot; {script}");
        self.browser.script(&script, Vec::new()).await
    }

    /// The texts of the conversation, top to bottom.
    pub(crate) async fn conversation(&self) -> Vec<String> {
        let texts =
            "return [...root.querySelectorAll('#messages .text')].map((p) => p.textContent)";
        serde_json::from_value(self.in_list(texts).await).unwrap()
    }

    /// What has the focus, in whatever shadow root.
    pub(crate) async fn focused(&self) -> Value {
        let script = "let node = document.activeElement; \
            while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement; \
            return node?.id || node?.dataset?.do || ''";
        self.browser.script(script, Vec::new()).await
    }

    /// Types into the message.
    pub(crate) async fn type_message(&self, text: &str) {
        self.part("#text").await.send_keys(text).await.unwrap();
    }

    /// The message as it stands.
    pub(crate) async fn message(&self) -> String {
        let script = "return document.querySelector('mitto-send-sms').shadowRoot\
            .querySelector('#text').value";
        self.browser
            .script(script, Vec::new())
            .await
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Sets the message at once, as a paste does: WebDriver cannot type characters beyond the
    /// basic plane.
    pub(crate) async fn paste_message(&self, text: &str) {
        self.part("#text").await;
        let script = "const box = document.querySelector('mitto-send-sms').shadowRoot\
            .querySelector('#text'); box.focus(); \
            document.execCommand('insertText', false, arguments[0]);";
        self.browser.script(script, vec![Value::from(text)]).await;
    }

    /// Presses a button.
    pub(crate) async fn press(&self, css: &str) {
        self.part(css).await.click().await.unwrap();
    }

    /// What the gateway got for this lead's number.
    pub(crate) async fn submissions(&self) -> usize {
        gateway().messages(&self.mobile).await.len()
    }
}
