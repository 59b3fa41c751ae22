//! Who is spared: countries that Setup does not list, and numbers that had an SMS a short while ago.

use mitto_core::api::{CampaignResults, Code, Job, JobState, List, MemberRow, PlanChange, SmsRow};
use mitto_core::campaign::Skip;
use mitto_core::send::LEASE_MS;
use mitto_tests::api::{fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::Answer;
use serde_json::json;

use super::{Place, act, campaign, done, plan, send, sent, until};

/// A German mobile number nobody else has.
fn german() -> String {
    let swiss = fresh_mobile();
    ["+49151", &swiss[4..]].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_listed_countries_are_texted_and_what_moves_is_told_in_words() {
    let place = Place::open().await;
    let user = place.user("ada").await;
    let (swiss, german) = (fresh_mobile(), german());
    let both = campaign(&user, &[swiss.clone(), german.clone()]).await;
    let seen = plan(&user, &both).await;
    assert_eq!(seen.recipients, 2);
    place.set(json!({"destinations": ["+41", "43"]})).await;

    // What was planned before is another plan now, and whoever sends it is told in words.
    let moved = send(&user, &both, &seen, &fresh_id("key-")).await;
    let problem = moved.expect(409).problem();
    let change: PlanChange = serde_json::from_value(problem.current.unwrap()).unwrap();
    assert_eq!(
        change.changed,
        [
            "1 recipient instead of 2",
            "1 message instead of 2",
            "1 is in a country that Setup does not allow instead of 0",
        ]
    );
    assert_eq!(change.plan.skipped.of(Skip::Country), 1);
    let members: List<MemberRow> = user
        .get(&format!("{both}/members"))
        .await
        .expect(200)
        .json();
    let skips: Vec<_> = members.items.iter().filter_map(|one| one.skip).collect();
    assert_eq!(skips, [Skip::Country]);
    let classes = json!({"fields": []});
    let classes = user
        .call("POST", &format!("{both}/classes"), &classes)
        .await;
    assert!(classes.expect(200).text().contains("\"country\":1"));
    let job = sent(&user, &both).await;
    done(&user, &job).await;
    assert_eq!(place.gateway.messages(&swiss).await.len(), 1);
    assert!(place.gateway.messages(&german).await.is_empty());

    // What failed before Setup listed them is not sent again to the others.
    place.set(json!({"destinations": []})).await;
    let (swiss, german) = (fresh_mobile(), self::german());
    for mobile in [&swiss, &german] {
        place.gateway.answer(mobile, Answer::Refuse(8)).await;
    }
    let job = sent(
        &user,
        &campaign(&user, &[swiss.clone(), german.clone()]).await,
    )
    .await;
    done(&user, &job).await;
    place.set(json!({"destinations": ["+41", "43"]})).await;
    for mobile in [&swiss, &german] {
        place.gateway.answer(mobile, Answer::Ok).await;
    }
    let retry = format!("/api/jobs/{job}/retry");
    let again = user.call("POST", &retry, &json!({})).await.expect(202);
    let again: Job = again.json();
    assert_eq!(again.recipients, 1);
    done(&user, &again.id.to_string()).await;
    assert_eq!(place.gateway.messages(&swiss).await.len(), 2);
    assert_eq!(place.gateway.messages(&german).await.len(), 1);
    let nobody = user.call("POST", &retry, &json!({})).await.expect(422);
    assert_eq!(nobody.problem().field.as_deref(), Some("state"));

    // Single SMS.
    let lead = user.lead(&german).await;
    let refused = user.send(&lead, "Hallo").await.expect(422).problem();
    assert_eq!(
        (refused.code, refused.field.as_deref()),
        (Code::CountryNotAllowed, Some("to"))
    );
    assert!(refused.detail.unwrap().contains("+41, +43"));
    let ad_hoc = place.nobody.signed_in("role=user&sub=ada&adHoc=true").await;
    let body = json!({"to": {"mobile": german}, "from": "MITTO-SMS", "text": "Hallo"});
    let refused = ad_hoc.call("POST", "/api/sms", &body).await.expect(422);
    assert_eq!(refused.problem().code, Code::CountryNotAllowed);
    place.set(json!({"destinations": []})).await;
    user.sent(&lead, "Hallo").await;

    // What Setup does not take.
    for (bad, field) in [
        (json!({"destinations": ["CH"]}), "destinations"),
        (json!({"coolDownHours": 721}), "coolDownHours"),
        (json!({"dayMessageLimit": -1}), "dayMessageLimit"),
    ] {
        let refused = place.admin.call("PUT", "/api/setup", &bad).await;
        assert_eq!(refused.expect(422).problem().field.as_deref(), Some(field));
    }
    place.stack.discard().unwrap();
}

/// The list of countries holds for what waits, too: for what was never submitted, and for what the gateway refused for now.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_waits_is_not_sent_to_countries_that_setup_lists_no_more() {
    let place = Place::open().await;
    let user = place.user("ada").await;
    let words = "the number is in a country that Setup does not allow";
    let (swiss, german, tried) = (fresh_mobile(), german(), self::german());
    let waiting = campaign(&user, &[german.clone(), swiss.clone(), tried.clone()]).await;
    place.gateway.answer(&tried, Answer::Busy(600)).await;
    let job = sent(&user, &waiting).await;
    until(&user, &job, |job| job.sent + job.delivered == 2).await;
    // As if nobody had come to it yet.
    place.sql(&format!(
        "UPDATE sms SET phase = 'queued', attempt = 0, status = 'QUEUED', rank = 0, due_at = 0, gateway_id = NULL \
         WHERE mobile IN ('{swiss}', '{german}'); UPDATE sms SET due_at = 0 WHERE mobile = '{tried}'; \
         DELETE FROM delivery_update; UPDATE job SET not_before = 0"
    ));
    for mobile in [&swiss, &german, &tried] {
        place.gateway.answer(mobile, Answer::Ok).await;
    }
    place.set(json!({"destinations": ["41"]})).await;
    act(&user, &job, "stop").await;
    until(&user, &job, |job| job.state == JobState::Stopped).await;
    act(&user, &job, "resume").await.expect(200);
    let told = done(&user, &job).await;
    assert_eq!((told.skipped, told.failed, told.queued), (1, 1, 0));
    let counts = [&swiss, &german, &tried].map(|mobile| place.gateway.messages(mobile));
    let [swiss, german, tried] = counts;
    assert_eq!(
        (swiss.await.len(), german.await.len(), tried.await.len()),
        (2, 1, 1)
    );
    let id = waiting.rsplit('/').next().unwrap();
    for (status, many) in [("CANCELLED", 1), ("FAILED", 1)] {
        let path = format!("/api/sms?campaign={id}&status={status}");
        let rows: List<SmsRow> = user.get(&path).await.expect(200).json();
        assert_eq!(rows.items.len(), many, "{status}");
        let why = user.sms(&rows.items[0].id.to_string()).await.reason;
        assert_eq!(why.as_deref(), Some(words), "{status}");
    }
    place.stack.discard().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_campaigns_at_once_text_a_number_once() {
    let place = Place::open().await;
    let user = place.user("ada").await;
    place.set(json!({"coolDownHours": 24})).await;
    let shared: Vec<String> = (0..8).map(|_| fresh_mobile()).collect();
    let own = [fresh_mobile(), fresh_mobile()];
    for mobile in &shared {
        place.gateway.answer(mobile, Answer::Slow(500)).await;
    }
    let of = |mobile: &String| [shared.as_slice(), core::slice::from_ref(mobile)].concat();
    let (one, other) = (
        campaign(&user, &of(&own[0])).await,
        campaign(&user, &of(&own[1])).await,
    );
    let plans = [plan(&user, &one).await, plan(&user, &other).await];
    assert_eq!(plans[0].recipients + plans[1].recipients, 18);
    let keys = [fresh_id("key-"), fresh_id("key-")];
    let (first, second) = tokio::join!(
        send(&user, &one, &plans[0], &keys[0]),
        send(&user, &other, &plans[1], &keys[1])
    );
    let mut skipped = 0;
    for answer in [first, second] {
        let job: mitto_core::api::JobAccepted = answer.expect(202).json();
        let job = until(&user, &job.job.to_string(), |job| {
            matches!(job.state, JobState::Done | JobState::Moved)
        })
        .await;
        assert_eq!((job.state, job.failed, job.queued), (JobState::Done, 0, 0));
        skipped += job.skipped;
    }
    assert_eq!(skipped, 8);
    for mobile in shared.iter().chain(&own) {
        assert_eq!(place.gateway.messages(mobile).await.len(), 1, "{mobile}");
    }
    let campaign_id = one.rsplit('/').next().unwrap();
    let sms: List<SmsRow> = user
        .get(&format!("/api/sms?campaign={campaign_id}&status=CANCELLED"))
        .await
        .expect(200)
        .json();
    let results: CampaignResults = user.get(&format!("{one}/results")).await.expect(200).json();
    assert_eq!(results.skipped as usize, sms.items.len());
    if let Some(row) = sms.items.first() {
        let why = user.sms(&row.id.to_string()).await.reason;
        assert_eq!(
            why.as_deref(),
            Some("the number had an SMS a short while ago")
        );
    }

    // Now all of them are known to be warm, before anything is sent.
    let now = plan(&user, &one).await;
    assert_eq!((now.recipients, now.skipped.of(Skip::CoolDown)), (0, 9));
    // A person may.
    let lead = user.lead(&own[0]).await;
    user.sent(&lead, "It is urgent").await;
    // After the hours they are cool again.
    let hours = 25 * 3_600_000 + LEASE_MS;
    place.sql(&format!("UPDATE sms SET due_at = due_at - {hours}"));
    assert_eq!(plan(&user, &one).await.recipients, 9);
    place.stack.discard().unwrap();
}
