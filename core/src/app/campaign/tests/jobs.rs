//! The job that sends, and what became of it.

use super::super::people::PEOPLE;
use super::super::progress::DEED;
use super::super::results::{RESULTS, SAVED};
use super::*;

#[test]
fn a_job_is_followed_stopped_resumed_and_found_again() {
    let mut hands = Hands::new();
    hands.answers(
        JOBS,
        200,
        json!({"items": [job("running", 80, 20)], "cursor": null}),
    );
    assert!(hands.shows("job-box") && hands.shows("stop") && !hands.shows("resume"));
    assert_eq!(
        hands.reads("job-words"),
        "20 of 100 recipients done, 20 a second, about 4 seconds left."
    );
    assert!(
        hands
            .reads("counts")
            .starts_with("Not sent yet 80\nSent 20\n")
    );
    hands.presses("stop", "").presses("stop", "");
    assert_eq!(hands.posts(), [], "once");
    hands.effects = hands
        .composer
        .answered(DEED, "stop", 200, &job("stopping", 78, 22));
    hands.answers(JOB, 200, job("stopped", 78, 22));
    assert_eq!(hands.said(), "Stopped: 22 sent, 78 not sent, 0 maybe sent.");
    assert_eq!(hands.reads("job-title"), "Stopped");
    assert!(hands.shows("resume") && hands.shows("again") && !hands.shows("stop"));
    hands.presses("resume", "");
    assert_eq!(hands.asks(), ["/api/jobs/JOB-000007/resume"]);
    hands.effects = hands.composer.answered(DEED, "resume", 0, &Value::Null);
    assert_eq!(hands.asks(), ["/api/jobs/JOB-000007"], "a look tells");
    hands.answers(JOB, 200, job("done", 0, 100));
    assert_eq!(hands.said(), "Done: 100 of 100 recipients.");
    hands.presses("again", "");
    assert!(!hands.shows("job-box"));
}

#[test]
fn what_somebody_else_does_with_a_job_is_seen() {
    let mut hands = Hands::planned(plan(4, "h"));
    assert!(hands.shows("confirm"));
    let jobs = json!({"items": [job("running", 3, 1)], "cursor": null});
    hands.answers(JOBS, 200, jobs);
    assert!(!hands.shows("confirm") && hands.shows("job-box"));
    assert!(hands.said().contains("Somebody else"));
    assert_eq!(hands.composer.draft.text, "Hello", "it is kept");
    // All that it sent has arrived, and it can be resumed.
    let mut stopped = job("stopped", 3, 0);
    stopped["delivered"] = json!(1);
    for _ in 0..200 {
        hands.answers(JOB, 200, stopped.clone());
        assert!(
            hands
                .effects
                .iter()
                .any(|effect| matches!(effect, Effect::Wait { what: JOB, .. }))
        );
    }
    // What was stopped is not in the way of a new one.
    hands.presses("again", "").presses("plan", "");
    let jobs = json!({"items": [stopped], "cursor": null});
    hands
        .answers(PLAN, 200, plan(4, "h"))
        .answers(JOBS, 200, jobs);
    assert!(hands.shows("confirm") && !hands.shows("job-box"));
    // One's own is known by its answer.
    let mut hands = Hands::planned(plan(4, "h"));
    hands.presses("send", "k1");
    let jobs = json!({"items": [job("running", 3, 1)], "cursor": null});
    hands.answers(JOBS, 200, jobs);
    assert!(hands.shows("confirm"));
}

#[test]
fn whom_a_stopped_job_has_sent_to_is_listed_page_by_page() {
    let mut hands = Hands::new();
    hands.answers(
        JOBS,
        200,
        json!({"items": [job("running", 80, 20)], "cursor": null}),
    );
    assert!(!hands.shows("parts"), "it changes every moment");
    hands.answers(JOB, 200, job("stopped", 80, 20));
    hands.presses("part", "not-sent");
    assert_eq!(
        hands.asks(),
        ["/api/jobs/JOB-000007/recipients?state=not-sent&limit=20"]
    );
    let row = |id: u32| {
        json!({"object": "lead", "recordId": id.to_string(), "name": format!("N{id}"),
            "sms": format!("SMS-{id:06}"), "status": "QUEUED"})
    };
    let page = json!({"items": [row(1), row(2)], "cursor": "c2"});
    hands.effects = hands.composer.answered(PEOPLE, "not-sent", 200, &page);
    assert!(hands.reads("people").starts_with("N1 ") && hands.shows("more"));
    hands.presses("more", "").presses("more", "");
    assert_eq!(hands.asks(), [""; 0], "once");
    let last = json!({"items": [row(3)], "cursor": null});
    hands.effects = hands.composer.answered(PEOPLE, "not-sent", 200, &last);
    assert_eq!(hands.reads("people").lines().count(), 3);
    assert!(!hands.shows("more"));
    hands.presses("part", "maybe");
    let nobody = json!({"items": [], "cursor": null});
    hands.effects = hands.composer.answered(PEOPLE, "maybe", 200, &nobody);
    assert_eq!(hands.reads("people-note"), "Nobody.");
    hands.presses("part", "maybe");
    assert!(!hands.shows("people-note") && hands.effects.is_empty());
}

