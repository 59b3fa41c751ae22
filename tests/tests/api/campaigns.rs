//! Campaigns and their members.

use mitto_core::api::{Campaign, Code, List, MemberRow, MembersAnswer, Person, PreviewMember};
use mitto_core::campaign::Skip;
use mitto_tests::api::{Api, Response, fresh_id, fresh_mobile};
use serde_json::json;

use super::{admin, nobody, user};

/// A new campaign; its id.
pub(super) async fn campaign(user: &Api) -> String {
    let id = fresh_id("701");
    let path = format!("/api/campaigns/{id}");
    user.call("PUT", &path, &json!({"name": "Spring"}))
        .await
        .expect(201);
    id
}

/// One line of a file.
pub(super) fn line(object: &str, id: &str, name: &str, mobile: &str) -> String {
    json!({"object": object, "id": id, "fields": {"FirstName": name, "MobilePhone": mobile}})
        .to_string()
}

async fn import(user: &Api, campaign: &str, kind: &str, file: String) -> Response {
    let path = format!("/api/campaigns/{campaign}/members");
    let headers = [("content-type", kind)];
    user.request("POST", &path, &headers, Some(file.into_bytes()))
        .await
}

pub(super) async fn imported(user: &Api, campaign: &str, lines: &[String]) -> MembersAnswer {
    let answer = import(user, campaign, "application/x-ndjson", lines.join("\n")).await;
    answer.expect(200).json()
}

async fn members(user: &Api, campaign: &str) -> Vec<MemberRow> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/campaigns/{campaign}/members?limit=2{cursor}");
        let page: List<MemberRow> = user.get(&path).await.expect(200).json();
        assert!(page.items.len() <= 2);
        all.extend(page.items);
        match page.cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[tokio::test]
async fn a_campaign_has_a_name_and_counts_its_members() {
    let user = user().await;
    let path = format!("/api/campaigns/{}", fresh_id("701"));
    assert_eq!(
        user.get(&path).await.expect(404).problem().code,
        Code::NotFound
    );
    let blank = user
        .call("PUT", &path, &json!({"name": " "}))
        .await
        .expect(422);
    assert_eq!(blank.problem().field.as_deref(), Some("name"));
    user.call("PUT", &path, &json!({"name": "Spring"}))
        .await
        .expect(201);
    let renamed = user
        .call("PUT", &path, &json!({"name": "Autumn"}))
        .await
        .expect(200);
    let renamed: Campaign = renamed.json();
    assert_eq!(
        (renamed.name.as_str(), renamed.members.total),
        ("Autumn", 0)
    );
}

#[tokio::test]
async fn a_file_of_members_is_taken_line_by_line() {
    let user = user().await;
    let campaign = campaign(&user).await;
    let (lead, contact) = (fresh_id("00Q"), fresh_id("003"));
    let mobile = fresh_mobile();
    let file = [
        line("lead", &lead, "Zoë", &mobile),
        "no JSON".to_owned(),
        String::new(),
        line("leed", &lead, "x", ""),
        line("contact", &contact, "Grace", ""),
        format!("{{\"object\":\"lead\",\"id\":\"{}\"}}", "x".repeat(20_000)),
    ];
    let answer = imported(&user, &campaign, &file).await;
    assert_eq!(
        (answer.received, answer.created, answer.unchanged),
        (5, 2, 0)
    );
    let rejected: Vec<u32> = answer.rejected.iter().map(|line| line.line).collect();
    assert_eq!((rejected, answer.rejected_total), (vec![2, 4, 6], 3));
    assert_eq!(
        answer.rejected[1].reason,
        "object: Known here: lead, contact."
    );
    // The person is there as if it had been put.
    let person: Person = user
        .get(&format!("/api/leads/{lead}"))
        .await
        .expect(200)
        .json();
    assert_eq!(person.fields.get("FirstName"), "Zoë");
    assert_eq!(person.mobile.unwrap().as_str(), mobile);
    // Once more: nothing changes. With another name, one does.
    let answer = imported(&user, &campaign, &file).await;
    assert_eq!(
        (answer.created, answer.updated, answer.unchanged),
        (0, 0, 2)
    );
    let changed = [line("lead", &lead, "Zoe", &mobile)];
    let answer = imported(&user, &campaign, &changed).await;
    assert_eq!(
        (answer.created, answer.updated, answer.unchanged),
        (0, 1, 0)
    );
    let counted: Campaign = user.get(&format!("/api/campaigns/{campaign}")).await.json();
    assert_eq!((counted.members.leads, counted.members.contacts), (1, 1));
}

#[tokio::test]
async fn a_table_is_taken_too() {
    let user = user().await;
    let campaign = campaign(&user).await;
    let id = fresh_id("00Q");
    let file = format!(
        "object,id,FirstName,MobilePhone\r\nlead,{id},\"Ada, the \"\"first\"\"\",'+41791234567\r\n"
    );
    let answer = import(&user, &campaign, "text/csv", file.clone())
        .await
        .expect(200);
    assert_eq!(answer.json::<MembersAnswer>().created, 1);
    let person: Person = user
        .get(&format!("/api/leads/{id}"))
        .await
        .expect(200)
        .json();
    assert_eq!(person.fields.get("FirstName"), "Ada, the \"first\"");
    assert_eq!(person.mobile.unwrap().as_str(), "+41791234567");
    let nameless = import(&user, &campaign, "text/csv", "a,b\n1,2".to_owned()).await;
    assert_eq!(
        nameless.expect(422).problem().field.as_deref(),
        Some("header")
    );
    let other = import(&user, &campaign, "application/json", file)
        .await
        .expect(415);
    assert_eq!(other.problem().code, Code::UnsupportedMediaType);
    let nowhere = import(&user, &fresh_id("701"), "text/csv", String::new()).await;
    nowhere.expect(404);
}

