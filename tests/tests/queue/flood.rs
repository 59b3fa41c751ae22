//! Many at once.

use mitto_core::intake::{MOST_STORING, MOST_WAITING};
use mitto_tests::api::Api;
use serde_json::json;

use super::{Intake, Report, database, tell_all};

const SMS: usize = 20;
const REPORTS_EACH: usize = 50;
/// More than are stored at once, each with a full line, and wait for it.
const AT_ONCE: usize = (MOST_STORING + 1) * (MOST_WAITING + 1) + 100;

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_two_thousand_callbacks_is_stored_exactly_once() {
    let mut intake = Intake::start("flood").await;
    let mut ids = Vec::new();
    for _ in 0..SMS {
        ids.push(intake.sms().await);
    }
    the_calm_is_seen_at_once(&intake).await;
    who_waits_is_stored_with_others(&intake).await;
    who_goes_away_holds_up_nobody(&intake).await;

    // Each report twice, and no SMS's reports in a row.
    let report = |number: usize| Report::new(&ids[number % SMS], number / SMS);
    let once: Vec<Report> = (0..SMS * REPORTS_EACH).map(report).collect();
    let shuffled = |step: usize| (0..once.len()).map(move |n| (n * step) % (SMS * REPORTS_EACH));
    let reports: Vec<Report> = shuffled(7)
        .zip(shuffled(13))
        .flat_map(|(a, b)| [once[a].clone(), once[b].clone()])
        .collect();
    assert_eq!(reports.len(), 2_000);
    let told = tell_all(&intake, reports, AT_ONCE).await;
    assert_eq!(told.len(), 2_000, "all are acknowledged");
    for id in &ids {
        intake.until_updates(id, REPORTS_EACH, 30).await;
        assert_eq!(intake.admin.sms(id).await.status.as_str(), "DELIVERED");
    }
    let health = intake.health().await;
    assert!(
        (200..2_000).contains(&health.queued),
        "of 2,000 callbacks, {} by way of the queue",
        health.queued
    );
    assert_eq!((health.stuck, health.waiting, health.rejected), (0, 0, 0));

    // The server may close a connection that was kept open just when it is used again.
    intake.gateway = Api::nobody(intake.stack.worker.base());
    the_good_of_a_bad_body_are_kept_in_a_flood(&intake, &ids[0]).await;
    what_waits_for_too_long_is_counted(&intake).await;
    intake.end().await;
}

/// In calm traffic an acknowledged report is in the database, and the queue has no part in it.
async fn the_calm_is_seen_at_once(intake: &Intake) {
    for form in 0..3 {
        let id = intake.sms().await;
        let report = Report::new(&id, 0);
        let status = report.tell(&intake.gateway, &intake.path, form).await;
        assert_eq!(status, Some(200));
        let record = intake.admin.sms(&id).await;
        assert_eq!(record.status.as_str(), "DELIVERED");
        assert_eq!(record.delivery_updates.len(), 1);
    }
    assert_eq!(intake.health().await.queued, 0);
}

/// A few at once are stored together, also without the queue: each that is acknowledged is in the database.
async fn who_waits_is_stored_with_others(intake: &Intake) {
    let id = intake.sms().await;
    let few = MOST_WAITING / 2;
    let reports = (0..few).map(|number| Report::new(&id, number)).collect();
    assert_eq!(tell_all(intake, reports, few).await.len(), few);
    assert_eq!(intake.updates(&id).await, few);
    assert_eq!(intake.health().await.queued, 0);
}

/// Of callers that are stored together some go away, the one that stores among them perhaps: the others are answered.
async fn who_goes_away_holds_up_nobody(intake: &Intake) {
    let id = intake.sms().await;
    let mut stay = Vec::new();
    for number in 0..MOST_WAITING / 2 {
        let (gateway, path) = (intake.gateway.clone(), intake.path.clone());
        let report = Report::new(&id, number);
        let telling = tokio::spawn(async move { report.tell(&gateway, &path, 0).await });
        match number % 2 {
            0 => {
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
                telling.abort();
            }
            _ => stay.push(telling),
        }
    }
    let some = stay.len();
    for telling in stay {
        assert_eq!(telling.await.unwrap(), Some(200));
    }
    assert!(intake.updates(&id).await >= some);
    assert_eq!(intake.health().await.queued, 0);
}

/// A body with a bad report among good ones is refused with the reason, and its good ones are kept;
/// one of a message nobody knows waits for it; what may be somebody's number is stored and not queued.
async fn the_good_of_a_bad_body_are_kept_in_a_flood(intake: &Intake, id: &str) {
    let many: Vec<Report> = (0..400).map(|n| Report::new(id, n % 50)).collect();
    let body = |n: usize| {
        json!([
            {"id": "unseen", "status": "sent", "timestamp": 1_764_000_000 + n, "to": "41791234567"},
            {"id": "g"},
            {"id": "g", "status": "buffered by +41 79 123 45 67", "reference": format!("{id}/1"), "timestamp": 1_764_000_000 + n},
        ])
    };
    let bad = async {
        let mut refused = 0;
        for n in 0..10 {
            let answer = intake.gateway.call("POST", &intake.path, &body(n)).await;
            let problem = answer.expect(400).problem();
            assert!(problem.detail.unwrap().contains("no status"));
            refused += 1;
        }
        refused
    };
    let (told, refused) = tokio::join!(tell_all(intake, many, AT_ONCE), bad);
    assert_eq!((told.len(), refused), (400, 10));
    intake.until_updates(id, 50 + 10, 30).await;
    let health = intake.health().await;
    assert_eq!((health.rejected, health.waiting), (10, 10));
}

/// Reports of messages that nobody ever tells of are kept for a week, then counted.
async fn what_waits_for_too_long_is_counted(intake: &Intake) {
    let eight_days = 8 * 24 * 3_600_000_i64;
    let sql = format!(
        "UPDATE early_report SET received_at = received_at - {eight_days} \
         WHERE provider_time / 1000 % 2 = 0"
    );
    database::change(&intake.stack.state, &sql).await;
    tokio::task::block_in_place(|| intake.stack.worker.run_cron().expect("the sweep"));
    let health = intake.health().await;
    assert_eq!((health.expired, health.waiting), (5, 5));
    tokio::task::block_in_place(|| intake.stack.worker.run_cron().expect("the sweep"));
    assert_eq!(intake.health().await.expired, 5);
}
