//! SMS and people, page by page.

use std::collections::BTreeSet;

use mitto_core::api::{List, Person, SmsRow};
use mitto_tests::api::{Api, Response, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::Reports;
use serde_json::json;
use tokio::task::JoinSet;

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
async fn a_number_is_found_in_any_notation_and_by_a_part() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let id = user.sent(&lead, "x").await.id;
    let n = mobile.trim_start_matches("+41");
    let (head, tail) = n.split_at(2);
    let record = format!("object=lead&recordId={lead}");
    for (written, found) in [
        (format!("%2B41%20{head}%20{tail}"), true),
        (format!("0041/{head}.{tail}"), true),
        (format!("(0{head})%20{tail}"), true),
        (format!("%2B41%20(0){head}-{tail}"), true),
        (tail.to_owned(), true),
        (format!("0{head}{}", &tail[..4]), true),
        (format!("{tail}0000"), false),
    ] {
        for name in ["q", "to"] {
            let rows = page(&user, &format!("{name}={written}&{record}"))
                .await
                .items;
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            assert_eq!(ids == [id], found, "{name}={written}");
        }
    }
}

#[tokio::test]
async fn a_period_a_sender_and_an_order() {
    let user = user().await;
    let lead = user.lead(&fresh_mobile()).await;
    for text in ["one", "two", "three"] {
        user.sent(&lead, text).await;
    }
    let record = format!("object=lead&recordId={lead}");
    let texts = async |more: &str| -> String {
        let rows = page(&user, &format!("{record}{more}")).await.items;
        let texts: Vec<_> = rows.iter().map(|row| row.text.as_str()).collect();
        texts.join(" ")
    };
    assert_eq!(texts("&sort=created").await, "one two three");
    assert_eq!(texts("&sort=-created").await, "three two one");
    let first = page(&user, &format!("{record}&sort=created&limit=2")).await;
    let cursor = first.cursor.unwrap();
    assert_eq!(
        texts(&format!("&sort=created&limit=2&cursor={cursor}")).await,
        "three"
    );

    let all = page(&user, &format!("{record}&sort=created")).await.items;
    let second = &all[1].created_at;
    assert!(
        texts(&format!("&from={second}"))
            .await
            .ends_with("three two")
    );
    assert!(!texts(&format!("&until={second}")).await.contains("two"));
    let today = &second[..10];
    assert_eq!(
        texts(&format!("&from={today}&until=2999-01-01")).await,
        "three two one"
    );
    assert_eq!(texts(&format!("&until={today}")).await, "three two one");
    assert_eq!(texts("&until=2020-01-01T00:00:00Z").await, "");
    assert_eq!(texts("&from=2999-01-01").await, "");

    let sender = &all[0].from;
    assert_eq!(texts(&format!("&sender={sender}")).await, "three two one");
    assert_eq!(texts("&sender=NOBODY").await, "");
}

#[tokio::test]
async fn a_view_is_counted_by_what_is_shown() {
    let user = user().await;
    let good = fresh_mobile();
    let lead = user.lead(&good).await;
    let bad = fresh_mobile();
    gateway().reports(&bad, Reports::Undelivered).await;
    let word = fresh_id("count");
    for _ in 0..2 {
        let id = user.sent(&lead, &word).await.id.to_string();
        user.until_status(&id, "DELIVERED").await;
    }
    let other = user.lead(&bad).await;
    let id = user.sent(&other, &word).await.id.to_string();
    user.until_status(&id, "UNDELIVERED").await;
    for (query, counts) in [
        (
            format!("q={word}"),
            json!({"total": 3, "byStatus": {"DELIVERED": 2, "UNDELIVERED": 1}}),
        ),
        (
            format!("q={word}&status=DELIVERED"),
            json!({"total": 2, "byStatus": {"DELIVERED": 2}}),
        ),
        (
            format!("recordId={other}"),
            json!({"total": 1, "byStatus": {"UNDELIVERED": 1}}),
        ),
        (
            format!("q={word}&until=2020-01-01"),
            json!({"total": 0, "byStatus": {}}),
        ),
    ] {
        let answer = user
            .get(&format!("/api/sms/counts?{query}"))
            .await
            .expect(200);
        assert_eq!(answer.json::<serde_json::Value>(), counts, "{query}");
    }
    let record = format!(
        "%7B%22object%22%3A%22lead%22%2C%22id%22%3A%22{other}%22%2C%22fields%22%3A%7B%7D%7D"
    );
    let scoped = format!("role=user&sub=host&record={record}");
    let scoped = user.signed_in(&scoped).await;
    let answer = scoped
        .get(&format!("/api/sms/counts?q={word}"))
        .await
        .expect(200);
    assert_eq!(
        answer.json::<serde_json::Value>()["total"],
        1,
        "a token of one record"
    );
}

