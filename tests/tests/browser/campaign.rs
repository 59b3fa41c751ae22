//! `<mitto-send-sms object="campaign">`: what it counts, how it is sent, and what becomes of it.

use mitto_core::api::{List, SmsRow};
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::browser::Browser;
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::page::{base, gateway, user};

/// A campaign, its page, and the numbers of those who can be texted.
pub(crate) struct CampaignPage {
    pub(crate) browser: Browser,
    pub(crate) user: Api,
    pub(crate) id: String,
    pub(crate) mobiles: Vec<String>,
}

/// A line of a members file.
fn line(first: &str, last: &str, mobile: &str) -> String {
    let fields = json!({"FirstName": first, "LastName": last, "MobilePhone": mobile});
    json!({"object": "lead", "id": fresh_id("00Q"), "fields": fields}).to_string()
}

async fn add(user: &Api, id: &str, lines: &[String]) {
    let path = format!("/api/campaigns/{id}/members");
    let kind = [("content-type", "application/x-ndjson")];
    let body = Some(lines.join("\n").into_bytes());
    user.request("POST", &path, &kind, body).await.expect(200);
}

impl CampaignPage {
    /// The page of a campaign of these people, and of one more who has no mobile number.
    pub(crate) async fn of(people: &[(&str, &str)]) -> CampaignPage {
        let (user, id) = (user().await, fresh_id("701"));
        let name = json!({"name": "Spring"});
        let path = format!("/api/campaigns/{id}");
        user.call("PUT", &path, &name).await.expect(201);
        let mobiles: Vec<String> = people.iter().map(|_| fresh_mobile()).collect();
        let mut lines: Vec<String> = people
            .iter()
            .zip(&mobiles)
            .map(|((first, last), mobile)| line(first, last, mobile))
            .collect();
        lines.push(line("No", "Number", ""));
        add(&user, &id, &lines).await;
        let page = CampaignPage {
            browser: Browser::open().await,
            user,
            id,
            mobiles,
        };
        page.open("").await;
        page
    }

    async fn four() -> CampaignPage {
        CampaignPage::of(&[("Ada", "Ng"), ("Eva", "Li"), ("", "Roux"), ("Jo", "Berg")]).await
    }

    pub(crate) async fn open(&self, query: &str) {
        let address = format!("{}/sample/campaign?id={}{query}", base(), self.id);
        self.browser.goto(&address).await;
        self.browser.find("mitto-send-sms").await;
    }

