//! Callbacks: what Twilio has not signed for this very address is refused, and nothing of it is stored.

use mitto_core::api::{CallbackHealth, List, Person, SmsRow};
use mitto_tests::api::fresh_mobile;
use mitto_tests::simulator::behaviour::Reports;
use mitto_tests::simulator::twilio::{SAMPLE_TOKEN, signature};
use serde_json::json;

use super::{Deployment, pairs};

#[tokio::test(flavor = "multi_thread")]
async fn only_what_twilio_has_signed_is_believed() {
    let deployment = Deployment::start("twilio-signed").await;
    reports(&deployment).await;
    replies(&deployment).await;
    deployment.discard().await;
}

async fn reports(deployment: &Deployment) {
    let admin = &deployment.admin;
    let mobile = fresh_mobile();
    deployment.gateway.reports(&mobile, Reports::Never).await;
    let lead = admin.lead(&mobile).await;
    let id = admin.sent(&lead, "x").await.id.to_string();
    let message = deployment.received(&mobile).await;
    let url = message.callback.unwrap();
    let form = format!("MessageSid={}&MessageStatus=delivered", message.id);
    let good = signature(SAMPLE_TOKEN, &url, &pairs(&form));
    let other_url = signature(SAMPLE_TOKEN, &url.replace(&id, "SMS-000777"), &pairs(&form));
    let other_form = form.replace("delivered", "sent");
    for (form, given) in [
        (&form, None),
        (&form, Some("")),
        (&form, Some("AAAAAAAAAAAAAAAAAAAAAAAAAAA=")),
        (
            &form,
            Some(signature("another-token", &url, &pairs(&form)).as_str()),
        ),
        (&form, Some(other_url.as_str())),
        (&other_form, Some(good.as_str())),
        (&form, Some(good.to_lowercase().as_str())),
    ] {
        assert_eq!(deployment.posts(&url, form, given).await, 403, "{given:?}");
    }
    // In Mitto's form, which needs no signature, at Twilio's address.
    let path = format!("/callback/{}", url.split("/callback/").nth(1).unwrap());
    let report = json!({"id": message.id, "status": "delivered", "reference": format!("{id}/1")});
    deployment
        .nobody
        .call("POST", &path, &report)
        .await
        .expect(403);
    let get = [path.split('?').next().unwrap(), "?", &form].concat();
    deployment.nobody.get(&get).await.expect(403);
    let record = admin.sms(&id).await;
    assert_eq!(
        (record.status.as_str(), record.delivery_updates.len()),
        ("SENT", 0)
    );
    let health: CallbackHealth = admin.get("/api/setup/callback-health").await.json();
    assert_eq!((health.rejected, health.unknown_key), (9, 0));
    assert!(health.last_rejected_reason.unwrap().contains("not signed"));

    assert_eq!(deployment.posts(&url, &form, Some(&good)).await, 200);
    assert_eq!(deployment.posts(&url, &form, Some(&good)).await, 200);
    let record = admin.sms(&id).await;
    assert_eq!(
        (record.status.as_str(), record.delivery_updates.len()),
        ("DELIVERED", 1)
    );
}

async fn replies(deployment: &Deployment) {
    let admin = &deployment.admin;
    let mobile = fresh_mobile();
    let lead = admin.lead(&mobile).await;
    let id = admin.sent(&lead, "x").await.id.to_string();
    admin.until_status(&id, "DELIVERED").await;
    let opted_out = async || {
        let person: Person = admin.get(&format!("/api/leads/{lead}")).await.json();
        person.sms_opt_out
    };
    let url = deployment.setup().await.callback.unwrap().inbound;
    let forged = format!("MessageSid=SM1&From={mobile}&Body=STOP");
    assert_eq!(deployment.posts(&url, &forged, Some("forged")).await, 403);
    assert!(!opted_out().await);
    deployment.gateway.reply(&mobile, "Stop. Thank you").await;
    assert!(opted_out().await);
    deployment.gateway.reply(&mobile, "START").await;
    assert!(!opted_out().await);
    // What Twilio took for a no is one, whatever our keywords are.
    let arret = "MessageSid=SM00000000000000000000000000000abc&To=%2B41791112233&Body=ARRET&OptOutType=STOP";
    let arret = format!("{arret}&From=%2B{}", mobile.trim_start_matches('+'));
    let signed: Vec<_> = pairs(&arret.replace("%2B", "+"));
    let signature = signature(SAMPLE_TOKEN, &url, &signed);
    assert_eq!(deployment.posts(&url, &arret, Some(&signature)).await, 200);
    assert!(opted_out().await);
    let page = format!("/api/sms?object=lead&recordId={lead}");
    let rows: List<SmsRow> = admin.get(&page).await.expect(200).json();
    let replies = rows
        .items
        .iter()
        .filter(|row| row.status.as_str() == "OPT-OUT");
    assert_eq!((rows.items.len(), replies.count()), (4, 2));
}
