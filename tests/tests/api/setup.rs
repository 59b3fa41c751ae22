//! Setup's tests and the callback's key, each on a stack of its own: they change what others use.

use mitto_core::api::{
    Action, CallbackHealth, CallbackKeyInput, Change, Code, Home, List, Setup, TestOutcome,
    Verification,
};
use mitto_core::time::from_rfc3339;
use mitto_tests::api::{Api, fresh_mobile};
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

/// A stack of one's own, with these variables.
async fn stack(name: &'static str, vars: &'static [(&'static str, &'static str)]) -> Stack {
    tokio::task::spawn_blocking(move || Stack::start_with(name, vars))
        .await
        .unwrap()
        .unwrap()
}

async fn discard(stack: Stack) {
    tokio::task::spawn_blocking(move || stack.discard())
        .await
        .unwrap()
        .unwrap();
}

async fn delivery(admin: &Api) -> String {
    let setup: Setup = admin.get("/api/setup").await.expect(200).json();
    let url = setup.callback.unwrap().delivery;
    format!("/callback/{}", url.split("/callback/").nth(1).unwrap())
}

async fn rotated(admin: &Api, hours: u32) -> Setup {
    let body = json!({"overlapHours": hours});
    let answer = admin.call("POST", "/api/setup/callback-key", &body).await;
    answer.expect(200).json()
}

async fn tried(admin: &Api, what: &str) -> TestOutcome {
    let path = format!("/api/setup/{what}");
    admin
        .request("POST", &path, &[], None)
        .await
        .expect(200)
        .json()
}

/// How many steps worked, and what the one that did not says.
fn failure(outcome: &TestOutcome) -> (usize, &str) {
    assert!(!outcome.ok, "{outcome:?}");
    let last = outcome.steps.last().unwrap();
    assert!(!last.ok);
    (
        outcome.steps.len() - 1,
        last.detail.as_deref().unwrap_or_default(),
    )
}

#[tokio::test]
async fn an_installation_is_proven_and_its_key_rotated() {
    let stack = stack("setup", &[]).await;
    let nobody = Api::nobody(stack.worker.base());
    let admin = nobody.signed_in("role=admin&sub=setup-admin").await;
    let gateway = SimulatorClient::new(&stack.simulator.base);

    different_fields_at_once(&admin).await;
    the_gateway_is_tried(&admin, &gateway).await;
    the_callback_is_tried(&admin).await;
    the_callbacks_health_is_told(&admin, &nobody).await;
    the_key_is_rotated(&admin, &nobody).await;

    let whole: Verification = admin.get("/api/changes/verification").await.json();
    assert!(whole.ok, "{whole:?}");
    discard(stack).await;
}

async fn different_fields_at_once(admin: &Api) {
    for round in 0..3 {
        let region = ["DE", "AT", "CH"][round];
        let phone = ["Phone", "MobilePhone", "Phone"][round];
        let (one, other, third) = (
            json!({"defaultRegion": region}),
            json!({"leadMobile": phone}),
            json!({"testMode": round == 1}),
        );
        let (a, b, c) = tokio::join!(
            admin.call("PUT", "/api/setup", &one),
            admin.call("PUT", "/api/setup", &other),
            admin.call("PUT", "/api/setup", &third),
        );
        for answer in [a, b, c] {
            answer.expect(200);
        }
        let setup: Setup = admin.get("/api/setup").await.json();
        assert_eq!(
            (
                setup.options.default_region.as_str(),
                setup.options.lead_mobile.as_str(),
                setup.options.test_mode
            ),
            (region, phone, round == 1)
        );
    }
    // An older version is refused, and what is there now is shown.
    let stale = [
        ("content-type", "application/json"),
        ("if-match", "\"0000000000000000\""),
    ];
    let body = json!({"leadMobile": "MobilePhone"}).to_string();
    let refused = admin
        .request("PUT", "/api/setup", &stale, Some(body.clone().into_bytes()))
        .await;
    let problem = refused.expect(412).problem();
    assert_eq!(problem.code, Code::StaleEdit);
    assert_eq!(problem.current.unwrap()["leadMobile"], "Phone");
    let tag = problem.current_etag.unwrap();
    assert_eq!(admin.get("/api/setup").await.header("etag"), tag);
    let fresh = [
        ("content-type", "application/json"),
        ("if-match", tag.as_str()),
    ];
    let answer = admin
        .request("PUT", "/api/setup", &fresh, Some(body.into_bytes()))
        .await
        .expect(200);
    assert_ne!(answer.header("etag"), tag);
}

