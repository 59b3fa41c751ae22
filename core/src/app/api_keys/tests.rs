use serde_json::json;

use super::super::testing::Hands;
use super::*;
use crate::api::{Code, Problem};

fn key(id: &str, name: &str) -> Value {
    json!({
        "id": id, "name": name, "scopes": ["send", "ad-hoc"], "createdBy": "ada",
        "createdAt": "2026-11-24T17:24:00.000Z", "expiresAt": null, "lastUsedAt": null,
    })
}

fn listed() -> Hands<ApiKeys> {
    let mut hands = Hands::on(ApiKeys::new());
    let list = json!({"items": [key("k1", "Orders")], "cursor": null});
    hands.answers(LIST, 200, list);
    hands
}

#[test]
fn the_list_says_what_each_key_may_do_and_who_made_it() {
    let hands = listed();
    let rows = hands.sheet().reads("rows");
    for part in [
        "Orders",
        "Send",
        "Any number",
        "by ada",
        "Never used",
        "No end",
        "Revoke",
    ] {
        assert!(rows.contains(part), "{part}: {rows}");
    }
    let mut empty = Hands::on(ApiKeys::new());
    assert!(empty.sheet().shows("loading"));
    empty.answers(LIST, 200, json!({"items": [], "cursor": null}));
    assert!(empty.sheet().shows("empty") && !empty.sheet().shows("table"));
    empty.answers(LIST, 0, Value::Null);
    assert!(empty.sheet().reads("problem").contains("no answer"));
}

#[test]
fn a_key_is_made_shown_once_and_copied() {
    let mut hands = listed();
    hands.presses("add", "").presses("save", "");
    assert!(hands.sheet().shows("name-problem"));
    hands.types("name", " Flow ").presses("save", "");
    assert!(hands.sheet().shows("scopes-problem"));
    hands
        .types("scope-read", "true")
        .types("scope-send", "true");
    hands
        .types("scope-read", "false")
        .types("until", "2027-01-31");
    hands.presses("save", "");
    let (method, path, body) = hands.request();
    assert_eq!((method, path), ("POST", "/api/api-keys"));
    let sent = json!({"name": "Flow", "scopes": ["send"], "expiresAt": "2027-01-31T23:59:59Z"});
    assert_eq!(body, sent);
    hands.presses("save", "");
    assert_eq!(hands.effects, [], "once");
    hands.answers(MADE, 201, json!({"id": "k2", "key": "mitto_sk_k2_00"}));
    assert!(!hands.sheet().shows("editor") && hands.sheet().shows("made"));
    assert!(hands.sheet().is_unsaved(), "leaving would lose it");
    hands.presses("cancel", "");
    assert!(hands.sheet().shows("made"), "Escape does not lose it");
    hands.presses("copy", "");
    let text = "mitto_sk_k2_00".to_owned();
    assert_eq!(hands.effects, [Effect::Copy { text }]);
    hands.answers(Effect::COPIED, 0, Value::Null);
    assert!(hands.sheet().shows("copy-problem"));
    hands.answers(Effect::COPIED, 200, Value::Null);
    assert_eq!(hands.sheet().reads("copy"), "Copied");
    hands.presses("close", "");
    assert!(!hands.sheet().shows("made") && !hands.sheet().is_unsaved());
    assert!(!format!("{:?}", hands.sheet()).contains("mitto_sk_k2_00"));
}

#[test]
fn a_refusal_is_said_at_its_field_and_nothing_typed_is_lost() {
    let mut hands = listed();
    hands
        .presses("add", "")
        .types("name", "Orders")
        .types("scope-send", "true");
    hands.presses("save", "");
    let problem = Problem::new(Code::Duplicate)
        .about("name")
        .because("It is taken.");
    hands.answers(MADE, 409, json!(problem));
    assert_eq!(hands.sheet().reads("name-problem"), "It is taken.");
    assert!(hands.sheet().shows("editor"));
    hands.presses("save", "").answers(MADE, 0, Value::Null);
    assert!(hands.sheet().reads("editor-problem").contains("no answer"));
    hands.types("name", "Other");
    assert!(!hands.sheet().shows("editor-problem"));
}

#[test]
fn any_number_is_nothing_without_what_sends() {
    let mut hands = listed();
    hands
        .presses("add", "")
        .types("name", "Orders")
        .types("scope-ad-hoc", "true")
        .presses("save", "");
    assert!(hands.sheet().reads("scopes-problem").contains("Campaigns"));
    assert_eq!(hands.effects, [Effect::focus("scope-send")]);
    hands.types("scope-campaigns", "true").presses("save", "");
    assert_eq!(hands.request().0, "POST");
}

#[test]
fn to_revoke_asks_first() {
    let mut hands = listed();
    hands.presses("revoke", "k1");
    assert!(hands.sheet().reads("revoke-title").contains("Orders"));
    hands.presses("cancel", "");
    assert!(!hands.sheet().shows("revoke-dialog"));
    hands.presses("revoke", "k1").presses("revoke-now", "");
    let (method, path, _) = hands.request();
    assert_eq!((method, path), ("DELETE", "/api/api-keys/k1"));
    hands.answers(REVOKED, 0, Value::Null);
    assert!(hands.sheet().shows("revoke-problem"));
    hands
        .presses("revoke-now", "")
        .answers(REVOKED, 204, Value::Null);
    assert!(!hands.sheet().shows("revoke-dialog"));
    assert!(hands.sheet().reads("toast-text").contains("Orders"));
    // Of a key that somebody else has revoked already.
    let gone = json!(Problem::new(Code::NotFound));
    hands
        .presses("revoke", "k1")
        .presses("revoke-now", "")
        .answers(REVOKED, 404, gone);
    assert!(!hands.sheet().shows("revoke-dialog"));
}
