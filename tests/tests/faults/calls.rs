//! Every call of the database fails once, before or after it has done what was asked.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_fails_at_any_call_loses_nothing_and_does_nothing_twice() {
    let place = Place::open("faults").await;
    let sent = place.at_every_call(Wanted::Send).await;
    let resent = place.at_every_call(Wanted::Resend).await;
    for wanted in [
        Wanted::Report,
        Wanted::Stop,
        Wanted::Lead,
        Wanted::Flag,
        Wanted::Keyword,
    ] {
        for subject in place.at_every_call(wanted).await {
            place.is_well(wanted, &subject).await;
        }
    }
    let log: Value = place.admin.get("/api/changes/verification").await.json();
    assert_eq!(log["ok"], true, "{log}");

    // Whoever was at a send when its claim was made may have lost it; that shows when the lease has run out. Until then
    // the sweep, too, has a call fail each time, and SMS that the gateway was too busy for.
    let began = tokio::time::Instant::now();
    let mut waiting = Vec::new();
    for after in 1..=16 {
        let mobile = fresh_mobile();
        let behaviour = Behaviour {
            answer: Answer::TooMany(after * 3),
            times: Some(1),
            ..Behaviour::default()
        };
        place.gateway.behave(&mobile, behaviour).await;
        let lead = place.user.lead(&mobile).await;
        place.user.send(&lead, TEXT).await;
        waiting.push(mobile);
    }
    let mut struck = 0;
    let lease = Duration::from_millis(LEASE_MS.unsigned_abs()) + Duration::from_secs(6);
    for turn in 0.. {
        if began.elapsed() > lease {
            break;
        }
        place.arm(turn / 2 % 9, turn % 2 == 0).await;
        place.sweep();
        struck += u32::from(place.disarm().await);
        tokio::time::sleep(Duration::from_millis(1_500)).await;
    }
    assert!(struck > 10, "{struck} sweeps met a fault");
    tokio::time::sleep(lease).await;
    place.sweep();

    for subject in &sent {
        place.is_well(Wanted::Send, subject).await;
    }
    for subject in &resent {
        place.is_well(Wanted::Resend, subject).await;
    }
    for mobile in &waiting {
        let path = format!("/api/sms?to={}", mobile.trim_start_matches('+'));
        let rows: List<SmsRow> = place.user.get(&path).await.expect(200).json();
        let status = rows.items[0].status.as_str().to_owned();
        match (status.as_str(), place.taken(mobile).await) {
            ("DELIVERED" | "SENT", 1) | ("UNKNOWN", 0 | 1) => {}
            (status, taken) => panic!("a swept SMS is {status}, taken {taken} times"),
        }
    }
    place.stack.discard().unwrap();
}
