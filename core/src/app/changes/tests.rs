use serde_json::json;

use super::super::testing::Hands;
use super::*;

fn change(number: u32) -> Value {
    json!({
        "number": number, "at": "2026-11-24T17:24:00.000Z", "by": "ada", "kind": "sender",
        "item": "s1", "name": "MITTO", "action": "added", "before": null,
        "after": {"id": "s1", "name": "MITTO", "type": "branded"}, "hash": "00"
    })
}

fn listed() -> Hands<Changes> {
    let mut hands = Hands::on(Changes::new());
    let list = json!({"items": [change(2)], "cursor": "a b"});
    hands.answers(LIST, 200, list);
    hands
}

#[test]
fn the_log_is_shown_and_its_absence_explained() {
    let said = listed().sheet().reads("rows");
    assert!(
        said.starts_with("2 24 Nov 2026, 17:24 UTC ada Added sender “MITTO”"),
        "{said}"
    );
    let mut hands = Hands::on(Changes::new());
    assert!(hands.sheet().shows("loading"));
    hands.answers(LIST, 0, Value::Null);
    assert!(hands.sheet().reads("problem").contains("no answer"));
    hands.presses("retry", "");
    hands.answers(LIST, 200, json!({"items": [], "cursor": null}));
    assert!(hands.sheet().shows("empty") && !hands.sheet().shows("end"));
}

#[test]
fn what_was_done_to_a_person_is_told_by_its_record() {
    let mut hands = Hands::on(Changes::new());
    let deed = |action: &str| {
        json!({
            "number": 1, "at": "2026-11-24T17:24:00.000Z", "by": "ada", "kind": "lead",
            "item": "00Q1", "name": "00Q1", "action": action, "before": null, "after": null,
            "hash": "00"
        })
    };
    let items = ["erased", "opted-out", "opted-in"].map(deed);
    hands.answers(LIST, 200, json!({"items": items, "cursor": null}));
    let said = hands.sheet().reads("rows");
    for words in [
        "Erased lead 00Q1",
        "Set the SMS opt-out of lead 00Q1",
        "Cleared the SMS opt-out of lead 00Q1",
    ] {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn older_rows_are_appended() {
    let mut hands = listed();
    hands.presses("more", "");
    assert_eq!(hands.request().1, "/api/changes?cursor=a+b");
    assert_eq!(hands.presses("more", "").effects, []);
    hands.answers(MORE, 0, Value::Null);
    assert!(hands.sheet().reads("more-problem").contains("no answer"));
    assert_eq!(hands.presses("more", "").request().0, "GET");
    hands.answers(MORE, 200, json!({"items": [change(1)], "cursor": null}));
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("rows").lines().count(), 2);
    assert!(!sheet.shows("end"));
}

#[test]
fn verifying_says_which_row_is_bad_and_gives_the_last_hash() {
    let mut hands = listed();
    hands.presses("verify", "");
    assert_eq!(hands.sheet().reads("verify"), "Verifying…");
    assert_eq!(hands.presses("verify", "").effects, []);
    let verification = json!({"ok": true, "rows": 12, "head": "ab12"});
    hands.answers(VERIFIED, 200, verification);
    let said = hands.sheet().reads("verdict-why");
    assert_eq!(said, "All 12 rows are as they were written.");
    let text = "ab12".to_owned();
    assert_eq!(hands.presses("copy", "").effects, [Effect::Copy { text }]);
    hands.answers(Effect::COPIED, 0, Value::Null);
    assert!(hands.sheet().shows("copy-problem"));
    hands.answers(Effect::COPIED, 200, Value::Null);
    assert_eq!(hands.sheet().reads("copy"), "Copied");

    let bad = json!({"ok": false, "rows": 7, "firstBad": 7, "reason": "It does not fit its hash.", "head": "cd"});
    hands.presses("verify", "").answers(VERIFIED, 200, bad);
    let said = hands.sheet().reads("verdict-why");
    assert_eq!(
        said,
        "Row 7 is not as it was written. It does not fit its hash."
    );
    hands
        .presses("verify", "")
        .answers(VERIFIED, 0, Value::Null);
    assert!(hands.sheet().reads("verdict-why").contains("no answer"));
    assert!(!hands.sheet().shows("head"));
}
