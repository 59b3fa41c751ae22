use super::super::collection::{ITEM, SAVED};
use super::super::listing::LIST;
use super::super::removal::{REMOVED, RESTORED};
use super::super::testing::Hands;
use super::*;

fn listed() -> Hands<Keywords> {
    let mut hands = Hands::on(Keywords::new());
    let items = json!({"items": [{"id": "k1", "value": "STOP"}], "cursor": null});
    hands.answers(LIST, 200, items);
    hands
}

#[test]
fn the_list_is_shown_and_its_absence_explained() {
    assert!(listed().sheet().reads("rows").contains("STOP Edit Delete"));
    let mut hands = Hands::on(Keywords::new());
    assert!(hands.sheet().shows("loading"));
    hands.answers(LIST, 0, json!(null));
    assert!(hands.sheet().reads("problem").contains("no answer"));
    assert!(hands.sheet().shows("retry"));
    hands.presses("retry", "");
    hands.answers(LIST, 200, json!({"items": [], "cursor": null}));
    assert!(hands.sheet().shows("empty"));
}

#[test]
fn a_keyword_is_added_once_however_often_save_is_pressed() {
    let mut hands = listed();
    hands
        .presses("add", "")
        .types("keyword", " halt ")
        .presses("save", "");
    let sent = ("POST", KeywordItem::AT, json!({"value": "halt"}));
    assert_eq!(hands.request(), sent);
    assert_eq!(hands.presses("save", "").effects, []);
    hands.answers(SAVED, 201, json!({"id": "k2", "value": "halt"}));
    assert!(!hands.sheet().shows("editor"));
    assert_eq!(hands.sheet().reads("toast-text"), "“halt” is saved.");
}

#[test]
fn what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost() {
    let mut hands = listed();
    hands.presses("add", "").types("keyword", "st.op");
    let sheet = hands.sheet();
    assert!(sheet.reads("keyword-problem").contains("cannot hold “.”"));
    assert!(sheet.is_unsaved());
    assert_eq!(
        hands.presses("save", "").effects,
        [Effect::focus("keyword")]
    );
    hands.types("keyword", "stop").presses("save", "");
    let mut problem = crate::api::Problem::new(crate::api::Code::Duplicate).about("value");
    problem.detail = Some("This keyword exists already; case does not count.".to_owned());
    hands.answers(SAVED, 409, serde_json::to_value(&problem).unwrap());
    let sheet = hands.sheet();
    assert!(sheet.shows("editor") && sheet.reads("keyword-problem").contains("exists already"));
}

#[test]
fn somebody_elses_change_is_shown_and_the_person_decides() {
    let mut hands = listed();
    hands.presses("edit", "k1");
    let stop = json!({"id": "k1", "value": "STOP"});
    hands.answers_about(ITEM, "k1", 200, Some("\"a\""), stop);
    hands.types("keyword", "HALT").presses("save", "");
    assert_eq!(hands.if_match(), Some("\"a\""));
    let mut problem = crate::api::Problem::new(crate::api::Code::StaleEdit);
    problem.current = Some(json!({"id": "k1", "value": "BASTA"}));
    problem.current_etag = Some("\"b\"".to_owned());
    hands.answers(SAVED, 412, serde_json::to_value(&problem).unwrap());
    let told = hands.sheet().reads("conflict-text");
    assert!(told.contains("BASTA") && told.contains("HALT"), "{told}");
    hands.presses("keep-mine", "").presses("save", "");
    assert_eq!(hands.if_match(), Some("\"b\""));
    assert_eq!(hands.request().2, json!({"value": "HALT"}));
}

#[test]
fn a_removed_keyword_can_be_brought_back() {
    let mut hands = listed();
    hands.presses("remove", "k1");
    assert_eq!(hands.request().0, "DELETE");
    hands.answers(REMOVED, 204, json!(null));
    assert!(hands.sheet().shows("toast-undo"));
    hands.presses("undo", "");
    assert_eq!(
        hands.request(),
        ("POST", KeywordItem::AT, json!({"value": "STOP"}))
    );
    assert!(!hands.sheet().shows("toast"));
    hands.answers(RESTORED, 0, json!(null));
    assert!(hands.sheet().reads("toast-text").contains("not back yet"));
    assert!(hands.sheet().shows("toast-undo"));
}

#[test]
fn an_answer_that_is_none_of_ours_removes_nothing() {
    let mut hands = listed();
    hands.presses("remove", "k1");
    hands.answers(REMOVED, 502, json!(null));
    assert!(!hands.sheet().shows("toast"));
    assert!(hands.sheet().reads("problem").contains("no answer"));
}

#[test]
fn the_bench_says_by_which_rule() {
    let mut hands = listed();
    hands.types("reply", "Stop. Thank you");
    assert_eq!(hands.sheet().reads("verdict-word"), "Opts out");
    hands.types("reply", "STOP this bill");
    assert_eq!(hands.sheet().reads("verdict-word"), "Does not opt out");
    assert!(hands.sheet().reads("verdict-why").contains("no keyword"));
    hands.types("reply", " ");
    assert!(!hands.sheet().shows("verdict"));
}