    /// Waits until a shown node reads so.
    pub(crate) async fn reads(&self, css: &str, wanted: impl Fn(&str) -> bool) -> String {
        let mut seen = None;
        // As long as the browser's own waits.
        for _ in 0..600 {
            seen = self.browser.deep_text(css).await;
            match seen {
                Some(text) if wanted(&text) => return text,
                _ => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        }
        panic!("{css} reads {seen:?}");
    }

    pub(crate) async fn says(&self, css: &str, words: &str) {
        self.reads(css, |text| text == words).await;
    }

    /// Presses a button. What has just come may push it from under the pointer: a person aims again.
    pub(crate) async fn press(&self, css: &str) {
        for _ in 0..20 {
            if self.browser.deep(css).await.click().await.is_ok() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        self.browser.deep(css).await.click().await.unwrap();
    }

    /// Writes a text at once, as a paste does.
    pub(crate) async fn write(&self, text: &str) {
        let box_ = self.browser.deep("#text").await;
        box_.focus().await.unwrap();
        let insert = "let node = document.activeElement; \
            while (node.shadowRoot) node = node.shadowRoot.activeElement; node.select(); \
            document.execCommand('insertText', false, arguments[0]);";
        self.browser.script(insert, vec![Value::from(text)]).await;
    }

    /// Puts a value into a control whose keys differ from place to place.
    async fn set(&self, css: &str, value: &str, event: &str) {
        self.browser.deep(css).await.focus().await.unwrap();
        let set = "let node = document.activeElement; \
            while (node.shadowRoot) node = node.shadowRoot.activeElement; node.value = arguments[0]; \
            node.dispatchEvent(new Event(arguments[1], {bubbles: true, composed: true}))";
        let values = vec![Value::from(value), Value::from(event)];
        self.browser.script(set, values).await;
    }

    /// The same campaign as somebody else sees it.
    pub(crate) async fn second(&self) -> CampaignPage {
        let page = CampaignPage {
            browser: Browser::open().await,
            user: self.user.clone(),
            id: self.id.clone(),
            mobiles: self.mobiles.clone(),
        };
        page.open("").await;
        page
    }

    /// From a written text to a send.
    pub(crate) async fn send(&self) {
        self.press("#plan").await;
        self.press("#send").await;
    }

    /// What the gateway got for each number.
    pub(crate) async fn received(&self) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        for mobile in &self.mobiles {
            let messages = gateway().messages(mobile).await;
            all.push(messages.into_iter().map(|message| message.text).collect());
        }
        all
    }
}

#[tokio::test]
async fn a_person_sends_to_a_campaign_and_watches_it_arrive() {
    let page = CampaignPage::four().await;
    page.says("#recipients", "4 recipients").await;
    page.says("#skipped", "1 skipped").await;
    page.press("#skipped").await;
    page.says("#skipped-list", "1 has no mobile number").await;
    page.write("This has 24 characters.!").await;
    page.says("#counter", "(regular) 24 / 160 [1] 4").await;
    page.write("Hi <%=FirstName|there%>!").await;
    page.says("#counter", "(regular) 9 / 160 [1] 4 exact").await;
    page.press("#plan").await;
    page.says("#confirm-title", "Send to 4 recipients?").await;
    page.reads("#bill", |bill| bill.contains("4 × 1")).await;
    page.press("#send").await;
    page.says("#job-words", "Done: 4 of 4 recipients.").await;
    page.reads("#counts", |counts| counts.contains("Delivered4"))
        .await;
    let texts: Vec<_> = page.received().await.concat();
    assert_eq!(texts, ["Hi Ada!", "Hi Eva!", "Hi there!", "Hi Jo!"]);
    page.press("#again").await;
    page.says("#counter", "(regular) 0 / 160").await;
    page.browser.close().await;
}

#[tokio::test]
async fn advice_is_taken_and_only_the_member_that_is_shown_is_fetched() {
    let page = CampaignPage::of(&[("Ada", "Ng–Li"), ("Eva", "Berg")]).await;
    page.write(&format!("{} <%=FirstName%> <%=LastName%>", "x".repeat(66)))
        .await;
    page.reads("#counter", |text| text.starts_with("(unicode)"))
        .await;
    page.reads("#advice", |text| text.contains("An en dash in 1 last name"))
        .await;
    page.press("[data-do=look-alikes]").await;
    page.says("#counter", "(regular) 76 / 160 [1] 2 exact")
        .await;
    let first = page
        .reads("#preview-who", |text| text.starts_with("1 of 2"))
        .await;
    page.press("#next").await;
    let second = page
        .reads("#preview-who", |text| text.starts_with("2 of 2"))
        .await;
    assert_ne!(first[6..], second[6..]);
    // Of the members only one at a time was asked for.
    let asked = "return performance.getEntriesByType('resource').map((one) => one.name)\
        .filter((name) => name.includes('/preview')).length";
    assert_eq!(page.browser.script(asked, Vec::new()).await, json!(2));
    page.send().await;
    page.says("#job-words", "Done: 2 of 2 recipients.").await;
    let texts = page.received().await.concat().join("|");
    assert!(texts.contains("Ada Ng-Li"), "{texts}");
    let lead: List<SmsRow> = page
        .user
        .get(&format!("/api/sms?campaign={}", page.id))
        .await
        .json();
    assert!(lead.items.iter().all(|row| row.number_of_messages == 1));
    page.browser.close().await;
}

#[tokio::test]
async fn what_moved_since_one_looked_is_told_before_it_is_sent_anyway() {
    let page = CampaignPage::four().await;
    page.write("Hello").await;
    page.press("#plan").await;
    page.says("#confirm-title", "Send to 4 recipients?").await;
    let late = fresh_mobile();
    add(&page.user, &page.id, &[line("Late", "Comer", &late)]).await;
    page.press("#send").await;
    page.says("#confirm-title", "This has changed since you looked")
        .await;
    page.reads("#moved", |text| text.contains("5 recipients instead of 4"))
        .await;
    assert!(page.received().await.concat().is_empty(), "nothing is sent");
    page.says("#send", "Send anyway: 5 messages").await;
    page.press("#send").await;
    page.says("#job-words", "Done: 5 of 5 recipients.").await;
    assert_eq!(gateway().messages(&late).await.len(), 1);
    page.browser.close().await;
}

#[tokio::test]
async fn a_send_is_stopped_outlives_a_reload_and_goes_on() {
    let names = vec![("Ada", "Ng"); 60];
    let page = CampaignPage::of(&names).await;
    let slow = Behaviour {
        answer: Answer::Slow(1_500),
        reports: Reports::Delivered,
        times: None,
    };
    for mobile in &page.mobiles {
        gateway().behave(mobile, slow).await;
    }
    page.write("Hello").await;
    page.send().await;
    page.press("#stop").await;
    page.reads("#job-words", |text| text.starts_with("Stopped:"))
        .await;
    let before = page.received().await.concat().len();
    assert!(before < 60, "{before}");
    page.open("").await;
    page.reads("#job-words", |text| text.starts_with("Stopped:"))
        .await;
    for mobile in &page.mobiles {
        gateway().answer(mobile, Answer::Ok).await;
    }
    page.press("#resume").await;
    page.says("#job-words", "Done: 60 of 60 recipients.").await;
    let received = page.received().await;
    assert!(received.iter().all(|texts| texts.len() == 1), "each once");
    page.browser.close().await;
}

#[tokio::test]
async fn the_campaigns_composer_is_for_everybody() {
    let page = CampaignPage::four().await;
    let good = async |what: &str| {
        for (width, dark) in [(1280, false), (1280, true), (320, false)] {
            page.browser.appearance(width, 900, dark).await;
            let found = page.browser.violations().await;
            assert_eq!(found, json!([]), "{what}, {width} px, dark: {dark}");
            assert!(page.browser.fits().await, "{what}, {width} px");
        }
        page.browser.appearance(1280, 900, false).await;
    };
    page.press("#skipped").await;
    page.write(&["It’s ", &"Unbreakable".repeat(30), " <%=FirstName%>"].concat())
        .await;
    page.reads("#counter", |text| text.ends_with("exact")).await;
    good("writing").await;
    // With the keyboard alone from here.
    page.browser.deep("#plan").await.focus().await.unwrap();
    page.browser.keys(Key::Enter + "").await;
    page.reads("#bill-blank", |text| {
        text.contains("First Name is blank for 1")
    })
    .await;
    good("confirming").await;
    page.browser.keys(Key::Escape + "").await;
    page.browser
        .until(
            "the dialog is closed",
            "return !document.querySelector('mitto-send-sms').shadowRoot\
             .querySelector('mitto-sms-campaign').shadowRoot.querySelector('dialog').open",
        )
        .await;
    page.browser.keys(Key::Enter + "").await;
    page.reads("#confirm-title", |text| text.starts_with("Send to"))
        .await;
    page.browser.keys(Key::Enter + "").await;
    page.reads("#job-words", |text| text.starts_with("Done"))
        .await;
    page.press("#results").await;
    page.reads("#outcomes", |text| text.starts_with("Delivered"))
        .await;
    good("done, with results").await;
    page.open("&mode=action").await;
    page.press("#open").await;
    page.says("#recipients", "4 recipients").await;
    assert_eq!(page.browser.violations().await, json!([]), "in a dialog");
    page.browser.close().await;
}

/// In so many hours, as a clock in UTC shows it: `2026-12-01T09:00`.
fn in_hours(hours: u64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let then = now.unwrap() + std::time::Duration::from_secs(hours * 3_600);
    let then = i64::try_from(then.as_millis()).unwrap();
    mitto_core::time::to_rfc3339(then)[..16].to_owned()
}

#[tokio::test]
async fn a_message_is_scheduled_changed_and_cancelled() {
    let page = CampaignPage::four().await;
    let good = async |what: &str| {
        for (width, dark) in [(1280, false), (1280, true), (320, false)] {
            page.browser.appearance(width, 1100, dark).await;
            if let Ok(folder) = std::env::var("MITTO_PICTURES") {
                let name = format!("{folder}/schedule-{what}-{width}-{dark}.png");
                std::fs::write(name, page.browser.screenshot().await).unwrap();
            }
            let found = page.browser.violations().await;
            assert_eq!(found, json!([]), "{what}, {width} px, dark: {dark}");
            assert!(page.browser.fits().await, "{what}, {width} px");
        }
        page.browser.appearance(1280, 1100, false).await;
    };
    let choose_time = async |at: &str| {
        page.set("#at", at, "input").await;
    };
    page.write("Hi <%=FirstName|there%>!").await;
    // With the keyboard.
    page.browser.deep("#when-now").await.focus().await.unwrap();
    page.browser.keys(Key::Down + "").await;
    page.press("#plan").await;
    page.says("#when-problem", "Choose a day and a time.").await;
    let at = in_hours(30);
    choose_time(&at).await;
    let words = page
        .reads("#when-words", |text| {
            text.contains("each recipient’s time zone")
        })
        .await;
    assert!(
        words.contains(&at[11..]) && words.contains("Texts are made now."),
        "{words}"
    );
    good("writing").await;
    page.press("#plan").await;
    page.reads("#bill", |bill| {
        bill.contains("the first goes out in 29 hours")
            || bill.contains("in 30 hours")
            || bill.contains("in 28 hours")
    })
    .await;
    page.reads("#bill-timing", |text| {
        text.contains("of 4 recipients is a guess")
    })
    .await;
    page.reads("#bill-zones", |text| {
        text.contains("Europe/Zurich: 4 (a guess)")
    })
    .await;
    good("confirming").await;
    page.press("#send").await;
    page.says("#job-title", "Scheduled").await;
    page.reads("#job-words", |text| {
        text.contains("to 4 recipients. Nothing is sent yet.")
    })
    .await;
    page.says("#stop", "Cancel").await;
    good("scheduled").await;

    // Somebody else opens the page, changes it, and leaves it as it was.
    page.open("").await;
    page.press("#edit").await;
    let text = page.browser.deep("#text").await;
    let typed = async || text.prop("value").await.unwrap().unwrap_or_default();
    assert_eq!(typed().await, "Hi <%=FirstName|there%>!");
    good("changing").await;
    page.press("#keep-job").await;
    page.says("#job-title", "Scheduled").await;
    // Then changes it after all: to the organisation's zone.
    page.press("#edit").await;
    page.write("Later, <%=FirstName|there%>!").await;
    let later = in_hours(50);
    choose_time(&later).await;
    page.set("#zone", "organisation", "change").await;
    page.reads("#when-words", |text| text.contains(" in UTC."))
        .await;
    page.send().await;
    page.reads("#job-words", |text| {
        text.contains(&later[11..]) && text.contains("Nothing is sent yet.")
    })
    .await;
    page.press("#stop").await;
    page.reads("#job-words", |text| {
        text.starts_with("Cancelled: nothing was sent.")
    })
    .await;
    good("cancelled").await;
    let path = format!("/api/campaigns/{}/jobs", page.id);
    let jobs: List<mitto_core::api::Job> = page.user.get(&path).await.json();
    let states: Vec<&str> = jobs.items.iter().map(|job| job.state.as_str()).collect();
    assert_eq!(states, ["stopped", "moved"]);
    assert!(page.received().await.concat().is_empty(), "nothing is sent");
    page.browser.close().await;
}
