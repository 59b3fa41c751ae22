//! The gateway and its key.

use super::*;

#[test]
fn a_first_key_is_saved_at_once_and_another_only_after_a_question() {
    let mut hands = Hands::on(SetupPage::new());
    hands.answers(LOADED, 200, with("productKeySet", false));
    assert_eq!(hands.sheet().reads("key-state"), "not set");
    hands
        .types("product-key", "two words")
        .presses("save-key", "");
    assert!(
        hands
            .sheet()
            .reads("product-key-problem")
            .contains("without spaces")
    );
    hands
        .types("product-key", " first-key ")
        .presses("save-key", "");
    assert_eq!(hands.request().2, json!({"productKey": "first-key"}));
    assert_eq!(hands.presses("save-key", "").effects, []);
    hands.answers_about(KEY_SAVED, "", 200, Some("\"b\""), setup());
    assert!(!hands.sheet().is_unsaved());

    hands.types("product-key", "second-key");
    assert!(hands.sheet().is_unsaved());
    hands.presses("save-key", "");
    assert!(hands.sheet().shows("replace-dialog"));
    assert!(hands.sheet().reads("replace-text").contains("•••• 1234"));
    hands.presses("cancel", "replace-dialog");
    assert!(!hands.sheet().shows("replace-dialog") && hands.sheet().is_unsaved());
    hands.presses("save-key", "").presses("replace-key", "");
    assert_eq!(hands.request().2, json!({"productKey": "second-key"}));
    assert_eq!(hands.if_match(), Some("\"b\""));
    hands.answers(KEY_SAVED, 0, Value::Null);
    assert!(
        hands
            .sheet()
            .reads("product-key-problem")
            .contains("no answer")
    );
    assert!(hands.sheet().is_unsaved());
}

#[test]
fn another_gateway_is_chosen_with_its_account_and_only_after_a_question() {
    let mut hands = shown();
    assert!(hands.sheet().reads("gateway").contains("Twilio"));
    assert!(!hands.sheet().shows("account-row") && hands.sheet().shows("bulk-row"));
    hands
        .types("product-key", "of-mitto")
        .types("gateway", "twilio");
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("account-label"), "Account SID");
    assert_eq!(sheet.reads("key-label"), "Auth token");
    assert!(sheet.shows("service-row") && !sheet.shows("bulk-row") && sheet.is_unsaved());
    assert!(sheet.reads("test-mode-help").contains("no test mode"));
    // What was entered for the other gateway is gone; back again is as before.
    hands.types("gateway", "mitto");
    assert!(!hands.sheet().is_unsaved() && !hands.sheet().shows("account-row"));

    let sid = ["AC", &"0".repeat(32)].concat();
    hands.types("gateway", "twilio").types("account", &sid);
    hands.types("product-key", "token").presses("save-key", "");
    let sheet = hands.sheet();
    assert!(sheet.shows("replace-dialog"));
    assert_eq!(
        sheet.reads("replace-title"),
        "Send with Twilio from now on?"
    );
    hands.presses("replace-key", "");
    let saved = json!({"gateway": "twilio", "account": sid, "productKey": "token"});
    assert_eq!(hands.request().2, saved);
    let refused = Problem::field("account", "Account SID: AC and 32 hexadecimal digits.");
    hands.answers(KEY_SAVED, 422, json!(refused));
    assert!(
        hands
            .sheet()
            .reads("account-problem")
            .contains("hexadecimal")
    );
    assert!(!hands.sheet().shows("product-key-problem") && hands.sheet().is_unsaved());
    hands.presses("save-key", "").presses("replace-key", "");
    let mut setup = with("gateway", "twilio");
    setup["account"] = json!(sid);
    hands.answers_about(KEY_SAVED, "", 200, Some("\"b\""), setup);
    let sheet = hands.sheet();
    assert!(!sheet.is_unsaved());
    assert_eq!(sheet.reads("key-label"), "New auth token");
    assert!(sheet.reads("callback-help").contains("Twilio Console"));

    // Back without a key: that of Mitto is stored. What was left empty is not sent.
    hands.types("gateway", "mitto").presses("save-key", "");
    hands.presses("replace-key", "");
    assert_eq!(hands.request().2, json!({"gateway": "mitto"}));
}

#[test]
fn an_account_is_corrected_without_its_key() {
    let mut hands = Hands::on(SetupPage::new());
    let mut setup = with("gateway", "twilio");
    setup["account"] = json!("AC1");
    hands.answers_about(LOADED, "", 200, Some("\"a\""), setup);
    hands.types("service", "MG1");
    assert_eq!(hands.sheet().reads("save-key"), "Save gateway");
    hands.presses("save-key", "");
    assert!(!hands.sheet().shows("replace-dialog"));
    assert_eq!(hands.request().2, json!({"service": "MG1"}));
    hands.types("service", "");
    hands.types("account", "AC1");
    hands.answers(KEY_SAVED, 0, Value::Null);
    assert!(!hands.sheet().is_unsaved());
}
