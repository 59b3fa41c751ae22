//! Schemathesis makes requests from the description, good ones and bad ones, and holds every answer to it. On a stack of its own,
//! because it changes whatever can be changed.

use mitto_core::api::{JobAccepted, PlanAnswer};
use mitto_tests::api::{Api, fresh_mobile};
use serde_json::{Value, json};
use xtask::stack::Stack;

use super::{run, tool};

/// How many requests are made of each operation and kind.
const EXAMPLES: &str = "8";

/// Where its hooks are.
const HOOKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openapi");

/// What the examples of the description name, so that not all of it is “not found”.
async fn furnish(admin: &Api) {
    let fields = json!({"FirstName": "Ada", "LastName": "Lovelace", "MobilePhone": fresh_mobile()});
    for path in [
        "/api/leads/00Q000000000001",
        "/api/contacts/00Q000000000001",
    ] {
        admin
            .call("PUT", path, &json!({ "fields": fields }))
            .await
            .expect(201);
    }
    let lead = json!({"object": "lead", "id": "00Q000000000001"});
    let sms = json!({"to": lead, "from": "MITTO-SMS", "text": "Hello"});
    admin.call("POST", "/api/sms", &sms).await.expect(201);
    let campaign = "/api/campaigns/00Q000000000001";
    admin
        .call("PUT", campaign, &json!({"name": "Spring"}))
        .await
        .expect(201);
    let member = json!({"object": "lead", "id": "00Q000000000001", "fields": fields});
    let kind = [("content-type", "application/x-ndjson")];
    let file = Some(member.to_string().into_bytes());
    admin
        .request("POST", &format!("{campaign}/members"), &kind, file)
        .await
        .expect(200);
    let mut plan = json!({"from": "MITTO-SMS", "text": "Hello"});
    let answer = admin
        .call("POST", &format!("{campaign}/plan"), &plan)
        .await
        .expect(200);
    plan["planHash"] = json!(answer.json::<PlanAnswer>().plan_hash);
    let job = admin
        .call("POST", &format!("{campaign}/sms"), &plan)
        .await
        .expect(202);
    assert_eq!(job.json::<JobAccepted>().job.to_string(), "JOB-000001");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_it_is_sent_the_worker_keeps_to_the_description() {
    let start = || Stack::start("openapi").expect("a stack");
    let stack = tokio::task::spawn_blocking(start).await.unwrap();
    let nobody = Api::nobody(stack.worker.base());
    let admin = nobody
        .signed_in("role=admin&sub=schemathesis&adHoc=true&ttl=3600")
        .await;
    furnish(&admin).await;
    let token = format!("Authorization: Bearer {}", admin.token().unwrap());
    let said = tokio::task::block_in_place(|| {
        run(tool("schemathesis")
            .env("PYTHONPATH", HOOKS)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .arg("run")
            .arg(format!("{}/openapi.json", admin.base()))
            .args(["--header", &token])
            .args(["--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"])
            .args(["--mode", "all", "--phases", "examples,coverage,fuzzing"])
            .args(["--max-examples", EXAMPLES, "--seed", "20261127", "--generation-database", "none"])
            .args(["--workers", "1", "--request-timeout", "60", "--no-color"]))
    });
    assert!(!said.contains("Network Error"), "{said}");
    // It still stands, and nothing that was tried has made it lie about itself.
    let health: Value = nobody.get("/healthz").await.expect(200).json();
    assert_eq!(health["ok"], true);
    let whole: Value = admin
        .get("/api/changes/verification")
        .await
        .expect(200)
        .json();
    assert_eq!(whole["ok"], true);
    stack.discard().unwrap();
}
