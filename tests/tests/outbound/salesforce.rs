//! Opt-outs on their way to a Salesforce org, and back in its tokens.

use mitto_core::api::{Code, Home, Person, SalesforceState};
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::receiver::Reaction;
use serde_json::{Value, json};

use super::Place;
use super::org::Org;

async fn state(place: &Place) -> SalesforceState {
    let answer = place.admin.get("/api/setup/salesforce").await;
    answer.expect(200).json()
}

async fn problem_at_home(place: &Place) -> Option<String> {
    let home: Home = place.admin.get("/api/home").await.expect(200).json();
    home.installation.unwrap().salesforce_problem
}

/// A salesperson on the page of a lead whose box in the CRM is so.
async fn page(place: &Place, lead: &str, mobile: &str, ticked: bool) -> Api {
    let record = json!({"object": "lead", "id": lead, "smsOptOut": ticked,
        "fields": {"FirstName": "Ada", "LastName": "Lovelace", "Company": "A", "MobilePhone": mobile}});
    let record: String = form_urlencoded::byte_serialize(record.to_string().as_bytes()).collect();
    let query = format!("role=user&sub=page&ttl=600&record={record}");
    place.nobody.signed_in(&query).await
}

async fn set(api: &Api, lead: &str, ticked: bool) {
    let path = format!("/api/leads/{lead}");
    let body = json!({ "smsOptOut": ticked });
    api.call("PATCH", &path, &body).await.expect(200);
}

async fn has_opted_out(place: &Place, lead: &str) -> bool {
    let person: Person = place
        .admin
        .get(&format!("/api/leads/{lead}"))
        .await
        .expect(200)
        .json();
    person.sms_opt_out
}

