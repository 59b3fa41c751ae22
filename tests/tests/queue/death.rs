//! The Worker dies in the middle of receiving, and is started anew on what it had stored.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{Intake, Report, tell_all};

/// So few at once that none takes the way of the queue, and enough for some to be stored by the request of another.
const FEW: usize = 6;

/// Tells so many at once and kills the Worker as soon as this many are acknowledged; those that were.
async fn tell_and_die(
    intake: &mut Intake,
    reports: &[Report],
    at_once: usize,
    after: usize,
) -> Vec<Report> {
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let telling: Vec<_> = reports
        .chunks(reports.len().div_ceil(at_once))
        .map(|lane| {
            let (lane, gateway, path) =
                (lane.to_vec(), intake.gateway.clone(), intake.path.clone());
            let acknowledged = Arc::clone(&acknowledged);
            tokio::spawn(async move {
                let mut told = Vec::new();
                for (number, report) in lane.into_iter().enumerate() {
                    if report.tell(&gateway, &path, number).await == Some(200) {
                        told.push(report);
                        acknowledged.fetch_add(1, Ordering::Relaxed);
                    }
                }
                told
            })
        })
        .collect();
    while acknowledged.load(Ordering::Relaxed) < after {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::task::block_in_place(|| intake.stack.worker.restart().expect("a second life"));
    let mut told = Vec::new();
    for lane in telling {
        told.extend(lane.await.unwrap());
    }
    told
}

/// The times of the updates that an SMS has.
async fn stored(intake: &Intake, id: &str) -> Vec<u64> {
    let updates = intake.admin.sms(id).await.delivery_updates;
    let time = |text: Option<String>| mitto_core::time::from_rfc3339(&text.unwrap()).unwrap();
    let seconds =
        |update: mitto_core::api::DeliveryUpdate| (time(update.provider_time) / 1_000) as u64;
    updates.into_iter().map(seconds).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_at_any_moment_of_receiving_loses_no_report_that_was_stored() {
    let mut intake = Intake::start("death").await;
    let mut found_at_work = 0;
    for (round, after) in [0, 1, 3, 10, 30, 80].into_iter().enumerate() {
        let id = intake.sms().await;
        let reports: Vec<Report> = (0..200).map(|number| Report::new(&id, number)).collect();
        // Each 200 says "stored".
        let told = tell_and_die(&mut intake, &reports, FEW, after).await;
        let kept = stored(&intake, &id).await;
        for report in &told {
            assert!(
                kept.contains(&report.time),
                "{} was acknowledged and is lost, death after {after}",
                report.time
            );
        }
        // Some were stored and never acknowledged, most not even begun: the gateway repeats them.
        found_at_work += usize::from(!told.is_empty() && told.len() < reports.len());
        let again = tell_all(&intake, reports, 4).await;
        assert_eq!(again.len(), 200, "round {round}");
        intake.until_updates(&id, 200, 20).await;
    }
    assert!(found_at_work >= 2, "the deaths came too early or too late");

    // With messages waiting in the queue, which here die too. What was stored stays, and a repeat
    // of all (which nobody would send of those that were acknowledged) makes it whole.
    let id = intake.sms().await;
    let reports: Vec<Report> = (0..400).map(|number| Report::new(&id, number)).collect();
    tell_and_die(&mut intake, &reports, 200, 100).await;
    let kept = stored(&intake, &id).await;
    tell_all(&intake, reports, 4).await;
    intake.until_updates(&id, 400, 30).await;
    let all = stored(&intake, &id).await;
    assert!(kept.iter().all(|time| all.contains(time)));
    intake.end().await;
}
