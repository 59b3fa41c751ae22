//! Two admins at once lose nothing.

use mitto_core::api::{Code, List, TemplateItem};
use mitto_tests::api::{Api, Response, fresh_id};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::admin;
use super::changes::fresh_brand;

/// The same request many times at the same moment.
async fn at_once(
    times: usize,
    api: &Api,
    method: &'static str,
    path: &str,
    body: &Value,
) -> Vec<Response> {
    let mut all = JoinSet::new();
    for _ in 0..times {
        let (api, path, body) = (api.clone(), path.to_owned(), body.clone());
        all.spawn(async move { api.call(method, &path, &body).await });
    }
    all.join_all().await
}

#[tokio::test]
async fn the_same_thing_added_twice_at_once_is_there_once() {
    let admin = admin().await;
    let name = fresh_id("Twice ");
    for (path, body, field) in [
        ("/api/senders", json!({"name": fresh_brand()}), "name"),
        (
            "/api/opt-out-keywords",
            json!({"value": fresh_id("ONCE")}),
            "value",
        ),
        (
            "/api/templates",
            json!({"name": name, "object": "lead", "text": "x"}),
            "name",
        ),
    ] {
        let answers = at_once(5, &admin, "POST", path, &body).await;
        let made: Vec<&Response> = answers.iter().filter(|one| one.status == 201).collect();
        assert_eq!(made.len(), 1, "{path}");
        let item: Value = made[0].json();
        for other in answers.iter().filter(|one| one.status != 201) {
            assert_eq!(other.status, 409, "{path}: {}", other.text());
            let problem = other.problem();
            assert_eq!(
                (problem.code, problem.field.as_deref()),
                (Code::Duplicate, Some(field)),
                "{path}"
            );
            // A client whose answer was lost learns which one is there.
            assert_eq!(problem.current.unwrap()["id"], item["id"], "{path}");
        }
        let place = made[0].header("location").to_owned();
        assert_eq!(admin.get(&place).await.expect(200).json::<Value>(), item);
    }
}

#[tokio::test]
async fn different_things_added_at_once_are_all_there() {
    let admin = admin().await;
    let words: Vec<String> = (0..6).map(|_| fresh_id("EACH")).collect();
    let mut all = JoinSet::new();
    for word in &words {
        let (admin, body) = (admin.clone(), json!({"value": word}));
        all.spawn(async move { admin.call("POST", "/api/opt-out-keywords", &body).await });
    }
    for answer in all.join_all().await {
        answer.expect(201);
    }
    let listed: Value = admin.get("/api/opt-out-keywords").await.json();
    let listed = listed["items"].as_array().unwrap();
    for word in &words {
        assert!(listed.iter().any(|one| one["value"] == **word), "{word}");
    }
}

async fn template(admin: &Api) -> (String, String) {
    let body = json!({"name": fresh_id("Stale "), "object": "lead", "text": "one"});
    let made = admin
        .call("POST", "/api/templates", &body)
        .await
        .expect(201);
    (
        made.header("location").to_owned(),
        made.header("etag").to_owned(),
    )
}

fn edited(
    admin: &Api,
    path: &str,
    tag: &str,
    text: &str,
) -> impl Future<Output = Response> + use<> {
    let (admin, path, tag) = (admin.clone(), path.to_owned(), tag.to_owned());
    let body = json!({"name": path.replace('/', " "), "object": "lead", "text": text});
    async move {
        let headers = [
            ("content-type", "application/json"),
            ("if-match", tag.as_str()),
        ];
        admin
            .request("PUT", &path, &headers, Some(body.to_string().into_bytes()))
            .await
    }
}

#[tokio::test]
async fn an_edit_of_an_older_version_is_refused_with_the_newer_one() {
    let admin = admin().await;
    let (path, first) = template(&admin).await;
    assert_eq!(admin.get(&path).await.header("etag"), first);
    let second = edited(&admin, &path, &first, "two").await.expect(200);
    assert_ne!(second.header("etag"), first);

    let refused = edited(&admin, &path, &first, "three")
        .await
        .expect(412)
        .problem();
    assert_eq!(refused.code, Code::StaleEdit);
    let current: TemplateItem = serde_json::from_value(refused.current.unwrap()).unwrap();
    assert_eq!(current.text, "two");
    let tag = refused.current_etag.unwrap();
    assert_eq!(tag, second.header("etag"));

    // With the version that was shown, the same edit holds; and so does removing.
    let third = edited(&admin, &path, &tag, "three").await.expect(200);
    let stale = [("if-match", tag.as_str())];
    admin
        .request("DELETE", &path, &stale, None)
        .await
        .expect(412);
    let fresh = [("if-match", third.header("etag"))];
    admin
        .request("DELETE", &path, &fresh, None)
        .await
        .expect(204);
    edited(&admin, &path, "*", "four").await.expect(404);
    admin.request("DELETE", &path, &[], None).await.expect(404);
    admin.get(&path).await.expect(404);
}

#[tokio::test]
async fn of_two_edits_of_one_version_one_holds() {
    let admin = admin().await;
    let (path, tag) = template(&admin).await;
    let (one, other) = tokio::join!(
        edited(&admin, &path, &tag, "mine"),
        edited(&admin, &path, &tag, "yours"),
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let kept = if one.status == 200 { "mine" } else { "yours" };
    let item: TemplateItem = admin.get(&path).await.json();
    assert_eq!(item.text, kept);
}

#[tokio::test]
async fn a_sender_is_not_removed_under_a_template_that_is_being_added() {
    let admin = admin().await;
    for _ in 0..3 {
        let brand = fresh_brand();
        let made = admin
            .call("POST", "/api/senders", &json!({"name": brand}))
            .await
            .expect(201);
        let place = made.header("location").to_owned();
        let name = fresh_id("Uses it ");
        let body = json!({"name": name, "object": "lead", "from": brand, "text": "x"});
        let (removed, added) = tokio::join!(
            admin.request("DELETE", &place, &[], None),
            admin.call("POST", "/api/templates", &body),
        );
        added.expect(201);
        // Whichever came first: never refused without a user, never removed with one before it.
        if removed.status == 409 {
            let problem = removed.problem();
            assert_eq!(problem.code, Code::InUse);
            assert_eq!(problem.used_by[0].name, name);
            assert!(problem.detail.unwrap().contains(&name));
            admin.get(&place).await.expect(200);
        } else {
            removed.expect(204);
        }
    }
}

#[tokio::test]
async fn a_sender_in_use_is_kept_and_its_users_are_named() {
    let admin = admin().await;
    let brand = fresh_brand();
    let made = admin
        .call("POST", "/api/senders", &json!({"name": brand}))
        .await
        .expect(201);
    let place = made.header("location").to_owned();
    let mut names = [fresh_id("Use A "), fresh_id("Use B ")];
    names.sort();
    for name in &names {
        let body = json!({"name": name, "object": "contact", "from": brand, "text": "x"});
        admin
            .call("POST", "/api/templates", &body)
            .await
            .expect(201);
    }
    let problem = admin
        .request("DELETE", &place, &[], None)
        .await
        .expect(409)
        .problem();
    assert_eq!(problem.code, Code::InUse);
    let told: Vec<&str> = problem
        .used_by
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(told, names);
    for used in &problem.used_by {
        let place = format!("/api/templates/{}", used.id);
        admin.request("DELETE", &place, &[], None).await.expect(204);
    }
    admin.request("DELETE", &place, &[], None).await.expect(204);
    let left: List<Value> = admin.get("/api/senders").await.json();
    assert!(left.items.iter().all(|sender| sender["name"] != brand));
}
