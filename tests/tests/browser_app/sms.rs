//! SMS: the list, and one record with its delivery updates.

use mitto_tests::api::fresh_mobile;

use super::app::{App, api};

#[tokio::test]
async fn an_sms_is_found_and_shows_what_became_of_it() {
    let user = api("user").await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let text = format!("For {mobile}, with € and love");
    let id = user.sent(&lead, &text).await.id.to_string();
    user.until_status(&id, "DELIVERED").await;

    let app = App::user("/sms").await;
    app.types("#search", &mobile).await;
    app.holds("#rows", &id).await;
    app.lacks("#more", "Load more").await;
    app.chooses("#status", "DELIVERED").await;
    app.holds("#rows", &id).await;
    app.is_accessible("the list of SMS").await;
    app.press_words(&id).await;
    app.holds("h1", &id).await;
    app.holds("#status", "DELIVERED").await;
    app.holds("#details", &mobile).await;
    app.holds("#preview", "with € and love").await;
    app.holds("#rows", "delivered").await;
    app.is_accessible("an SMS record").await;
    app.browser.close().await;
}
