//! The change log: who changed what, and that it is whole.

use mitto_core::api::{Action, Change, Changed, ItemKind, List, SenderItem, Verification};
use mitto_tests::api::{Api, fresh_id};
use serde_json::json;

use super::{admin, nobody, user};

/// A brand that nobody else has.
pub(super) fn fresh_brand() -> String {
    let id: String = fresh_id("").chars().rev().take(9).collect();
    format!("S{id}")
}

/// The changes of one item, oldest first.
async fn changes_of(admin: &Api, item: &str) -> Vec<Change> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    // Others change things at the same time, so what is looked for may be pages away.
    for _ in 0..20 {
        let page: List<Change> = admin
            .get(&format!("/api/changes?limit=200&cursor={cursor}"))
            .await
            .expect(200)
            .json();
        found.extend(page.items.into_iter().filter(|change| {
            change
                .item
                .as_ref()
                .is_some_and(|known| known.as_str() == item)
        }));
        match page.cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    found.reverse();
    found
}

#[tokio::test]
async fn a_senders_life_is_told_with_who_and_what() {
    let admin = nobody().signed_in("role=admin&sub=ada-the-admin").await;
    let (first, second) = (fresh_brand(), fresh_brand());
    let made: SenderItem = admin
        .call("POST", "/api/senders", &json!({"name": first}))
        .await
        .expect(201)
        .json();
    let path = format!("/api/senders/{}", made.id);
    admin
        .call("PUT", &path, &json!({"name": second}))
        .await
        .expect(200);
    // The same once more changes nothing, and so leaves no trace.
    admin
        .call("PUT", &path, &json!({"name": second}))
        .await
        .expect(200);
    admin.request("DELETE", &path, &[], None).await.expect(204);

    let told = changes_of(&admin, made.id.as_str()).await;
    let name = |value: &Option<serde_json::Value>| {
        value
            .as_ref()
            .map(|value| value["name"].as_str().unwrap().to_owned())
    };
    let told: Vec<_> = told
        .iter()
        .map(|change| {
            assert_eq!(
                (change.kind, change.by.as_str()),
                (Changed::Item(ItemKind::Sender), "ada-the-admin")
            );
            assert_eq!(change.hash.len(), 64);
            assert!(change.at.ends_with('Z'));
            let (before, after) = (name(&change.before), name(&change.after));
            (change.action, change.name.clone(), before, after)
        })
        .collect();
    assert_eq!(
        told,
        [
            (Action::Added, first.clone(), None, Some(first.clone())),
            (
                Action::Changed,
                second.clone(),
                Some(first),
                Some(second.clone())
            ),
            (Action::Removed, second.clone(), Some(second), None),
        ]
    );
}

#[tokio::test]
async fn the_log_comes_in_pages_newest_first_without_gaps() {
    let admin = admin().await;
    for _ in 0..3 {
        let body = json!({"value": fresh_id("PAGE")});
        admin
            .call("POST", "/api/opt-out-keywords", &body)
            .await
            .expect(201);
    }
    let first: List<Change> = admin.get("/api/changes?limit=2").await.expect(200).json();
    let cursor = first.cursor.expect("there are more than two changes");
    let second: List<Change> = admin
        .get(&format!("/api/changes?limit=2&cursor={cursor}"))
        .await
        .expect(200)
        .json();
    let numbers: Vec<u32> = first
        .items
        .iter()
        .chain(&second.items)
        .map(|change| change.number)
        .collect();
    let newest = numbers[0];
    assert_eq!(numbers, [newest, newest - 1, newest - 2, newest - 3]);
}

#[tokio::test]
async fn a_healthy_log_verifies_to_its_last_row() {
    let admin = admin().await;
    let body = json!({"value": fresh_id("WHOLE")});
    admin
        .call("POST", "/api/opt-out-keywords", &body)
        .await
        .expect(201);
    let verification: Verification = admin
        .get("/api/changes/verification")
        .await
        .expect(200)
        .json();
    assert!(verification.ok, "{verification:?}");
    assert!(verification.rows > 0 && verification.head.len() == 64);
    let page: List<Change> = admin.get("/api/changes?limit=200").await.json();
    let last = page
        .items
        .iter()
        .find(|change| change.number == verification.rows);
    assert!(last.is_none_or(|change| change.hash == verification.head));
    user().await.get("/api/changes").await.expect(403);
    user()
        .await
        .get("/api/changes/verification")
        .await
        .expect(403);
}

#[tokio::test]
async fn the_product_key_is_logged_by_its_last_four() {
    let admin = admin().await;
    // What every stack begins with: the sample data's Setup.
    let mut cursor = String::new();
    let setup = loop {
        let page: List<Change> = admin
            .get(&format!("/api/changes?limit=200&cursor={cursor}"))
            .await
            .expect(200)
            .json();
        let text = serde_json::to_string(&page.items).unwrap();
        assert!(
            !text.contains("sample-product-key"),
            "the key is in the log"
        );
        let found = page
            .items
            .into_iter()
            .find(|change| change.kind == Changed::Item(ItemKind::Setup) && change.number == 1);
        match (found, page.cursor) {
            (Some(found), _) => break found,
            (None, Some(next)) => cursor = next,
            (None, None) => panic!("no change of Setup is told"),
        }
    };
    assert_eq!(setup.item, None);
    assert_eq!(setup.before.unwrap()["productKey"], json!(null));
    assert_eq!(setup.after.unwrap()["productKey"], json!("…ator"));
}