#[tokio::test]
async fn a_view_is_saved_as_a_file_that_computes_nothing() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    user.sent(&lead, "=1+1, \"really\"").await;
    user.sent(&lead, "Grüezi\nzusammen").await;
    let path = format!("/api/sms.csv?object=lead&recordId={lead}&sort=created");
    let file = user.get(&path).await.expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let name = file.header("content-disposition");
    assert!(name.starts_with("attachment; filename=\"mitto-sms-20") && name.ends_with(".csv\""));
    let text = file.text();
    let mut lines = text.split("\r\n");
    let header = "\u{feff}SMS ID,Text,Delivery status,Sent messages,To,From,Lead ID,Lead,\
        Contact ID,Contact,Campaign,Created";
    assert_eq!(lines.next(), Some(header));
    let first = lines.next().unwrap();
    let last = format!(",1,'{mobile},MITTO-SMS,{lead},Ada Lovelace,,,,20");
    assert!(
        first.starts_with("SMS-") && first.contains(&last),
        "{first}"
    );
    assert!(first.contains(",\"'=1+1, \"\"really\"\"\","), "{first}");
    assert!(lines.next().unwrap().contains(",\"Grüezi\nzusammen\","));
    assert_eq!((lines.next(), lines.next()), (Some(""), None));
    let refused = user.get("/api/sms.csv?limit=5").await.expect(422).problem();
    assert_eq!(refused.field.as_deref(), Some("limit"));
}

/// SMS to one lead, twenty at a time.
async fn send_many(user: &Api, lead: &str, count: usize) {
    let mut sending = JoinSet::new();
    for number in 0..count {
        if sending.len() == 20 {
            sending.join_next().await;
        }
        let (user, lead) = (user.clone(), lead.to_owned());
        sending.spawn(async move { user.sent(&lead, &format!("Number {number}")).await });
    }
    sending.join_all().await;
}

#[tokio::test]
async fn a_file_of_many_pieces_is_whole_and_in_order_while_rows_arrive() {
    // A piece has 500 rows.
    const BEFORE: usize = 510;
    let user = user().await;
    let lead = user.lead(&fresh_mobile()).await;
    send_many(&user, &lead, BEFORE).await;
    for (sort, rising) in [("created", true), ("-created", false)] {
        let path = format!("/api/sms.csv?recordId={lead}&sort={sort}&columns=id,text");
        let (file, ()) = tokio::join!(user.get(&path), send_many(&user, &lead, 5));
        let file = file.expect(200).text();
        let rows: Vec<&str> = file.trim_end().split("\r\n").skip(1).collect();
        let ids: Vec<u32> = rows.iter().map(|row| row[4..10].parse().unwrap()).collect();
        let in_order = ids.windows(2).all(|two| (two[0] < two[1]) == rising);
        assert!(
            in_order,
            "{sort}: a row is out of its place, or there twice"
        );
        assert!(ids.len() >= BEFORE, "{sort}: {} rows", ids.len());
        for number in 0..BEFORE {
            let text = format!(",Number {number}");
            assert!(rows.iter().any(|row| row.ends_with(&text)), "{text}");
        }
    }
}

async fn asked(user: &Api, path: &str, tag: &str) -> Response {
    user.request("GET", path, &[("if-none-match", tag)], None)
        .await
}

#[tokio::test]
async fn who_has_a_page_already_is_told_so_in_few_bytes() {
    let user = user().await;
    let lead = user.lead(&fresh_mobile()).await;
    let id = user.sent(&lead, "x").await.id.to_string();
    user.until_status(&id, "DELIVERED").await;
    let list = format!("/api/sms?object=lead&recordId={lead}");
    for path in [list.clone(), format!("/api/sms/{id}")] {
        let first = user.get(&path).await.expect(200);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"'), "strong");
        let again = asked(&user, &path, &tag).await.expect(304);
        assert_eq!(again.header("etag"), tag);
        assert!(again.body.is_empty());
        asked(&user, &path, "\"0\"").await.expect(200);
    }
    let tag = user.get(&list).await.header("etag").to_owned();
    user.sent(&lead, "y").await;
    asked(&user, &list, &tag).await.expect(200);
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
