use serde_json::json;

use super::super::sheet::Mark;
use super::super::testing::Hands;
use super::*;
use crate::api::{CallbackUrls, Options};
use crate::campaign::Destinations;

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

#[test]
fn somebody_elses_numbers_are_put_before_the_person() {
    let mut hands = shown();
    hands.types("lead-mobile", "Phone").presses("save", "");
    hands.answers(SAVED, 412, stale(with("leadMobile", "Fax")));
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("conflict-rows"), "Lead Mobile Fax Phone");
    hands.presses("keep-mine", "").presses("save", "");
    assert_eq!(hands.if_match(), Some("\"b\""));
    assert_eq!(hands.request().2["leadMobile"], "Phone");
    let mut hands = shown();
    hands.types("lead-mobile", "Phone").presses("save", "");
    hands.answers(SAVED, 412, stale(with("leadMobile", "Fax")));
    hands.presses("take-theirs", "");
    assert!(!hands.sheet().shows("conflict") && !hands.sheet().is_unsaved());
}

#[test]
fn what_only_somebody_else_changed_stays_as_they_made_it() {
    let mut hands = shown();
    hands.types("lead-mobile", "Phone").presses("save", "");
    let mut theirs = with("testMode", true);
    hands.answers(SAVED, 412, stale(theirs.clone()));
    let sent = hands.request().2;
    assert_eq!(
        (&sent["leadMobile"], &sent["testMode"]),
        (&json!("Phone"), &json!(true))
    );
    assert_eq!(hands.if_match(), Some("\"b\""));
    theirs["leadMobile"] = json!("Fax");
    hands.answers(SAVED, 412, stale(theirs));
    assert_eq!(
        hands.sheet().reads("conflict-rows"),
        "Lead Mobile Fax Phone"
    );
}

#[test]
fn somebody_elses_change_of_another_part_stops_no_save() {
    let mut hands = shown();
    hands.types("lead-mobile", "Phone").presses("save", "");
    hands.answers(SAVED, 412, stale(with("productKeyLast4", "9999")));
    assert_eq!(hands.request().2["leadMobile"], "Phone");
    assert_eq!(hands.if_match(), Some("\"b\""));
    assert!(!hands.sheet().shows("conflict"));
    assert_eq!(hands.sheet().reads("key-state"), "•••• 9999");
}

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
fn a_key_does_not_silently_replace_somebody_elses() {
    let mut hands = shown();
    hands
        .types("product-key", "mine")
        .presses("save-key", "")
        .presses("replace-key", "");
    // Somebody changed another part: it goes on.
    hands.answers(KEY_SAVED, 412, stale(with("testMode", true)));
    assert_eq!(hands.if_match(), Some("\"b\""));
    hands.answers(KEY_SAVED, 412, stale(with("productKeyLast4", "9999")));
    let sheet = hands.sheet();
    assert!(sheet.reads("product-key-problem").contains("Somebody else"));
    assert_eq!(sheet.reads("key-state"), "•••• 9999");
    hands.presses("save-key", "");
    assert!(hands.sheet().shows("replace-dialog"));
}

#[test]
fn saving_the_key_leaves_what_is_chosen_below_as_it_is() {
    let mut hands = shown();
    hands.types("lead-mobile", "Phone");
    hands
        .types("product-key", "k")
        .presses("save-key", "")
        .presses("replace-key", "");
    hands.answers_about(KEY_SAVED, "", 200, Some("\"b\""), setup());
    assert!(hands.sheet().is_unsaved());
    hands.presses("save", "");
    assert_eq!(hands.if_match(), Some("\"b\""));
    assert_eq!(hands.request().2["leadMobile"], "Phone");
}

