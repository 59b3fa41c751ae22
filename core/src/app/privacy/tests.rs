use super::super::testing::Hands;
use super::*;
use crate::api::Problem;

fn person() -> Value {
    json!({
        "object": "lead", "id": "00Q1", "fields": {"FirstName": "Ada", "LastName": "Lovelace"},
        "smsOptOut": true, "mobile": "+41791234567", "mobileProblem": null
    })
}

fn counts(total: u32) -> Value {
    json!({"total": total, "byStatus": {}})
}

fn not_found() -> Value {
    json!(Problem::new(Code::NotFound))
}

/// A look-up that has these answers.
fn looked(person: (u16, Value), sms: u32) -> Hands<Privacy> {
    let mut hands = Hands::on(Privacy::new());
    hands.types("record-id", " 00Q1 ").presses("look", "");
    let paths: Vec<String> = hands.effects.iter().filter_map(asked).collect();
    assert_eq!(
        paths,
        [
            "/api/leads/00Q1",
            "/api/sms/counts?object=lead&recordId=00Q1"
        ]
    );
    assert_eq!(hands.presses("look", "").effects, []);
    let turn = hands.page.turn.to_string();
    hands.answers_about(COUNTS, &turn, 200, None, counts(sms));
    hands.answers_about(PERSON, &turn, person.0, None, person.1);
    hands
}

fn asked(effect: &Effect) -> Option<String> {
    match effect {
        Effect::Request { path, .. } => Some(path.clone()),
        _ => None,
    }
}

#[test]
fn somebody_is_looked_up_before_anything_is_done() {
    let hands = looked((200, person()), 3);
    let sheet = hands.sheet();
    assert!(sheet.shows("found"));
    assert_eq!(sheet.reads("found-title"), "Lead 00Q1");
    assert_eq!(
        sheet.reads("details"),
        "Name Ada Lovelace\nMobile +41791234567\nSMS opt-out yes\nSMS 3"
    );
    let only_sms = looked((404, not_found()), 1).sheet();
    assert!(only_sms.reads("details").contains("only its SMS"));
    let nobody = looked((404, not_found()), 0).sheet();
    assert!(!nobody.shows("found"));
    assert!(nobody.reads("record-id-problem").contains("Nothing"));
    let failed = looked((0, Value::Null), 1).sheet();
    assert!(failed.reads("problem").contains("no answer") && !failed.shows("found"));
}

#[test]
fn another_id_is_another_person() {
    let mut hands = looked((200, person()), 3);
    hands.types("record-id", "00Q2");
    assert!(!hands.sheet().shows("found"));
    // An answer to the look before.
    hands.answers_about(PERSON, "0", 200, None, person());
    assert!(!hands.sheet().shows("found"));
    hands.types("record-id", "a b").presses("look", "");
    assert!(hands.sheet().shows("record-id-problem"));
    assert_eq!(hands.effects, [Effect::focus("record-id")]);
    hands.types("record-id", " ").presses("look", "");
    assert!(hands.sheet().reads("record-id-problem").contains("Enter"));
}

#[test]
fn a_person_is_exported_as_a_file() {
    let mut hands = looked((200, person()), 3);
    hands.types("object", "contact").types("object", "lead");
    assert_eq!(hands.presses("export", "").effects, []);
    let mut hands = looked((200, person()), 3);
    let save = Effect::Save {
        what: EXPORTED,
        path: "/api/leads/00Q1/export".to_owned(),
        name: FILE_NAME,
    };
    assert_eq!(hands.presses("export", "").effects, [save]);
    assert_eq!(hands.presses("export", "").effects, []);
    hands.answers(EXPORTED, 0, Value::Null);
    assert!(hands.sheet().reads("export-problem").contains("whole"));
    hands
        .presses("export", "")
        .answers(EXPORTED, 200, Value::Null);
    assert!(!hands.sheet().shows("export-problem"));
}

#[test]
fn erasing_takes_the_id_typed_once_more() {
    let mut hands = looked((200, person()), 3);
    hands.presses("erase", "");
    let sheet = hands.sheet();
    assert!(sheet.shows("erase-dialog"));
    assert!(sheet.reads("erase-text").contains("00Q1 (Ada Lovelace)"));
    hands.types("confirm", "00q1").presses("erase-now", "");
    assert_eq!(hands.effects, [Effect::focus("confirm")]);
    hands.types("confirm", "00Q1").presses("erase-now", "");
    let body = json!({"confirm": "00Q1"});
    assert_eq!(hands.request(), ("POST", "/api/leads/00Q1/erase", body));
    hands.presses("cancel", "");
    assert!(hands.sheet().shows("erase-dialog"), "it is under way");
    let busy = Problem::new(Code::InProgress).because("Try again in a minute.");
    hands.answers(ERASED, 409, json!(busy));
    let sheet = hands.sheet();
    assert!(sheet.reads("erase-problem").contains("in a minute"));
    hands.presses("erase-now", "");
    let erased = json!({"object": "lead", "id": "00Q1", "sms": 3});
    hands.answers(ERASED, 200, erased);
    let sheet = hands.sheet();
    assert!(!sheet.shows("erase-dialog") && !sheet.shows("found"));
    assert!(sheet.reads("done").contains("Lead 00Q1 is erased"));
}
