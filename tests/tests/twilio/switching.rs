//! From one gateway to the other with SMS under way: what is sent keeps the gateway it was sent with.

use mitto_core::api::Setup;
use mitto_tests::api::fresh_mobile;
use mitto_tests::simulator::behaviour::Reports;
use mitto_tests::simulator::twilio::SAMPLE_SID;
use serde_json::json;

use super::{Deployment, account};

#[tokio::test(flavor = "multi_thread")]
async fn reports_find_their_sms_whichever_gateway_is_chosen_by_now() {
    let deployment = Deployment::with_mitto("twilio-switching").await;
    let admin = &deployment.admin;
    let sent = async || {
        let mobile = fresh_mobile();
        deployment.gateway.reports(&mobile, Reports::Never).await;
        let lead = admin.lead(&mobile).await;
        let id = admin.sent(&lead, "x").await.id.to_string();
        (id, deployment.received(&mobile).await)
    };
    let (by_mitto, of_mitto) = sent().await;
    assert_eq!(of_mitto.gateway, "");
    admin
        .call("PUT", "/api/setup", &account())
        .await
        .expect(200);
    let (by_twilio, of_twilio) = sent().await;
    assert_eq!(of_twilio.gateway, "twilio");
    // Mitto's report of what it took before, while Twilio is chosen.
    let url = of_mitto.callback.unwrap();
    let path = format!("/callback/{}", url.split("/callback/").nth(1).unwrap());
    let report = json!({"id": of_mitto.id, "status": "delivered", "reference": of_mitto.reference});
    deployment
        .nobody
        .call("POST", &path, &report)
        .await
        .expect(200);
    admin.until_status(&by_mitto, "DELIVERED").await;

    // Back: the product key is still there, and so is Twilio's account for its reports.
    let setup: Setup = admin
        .call("PUT", "/api/setup", &json!({"gateway": "mitto"}))
        .await
        .expect(200)
        .json();
    assert!(setup.product_key_set && setup.options.account.is_empty());
    let (by_mitto, of_mitto) = sent().await;
    assert_eq!(of_mitto.gateway, "");
    let url = of_twilio.callback.unwrap();
    let form = format!(
        "MessageSid={}&MessageStatus=undelivered&ErrorCode=30005",
        of_twilio.id
    );
    assert_eq!(deployment.posts(&url, &form, Some("forged")).await, 403);
    assert_eq!(deployment.posts_signed(&url, &form).await, 200);
    let record = admin.until_status(&by_twilio, "UNDELIVERED").await;
    assert!(
        record.delivery_updates[0]
            .explanation
            .as_ref()
            .unwrap()
            .starts_with("The network knows no such number.")
    );
    assert_eq!(admin.sms(&by_mitto).await.status.as_str(), "SENT");

    // And to Twilio once more, with what was entered before.
    let setup: Setup = admin
        .call("PUT", "/api/setup", &json!({"gateway": "twilio"}))
        .await
        .expect(200)
        .json();
    assert!(setup.product_key_set && setup.options.account == SAMPLE_SID);
    assert_eq!(sent().await.1.gateway, "twilio");
    deployment.discard().await;
}
