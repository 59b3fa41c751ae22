//! What the Worker writes to its log while everything happens that can happen: never a number, a text, a token or a key.

use mitto_core::api::{SendAnswer, Setup};
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::Answer;
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

use super::replies::{came, inbound, reply};

/// In every text.
const TEXT: &str = "Zauberwort";
const NAME: &str = "Wunderlich";
const PRODUCT_KEY: &str = "a-product-key-that-nobody-may-read-8765";

#[tokio::test(flavor = "multi_thread")]
async fn the_log_holds_no_number_no_text_no_token_and_no_key() {
    let start = || Stack::start("logs").expect("a stack");
    let stack = tokio::task::spawn_blocking(start).await.unwrap();
    let nobody = Api::nobody(stack.worker.base());
    let admin = nobody.signed_in("role=admin&sub=logs-admin").await;
    let user = nobody.signed_in("role=user&sub=logs-user&adHoc=true").await;
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let sweep = || tokio::task::block_in_place(|| stack.worker.run_cron().unwrap());
    let mobile = fresh_mobile();
    let setup: Setup = admin.get("/api/setup").await.json();
    let callback = setup.callback.unwrap().delivery;
    let callback = callback.split("/callback/").nth(1).unwrap().to_owned();
    let key = callback.split('/').next().unwrap().to_owned();

    let lead = sends(&user, &gateway, &mobile).await;
    replies_and_reports(&admin, &nobody, &mobile, &key).await;
    what_cannot_be(&admin, &user, &nobody, &mobile).await;
    sweep();
    let body = json!({"productKey": PRODUCT_KEY, "retentionDays": 1});
    admin.call("PUT", "/api/setup", &body).await.expect(200);
    for path in ["test-gateway", "test-callback"] {
        let path = format!("/api/setup/{path}");
        admin.request("POST", &path, &[], None).await.expect(200);
    }
    let out = json!({"smsOptOut": false});
    let person = format!("/api/leads/{lead}");
    user.call("PATCH", &person, &out).await.expect(200);
    admin.get(&format!("{person}/export")).await.expect(200);
    let confirm = json!({"confirm": lead});
    let erase = format!("{person}/erase");
    admin.call("POST", &erase, &confirm).await.expect(200);
    tokio::task::block_in_place(|| {
        let age = "UPDATE sms SET created_at = created_at - 172800000";
        stack.worker.sql(age).unwrap()
    });
    sweep();
    // Something of ours that goes wrong, and is logged.
    tokio::task::block_in_place(|| {
        let break_it = "UPDATE sms SET status = 'NONSENSE' WHERE number = 1";
        stack.worker.sql(break_it).unwrap()
    });
    user.get("/api/sms/SMS-000001").await.expect(500);

    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let log = std::fs::read_to_string(stack.worker.log()).unwrap();
    // The local server prints the path of each request; a deployed Worker does not (wrangler.toml).
    let ours: Vec<&str> = log
        .lines()
        .filter(|line| !line.starts_with("[wrangler:info]"))
        .collect();
    let ours = ours.join("\n");
    for expected in ["callback refused", "no readable status"] {
        assert!(ours.contains(expected), "the log is the wrong one: {ours}");
    }
    let secrets = std::fs::read_to_string(stack.state.join("secrets")).unwrap();
    let token = user.token().unwrap();
    let needles = [
        mobile.trim_start_matches("+41"),
        TEXT,
        NAME,
        PRODUCT_KEY,
        token.rsplit('.').next().unwrap(),
        admin.token().unwrap().rsplit('.').next().unwrap(),
        &key,
    ];
    for needle in needles.into_iter().chain(secrets.lines()) {
        assert!(needle.len() >= 8, "{needle}");
        assert!(!ours.contains(needle), "{needle} is in the log:\n{ours}");
    }
    tokio::task::spawn_blocking(move || stack.discard())
        .await
        .unwrap()
        .unwrap();
}