#[test]
fn a_test_says_that_it_runs_and_where_it_stopped() {
    let mut hands = shown();
    hands.presses("test-gateway", "");
    assert_eq!(hands.request().1, "/api/setup/test-gateway");
    assert_eq!(hands.sheet().reads("test-gateway"), "Testing…");
    assert_eq!(hands.presses("test-gateway", "").effects, []);
    let steps = json!([
        {"name": "A product key is stored", "ok": true},
        {"name": "The gateway answers", "ok": false, "detail": "Check GATEWAY_URL."}
    ]);
    hands.answers(GATEWAY, 200, json!({"ok": false, "steps": steps}));
    let sheet = hands.sheet();
    assert!(
        sheet
            .reads("gateway-verdict")
            .contains("stopped at “The gateway answers”")
    );
    assert!(
        sheet
            .reads("gateway-steps")
            .ends_with("Failed The gateway answers Check GATEWAY_URL.")
    );
    hands
        .presses("test-gateway", "")
        .answers(GATEWAY, 0, Value::Null);
    assert!(hands.sheet().reads("gateway-verdict").contains("no answer"));
}

#[test]
fn what_came_in_is_asked_again_after_a_test() {
    let mut hands = shown();
    hands.answers(HEALTH, 200, json!({}));
    assert_eq!(hands.sheet().reads("health-state"), "Not proven yet");
    hands.presses("test-callback", "");
    hands.answers(CALLBACK, 200, json!({"ok": true, "steps": []}));
    assert_eq!(hands.request().1, "/api/setup/callback-health");
    let health = json!({
        "provenAt": "2026-11-24T17:24:00.000Z", "rejected": 2,
        "lastRejectedAt": "2026-11-24T18:00:00.000Z", "lastRejectedReason": "It is no JSON."
    });
    hands.answers(HEALTH, 200, health);
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("health-state"), "Works");
    let said = sheet.reads("health");
    assert!(
        said.contains("Proven by Test callback 24 Nov 2026, 17:24 UTC"),
        "{said}"
    );
    assert!(
        said.contains("2, the last  24 Nov 2026, 18:00 UTC It is no JSON."),
        "{said}"
    );
    hands.answers(HEALTH, 500, problem(Code::Internal));
    assert!(hands.sheet().reads("health-problem").contains("our side"));
}

fn stuck(ids: &[&str]) -> Value {
    let one = |id: &&str| json!({"id": id, "at": "2026-11-24T18:00:00.000Z", "reason": "the message is no JSON", "excerpt": "<b>"});
    json!({"items": ids.iter().map(one).collect::<Vec<_>>(), "cursor": null})
}

#[test]
fn what_could_not_be_stored_is_shown_and_tried_again() {
    let mut hands = shown();
    hands.answers(HEALTH, 200, json!({}));
    assert!(!hands.sheet().shows("stuck") && hands.effects.is_empty());
    assert!(
        hands
            .sheet()
            .reads("health")
            .contains("by way of the queue none")
    );
    let health = json!({"stuck": 3, "queued": 7, "waiting": 2, "expired": 1});
    hands.answers(HEALTH, 200, health.clone());
    assert_eq!(hands.request().1, "/api/stuck-callbacks");
    hands.answers(STUCK, 200, stuck(&["m1", "m2"]));
    let sheet = hands.sheet();
    assert!(sheet.shows("stuck"));
    assert_eq!(
        sheet.reads("stuck-title"),
        "3 callbacks could not be stored"
    );
    assert!(
        sheet
            .reads("stuck-list")
            .contains("the message is no JSON <b>")
    );
    assert_eq!(sheet.reads("stuck-more"), "And 1 older.");
    assert!(sheet.reads("health").contains("by way of the queue 7"));
    hands.presses("stuck-retry", "m1");
    let asked = ("POST", "/api/stuck-callbacks/m1/retry", Value::Null);
    assert_eq!(hands.request(), asked);
    assert_eq!(hands.presses("stuck-dismiss", "m2").effects, []);
    let refused = json!(Problem::field("message", "the message is no JSON"));
    hands.answers_about(STUCK_RETRIED, "m1", 422, None, refused);
    assert!(hands.sheet().reads("stuck-problem").contains("is no JSON"));
    hands.presses("stuck-retry", "m1");
    assert!(!hands.sheet().shows("stuck-problem"));
    hands.answers_about(STUCK_RETRIED, "m1", 204, None, Value::Null);
    assert_eq!(hands.request().1, "/api/setup/callback-health");
    assert!(hands.sheet().reads("toast-text").contains("Stored"));
    assert!(!hands.sheet().shows("toast-undo"));
}

