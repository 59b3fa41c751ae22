//! A campaign while the gateway misbehaves and the Worker dies: what was prepared, claimed and submitted stays what it
//! is, and each member gets one SMS, or none, or "maybe one" - never two.

use std::collections::BTreeMap;
use std::time::Duration;

use mitto_core::api::JobState;
use mitto_core::send::LEASE_MS;
use mitto_tests::api::{Api, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use mitto_tests::simulator::client::SimulatorClient;
use xtask::stack::Stack;

use super::{campaign_of, send_to, sms_of, until, within};

/// Members, unless `MITTO_CAMPAIGN_MEMBERS` says otherwise: 10,000 take ten minutes.
const MEMBERS: usize = 2_000;

/// Of twenty members, one gets each of these.
const ANSWERS: [Answer; 14] = [
    Answer::Refuse(8),
    Answer::Unauthorized,
    Answer::TooMany(1),
    Answer::Busy(1),
    Answer::ErrorBefore,
    Answer::ErrorAfter,
    Answer::Hang,
    Answer::CutAfter,
    Answer::CutBefore,
    Answer::Malformed,
    Answer::Huge,
    Answer::Redirect,
    Answer::Slow(500),
    Answer::BusyAfter(1),
];

/// The others are reported on in one of these ways, in turn.
const REPORTS: [Reports; 8] = [
    Reports::Delivered,
    Reports::BeforeAnswer,
    Reports::Twice,
    Reports::OutOfOrder,
    Reports::Contradictory,
    Reports::Undelivered,
    Reports::Never,
    Reports::NoReference,
];

/// How the gateway treats a member. One that answers "later" does so once. One that says so and has taken it all the same
/// ([`Answer::BusyAfter`]) reports that before it answers: else nobody could tell it from an honest "later", and it would
/// be asked again.
fn behaviour(member: usize) -> Behaviour {
    let answer = ANSWERS.get(member % 20).copied().unwrap_or(Answer::Ok);
    Behaviour {
        answer,
        reports: match answer {
            Answer::Ok => REPORTS[member / 20 % REPORTS.len()],
            Answer::BusyAfter(_) => Reports::BeforeAnswer,
            _ => Reports::Delivered,
        },
        times: matches!(
            answer,
            Answer::TooMany(_) | Answer::Busy(_) | Answer::BusyAfter(_)
        )
        .then_some(1),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_of_thousands_gets_one_sms_each_though_the_worker_dies_twice() {
    let members = std::env::var("MITTO_CAMPAIGN_MEMBERS");
    let members = members.map_or(MEMBERS, |count| count.parse().expect("a number"));
    let vars = [("CAMPAIGN_LANES", "4"), ("GATEWAY_TIMEOUT_MS", "3000")];
    let start = move || Stack::start_with("campaign", &vars).expect("a stack");
    let mut stack = tokio::task::spawn_blocking(start).await.unwrap();
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let user = Api::nobody(stack.worker.base())
        .signed_in("role=user&sub=campaign&ttl=3600")
        .await;
    let mobiles: Vec<String> = (0..members).map(|_| fresh_mobile()).collect();
    for (member, mobile) in mobiles.iter().enumerate() {
        gateway.behave(mobile, behaviour(member)).await;
    }
    let campaign = campaign_of(&user, &mobiles).await;
    let accepted = send_to(&user, &campaign, "Hi <%=FirstName%>").await;
    assert_eq!(accepted.recipients as usize, members);
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
    let age_and_sweep = |stack: &Stack| {
        tokio::task::block_in_place(|| {
            // The Worker may be writing just then.
            let aged = (0..20).any(|_| stack.worker.sql(&age).is_ok());
            assert!(aged, "an older job");
            stack.worker.run_cron().expect("the sweep");
        });
    };
    age_and_sweep(&stack);
    let some = members / 3;
    until(&user, &path, 300, |job| job.through() as usize > some).await;
    die(&mut stack);
    let lease = Duration::from_millis(LEASE_MS.unsigned_abs());
    tokio::time::sleep(lease + Duration::from_secs(2)).await;
    // The sweep comes once a minute. A job that the gateway had paused when the Worker died is no orphan yet.
    let mut done = None;
    for _ in 0..30 {
        age_and_sweep(&stack);
        done = within(&user, &path, 20, |job| job.state == JobState::Done).await;
        if done.is_some() {
            break;
        }
    }
    let done = done.expect("a job that is done");
    assert_eq!(done.through() as usize, members, "{done:?}");
    tokio::time::sleep(Duration::from_secs(5)).await;

    // What the gateway has, by number.
    let mut taken = BTreeMap::<String, u32>::new();
    for sms in gateway.all_messages().await {
        if sms.accepted && !sms.reply {
            *taken.entry(format!("+{}", sms.to)).or_default() += 1;
        }
    }
    let mut statuses = BTreeMap::new();
    for row in sms_of(&user, &campaign).await {
        let before = statuses.insert(row.to.clone(), row);
        assert!(before.is_none(), "one SMS a member");
    }
    assert_eq!(statuses.len(), members);
    let mut seen = BTreeMap::<&str, u32>::new();
    for (member, mobile) in mobiles.iter().enumerate() {
        let status = statuses[mobile].status.as_str();
        let times = taken.get(mobile).copied().unwrap_or_default();
        let answer = behaviour(member).answer;
        match status {
            "DELIVERED" | "SENT" | "UNDELIVERED" => assert_eq!(times, 1, "{status} {answer:?}"),
            "UNKNOWN" => assert!(times <= 1, "{answer:?}: taken {times} times"),
            "REJECTED" | "FAILED" => assert_eq!(times, 0, "{status} {answer:?}"),
            _ => panic!("{mobile} is {status}, taken {times} times"),
        }
        *seen.entry(status).or_default() += 1;
    }
    println!("of {members}: {seen:?}; {done:?}");
    // The counts that are kept are what a scan of all rows says.
    let end = super::job(&user, &path).await.expect("a job");
    let of = |words: &[&str]| -> u32 {
        let counts = words.iter().filter_map(|word| seen.get(word));
        counts.sum()
    };
    let failed = of(&["REJECTED", "FAILED", "UNDELIVERED", "EXPIRED"]);
    let counts = [end.delivered, end.sent, end.failed, end.unknown];
    let rows = [of(&["DELIVERED"]), of(&["SENT"]), failed, of(&["UNKNOWN"])];
    assert_eq!(counts, rows);
    let well = u32::try_from(members / 4).unwrap();
    assert!(
        seen["DELIVERED"] > well && seen.contains_key("UNKNOWN"),
        "{seen:?}"
    );
    stack.discard().unwrap();
}
