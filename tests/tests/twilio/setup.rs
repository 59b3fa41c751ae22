//! Choosing it, and the tests that prove it.

use mitto_core::api::{CallbackHealth, Setup, TestOutcome};
use mitto_tests::simulator::twilio::{SAMPLE_SID, SAMPLE_TOKEN};
use serde_json::json;

use super::{Deployment, account};

async fn tried(deployment: &Deployment, what: &str) -> TestOutcome {
    let path = format!("/api/setup/{what}");
    let answer = deployment.admin.request("POST", &path, &[], None).await;
    answer.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn twilio_is_chosen_with_an_account_and_proves_itself() {
    let deployment = Deployment::with_mitto("twilio-setup").await;
    let admin = &deployment.admin;
    let before = deployment.setup().await;
    let service = format!("MG{}", "0".repeat(32));
    for (input, field) in [
        (json!({"gateway": "pigeon"}), "gateway"),
        (json!({"gateway": "twilio"}), "account"),
        (
            json!({"gateway": "twilio", "account": "AC1", "productKey": "x"}),
            "account",
        ),
        (
            json!({"gateway": "twilio", "account": SAMPLE_SID}),
            "productKey",
        ),
        (
            json!({"gateway": "twilio", "account": SAMPLE_SID, "productKey": "a b"}),
            "productKey",
        ),
        (
            json!({"gateway": "twilio", "account": SAMPLE_SID, "service": "x", "productKey": "t"}),
            "service",
        ),
        // Mitto has neither.
        (json!({"account": SAMPLE_SID}), "account"),
        (json!({"service": service}), "service"),
    ] {
        let refused = admin.call("PUT", "/api/setup", &input).await.expect(422);
        assert_eq!(refused.problem().field.as_deref(), Some(field), "{input}");
    }
    assert_eq!(deployment.setup().await, before);

    let chosen: Setup = admin
        .call("PUT", "/api/setup", &account())
        .await
        .expect(200)
        .json();
    assert_eq!(
        (
            chosen.options.gateway.as_str(),
            chosen.options.account.as_str()
        ),
        ("twilio", SAMPLE_SID)
    );
    assert!(chosen.product_key_set);
    assert_eq!(chosen.product_key_last4.as_deref(), Some("ator"));
    // Who knows one gateway's address cannot report as another.
    assert_ne!(chosen.callback, before.callback);
    for path in ["/api/setup", "/api/changes", "/api/configuration"] {
        let text = admin.get(path).await.expect(200).text();
        assert!(!text.contains(SAMPLE_TOKEN), "{path}");
        assert!(text.contains(SAMPLE_SID), "{path}");
    }

    let outcome = tried(&deployment, "test-gateway").await;
    assert!(outcome.ok, "{outcome:?}");
    let outcome = tried(&deployment, "test-callback").await;
    assert!(outcome.ok, "{outcome:?}");
    let health: CallbackHealth = admin.get("/api/setup/callback-health").await.json();
    assert!(health.proven_at.is_some());

    let bad = json!({"productKey": "not-the-token-of-the-account"});
    admin.call("PUT", "/api/setup", &bad).await.expect(200);
    let outcome = tried(&deployment, "test-gateway").await;
    let last = outcome.steps.last().unwrap();
    assert_eq!(last.name, "The gateway accepts the auth token");
    assert!(!last.ok && last.detail.as_ref().unwrap().contains("Account SID"));
    // Our own test is signed with what is stored, so it still comes back.
    assert!(tried(&deployment, "test-callback").await.ok);
    deployment.discard().await;
}
