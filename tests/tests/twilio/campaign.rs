//! A campaign through Twilio: one call a recipient, and each gets it once.

use std::collections::BTreeMap;
use std::time::Duration;

use mitto_core::api::{Job, JobAccepted, JobState, MembersAnswer, Person, PlanAnswer};
use mitto_tests::api::{fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use serde_json::json;

use super::Deployment;

const RECIPIENTS: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_goes_through_twilio_once_to_each() {
    let deployment = Deployment::start("twilio-campaign").await;
    let admin = &deployment.admin;
    // Submitted together is what Twilio cannot do: it is not tried.
    admin
        .call("PUT", "/api/setup", &json!({"bulk": true}))
        .await
        .expect(200);
    let mobiles: Vec<String> = (0..RECIPIENTS).map(|_| fresh_mobile()).collect();
    let behave = async |place: usize, answer, reports, times| {
        let behaviour = Behaviour {
            answer,
            reports,
            times,
        };
        deployment.gateway.behave(&mobiles[place], behaviour).await;
    };
    behave(0, Answer::Refuse(21_610), Reports::Delivered, None).await;
    behave(1, Answer::CutAfter, Reports::Delivered, None).await;
    behave(2, Answer::TooMany(1), Reports::Delivered, Some(1)).await;
    behave(3, Answer::Ok, Reports::Undelivered, None).await;
    let (campaign, first) = members(&deployment, &mobiles).await;

    let mut wanted = json!({"from": "MITTO-SMS", "text": "The same to all"});
    let plan: PlanAnswer = admin
        .call("POST", &format!("{campaign}/plan"), &wanted)
        .await
        .expect(200)
        .json();
    assert_eq!(plan.recipients as usize, RECIPIENTS);
    wanted["planHash"] = plan.plan_hash.into();
    wanted["confirmRecipients"] = plan.recipients.into();
    let job: JobAccepted = admin
        .call("POST", &format!("{campaign}/sms"), &wanted)
        .await
        .expect(202)
        .json();
    let path = format!("/api/jobs/{}", job.job);
    let mut done = None;
    for _ in 0..600 {
        let job: Job = admin.get(&path).await.expect(200).json();
        if job.state == JobState::Done && job.delivered as usize == RECIPIENTS - 2 {
            done = Some(job);
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let job = done.unwrap_or_else(|| panic!("it is not done"));
    assert_eq!((job.failed, job.unknown), (2, 0), "{job:?}");

    let mut received: BTreeMap<String, usize> = BTreeMap::new();
    for message in deployment.gateway.all_messages().await {
        if message.accepted {
            assert_eq!(message.gateway, "twilio");
            *received.entry(format!("+{}", message.to)).or_default() += 1;
        }
    }
    assert_eq!(received.len(), RECIPIENTS - 1);
    assert!(received.values().all(|times| *times == 1));
    let person: Person = admin.get(&format!("/api/leads/{first}")).await.json();
    assert!(
        person.sms_opt_out,
        "who told Twilio to stop is opted out here"
    );
    deployment.discard().await;
}

/// Makes a campaign of leads with these numbers; its path, and the first lead.
async fn members(deployment: &Deployment, mobiles: &[String]) -> (String, String) {
    let admin = &deployment.admin;
    let campaign = format!("/api/campaigns/{}", fresh_id("701"));
    admin
        .call("PUT", &campaign, &json!({"name": "Spring"}))
        .await
        .expect(201);
    let ids: Vec<String> = mobiles.iter().map(|_| fresh_id("00Q")).collect();
    let lines = ids.iter().zip(mobiles).map(|(id, mobile)| {
        json!({"object": "lead", "id": id, "fields": {"MobilePhone": mobile}}).to_string()
    });
    let file: Vec<String> = lines.collect();
    let kind = [("content-type", "application/x-ndjson")];
    let path = format!("{campaign}/members");
    let answer = admin
        .request("POST", &path, &kind, Some(file.join("\n").into_bytes()))
        .await;
    let members: MembersAnswer = answer.expect(200).json();
    assert_eq!(members.created as usize, mobiles.len());
    (campaign, ids[0].clone())
}
