//! Campaigns that need a stack of their own: while the Worker dies ([`death`]), as Setup says they be sent
//! ([`options`]), and when their list moves.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod death;
mod options;

use std::time::Duration;

use mitto_core::api::{Job, JobAccepted, JobState, List, MembersAnswer, PlanAnswer, SmsRow};
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::json;
use xtask::stack::Stack;

/// A job as it is, of a Worker that may have died this moment.
async fn job(user: &Api, path: &str) -> Option<Job> {
    let answer = user.try_request("GET", path, &[], None).await.ok()?;
    (answer.status == 200).then(|| answer.json())
}

async fn until(user: &Api, path: &str, seconds: u32, wanted: impl Fn(&Job) -> bool) -> Job {
    match within(user, path, seconds, wanted).await {
        Some(job) => job,
        None => panic!("{path} is not as wanted: {:?}", job(user, path).await),
    }
}

async fn within(
    user: &Api,
    path: &str,
    seconds: u32,
    wanted: impl Fn(&Job) -> bool,
) -> Option<Job> {
    for _ in 0..seconds * 5 {
        if let Some(now) = job(user, path).await
            && wanted(&now)
        {
            return Some(now);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    None
}

/// Makes a campaign of leads with these numbers, each with a first name of its own; its path.
async fn campaign_of(user: &Api, mobiles: &[String]) -> String {
    let campaign = format!("/api/campaigns/{}", fresh_id("701"));
    user.call("PUT", &campaign, &json!({"name": "Spring"}))
        .await
        .expect(201);
    let mut file = String::new();
    for (number, mobile) in mobiles.iter().enumerate() {
        let fields = json!({"FirstName": format!("N{number}"), "MobilePhone": mobile});
        let line = json!({"object": "lead", "id": fresh_id("00Q"), "fields": fields});
        file.push_str(&format!("{line}\n"));
    }
    let path = format!("{campaign}/members");
    let kind = [("content-type", "application/x-ndjson")];
    let answer = user.request("POST", &path, &kind, Some(file.into_bytes()));
    let members: MembersAnswer = answer.await.expect(200).json();
    assert_eq!(members.created as usize, mobiles.len());
    campaign
}

/// Plans a campaign and sends it.
async fn send_to(user: &Api, campaign: &str, text: &str) -> JobAccepted {
    let mut wanted = json!({"from": "MITTO-SMS", "text": text});
    let path = format!("{campaign}/plan");
    let plan: PlanAnswer = user.call("POST", &path, &wanted).await.expect(200).json();
    wanted["planHash"] = plan.plan_hash.into();
    wanted["confirmRecipients"] = plan.recipients.into();
    let path = format!("{campaign}/sms");
    user.call("POST", &path, &wanted).await.expect(202).json()
}

/// Every SMS of a campaign.
async fn sms_of(user: &Api, campaign: &str) -> Vec<SmsRow> {
    let id = campaign.rsplit('/').next().unwrap();
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = format!("/api/sms?campaign={id}&limit=200{cursor}");
        let page: List<SmsRow> = user.get(&page).await.expect(200).json();
        rows.extend(page.items);
        match page.cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_whose_list_moves_while_it_is_prepared_sends_nothing() {
    let start = || Stack::start("campaign-moved").expect("a stack");
    let stack = tokio::task::spawn_blocking(start).await.unwrap();
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let user = Api::nobody(stack.worker.base())
        .signed_in("role=user&sub=moved&ttl=3600")
        .await;
    let campaign = format!("/api/campaigns/{}", fresh_id("701"));
    user.call("PUT", &campaign, &json!({"name": "Spring"}))
        .await
        .expect(201);
    let mobiles = [fresh_mobile(), fresh_mobile(), fresh_mobile()];
    let lines = mobiles.clone().map(|mobile| {
        let fields = json!({"FirstName": "Ada", "MobilePhone": mobile});
        json!({"object": "lead", "id": fresh_id("00Q"), "fields": fields}).to_string()
    });
    let kind = [("content-type", "application/x-ndjson")];
    let members = format!("{campaign}/members");
    let file = Some(lines.join("\n").into_bytes());
    user.request("POST", &members, &kind, file)
        .await
        .expect(200);
    // Sends the campaign; when it is through.
    let send = async || {
        let mut wanted = json!({"from": "MITTO-SMS", "text": "Hi <%=FirstName%>"});
        let plan = user
            .call("POST", &format!("{campaign}/plan"), &wanted)
            .await;
        wanted["planHash"] = plan.expect(200).json::<PlanAnswer>().plan_hash.into();
        let sent = user.call("POST", &format!("{campaign}/sms"), &wanted).await;
        let job: JobAccepted = sent.expect(202).json();
        let path = format!("/api/jobs/{}", job.job);
        until(&user, &path, 60, |job| job.state == JobState::Done).await
    };
    let first = send().await;
    // What a change between the last look at the list and the records comes to: another seal.
    let copy = format!(
        "INSERT INTO job (request, request_body, campaign, sender, text, replaces, plan, recipients, messages, \
         state, first, touched_at, created_by, created_at) SELECT 'moved', '', campaign, sender, text, replaces, \
         'of another list', recipients, messages, 'preparing', (SELECT max(number) FROM sms), 0, created_by, \
         created_at FROM job WHERE number = {}",
        first.id.number()
    );
    tokio::task::block_in_place(|| {
        stack.worker.sql(&copy).expect("a job");
        stack.worker.run_cron().expect("the sweep");
    });
    let jobs = format!("{campaign}/jobs?limit=1");
    let newest = async || -> Job {
        let jobs: List<Job> = user.get(&jobs).await.expect(200).json();
        jobs.items.into_iter().next().expect("a job")
    };
    let path = format!("/api/jobs/{}", newest().await.id);
    let moved = until(&user, &path, 60, |job| job.state == JobState::Moved).await;
    assert!(
        moved.reason.is_some() && moved.ended_at.is_some(),
        "{moved:?}"
    );
    until(&user, &path, 60, |job| job.queued == 0).await;
    let id = campaign.rsplit('/').next().unwrap();
    let queued = format!("/api/sms?campaign={id}&status=QUEUED,SENDING");
    let queued: List<SmsRow> = user.get(&queued).await.expect(200).json();
    assert!(queued.items.is_empty(), "{queued:?}");
    for mobile in &mobiles {
        assert_eq!(gateway.messages(mobile).await.len(), 1);
    }
    // The next is sent to its end, though records have gone: no number is given twice.
    let again = send().await;
    assert_eq!((again.through(), again.failed), (3, 0), "{again:?}");
    for mobile in &mobiles {
        assert_eq!(gateway.messages(mobile).await.len(), 2);
    }
    tokio::task::spawn_blocking(move || stack.discard().unwrap())
        .await
        .unwrap();
}
