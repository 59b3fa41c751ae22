//! Data that wants to be more than data: in names, templates, keywords, replies and reports, on every page. Trusted Types
//! and the content policy are on; nothing may even reach for what they forbid.

use mitto_core::api::{List, Problem, Setup, SmsRow};
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use serde_json::{Value, json};
use xtask::stack::Stack;

use super::app::App;

/// Each calls `hit` if it is ever run, or wants something else that it must not get.
const HOSTILE: [&str; 66] = [
    // Markup.
    "<script>hit()</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=hit()>",
    "\"><img src=x onerror=\"hit()\">",
    "'><svg/onload=hit()>",
    "<svg><script>hit()</script></svg>",
    "<svg><animate onbegin=hit() attributeName=x dur=1s>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=hit()>",
    "<iframe srcdoc=\"<script>parent.hit()</script>\"></iframe>",
    "<iframe src=javascript:hit()></iframe>",
    "<object data=javascript:hit()></object>",
    "<embed src=javascript:hit()>",
    "<body onload=hit()>",
    "<input autofocus onfocus=hit()>",
    "<select autofocus onfocus=hit()>",
    "<textarea autofocus onfocus=hit()>",
    "<details open ontoggle=hit()>",
    "<video><source onerror=hit()></video>",
    "<a href=\"javascript:hit()\">press me</a>",
    "<form action=javascript:hit()><button>Send</button></form>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content=\"0;url=javascript:hit()\">",
    "<template><script>hit()</script></template>",
    "<slot name=x></slot>",
    "</textarea><script>hit()</script>",
    "</option></select><script>hit()</script>",
    "</style></script><script>hit()</script>",
    "<!--><script>hit()</script>-->",
    "<![CDATA[<script>hit()</script>]]>",
    "<noscript><p title=\"</noscript><img src=x onerror=hit()>\">",
    "&lt;script&gt;hit()&lt;/script&gt;",
    "&#60;script&#62;hit()&#60;/script&#62;",
    "\u{ff1c}script\u{ff1e}hit()\u{ff1c}/script\u{ff1e}",
    // Addresses and schemes.
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    "java\tscript:hit()",
    "\u{1}javascript:hit()",
    "data:text/html,<script>hit()</script>",
    "vbscript:hit()",
    "//evil.example/",
    "../../../../etc/passwd",
    "%2e%2e%2f%00",
    // Other languages than HTML.
    "{{constructor.constructor('hit()')()}}",
    "${hit()}",
    "`${hit()}`",
    "';hit();//",
    "\\';hit();//",
    "'; DROP TABLE sms; --",
    "\" OR 1=1 --",
    "%' ESCAPE '!",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "__proto__",
    "constructor",
    "x\r\nSet-Cookie: a=b",
    "%0d%0aLocation:%20//evil.example",
    // Text that changes what stands around it.
    "\u{202e}txt.exe\u{202d}",
    "\u{2066}\u{2067}\u{2068}isolated and never closed",
    "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}",
    "\u{2028}line\u{2029}paragraph\u{85}",
    "\u{1b}[2J\u{7}\u{8}\u{7f}",
    "\u{e0041}\u{e0042}\u{fffe}\u{fff9}",
    "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}\u{30c}",
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿 مرحبا שלום",
];

/// Runs before anything of a page: notes what is run, and what was forbidden.
const WATCH: &str = "window.seen = []; window.hit = () => seen.push('run'); \
    for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => seen.push(name); \
    addEventListener('securitypolicyviolation', (event) => \
        seen.push(event.violatedDirective + ' ' + event.blockedURI));";

/// What stands in the page and none of ours has. `a` may lead to our own pages only.
const FOREIGN: &str = "const found = [...seen]; const walk = (root) => { \
    for (const node of root.querySelectorAll('*')) { \
        if (/^(svg|math|iframe|object|embed|base|video|animate|template)$/i.test(node.localName) \
            && !node.closest('svg[part]')) found.push(node.localName); \
        for (const {name, value} of node.attributes) \
            if (/^on|^srcdoc$|action$/i.test(name) || /^\\s*(java|vb)script:|^data:text/i.test(value) && name !== 'value') \
                found.push(`${node.localName} ${name}=${value}`); \
        if (node.localName === 'a' && node.href && new URL(node.href).origin !== location.origin) \
            found.push('a to ' + node.href); \
        if (node.shadowRoot) walk(node.shadowRoot); } }; \
    walk(document.body); return JSON.stringify(found);";

/// All text of the page, that of boxes too.
const TEXT: &str = "const all = []; const walk = (root) => { \
    all.push(root.textContent); \
    for (const node of root.querySelectorAll('*')) { \
        if (node.value !== undefined) all.push(node.value); if (node.shadowRoot) walk(node.shadowRoot); } }; \
    walk(document.body); return all.join('\\n');";

/// Looks at the page as it is now.
async fn looks_harmless(app: &App, what: &str) {
    let found = app.browser.script(FOREIGN, Vec::new()).await;
    assert_eq!(found.as_str(), Some("[]"), "{what}");
    assert!(app.browser.fits().await, "{what} is torn apart");
}

