use super::super::collection::ITEM;
use super::super::listing::LIST;
use super::super::removal::RESTORED;
use super::super::testing::Hands;
use super::*;

fn problem(problem: &Problem) -> Value {
    serde_json::to_value(problem).unwrap()
}

fn mitto() -> Value {
    json!({"id": "s1", "name": "MITTO-SMS", "type": "branded"})
}

fn listed() -> Hands<Senders> {
    let mut hands = Hands::on(Senders::new());
    let number = json!({"id": "s2", "name": "+44776543210", "type": "numeric"});
    hands.answers(
        LIST,
        200,
        json!({"items": [mitto(), number], "cursor": null}),
    );
    hands
}

#[test]
fn the_list_says_what_uses_each() {
    let mut hands = listed();
    let rows = "MITTO-SMS Branded Edit Delete\n+44776543210 Numeric Edit Delete";
    assert_eq!(hands.sheet().reads("rows"), rows);
    let thanks = json!({
        "id": "t1", "name": "Thanks", "object": "lead", "from": "MITTO-SMS", "text": "Hello"
    });
    let items = json!({"items": [thanks], "cursor": null});
    hands.answers(TEMPLATES, 200, items);
    assert!(
        hands
            .sheet()
            .reads("rows")
            .contains("MITTO-SMS Branded Thanks")
    );
    let mut hands = Hands::on(Senders::new());
    hands.answers(LIST, 0, Value::Null);
    assert!(hands.sheet().reads("problem").contains("no answer"));
    hands.presses("retry", "");
    hands.answers(LIST, 200, json!({"items": [], "cursor": null}));
    assert!(hands.sheet().shows("empty") && !hands.sheet().shows("problem"));
}

#[test]
fn a_sender_is_added_and_counted_while_it_is_typed() {
    let mut hands = listed();
    hands.presses("add", "").types("sender", "SOLAR");
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("editor-title"), "Add New Sender");
    assert_eq!(sheet.reads("count"), "5 / 11");
    assert!(sheet.shows("registration") && sheet.is_unsaved());
    hands.types("type", "numeric");
    assert!(
        hands
            .sheet()
            .reads("sender-problem")
            .contains("digits only")
    );
    assert_eq!(hands.presses("save", "").effects, [Effect::focus("sender")]);
    hands.types("sender", " +4477 ").presses("save", "");
    assert_eq!(hands.sheet().reads("count"), "4 / 15");
    let sent = (
        "POST",
        SenderItem::AT,
        json!({"name": "+4477", "type": "numeric"}),
    );
    assert_eq!(hands.request(), sent);
    assert_eq!(hands.presses("save", "").effects, []);
    let saved = json!({"id": "s3", "name": "+4477", "type": "numeric"});
    hands.answers(SAVED, 201, saved);
    let sheet = hands.sheet();
    assert!(!sheet.shows("editor") && !sheet.is_unsaved());
    assert_eq!(sheet.reads("toast-text"), "“+4477” is saved.");
}

#[test]
fn an_empty_name_is_said_only_once_it_is_to_be_saved() {
    let mut hands = listed();
    hands.presses("add", "");
    assert!(!hands.sheet().shows("sender-problem"));
    hands.presses("save", "");
    assert_eq!(hands.sheet().reads("sender-problem"), "A sender is needed.");
}

#[test]
fn a_refusal_keeps_what_is_typed() {
    let mut hands = listed();
    hands
        .presses("add", "")
        .types("sender", "MITTO-SMS")
        .presses("save", "");
    let duplicate = Problem::new(Code::Duplicate).about("name");
    hands.answers(SAVED, 409, problem(&duplicate));
    assert!(
        hands
            .sheet()
            .reads("sender-problem")
            .contains("exists already")
    );
    hands.presses("save", "").answers(SAVED, 0, Value::Null);
    let sheet = hands.sheet();
    assert!(sheet.shows("editor") && sheet.reads("editor-problem").contains("no answer"));
    hands.presses("save", "");
    assert_eq!(hands.request().2["name"], "MITTO-SMS");
}

