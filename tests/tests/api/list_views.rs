//! Saved views of the SMS list.

use mitto_core::api::{Code, Column, List, ListView, SmsRow};
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::Reports;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{gateway, nobody, user};

/// Somebody who has no view yet.
async fn someone(role: &str) -> Api {
    let sub = fresh_id(role);
    nobody().signed_in(&format!("role={role}&sub={sub}")).await
}

async fn add(api: &Api, view: &Value) -> ListView {
    let made = api.call("POST", "/api/list-views", view).await.expect(201);
    let read: ListView = made.json();
    assert_eq!(
        made.header("location"),
        format!("/api/list-views/{}", read.id)
    );
    assert_eq!(made.header("etag"), read.etag());
    read
}

async fn all(api: &Api) -> Vec<ListView> {
    let mut views = Vec::new();
    let mut path = "/api/list-views".to_owned();
    loop {
        let page: List<ListView> = api.get(&path).await.expect(200).json();
        views.extend(page.items);
        match page.cursor {
            Some(cursor) => path = format!("/api/list-views?cursor={cursor}"),
            None => return views,
        }
    }
}

async fn ids(api: &Api, query: &str) -> Vec<String> {
    let answer = api.get(&format!("/api/sms?{query}")).await.expect(200);
    let rows: List<SmsRow> = answer.json();
    rows.items.iter().map(|row| row.id.to_string()).collect()
}

#[tokio::test]
async fn all_is_always_there_and_stays_as_it_is() {
    let ada = someone("admin").await;
    let view: ListView = ada.get("/api/list-views/all").await.expect(200).json();
    assert_eq!((view.name.as_str(), view.mine), ("All", false));
    assert_eq!(all(&ada).await.first(), Some(&view));
    let body = json!({"name": "Mine"});
    for method in ["PUT", "DELETE"] {
        let answer = ada.call(method, "/api/list-views/all", &body).await;
        let problem = answer.expect(403).problem();
        assert_eq!(problem.code, Code::NotAllowed, "{method}");
        assert!(problem.detail.unwrap().contains("built in"), "{method}");
    }
    assert!(!ids(&ada, "view=all&limit=1").await.is_empty() || ids(&ada, "").await.is_empty());
}

#[tokio::test]
async fn a_view_is_its_owners_until_it_is_shared() {
    let (ada, bob, admin) = (
        someone("user").await,
        someone("user").await,
        someone("admin").await,
    );
    let word = fresh_id("view");
    let own = add(&ada, &json!({"name": word})).await;
    assert!(own.mine && !own.shared);
    let path = format!("/api/list-views/{}", own.id);
    for stranger in [&bob, &admin] {
        stranger.get(&path).await.expect(404);
        let taken = stranger.call("DELETE", &path, &json!({})).await.expect(404);
        assert_eq!(taken.problem().code, Code::NotFound);
        let refused = stranger.get(&format!("/api/sms?view={}", own.id)).await;
        let refused = refused.expect(422).problem();
        assert_eq!(refused.field.as_deref(), Some("view"));
        assert!(all(stranger).await.iter().all(|view| view.id != own.id));
    }
    let shared = json!({"name": word, "shared": true});
    ada.call("PUT", &path, &shared).await.expect(200);
    let seen: ListView = bob.get(&path).await.expect(200).json();
    assert!(!seen.mine && seen.shared && seen.owner == own.owner);
    assert!(all(&bob).await.contains(&seen));
    for method in ["PUT", "DELETE"] {
        let answer = bob.call(method, &path, &shared).await.expect(403);
        assert_eq!(answer.problem().code, Code::NotAllowed, "{method}");
    }
    // A name is the owner's: Bob may have the same.
    add(&bob, &json!({"name": word})).await;
    let renamed = json!({"name": format!("{word} of all"), "shared": true});
    let changed = admin.call("PUT", &path, &renamed).await.expect(200);
    assert_eq!(changed.json::<ListView>().owner, own.owner);
    admin.call("DELETE", &path, &json!({})).await.expect(204);
    ada.get(&path).await.expect(404);
}

