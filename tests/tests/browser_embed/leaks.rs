//! An element that is put into a page and taken out a thousand times leaves nothing behind: no node, no listener, no document, and
//! no memory of the wasm, which never becomes less.

use mitto_tests::browser::Browser;
use serde_json::{Value, json};

use super::base;

/// Each memory that a wasm module of the page has, and how many waits are under way.
const WATCH: &str = "
    window.memories = [];
    const Real = WebAssembly.Instance;
    WebAssembly.Instance = class extends Real {
        constructor(...all) { super(...all); if (this.exports.memory) memories.push(this.exports.memory); }
    };
    window.waits = new Set();
    const { setTimeout: begin, clearTimeout: end } = window;
    window.setTimeout = (then, after, ...all) => {
        const id = begin(() => { waits.delete(id); then(...all); }, after);
        waits.add(id);
        return id;
    };
    window.clearTimeout = (id) => { waits.delete(id); end(id); };";

/// Puts an element in and takes it out, so many times: each third while it loads, the others when it stands and was used.
const ROUNDS: &str = "(async (tag, attributes, ready, rounds) => {
    const pause = () => new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(0); });
    const seen = (root, css) => {
        for (const node of root.querySelectorAll(css)) if (node.checkVisibility()) return node;
        for (const { shadowRoot } of root.querySelectorAll('*')) { const one = shadowRoot && seen(shadowRoot, css); if (one) return one; }
    };
    for (let round = 0; round < rounds; round++) {
        const element = document.createElement(tag);
        element.tokenProvider = () => 'story.e30.story';
        for (const [name, value] of attributes) element.setAttribute(name, value);
        document.body.append(element);
        let node;
        if (round % 3 === 0) await pause();
        else {
            for (let turn = 0; turn < 10_000 && !(node = seen(element.shadowRoot, ready)); turn++) await pause();
            if (!node) throw new Error(`${tag} did not stand: ${element.shadowRoot.textContent}`);
            if (node.localName === 'textarea') {
                node.value = `Round ${round} – of many`;
                node.dispatchEvent(new Event('input', { bubbles: true }));
            }
            if (round % 3 === 1) document.querySelector('main').append(element);
        }
        element.remove();
    }
    await pause();
})";

struct Held {
    nodes: f64,
    listeners: f64,
    documents: f64,
    heap: f64,
    wasm: f64,
}

async fn evaluate(browser: &Browser, expression: String) -> Value {
    let ask = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
    let answer = browser.devtools("Runtime.evaluate", ask).await;
    assert!(
        answer.get("exceptionDetails").is_none(),
        "{expression}: {answer}"
    );
    answer["result"]["value"].clone()
}

impl Held {
    /// What the page holds once all that nobody holds is gone.
    async fn by(browser: &Browser) -> Held {
        for _ in 0..3 {
            browser
                .devtools("HeapProfiler.collectGarbage", json!({}))
                .await;
        }
        let counters = browser.devtools("Memory.getDOMCounters", json!({})).await;
        let heap = browser.devtools("Runtime.getHeapUsage", json!({})).await;
        let sum = "memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)";
        let wasm = evaluate(browser, sum.to_owned()).await;
        Held {
            nodes: counters["nodes"].as_f64().unwrap(),
            listeners: counters["jsEventListeners"].as_f64().unwrap(),
            documents: counters["documents"].as_f64().unwrap(),
            heap: heap["usedSize"].as_f64().unwrap(),
            wasm: wasm.as_f64().unwrap(),
        }
    }
}

/// Rounds before the first look, in which caches fill and memory is had once.
const WARM_UP: u32 = 90;
const ROUNDS_MEASURED: u32 = 1_000;

async fn leaves_nothing(tag: &str, attributes: Value, ready: &str) {
    let browser = Browser::open().await;
    for domain in ["HeapProfiler.enable", "Runtime.enable", "Page.enable"] {
        browser.devtools(domain, json!({})).await;
    }
    let watch = json!({ "source": WATCH });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", watch)
        .await;
    // A page with the elements' modules and with answers, but without an element.
    browser
        .goto(&format!("{}/sample/stories?only=none", base()))
        .await;
    browser
        .until("the page", "return document.body.dataset.ready === ''")
        .await;
    let rounds = |rounds: u32| {
        format!(
            "{ROUNDS}({}, {attributes}, {}, {rounds})",
            json!(tag),
            json!(ready)
        )
    };
    evaluate(&browser, rounds(WARM_UP)).await;
    let before = Held::by(&browser).await;
    for _ in 0..4 {
        evaluate(&browser, rounds(ROUNDS_MEASURED / 4)).await;
    }
    let after = Held::by(&browser).await;
    let told = |name: &str, before: f64, after: f64, most: f64| {
        assert!(
            after - before <= most,
            "{tag}, {name}: {before} before, {after} after {ROUNDS_MEASURED} rounds"
        );
    };
    // A tenth of a node or of a listener for each round would be 100.
    told("nodes", before.nodes, after.nodes, 50.0);
    told("listeners", before.listeners, after.listeners, 20.0);
    told("documents", before.documents, after.documents, 0.0);
    told("bytes of wasm", before.wasm, after.wasm, 0.0);
    // One element holds some 100 kB; a hundredth of each would be 1 MB.
    told("bytes of heap", before.heap, after.heap, 1_000_000.0);
    assert_eq!(
        evaluate(&browser, "waits.size".to_owned()).await,
        json!(0),
        "{tag}: waits are left"
    );
    browser.close().await;
}

fn record(object: &str, id: &str, host: &str) -> Value {
    let endpoint = format!("https://{host}.story.example");
    json!([
        ["object", object],
        ["record-id", id],
        ["endpoint", endpoint]
    ])
}

#[tokio::test]
async fn a_thousand_send_sms_leave_nothing_behind() {
    leaves_nothing("mitto-send-sms", record("lead", "00Q1", "empty"), "#text").await;
}

#[tokio::test]
async fn a_thousand_lists_leave_nothing_behind() {
    leaves_nothing(
        "mitto-sms-list",
        record("lead", "00Q1", "list"),
        "#messages li",
    )
    .await;
}

#[tokio::test]
async fn a_thousand_campaigns_leave_nothing_behind() {
    let record = record("campaign", "7011", "campaign");
    leaves_nothing("mitto-send-sms", record, "textarea").await;
}
