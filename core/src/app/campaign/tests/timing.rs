//! When it goes out.

use super::super::stage::SEND;
use super::*;
use crate::api::Code;

fn scheduled_job() -> Value {
    let mut job = job("scheduled", 4, 0);
    job["text"] = json!("Hi <%=FirstName%>");
    job["schedule"] = json!({"at": "2026-12-01T09:00", "zone": "recipient"});
    job["waitsUntil"] = json!("2026-11-30T19:00:00.000Z");
    job
}

#[test]
fn a_time_is_chosen_told_in_words_and_sent() {
    let mut hands = Hands::ready();
    hands.types("Hello");
    let types = |hands: &mut Hands, name: &str, value: &str| {
        hands.effects = hands.composer.input(name, value);
    };
    assert!(hands.shows("when-now") || !hands.shows("when-row"));
    types(&mut hands, "when", "later");
    assert!(hands.shows("when-row") && !hands.shows("when-words"));
    hands.presses("plan", "");
    assert_eq!(hands.said(), "Choose a day and a time.");
    assert_eq!(hands.reads("when-problem"), "Choose a day and a time.");
    types(&mut hands, "at", "2026-12-01T09:00");
    let words = hands.reads("when-words");
    assert!(
        words.starts_with("Tuesday, 1 December 2026, 09:00 in each recipient’s time zone."),
        "{words}"
    );
    assert!(words.contains("Texts are made now."));
    types(&mut hands, "zone", "organisation");
    assert!(hands.reads("when-words").contains(" in UTC."));
    types(&mut hands, "zone", "recipient");
    hands.presses("plan", "");
    let schedule = json!({"at": "2026-12-01T09:00", "zone": "recipient"});
    assert_eq!(hands.posts()[0].1["schedule"], schedule);
    let mut planned = plan(4, "h");
    planned["timing"] = json!({"firstAt": "2026-11-30T19:00:00.000Z", "firstInSeconds": 50_000,
    "lastAt": "2026-12-01T17:00:00.000Z", "guessed": 3, "passed": 1, "held": 2,
    "heldUntil": "2026-12-01T17:00:00.000Z", "zones": [
        {"zone": "Europe/Zurich", "recipients": 3, "guessed": 2, "at": "2026-12-01T08:00:00.000Z"},
        {"zone": "Asia/Tokyo", "recipients": 1, "guessed": 1, "at": "2026-12-01T00:00:00.000Z"},
    ]});
    hands.answers(PLAN, 200, planned);
    assert_eq!(hands.reads("confirm-title"), "Schedule for 4 recipients?");
    assert_eq!(hands.reads("send"), "Schedule 4 messages");
    let bill = hands.reads("bill");
    assert!(bill.contains("When Tuesday, 1 December 2026, 09:00 in each recipient’s time zone; the first goes out in 14 hours"), "{bill}");
    let notes = hands.reads("bill-timing");
    for note in [
        "For 1 recipient this time is over",
        "2 recipients are in quiet hours",
        "of 3 recipients is a guess",
    ] {
        assert!(notes.contains(note), "{notes}");
    }
    let zones = hands.reads("bill-zones");
    assert!(
        zones.contains("Europe/Zurich: 3 (2 of them a guess)"),
        "{zones}"
    );
    assert!(zones.contains("Asia/Tokyo: 1 (a guess)"), "{zones}");
    hands.presses("send", "k1");
    assert_eq!(hands.posts()[0].1["schedule"], schedule);
    assert_eq!(hands.posts()[0].1.get("replaces"), None);
    let accepted =
        json!({"job": "JOB-000007", "state": "preparing", "recipients": 4, "totalMessages": 4});
    hands.effects = hands.composer.answered(SEND, "k1", 202, &accepted);
    assert_eq!(hands.said(), "Scheduled for 4 recipients.");
    hands.answers(JOB, 200, scheduled_job());
    assert_eq!(hands.reads("job-title"), "Scheduled");
    assert_eq!(
        hands.reads("job-words"),
        "Tuesday, 1 December 2026, 09:00 in each recipient’s time zone, to 4 recipients. Nothing is sent yet."
    );
    assert!(hands.reads("job-waits").starts_with("The first goes out"));
    assert_eq!(hands.reads("stop"), "Cancel");
    assert!(hands.shows("edit") && hands.shows("again") && !hands.shows("counts"));
}

#[test]
fn a_scheduled_message_is_changed_and_stays_until_the_new_one_is_accepted() {
    let mut hands = Hands::ready();
    let others = json!({"items": [job("done", 0, 9), scheduled_job(), job("stopped", 4, 0)]});
    hands.answers(JOBS, 200, others);
    assert_eq!(hands.reads("job-title"), "Scheduled");
    hands.presses("edit", "");
    assert!(hands.shows("form") && hands.shows("changing") && !hands.shows("job-box"));
    let now = json!(hands.composer.draft.request());
    assert_eq!(now["text"], "Hi <%=FirstName%>");
    assert_eq!(
        (&now["from"], &now["schedule"]["zone"]),
        (&json!("MITTO"), &json!("recipient"))
    );
    hands.presses("keep-job", "");
    assert!(hands.shows("job-box") && !hands.shows("changing"));
    assert_eq!(json!(hands.composer.draft.request())["text"], "");
    hands.presses("edit", "").types("Other").presses("plan", "");
    hands.answers(PLAN, 200, plan(4, "h")).presses("send", "k1");
    assert_eq!(hands.posts()[0].1["replaces"], "JOB-000007");
    // What it was to take the place of has begun: it stays what it is.
    let begun = serde_json::to_value(Problem::new(Code::Cancelled)).unwrap();
    hands.effects = hands.composer.answered(SEND, "k1", 409, &begun);
    assert!(hands.shows("confirm") && hands.shows("confirm-problem"));
    hands.presses("cancel", "").presses("keep-job", "");
    assert_eq!(hands.reads("job-title"), "Scheduled");
}

#[test]
fn who_waits_for_the_end_of_quiet_hours_is_told() {
    let mut hands = Hands::ready();
    let mut waits = job("running", 30, 10);
    waits["waitsUntil"] = json!("2026-12-01T07:00:00.000Z");
    hands.answers(JOBS, 200, json!({"items": [waits]}));
    assert_eq!(
        hands.reads("job-words"),
        "10 of 40 recipients done. The others wait for their time."
    );
    assert!(hands.reads("job-waits").starts_with("The next go out"));
    let mut held = job("scheduled", 40, 0);
    held["waitsUntil"] = json!("2026-12-01T07:00:00.000Z");
    hands.answers(JOB, 200, held);
    assert_eq!(
        hands.reads("job-words"),
        "40 recipients wait for the end of quiet hours. Nothing is sent yet."
    );
}
