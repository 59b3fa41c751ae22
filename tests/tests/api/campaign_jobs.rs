//! Campaigns from the plan to the last SMS.

use std::collections::BTreeSet;
use std::time::Duration;

use mitto_core::api::{
    CampaignResults, ClassesAnswer, Code, Job, JobAccepted, JobPart, JobRecipient, JobState, List,
    PlanAnswer, PlanChange, SmsRow,
};
use mitto_core::campaign::Skip;
use mitto_core::status::Status;
use mitto_tests::api::{Api, Response, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Reports};
use serde_json::{Value, json};

use super::campaigns::{campaign, imported, line};
use super::{gateway, user};

const TEXT: &str = "Hi <%=FirstName|there%>, 5 € off";

/// People whose names take room in every way, each with a number; then those who get nothing.
struct People {
    mobiles: Vec<String>,
    lines: Vec<String>,
}

fn people() -> People {
    let names = [
        "Ada",
        "Zoë",
        "",
        "Иван",
        "A–B",
        "{x}",
        "👩‍🔬 Łukasz",
        " spaced ",
    ];
    let long = "x".repeat(170);
    let mut people = People {
        mobiles: Vec::new(),
        lines: Vec::new(),
    };
    for name in names.into_iter().chain([long.as_str()]) {
        let mobile = fresh_mobile();
        people
            .lines
            .push(line("lead", &fresh_id("00Q"), name, &mobile));
        people.mobiles.push(mobile);
    }
    people
        .lines
        .push(line("lead", &fresh_id("00Q"), "Mute", ""));
    people.lines.push(line(
        "contact",
        &fresh_id("003"),
        "Twin",
        &people.mobiles[0].clone(),
    ));
    people
}

fn wanted(text: &str) -> Value {
    json!({"from": "MITTO-SMS", "text": text})
}

async fn plan(user: &Api, campaign: &str, text: &str) -> PlanAnswer {
    let path = format!("/api/campaigns/{campaign}/plan");
    user.call("POST", &path, &wanted(text))
        .await
        .expect(200)
        .json()
}

async fn send(user: &Api, campaign: &str, text: &str, hash: &str, key: &str) -> Response {
    let mut body = wanted(text);
    body["planHash"] = hash.into();
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    let path = format!("/api/campaigns/{campaign}/sms");
    user.request("POST", &path, &headers, Some(body.to_string().into_bytes()))
        .await
}

/// Sends what was planned; the job.
async fn sent(user: &Api, campaign: &str, text: &str) -> JobAccepted {
    let plan = plan(user, campaign, text).await;
    let accepted: JobAccepted = send(user, campaign, text, &plan.plan_hash, &fresh_id("key-"))
        .await
        .expect(202)
        .json();
    assert_eq!(accepted.recipients, plan.recipients);
    accepted
}

async fn job(user: &Api, id: &str) -> Job {
    user.get(&format!("/api/jobs/{id}"))
        .await
        .expect(200)
        .json()
}

