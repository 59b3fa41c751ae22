//! SMS and people, page by page.

use std::collections::BTreeSet;

use mitto_core::api::{List, Person, SmsRow};
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::Reports;
use serde_json::json;

use super::{gateway, user};

async fn page(user: &Api, query: &str) -> List<SmsRow> {
    user.get(&format!("/api/sms?{query}"))
        .await
        .expect(200)
        .json()
}

#[tokio::test]
async fn sms_come_newest_first_and_each_once() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let mut sent = Vec::new();
    for text in ["one", "two", "three"] {
        sent.push(user.sent(&lead, text).await.id);
    }
    sent.reverse();
    let filter = format!("object=lead&recordId={lead}");
    let all = page(&user, &filter).await;
    let ids: Vec<_> = all.items.iter().map(|row| row.id).collect();
    assert_eq!((ids, all.cursor), (sent.clone(), None));

    let first = page(&user, &format!("{filter}&limit=2")).await;
    assert_eq!(first.items.len(), 2);
    let cursor = first.cursor.unwrap();
    // What comes in between two pages moves nothing.
    user.sent(&lead, "four").await;
    let second = page(&user, &format!("{filter}&limit=2&cursor={cursor}")).await;
    assert_eq!(second.items.len(), 1);
    assert_eq!((second.items[0].id, second.cursor), (sent[2], None));
    assert_eq!(second.items[0].text, "one");
    assert_eq!(second.items[0].object.unwrap().as_str(), "lead");
}

#[tokio::test]
async fn sms_are_found_by_number_text_and_status() {
    let user = user().await;
    let mobile = fresh_mobile();
    gateway().reports(&mobile, Reports::Undelivered).await;
    let lead = user.lead(&mobile).await;
    let word = fresh_id("needle");
    let id = user.sent(&lead, &format!("100% {word}_ Grüezi")).await.id;
    user.until_status(&id.to_string(), "UNDELIVERED").await;
    let number = mobile.trim_start_matches("+41");
    for (query, found) in [
        (format!("to=0{number}"), true),
        (format!("to=%2B41{number}"), true),
        (format!("q={word}"), true),
        (format!("q={}", word.to_uppercase()), true),
        (format!("q=100%25%20{word}_"), true),
        (format!("q={word}&status=UNDELIVERED"), true),
        (format!("q={word}&status=DELIVERED"), false),
        (format!("q={word}&status=NO%20REPORT"), false),
        (format!("q={word}&object=contact"), false),
        (format!("q={word}%25"), false),
        (format!("q={word}&limit=&cursor="), true),
    ] {
        let rows = page(&user, &query).await.items;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids.contains(&id), found, "{query}");
        assert!(!found || rows.iter().all(|row| row.to == mobile), "{query}");
    }
}

#[tokio::test]
async fn replies_are_in_the_list() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    user.sent(&lead, "x").await;
    gateway().reply(&mobile, "Stop. Thank you").await;
    let number = mobile.trim_start_matches('+');
    let rows = page(&user, &format!("to=%2B{number}&status=OPT-OUT"))
        .await
        .items;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].text.as_str(), rows[0].status.as_str()),
        ("Stop. Thank you", "OPT-OUT")
    );
}

#[tokio::test]
async fn people_come_page_by_page_each_once() {
    let user = user().await;
    let mobile = fresh_mobile();
    let mut made = BTreeSet::new();
    for _ in 0..3 {
        made.insert(user.lead(&mobile).await);
    }
    let without = user.lead("").await;
    made.insert(without.clone());
    let one = made.iter().find(|id| **id != without).unwrap();
    let out = json!({"smsOptOut": true});
    user.call("PATCH", &format!("/api/leads/{one}"), &out)
        .await
        .expect(200);

    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/leads?limit=7&cursor={cursor}");
        let page: List<Person> = user.get(&path).await.expect(200).json();
        assert!(page.items.len() <= 7);
        seen.extend(page.items);
        match page.cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    let ids: Vec<&str> = seen.iter().map(|person| person.id.as_str()).collect();
    let once: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), once.len(), "somebody came twice");
    for person in seen.iter().filter(|one| made.contains(one.id.as_str())) {
        // The opt-out belongs to the number, so to all who have it.
        let has_number = person.id.as_str() != without;
        assert_eq!(person.sms_opt_out, has_number, "{}", person.id);
        assert_eq!(person.mobile.is_some(), has_number);
        // And the list shows what the record shows.
        let record: Person = user.get(&format!("/api/leads/{}", person.id)).await.json();
        assert_eq!(*person, record);
    }
    assert!(made.iter().all(|id| once.contains(id.as_str())));
}