async fn the_gateway_is_tried(admin: &Api, gateway: &SimulatorClient) {
    let outcome = tried(admin, "test-gateway").await;
    assert!(outcome.ok, "{outcome:?}");
    assert_eq!(outcome.steps.len(), 4);
    // Nothing reached a handset.
    assert!(gateway.messages("447700900000").await.is_empty());

    let put = async |key: &str| {
        let body = json!({"productKey": key});
        let setup: Setup = admin
            .call("PUT", "/api/setup", &body)
            .await
            .expect(200)
            .json();
        setup
    };
    let setup = put("bad-key-that-nobody-gave-out").await;
    assert_eq!(setup.product_key_last4.as_deref(), Some("-out"));
    let outcome = tried(admin, "test-gateway").await;
    let (worked, why) = failure(&outcome);
    assert_eq!(worked, 2, "{outcome:?}");
    assert!(why.contains("product key"), "{why}");
    put("sample-product-key-of-the-simulator").await;
    assert!(tried(admin, "test-gateway").await.ok);
}

async fn the_callback_is_tried(admin: &Api) {
    let home: Home = admin.get("/api/home").await.json();
    assert!(!home.installation.unwrap().callback_proven);
    let outcome = tried(admin, "test-callback").await;
    assert!(outcome.ok, "{outcome:?}");
    assert_eq!(outcome.steps.len(), 4);
    let health: CallbackHealth = admin.get("/api/setup/callback-health").await.json();
    assert!(health.proven_at.is_some());
    assert_eq!(health.last_delivery_at, None, "a test is no report");
    let home: Home = admin.get("/api/home").await.json();
    assert!(home.installation.unwrap().callback_proven);
}

async fn the_callbacks_health_is_told(admin: &Api, nobody: &Api) {
    let path = delivery(admin).await;
    let report = json!({"id": "g", "status": "sent"});
    nobody.call("POST", &path, &report).await.expect(200);
    let inbound = path.replace("/delivery", "/inbound");
    let reply = json!({"from": fresh_mobile(), "text": "hello"});
    nobody.call("POST", &inbound, &reply).await.expect(200);
    nobody
        .call("POST", "/callback/guess/delivery", &report)
        .await
        .expect(404);
    nobody
        .call("POST", "/callback/guess/inbound", &reply)
        .await
        .expect(404);
    nobody.call("POST", &path, &json!([{}])).await.expect(400);
    nobody
        .call("POST", &inbound, &json!({"from": "41791234567"}))
        .await
        .expect(400);
    // A test that we did not make, or a made-up one, is nobody's report.
    for reference in ["mitto-sms-test/0123456789abcdef0123456789abcdef"] {
        let forged = json!({"id": "x", "status": "delivered", "reference": reference});
        nobody.call("POST", &path, &forged).await.expect(200);
    }
    let health: CallbackHealth = admin.get("/api/setup/callback-health").await.json();
    assert_eq!((health.rejected, health.unknown_key), (2, 2));
    assert!(health.last_delivery_at.is_some() && health.last_inbound_at.is_some());
    assert!(health.last_rejected_at.is_some() && health.last_unknown_key_at.is_some());
    let reason = health.last_rejected_reason.unwrap();
    assert_eq!(reason, "the reply has no text");
}

