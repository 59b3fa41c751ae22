//! A token with a record is for that record.

use mitto_core::api::{Code, SendAnswer};
use mitto_tests::api::{Api, fresh_mobile};
use serde_json::{Value, json};

use super::Configured;

#[track_caller]
fn refused(answer: &mitto_tests::api::Response, lead: &str) {
    assert_eq!(answer.status, 403, "{}", answer.text());
    let problem = answer.problem();
    assert_eq!(problem.code, Code::NotAllowed);
    let why = format!("This token is for lead {lead}.");
    assert_eq!(problem.detail.as_deref(), Some(why.as_str()));
}

/// For every role: what a page may do is the host's to say.
#[tokio::test]
async fn another_record_is_out_of_reach() {
    let stack = Configured::start();
    let open = stack.with(json!({"sub": "carol"}));
    let other_mobile = fresh_mobile();
    let (mine, other) = (
        open.lead(&fresh_mobile()).await,
        open.lead(&other_mobile).await,
    );
    let sent: SendAnswer = open.sent(&other, "of carol").await;
    let about_mine: SendAnswer = open.sent(&mine, "of carol").await;
    let before = stack.gateway().messages(&other_mobile).await.len();
    for role in ["user", "admin"] {
        let record = json!({"object": "lead", "id": mine});
        let scoped = stack.with(json!({"role": role, "record": record, "sub": "dave"}));
        refused(&scoped.send(&other, "no").await, &mine);
        refused(&scoped.get(&format!("/api/leads/{other}")).await, &mine);
        // The same id among the contacts is another record.
        refused(&scoped.get(&format!("/api/contacts/{mine}")).await, &mine);
        for method in ["PUT", "PATCH"] {
            let path = format!("/api/leads/{other}");
            let body = json!({"fields": {}, "smsOptOut": true});
            refused(&scoped.call(method, &path, &body).await, &mine);
        }
        let theirs = scoped.get(&format!("/api/sms/{}", sent.id)).await;
        assert_eq!(theirs.status, 404, "{}", theirs.text());

        // Its own record is not.
        works_on_its_own(&scoped, &mine).await;
        let about = scoped.get(&format!("/api/sms/{}", about_mine.id)).await;
        assert_eq!(about.status, 200, "{}", about.text());
    }
    let after = stack.gateway().messages(&other_mobile).await.len();
    assert_eq!(before, after);
    let person: Value = open.get(&format!("/api/leads/{other}")).await.json();
    assert_eq!(person["smsOptOut"], false, "nobody wrote to it");
    // Who sent it sees it, whatever page they are on.
    let elsewhere = json!({"sub": "carol", "record": {"object": "lead", "id": mine}});
    let path = format!("/api/sms/{}", sent.id);
    stack.with(elsewhere).get(&path).await.expect(200);
}

async fn works_on_its_own(scoped: &Api, mine: &str) {
    let path = format!("/api/leads/{mine}");
    scoped.get(&path).await.expect(200);
    let patch = json!({"fields": {"FirstName": "Grace"}});
    scoped.call("PATCH", &path, &patch).await.expect(200);
    let sent = scoped.sent(mine, "Hello <%=FirstName%>").await;
    scoped.sms(&sent.id.to_string()).await;
}
