//! Numbers and options.

use super::*;

#[test]
fn numbers_and_options_are_saved_together() {
    let mut hands = shown();
    assert_eq!(hands.presses("save", "").effects, []);
    hands
        .types("lead-mobile", "Phone")
        .types("default-region", "DE")
        .types("test-mode", "true");
    assert!(hands.sheet().is_unsaved() && hands.sheet().shows("not-saved"));
    hands.presses("save", "");
    let sent = json!({
        "leadMobile": "Phone", "contactMobile": "MobilePhone", "defaultRegion": "DE",
        "callbackPerMessage": true, "testMode": true, "optInKeywords": ["START", "UNSTOP"],
        "optOutConfirmation": "", "helpAnswer": "", "retentionDays": null,
        "messagesPerSecond": null, "bulk": false,
        "campaignMessageLimit": null, "userDayMessageLimit": 500, "dayMessageLimit": null,
        "destinations": ["41"], "coolDownHours": 0, "confirmRecipients": 1000,
        "timeZone": "UTC", "quietFrom": "", "quietUntil": "",
        "leadTimeZone": "", "contactTimeZone": "", "allowedOrigins": [],
    });
    assert_eq!(hands.request(), ("PUT", PATH, sent));
    assert_eq!(hands.if_match(), Some("\"a\""));
    assert_eq!(hands.presses("save", "").effects, []);
    hands.answers_about(SAVED, "", 200, Some("\"b\""), with("testMode", true));
    let sheet = hands.sheet();
    assert!(!sheet.is_unsaved() && sheet.shows("test-mode-on"));
    assert!(sheet.reads("toast-text").contains("within a minute"));
}

#[test]
fn the_pace_of_campaigns_is_saved_with_them_and_what_is_no_number_is_refused() {
    let mut hands = shown();
    hands
        .types("messages-per-second", " 40 ")
        .types("bulk", "true")
        .presses("save", "");
    let sent = hands.request().2;
    assert_eq!(sent["messagesPerSecond"], 40);
    assert_eq!(sent["bulk"], true);
    let refused = Problem::field("messagesPerSecond", "Give 1 to 1000.");
    hands.answers(SAVED, 422, json!(refused));
    assert!(
        hands
            .sheet()
            .reads("messages-per-second-problem")
            .contains("1000")
    );
    hands
        .types("messages-per-second", "many")
        .presses("save", "");
    assert_eq!(hands.effects, [Effect::focus("messages-per-second")]);
    let sheet = hands.sheet();
    assert!(
        sheet
            .reads("messages-per-second-problem")
            .contains("whole number")
    );
    assert_eq!(value_of(&sheet, "messages-per-second"), "many");
    hands.types("messages-per-second", "").presses("save", "");
    assert_eq!(hands.request().2["messagesPerSecond"], Value::Null);
}

#[test]
fn how_replies_are_answered_is_saved_with_them() {
    let mut hands = shown();
    hands.types("opt-in-keywords", "START, yes please ,");
    assert_eq!(
        value_of(&hands.sheet(), "opt-in-keywords"),
        "START, yes please ,",
        "what is half typed stays"
    );
    hands
        .types("opt-out-confirmation", "You get no more SMS.")
        .types("help-answer", "Call 044 123 45 67.")
        .presses("save", "");
    let sent = hands.request().2;
    assert_eq!(sent["optInKeywords"], json!(["START", "yes please"]));
    assert_eq!(sent["optOutConfirmation"], "You get no more SMS.");
    assert_eq!(sent["helpAnswer"], "Call 044 123 45 67.");
    let refused = Problem::field("optInKeywords", "A keyword is needed.");
    hands.answers(SAVED, 422, json!(refused));
    let sheet = hands.sheet();
    assert!(sheet.reads("opt-in-keywords-problem").contains("needed"));
    hands.types("opt-in-keywords", "").presses("save", "");
    assert_eq!(hands.request().2["optInKeywords"], json!([]));
    hands.answers(SAVED, 412, stale(with("helpAnswer", "Ask us.")));
    assert_eq!(
        hands.sheet().reads("conflict-rows"),
        "Opt-in keywords START, UNSTOP\nConfirmation of an opt-out You get no more SMS.\nAnswer to HELP Ask us. Call 044 123 45 67."
    );
}

