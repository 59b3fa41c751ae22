//! One person: exported, and erased so that nothing is left but the counts and the "no".

use mitto_core::api::{
    Action, Change, Changed, Code, Erased, List, Person, PersonExport, SendAnswer, SmsRow,
    Verification,
};
use mitto_core::template::PersonObject;
use mitto_tests::api::{Api, Response, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::Answer;
use serde_json::{Value, json};

use super::replies::{came, inbound, reply};
use super::{admin, gateway, nobody, user};

/// Somebody who may text typed numbers.
async fn typist() -> Api {
    nobody().signed_in("role=user&sub=typist&adHoc=true").await
}

async fn erase(object: &str, id: &str) -> Response {
    let path = format!("/api/{object}s/{id}/erase");
    admin()
        .await
        .call("POST", &path, &json!({"confirm": id}))
        .await
}

async fn export(object: &str, id: &str) -> PersonExport {
    let path = format!("/api/{object}s/{id}/export");
    admin().await.get(&path).await.expect(200).json()
}

/// The same person comes again from the CRM.
async fn uploaded(user: &Api, object: &str, id: &str, mobile: &str) -> Person {
    let fields = json!({"FirstName": "Ada", "LastName": "Lovelace", "MobilePhone": mobile});
    let path = format!("/api/{object}s/{id}");
    let answer = user.call("PUT", &path, &json!({"fields": fields})).await;
    assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    answer.json()
}

async fn ticks(user: &Api, lead: &str, ticked: bool) {
    let path = format!("/api/leads/{lead}");
    let body = json!({"smsOptOut": ticked});
    user.call("PATCH", &path, &body).await.expect(200);
}

async fn found(user: &Api, query: &str) -> Vec<SmsRow> {
    let list: List<SmsRow> = user.get(&format!("/api/sms?{query}")).await.json();
    list.items
}

/// What the change log says of a record, oldest first.
async fn logged(record: &str) -> Vec<(Action, String)> {
    let admin = admin().await;
    let mut cursor = String::new();
    let mut told = Vec::new();
    for _ in 0..20 {
        let path = format!("/api/changes?limit=200&cursor={cursor}");
        let page: List<Change> = admin.get(&path).await.expect(200).json();
        for change in page.items {
            if change.name == record {
                assert_eq!(change.kind, Changed::Person(PersonObject::Lead));
                assert_eq!(change.item.as_ref().map(|id| id.as_str()), Some(record));
                assert_eq!((&change.before, &change.after), (&None, &None));
                told.push((change.action, change.by));
            }
        }
        match page.cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    told.reverse();
    told
}

#[tokio::test]
async fn an_erased_person_comes_back_and_still_cannot_be_texted() {
    let (user, nobody) = (user().await, nobody());
    let path = inbound(&admin().await).await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let (word, key) = (fresh_id("secret"), fresh_id("key-"));
    let first = user.send_keyed(&lead, &word, &key).await.expect(201);
    let id = first.json::<SendAnswer>().id.to_string();
    user.until_status(&id, "DELIVERED").await;
    came(&nobody, &path, &reply(&mobile, "STOP")).await;

    for wrong in [json!({"confirm": "yes"}), json!({})] {
        let erase = format!("/api/leads/{lead}/erase");
        let refused = admin().await.call("POST", &erase, &wrong).await.expect(422);
        assert_eq!(refused.problem().field.as_deref(), Some("confirm"));
        let refused = user.call("POST", &erase, &json!({"confirm": lead})).await;
        assert_eq!(refused.expect(403).problem().code, Code::NotAllowed);
    }
    let erased: Erased = erase("lead", &lead).await.expect(200).json();
    assert_eq!((erased.id.as_str(), erased.sms), (lead.as_str(), 2));
    let again = erase("lead", &lead).await.expect(404).problem();
    assert_eq!(again.code, Code::NotFound);

    nothing_is_left(&user, &lead, &id, &word, &mobile).await;
    // An old request is answered as ever, and sends nothing.
    let repeated = user.send_keyed(&lead, &word, &key).await;
    assert_eq!(repeated.body, first.body);
    assert_eq!(gateway().messages(&mobile).await.len(), 1);

    // The number typed, before anything holds it again.
    let typist = typist().await;
    let check = json!({"mobile": mobile});
    let checked: Value = typist.call("POST", "/api/mobiles", &check).await.json();
    assert_eq!(checked["optedOut"], true);
    let typed = json!({"to": {"mobile": mobile}, "from": "MITTO-SMS", "text": "x"});
    let refused = typist.call("POST", "/api/sms", &typed).await.expect(422);
    assert_eq!(refused.problem().code, Code::OptedOut);

    assert!(uploaded(&user, "lead", &lead, &mobile).await.sms_opt_out);
    let refused = user.send(&lead, "x").await.expect(422);
    assert_eq!(refused.problem().code, Code::OptedOut);
    let contact = fresh_id("003");
    assert!(
        uploaded(&user, "contact", &contact, &mobile)
            .await
            .sms_opt_out
    );
    // Until the person takes it back.
    came(&nobody, &path, &reply(&mobile, "START")).await;
    user.sent(&lead, "x").await;
}

async fn nothing_is_left(user: &Api, lead: &str, id: &str, word: &str, mobile: &str) {
    user.get(&format!("/api/leads/{lead}")).await.expect(404);
    assert_eq!(found(user, &format!("recordId={lead}")).await, []);
    assert_eq!(found(user, &format!("q={word}")).await, []);
    let digits = mobile.trim_start_matches('+');
    assert_eq!(found(user, &format!("to={digits}")).await, []);
    let record = user.sms(id).await;
    assert_eq!(
        (record.to.as_str(), record.text.as_str()),
        ("erased", "erased")
    );
    assert!(record.erased_at.is_some() && record.record_id.is_none());
    // It is still counted.
    assert_eq!(record.status.as_str(), "DELIVERED");
    assert_eq!(
        (record.number_of_messages, record.from),
        (1, "MITTO-SMS".to_owned())
    );
    assert_eq!(record.delivery_updates.len(), 1);
    let again = format!("/api/sms/{id}/resend");
    user.call("POST", &again, &json!({})).await.expect(422);
    let rows = found(user, "limit=200").await;
    let row = rows.iter().find(|row| row.id == record.id).unwrap();
    assert_eq!((row.to.as_str(), row.text.as_str()), ("erased", "erased"));
    let file = user.get("/api/sms.csv").await.expect(200).text();
    let line = file.lines().find(|line| line.starts_with(id)).unwrap();
    assert!(
        line.contains(",erased,DELIVERED,1,erased,MITTO-SMS,,,"),
        "{line}"
    );
    assert!(!file.contains(digits) && !file.contains(word));
    assert_eq!(
        logged(lead).await,
        [(Action::Erased, "e2e-admin".to_owned())]
    );
}

#[tokio::test]
async fn the_no_of_an_erased_number_is_taken_back_by_start_or_by_hand() {
    let (user, nobody) = (user().await, nobody());
    let path = inbound(&admin().await).await;
    for by_reply in [true, false] {
        let mobile = fresh_mobile();
        let lead = user.lead(&mobile).await;
        ticks(&user, &lead, true).await;
        erase("lead", &lead).await.expect(200);
        if by_reply {
            // The reply itself is the first to bring the number back.
            came(&nobody, &path, &reply(&mobile, "START")).await;
            assert!(!uploaded(&user, "lead", &lead, &mobile).await.sms_opt_out);
        } else {
            let fields = json!({"MobilePhone": mobile});
            let body = json!({"fields": fields, "smsOptOut": false});
            let path = format!("/api/leads/{lead}");
            let put: Person = user.call("PUT", &path, &body).await.expect(201).json();
            assert!(!put.sms_opt_out);
        }
        user.sent(&lead, "x").await;
        // Erased once more there is no "no" to keep.
        erase("lead", &lead).await.expect(200);
        assert!(!uploaded(&user, "lead", &lead, &mobile).await.sms_opt_out);
    }
}

#[tokio::test]
async fn a_second_record_with_the_number_keeps_what_is_its_own() {
    let user = user().await;
    for contact_was_texted in [true, false] {
        let mobile = fresh_mobile();
        let lead = user.lead(&mobile).await;
        let contact = fresh_id("003");
        uploaded(&user, "contact", &contact, &mobile).await;
        user.sent(&lead, "to the lead").await;
        if contact_was_texted {
            let to = json!({"object": "contact", "id": contact});
            let body = json!({"to": to, "from": "MITTO-SMS", "text": "to the contact"});
            user.call("POST", "/api/sms", &body).await.expect(201);
        }
        ticks(&user, &lead, true).await;
        let erased: Erased = erase("lead", &lead).await.expect(200).json();
        assert_eq!(erased.sms, 1);
        let path = format!("/api/contacts/{contact}");
        let kept: Person = user.get(&path).await.expect(200).json();
        assert_eq!(kept.mobile.unwrap().as_str(), mobile);
        assert!(kept.sms_opt_out, "texted: {contact_was_texted}");
        // The list of people asks in another way.
        let mut cursor = String::new();
        let listed = loop {
            let page = format!("/api/contacts?limit=200&cursor={cursor}");
            let page: List<Person> = user.get(&page).await.expect(200).json();
            let found = page
                .items
                .into_iter()
                .find(|one| one.id.as_str() == contact);
            match (found, page.cursor) {
                (Some(found), _) => break found,
                (None, next) => cursor = next.expect("the contact"),
            }
        };
        assert!(listed.sms_opt_out, "texted: {contact_was_texted}");
        let rows = found(&user, &format!("recordId={contact}")).await;
        assert_eq!(rows.len(), usize::from(contact_was_texted));
        assert!(rows.iter().all(|row| row.to == mobile));
    }
}

#[tokio::test]
async fn nobody_is_erased_while_being_texted_and_what_waits_is_cancelled() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    gateway().answer(&mobile, Answer::Slow(4_000)).await;
    let sending = {
        let (user, lead) = (user.clone(), lead.clone());
        tokio::spawn(async move { user.sent(&lead, "under way").await })
    };
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    let busy = erase("lead", &lead).await.expect(409);
    assert_eq!(busy.header("retry-after"), "2");
    let busy = busy.problem();
    assert_eq!(busy.code, Code::InProgress);
    assert!(busy.detail.unwrap().contains("in a minute"));
    assert_eq!(logged(&lead).await, [], "nothing was done");
    let id = sending.await.unwrap().id.to_string();
    assert_eq!(user.sms(&id).await.text, "under way");

    gateway().answer(&mobile, Answer::Busy(3_000)).await;
    let key = fresh_id("key-");
    let waits = user.send_keyed(&lead, "it waits", &key).await.expect(201);
    let waiting: SendAnswer = waits.json();
    assert_eq!(waiting.status.as_str(), "QUEUED");
    let erased: Erased = erase("lead", &lead).await.expect(200).json();
    assert_eq!(erased.sms, 2);
    let record = user.sms(&waiting.id.to_string()).await;
    // It was submitted once and refused for now: a report would still count.
    assert_eq!(record.status.as_str(), "FAILED");
    assert_eq!(
        record.reason.as_deref(),
        Some("it was erased before it was sent")
    );
    let repeated = user.send_keyed(&lead, "it waits", &key).await;
    assert_eq!(repeated.body, waits.body);
}

#[tokio::test]
async fn one_person_is_exported_whole() {
    let (user, nobody) = (user().await, nobody());
    let path = inbound(&admin().await).await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    // From before anybody wrote to it, so of no record; more of them than one piece has.
    let early: Vec<Value> = (0..250)
        .map(|n| reply(&mobile, &format!("early {n}")))
        .collect();
    for some in early.chunks(50) {
        came(&nobody, &path, &json!(some)).await;
    }
    let id = user.sent(&lead, "Hello").await.id.to_string();
    user.until_status(&id, "DELIVERED").await;
    came(&nobody, &path, &reply(&mobile, "Stop")).await;
    // Of somebody else.
    let other = user.lead(&fresh_mobile()).await;
    user.sent(&other, "not theirs").await;

    let url = format!("/api/leads/{lead}/export");
    user.get(&url).await.expect(403);
    let answer = admin().await.get(&url).await.expect(200);
    let name = format!("attachment; filename=\"lead-{lead}.json\"");
    assert_eq!(answer.header("content-disposition"), name);
    assert_eq!(answer.header("content-type"), "application/json");
    let all: PersonExport = answer.json();
    assert_eq!(
        (all.object, all.id.as_str()),
        (PersonObject::Lead, lead.as_str())
    );
    let record = all.record.unwrap();
    assert_eq!(record.fields.get("LastName"), "Lovelace");
    assert_eq!(record.mobile.unwrap().as_str(), mobile);
    let opt_out = all.opt_out.unwrap();
    assert_eq!(opt_out.by, "reply");
    assert!(opt_out.since.ends_with('Z') && opt_out.since <= all.exported_at);
    assert_eq!(all.sms.len(), 252);
    let texts: Vec<&str> = all.sms.iter().map(|sms| sms.text.as_str()).collect();
    assert_eq!((texts[250], texts[251]), ("Hello", "Stop"));
    assert!(texts[..250].iter().all(|text| text.starts_with("early ")));
    assert!(all.sms.windows(2).all(|two| two[0].id < two[1].id));
    assert_eq!(all.sms[250].delivery_updates.len(), 1);
    assert_eq!(all.sms[250].delivery_updates[0].gateway_status, "delivered");

    // What is exported is what is erased.
    let erased: Erased = erase("lead", &lead).await.expect(200).json();
    assert_eq!(erased.sms, 252);
    admin().await.get(&url).await.expect(404);
    let other = export("lead", &other).await;
    assert_eq!((other.opt_out, other.sms.len()), (None, 1));
}

#[tokio::test]
async fn a_checkbox_that_is_set_or_cleared_is_in_the_change_log() {
    let user = user().await;
    let lead = user.lead(&fresh_mobile()).await;
    ticks(&user, &lead, false).await;
    ticks(&user, &lead, true).await;
    // It is so already.
    ticks(&user, &lead, true).await;
    ticks(&user, &lead, false).await;
    // A box of a record whose number cannot be read.
    let blank = fresh_id("00Q");
    let path = format!("/api/leads/{blank}");
    let body = json!({"fields": {"MobilePhone": "none"}, "smsOptOut": true});
    let put: Person = user.call("PUT", &path, &body).await.expect(201).json();
    assert!(put.sms_opt_out);
    let who = || "e2e-user".to_owned();
    assert_eq!(
        logged(&lead).await,
        [(Action::OptedOut, who()), (Action::OptedIn, who())]
    );
    assert_eq!(logged(&blank).await, [(Action::OptedOut, who())]);
    // Several at once lose nothing.
    let leads = [
        user.lead(&fresh_mobile()).await,
        user.lead(&fresh_mobile()).await,
    ];
    tokio::join!(ticks(&user, &leads[0], true), ticks(&user, &leads[1], true));
    for lead in &leads {
        assert_eq!(logged(lead).await, [(Action::OptedOut, who())]);
    }
    let whole: Verification = admin().await.get("/api/changes/verification").await.json();
    assert!(whole.ok, "{whole:?}");
}