async fn the_key_is_rotated(admin: &Api, nobody: &Api) {
    let report = json!({"id": "g", "status": "sent"});
    let holds = async |path: &str, status: u16| {
        nobody.call("POST", path, &report).await.expect(status);
    };
    let first = delivery(admin).await;
    let setup = rotated(admin, 24).await;
    assert!(setup.previous_callback_until.is_some());
    let second = delivery(admin).await;
    assert_ne!(first, second);
    holds(&first, 200).await;
    holds(&second, 200).await;
    assert!(tried(admin, "test-callback").await.ok);

    // At once is two minutes: other isolates may hand the key out for one.
    let setup = rotated(admin, 0).await;
    let until = from_rfc3339(&setup.previous_callback_until.unwrap()).unwrap();
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    assert!(until <= i64::try_from(now.as_millis()).unwrap() + CallbackKeyInput::LEAST_OVERLAP_MS);
    let third = delivery(admin).await;
    holds(&first, 404).await;
    holds(&second, 200).await;
    holds(&third, 200).await;

    // Two at once make one new key: the gateway has the one before it, which must live.
    let body = json!({"overlapHours": 1});
    let (one, other) = tokio::join!(
        admin.call("POST", "/api/setup/callback-key", &body),
        admin.call("POST", "/api/setup/callback-key", &body),
    );
    if [one.status, other.status].contains(&412) {
        holds(&third, 200).await;
    }

    let page: List<Change> = admin.get("/api/changes").await.json();
    let rotation = page
        .items
        .iter()
        .find(|change| change.action == Action::Rotated)
        .unwrap();
    assert_eq!(rotation.by, "setup-admin");
    let key = |value: &Option<Value>| value.as_ref().unwrap()["callbackKey"].as_u64().unwrap();
    assert_eq!(key(&rotation.after), key(&rotation.before) + 1);
    let text = serde_json::to_string(&page.items).unwrap();
    for path in [first, second, third] {
        let secret = path.split('/').nth(2).unwrap().to_owned();
        assert!(!text.contains(&secret), "a callback key is in the log");
    }
}

#[tokio::test]
async fn a_wrong_public_address_shows_and_a_new_installation_takes_a_file() {
    // Nothing listens there.
    let stack = stack("moved", &[("PUBLIC_URL", "http://127.0.0.1:9")]).await;
    let nobody = Api::nobody(stack.worker.base());
    let admin = nobody.signed_in("role=admin&sub=mover").await;
    let outcome = tried(&admin, "test-callback").await;
    let (worked, why) = failure(&outcome);
    assert_eq!(worked, 1, "{outcome:?}");
    assert!(why.contains("PUBLIC_URL"), "{why}");
    let health: CallbackHealth = admin.get("/api/setup/callback-health").await.json();
    assert_eq!(health, CallbackHealth::default());

    super::transfer::moves_to(&admin).await;
    let tag = admin.get("/api/setup").await;
    assert!(tag.header("etag").starts_with('"'));
    discard(stack).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_that_was_ticked_holds_when_setup_reads_the_number_elsewhere() {
    let stack = stack("box", &[]).await;
    let nobody = Api::nobody(stack.worker.base());
    let admin = nobody.signed_in("role=admin&sub=box&ttl=3600").await;
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let mobile = fresh_mobile();
    // The number is where Setup does not look, so the box is the record's own.
    let path = "/api/leads/00Qbox";
    let fields = json!({"FirstName": "Ada", "MobilePhone": "", "Phone": mobile});
    let body = json!({"fields": fields, "smsOptOut": true});
    admin.call("PUT", path, &body).await.expect(201);
    let elsewhere = json!({"leadMobile": "Phone"});
    admin
        .call("PUT", "/api/setup", &elsewhere)
        .await
        .expect(200);
    let list: Value = admin.get("/api/leads?limit=200").await.expect(200).json();
    let all = list["items"].as_array().unwrap();
    let lead = all.iter().find(|lead| lead["id"] == "00Qbox").unwrap();
    assert_eq!(
        (&lead["mobile"], &lead["smsOptOut"]),
        (&json!(mobile), &json!(true))
    );
    let refused = admin.send("00Qbox", "x").await.expect(422).problem();
    assert_eq!(refused.code, Code::OptedOut);
    assert!(gateway.messages(&mobile).await.is_empty());
    // The number has it from now on: so does who else has the number.
    let other = json!({"fields": {"FirstName": "Ada", "Phone": mobile}});
    let other = admin.call("PUT", "/api/leads/00Qother", &other).await;
    assert_eq!(other.expect(201).json::<Value>()["smsOptOut"], true);
    discard(stack).await;
}
