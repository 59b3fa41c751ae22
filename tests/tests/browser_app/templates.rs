//! SMS Templates: the list and the editor.

use mitto_tests::api::fresh_id;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::app::{App, api};

/// What stands in the text box.
async fn text(app: &App) -> String {
    app.part("#text")
        .await
        .prop("value")
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn a_template_is_written_with_fields_counted_and_previewed() {
    let name = fresh_id("Welcome ");
    let app = App::admin("/templates").await;
    app.press("#new").await;
    app.holds("#title", "New").await;
    app.types("#template-name", &name).await;
    app.types("#text", "Hello , welcome!").await;
    app.holds("#counter", "(regular) 16 / 160 [1]").await;
    // The caret goes behind "Hello ", and the field goes there.
    let place = "let node = document.activeElement; \
        while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement; \
        node.setSelectionRange(6, 6)";
    app.browser.script(place, Vec::new()).await;
    app.chooses("#field", "First Name").await;
    app.types("#default", "there").await;
    app.press("#insert").await;
    assert_eq!(text(&app).await, "Hello <%=FirstName|there%>, welcome!");
    app.holds("#counter", "approx.").await;
    app.holds("#counter-why", "10 characters").await;
    app.holds("#preview", "Hello ").await;
    app.is_accessible("the editor").await;
    app.press("#save").await;
    app.holds("#toast-text", "saved").await;
    app.press_words("SMS Templates").await;
    app.types("#search", &name).await;
    app.holds("#rows", &name).await;
    app.is_accessible("the templates").await;
    // On a phone nothing is beside the screen.
    app.browser.appearance(320, 800, false).await;
    let beside =
        "let node = arguments[0].parentElement; return node.scrollWidth - node.clientWidth";
    let table = app.part("#table").await.to_json().unwrap();
    assert_eq!(app.browser.script(beside, vec![table]).await, 0);
    app.browser.appearance(1280, 900, false).await;

    app.press(&format!("[aria-label='Delete {name}']")).await;
    app.lacks("#rows", &name).await;
    app.press("#toast-undo").await;
    app.holds("#rows", &name).await;
    app.browser.close().await;
}

#[tokio::test]
async fn a_broken_template_is_refused_and_the_place_marked() {
    let app = App::admin("/templates/new").await;
    app.types("#template-name", &fresh_id("Broken ")).await;
    app.types("#text", "Dear <%=Nickname%>, hello").await;
    app.holds("#tag-problems", "Nickname").await;
    app.press("#save").await;
    let selected = "let node = document.activeElement; \
        while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement; \
        return node.value.slice(node.selectionStart, node.selectionEnd)";
    for _ in 0..100 {
        if app.browser.script(selected, Vec::new()).await == "<%=Nickname%>" {
            app.is_accessible("the broken template").await;
            app.browser.close().await;
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the wrong tag is not selected");
}

#[tokio::test]
async fn a_campaign_offers_what_leads_and_contacts_share() {
    let app = App::admin("/templates/new").await;
    app.chooses("#object", "Campaign").await;
    app.holds("#field", "First Name").await;
    app.lacks("#field", "Company").await;
    app.types("#text", "Hi <%=Company%>").await;
    app.holds("#tag-problems", "Company").await;
    app.browser.close().await;
}

#[tokio::test]
async fn unicode_is_named_replaced_and_brought_back() {
    let app = App::admin("/templates/new").await;
    app.types("#text", "It’s ready").await;
    app.holds("#counter", "(unicode)").await;
    app.holds("#culprits", "’").await;
    app.press("#culprits button").await;
    app.holds("#counter", "(regular)").await;
    assert_eq!(text(&app).await, "It's ready");
    app.press("#undo-replace").await;
    app.holds("#counter", "(unicode)").await;
    app.browser.close().await;
}

#[tokio::test]
async fn two_admins_at_the_same_template_both_see_both_versions() {
    let admin = api("admin").await;
    let name = fresh_id("Ours ");
    let body = json!({"name": name, "object": "lead", "text": "One"});
    let made = admin
        .call("POST", "/api/templates", &body)
        .await
        .expect(201);
    let id = made.json::<Value>()["id"].as_str().unwrap().to_owned();
    let path = format!("/templates/{id}");
    let app = App::admin(&path).await;
    app.holds("#title", &name).await;
    app.types("#text", "Mine").await;
    let theirs = json!({"name": name, "object": "lead", "text": "Theirs"});
    admin
        .call("PUT", &format!("/api{path}"), &theirs)
        .await
        .expect(200);
    app.press("#save").await;
    app.holds("#conflict-rows", "Theirs").await;
    app.holds("#conflict-rows", "Mine").await;
    app.is_accessible("the conflict").await;
    app.press("#take-theirs").await;
    assert_eq!(text(&app).await, "Theirs");
    app.types("#text", "Both").await;
    app.press("#save").await;
    app.holds("#toast-text", "saved").await;
    let kept: Value = admin.get(&format!("/api{path}")).await.json();
    assert_eq!(kept["text"], "Both");
    // And it can be removed from here, after a question.
    app.press("#delete").await;
    app.browser.keys(Key::Escape + "").await;
    admin.get(&format!("/api{path}")).await.expect(200);
    app.browser.close().await;
}
