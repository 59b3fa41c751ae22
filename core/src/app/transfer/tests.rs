use serde_json::json;

use super::super::testing::Hands;
use super::*;
use crate::api::Options;

const FILE: &str = r#"{"format": "mitto-sms-configuration"}"#;

fn outcome(fates: &[(&str, &str)]) -> Value {
    let item = |(name, fate): &(&str, &str)| json!({"kind": "sender", "name": name, "fate": fate});
    json!({"items": fates.iter().map(item).collect::<Vec<_>>()})
}

fn planned() -> Hands<Transfer> {
    let mut hands = Hands::on(Transfer::new());
    hands.types("file", FILE);
    let plan = outcome(&[("A", "added"), ("B", "changed"), ("C", "same")]);
    hands.answers_about(PLANNED, "1", 200, None, plan);
    hands
}

#[test]
fn the_configuration_is_saved_as_a_file() {
    let mut hands = Hands::on(Transfer::new());
    hands.presses("export", "");
    assert_eq!(hands.request(), ("GET", PATH, Value::Null));
    assert_eq!(hands.presses("export", "").effects, []);
    hands.answers(EXPORTED, 0, Value::Null);
    assert!(hands.sheet().reads("export-problem").contains("no answer"));
    hands.presses("export", "");
    let setup = json!(Options::default());
    let file = json!({
        "format": "mitto-sms-configuration", "version": 1, "setup": setup,
        "senders": [], "optOutKeywords": [{"value": "STOP"}], "templates": [],
        "webhooks": [{"url": "https://example.com", "description": "", "events": ["sms.reply"], "enabled": true}]
    });
    hands.answers(EXPORTED, 200, file.clone());
    let Some(Effect::Download { name, text }) = hands.effects.first() else {
        panic!("a download: {:?}", hands.effects);
    };
    assert_eq!(name, "mitto-sms-configuration-{date}.json");
    assert!(text.starts_with("{\n  \"format\": \"mitto-sms-configuration\",\n  \"version\": 1"));
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), file);
}

#[test]
fn a_file_says_what_it_would_change_before_it_does() {
    let mut hands = Hands::on(Transfer::new());
    hands.types("file", FILE);
    assert!(hands.sheet().shows("reading"));
    let file = json!({"format": "mitto-sms-configuration"});
    assert_eq!(hands.request(), ("POST", DRY_RUN, file.clone()));
    let mut hands = planned();
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("plan-title"), "What the import would do");
    assert_eq!(sheet.reads("plan-counts"), "1 added, 1 changed, 1 the same");
    assert_eq!(
        sheet.reads("plan-rows"),
        "A Sender Added\nB Sender Changed\nC Sender The same"
    );
    hands.presses("import", "");
    assert_eq!(hands.request(), ("POST", PATH, file));
    assert_eq!(hands.presses("import", "").effects, []);
    // Not while another is under way.
    assert_eq!(hands.types("file", FILE).effects, []);
    hands.answers(IMPORTED, 200, outcome(&[("A", "added")]));
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("plan-title"), "Imported");
    assert!(!sheet.shows("plan-buttons"));
}

#[test]
fn a_file_of_what_is_here_already_needs_no_import() {
    let mut hands = Hands::on(Transfer::new());
    hands.types("file", FILE);
    hands.answers_about(PLANNED, "1", 200, None, outcome(&[("A", "same")]));
    let sheet = hands.sheet();
    assert!(sheet.shows("plan-nothing") && !sheet.shows("import"));
    hands.presses("discard", "");
    assert!(!hands.sheet().shows("plan"));
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_place() {
    let mut hands = Hands::on(Transfer::new());
    assert_eq!(hands.types("file", "{\"format\"").effects, []);
    assert!(
        hands
            .sheet()
            .reads("complaints")
            .contains("no readable JSON")
    );
    let long = ["\"", &"x".repeat(MAX_BODY_BYTES), "\""].concat();
    assert_eq!(hands.types("file", &long).effects, []);
    assert!(
        hands
            .sheet()
            .reads("complaints")
            .contains("limit is 262,144")
    );
    hands.types("file", FILE);
    let wrong = Problem::field("templates[3].text", "templates[3].text: The text is empty.");
    hands.answers_about(
        PLANNED,
        "3",
        422,
        None,
        serde_json::to_value(&wrong).unwrap(),
    );
    assert_eq!(
        hands.sheet().reads("complaints"),
        "templates[3].text The text is empty."
    );
    assert!(!hands.sheet().shows("plan"));
    // Another file is another try.
    hands.types("file", FILE);
    assert!(!hands.sheet().shows("wrong"));
    hands.answers_about(PLANNED, "4", 200, None, outcome(&[("A", "added")]));
    assert!(hands.sheet().shows("plan"));
}

#[test]
fn an_answer_about_an_earlier_file_is_of_no_interest() {
    let mut hands = Hands::on(Transfer::new());
    hands.types("file", FILE).types("file", "{}");
    hands.answers_about(PLANNED, "1", 200, None, outcome(&[("A", "added")]));
    assert!(!hands.sheet().shows("plan") && hands.sheet().shows("reading"));
}

#[test]
fn without_an_answer_the_file_stays_chosen() {
    let mut hands = Hands::on(Transfer::new());
    hands.types("file", FILE);
    hands.answers_about(PLANNED, "1", 0, None, Value::Null);
    assert!(hands.sheet().reads("import-problem").contains("no answer"));
    assert_eq!(hands.presses("ask-again", "").request().1, DRY_RUN);
    let mut hands = planned();
    hands
        .presses("import", "")
        .answers(IMPORTED, 0, Value::Null);
    let sheet = hands.sheet();
    assert!(sheet.shows("plan") && sheet.reads("import-problem").contains("no answer"));
    assert_eq!(hands.presses("import", "").request().1, PATH);
    let expired = Problem::new(Code::NotSignedIn);
    hands.answers(IMPORTED, 401, serde_json::to_value(&expired).unwrap());
    assert!(
        hands
            .sheet()
            .reads("import-problem")
            .contains("not signed in")
    );
    assert!(hands.sheet().shows("plan"));
}

#[test]
fn a_webhook_that_is_new_is_told_to_be_off() {
    let mut hands = Hands::on(Transfer::new());
    hands.types("file", FILE);
    let item = |name: &str, fate: &str| json!({"kind": "webhook", "name": name, "fate": fate});
    let plan = json!({"items": [item("A", "added"), item("B", "changed")]});
    hands.answers_about(PLANNED, "1", 200, None, plan);
    assert_eq!(
        hands.sheet().reads("plan-rows"),
        "A Webhook Added, turned off\nB Webhook Changed"
    );
}

/// A file of before has no webhooks.
#[test]
fn a_file_without_webhooks_is_read() {
    let file = json!({
        "format": "mitto-sms-configuration", "version": 1, "setup": Options::default(),
        "senders": [], "optOutKeywords": [], "templates": []
    });
    let file: Configuration = serde_json::from_value(file).unwrap();
    assert!(file.webhooks.is_empty());
}
