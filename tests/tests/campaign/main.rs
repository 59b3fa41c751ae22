//! A campaign while the Worker dies: what was prepared, claimed and submitted stays what it is, and each
//! member gets at most one SMS. It has a stack of its own, and the sample data's sender.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeMap;
use std::time::Duration;

use mitto_core::api::{Job, JobAccepted, JobState, List, MembersAnswer, PlanAnswer, SmsRow};
use mitto_core::send::LEASE_MS;
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::json;
use xtask::stack::Stack;

const MEMBERS: usize = 1_000;

/// How the gateway treats every twentieth member, in turn.
fn behaviours() -> [Behaviour; 8] {
    let answer = |answer| Behaviour {
        answer,
        reports: Reports::Delivered,
        times: None,
    };
    [
        answer(Answer::Refuse(8)),
        answer(Answer::CutAfter),
        answer(Answer::CutBefore),
        answer(Answer::ErrorAfter),
        answer(Answer::Malformed),
        answer(Answer::Slow(2_000)),
        Behaviour {
            times: Some(1),
            ..answer(Answer::TooMany(1))
        },
        Behaviour {
            reports: Reports::BeforeAnswer,
            ..answer(Answer::Ok)
        },
    ]
}

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

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_of_a_thousand_gets_one_sms_each_though_the_worker_dies_twice() {
    let start = || Stack::start("campaign").expect("a stack");
    let mut stack = tokio::task::spawn_blocking(start).await.unwrap();
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let user = Api::nobody(stack.worker.base())
        .signed_in("role=user&sub=campaign&ttl=3600")
        .await;
    let campaign = format!("/api/campaigns/{}", fresh_id("701"));
    user.call("PUT", &campaign, &json!({"name": "Spring"}))
        .await
        .expect(201);
    let (mut mobiles, mut file) = (Vec::new(), String::new());
    for number in 0..MEMBERS {
        let mobile = fresh_mobile();
        if number % 20 == 0 {
            let behaviour = behaviours()[number / 20 % behaviours().len()];
            gateway.behave(&mobile, behaviour).await;
        }
        let fields = json!({"FirstName": format!("N{number}"), "MobilePhone": mobile});
        let line = json!({"object": "lead", "id": fresh_id("00Q"), "fields": fields});
        file.push_str(&format!("{line}\n"));
        mobiles.push(mobile);
    }
    let kind = [("content-type", "application/x-ndjson")];
    let members: MembersAnswer = user
        .request(
            "POST",
            &format!("{campaign}/members"),
            &kind,
            Some(file.into_bytes()),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(members.created as usize, MEMBERS);
    let mut wanted = json!({"from": "MITTO-SMS", "text": "Hi <%=FirstName%>"});
    let plan: PlanAnswer = user
        .call("POST", &format!("{campaign}/plan"), &wanted)
        .await
        .expect(200)
        .json();
    assert_eq!(plan.recipients as usize, MEMBERS);
    wanted["planHash"] = plan.plan_hash.into();
    let accepted: JobAccepted = user
        .call("POST", &format!("{campaign}/sms"), &wanted)
        .await
        .expect(202)
        .json();
    let path = format!("/api/jobs/{}", accepted.job);

    // Once while it is prepared or has just begun, once in the midst of it.
    let die = |stack: &mut Stack| {
        tokio::task::block_in_place(|| stack.worker.restart().expect("another life"));
    };
    die(&mut stack);
    // The queue of `wrangler dev` has died with it: the sweep finds the job, once it was left alone.
    let age = format!(
        "UPDATE job SET touched_at = 0 WHERE number = {}",
        accepted.job.number()
    );
    let age_and_sweep = || {
        tokio::task::block_in_place(|| {
            stack.worker.sql(&age).expect("an older job");
            stack.worker.run_cron().expect("the sweep");
        });
    };
    age_and_sweep();
    until(&user, &path, 120, |job| job.through() > 300).await;
    die(&mut stack);
    let lease = Duration::from_millis(LEASE_MS.unsigned_abs());
    tokio::time::sleep(lease + Duration::from_secs(2)).await;
    // The sweep comes once a minute. A job that the gateway had paused when the Worker died is no orphan yet.
    let mut done = None;
    for _ in 0..12 {
        tokio::task::block_in_place(|| {
            stack.worker.sql(&age).expect("an older job");
            stack.worker.run_cron().expect("the sweep");
        });
        done = within(&user, &path, 20, |job| job.state == JobState::Done).await;
        if done.is_some() {
            break;
        }
    }
    let done = done.expect("a job that is done");
    assert_eq!(done.through() as usize, MEMBERS, "{done:?}");
    tokio::time::sleep(Duration::from_secs(3)).await;

    let mut seen = BTreeMap::<&str, u32>::new();
    let mut cursor = String::new();
    let mut rows = Vec::new();
    loop {
        let id = campaign.rsplit('/').next().unwrap();
        let page = format!("/api/sms?campaign={id}&limit=200{cursor}");
        let page: List<SmsRow> = user.get(&page).await.expect(200).json();
        rows.extend(page.items);
        match page.cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(rows.len(), MEMBERS);
    let mut numbers = BTreeMap::new();
    for row in rows {
        assert!(
            numbers.insert(row.to.clone(), row).is_none(),
            "one SMS a member"
        );
    }
    for mobile in &mobiles {
        let status = numbers[mobile].status.as_str();
        let taken = gateway
            .messages(mobile)
            .await
            .iter()
            .filter(|sms| sms.accepted)
            .count();
        match status {
            "DELIVERED" | "SENT" => assert_eq!(taken, 1, "{mobile} {status}"),
            "UNKNOWN" => assert!(taken <= 1, "{mobile} {status} {taken}"),
            "REJECTED" => assert_eq!(taken, 0, "{mobile} {status}"),
            _ => panic!("{mobile} is {status}, taken {taken} times"),
        }
        *seen.entry(status).or_default() += 1;
    }
    assert!(
        seen["DELIVERED"] > 800 && seen.contains_key("UNKNOWN"),
        "{seen:?}"
    );
    stack.discard().unwrap();
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
