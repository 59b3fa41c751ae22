//! A real Chromium, driven over WebDriver.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// How long a person would wait before calling it broken.
const PATIENCE: Duration = Duration::from_secs(15);

/// The first shown element that matches, in whatever shadow root.
const DEEP: &str = "const deep = (root, css) => { \
    for (const node of root.querySelectorAll(css)) if (node.checkVisibility()) return node; \
    for (const host of root.querySelectorAll('*')) { \
        const found = host.shadowRoot && deep(host.shadowRoot, css); if (found) return found; } };";

/// One browser window with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
}

impl Browser {
    /// Opens a window. The WebDriver is the one `cargo xtask test` has started.
    pub async fn open() -> Browser {
        let webdriver = super::variable("MITTO_WEBDRIVER_URL");
        let mut options = DesiredCapabilities::chrome();
        options
            .set_binary(&super::variable("CHROME"))
            .expect("a browser binary");
        for argument in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,900",
        ] {
            options.add_arg(argument).expect("an argument");
        }
        let driver = WebDriver::new(&webdriver, options)
            .await
            .expect("a browser window");
        Browser { driver }
    }

    /// Goes to an address.
    pub async fn goto(&self, url: &str) {
        self.driver.goto(url).await.expect("the page");
    }

    /// Runs a script in the page and returns its value.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        let answer = self.driver.execute(script, arguments).await;
        answer
            .unwrap_or_else(|why| panic!("{why}\nin {script}"))
            .json()
            .clone()
    }

    /// An element of the light DOM, once it is there.
    pub async fn find(&self, css: &str) -> WebElement {
        let query = self
            .driver
            .query(By::Css(css))
            .wait(PATIENCE, Duration::from_millis(50));
        query
            .first()
            .await
            .unwrap_or_else(|why| panic!("{css}: {why}"))
    }

    /// An element inside the open shadow root of `host`, once it is there and shown.
    pub async fn find_in(&self, host: &str, css: &str) -> WebElement {
        let started = Instant::now();
        loop {
            if let Ok(element) = self.try_find_in(host, css).await {
                return element;
            }
            assert!(
                started.elapsed() < PATIENCE,
                "{css} did not appear in {host}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn try_find_in(&self, host: &str, css: &str) -> WebDriverResult<WebElement> {
        let root = self
            .driver
            .find(By::Css(host))
            .await?
            .get_shadow_root()
            .await?;
        let element = root.find(By::Css(css)).await?;
        match element.is_displayed().await? {
            true => Ok(element),
            false => Err(WebDriverError::FatalError("not shown".to_owned())),
        }
    }

    /// An element inside whatever shadow roots, once it is there and shown.
    pub async fn deep(&self, css: &str) -> WebElement {
        let script =
            format!("{DEEP} const node = deep(document, arguments[0]); return node ?? null;");
        let started = Instant::now();
        loop {
            let found = self.driver.execute(&script, vec![json!(css)]).await;
            if let Ok(element) = found.and_then(|found| found.element()) {
                return element;
            }
            assert!(started.elapsed() < PATIENCE, "{css} did not appear");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The text of a shown element inside whatever shadow roots; none where there is none.
    pub async fn deep_text(&self, css: &str) -> Option<String> {
        let script = format!(
            "{DEEP} const node = deep(document, arguments[0]); \
             return node ? node.textContent.trim().replace(/\\s+/g, ' ') : null;"
        );
        let text = self.script(&script, vec![json!(css)]).await;
        text.as_str().map(str::to_owned)
    }

    /// Waits until a script returns true.
    pub async fn until(&self, what: &str, script: &str) {
        let started = Instant::now();
        loop {
            if self.script(script, Vec::new()).await == Value::Bool(true) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "waited in vain for: {what}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Types into whatever has the focus.
    pub async fn keys(&self, keys: impl Into<TypingData>) {
        let chain = self.driver.action_chain().send_keys(keys);
        chain.perform().await.expect("typing");
    }

    /// A command of the Chrome DevTools Protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let answer = self.driver.cdp().send_raw(command, parameters).await;
        answer.unwrap_or_else(|why| panic!("{command}: {why}"))
    }

    /// Sets the size of the page and whether the person prefers dark.
    pub async fn appearance(&self, width: u32, height: u32, dark: bool) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", size)
            .await;
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    /// Cuts the page off the network, or brings it back.
    pub async fn offline(&self, offline: bool) {
        self.devtools("Network.enable", json!({})).await;
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.devtools("Network.emulateNetworkConditions", conditions)
            .await;
    }

    /// Saves what the page downloads into this folder.
    pub async fn downloads_to(&self, folder: &Path) {
        let way = json!({"behavior": "allow", "downloadPath": folder.to_string_lossy()});
        self.devtools("Browser.setDownloadBehavior", way).await;
    }

    /// What axe-core finds wrong with the page: the rule and where, in short. An empty list is good.
    pub async fn violations(&self) -> Value {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(file).expect("axe-core");
        // Trusted Types forbid eval in the page; DevTools may.
        let install = json!({"expression": axe, "allowUnsafeEvalBlockedByCSP": true});
        self.devtools("Runtime.evaluate", install).await;
        let run = "axe.run(document, {resultTypes: ['violations']}).then((result) => \
            JSON.stringify(result.violations.map((one) => \
            [one.id, one.nodes.map((node) => node.target.flat().join(' '))])))";
        let ask = json!({"expression": run, "awaitPromise": true, "returnByValue": true});
        let answer = self.devtools("Runtime.evaluate", ask).await;
        let found = answer["result"]["value"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"));
        serde_json::from_str(found).unwrap()
    }

    /// Whether nothing of the page is wider than the window.
    pub async fn fits(&self) -> bool {
        let script =
            "const page = document.documentElement; return page.scrollWidth <= page.clientWidth";
        self.script(script, Vec::new()).await == Value::Bool(true)
    }

    /// Goes from a frame back to the page around it.
    pub async fn leave_frame(&self) {
        self.driver.enter_default_frame().await.expect("the page");
    }

    /// A picture of the page, PNG.
    pub async fn screenshot(&self) -> Vec<u8> {
        self.driver.screenshot_as_png().await.expect("a screenshot")
    }

    /// Closes the window.
    pub async fn close(self) {
        // A window that is gone already is closed.
        let _ = self.driver.quit().await;
    }
}
