use serde_json::json;

use super::super::sheet::Mark;
use super::super::testing::Hands;
use super::*;
use crate::api::{CallbackUrls, Code, Options, Problem};
use crate::campaign::Destinations;

mod callback;
mod gateway;
mod options;
mod together;

fn setup() -> Value {
    let options = Options {
        user_day_message_limit: Some(500),
        destinations: Destinations::of(["41"]).unwrap(),
        ..Options::default()
    };
    json!(Setup {
        product_key_set: true,
        product_key_last4: Some("1234".to_owned()),
        options,
        callback: Some(CallbackUrls {
            delivery: "https://x/callback/k/delivery".to_owned(),
            inbound: "https://x/callback/k/inbound".to_owned(),
        }),
        previous_callback_until: None,
    })
}

/// Setup with one thing different.
fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut setup = setup();
    setup[name] = value.into();
    setup
}

fn shown() -> Hands<SetupPage> {
    let mut hands = Hands::on(SetupPage::new());
    hands.answers_about(LOADED, "", 200, Some("\"a\""), setup());
    hands
}

fn problem(code: Code) -> Value {
    json!(Problem::new(code))
}

/// A save of an old version is refused: this is the new one.
fn stale(current: Value) -> Value {
    let mut problem = Problem::new(Code::StaleEdit);
    problem.current = Some(current);
    problem.current_etag = Some("\"b\"".to_owned());
    json!(problem)
}

#[test]
fn setup_is_shown_and_its_absence_explained() {
    let mut hands = Hands::on(SetupPage::new());
    assert!(hands.sheet().shows("loading"));
    hands.answers(LOADED, 0, Value::Null);
    assert!(hands.sheet().reads("problem").contains("no answer"));
    hands.presses("retry", "").answers(LOADED, 200, setup());
    let sheet = hands.sheet();
    assert!(sheet.shows("parts") && !sheet.shows("problem") && !sheet.shows("test-mode-on"));
    assert_eq!(sheet.reads("key-state"), "•••• 1234");
    assert!(sheet.reads("default-region").contains("Switzerland"));
    assert!(sheet.reads("contact-mobile").contains("Home Phone"));
    assert!(!sheet.is_unsaved());
}
