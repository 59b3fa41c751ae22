//! A person is erased while a campaign is on its way to them.

use mitto_core::api::{Job, JobAccepted, JobState, PlanAnswer};

use super::*;

/// A campaign with this one member, planned: its path, and what sends it.
async fn planned(place: &Place, lead: &str, word: &str) -> (String, Value) {
    let campaign = format!("/api/campaigns/{}", fresh_id("701"));
    let named = json!({"name": "Spring"});
    place.user.call("PUT", &campaign, &named).await.expect(201);
    let person = place.user.get(&format!("/api/leads/{lead}")).await;
    let fields = person.expect(200).json::<Value>()["fields"].take();
    let line = json!({"object": "lead", "id": lead, "fields": fields});
    let kind = [("content-type", "application/x-ndjson")];
    let members = format!("{campaign}/members");
    let file = Some(line.to_string().into_bytes());
    place
        .user
        .request("POST", &members, &kind, file)
        .await
        .expect(200);
    let mut wanted = json!({"from": "MITTO-SMS", "text": format!("{word} for <%=FirstName%>")});
    let plan = format!("{campaign}/plan");
    let plan = place.user.call("POST", &plan, &wanted).await.expect(200);
    wanted["planHash"] = plan.json::<PlanAnswer>().plan_hash.into();
    (format!("{campaign}/sms"), wanted)
}

/// Waits until a job is over.
async fn over(place: &Place, answer: &Response) {
    let path = format!("/api/jobs/{}", answer.json::<JobAccepted>().job);
    for _ in 0..100 {
        let job: Job = place.user.get(&path).await.expect(200).json();
        if matches!(job.state, JobState::Done | JobState::Moved) && job.queued == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} does not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_erased_while_a_campaign_is_prepared_is_not_in_it() {
    let place = Place::open("erased-campaign").await;
    let (mut spared, mut waits) = (0, 0);
    for spare in 0..MOST_CALLS {
        let mobile = fresh_mobile();
        let lead = place.user.lead(&mobile).await;
        let word = fresh_id("word");
        let silent = Behaviour {
            answer: Answer::Ok,
            reports: Reports::Never,
            times: None,
        };
        place.gateway.behave(&mobile, silent).await;
        let (path, wanted) = planned(&place, &lead, &word).await;
        place.hold(spare).await;
        let user = place.user.clone();
        let asked = tokio::spawn(async move { user.call("POST", &path, &wanted).await });
        // Its own calls, and then those of the queue, which may keep it a while.
        let mut held = false;
        for _ in 0..300 {
            held = place.fault("/dev/fault?look=true").await;
            if held {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if !held {
            place.fault("/dev/fault").await;
            break;
        }
        let before = place.gateway.messages(&mobile).await.len();
        let erased = place.erase(&lead).await;
        place.fault("/dev/fault").await;
        let answer = asked.await.unwrap();
        if answer.status == 202 {
            over(&place, &answer).await;
        }
        let story = format!("held at call {spare}: {}", answer.text());
        if erased.status == 409 {
            waits += 1;
            continue;
        }
        erased.expect(200);
        let to = mobile.trim_start_matches('+');
        assert_eq!(place.found(&format!("to={to}")).await, 0, "{story}");
        assert_eq!(place.found(&format!("q={word}")).await, 0, "{story}");
        let after = place.gateway.messages(&mobile).await.len();
        assert_eq!(before, after, "{story}");
        spared += u32::from(after == 0);
    }
    assert!(spared >= 4 && waits >= 1, "{spared}, {waits}");
    place.stack.discard().unwrap();
}