#[test]
fn a_dismissal_is_undone() {
    let mut hands = shown();
    hands
        .answers(HEALTH, 200, json!({"stuck": 1}))
        .answers(STUCK, 200, stuck(&["m1"]))
        .presses("stuck-dismiss", "m1")
        .answers_about(STUCK_DISMISSED, "m1", 204, None, Value::Null);
    assert_eq!(
        hands.sheet().reads("stuck-title"),
        "1 callback could not be stored"
    );
    hands.answers(HEALTH, 200, json!({"stuck": 0}));
    assert!(!hands.sheet().shows("stuck") && hands.sheet().shows("toast-undo"));
    hands.presses("undo", "");
    assert_eq!(hands.request().1, "/api/stuck-callbacks/m1/restore");
    hands.answers_about(STUCK_RESTORED, "m1", 204, None, Value::Null);
    hands.answers(HEALTH, 200, json!({"stuck": 1}));
    assert!(hands.sheet().shows("stuck"));
    hands.answers(STUCK, 0, Value::Null);
    assert!(hands.sheet().reads("stuck-problem").contains("no answer"));
}

#[test]
fn a_url_is_copied_and_says_so_or_why_not() {
    let mut hands = shown();
    let text = "https://x/callback/k/inbound".to_owned();
    assert_eq!(
        hands.presses("copy", "inbound").effects,
        [Effect::Copy { text }]
    );
    hands.answers(Effect::COPIED, 200, Value::Null);
    assert_eq!(hands.sheet().reads("copy-inbound"), "Copied");
    assert_eq!(hands.sheet().reads("copy-delivery"), "Copy");
    let what = Effect::COPIED.to_owned();
    hands.tell(Event::Elapsed { what });
    assert_eq!(hands.sheet().reads("copy-inbound"), "Copy");
    hands
        .presses("copy", "delivery")
        .answers(Effect::COPIED, 0, Value::Null);
    assert!(
        hands
            .sheet()
            .reads("copy-problem")
            .contains("Select the URL")
    );
    assert_eq!(hands.effects, [Effect::focus("delivery-url")]);
}

#[test]
fn the_callback_key_is_rotated_with_an_overlap() {
    let mut hands = shown();
    hands.presses("rotate", "").types("overlap", "0");
    assert!(hands.sheet().shows("overlap-warning"));
    hands.types("overlap", "168").presses("rotate-now", "");
    assert_eq!(hands.request().2, json!({"overlapHours": 168}));
    assert_eq!(hands.if_match(), Some("\"a\""));
    assert_eq!(hands.presses("rotate-now", "").effects, []);
    hands.answers(ROTATED, 0, Value::Null);
    assert!(hands.sheet().reads("rotate-problem").contains("no answer"));
    hands.presses("rotate-now", "");
    let until = "2026-12-01T17:24:00.000Z";
    hands.answers(ROTATED, 200, with("previousCallbackUntil", until));
    let sheet = hands.sheet();
    assert!(!sheet.shows("rotate-dialog"));
    assert!(sheet.reads("previous").contains("1 Dec 2026, 17:24 UTC"));
}

#[test]
fn two_admins_do_not_rotate_twice() {
    let mut hands = shown();
    hands.presses("rotate", "").presses("rotate-now", "");
    // Somebody changed another part: it goes on.
    hands.answers(ROTATED, 412, stale(with("testMode", true)));
    assert_eq!(hands.if_match(), Some("\"b\""));
    let urls = json!({"delivery": "https://x/callback/n/delivery", "inbound": "https://x/callback/n/inbound"});
    hands.answers(ROTATED, 412, stale(with("callback", urls)));
    let sheet = hands.sheet();
    assert!(!sheet.shows("rotate-dialog"));
    assert!(sheet.reads("problem").contains("Somebody else has rotated"));
    assert!(!sheet.shows("retry"));
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