/// Waits until the page shows a text as it is.
async fn shows_as_it_is(app: &App, what: &str, text: &str) {
    let mut all = String::new();
    for _ in 0..200 {
        let shown = app.browser.script(TEXT, Vec::new()).await;
        all = shown.as_str().unwrap_or_default().to_owned();
        if all.contains(text) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{what} does not show {text:?} but {all:?}");
}

/// Puts each string wherever one can be put; the ids of the SMS, and of the templates, with the string of each.
async fn poison(admin: &Api, user: &Api, callback: &str) -> (Vec<(String, String)>, Vec<String>) {
    let (mut all, mut templates) = (Vec::new(), Vec::new());
    for hostile in HOSTILE {
        let mobile = fresh_mobile();
        let lead = fresh_id("00Q");
        let fields = json!({"fields": {
            "FirstName": hostile, "LastName": hostile, "Company": hostile, "MobilePhone": mobile,
        }});
        let path = format!("/api/leads/{lead}");
        let put = user.call("PUT", &path, &fields).await;
        assert!(put.status < 300, "{hostile:?}: {}", put.text());

        // Taken as it is, or refused with a reason: nothing in between.
        let is_said = |what: &str, status: u16, text: &str| {
            assert!(
                matches!(status, 200 | 201 | 422 | 409 | 400),
                "{what} {hostile:?}: {text}"
            );
        };
        let template = json!({
            "name": hostile, "object": "lead", "text": format!("Dear <%=FirstName%>: {hostile}"),
        });
        let made = admin.call("POST", "/api/templates", &template).await;
        is_said("template", made.status, &made.text());
        if made.status == 201 {
            templates.push(made.json::<Value>()["id"].as_str().unwrap().to_owned());
        }
        let keyword = json!({"value": hostile});
        let made = admin.call("POST", "/api/opt-out-keywords", &keyword).await;
        is_said("keyword", made.status, &made.text());
        let sender = json!({"name": hostile});
        let made = admin.call("POST", "/api/senders", &sender).await;
        // Two of them are words that a handset can show.
        let fine = ["__proto__", "constructor"].contains(&hostile);
        let status = if fine { 201 } else { 422 };
        assert_eq!(made.status, status, "{hostile:?}: {}", made.text());

        let sent = user.send(&lead, &format!("Sent: {hostile}")).await;
        let id = match sent.status {
            201 => sent.json::<Value>()["id"].as_str().unwrap().to_owned(),
            _ => panic!("{hostile:?}: {:?}", sent.json::<Problem>()),
        };
        let report = json!({
            "id": fresh_id("gw-"), "status": hostile, "reference": format!("{id}/1"),
            "errorCode": hostile, "extra": hostile,
        });
        let path = format!("{callback}/delivery");
        let came = admin.call("POST", &path, &report).await;
        is_said("report", came.status, &came.text());
        let reply = json!({
            "id": fresh_id("mo-"), "from": mobile.trim_start_matches('+'), "to": "41791112233",
            "text": format!("Reply: {hostile}"),
        });
        let path = format!("{callback}/inbound");
        admin.call("POST", &path, &reply).await.expect(200);
        let rows: List<SmsRow> = user
            .get(&format!("/api/sms?object=lead&recordId={lead}"))
            .await
            .expect(200)
            .json();
        assert_eq!(rows.items.len(), 2, "{hostile:?}");
        all.push((lead, id));
    }
    (all, templates)
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_strings_are_text_and_nothing_else_on_every_page() {
    let start = || Stack::start("hostile").expect("a stack");
    let stack = tokio::task::spawn_blocking(start).await.unwrap();
    let base = stack.worker.base().to_owned();
    let nobody = Api::nobody(&base);
    let admin = nobody.signed_in("role=admin&sub=hostile").await;
    let user = nobody.signed_in("role=user&sub=%3Cscript%3Ehit()").await;
    let setup: Setup = admin.get("/api/setup").await.json();
    let url = setup.callback.unwrap().delivery;
    let key = url.split_once("/callback/").unwrap().1;
    let callback = format!("/callback/{}", key.trim_end_matches("/delivery"));
    let (all, templates) = poison(&admin, &user, &callback).await;
    assert!(templates.len() > 40, "{} templates", templates.len());

    let app = App::open(&base, "admin", "/").await;
    let watch = json!({"source": WATCH});
    app.browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", watch)
        .await;
    for path in [
        "/",
        "/setup",
        "/setup/senders",
        "/setup/opt-out-keywords",
        "/setup/changes",
        "/setup/transfer",
        "/templates",
        "/sms",
    ] {
        app.goto(path).await;
        app.part("h1").await;
        app.lacks("main", "Loading").await;
        looks_harmless(&app, path).await;
    }
    shows_as_it_is(&app, "the list of SMS", "Reply: 👩‍👩‍👧‍👦").await;
    for id in &templates {
        app.goto(&format!("/templates/{id}")).await;
        shows_as_it_is(&app, id, "Dear <%=FirstName%>:").await;
        looks_harmless(&app, id).await;
    }
    for (hostile, (lead, id)) in HOSTILE.iter().zip(&all) {
        app.goto(&format!("/sms/{id}")).await;
        // White space is as HTML has it, and a line end as an SMS has it.
        let marked = format!("Sent: {}", hostile.split(['\r', '\n']).next().unwrap());
        shows_as_it_is(&app, id, &marked).await;
        looks_harmless(&app, &format!("{id}, {hostile:?}")).await;
        app.goto(&format!("/sample/lead?id={lead}")).await;
        shows_as_it_is(&app, lead, hostile.split(['\r', '\n']).next().unwrap()).await;
        looks_harmless(&app, &format!("{lead}, {hostile:?}")).await;
    }
    app.browser.close().await;
    stack.discard().unwrap();
}