/// The next second: Salesforce compares in whole ones, and so does a token's `iat`.
async fn a_second() {
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_opt_outs_by_reply_and_by_hand_reach_every_record_of_the_number() {
    let org = Org::start().await;
    let place = Place::with("outbound-org", org.vars()).await;
    let mobile = fresh_mobile();
    // What was so before the org was connected is told as well.
    let early = place.admin.lead(&fresh_mobile()).await;
    set(&place.admin, &early, true).await;
    let [one, other] = [
        place.admin.lead(&mobile).await,
        place.admin.lead(&mobile).await,
    ];
    for lead in [&early, &one, &other] {
        org.record(lead);
    }
    place.sweep();
    org.until_ticked(&early, true).await;
    assert_eq!(org.calls()[0].len(), 1, "who has not opted out is not told");

    place.reply(&mobile, "STOP").await;
    org.until_ticked(&one, true).await;
    org.until_ticked(&other, true).await;
    place.reply(&mobile, "START").await;
    org.until_ticked(&one, false).await;
    org.until_ticked(&other, false).await;
    // By hand in the element: its token says what the box was when the page opened.
    let page = page(&place, &one, &mobile, false).await;
    a_second().await;
    set(&page, &one, true).await;
    org.until_ticked(&one, true).await;
    org.until_ticked(&other, true).await;
    a_second().await;
    set(&page, &one, false).await;
    org.until_ticked(&one, false).await;
    assert!(!has_opted_out(&place, &one).await);
    assert_eq!(org.logins(), 1, "the token is kept");
    let known = state(&place).await;
    assert!(known.configured && known.last_told_at.is_some());
    assert_eq!((known.waiting, known.refused, known.problem), (0, 0, None));
    // A record that comes to have a number that has opted out is told too.
    place.reply(&mobile, "STOP").await;
    let third = place.admin.lead(&mobile).await;
    org.record(&third);
    place.sweep();
    org.until_ticked(&third, true).await;
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_what_came_from_salesforce_is_not_told_back() {
    let org = Org::start().await;
    let place = Place::with("outbound-echo", org.vars()).await;
    place.sweep();
    let mobile = fresh_mobile();
    let [one, other] = [
        place.admin.lead(&mobile).await,
        place.admin.lead(&mobile).await,
    ];
    for lead in [&one, &other] {
        org.record(lead);
    }
    // The box is ticked there; the job tells us, with a token that says so.
    org.by_hand(&one, true);
    let job = page(&place, &one, &mobile, true).await;
    set(&job, &one, true).await;
    org.until_ticked(&other, true).await;
    let told: Vec<Value> = org.calls().concat();
    assert!(
        told.iter()
            .all(|change| change["recordId"] == other.as_str()),
        "{told:?}"
    );
    a_second().await;
    org.by_hand(&one, false);
    let job = page(&place, &one, &mobile, false).await;
    set(&job, &one, false).await;
    org.until_ticked(&other, false).await;
    let told: Vec<Value> = org.calls().concat();
    assert!(
        told.iter()
            .all(|change| change["recordId"] == other.as_str()),
        "{told:?}"
    );
    assert!(!has_opted_out(&place, &one).await);
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_a_ticked_box_in_a_token_is_a_refusal_unless_it_is_old() {
    let org = Org::start().await;
    let place = Place::with("outbound-box", org.vars()).await;
    place.sweep();
    let mobile = fresh_mobile();
    let lead = place.admin.lead(&mobile).await;
    org.record(&lead);
    org.by_hand(&lead, true);
    // Nobody told us but the page's token.
    let opened = page(&place, &lead, &mobile, true).await;
    let refused = opened.send(&lead, "x").await.expect(422).problem();
    assert_eq!(refused.code, Code::OptedOut);
    assert!(
        has_opted_out(&place, &lead).await,
        "for everybody, and for campaigns"
    );
    let log = place.admin.get("/api/changes?limit=1").await.text();
    assert!(
        log.contains("opted-out") && log.contains("\"page\""),
        "{log}"
    );
    // A box that is not ticked says nothing: a STOP may be on its way there.
    let unticked = page(&place, &lead, &mobile, false).await;
    let refused = unticked.send(&lead, "x").await.expect(422).problem();
    assert_eq!(refused.code, Code::OptedOut);
    // Cleared by a reply: the page that was opened before does not tick it again.
    a_second().await;
    place.reply(&mobile, "START").await;
    opened.sent(&lead, "y").await;
    // Nor one that is opened before Salesforce has heard of it.
    org.until_ticked(&lead, false).await;
    opened.sent(&lead, "z").await;
    // Ticked there once more, and told by the next page.
    a_second().await;
    org.by_hand(&lead, true);
    let later = page(&place, &lead, &mobile, true).await;
    assert_eq!(later.send(&lead, "x").await.problem().code, Code::OptedOut);
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_an_org_that_fails_is_told_the_newest_state_in_the_end() {
    let org = Org::start().await;
    let place = Place::with("outbound-org-fails", org.vars()).await;
    place.sweep();
    let mobile = fresh_mobile();
    let lead = place.admin.lead(&mobile).await;
    org.record(&lead);
    org.next([Reaction::status(503)]);
    place.reply(&mobile, "STOP").await;
    org.until_calls(1).await;
    // While it waits, the state changes twice: only the last is told.
    place.reply(&mobile, "START").await;
    place.reply(&mobile, "STOP").await;
    org.until_ticked(&lead, true).await;
    let calls = org.calls();
    assert_eq!(calls.len(), 2, "{calls:?}");
    assert_eq!(
        (calls[1].len(), &calls[1][0]["optedOut"]),
        (1, &json!(true))
    );
    assert_ne!(
        calls[0][0]["id"], calls[1][0]["id"],
        "another state has another name"
    );
    // The token ends: a new one, once, and the same call.
    let logins = org.logins();
    org.end_tokens();
    place.reply(&mobile, "START").await;
    org.until_ticked(&lead, false).await;
    assert_eq!(org.logins(), logins + 1);
    let calls = org.calls();
    assert_eq!(calls[calls.len() - 2], calls[calls.len() - 1]);
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_what_only_an_admin_can_mend_is_shown_at_home() {
    let org = Org::start().await;
    let place = Place::with("outbound-org-refuses", org.vars()).await;
    place.sweep();
    let mobile = fresh_mobile();
    let lead = place.admin.lead(&mobile).await;
    org.record(&lead);
    org.refuse_logins(true);
    org.end_tokens();
    assert_eq!(problem_at_home(&place).await, None);
    place.reply(&mobile, "STOP").await;
    let mut shown = None;
    for _ in 0..100 {
        shown = problem_at_home(&place).await;
        if shown.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    let shown = shown.expect("a problem");
    assert!(
        shown.contains("invalid_grant") && !shown.contains("Ada"),
        "{shown}"
    );
    let known = state(&place).await;
    assert_eq!((known.waiting, known.problem), (1, Some(shown)));
    assert!(known.failing_since.is_some());
    // Mended: within the hour it is tried again.
    org.refuse_logins(false);
    place.sql("UPDATE crm SET next_at = 0").await;
    place.sweep();
    org.until_ticked(&lead, true).await;
    assert_eq!(problem_at_home(&place).await, None);
    // A record that the org will not save keeps no other waiting.
    let other = place.admin.lead(&fresh_mobile()).await;
    org.record(&other);
    org.lock(&lead);
    set(&place.admin, &lead, false).await;
    set(&place.admin, &other, true).await;
    org.until_ticked(&other, true).await;
    place.sweep();
    let known = state(&place).await;
    assert_eq!((known.waiting, known.refused, known.problem), (1, 1, None));
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_a_lead_that_becomes_a_contact_is_told_as_the_contact() {
    let org = Org::start().await;
    let place = Place::with("outbound-convert", org.vars()).await;
    place.sweep();
    let convert = async |lead: &str| {
        let contact = fresh_id("003");
        org.record(&contact);
        let path = format!("/api/leads/{lead}/convert");
        let body = json!({"contactId": contact});
        let answer = place.admin.call("POST", &path, &body).await;
        answer.expect(200);
        contact
    };
    // Not told yet, and the lead is no record of the org any more.
    let mobile = fresh_mobile();
    let lead = place.admin.lead(&mobile).await;
    place.sql("UPDATE crm SET next_at = 9999999999999").await;
    place.reply(&mobile, "STOP").await;
    let early = convert(&lead).await;
    // One that says no after it became a contact, before anybody has looked at the contact.
    let mobile = fresh_mobile();
    let lead = place.admin.lead(&mobile).await;
    let late = convert(&lead).await;
    place.reply(&mobile, "STOP").await;
    place.sql("UPDATE crm SET next_at = 0").await;
    place.sweep();
    org.until_ticked(&early, true).await;
    org.until_ticked(&late, true).await;
    let known = state(&place).await;
    assert_eq!((known.waiting, known.refused), (0, 0));
    place.end().await;
}
