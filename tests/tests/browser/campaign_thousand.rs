//! `<mitto-send-sms object="campaign">` with a thousand members: exact at each key, sent once, seen by two, and its results.

use mitto_core::api::{CampaignResults, PlanAnswer};
use mitto_tests::simulator::behaviour::{Answer, Behaviour, Reports};
use serde_json::json;

use super::campaign::CampaignPage;
use super::page::gateway;

const FIRST: [&str; 11] = [
    "Anna",
    "Jo",
    "Maximilian",
    "Łukasz",
    "José",
    "",
    "李",
    "Jean–Luc",
    "Zoë",
    "[Q]",
    "Bartholomew",
];
const LAST: [&str; 13] = [
    "Ng",
    "Müller",
    "O’Neil",
    "Lüdenscheid",
    "Иванов",
    "Meier–Huber",
    "Smith",
    "Roux",
    "😀",
    "Papadopoulos",
    "Li",
    "{x}",
    "Featherstonehaugh",
];

async fn thousand() -> CampaignPage {
    let people: Vec<(&str, &str)> = (0..1_000)
        .map(|at| (FIRST[at % FIRST.len()], LAST[at % LAST.len()]))
        .collect();
    let page = CampaignPage::of(&people).await;
    page.says("#recipients", "1,000 recipients").await;
    page
}

/// `(regular) 24 / 160 [1–2] 1234 exact`: the range and the total.
fn bill(counter: &str) -> Option<(&str, u32)> {
    let (_, rest) = counter.strip_suffix(" exact")?.split_once('[')?;
    let (range, total) = rest.split_once("] ")?;
    Some((range, total.parse().ok()?))
}

#[tokio::test]
async fn the_bill_of_a_thousand_is_the_servers_at_each_key() {
    let page = thousand().await;
    let begin = [
        "a".repeat(130).as_str(),
        " <%=FirstName|there%> <%=LastName%>",
    ]
    .concat();
    page.write(&begin).await;
    page.reads("#counter", |text| bill(text).is_some()).await;
    let mut text = begin;
    let mut totals = Vec::new();
    // Regular ones, one of two septets, one that makes all unicode, and back again.
    for key in " 5 € off!".chars().chain(['–']).chain("\u{8}ok".chars()) {
        page.browser.keys(key.to_string()).await;
        if key == '\u{8}' {
            text.pop();
        } else {
            text.push(key);
        }
        // Nothing is waited for but the browser's own event.
        let script = "const root = document.querySelector('mitto-send-sms').shadowRoot\
            .querySelector('mitto-sms-campaign').shadowRoot;\
            const read = (id) => root.getElementById(id);\
            return [read('text').value, read('counter').textContent];";
        let seen = page.browser.script(script, Vec::new()).await;
        assert_eq!(seen[0], text.as_str());
        let counter = seen[1].as_str().unwrap();
        let path = format!("/api/campaigns/{}/plan", page.id);
        let asked = json!({"from": "MITTO-SMS", "text": text});
        let plan: PlanAnswer = page
            .user
            .call("POST", &path, &asked)
            .await
            .expect(200)
            .json();
        let [fewest, most] =
            [plan.spread.first(), plan.spread.last()].map(|one| one.unwrap().segments);
        let range = match fewest == most {
            true => most.to_string(),
            false => format!("{fewest}–{most}"),
        };
        assert_eq!(
            bill(counter),
            Some((range.as_str(), plan.total_messages)),
            "{counter} of {text}"
        );
        totals.push(plan.total_messages);
    }
    totals.sort_unstable();
    totals.dedup();
    assert!(totals.len() > 5, "the keys made a difference: {totals:?}");
    page.browser.close().await;
}

/// Of "20 of 1,000 recipients done, …" the 20.
fn done(words: &str) -> Option<u32> {
    let (done, rest) = words.split_once(" of 1,000 recipients done")?;
    rest.starts_with([',', '.']).then_some(())?;
    done.replace(',', "").parse().ok()
}

