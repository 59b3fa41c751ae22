//! Takes pictures of the running pages: `pictures [--all] FOLDER`. Run by `cargo xtask pictures`.

// A panic in here is a picture that could not be taken, and says which.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::PathBuf;
use std::time::Duration;

use mitto_tests::browser::Browser;
use serde_json::json;

/// A page in a state worth looking at.
struct Scene {
    name: &'static str,
    path: &'static str,
    /// Runs in the page once the element stands; `root` is its shadow root, `type` pastes text.
    script: &'static str,
    /// What must be seen before the picture is taken.
    until: &'static str,
}

const TEMPLATE: &str = "
    const box = root.querySelector('#template');
    box.value = [...box.options].find((one) => one.text.startsWith('Offer')).value;
    box.dispatchEvent(new Event('change', {bubbles: true}));";

/// The README's.
const FRONT: [Scene; 1] = [Scene {
    name: "record-page",
    path: "/sample/lead?id=00Q1",
    script: "type('Hello Lena, see you at 10.'); root.querySelector('#send').click();",
    until: "DELIVERED",
}];

const ALL: [Scene; 6] = [
    Scene {
        name: "empty",
        path: "/sample/lead?id=00Q1&adHoc=true",
        script: "",
        until: "0 / 160",
    },
    Scene {
        name: "template",
        path: "/sample/lead?id=00Q1",
        script: TEMPLATE,
        until: "Preview: ",
    },
    Scene {
        name: "unicode",
        path: "/sample/lead?id=00Q1",
        script: "type('It’s ready – really… 🎉 Dear <%=Salutation%>');",
        until: "unicode because of",
    },
    Scene {
        name: "opted-out",
        path: "/sample/lead?id=00Q2",
        script: "",
        until: "opted out",
    },
    Scene {
        name: "no-mobile",
        path: "/sample/lead?id=00Q3",
        script: "",
        until: "no mobile",
    },
    Scene {
        name: "dialog",
        path: "/sample/contact?id=0031&mode=action",
        script: "root.querySelector('button').click(); type('Happy birthday 🎂');",
        until: "unicode",
    },
];

/// Pages of the app: name, address, what is pressed there, and what must then be seen.
const APP: [(&str, &str, &str, &str); 9] = [
    ("home", "/", "", "#tiles"),
    ("setup", "/setup", "#test-callback", "#callback-verdict"),
    ("senders", "/setup/senders", "#add", "#editor-title"),
    ("keywords", "/setup/opt-out-keywords", "", "#rows"),
    ("changes", "/setup/changes", "#verify", "#verdict"),
    ("transfer", "/setup/transfer", "", "#file"),
    ("templates", "/templates", "", "#rows"),
    (
        "template-editor",
        "/templates",
        "#rows tr:nth-child(3) a",
        "#preview li",
    ),
    ("messages", "/sms", "", "h1"),
];

/// The README's second picture, among those.
const EDITOR: usize = 7;

const PREPARE: &str = "
    const root = document.querySelector('mitto-send-sms').shadowRoot;
    const type = (text) => {
        root.querySelector('#text').focus();
        document.execCommand('insertText', false, text);
    };";

#[tokio::main]
async fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let all = words.first().is_some_and(|word| word == "--all");
    if all {
        words.remove(0);
    }
    let folder = PathBuf::from(words.pop().expect("a folder"));
    std::fs::create_dir_all(&folder).expect("the folder");
    let browser = Browser::open().await;
    if all {
        for scene in &ALL {
            for (width, dark) in [(1280, false), (1280, true), (320, false)] {
                let shade = if dark { "-dark" } else { "" };
                let file = folder.join(format!("{}-{width}{shade}.png", scene.name));
                std::fs::write(file, picture(&browser, scene, width, dark).await).expect("a file");
            }
        }
        for page in &APP {
            for (width, dark) in [(1280, false), (1280, true), (320, false)] {
                let shade = if dark { "-dark" } else { "" };
                let file = folder.join(format!("app-{}-{width}{shade}.png", page.0));
                std::fs::write(file, page_of_app(&browser, page, width, dark).await)
                    .expect("a file");
            }
        }
    } else {
        for scene in &FRONT {
            // The second shows the element after the text was sent and the next is being typed.
            let _ = picture(&browser, scene, 1280, false).await;
            let script = format!("{PREPARE} {TEMPLATE} return true;");
            browser.until("the template", &script).await;
            let file = folder.join(format!("{}.png", scene.name));
            std::fs::write(file, shot(&browser, 1280, false).await).expect("a file");
        }
        let campaign = campaign(&browser).await;
        std::fs::write(folder.join("campaign.png"), campaign).expect("a file");
        let editor = page_of_app(&browser, &APP[EDITOR], 1280, false).await;
        std::fs::write(folder.join("template-editor.png"), editor).expect("a file");
    }
    browser.close().await;
}

/// A campaign's page with a text that could be cheaper.
async fn campaign(browser: &Browser) -> Vec<u8> {
    browser.appearance(1280, 900, false).await;
    let base = mitto_tests::variable("MITTO_BASE_URL");
    browser
        .goto(&format!("{base}/sample/campaign?id=7011"))
        .await;
    let text = browser.deep("#text").await;
    text.focus().await.expect("the focus");
    let words = "Dear <%=FirstName|friend%>, our spring event is on 12 March – will you come? Reply YES or NO.";
    let insert = "document.execCommand('insertText', false, arguments[0]);";
    browser.script(insert, vec![json!(words)]).await;
    browser.deep("#preview li").await;
    shot(browser, 1280, false).await
}

async fn page_of_app(
    browser: &Browser,
    (_, path, press, until): &(&str, &str, &str, &str),
    width: u32,
    dark: bool,
) -> Vec<u8> {
    browser.appearance(width, 900, dark).await;
    let base = mitto_tests::variable("MITTO_BASE_URL");
    browser.goto(&format!("{base}{path}")).await;
    if !press.is_empty() {
        let button = browser.deep(press).await;
        button.click().await.expect("a press");
    }
    browser.deep(until).await;
    shot(browser, width, dark).await
}

async fn picture(browser: &Browser, scene: &Scene, width: u32, dark: bool) -> Vec<u8> {
    browser.appearance(width, 900, dark).await;
    let base = mitto_tests::variable("MITTO_BASE_URL");
    browser.goto(&format!("{base}{}", scene.path)).await;
    let ready = "const root = document.querySelector('mitto-send-sms')?.shadowRoot; \
        return !!root && (root.querySelectorAll('#template option').length > 1 \
        || !!root.querySelector('#blocked')?.textContent);";
    browser.until("the element", ready).await;
    browser
        .script(&format!("{PREPARE} {}", scene.script), Vec::new())
        .await;
    let seen = format!(
        "{PREPARE} return root.textContent.includes({});",
        json!(scene.until)
    );
    browser.until(scene.until, &seen).await;
    shot(browser, width, dark).await
}

/// The whole page, however long.
async fn shot(browser: &Browser, width: u32, dark: bool) -> Vec<u8> {
    let height = browser
        .script(
            "document.activeElement?.blur(); return document.documentElement.scrollHeight",
            Vec::new(),
        )
        .await;
    let height = height
        .as_u64()
        .and_then(|height| u32::try_from(height).ok());
    browser
        .appearance(width, height.unwrap_or_default().max(700), dark)
        .await;
    // Web animations and the counter's spoken pause end within this.
    tokio::time::sleep(Duration::from_millis(400)).await;
    browser.screenshot().await
}