#[test]
fn spending_is_limited_in_numbers_and_countries_by_name() {
    let mut hands = shown();
    let sheet = hands.sheet();
    assert_eq!(value_of(&sheet, "user-limit"), "500");
    assert_eq!(value_of(&sheet, "campaign-limit"), "");
    assert_eq!(value_of(&sheet, "cool-down"), "");
    assert_eq!(
        sheet.reads("destinations-names"),
        "Allowed: Switzerland (+41)."
    );
    hands
        .types("campaign-limit", "10,000")
        .types("user-limit", "")
        .types("destinations", "41, +49 ,")
        .types("cool-down", "24");
    assert_eq!(value_of(&hands.sheet(), "destinations"), "41, +49 ,");
    assert_eq!(
        hands.sheet().reads("destinations-names"),
        "Allowed: Switzerland (+41), Germany (+49)."
    );
    for bad in ["many", "1.5", "-1", "4294967296"] {
        hands.types("day-limit", bad);
        assert_eq!(value_of(&hands.sheet(), "day-limit"), bad);
        assert!(
            hands
                .sheet()
                .reads("day-limit-problem")
                .contains("whole number")
        );
        hands.presses("save", "");
        assert_eq!(hands.effects, [Effect::focus("day-limit")]);
    }
    hands
        .types("day-limit", "0")
        .types("confirm-recipients", "");
    hands.presses("save", "");
    assert_eq!(hands.effects, [Effect::focus("confirm-recipients")]);
    hands.types("confirm-recipients", "50").presses("save", "");
    let sent = hands.request().2;
    assert_eq!(sent["campaignMessageLimit"], 10_000);
    assert_eq!(sent["userDayMessageLimit"], Value::Null);
    assert_eq!(sent["dayMessageLimit"], 0);
    assert_eq!(sent["destinations"], json!(["41", "+49"]));
    assert_eq!(sent["coolDownHours"], 24);
    assert_eq!(sent["confirmRecipients"], 50);
    hands.answers(SAVED, 412, stale(with("coolDownHours", 48)));
    assert_eq!(
        hands.sheet().reads("conflict-rows"),
        "Messages of a campaign no limit 10,000 messages\n\
         Messages of a user a day 500 messages no limit\n\
         Messages of all a day no limit 0 messages\n\
         Allowed countries Allowed: Switzerland (+41). Allowed: Switzerland (+41), Germany (+49).\n\
         Cool-down 48 hours 24 hours\n\
         Recipients without typing their number 1,000 50"
    );
    let refused = Problem::field("destinations", "No calling code.");
    let mut hands = shown();
    hands.types("destinations", "CH").presses("save", "");
    hands.answers(SAVED, 422, json!(refused));
    assert!(
        hands
            .sheet()
            .reads("destinations-problem")
            .contains("No calling code")
    );
    assert_eq!(hands.effects, [Effect::focus("destinations")]);
}

#[test]
fn the_pages_that_embed_the_elements_stand_one_in_a_line() {
    let mut hands = Hands::on(SetupPage::new());
    let listed = json!(["https://a.example", "https://*.b.example"]);
    hands.answers(LOADED, 200, with("allowedOrigins", listed));
    let box_of = |hands: &Hands<SetupPage>| value_of(&hands.sheet(), "allowed-origins");
    assert_eq!(box_of(&hands), "https://a.example\nhttps://*.b.example");
    hands.types(
        "allowed-origins",
        "https://a.example\n\n crm.example.com , https://c.example",
    );
    hands.presses("save", "");
    assert_eq!(
        hands.request().2["allowedOrigins"],
        json!(["https://a.example", "crm.example.com", "https://c.example"])
    );
    let refused = Problem::field("allowedOrigins", "“crm.example.com” is no origin.");
    hands.answers(SAVED, 422, json!(refused));
    let sheet = hands.sheet();
    assert!(sheet.reads("allowed-origins-problem").contains("no origin"));
    assert_eq!(hands.effects, [Effect::focus("allowed-origins")]);
}