/// Waits until two viewers read the same of a job: reports that still come change the figures.
async fn alike(one: &CampaignPage, other: &CampaignPage, begin: &str) -> String {
    for _ in 0..200 {
        let first = one
            .reads("#job-words", |words| words.starts_with(begin))
            .await;
        let second = other
            .reads("#job-words", |words| words.starts_with(begin))
            .await;
        if first == second {
            return first;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("two viewers read different things");
}

#[tokio::test]
async fn a_thousand_are_sent_to_once_stopped_resumed_and_seen_by_two() {
    let page = thousand().await;
    for (at, mobile) in page.mobiles.iter().enumerate() {
        let reports = match at % 100 {
            7 => Reports::Undelivered,
            _ => Reports::Delivered,
        };
        let answer = match at % 200 {
            8 => Answer::Refuse(8),
            _ => Answer::Slow(150),
        };
        let behaviour = Behaviour {
            answer,
            reports,
            times: None,
        };
        gateway().behave(mobile, behaviour).await;
    }
    page.write("Hello <%=FirstName|there%>").await;
    page.reads("#counter", |text| bill(text).is_some()).await;
    page.press("#plan").await;
    page.says("#confirm-title", "Send to 1,000 recipients?")
        .await;
    if page.browser.deep_text("#typed-label").await.is_some() {
        page.press("#typed").await;
        page.browser.keys("1,000").await;
    }
    page.press("#send").await;
    // Both see it go on.
    let other = page.second().await;
    for viewer in [&page, &other] {
        let first = viewer
            .reads("#job-words", |words| done(words) > Some(0))
            .await;
        let more = done(&first);
        viewer.reads("#job-words", |words| done(words) > more).await;
    }
    page.press("#stop").await;
    let stopped = alike(&page, &other, "Stopped:").await;
    let before = page.received().await.concat().len();
    assert!((1..1_000).contains(&before), "{before}");
    assert!(stopped.contains(", 0 maybe sent"), "{stopped}");
    page.open("").await;
    alike(&page, &other, "Stopped:").await;
    assert_eq!(
        page.received().await.concat().len(),
        before,
        "it is stopped"
    );
    // Who looks on takes it up again.
    other.press("#resume").await;
    for viewer in [&page, &other] {
        let words = viewer
            .reads("#job-words", |words| words.starts_with("Done"))
            .await;
        assert_eq!(words, "Done: 1,000 of 1,000 recipients.");
    }
    let received = page.received().await;
    assert!(received.iter().all(|texts| texts.len() == 1), "each once");

    // What became of them.
    page.press("#results").await;
    page.reads("#outcomes", |text| text.starts_with("Delivered985"))
        .await;
    page.reads("#outcomes", |text| text.contains("Failed152 %"))
        .await;
    page.says("#reasons-title", "Why 15 failed").await;
    let path = format!("/api/campaigns/{}/results", page.id);
    let known: CampaignResults = page.user.get(&path).await.expect(200).json();
    assert_eq!(
        (known.delivered, known.failed, known.unknown, known.sent),
        (985, 15, 0, 0)
    );
    let reasons = page.browser.deep_text("#reasons").await.unwrap();
    for failure in &known.failures {
        assert!(
            reasons.contains(&failure.reason),
            "{reasons} lacks {failure:?}"
        );
    }
    let folder = std::env::temp_dir().join(format!("mitto-failures-{}", page.id));
    std::fs::create_dir_all(&folder).unwrap();
    page.browser.downloads_to(&folder).await;
    page.press("#failures").await;
    let mut files = Vec::new();
    for _ in 0..100 {
        files = std::fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
        if files
            .iter()
            .any(|file| file.extension().is_some_and(|kind| kind == "csv"))
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let csv = std::fs::read_to_string(&files[0]).unwrap();
    assert_eq!(csv.trim_end().lines().count(), 16, "{csv}");
    std::fs::remove_dir_all(&folder).unwrap();
    // They are there for whoever opens the page later.
    other.open("").await;
    other.press("#results").await;
    other
        .reads("#outcomes", |text| text.starts_with("Delivered985"))
        .await;
    other.browser.close().await;
    page.browser.close().await;
}