#[tokio::test]
async fn no_two_views_of_one_person_have_one_name() {
    let ada = someone("user").await;
    let first = add(&ada, &json!({"name": "Überfällig"})).await;
    let second = add(&ada, &json!({"name": "Other"})).await;
    let same = json!({"name": " ÜBERFÄLLIG "});
    let path = format!("/api/list-views/{}", second.id);
    for (method, path) in [("POST", "/api/list-views"), ("PUT", path.as_str())] {
        let problem = ada.call(method, path, &same).await.expect(409).problem();
        assert_eq!(problem.code, Code::Duplicate);
        assert_eq!(problem.field.as_deref(), Some("name"));
        assert_eq!(problem.current.unwrap()["id"], json!(first.id), "{method}");
    }
    // Its own name in another spelling.
    ada.call("PUT", &path, &json!({"name": "OTHER"}))
        .await
        .expect(200);
    // Twenty at once make one.
    let mut race = JoinSet::new();
    for _ in 0..20 {
        let ada = ada.clone();
        let body = json!({"name": "Race"});
        race.spawn(async move { ada.call("POST", "/api/list-views", &body).await.status });
    }
    let won = race.join_all().await;
    assert_eq!(won.iter().filter(|status| **status == 201).count(), 1);
    assert_eq!(won.iter().filter(|status| **status == 409).count(), 19);
}

#[tokio::test]
async fn an_edit_of_an_older_version_is_refused_with_the_newer_one() {
    let ada = someone("user").await;
    let view = add(&ada, &json!({"name": "One"})).await;
    let path = format!("/api/list-views/{}", view.id);
    let put = async |name: &str, tag: &str| {
        let headers = [("content-type", "application/json"), ("if-match", tag)];
        let body = json!({"name": name}).to_string().into_bytes();
        ada.request("PUT", &path, &headers, Some(body)).await
    };
    let second = put("Two", "\"1\"").await.expect(200);
    assert_eq!(second.header("etag"), "\"2\"");
    let stale = put("Three", "\"1\"").await.expect(412).problem();
    assert_eq!(stale.code, Code::StaleEdit);
    assert_eq!(stale.current.unwrap()["name"], "Two");
    assert_eq!(stale.current_etag.as_deref(), Some("\"2\""));
    let headers = [("if-match", "\"1\"")];
    ada.request("DELETE", &path, &headers, None)
        .await
        .expect(412);
    ada.request("DELETE", &path, &[("if-match", "\"2\"")], None)
        .await
        .expect(204);
    put("Four", "\"2\"").await.expect(404);
}

#[tokio::test]
async fn a_view_that_cannot_be_is_refused_with_its_field() {
    let ada = someone("user").await;
    for (body, field, limit) in [
        (json!({}), "name", None),
        (json!({"name": "x".repeat(81)}), "name", Some(80)),
        (json!({"name": "x", "columns": ["nr"]}), "columns", None),
        (json!({"name": "x", "sort": "to"}), "sort", None),
        (
            json!({"name": "x", "filters": {"status": ["SENTT"]}}),
            "filters.status",
            None,
        ),
        (
            json!({"name": "x", "filters": {"to": "nobody"}}),
            "filters.to",
            None,
        ),
        (
            json!({"name": "x", "filters": {"from": "soon"}}),
            "filters.from",
            None,
        ),
        (
            json!({"name": "x", "filters": {"lastDays": 4000}}),
            "filters.lastDays",
            Some(3650),
        ),
        (
            json!({"name": "x", "filters": {"recordId": "a/b"}}),
            "filters.recordId",
            None,
        ),
    ] {
        let answer = ada.call("POST", "/api/list-views", &body).await;
        let problem = answer.expect(422).problem();
        assert_eq!(problem.field.as_deref(), Some(field), "{body}");
        assert_eq!(problem.limit, limit, "{body}");
    }
    assert_eq!(all(&ada).await.iter().filter(|view| view.mine).count(), 0);
}

#[tokio::test]
async fn one_person_has_a_hundred_views_and_no_more() {
    let ada = someone("user").await;
    for number in 0..100 {
        add(&ada, &json!({"name": format!("View {number}")})).await;
    }
    let body = json!({"name": "One more"});
    let full = ada.call("POST", "/api/list-views", &body).await;
    assert_eq!(full.expect(422).problem().limit, Some(100));
    let page: List<ListView> = ada.get("/api/list-views?limit=7").await.expect(200).json();
    assert_eq!(page.items.len(), 8, "and the one of all SMS");
    assert!(page.cursor.is_some());
    let mine = all(&ada).await;
    let mine: Vec<&ListView> = mine.iter().filter(|view| view.mine).collect();
    assert_eq!(mine.len(), 100);
}

