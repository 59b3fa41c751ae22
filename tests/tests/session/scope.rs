//! A token with a record is for that record.

use mitto_core::api::{Code, SendAnswer};
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
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

/// What a CRM gives to whoever may text one campaign.
#[tokio::test]
async fn a_campaigns_token_is_for_that_campaign() {
    let stack = Configured::start();
    let open = stack.with(json!({"sub": "carol"}));
    let lead = open.lead(&fresh_mobile()).await;
    let [mine, other] = [fresh_id("701"), fresh_id("701")];
    let member = format!(
        r#"{{"object":"lead","id":"{lead}","fields":{{"MobilePhone":"{}"}}}}"#,
        fresh_mobile()
    );
    let kind = [("content-type", "application/x-ndjson")];
    let scope = json!({"object": "campaign", "id": mine});
    let scoped = stack.with(json!({"role": "user", "record": scope, "sub": "dave"}));
    for (api, id, status) in [
        (&scoped, &mine, 201),
        (&open, &other, 201),
        (&scoped, &other, 403),
    ] {
        let path = format!("/api/campaigns/{id}");
        api.call("PUT", &path, &json!({"name": "Spring"}))
            .await
            .expect(status);
    }
    let members = format!("/api/campaigns/{mine}/members");
    let body = Some(member.clone().into_bytes());
    scoped
        .request("POST", &members, &kind, body)
        .await
        .expect(200);
    let wanted = json!({"from": "MITTO-SMS", "text": "Hello"});
    for (id, status) in [(&mine, 200), (&other, 403)] {
        let path = format!("/api/campaigns/{id}");
        scoped.get(&path).await.expect(status);
        for list in ["members", "jobs", "results", "test"] {
            scoped.get(&format!("{path}/{list}")).await.expect(status);
        }
        scoped
            .call("POST", &format!("{path}/plan"), &wanted)
            .await
            .expect(status);
    }
    // Nor does it open a person, a list of them, or what others sent to them.
    scoped.get("/api/leads").await.expect(403);
    scoped.get(&format!("/api/leads/{lead}")).await.expect(403);
    scoped.send(&lead, "no").await.expect(403);
    let sent: SendAnswer = open.sent(&lead, "of carol").await;
    scoped
        .get(&format!("/api/sms/{}", sent.id))
        .await
        .expect(404);
    // Its campaign is sent, and what became of it is seen, by it and by a colleague with the same token.
    let plan: Value = scoped
        .call("POST", &format!("/api/campaigns/{mine}/plan"), &wanted)
        .await
        .json();
    let mut send = wanted.clone();
    send["planHash"] = plan["planHash"].clone();
    let job: Value = scoped
        .call("POST", &format!("/api/campaigns/{mine}/sms"), &send)
        .await
        .expect(202)
        .json();
    let job = format!("/api/jobs/{}", job["job"].as_str().unwrap());
    scoped.get(&job).await.expect(200);
    let colleague = stack.with(json!({"role": "user", "sub": "erin",
        "record": {"object": "campaign", "id": mine}}));
    colleague.get(&job).await.expect(200);
    let elsewhere = stack.with(json!({"role": "user", "sub": "erin",
        "record": {"object": "campaign", "id": other}}));
    elsewhere.get(&job).await.expect(404);
    elsewhere
        .call("POST", &format!("{job}/stop"), &json!({}))
        .await
        .expect(404);
    let sms = format!("/api/sms?campaign={mine}");
    for _ in 0..100 {
        let seen: Value = colleague.get(&sms).await.expect(200).json();
        if seen["items"]
            .as_array()
            .is_some_and(|items| items.len() == 1)
        {
            let none: Value = elsewhere.get(&sms).await.expect(200).json();
            assert_eq!(none["items"], json!([]));
            let all: Value = colleague.get("/api/sms").await.expect(200).json();
            assert_eq!(
                all["items"].as_array().map(Vec::len),
                Some(1),
                "only its campaign's"
            );
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the campaign's SMS was not seen");
}

async fn works_on_its_own(scoped: &Api, mine: &str) {
    let path = format!("/api/leads/{mine}");
    scoped.get(&path).await.expect(200);
    let patch = json!({"fields": {"FirstName": "Grace"}});
    scoped.call("PATCH", &path, &patch).await.expect(200);
    let sent = scoped.sent(mine, "Hello <%=FirstName%>").await;
    scoped.sms(&sent.id.to_string()).await;
}