#[test]
fn a_shorter_time_to_keep_sms_is_saved_only_after_it_is_told_what_goes() {
    let mut hands = shown();
    hands.types("retention-days", "1.5").presses("save", "");
    assert_eq!(hands.effects, [Effect::focus("retention-days")]);
    let sheet = hands.sheet();
    assert!(sheet.reads("retention-days-problem").contains("1 to 3,650"));
    assert_eq!(value_of(&sheet, "retention-days"), "1.5");
    hands.types("retention-days", "30").presses("save", "");
    let counted = "/api/setup/retention?days=30";
    assert_eq!(hands.request(), ("GET", counted, Value::Null));
    assert_eq!(hands.presses("save", "").effects, []);
    hands.answers(COUNTED, 0, Value::Null);
    let sheet = hands.sheet();
    assert!(sheet.reads("retention-days-problem").contains("no answer"));
    hands.presses("save", "");
    hands.answers(COUNTED, 200, json!({"days": 30, "sms": 12}));
    let sheet = hands.sheet();
    assert!(sheet.shows("retention-dialog"));
    assert!(sheet.reads("retention-text").contains("12 SMS are older"));
    hands.presses("cancel", "retention-dialog");
    assert!(!hands.sheet().shows("retention-dialog") && hands.sheet().is_unsaved());
    hands.presses("save", "");
    hands.answers(COUNTED, 200, json!({"days": 30, "sms": 12}));
    hands.presses("erase-old", "");
    assert_eq!(hands.request().2["retentionDays"], 30);
    // A refusal of something else does not ask again.
    hands.answers(SAVED, 0, Value::Null).presses("save", "");
    assert_eq!(hands.request().0, "PUT");
    hands.answers(SAVED, 200, with("retentionDays", 30));
    assert_eq!(value_of(&hands.sheet(), "retention-days"), "30");

    // To keep them longer, or for good, takes nothing away.
    hands.types("retention-days", "31").presses("save", "");
    assert_eq!(hands.request().2["retentionDays"], 31);
    hands.answers(SAVED, 200, with("retentionDays", 31));
    hands.types("retention-days", "").presses("save", "");
    assert_eq!(hands.request().2["retentionDays"], Value::Null);
    hands.answers(SAVED, 412, stale(with("retentionDays", 7)));
    let rows = hands.sheet().reads("conflict-rows");
    assert_eq!(rows, "Texts and numbers are kept 7 days for good");
}

fn value_of(sheet: &Sheet, wanted: &str) -> String {
    let value = |mark: &Mark| match mark {
        Mark::Value { id, value } if *id == wanted => Some(value.clone()),
        _ => None,
    };
    sheet.marks().iter().find_map(value).unwrap_or_default()
}

#[test]
fn nothing_chosen_is_lost_to_a_refusal() {
    let mut hands = shown();
    hands.types("default-region", "TA").presses("save", "");
    let refused = Problem::field("defaultRegion", "No phone numbers are known there.");
    hands.answers(SAVED, 422, json!(refused));
    let sheet = hands.sheet();
    assert!(
        sheet
            .reads("default-region-problem")
            .contains("No phone numbers")
    );
    assert!(sheet.is_unsaved());
    hands.presses("save", "").answers(SAVED, 0, Value::Null);
    assert!(hands.sheet().reads("options-problem").contains("no answer"));
    hands
        .presses("save", "")
        .answers(SAVED, 401, problem(Code::NotSignedIn));
    assert!(
        hands
            .sheet()
            .reads("options-problem")
            .contains("not signed in")
    );
    assert_eq!(hands.presses("save", "").request().2["defaultRegion"], "TA");
    hands.answers(SAVED, 0, Value::Null).presses("discard", "");
    assert!(!hands.sheet().is_unsaved());
}