async fn sends(user: &Api, gateway: &SimulatorClient, mobile: &str) -> String {
    let lead = fresh_id("00Q");
    let fields = json!({"LastName": NAME, "MobilePhone": mobile});
    let path = format!("/api/leads/{lead}");
    user.call("PUT", &path, &json!({"fields": fields}))
        .await
        .expect(201);
    for answer in [
        Answer::Ok,
        Answer::Refuse(4),
        Answer::Malformed,
        Answer::CutAfter,
        Answer::Unauthorized,
        Answer::Redirect,
        Answer::Busy(1),
    ] {
        gateway.answer(mobile, answer).await;
        let text = format!("{TEXT} <%=LastName%>");
        user.send(&lead, &text).await;
    }
    gateway.answer(mobile, Answer::Ok).await;
    let typed = json!({"to": {"mobile": mobile}, "from": "MITTO-SMS", "text": TEXT});
    let sent = user.call("POST", "/api/sms", &typed).await.expect(201);
    let id = sent.json::<SendAnswer>().id.to_string();
    user.until_status(&id, "DELIVERED").await;
    lead
}

async fn replies_and_reports(admin: &Api, nobody: &Api, mobile: &str, key: &str) {
    let path = inbound(admin).await;
    for text in [TEXT, "HELP", "STOP", "START", "please stop"] {
        came(nobody, &path, &reply(mobile, text)).await;
    }
    let short = json!({"id": fresh_id("mo-"), "from": "12", "to": "41791112233", "text": TEXT});
    came(nobody, &path, &short).await;
    let delivery = format!("/callback/{key}/delivery");
    let digits = mobile.trim_start_matches('+');
    for (path, body) in [
        (&path, json!({"from": mobile, "text": 7})),
        (&path, json!([{"text": TEXT, "to": digits}])),
        (&delivery, json!({"number": digits, "text": TEXT})),
        (&delivery, json!([1, TEXT])),
    ] {
        let answer = nobody.call("POST", path, &body).await;
        assert!(
            matches!(answer.status, 200 | 400),
            "{body}: {}",
            answer.text()
        );
    }
    let garbage = format!("{{\"from\":\"{digits}\",\"text\":\"{TEXT}");
    let json = [("content-type", "application/json")];
    nobody
        .request("POST", &delivery, &json, Some(garbage.into_bytes()))
        .await
        .expect(400);
    let query = format!("{delivery}?to={digits}&text={TEXT}");
    nobody.get(&query).await;
    let wrong = format!("/callback/{key}x/delivery");
    nobody.call("POST", &wrong, &json!({})).await.expect(404);
}

/// Requests with a fault, each with something personal in it.
async fn what_cannot_be(admin: &Api, user: &Api, nobody: &Api, mobile: &str) {
    let digits = mobile.trim_start_matches('+');
    for (method, path, body) in [
        (
            "POST",
            "/api/sms".to_owned(),
            json!({"to": {"mobile": mobile}, "txt": TEXT}),
        ),
        (
            "POST",
            "/api/sms".to_owned(),
            json!({"to": mobile, "from": TEXT, "text": TEXT}),
        ),
        (
            "PUT",
            "/api/leads/00Q9".to_owned(),
            json!({"fields": {"MobilePhone": [mobile]}}),
        ),
        (
            "POST",
            "/api/mobiles".to_owned(),
            json!({"mobile": format!("{mobile}{digits}")}),
        ),
        ("POST", format!("/api/{digits}"), json!({"text": TEXT})),
        ("GET", format!("/api/sms?text={digits}"), json!({})),
        (
            "PUT",
            "/api/setup".to_owned(),
            json!({"product": PRODUCT_KEY}),
        ),
        (
            "PUT",
            "/api/setup".to_owned(),
            json!({"productKey": format!("{PRODUCT_KEY} {TEXT}")}),
        ),
    ] {
        let caller = if path.contains("setup") { admin } else { user };
        let answer = match method {
            "GET" => caller.get(&path).await,
            _ => caller.call(method, &path, &body).await,
        };
        assert!(
            (400..500).contains(&answer.status),
            "{path}: {}",
            answer.text()
        );
    }
    user.get(&format!("/api/sms?q={digits}")).await.expect(200);
    user.get(&format!("/api/sms.csv?q={TEXT}"))
        .await
        .expect(200);
    let forged = nobody.with_token(&format!("{}x", user.token().unwrap()));
    forged.get("/api/setup").await.expect(401);
    let _: Value = admin.get("/api/configuration").await.json();
}