#[test]
fn what_went_wrong_with_a_job_is_said_and_news_go_on() {
    let mut hands = Hands::new();
    hands.answers(
        JOBS,
        200,
        json!({"items": [job("running", 80, 20)], "cursor": null}),
    );
    hands.answers(JOB, 0, Value::Null);
    assert!(
        hands
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Wait { what: JOB, .. }))
    );
    hands.answers(JOB, 200, job("moved", 0, 0));
    assert!(hands.reads("job-words").contains("nothing was sent"));
    assert!(
        hands
            .effects
            .iter()
            .all(|effect| !matches!(effect, Effect::Wait { .. }))
    );
    let old = json!({"items": [job("done", 0, 9)], "cursor": null});
    let mut hands = Hands::new();
    hands.answers(JOBS, 200, old);
    assert!(!hands.shows("job-box"), "what is over is not in the way");
}

#[test]
fn results_are_one_press_away_and_follow_a_job_that_sends() {
    let mut hands = Hands::ready();
    assert!(!hands.shows("results-box"), "nothing was sent yet");
    let jobs = json!({"items": [job("done", 0, 9)], "cursor": null});
    hands.answers(JOBS, 200, jobs);
    assert!(hands.shows("results-box") && !hands.shows("results-panel"));
    hands.presses("results", "");
    assert_eq!(hands.asks(), ["/api/campaigns/701/results"]);
    assert_eq!(hands.reads("results-note"), "Loading…");
    let results = json!({"messages": 1300, "sent": 100, "delivered": 870, "failed": 30, "unknown": 0, "skipped": 7,
        "optOuts": 2, "replies": 4, "failures": [{"reason": "The phone is off.", "sms": 20}]});
    hands.answers(RESULTS, 200, results);
    assert!(!hands.shows("results-note"));
    assert_eq!(
        hands.reads("tiles"),
        "Messages 1,300\nReplies 4\nOpted out since 2\nNot sent after all 7"
    );
    assert_eq!(hands.reads("outcomes-title"), "What became of 1,000 SMS");
    assert_eq!(
        hands.reads("outcomes"),
        "Delivered 870 87 %\nSent, no report yet 100 10 %\nFailed 30 3 %\nMaybe sent 0 0 %"
    );
    assert_eq!(hands.reads("reasons-title"), "Why 30 failed");
    assert_eq!(
        hands.reads("reasons"),
        "The phone is off. 20 67 %\nOther reasons 10 33 %"
    );
    // The file, once however often it is pressed.
    hands.presses("failures", "");
    let [Effect::Save { path, name, .. }] = &hands.effects[..] else {
        panic!("{:?}", hands.effects);
    };
    assert_eq!(
        (path.as_str(), name.as_str()),
        ("/api/campaigns/701/failures.csv", "failures-701-{date}.csv")
    );
    hands.presses("failures", "");
    assert_eq!(hands.effects, []);
    hands.answers(SAVED, 0, Value::Null);
    assert!(hands.reads("results-note").contains("could not be saved"));
    // News of a job are looked at after a while, once.
    let running = json!({"items": [job("running", 8, 1)], "cursor": null});
    hands.answers(JOBS, 200, running);
    let waits = |hands: &Hands| {
        let waits = |effect: &&Effect| matches!(effect, Effect::Wait { what: RESULTS, .. });
        hands.effects.iter().filter(waits).count()
    };
    hands.answers(JOB, 200, job("running", 7, 2));
    assert_eq!(waits(&hands), 1);
    hands.answers(JOB, 200, job("running", 6, 3));
    assert_eq!(waits(&hands), 0, "one is waiting");
    hands.effects = hands.composer.elapsed(RESULTS);
    assert_eq!(hands.asks(), ["/api/campaigns/701/results"]);
    hands.answers(RESULTS, 0, Value::Null);
    assert!(hands.shows("results-chart"), "what is known stays");
    hands.presses("results", "");
    assert!(!hands.shows("results-panel") && hands.effects.is_empty());
}
