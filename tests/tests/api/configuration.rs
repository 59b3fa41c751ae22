//! Setup, senders, keywords, templates.

use mitto_core::api::{Code, KeywordItem, List, SenderItem, Setup, TemplateItem};
use mitto_core::sender::SenderKind;
use mitto_tests::api::fresh_id;
use serde_json::json;

use super::{admin, user};

#[tokio::test]
async fn the_product_key_goes_in_and_never_comes_out() {
    let admin = admin().await;
    let answer = admin.get("/api/setup").await.expect(200);
    let setup: Setup = answer.json();
    assert!(setup.product_key_set);
    assert_eq!(setup.product_key_last4.as_ref().map(String::len), Some(4));
    assert!(setup.callback.unwrap().delivery.ends_with("/delivery"));
    let seen_by_user = user().await.get("/api/setup").await.expect(200);
    assert!(seen_by_user.json::<Setup>().product_key_last4.is_none());
}

#[tokio::test]
async fn setup_refuses_what_cannot_work() {
    let admin = admin().await;
    for (body, field) in [
        (json!({"leadMobile": "FirstName"}), "leadMobile"),
        (json!({"contactMobile": "Nonsense"}), "contactMobile"),
        (json!({"defaultRegion": "Switzerland"}), "defaultRegion"),
        (json!({"productKey": " "}), "productKey"),
        (json!({"productkey": "x"}), "productkey"),
    ] {
        let answer = admin.call("PUT", "/api/setup", &body).await.expect(422);
        assert_eq!(answer.problem().field.as_deref(), Some(field), "{body}");
    }
}

#[tokio::test]
async fn a_sender_lives_and_dies() {
    let admin = admin().await;
    let name = format!(
        "S{}",
        fresh_id("").chars().rev().take(9).collect::<String>()
    );
    let made = admin
        .call("POST", "/api/senders", &json!({"name": name}))
        .await
        .expect(201);
    let made: SenderItem = made.json();
    assert_eq!(made.kind, SenderKind::Branded);
    let again = admin
        .call("POST", "/api/senders", &json!({"name": name}))
        .await
        .expect(409);
    assert_eq!(again.problem().code, Code::Duplicate);
    let listed: List<SenderItem> = admin.get("/api/senders").await.json();
    assert!(listed.items.iter().any(|sender| sender.id == made.id));
    let path = format!("/api/senders/{}", made.id);
    admin.request("DELETE", &path, &[], None).await.expect(204);
    admin.get(&path).await.expect(404);
}

#[tokio::test]
async fn a_sender_says_which_limit_it_breaks() {
    let admin = admin().await;
    for (name, limit) in [
        ("ABCDEFGHIJKL", Some(11)),
        ("1234567890123456", Some(15)),
        ("Two words", None),
        ("", None),
    ] {
        let answer = admin
            .call("POST", "/api/senders", &json!({"name": name}))
            .await
            .expect(422);
        let problem = answer.problem();
        assert_eq!(
            (problem.field.as_deref(), problem.limit),
            (Some("name"), limit),
            "{name}"
        );
    }
    let mixed = json!({"name": "MITTO", "type": "numeric"});
    let answer = admin.call("POST", "/api/senders", &mixed).await.expect(422);
    assert!(answer.problem().field.is_some());
}

#[tokio::test]
async fn keywords_are_one_whatever_their_case() {
    let admin = admin().await;
    let word = fresh_id("KW");
    let made = admin
        .call("POST", "/api/opt-out-keywords", &json!({"value": word}))
        .await;
    let made: KeywordItem = made.expect(201).json();
    let lower = json!({"value": word.to_lowercase()});
    admin
        .call("POST", "/api/opt-out-keywords", &lower)
        .await
        .expect(409);
    let path = format!("/api/opt-out-keywords/{}", made.id);
    admin.request("DELETE", &path, &[], None).await.expect(204);
}

#[tokio::test]
async fn templates_are_listed_for_the_record_they_fit() {
    let user = user().await;
    let leads: List<TemplateItem> = user
        .get("/api/templates?object=lead")
        .await
        .expect(200)
        .json();
    assert!(!leads.items.is_empty());
    let object = leads.items[0].object;
    assert!(leads.items.iter().all(|template| template.object == object));
}

#[tokio::test]
async fn a_broken_template_is_refused_with_its_position() {
    let admin = admin().await;
    let body = json!({"name": fresh_id("T"), "object": "lead", "text": "Hé <%=FirstNam%>"});
    let problem = admin
        .call("POST", "/api/templates", &body)
        .await
        .expect(422)
        .problem();
    assert_eq!(problem.code, Code::InvalidTemplate);
    assert_eq!(problem.field.as_deref(), Some("text"));
    assert_eq!(problem.position, Some(3));
    let campaign = json!({"name": fresh_id("T"), "object": "campaign", "text": "<%=Company%>"});
    admin
        .call("POST", "/api/templates", &campaign)
        .await
        .expect(422);
}
