//! The stories: each shows what it says, none has anything that axe-core finds wrong, and all of it under the strictest policy.

use mitto_tests::browser::Browser;
use serde_json::{Value, json};

use super::{base, violations};

/// A story, where in its element something is to be seen, and what.
const CLAIMS: [(&str, &str, &str); 52] = [
    ("loading", "#loading", "Loading…"),
    ("not-loaded", "#failed", "Try again"),
    ("empty", "#counter", "(regular) 0 / 160"),
    ("empty", "#send:disabled", "Send"),
    ("typing", "#counter", "(regular) 26 / 160 [1]"),
    ("typing", "#send:enabled", "Send"),
    ("template", "#preview", "Ms. Brunner"),
    ("template", "#counter", "exact"),
    ("blank", "#blank", "First Name"),
    ("blank", "#send", "Send anyway"),
    ("unicode", "#counter.unicode", "(unicode)"),
    ("unicode", "#culprits", "no regular look-alike"),
    ("unicode", "#replace-all", "Replace all"),
    ("multi-segment", "#counter", "[2]"),
    ("multi-segment", "#preview li:nth-child(2)", "roof"),
    ("too-long", "#text-problem", "255"),
    ("opted-out", "#blocked", "opted out"),
    ("opted-out", "#text:disabled", ""),
    ("no-mobile", "#blocked", "no mobile number"),
    ("not-set-up", "#blocked", "not set up"),
    ("numbers", "#to", "+41795550199"),
    ("numbers", "#number-problem", "too short"),
    ("sending", "#send:disabled", "Sending…"),
    ("sending", "#status", "Sending…"),
    ("sent", "#status", "SENT"),
    ("sent", "#done", "1 message sent"),
    ("delivered", "#status .good", "DELIVERED"),
    ("failed", "#status .bad", "UNDELIVERED"),
    ("failed", "#status .why", "out of reach"),
    ("refused", "#problem", "as you may"),
    ("refused", "#status .bad", "Not sent"),
    ("maybe", "#status .doubt", "Maybe sent"),
    ("lost", "#send", "Try again"),
    ("action", "#open", "Send SMS"),
    ("dark", "#counter.unicode", "(unicode)"),
    ("narrow", "#status .good", "DELIVERED"),
    ("rtl", "#number-row", "Add"),
    ("rtl", "#preview", "Ms. Brunner"),
    ("german", "#status .good", "Zugestellt"),
    ("branded", "#send:enabled", ""),
    ("campaign", "#recipients", "2,312 recipients"),
    ("campaign-typing", "#advice", "Cut"),
    ("campaign-typing", "#preview", "Jonas Keller"),
    ("campaign-running", "#job-words", "901 of 2,312"),
    ("campaign-results", "#outcomes", "Delivered"),
    ("campaign-results", "#reasons", "not in service"),
    ("campaign-rtl", "#counts", "Delivered"),
    ("list-empty", "#empty", "No SMS"),
    ("list", "#messages .in", "Yes please!"),
    ("list", "#messages .out .bad", "UNDELIVERED"),
    ("list-table", "#rows", "SMS-000005"),
    ("list-not-loaded", "#problem", "There was no answer"),
];

/// Those that hide the page behind a dialog, each on a page of its own.
const ALONE: [(&str, &str, &str); 2] = [
    ("action-open", "dialog #text", ""),
    ("campaign-confirm", "#confirm #send", "Send 2,312 messages"),
];

/// What is not seen of these claims, in whatever shadow root of the story.
const UNSEEN: &str = "
    const deep = (root, css) => [...root.querySelectorAll(css), ...[...root.querySelectorAll('*')]
        .flatMap(({ shadowRoot }) => (shadowRoot ? deep(shadowRoot, css) : []))];
    return arguments[0].filter(([story, css, text]) => {
        const section = document.getElementById(`story-${story}`);
        return !section || !deep(section, css).some((node) =>
            node.checkVisibility() && (node.value || node.textContent).replace(/\\s+/g, ' ').includes(text));
    });";