#[tokio::test]
async fn the_list_its_counts_and_its_file_are_those_of_the_view() {
    let user = user().await;
    let good = fresh_mobile();
    let bad = fresh_mobile();
    gateway().reports(&bad, Reports::Undelivered).await;
    let (lead, other) = (user.lead(&good).await, user.lead(&bad).await);
    let word = fresh_id("viewed");
    let delivered = user.sent(&lead, &word).await.id.to_string();
    user.until_status(&delivered, "DELIVERED").await;
    let failed = user.sent(&other, &word).await.id.to_string();
    user.until_status(&failed, "UNDELIVERED").await;
    let newest = user
        .sent(&lead, &format!("{word} again"))
        .await
        .id
        .to_string();
    user.until_status(&newest, "DELIVERED").await;

    let ada = someone("user").await;
    let body = json!({
        "name": "Viewed",
        "filters": {"q": word, "status": ["DELIVERED", "UNDELIVERED"], "lastDays": 2},
        "columns": ["to", "id", "lead", "status"],
        "sort": "created",
    });
    let view = add(&ada, &body).await;
    assert_eq!(
        view.columns,
        [Column::To, Column::Id, Column::Lead, Column::Status]
    );
    let view = format!("view={}", view.id);
    let every = [delivered.clone(), failed.clone(), newest.clone()];
    assert_eq!(ids(&ada, &view).await, every);
    // What is said besides goes before what the view says, and the rest of it still holds.
    assert_eq!(
        ids(&ada, &format!("{view}&status=UNDELIVERED")).await,
        [failed.as_str()]
    );
    assert_eq!(
        ids(&ada, &format!("{view}&status=FAILED,REJECTED")).await,
        [""; 0]
    );
    assert_eq!(ids(&ada, &format!("{view}&status=")).await, every);
    assert_eq!(ids(&ada, &format!("{view}&sort=-created")).await[0], newest);
    assert_eq!(
        ids(&ada, &format!("{view}&recordId={other}")).await,
        [failed.as_str()]
    );
    assert_eq!(
        ids(&ada, &format!("{view}&to={}", &bad[3..])).await,
        [failed.as_str()]
    );
    assert_eq!(ids(&ada, &format!("{view}&campaign=701X")).await, [""; 0]);
    let rest = ids(&ada, &format!("{view}&limit=2")).await;
    assert_eq!(rest.len(), 2);

    let counts = ada
        .get(&format!("/api/sms/counts?{view}"))
        .await
        .expect(200);
    let expected = json!({"total": 3, "byStatus": {"DELIVERED": 2, "UNDELIVERED": 1}});
    assert_eq!(counts.json::<Value>(), expected);

    let file = ada
        .get(&format!("/api/sms.csv?{view}"))
        .await
        .expect(200)
        .text();
    let mut lines = file.trim_start_matches('\u{feff}').split("\r\n");
    assert_eq!(lines.next(), Some("To,SMS ID,Lead ID,Lead,Delivery status"));
    let first = format!("'{good},{delivered},{lead},Ada Lovelace,DELIVERED");
    assert_eq!(lines.next(), Some(first.as_str()));
    assert_eq!(
        lines.clone().count(),
        3,
        "two more, and the end of the last line"
    );
    let path = format!("/api/sms.csv?{view}&columns=createdBy,updated,campaign");
    let file = ada.get(&path).await.expect(200).text();
    assert!(
        file.starts_with("\u{feff}Created by,Last change,Campaign\r\ne2e-user,20"),
        "{file}"
    );
    let refused = ada.get(&format!("/api/sms.csv?{view}&columns=nr")).await;
    assert_eq!(
        refused.expect(422).problem().field.as_deref(),
        Some("columns")
    );

    let rows: List<SmsRow> = ada
        .get(&format!("/api/sms?{view}"))
        .await
        .expect(200)
        .json();
    let row = rows.items.first().unwrap();
    assert_eq!(row.record_name.as_deref(), Some("Ada Lovelace"));
    let record = ada.sms(&row.id.to_string()).await;
    assert_eq!(record.record_name, row.record_name);
    assert_eq!(
        (row.created_by.as_str(), &row.campaign),
        ("e2e-user", &None)
    );
}

#[tokio::test]
async fn a_token_of_one_record_has_no_views() {
    let record = "%7B%22object%22%3A%22lead%22%2C%22id%22%3A%2200Q1%22%2C%22fields%22%3A%7B%7D%7D";
    let scoped = format!("role=user&sub=host&record={record}");
    let scoped = nobody().signed_in(&scoped).await;
    scoped.get("/api/list-views").await.expect(403);
    scoped
        .call("POST", "/api/list-views", &json!({"name": "x"}))
        .await
        .expect(403);
    scoped.get("/api/sms?view=all").await.expect(200);
}