#[tokio::test]
async fn members_are_listed_with_why_they_get_nothing() {
    let user = user().await;
    let campaign = campaign(&user).await;
    let run = fresh_id("");
    let id = |letter: &str| format!("00Q{run}{letter}");
    let (same, out) = (fresh_mobile(), fresh_mobile());
    let other = user.lead(&out).await;
    let stop = json!({"smsOptOut": true});
    user.call("PATCH", &format!("/api/leads/{other}"), &stop)
        .await
        .expect(200);
    let file = [
        line("lead", &id("a"), "A", &same),
        line("lead", &id("b"), "B", &same),
        line("lead", &id("c"), "C", ""),
        line("lead", &id("d"), "D", "12"),
        line("lead", &id("e"), "E", &out),
    ];
    imported(&user, &campaign, &file).await;
    let skips = |rows: &[MemberRow]| -> Vec<(String, Option<Skip>)> {
        rows.iter()
            .map(|row| (row.name.clone().unwrap(), row.skip))
            .collect()
    };
    let rows = members(&user, &campaign).await;
    let named = |name: &str, skip| (name.to_owned(), skip);
    assert_eq!(
        skips(&rows),
        [
            named("A", None),
            named("B", Some(Skip::Duplicate)),
            named("C", Some(Skip::NoMobile)),
            named("D", Some(Skip::InvalidMobile)),
            named("E", Some(Skip::OptedOut)),
        ]
    );
    // The one who can be texted, and nobody behind.
    let path = format!("/api/campaigns/{campaign}/preview");
    let shown: List<PreviewMember> = user.get(&path).await.expect(200).json();
    assert_eq!((shown.items.len(), shown.cursor), (1, None));
    assert_eq!(shown.items[0].fields.get("FirstName"), "A");
    // Without the first, the second is no duplicate any more.
    let first = format!("/api/campaigns/{campaign}/leads/{}", id("a"));
    user.request("DELETE", &first, &[], None).await.expect(204);
    user.request("DELETE", &first, &[], None).await.expect(404);
    user.get(&format!("/api/leads/{}", id("a")))
        .await
        .expect(200);
    let rows = members(&user, &campaign).await;
    assert_eq!(skips(&rows)[0], named("B", None));
}

#[tokio::test]
async fn a_token_for_one_record_sees_no_campaign() {
    let user = user().await;
    let campaign = campaign(&user).await;
    let record = "%7B%22object%22%3A%22lead%22%2C%22id%22%3A%2200Q1%22%7D";
    let one = nobody()
        .signed_in(&format!("role=user&sub=one&record={record}"))
        .await;
    for path in ["", "/members", "/preview"] {
        let path = format!("/api/campaigns/{campaign}{path}");
        one.get(&path).await.expect(403);
    }
    let put = one
        .call(
            "PUT",
            &format!("/api/campaigns/{campaign}"),
            &json!({"name": "x"}),
        )
        .await;
    put.expect(403);
    import(&one, &campaign, "text/csv", "object,id".to_owned())
        .await
        .expect(403);
}

#[tokio::test]
async fn an_erased_person_is_no_member_and_its_no_comes_back_with_a_file() {
    let admin = admin().await;
    let campaign = campaign(&admin).await;
    let (id, mobile) = (fresh_id("00Q"), fresh_mobile());
    let file = [line("lead", &id, "Ada", &mobile)];
    imported(&admin, &campaign, &file).await;
    let path = format!("/api/leads/{id}");
    admin
        .call("PATCH", &path, &json!({"smsOptOut": true}))
        .await
        .expect(200);
    let erase = json!({"confirm": id});
    admin
        .call("POST", &format!("{path}/erase"), &erase)
        .await
        .expect(200);
    assert!(members(&admin, &campaign).await.is_empty());
    let counted: Campaign = admin
        .get(&format!("/api/campaigns/{campaign}"))
        .await
        .json();
    assert_eq!(counted.members.total, 0);
    imported(&admin, &campaign, &file).await;
    let rows = members(&admin, &campaign).await;
    assert_eq!(rows[0].skip, Some(Skip::OptedOut));
}

#[tokio::test]
async fn a_lead_that_is_converted_stays_a_member() {
    let user = user().await;
    let campaign = campaign(&user).await;
    let (lead, contact) = (fresh_id("00Q"), fresh_id("003"));
    imported(
        &user,
        &campaign,
        &[line("lead", &lead, "Ada", &fresh_mobile())],
    )
    .await;
    let convert = json!({"contactId": contact});
    user.call("POST", &format!("/api/leads/{lead}/convert"), &convert)
        .await
        .expect(200);
    let rows = members(&user, &campaign).await;
    assert_eq!(
        (rows.len(), rows[0].id.as_str(), rows[0].skip),
        (1, contact.as_str(), None)
    );
}
