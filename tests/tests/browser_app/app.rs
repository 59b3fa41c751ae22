//! The app in a window, and what a person does there.

use mitto_tests::api::{Api, fresh_id};
use mitto_tests::browser::Browser;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// The stack the tests share.
pub(crate) fn base() -> String {
    mitto_tests::variable("MITTO_BASE_URL")
}

/// What the CRM's back end may do for this role.
pub(crate) async fn api(role: &str) -> Api {
    Api::nobody(&base())
        .signed_in(&format!("role={role}&sub=e2e-app"))
        .await
}

/// A window of the app.
pub(crate) struct App {
    pub(crate) browser: Browser,
    base: String,
}

impl App {
    /// Opens an address of the app as an admin.
    pub(crate) async fn admin(path: &str) -> App {
        App::open(&base(), "admin", path).await
    }

    /// Opens an address of the app as a user.
    pub(crate) async fn user(path: &str) -> App {
        App::open(&base(), "user", path).await
    }

    /// Opens an address of a deployment's app by a sign-in link, as the CRM makes them.
    pub(crate) async fn open(base: &str, role: &str, path: &str) -> App {
        let api = Api::nobody(base);
        let signed_in = api
            .signed_in(&format!("role={role}&sub={}", fresh_id(role)))
            .await;
        let browser = Browser::open().await;
        let token = signed_in.token().unwrap();
        browser.goto(&format!("{base}{path}#token={token}")).await;
        let app = App {
            browser,
            base: base.to_owned(),
        };
        app.browser.find("mitto-sms-app").await;
        app
    }

    /// A shown element, in whatever page of the app.
    pub(crate) async fn part(&self, css: &str) -> WebElement {
        self.browser.deep(css).await
    }

    /// Presses something.
    pub(crate) async fn press(&self, css: &str) {
        self.part(css).await.click().await.unwrap();
    }

    /// Presses the first shown button or link that reads this.
    pub(crate) async fn press_words(&self, words: &str) {
        let mark = "const deep = (root) => { \
            for (const node of root.querySelectorAll('button, a')) \
                if (node.textContent.trim() === arguments[0] && node.checkVisibility()) return node; \
            for (const host of root.querySelectorAll('*')) { \
                const found = host.shadowRoot && deep(host.shadowRoot); if (found) return found; } }; \
            const node = deep(document); if (!node) return false; \
            node.scrollIntoView({block: 'center'}); node.click(); return true;";
        for _ in 0..200 {
            if self.browser.script(mark, vec![json!(words)]).await == Value::Bool(true) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("nothing to press reads {words}");
    }

    /// Replaces what stands in a box by typing. WebDriver's own clearing tells the page nothing, so we do.
    pub(crate) async fn types(&self, css: &str, text: &str) {
        let field = self.part(css).await;
        field.clear().await.unwrap();
        let tell =
            "arguments[0].dispatchEvent(new Event('input', {bubbles: true, composed: true}))";
        let node = field.to_json().unwrap();
        self.browser.script(tell, vec![node]).await;
        field.send_keys(text).await.unwrap();
    }

    /// Chooses the option of a select that reads this, once it is there.
    pub(crate) async fn chooses(&self, css: &str, label: &str) {
        self.holds(css, label).await;
        let field = self.part(css).await;
        for option in field.find_all(By::Css("option")).await.unwrap() {
            if option.text().await.unwrap().trim() == label {
                option.click().await.unwrap();
                return;
            }
        }
        panic!("{css} has no option {label}");
    }

    /// Waits until something is shown and holds this.
    pub(crate) async fn holds(&self, css: &str, text: &str) {
        let mut seen = None;
        for _ in 0..300 {
            seen = self.browser.deep_text(css).await;
            if seen.as_ref().is_some_and(|seen| seen.contains(text)) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{css} does not hold {text:?} but {seen:?}");
    }

    /// Waits until nothing that matches is shown, or it holds this no more.
    pub(crate) async fn lacks(&self, css: &str, text: &str) {
        for _ in 0..300 {
            let seen = self.browser.deep_text(css).await;
            if seen.is_none_or(|seen| !seen.contains(text)) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{css} still holds {text:?}");
    }

    /// Whether something is shown now.
    pub(crate) async fn shows(&self, css: &str) -> bool {
        self.browser.deep_text(css).await.is_some()
    }

    /// The address, without the host.
    pub(crate) async fn path(&self) -> String {
        let path = self.browser.script("return location.pathname", Vec::new());
        path.await.as_str().unwrap().to_owned()
    }

    /// Goes to an address by typing it.
    pub(crate) async fn goto(&self, path: &str) {
        self.browser.goto(&format!("{}{path}", self.base)).await;
    }

    /// axe-core finds nothing, in light and dark; nothing is cut off at 320 pixels.
    pub(crate) async fn is_accessible(&self, what: &str) {
        for dark in [false, true] {
            self.browser.appearance(1280, 900, dark).await;
            let found = self.browser.violations().await;
            assert_eq!(found, json!([]), "{what}, dark: {dark}");
        }
        self.browser.appearance(320, 800, false).await;
        assert!(self.browser.fits().await, "{what} is cut off at 320 pixels");
        self.browser.appearance(1280, 900, false).await;
    }
}
