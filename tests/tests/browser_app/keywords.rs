//! Setup, Opt-Out Keywords.

use mitto_tests::api::fresh_id;
use serde_json::json;
use thirtyfour::prelude::*;

use super::app::{App, api};

#[tokio::test]
async fn an_admin_adds_a_keyword_changes_it_and_takes_back_a_delete() {
    let app = App::admin("/setup/opt-out-keywords").await;
    let word = fresh_id("HALT");
    app.press("#add").await;
    app.types("#keyword", &word).await;
    app.browser.keys(Key::Enter + "").await;
    app.holds("#rows", &word).await;
    app.holds("#toast-text", "is saved").await;
    app.is_accessible("the keywords").await;

    app.press(&format!("[aria-label='Edit {word}']")).await;
    let changed = format!("{word}2");
    app.types("#keyword", &changed).await;
    app.press("#save").await;
    app.holds("#rows", &changed).await;

    app.press(&format!("[aria-label='Delete {changed}']")).await;
    app.lacks("#rows", &changed).await;
    app.press("#toast-undo").await;
    app.holds("#rows", &changed).await;
    app.browser.close().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_keyword_is_said_while_it_is_typed() {
    let app = App::admin("/setup/opt-out-keywords").await;
    app.press("#add").await;
    app.types("#keyword", "st.op").await;
    app.holds("#keyword-problem", "cannot hold").await;
    app.is_accessible("the editor with a problem").await;
    app.types("#keyword", "stop").await;
    app.press("#save").await;
    app.holds("#keyword-problem", "exists already").await;
    app.browser.keys(Key::Escape + "").await;
    app.lacks("#editor-title", "Add").await;
    app.browser.close().await;
}

#[tokio::test]
async fn two_admins_at_the_same_keyword_both_see_both_versions() {
    let word = fresh_id("BEIDE");
    let body = json!({ "value": word });
    let admin = api("admin").await;
    let made = admin
        .call("POST", "/api/opt-out-keywords", &body)
        .await
        .expect(201);
    let id = made.json::<serde_json::Value>()["id"]
        .as_str()
        .unwrap()
        .to_owned();

    let app = App::admin("/setup/opt-out-keywords").await;
    app.press(&format!("[aria-label='Edit {word}']")).await;
    app.types("#keyword", &format!("{word}A")).await;
    // In the meantime, somewhere else.
    let path = format!("/api/opt-out-keywords/{id}");
    let theirs = json!({"value": format!("{word}B")});
    admin.call("PUT", &path, &theirs).await.expect(200);

    app.press("#save").await;
    app.holds("#conflict-text", &format!("{word}B")).await;
    app.holds("#conflict-text", &format!("{word}A")).await;
    app.is_accessible("the conflict").await;
    app.press_words("Keep mine").await;
    app.press("#save").await;
    app.holds("#rows", &format!("{word}A")).await;
    app.browser.close().await;
}

#[tokio::test]
async fn the_bench_tells_which_replies_opt_out() {
    let app = App::admin("/setup/opt-out-keywords").await;
    app.holds("#rows", "STOP").await;
    app.types("#reply", "Stop. Thank you").await;
    app.holds("#verdict", "Opts out").await;
    app.types("#reply", "STOP this bill").await;
    app.holds("#verdict", "Does not opt out").await;
    app.is_accessible("the bench").await;
    app.browser.close().await;
}
