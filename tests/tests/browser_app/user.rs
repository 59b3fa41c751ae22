//! What somebody without the admin role sees of the app.

use serde_json::json;

use super::app::App;

#[tokio::test]
async fn a_user_sees_figures_templates_and_sms_and_nothing_to_administer() {
    let app = App::user("/").await;
    app.holds("#tiles", "Delivered").await;
    app.holds("#role", "User").await;
    assert!(!app.shows("#tab-setup").await);
    assert!(!app.shows("#installation").await);
    app.is_accessible("a user's Home").await;

    app.press("#tab-templates").await;
    app.holds("#rows", "Offer is ready").await;
    assert!(!app.shows("#new").await);
    assert!(!app.shows("[aria-label='Delete Offer is ready']").await);
    app.is_accessible("a user's templates").await;
    app.press_words("Offer is ready").await;
    app.holds("#title", "Offer is ready").await;
    app.holds("#preview", "your offer is ready").await;
    assert!(!app.shows("#save").await);
    assert!(!app.shows("#delete").await);
    app.is_accessible("a template to read").await;

    app.press("#tab-sms").await;
    app.holds("h1", "SMS").await;
    for path in [
        "/setup",
        "/setup/senders",
        "/setup/opt-out-keywords",
        "/setup/changes",
        "/setpu",
    ] {
        app.goto(path).await;
        app.holds("h1", "There is nothing here").await;
    }
    app.browser.close().await;
}

#[tokio::test]
async fn who_cannot_load_the_app_is_not_sent_to_sign_in() {
    let app = App::user("/").await;
    app.holds("#role", "User").await;
    let block = json!({"urls": ["*.wasm"]});
    app.browser.devtools("Network.enable", json!({})).await;
    app.browser.devtools("Network.setBlockedURLs", block).await;
    app.browser
        .devtools("Page.reload", json!({"ignoreCache": true}))
        .await;
    app.holds("h1", "could not be loaded").await;
    app.is_accessible("an app that could not be loaded").await;

    let none = json!({"urls": []});
    app.browser.devtools("Network.setBlockedURLs", none).await;
    app.press_words("Load again").await;
    app.holds("#role", "User").await;
    app.browser.close().await;
}
