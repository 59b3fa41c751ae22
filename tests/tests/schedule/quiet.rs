//! Outside quiet hours.

use mitto_core::api::{Job, JobState, PlanAnswer};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use serde_json::json;

use super::{HOUR, MINUTE, World, now, of_day, people, person, sleep_until};

#[tokio::test(flavor = "multi_thread")]
async fn who_is_in_quiet_hours_waits_until_they_end_and_others_do_not() {
    let world = World::new("quiet").await;
    // By the clock of Dubai, four hours ahead the whole year.
    let quiet = json!({
        "quietFrom": of_day(now() - HOUR, 4), "quietUntil": of_day(now() + HOUR, 4),
    });
    world.setup(quiet).await;
    let whom = [person("Asia/Dubai"), person("Asia/Tokyo")];
    let campaign = world.campaign(&whom).await;
    let plan =
        async || -> PlanAnswer { world.plan(&campaign, "Hi", None).await.expect(200).json() };
    // What sends and plans read is up to a minute old.
    let mut timing = plan().await.timing;
    for _ in 0..90 {
        if timing.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        timing = plan().await.timing;
    }
    let timing = timing.expect("quiet hours");
    let until = (now() + HOUR) / MINUTE * MINUTE;
    assert_eq!(
        (timing.held, timing.guessed, timing.first_in_seconds),
        (1, 0, 0)
    );
    let held_until = mitto_core::time::from_rfc3339(&timing.held_until.unwrap()).unwrap();
    assert!((until - held_until).abs() <= 2 * MINUTE);

    let job = world.send(&campaign, "Hi", None).await;
    world.until(&job, 20, |job| job.through() == 1).await;
    let waiting = world.until(&job, 20, |job| job.waits_until.is_some()).await;
    assert_eq!((waiting.state, waiting.queued), (JobState::Running, 1));
    assert_eq!(world.taken(&whom).await, [0, 1]);
    world.sweep();
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert_eq!(world.taken(&whom).await, [0, 1]);
    // What a person sends to one lead does not wait.
    let lead = world.user.lead(&whom[0].mobile).await;
    world.user.sent(&lead, "From a person").await;
    assert_eq!(world.taken(&whom).await, [1, 1]);

    // They end, as Setup says by now.
    world
        .setup(json!({"quietFrom": "", "quietUntil": ""}))
        .await;
    world.sweep();
    world
        .until(&job, 20, |job| job.state == JobState::Done)
        .await;
    assert_eq!(world.taken(&whom).await, [2, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_of_those_that_failed_waits_for_the_end_of_quiet_hours() {
    let world = World::new("quiet-retry").await;
    let whom = [person("Asia/Dubai"), person("Asia/Tokyo")];
    for person in &whom {
        let once = Behaviour {
            answer: Answer::Refuse(8),
            reports: Reports::Delivered,
            times: Some(1),
        };
        world.gateway.behave(&person.mobile, once).await;
    }
    let campaign = world.campaign(&whom).await;
    let job = world.send(&campaign, "Hi", None).await;
    let done = |job: &Job| job.state == JobState::Done;
    let failed = world.until(&job, 30, done).await;
    assert_eq!((failed.failed, failed.waits_until), (2, None));
    assert_eq!(world.taken(&whom).await, [0, 0]);

    let quiet = json!({
        "quietFrom": of_day(now() - HOUR, 4), "quietUntil": of_day(now() + HOUR, 4),
    });
    world.setup(quiet).await;
    // What sends read is up to a minute old.
    let mut left = 90;
    loop {
        let plan: PlanAnswer = world.plan(&campaign, "Hi", None).await.expect(200).json();
        if plan.timing.is_some_and(|timing| timing.held == 1) {
            break;
        }
        assert!(left > 0, "no quiet hours");
        left -= 1;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    let again: Job = world.act(&job, "retry").await.expect(202).json();
    let again = format!("/api/jobs/{}", again.id);
    assert_ne!(again, job);
    world.until(&again, 30, |job| job.through() == 1).await;
    let waiting = world
        .until(&again, 30, |job| job.waits_until.is_some())
        .await;
    assert_eq!((waiting.state, waiting.queued), (JobState::Running, 1));
    world.sweep();
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert_eq!(world.taken(&whom).await, [0, 1]);

    world
        .setup(json!({"quietFrom": "", "quietUntil": ""}))
        .await;
    world.sweep();
    let end = world.until(&again, 30, done).await;
    assert_eq!((end.through(), end.failed), (2, 0));
    assert_eq!(world.taken(&whom).await, [1, 1]);
    // Each was sent again: nobody is left, and the failed stay what they are.
    world.act(&job, "retry").await.expect(422);
    assert_eq!(world.job(&job).await.failed, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_runs_into_quiet_hours_stops_at_them_and_goes_on_behind_them() {
    let world = World::new("quiet-into").await;
    let whom = people(400);
    let slow = Behaviour {
        answer: Answer::Slow(1_000),
        reports: Reports::Delivered,
        times: None,
    };
    for person in &whom {
        world.gateway.behave(&person.mobile, slow).await;
    }
    let campaign = world.campaign(&whom).await;
    // From the next minute on; the sending begins some seconds before.
    let mut from = (now() / MINUTE + 1) * MINUTE;
    if from - now() < 10_000 {
        from += MINUTE;
    }
    let zurich = mitto_core::schedule::zone_of_number(&whom[0].mobile);
    assert_eq!(zurich, Some("Europe/Zurich"));
    let ahead = zurich_ahead();
    let quiet = json!({
        "quietFrom": of_day(from, ahead), "quietUntil": of_day(from + 2 * HOUR, ahead),
    });
    world.setup(quiet).await;
    sleep_until(from - 6_000).await;
    let job = world.send(&campaign, "Hi", None).await;
    sleep_until(from).await;
    let begun = world.job(&job).await;
    // A chunk that was claimed before is finished.
    sleep_until(from + 9_000).await;
    let waiting = world.until(&job, 30, |job| job.waits_until.is_some()).await;
    let through = waiting.through();
    assert!(through > 0 && through < 400, "{begun:?} {waiting:?}");
    assert_eq!(waiting.queued + through, 400);
    let until = mitto_core::time::from_rfc3339(&waiting.waits_until.unwrap()).unwrap();
    assert_eq!(until, from + 2 * HOUR);
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    world.sweep();
    assert_eq!(world.job(&job).await.through(), through);
    for person in &whom {
        for (_, at) in world.got(person).await {
            assert!(at < from + 9_000, "{} ms into quiet hours", at - from);
        }
    }

    world
        .setup(json!({"quietFrom": "", "quietUntil": ""}))
        .await;
    world.sweep();
    // Six at once, a second each, of one message of the queue after the other.
    world
        .until(&job, 150, |job| job.state == JobState::Done)
        .await;
    assert!(world.taken(&whom).await.iter().all(|taken| *taken == 1));
}

/// Hours, on the day of the test: from the last Sunday of March to that of October it is two.
fn zurich_ahead() -> i64 {
    let month: u32 = mitto_core::time::to_rfc3339(now())[5..7].parse().unwrap();
    if (4..=9).contains(&month) { 2 } else { 1 }
}
