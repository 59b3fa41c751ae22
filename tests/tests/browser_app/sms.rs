//! SMS: the list, and one record with its delivery updates.

use std::time::Duration;

use mitto_tests::api::{fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::{Answer, Reports};
use mitto_tests::simulator::client::SimulatorClient;
use tokio::time::{Instant, sleep};

use super::app::{App, api};

fn gateway() -> SimulatorClient {
    SimulatorClient::new(&mitto_tests::variable("MITTO_SIMULATOR_URL"))
}

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

#[tokio::test]
async fn a_list_is_counted_and_saved_as_a_file() {
    let user = api("user").await;
    let (good, bad) = (fresh_mobile(), fresh_mobile());
    gateway().reports(&bad, Reports::Undelivered).await;
    let word = fresh_id("counted");
    for (mobile, status) in [
        (&good, "DELIVERED"),
        (&good, "DELIVERED"),
        (&bad, "UNDELIVERED"),
    ] {
        let lead = user.lead(mobile).await;
        let id = user.sent(&lead, &format!("{word}, \"really\"")).await.id;
        user.until_status(&id.to_string(), status).await;
    }
    let app = App::user(&format!("/sms?q={word}&columns=text,to,status")).await;
    app.holds("#counts", "3 SMS").await;
    app.holds("#counts", "DELIVERED 2").await;
    app.chooses("#status", "UNDELIVERED").await;
    app.holds("#counts", "1 SMS").await;
    app.lacks("#counts", "DELIVERED 2").await;

    let folder = std::env::temp_dir().join(fresh_id("mitto-sms-file"));
    std::fs::create_dir_all(&folder).unwrap();
    app.browser.downloads_to(&folder).await;
    app.press("#export").await;
    let (name, file) = downloaded(&folder).await;
    assert!(
        name.starts_with("mitto-sms-20") && name.ends_with(".csv"),
        "{name}"
    );
    let row = format!("\"{word}, \"\"really\"\"\",'{bad},UNDELIVERED\r\n");
    assert_eq!(file, format!("\u{feff}Text,To,Delivery status\r\n{row}"));
    app.holds("#export", "Export CSV").await;
    assert!(!app.shows("#export-problem").await);
    std::fs::remove_dir_all(&folder).unwrap();
    app.browser.close().await;
}

/// The one file of a folder, once it is there as a whole.
async fn downloaded(folder: &std::path::Path) -> (String, String) {
    for _ in 0..300 {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            // What is not whole yet has another name.
            if name.ends_with(".csv") {
                let content = std::fs::read_to_string(&path).unwrap();
                return (name, content);
            }
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing was downloaded");
}

/// How often the page has asked for the list.
async fn looks(app: &App) -> u64 {
    let count = "return performance.getEntriesByType('resource') \
        .filter((one) => new URL(one.name).pathname === '/api/sms').length";
    app.browser
        .script(count, Vec::new())
        .await
        .as_u64()
        .unwrap()
}

#[tokio::test]
async fn a_change_shows_within_two_seconds_and_nobody_asks_in_vain() {
    let user = api("user").await;
    let mobile = fresh_mobile();
    gateway().answer(&mobile, Answer::Slow(5_000)).await;
    let lead = user.lead(&mobile).await;
    let number = mobile.trim_start_matches('+');
    let list = format!("/sms?to=%2B{number}");
    let app = App::user(&list).await;
    app.holds("#none-found", "Nothing found").await;
    let sender = user.clone();
    let sending = tokio::spawn(async move { sender.sent(&lead, "Under way").await });
    while !user
        .get(&format!("/api{list}"))
        .await
        .text()
        .contains("SENDING")
    {
        sleep(Duration::from_millis(50)).await;
    }
    app.press("#refresh").await;
    app.holds("#rows", "SENDING").await;

    let id = sending.await.unwrap().id.to_string();
    user.until_status(&id, "DELIVERED").await;
    let known = Instant::now();
    app.holds("#rows", "DELIVERED").await;
    let late = known.elapsed();
    // Two seconds from look to look, and the browser of the test asks every 50 ms.
    assert!(late < Duration::from_millis(2_600), "{late:?}");

    // All is final: nobody looks at that pace any more.
    let before = looks(&app).await;
    sleep(Duration::from_secs(5)).await;
    assert!(looks(&app).await <= before + 1);

    // Something is under way again, but nobody looks at the page.
    gateway().reports(&mobile, Reports::Never).await;
    let lead = user.lead(&mobile).await;
    user.sent(&lead, "Never reported").await;
    app.press("#refresh").await;
    app.holds("#rows", "SENT").await;
    app.browser.script(&hidden(true), Vec::new()).await;
    // What is asked by now comes back.
    sleep(Duration::from_secs(3)).await;
    let before = looks(&app).await;
    sleep(Duration::from_secs(5)).await;
    assert_eq!(looks(&app).await, before, "while it is hidden");
    app.browser.script(&hidden(false), Vec::new()).await;
    for _ in 0..300 {
        if looks(&app).await > before {
            app.browser.close().await;
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("it does not look again");
}

/// Makes the page believe that its tab is hidden, or shown again.
fn hidden(hidden: bool) -> String {
    format!(
        "Object.defineProperty(document, 'hidden', {{configurable: true, get: () => {hidden}}}); \
         document.dispatchEvent(new Event('visibilitychange'))"
    )
}

#[tokio::test]
async fn a_view_is_saved_shared_changed_and_brought_back() {
    let user = api("user").await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let id = user.sent(&lead, "For a view").await.id.to_string();
    user.until_status(&id, "DELIVERED").await;
    let name = fresh_id("View ");

    let app = App::user("/sms").await;
    app.press("#show-filters").await;
    app.types("#to", &mobile).await;
    app.chooses("#period", "Last 7 days").await;
    app.holds("#show-filters", "Filters (2)").await;
    app.holds("#counts", "1 SMS").await;
    app.is_accessible("the filters").await;
    app.press("#save-as").await;
    app.types("#view-name", &name).await;
    app.is_accessible("saving a view").await;
    app.press("#save-view").await;
    app.holds("#toast-text", "is saved").await;
    assert_eq!(app.path().await, "/sms");
    let query = app
        .browser
        .script("return location.search", Vec::new())
        .await;
    let query = query.as_str().unwrap().to_owned();
    assert!(
        query.starts_with("?view=") && !query.contains('&'),
        "{query}"
    );

    // The address can be kept: after a reload it is the same view.
    app.goto(&format!("/sms{query}")).await;
    app.holds("#counts", "1 SMS").await;
    app.holds("#rows", &id).await;
    app.holds("#rows", "Ada Lovelace").await;
    app.lacks("#changed", "Changed").await;

    // Columns: the order is kept, with the keyboard too.
    app.press("#show-columns").await;
    app.press("#column-up-status").await;
    app.press("#remove-column-campaign").await;
    app.is_accessible("the columns").await;
    app.press("#columns-done").await;
    app.holds("#heads", "SMS IDDelivery statusText").await;
    app.lacks("#heads", "Campaign").await;
    app.holds("#changed", "Changed").await;
    app.is_accessible("a changed view").await;
    app.press("#update-view").await;
    app.lacks("#changed", "Changed").await;

    // Shared, it is there for others, who cannot change it.
    app.press("#edit-view").await;
    app.press("#view-shared").await;
    app.press("#save-view").await;
    app.lacks("#editor-title", "Rename").await;
    let other = App::user(&format!("/sms{query}")).await;
    other.holds("#heads", "SMS IDDelivery statusText").await;
    other.holds("#view", &name).await;
    assert!(!other.shows("#edit-view").await && !other.shows("#remove-view").await);
    other.browser.close().await;

    // Deleted by mistake.
    app.press("#remove-view").await;
    app.holds("#toast-text", "is deleted").await;
    app.lacks("#view", &name).await;
    app.press("#toast-undo").await;
    app.holds("#toast-text", "is back").await;
    app.holds("#view", &name).await;
    app.holds("#counts", "1 SMS").await;
    app.holds("#heads", "SMS IDDelivery statusText").await;
    app.press("#remove-view").await;
    app.holds("#toast-text", "is deleted").await;
    app.browser.close().await;
}

#[tokio::test]
async fn pages_stay_right_while_rows_arrive() {
    let user = api("user").await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    for number in 1..=52 {
        user.sent(&lead, &format!("Number {number}.")).await;
    }
    let app = App::user(&format!("/sms?recordId={lead}")).await;
    app.holds("#rows", "Number 52.").await;
    app.lacks("#rows", "Number 2.").await;
    user.sent(&lead, "Number 53.").await;
    app.press("#more").await;
    app.holds("#rows", "Number 1.").await;
    app.holds("#rows", "Number 53.").await;
    let ids = "const page = document.querySelector('mitto-sms-app').shadowRoot \
        .querySelector('mitto-sms-messages').shadowRoot; \
        return [...page.querySelectorAll('#rows th')].map((cell) => cell.textContent)";
    let ids = app.browser.script(ids, Vec::new()).await;
    let ids: Vec<String> = serde_json::from_value(ids).unwrap();
    assert_eq!(ids.len(), 53);
    assert!(ids.windows(2).all(|two| two[0] > two[1]), "{ids:?}");
    app.browser.close().await;
}
