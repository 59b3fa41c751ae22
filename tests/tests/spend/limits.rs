//! Limits in messages: reached exactly, and never passed.

use mitto_core::api::{Code, Details, Job, JobState};
use mitto_tests::api::{fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::Answer;
use serde_json::json;

use super::{Place, act, campaign, done, plan, send, sent, until};

fn mobiles(count: usize) -> Vec<String> {
    (0..count).map(|_| fresh_mobile()).collect()
}

/// Holds a refusal to what it must say.
#[track_caller]
fn refused(answer: &mitto_tests::api::Response, status: u16, limit: u32, words: &str) -> Details {
    assert_eq!(answer.status, status, "{}", answer.text());
    let problem = answer.problem();
    assert_eq!(
        (problem.code, problem.limit),
        (Code::OverLimit, Some(limit))
    );
    let said = problem.detail.clone().unwrap_or_default();
    assert!(said.contains(words), "{said}");
    if status == 429 {
        let seconds: u32 = answer.header("retry-after").parse().unwrap();
        assert!((1..=86_400).contains(&seconds), "{seconds}");
        assert_eq!(problem.retry_after, Some(seconds));
    }
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn a_days_limit_holds_at_once_after_a_death_and_till_the_day_is_over() {
    let mut place = Place::open().await;
    let user = place.user("ada").await;
    let lead = user.lead(&fresh_mobile()).await;
    // Without a limit nothing is counted, and nothing is written for it.
    user.sent(&lead, "Free").await;
    assert_eq!(place.counted(""), 0);
    place
        .set(json!({"userDayMessageLimit": 8, "dayMessageLimit": 10}))
        .await;

    // Twenty at the same moment, of two messages each: four of them reach the limit.
    let long = "x".repeat(161);
    let sending: Vec<_> = (0..20)
        .map(|number| {
            let (user, lead, long) = (user.clone(), lead.clone(), long.clone());
            tokio::spawn(async move {
                let key = format!("burst-{number}");
                let answer = user.send_keyed(&lead, &long, &key).await;
                (key, answer)
            })
        })
        .collect();
    let mut passed = Vec::new();
    for one in sending {
        let (key, answer) = one.await.unwrap();
        match answer.status {
            201 => passed.push((key, answer.text())),
            _ => {
                refused(
                    &answer,
                    429,
                    8,
                    "of the 8 that you may send in a day (UTC) 0 are left",
                );
            }
        }
    }
    assert_eq!(passed.len(), 4);
    assert_eq!((place.counted("ada"), place.counted("")), (8, 8));

    // A repeat counts once, and gets the answer of the first, though the limit is reached.
    for (key, answer) in &passed {
        let again = user.send_keyed(&lead, &long, key).await.expect(201);
        assert_eq!(&again.text(), answer);
    }
    assert_eq!(place.counted("ada"), 8);

    // Another life of the Worker knows it too; and another user has what is left of all.
    tokio::task::block_in_place(|| place.stack.worker.restart().unwrap());
    let over = user.send(&lead, "One more").await;
    refused(&over, 429, 8, "0 are left");
    let other = place.user("eva").await;
    let over = other.send(&lead, &"x".repeat(400)).await;
    refused(
        &over,
        429,
        10,
        "of the 10 that all together may send in a day (UTC) 2 are left",
    );
    // What the gateway refuses was handed to it, and counts.
    let bad = fresh_mobile();
    place.gateway.answer(&bad, Answer::Refuse(8)).await;
    let unlucky = other.lead(&bad).await;
    let one = other.send(&unlucky, "One").await.expect(502).problem();
    other.sent(&lead, "Two").await;
    let over = other.send(&lead, "Three").await;
    refused(&over, 429, 10, "0 are left");

    // To send one again is to send.
    place.gateway.answer(&bad, Answer::Ok).await;
    let again = format!("/api/sms/{}/resend", one.id.unwrap());
    let over = other.call("POST", &again, &json!({})).await;
    refused(&over, 429, 10, "0 are left");
    place.next_day();
    other.call("POST", &again, &json!({})).await.expect(201);
    user.sent(&lead, "A new day").await;
    assert_eq!(
        (
            place.counted("ada"),
            place.counted("eva"),
            place.counted("")
        ),
        (1, 1, 2)
    );
    place.stack.discard().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn campaigns_are_counted_whole_and_what_is_not_sent_is_given_back() {
    let mut place = Place::open().await;
    let user = place.user("ada").await;
    let four = campaign(&user, &mobiles(4)).await;
    place.set(json!({"campaignMessageLimit": 3})).await;
    let over = plan(&user, &four).await;
    assert_eq!(
        over.over_limit.as_deref(),
        Some("This is 4 messages; one campaign may send 3.")
    );
    let answer = send(&user, &four, &over, &fresh_id("key-")).await;
    refused(&answer, 422, 3, "one campaign may send 3");
    place
        .set(json!({"campaignMessageLimit": 4, "userDayMessageLimit": 130}))
        .await;

    // Exactly the limit passes, and a repeat is counted once.
    let at = plan(&user, &four).await;
    assert_eq!(at.over_limit, None);
    let key = fresh_id("key-");
    let [first, second] = [0, 1].map(|_| send(&user, &four, &at, &key));
    let (first, second) = tokio::join!(first, second);
    let first: mitto_core::api::JobAccepted = first.expect(202).json();
    let second: mitto_core::api::JobAccepted = second.expect(202).json();
    assert_eq!(first.job, second.job);
    done(&user, &first.job.to_string()).await;
    assert_eq!((place.counted("ada"), place.counted("")), (4, 4));

    // Of a stopped job what was not sent is given back, and asked for again when it goes on.
    place.set(json!({"campaignMessageLimit": null})).await;
    let many = mobiles(120);
    for mobile in many.iter().skip(30) {
        place.gateway.answer(mobile, Answer::Slow(1_000)).await;
    }
    let many_path = campaign(&user, &many).await;
    let job = sent(&user, &many_path).await;
    assert_eq!(place.counted("ada"), 124);
    until(&user, &job, |job| job.sent + job.delivered > 0).await;
    act(&user, &job, "stop").await.expect(200);
    let stopped = until(&user, &job, |job| job.state == JobState::Stopped).await;
    assert!(stopped.queued > 0, "{stopped:?}");
    let went = u64::from(120 - stopped.queued);
    assert_eq!(place.counted("ada"), 4 + went);
    // Somebody sends in between what it would have been: to go on is one too many now.
    place.set(json!({"userDayMessageLimit": 4 + 119})).await;
    let answer = act(&user, &job, "resume").await;
    refused(&answer, 429, 123, "that you may send in a day");
    let still: Job = user.get(&format!("/api/jobs/{job}")).await.json();
    assert_eq!(
        (still.state, still.queued),
        (JobState::Stopped, stopped.queued)
    );
    assert_eq!(place.counted("ada"), 4 + went);
    // On another day only what is left is counted, for whoever goes on.
    place.next_day();
    tokio::task::block_in_place(|| place.stack.worker.restart().unwrap());
    for mobile in &many {
        place.gateway.answer(mobile, Answer::Ok).await;
    }
    let eva = place.user("eva").await;
    act(&eva, &job, "resume").await.expect(200);
    done(&user, &job).await;
    let rest = u64::from(stopped.queued);
    assert_eq!((place.counted("eva"), place.counted("")), (rest, rest));
    let yesterday = place.sql("SELECT messages FROM spend WHERE who = '' ORDER BY day LIMIT 1");
    assert!(
        yesterday.contains(&format!("\"messages\": {}", 4 + went)),
        "{yesterday}"
    );

    place.stack.discard().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_list_costs_nothing_and_a_retry_is_counted() {
    let place = Place::open().await;
    let user = place.user("ada").await;
    place.set(json!({"dayMessageLimit": 8})).await;
    // A list that changes between the send and its preparation is not sent.
    let moving = campaign(&user, &mobiles(6)).await;
    place.sql(
        "CREATE TRIGGER late AFTER INSERT ON job BEGIN DELETE FROM campaign_member WHERE campaign = NEW.campaign \
         AND id = (SELECT min(id) FROM campaign_member WHERE campaign = NEW.campaign); END",
    );
    let job = sent(&user, &moving).await;
    until(&user, &job, |job| job.state == JobState::Moved).await;
    place.sql("DROP TRIGGER late");
    assert_eq!((place.counted("ada"), place.counted("")), (0, 0));

    // Two campaigns of five at once: one of them fits.
    let two = [
        campaign(&user, &mobiles(5)).await,
        campaign(&user, &mobiles(5)).await,
    ];
    let plans = [plan(&user, &two[0]).await, plan(&user, &two[1]).await];
    let keys = [fresh_id("key-"), fresh_id("key-")];
    let (one, other) = tokio::join!(
        send(&user, &two[0], &plans[0], &keys[0]),
        send(&user, &two[1], &plans[1], &keys[1])
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 429], "{} {}", one.text(), other.text());
    assert_eq!(place.counted(""), 5);

    // What failed was handed to the gateway, and so does what is tried again.
    let bad = fresh_mobile();
    place.gateway.answer(&bad, Answer::Refuse(8)).await;
    let failing = campaign(&user, &[bad.clone(), fresh_mobile()]).await;
    let job = sent(&user, &failing).await;
    let first = done(&user, &job).await;
    assert_eq!((first.failed, place.counted("")), (1, 7));
    place.set(json!({"dayMessageLimit": 7})).await;
    let over = act(&user, &job, "retry").await;
    refused(&over, 429, 7, "This is 1 message;");
    place.set(json!({"dayMessageLimit": 8})).await;
    place.gateway.answer(&bad, Answer::Ok).await;
    let again: Job = act(&user, &job, "retry").await.expect(202).json();
    done(&user, &again.id.to_string()).await;
    assert_eq!(place.counted(""), 8);
    let nobody = act(&user, &job, "retry").await.expect(422).problem();
    assert_eq!(nobody.code, Code::InvalidField);
    place.stack.discard().unwrap();
}
