//! Privacy: one person looked up, exported as a file, and erased with the id typed once more.

use mitto_tests::api::fresh_mobile;

use super::app::{App, api};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_looked_up_and_erased_knowingly() {
    let user = api("user").await;
    let lead = user.lead(&fresh_mobile()).await;
    let sms = user.sent(&lead, "before it goes").await.id.to_string();
    let app = App::admin("/setup/privacy").await;
    app.types("#record-id", "nobody-at-all").await;
    app.press("#look").await;
    app.holds("#record-id-problem", "Nothing is known").await;
    app.types("#record-id", &lead).await;
    app.press("#look").await;
    app.holds("#found-title", &lead).await;
    app.holds("#details", "Ada Lovelace").await;
    app.is_accessible("a person").await;
    app.press("#erase").await;
    app.holds("#erase-text", "Ada Lovelace").await;
    app.is_accessible("the question").await;
    // Not without the id.
    app.types("#confirm", "yes").await;
    app.press("#erase-now").await;
    user.get(&format!("/api/leads/{lead}")).await.expect(200);
    app.types("#confirm", &lead).await;
    app.press("#erase-now").await;
    app.holds("#done", "is erased").await;
    user.get(&format!("/api/leads/{lead}")).await.expect(404);
    app.is_accessible("what was erased").await;

    app.goto(&format!("/sms/{sms}")).await;
    app.holds("#erased", "Erased").await;
    app.lacks("#record", "before it goes").await;
    app.is_accessible("an erased SMS").await;
    app.goto("/setup/changes").await;
    app.holds("#rows", &format!("Erased lead {lead}")).await;
    app.browser.close().await;
}