/// Waits until a job is as wanted, a minute at most.
async fn until(user: &Api, id: &str, wanted: impl Fn(&Job) -> bool) -> Job {
    let mut seen = None;
    for _ in 0..300 {
        let job = job(user, id).await;
        if wanted(&job) {
            return job;
        }
        seen = Some(job);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("{id} is not as wanted after a minute: {seen:?}");
}

async fn sms_of(user: &Api, campaign: &str) -> Vec<SmsRow> {
    let path = format!("/api/sms?campaign={campaign}&limit=200");
    user.get(&path)
        .await
        .expect(200)
        .json::<List<SmsRow>>()
        .items
}

async fn part(user: &Api, job: &str, part: JobPart) -> Vec<JobRecipient> {
    let path = format!(
        "/api/jobs/{job}/recipients?limit=200&state={}",
        part.as_str()
    );
    user.get(&path)
        .await
        .expect(200)
        .json::<List<JobRecipient>>()
        .items
}

#[tokio::test]
async fn what_is_planned_is_what_is_sent() {
    let user = user().await;
    let campaign = campaign(&user).await;
    let people = people();
    imported(&user, &campaign, &people.lines).await;
    let plan = plan(&user, &campaign, TEXT).await;
    assert_eq!(plan.recipients as usize, people.mobiles.len());
    let skipped = [Skip::NoMobile, Skip::Duplicate].map(|skip| plan.skipped.of(skip));
    assert_eq!((skipped, plan.skipped.total()), ([1, 1], 2));

    let key = fresh_id("key-");
    let first = send(&user, &campaign, TEXT, &plan.plan_hash, &key)
        .await
        .expect(202);
    let again = send(&user, &campaign, TEXT, &plan.plan_hash, &key)
        .await
        .expect(202);
    let (first, again): (JobAccepted, JobAccepted) = (first.json(), again.json());
    assert_eq!(first.job, again.job);
    let other = send(&user, &campaign, "Other", &plan.plan_hash, &key).await;
    assert_eq!(other.expect(409).problem().code, Code::IdempotencyConflict);
    let id = first.job.to_string();
    let job = until(&user, &id, |job| {
        job.state == JobState::Done && job.delivered == job.recipients
    })
    .await;
    assert_eq!(
        (job.queued, job.failed, job.unknown, job.skipped),
        (0, 0, 0, 0)
    );

    let sms = sms_of(&user, &campaign).await;
    let messages: u32 = sms.iter().map(|sms| sms.number_of_messages).sum();
    assert_eq!(
        (sms.len(), messages),
        (people.mobiles.len(), plan.total_messages)
    );
    let unicode = sms.iter().filter(|sms| sms.text.contains("Иван")).count();
    assert_eq!(unicode, 1);
    for mobile in &people.mobiles {
        let taken = gateway().messages(mobile).await;
        assert_eq!(taken.len(), 1, "{mobile}");
    }
    let unchanged = user.get(&format!("/api/jobs/{id}")).await;
    let tag = unchanged.header("etag").to_owned();
    let headers = [("if-none-match", tag.as_str())];
    user.request("GET", &format!("/api/jobs/{id}"), &headers, None)
        .await
        .expect(304);
    let jobs: List<Job> = user
        .get(&format!("/api/campaigns/{campaign}/jobs"))
        .await
        .json();
    assert_eq!(jobs.items.len(), 1);
}

#[tokio::test]
async fn the_classes_tell_what_the_plan_tells_and_nobodys_data() {
    let user = user().await;
    let campaign = campaign(&user).await;
    imported(&user, &campaign, &people().lines).await;
    let path = format!("/api/campaigns/{campaign}/classes");
    let answer = user
        .call("POST", &path, &json!({"fields": ["firstname"]}))
        .await
        .expect(200);
    for secret in ["Ada", "Zo", "Иван", "+41"] {
        assert!(!answer.text().contains(secret), "{}", answer.text());
    }
    let classes: ClassesAnswer = answer.json();
    let plan = plan(&user, &campaign, TEXT).await;
    assert_eq!(
        (classes.recipients, &classes.skipped),
        (plan.recipients, &plan.skipped)
    );
    assert_eq!(
        classes
            .classes
            .iter()
            .map(|class| class.members)
            .sum::<u32>(),
        plan.recipients
    );
    let unknown = user
        .call("POST", &path, &json!({"fields": ["Company"]}))
        .await
        .expect(422);
    assert_eq!(unknown.problem().field.as_deref(), Some("fields"));
}

#[tokio::test]
async fn a_list_that_has_changed_is_not_sent() {
    let user = user().await;
    let campaign = campaign(&user).await;
    imported(&user, &campaign, &people().lines).await;
    let seen = plan(&user, &campaign, TEXT).await;
    let late = fresh_mobile();
    imported(
        &user,
        &campaign,
        &[line("lead", &fresh_id("00Q"), "Late", &late)],
    )
    .await;
    let moved = send(&user, &campaign, TEXT, &seen.plan_hash, &fresh_id("key-")).await;
    let problem = moved.expect(409).problem();
    assert_eq!(problem.code, Code::PlanMoved);
    let change: PlanChange = serde_json::from_value(problem.current.unwrap()).unwrap();
    assert_eq!(change.plan.recipients, seen.recipients + 1);
    assert!(sms_of(&user, &campaign).await.is_empty());
    let blank = plan(&user, &campaign, "Hi <%=FirstName%>").await;
    let refused = send(
        &user,
        &campaign,
        "Hi <%=FirstName%>",
        &blank.plan_hash,
        &fresh_id("k"),
    )
    .await;
    assert_eq!(refused.expect(422).problem().code, Code::BlankFields);
}

#[tokio::test]
async fn who_opts_out_after_the_plan_gets_nothing_and_stop_and_resume_send_each_once() {
    let user = user().await;
    let campaign = campaign(&user).await;
    let mut lines = Vec::new();
    let mut mobiles = Vec::new();
    let run = fresh_id("00Q");
    for number in 0..120 {
        let mobile = fresh_mobile();
        // In the order of their ids: the first chunk goes at once, each after it takes seconds.
        if number >= 30 {
            gateway().answer(&mobile, Answer::Slow(1_000)).await;
        }
        lines.push(line("lead", &format!("{run}x{number:03}"), "Ada", &mobile));
        mobiles.push(mobile);
    }
    imported(&user, &campaign, &lines).await;
    let id = sent(&user, &campaign, TEXT).await.job.to_string();
    until(&user, &id, |job| job.sent + job.delivered > 0).await;
    user.call("POST", &format!("/api/jobs/{id}/stop"), &json!({}))
        .await
        .expect(200);
    let stopped = until(&user, &id, |job| job.state == JobState::Stopped).await;
    assert!(
        stopped.queued > 0 && stopped.sent + stopped.delivered > 0,
        "{stopped:?}"
    );
    assert_eq!(
        stopped.queued + stopped.sent + stopped.delivered,
        120,
        "{stopped:?}"
    );
    let (went, stayed) = (
        part(&user, &id, JobPart::Sent).await,
        part(&user, &id, JobPart::NotSent).await,
    );
    assert_eq!(
        (went.len() + stayed.len(), stayed.len()),
        (120, stopped.queued as usize)
    );
    assert!(part(&user, &id, JobPart::Maybe).await.is_empty());
    // One of those who are left says no.
    let lead = stayed[0].record_id.as_str();
    user.call(
        "PATCH",
        &format!("/api/leads/{lead}"),
        &json!({"smsOptOut": true}),
    )
    .await
    .expect(200);
    user.call("POST", &format!("/api/jobs/{id}/resume"), &json!({}))
        .await
        .expect(200);
    let done = until(&user, &id, |job| job.state == JobState::Done).await;
    assert_eq!(
        (done.skipped, done.queued, done.failed, done.unknown),
        (1, 0, 0, 0)
    );
    let out = user.sms(&stayed[0].sms.to_string()).await;
    assert_eq!(out.status, Status::Cancelled.into());
    let mut got = 0;
    for mobile in &mobiles {
        let taken = gateway().messages(mobile).await.len();
        assert!(taken <= 1, "{mobile}: {taken}");
        got += taken;
    }
    assert_eq!(got, 119);
    user.call("POST", &format!("/api/jobs/{id}/stop"), &json!({}))
        .await
        .expect(422);
}

#[tokio::test]
async fn what_failed_is_sent_again_once_and_stays_in_the_history() {
    let user = user().await;
    let campaign = campaign(&user).await;
    let (good, bad) = (fresh_mobile(), fresh_mobile());
    gateway().answer(&bad, Answer::Refuse(8)).await;
    let lines = [&good, &bad].map(|mobile| line("lead", &fresh_id("00Q"), "Ada", mobile));
    imported(&user, &campaign, &lines).await;
    let id = sent(&user, &campaign, TEXT).await.job.to_string();
    let done = until(&user, &id, |job| job.state == JobState::Done).await;
    assert_eq!(done.failed, 1);
    let failed = part(&user, &id, JobPart::Failed).await;
    assert!(failed[0].reason.is_some());
    gateway().answer(&bad, Answer::Ok).await;
    let retry = format!("/api/jobs/{id}/retry");
    let again: Job = user
        .call("POST", &retry, &json!({}))
        .await
        .expect(202)
        .json();
    assert_eq!((again.recipients, again.id.to_string() == id), (1, false));
    let nobody = user.call("POST", &retry, &json!({})).await.expect(422);
    assert_eq!(nobody.problem().field.as_deref(), Some("state"));
    until(&user, &again.id.to_string(), |job| job.delivered == 1).await;
    assert_eq!(job(&user, &id).await.failed, 1);
    let results: CampaignResults = user
        .get(&format!("/api/campaigns/{campaign}/results"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (results.delivered, results.failed, results.messages),
        (2, 1, 2)
    );
    assert_eq!((results.opt_outs, results.replies), (0, 0));
    assert_eq!((results.failures.len(), results.failures[0].sms), (1, 1));
    let file = user
        .get(&format!("/api/campaigns/{campaign}/failures.csv"))
        .await
        .expect(200);
    assert_eq!(file.text().lines().count(), 2, "{}", file.text());
    // In the file with what the gateway said of this one.
    let words = results.failures[0].reason.trim_end_matches('.');
    assert!(file.text().contains(words) && file.text().contains(&bad));
    gateway().reply(&good, "STOP").await;
    for _ in 0..50 {
        let results: CampaignResults = user
            .get(&format!("/api/campaigns/{campaign}/results"))
            .await
            .json();
        if (results.opt_outs, results.replies) == (1, 1) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let results: CampaignResults = user
        .get(&format!("/api/campaigns/{campaign}/results"))
        .await
        .json();
    assert_eq!((results.opt_outs, results.replies), (1, 1));
    let statuses: BTreeSet<_> = sms_of(&user, &campaign)
        .await
        .iter()
        .map(|sms| sms.status.as_str())
        .collect();
    assert_eq!(statuses, BTreeSet::from(["DELIVERED", "REJECTED"]));
}

#[tokio::test]
async fn a_busy_gateway_gets_a_pause_and_then_everything() {
    let user = user().await;
    let campaign = campaign(&user).await;
    let mut lines = Vec::new();
    let busy = fresh_mobile();
    let behaviour = mitto_tests::simulator::behaviour::Behaviour {
        answer: Answer::TooMany(1),
        reports: Reports::Delivered,
        times: Some(1),
    };
    gateway().behave(&busy, behaviour).await;
    for mobile in [busy.clone(), fresh_mobile(), fresh_mobile()] {
        lines.push(line("lead", &fresh_id("00Q"), "Ada", &mobile));
    }
    imported(&user, &campaign, &lines).await;
    let id = sent(&user, &campaign, TEXT).await.job.to_string();
    let done = until(&user, &id, |job| {
        job.state == JobState::Done && job.delivered == 3
    })
    .await;
    assert_eq!(done.failed, 0);
    let accepted = gateway()
        .messages(&busy)
        .await
        .iter()
        .filter(|sms| sms.accepted)
        .count();
    assert_eq!(accepted, 1);
}

#[tokio::test]
async fn what_was_sent_again_by_hand_is_not_sent_again_with_the_rest() {
    let user = user().await;
    let campaign = campaign(&user).await;
    let (one, other) = (fresh_mobile(), fresh_mobile());
    for mobile in [&one, &other] {
        gateway().answer(mobile, Answer::Refuse(8)).await;
    }
    let lines = [&one, &other].map(|mobile| line("lead", &fresh_id("00Q"), "Ada", mobile));
    imported(&user, &campaign, &lines).await;
    let id = sent(&user, &campaign, TEXT).await.job.to_string();
    until(&user, &id, |job| job.state == JobState::Done).await;
    for mobile in [&one, &other] {
        gateway().answer(mobile, Answer::Ok).await;
    }
    // The SMS list of one of them; then those of all that failed.
    let failed = part(&user, &id, JobPart::Failed).await;
    let again = format!("/api/sms/{}/resend", failed[0].sms);
    let by_hand = user.call("POST", &again, &json!({})).await.expect(201);
    let retry = format!("/api/jobs/{id}/retry");
    let rest = user.call("POST", &retry, &json!({})).await.expect(202);
    let rest: Job = rest.json();
    assert_eq!(rest.recipients, 1);
    until(&user, &rest.id.to_string(), |job| job.delivered == 1).await;
    // Nor the other way round: what all of them made is what one of them gets.
    let twice = user.call("POST", &again, &json!({})).await.expect(201);
    assert_eq!(twice.body, by_hand.body);
    let again = format!("/api/sms/{}/resend", failed[1].sms);
    user.call("POST", &again, &json!({})).await.expect(201);
    for mobile in [&one, &other] {
        let taken = gateway().messages(mobile).await.len();
        assert_eq!(taken, 2, "refused, and sent: {mobile}");
    }
}
