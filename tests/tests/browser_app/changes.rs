//! The change log, and the configuration as a file.

use mitto_tests::api::fresh_id;
use serde_json::json;

use super::app::{App, api};

#[tokio::test]
async fn a_change_is_logged_with_who_and_what_and_the_log_is_whole() {
    let admin = api("admin").await;
    let word = fresh_id("LOGGED");
    let body = json!({ "value": word });
    admin
        .call("POST", "/api/opt-out-keywords", &body)
        .await
        .expect(201);
    let app = App::admin("/setup/changes").await;
    app.holds("#rows", &word).await;
    app.holds("#rows", "e2e-app").await;
    app.press("#verify").await;
    app.holds("#verdict-word", "Whole").await;
    app.is_accessible("the change log").await;
    app.browser.close().await;
}

#[tokio::test]
async fn an_exported_file_is_imported_elsewhere_after_a_look() {
    let admin = api("admin").await;
    let exported = admin.get("/api/configuration").await.expect(200);
    let mut file: serde_json::Value = exported.json();
    let word = fresh_id("IMPORTED");
    file["optOutKeywords"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "value": word }));
    let path = std::env::temp_dir().join(format!("{word}.json"));
    std::fs::write(&path, file.to_string()).unwrap();

    let app = App::admin("/setup/transfer").await;
    app.holds("h1", "Export and Import").await;
    app.is_accessible("export and import").await;
    let choose = app.part("#file").await;
    choose.send_keys(path.to_str().unwrap()).await.unwrap();
    app.holds("#plan-rows", &word).await;
    app.is_accessible("the plan").await;
    app.press("#import").await;
    app.holds("#toast-text", "imported").await;
    let keywords = admin.get("/api/opt-out-keywords").await.text();
    assert!(keywords.contains(&word));

    // A file with a mistake changes nothing and says where.
    file["optOutKeywords"][0] = json!({"value": "st.op"});
    std::fs::write(&path, file.to_string()).unwrap();
    let choose = app.part("#file").await;
    choose.send_keys(path.to_str().unwrap()).await.unwrap();
    app.holds("#wrong", "cannot be imported").await;
    app.holds("#complaints", "cannot hold").await;
    app.is_accessible("the complaints").await;
    std::fs::remove_file(&path).unwrap();
    app.browser.close().await;
}