/// The page, watched by its own policy from the first moment on.
async fn open(query: &str, width: u32, dark: bool) -> Browser {
    let browser = Browser::open().await;
    browser.appearance(width, 900, dark).await;
    let watch = "window.broken = []; addEventListener('securitypolicyviolation', \
        ({ violatedDirective, blockedURI }) => broken.push([violatedDirective, blockedURI]));";
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": watch }),
        )
        .await;
    browser
        .goto(&format!("{}/sample/stories{query}", base()))
        .await;
    let ready = "return document.body.dataset.ready === ''";
    browser.until("the stories", ready).await;
    browser
}

async fn shows(browser: &Browser, claims: &[(&str, &str, &str)]) {
    let claims = json!(claims);
    let mut unseen = Value::Null;
    for _ in 0..200 {
        unseen = browser.script(UNSEEN, vec![claims.clone()]).await;
        if unseen == json!([]) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("not to be seen: {unseen}");
}

async fn is_sound(browser: &Browser, what: &str) {
    let none: [Value; 0] = [];
    assert_eq!(violations(browser).await, none, "{what}");
    let broken = browser.script("return broken", Vec::new()).await;
    assert_eq!(broken, json!([]), "{what}: the policy forbade something");
}

#[tokio::test]
async fn each_story_shows_what_it_says() {
    let browser = open("", 1400, false).await;
    shows(&browser, &CLAIMS).await;
    let all =
        "return [...document.querySelectorAll('.story')].map(({ id }) => id.replace('story-', ''))";
    let stories: Vec<String> =
        serde_json::from_value(browser.script(all, Vec::new()).await).unwrap();
    // Those that are another in other colours, or narrower, say nothing else.
    let told = |name: &String| {
        CLAIMS.iter().chain(&ALONE).any(|(story, ..)| story == name)
            || ["-dark", "-narrow", "-rtl"]
                .iter()
                .any(|end| name.ends_with(end))
    };
    let silent: Vec<&String> = stories.iter().filter(|name| !told(name)).collect();
    assert!(silent.is_empty(), "nothing is claimed of {silent:?}");
    is_sound(&browser, "light").await;
    browser.close().await;
}

#[tokio::test]
async fn the_stories_are_sound_in_the_dark_and_from_right_to_left() {
    let browser = open("?dir=rtl", 1400, true).await;
    shows(&browser, &CLAIMS).await;
    is_sound(&browser, "dark, right to left").await;
    // A number of a phone stays one: its plus comes first, whatever the page's direction.
    let plus = "const pill = document.querySelector('#story-typing mitto-send-sms').shadowRoot.querySelector('.pill').firstChild; \
        const at = (start) => { const range = document.createRange(); range.setStart(pill, start); range.setEnd(pill, start + 1); \
        return range.getBoundingClientRect().left; }; return at(0) < at(1);";
    assert_eq!(browser.script(plus, Vec::new()).await, json!(true));
    browser.close().await;
}

#[tokio::test]
async fn nothing_of_a_story_is_cut_off_where_it_is_narrow() {
    let browser = open("?width=240", 1400, false).await;
    shows(&browser, &CLAIMS).await;
    // What scrolls on purpose, and what a select or a text box cuts off by itself, is left out.
    let wide = "
        const deep = (root) => [...root.querySelectorAll('*')].flatMap((node) => [node, ...(node.shadowRoot ? deep(node.shadowRoot) : [])]);
        return [...document.querySelectorAll('.story')].flatMap((story) => {
            const edge = story.querySelector('.stage').getBoundingClientRect();
            return deep(story).filter((node) => node.checkVisibility() && !node.closest('#scroll, .hidden, select'))
                .filter((node) => { const box = node.getBoundingClientRect();
                    return box.width > 0 && (box.right > edge.right + 1 || box.left < edge.left - 1); })
                .map((node) => `${story.id} ${node.localName}#${node.id}`);
        });";
    assert_eq!(browser.script(wide, Vec::new()).await, json!([]));
    browser.close().await;
}

#[tokio::test]
async fn the_dialogs_are_sound() {
    for (story, css, text) in ALONE {
        for dark in [false, true] {
            let browser = open(&format!("?only={story}"), 800, dark).await;
            shows(&browser, &[(story, css, text)]).await;
            is_sound(&browser, story).await;
            browser.close().await;
        }
    }
}