#[test]
fn somebody_elses_change_is_shown_and_the_person_decides() {
    let mut hands = listed();
    hands.presses("edit", "s1");
    hands.answers_about(ITEM, "s1", 200, Some("\"a\""), mitto());
    hands.types("sender", "SOLAR").presses("save", "");
    assert_eq!(hands.if_match(), Some("\"a\""));
    let mut stale = Problem::new(Code::StaleEdit);
    stale.current = Some(json!({"id": "s1", "name": "SUN", "type": "branded"}));
    stale.current_etag = Some("\"b\"".to_owned());
    hands.answers(SAVED, 412, problem(&stale));
    let told = hands.sheet().reads("conflict-text");
    assert!(told.contains("SUN") && told.contains("SOLAR"), "{told}");
    hands.presses("take-theirs", "");
    assert!(!hands.sheet().is_unsaved());
    hands.types("sender", "SUNNY").presses("save", "");
    assert_eq!(hands.if_match(), Some("\"b\""));
}

#[test]
fn a_late_answer_takes_nothing_from_who_is_typing() {
    let mut hands = listed();
    hands
        .presses("add", "")
        .types("sender", "SOLAR")
        .presses("save", "");
    hands
        .presses("cancel", "editor")
        .presses("add", "")
        .types("sender", "SUN");
    let saved = json!({"id": "s3", "name": "SOLAR", "type": "branded"});
    hands.answers(SAVED, 201, saved);
    hands.answers_about(ITEM, "s1", 200, None, mitto());
    let sheet = hands.sheet();
    assert!(sheet.shows("editor") && sheet.is_unsaved());
    assert_eq!(hands.presses("save", "").request().2["name"], "SUN");
}

#[test]
fn a_removed_sender_can_be_brought_back() {
    let mut hands = listed();
    hands.presses("remove", "s1");
    assert_eq!(hands.request().0, "DELETE");
    hands.answers(REMOVED, 204, Value::Null);
    assert!(hands.sheet().shows("toast-undo"));
    let undo = hands.presses("undo", "").effects.clone();
    assert_eq!(
        hands.request().2,
        json!({"name": "MITTO-SMS", "type": "branded"})
    );
    let Some(Effect::Request { about, .. }) = undo.first() else {
        panic!("a request");
    };
    hands.answers_about(RESTORED, about, 0, None, Value::Null);
    assert!(hands.sheet().reads("toast-text").contains("not back yet"));
    hands.presses("undo", "");
    assert_eq!(hands.request().0, "POST");
}

#[test]
fn a_sender_that_templates_use_stays_and_they_are_named() {
    let mut hands = listed();
    hands.presses("remove", "s1");
    let mut used = Problem::new(Code::InUse);
    used.used_by = vec![ItemUse {
        id: "t1".parse().unwrap(),
        name: "Thanks".to_owned(),
    }];
    hands.answers(REMOVED, 409, problem(&used));
    let sheet = hands.sheet();
    assert!(sheet.shows("in-use"));
    assert_eq!(sheet.reads("in-use-title"), "“MITTO-SMS” is in use");
    assert_eq!(sheet.reads("in-use-list"), "Thanks");
    hands.presses("cancel", "in-use");
    assert!(!hands.sheet().shows("in-use"));
    // A new name is the same to the templates that have the old one.
    hands.presses("edit", "s1");
    hands.answers_about(ITEM, "s1", 200, None, mitto());
    hands.types("sender", "SOLAR").presses("save", "");
    hands.answers(SAVED, 409, problem(&used));
    assert!(hands.sheet().shows("in-use") && hands.sheet().shows("editor"));
    hands.presses("cancel", "in-use");
    assert!(hands.sheet().shows("editor"));
}

#[test]
fn a_signed_out_person_is_told() {
    let mut hands = listed();
    hands.presses("remove", "s1");
    hands.answers(REMOVED, 401, problem(&Problem::new(Code::NotSignedIn)));
    assert!(hands.sheet().reads("problem").contains("not signed in"));
}
