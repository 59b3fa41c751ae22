//! At a time.

use mitto_core::api::{Code, JobState, PlanAnswer};
use serde_json::json;

use super::{HOUR, MINUTE, Person, World, now, number, people, person, shown};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_scheduled_goes_out_at_its_time_and_not_before() {
    let world = World::new("schedule").await;

    // The next minute that can be chosen: by the queue alone.
    let mut at = (now() / MINUTE + 1) * MINUTE;
    if at - now() < 15_000 {
        at += MINUTE;
    }
    let soon = people(3);
    let campaign = world.campaign(&soon).await;
    let schedule = json!({"at": shown(at), "zone": "organisation"});
    let plan: PlanAnswer = world
        .plan(&campaign, "Soon", Some(&schedule))
        .await
        .expect(200)
        .json();
    let timing = plan.timing.expect("a timing");
    assert_eq!(timing.first_at, mitto_core::time::to_rfc3339(at));
    assert!(timing.first_in_seconds <= 75 && timing.held == 0 && timing.passed == 0);
    let job = world.send(&campaign, "Soon", Some(&schedule)).await;
    let scheduled = world
        .until(&job, 10, |job| job.state == JobState::Scheduled)
        .await;
    assert_eq!((scheduled.queued, scheduled.started_at), (3, None));
    assert_eq!(scheduled.waits_until, Some(timing.first_at));
    assert_eq!(scheduled.text.as_deref(), Some("Soon"));
    assert!(at - now() < 100 || world.taken(&soon).await == [0, 0, 0]);

    // One that the sweep has to take up: an hour ahead, until the hour has passed all but some seconds.
    let later = people(2);
    let other = world.campaign(&later).await;
    let hour = (now() / MINUTE + 60) * MINUTE;
    let schedule = json!({"at": shown(hour), "zone": "organisation"});
    let far = world.send(&other, "Later", Some(&schedule)).await;
    world
        .until(&far, 10, |job| job.state == JobState::Scheduled)
        .await;
    world.sweep();

    let done = world
        .until(&job, 100, |job| job.state == JobState::Done)
        .await;
    assert_eq!(done.through(), 3);
    for person in &soon {
        let got = world.got(person).await;
        let late = got[0].1 - at;
        assert_eq!(got.len(), 1);
        assert!((0..15_000).contains(&late), "late by {late} ms");
        println!("by the queue: late by {late} ms");
    }

    assert_eq!(world.job(&far).await.state, JobState::Scheduled);
    assert_eq!(world.taken(&later).await, [0, 0]);
    let due = now() + 20_000;
    let number = number(&far);
    world.sql(&format!(
        "UPDATE sms SET due_at = {due} WHERE job = {number}; UPDATE job SET wakes_at = {due}, \
         touched_at = 0 WHERE number = {number}"
    ));
    world.sweep();
    world.sweep();
    world
        .until(&far, 60, |job| job.state == JobState::Done)
        .await;
    for person in &later {
        let got = world.got(person).await;
        let late = got[0].1 - due;
        assert_eq!(got.len(), 1);
        assert!((0..15_000).contains(&late), "late by {late} ms");
        println!("by the sweep: late by {late} ms");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_job_is_cancelled_brought_back_and_changed() {
    let world = World::new("schedule-changes").await;
    let whom = people(2);
    let campaign = world.campaign(&whom).await;
    let at = |hours: i64| json!({"at": shown(now() + hours * HOUR), "zone": "recipient"});
    let job = world.send(&campaign, "Old", Some(&at(5))).await;
    let scheduled = |job: &mitto_core::api::Job| job.state == JobState::Scheduled;
    world.until(&job, 10, scheduled).await;

    world.act(&job, "stop").await.expect(200);
    assert_eq!(world.job(&job).await.state, JobState::Stopped);
    world.sql(&format!(
        "UPDATE sms SET due_at = 0 WHERE job = {}",
        number(&job)
    ));
    world.sweep();
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert_eq!(world.taken(&whom).await, [0, 0], "nothing is sent");
    world.sql(&format!(
        "UPDATE sms SET due_at = {} WHERE job = {}",
        now() + 5 * HOUR,
        number(&job)
    ));
    world.act(&job, "resume").await.expect(200);
    world.until(&job, 10, scheduled).await;

    // What is refused leaves the old one as it is.
    let id = job.rsplit('/').next().unwrap();
    let bad = json!({"at": shown(now() - HOUR), "zone": "organisation"});
    world.plan(&campaign, "New", Some(&bad)).await.expect(422);
    let none = world
        .try_send(&campaign, "New", None, Some("JOB-999999"))
        .await;
    assert_eq!(
        none.expect(422).problem().field.as_deref(),
        Some("replaces")
    );
    assert_eq!(world.job(&job).await.state, JobState::Scheduled);

    let new = world
        .try_send(&campaign, "New", None, Some(id))
        .await
        .expect(202);
    let new = format!(
        "/api/jobs/{}",
        new.json::<mitto_core::api::JobAccepted>().job
    );
    world
        .until(&new, 20, |job| job.state == JobState::Done)
        .await;
    let old = world.job(&job).await;
    assert_eq!(old.state, JobState::Moved);
    assert!(old.reason.unwrap().contains("takes its place"));
    world.act(&job, "resume").await.expect(422);
    for person in &whom {
        let texts: Vec<String> = world
            .got(person)
            .await
            .into_iter()
            .map(|one| one.0)
            .collect();
        assert_eq!(texts, ["New"]);
    }
    world.sql(&format!(
        "UPDATE job SET touched_at = 0 WHERE number = {}",
        number(&job)
    ));
    world.sweep();
    world.until(&job, 20, |job| job.queued == 0).await;

    // What has begun takes nobody's place any more.
    let begun = world
        .try_send(&campaign, "Newer", None, new.rsplit('/').next())
        .await;
    assert_eq!(begun.expect(409).problem().code, Code::Cancelled);

    // It begins while the new one is prepared: the old one is what is sent.
    let job = world.send(&campaign, "First", Some(&at(5))).await;
    world.until(&job, 10, scheduled).await;
    let id = job.rsplit('/').next().unwrap();
    world.sql(&format!(
        "UPDATE sms SET attempt = 1 WHERE job = {}",
        number(&job)
    ));
    let second = world
        .try_send(&campaign, "Second", Some(&at(6)), Some(id))
        .await
        .expect(202);
    let second = format!(
        "/api/jobs/{}",
        second.json::<mitto_core::api::JobAccepted>().job
    );
    let moved = world
        .until(&second, 20, |job| job.state == JobState::Moved)
        .await;
    assert!(moved.reason.unwrap().contains("in the meantime"));
    assert_eq!(world.job(&job).await.state, JobState::Scheduled);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_zone_has_its_own_time_and_a_guess_is_told_as_one() {
    let world = World::new("schedule-zones").await;
    let west = Person {
        mobile: format!("+1415{}", 2_000_000 + now() % 7_000_000),
        zone: "",
    };
    let whom = [
        person("Asia/Tokyo"),
        person("Moon/Crater"),
        person(""),
        west,
        person("Pacific/Kiritimati"),
    ];
    let campaign = world.campaign(&whom).await;
    // Noon in two days: nowhere over yet.
    let day = shown(now() + 48 * HOUR)[..10].to_owned();
    let schedule = json!({"at": format!("{day}T12:00"), "zone": "recipient"});
    let plan: PlanAnswer = world
        .plan(&campaign, "Hi", Some(&schedule))
        .await
        .expect(200)
        .json();
    let timing = plan.timing.unwrap();
    assert_eq!((timing.guessed, timing.passed, timing.held), (3, 0, 0));
    let mut zones: Vec<_> = timing
        .zones
        .iter()
        .map(|zone| (zone.zone.as_str(), zone.recipients, zone.guessed))
        .collect();
    zones.sort_unstable();
    assert_eq!(
        zones,
        [
            ("America/Los_Angeles", 1, 1),
            ("Asia/Tokyo", 1, 0),
            ("Europe/Zurich", 2, 2),
            ("Pacific/Kiritimati", 1, 0),
        ]
    );
    let tokyo = timing.zones.iter().find(|zone| zone.zone == "Asia/Tokyo");
    assert_eq!(tokyo.unwrap().at, format!("{day}T03:00:00.000Z"));
    assert!(timing.first_at.ends_with("T22:00:00.000Z"));

    // Nine in the morning has passed in the east and is to come in the west.
    let here = json!({"at": shown(now() + 2 * HOUR), "zone": "recipient"});
    let plan: PlanAnswer = world
        .plan(&campaign, "Hi", Some(&here))
        .await
        .expect(200)
        .json();
    let passed = plan.timing.unwrap().passed;
    assert_eq!(passed, 2, "Tokyo and Kiritimati");
    let job = world.send(&campaign, "Hi", Some(&here)).await;
    world.until(&job, 20, |job| job.through() == 2).await;
    assert_eq!(world.taken(&whom).await, [1, 0, 0, 0, 1]);
    let waiting = world.until(&job, 20, |job| job.waits_until.is_some()).await;
    assert_eq!((waiting.state, waiting.queued), (JobState::Running, 3));
    assert_eq!(waiting.rate_per_second, None);
    let rows = world.sql(&format!(
        "SELECT group_concat(zone, ' ') AS zones FROM sms WHERE job = {}",
        number(&job)
    ));
    for zone in [
        "Asia/Tokyo",
        "Europe/Zurich Europe/Zurich",
        "America/Los_Angeles",
    ] {
        assert!(rows.contains(zone.split(' ').next().unwrap()), "{rows}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_cannot_be_is_refused_with_its_field() {
    let world = World::new("schedule-refusals").await;
    let campaign = world.campaign(&people(1)).await;
    let at = |at: &str, zone: &str| json!({"at": at, "zone": zone});
    let in_days = |days: i64| shown(now() + days * 24 * HOUR);
    for (schedule, field) in [
        (at("2020-01-01T09:00", "organisation"), "schedule.at"),
        (at("2020-01-01T09:00", "recipient"), "schedule.at"),
        (at(&in_days(400), "organisation"), "schedule.at"),
        (at("tomorrow", "organisation"), "schedule.at"),
        (at("2026-12-01T09:00:00Z", "organisation"), "schedule.at"),
        (at(&in_days(1), "mine"), "schedule.zone"),
        (json!({"at": in_days(1)}), "schedule.zone"),
        (
            json!({"at": in_days(1), "zone": "recipient", "x": 1}),
            "schedule.x",
        ),
    ] {
        let refused = world.plan(&campaign, "Hi", Some(&schedule)).await;
        let problem = refused.expect(422).problem();
        assert_eq!(problem.field.as_deref(), Some(field), "{schedule}");
    }
    for (input, field) in [
        (json!({"timeZone": "Moon/Crater"}), "timeZone"),
        (json!({"timeZone": "+01:00"}), "timeZone"),
        (json!({"timeZone": ""}), "timeZone"),
        (json!({"quietFrom": "21:00"}), "quietUntil"),
        (json!({"quietUntil": "08:00"}), "quietFrom"),
        (
            json!({"quietFrom": "9", "quietUntil": "08:00"}),
            "quietFrom",
        ),
        (
            json!({"quietFrom": "21:00", "quietUntil": "21:00"}),
            "quietUntil",
        ),
        (json!({"leadTimeZone": "Time Zone"}), "leadTimeZone"),
    ] {
        let refused = world.admin.call("PUT", "/api/setup", &input).await;
        let problem = refused.expect(422).problem();
        assert_eq!(problem.field.as_deref(), Some(field), "{input}");
    }
    let good = json!({"timeZone": "Europe/Zurich", "quietFrom": "21:00", "quietUntil": "08:00"});
    world.setup(good).await;
    let file: serde_json::Value = world.admin.get("/api/configuration").await.json();
    assert_eq!(file["setup"]["timeZone"], "Europe/Zurich");
    assert_eq!(file["setup"]["quietUntil"], "08:00");
    world
        .setup(json!({"quietFrom": "", "quietUntil": ""}))
        .await;
}
