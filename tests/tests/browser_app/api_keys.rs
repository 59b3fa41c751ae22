//! API Keys: one made, seen once, used by a program, and revoked knowingly.

use mitto_tests::api::{Api, fresh_id};

use super::app::App;

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_used_and_revoked() {
    let app = App::admin("/setup/api-keys").await;
    let name = fresh_id("Flow ");
    app.press("#add").await;
    app.press("#save").await;
    app.holds("#name-problem", "Give it a name").await;
    app.types("#editor #name", &name).await;
    app.press("#scope-read").await;
    app.is_accessible("the editor").await;
    app.press("#save").await;
    app.holds("#made-title", &name).await;
    app.is_accessible("the key").await;
    let key = app.part("#key").await.prop("value").await.unwrap().unwrap();
    assert!(key.starts_with("mitto_sk_"), "{key}");
    let machine = Api::nobody(&mitto_tests::variable("MITTO_BASE_URL")).with_token(&key);
    machine.get("/api/senders").await.expect(200);
    app.press("#made [data-do=close]").await;
    app.holds("#rows", &name).await;
    app.is_accessible("the list").await;
    app.press(&format!("[aria-label=\"Revoke {name}\"]")).await;
    app.holds("#revoke-title", &name).await;
    app.is_accessible("the question").await;
    machine.get("/api/senders").await.expect(200);
    app.press("#revoke-now").await;
    app.holds("#toast-text", "is revoked").await;
    app.lacks("#rows", &name).await;
    machine.get("/api/senders").await.expect(401);
    app.goto("/setup/changes").await;
    app.holds("#rows", &format!("Removed API key “{name}”"))
        .await;
    app.browser.close().await;
}
