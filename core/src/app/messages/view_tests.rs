//! The views of the SMS page, told as stories.

use super::super::testing::Hands;
use super::listing::LIST;
use super::tests::{listed, on, page};
use super::views::{REMOVED, RESTORED, SAVED, VIEWS};
use super::*;
use crate::api::{Code, Problem, Role};
use serde_json::json;

fn view(id: &str, name: &str, mine: bool) -> Value {
    json!({"id": id, "name": name, "shared": !mine, "mine": mine,
        "owner": if mine { "ada" } else { "bob" }, "filters": {"status": ["FAILED"], "lastDays": 7},
        "columns": ["id", "to"], "sort": "-created", "version": 3,
        "changedAt": "2026-11-24T10:00:00Z"})
}

fn views() -> Value {
    let all = json!(ListView::all());
    let items = [view("v2", "Theirs", false), view("v1", "Mine", true), all];
    json!({"items": items, "cursor": null})
}

fn ready(path: &str) -> Hands<Messages> {
    let mut hands = on(path);
    hands.answers(VIEWS, 200, views());
    hands
}

#[track_caller]
fn moved(hands: &Hands<Messages>, path: &str) {
    let moved = Effect::Moved {
        path: path.to_owned(),
    };
    assert!(hands.effects.contains(&moved), "{:?}", hands.effects);
}

#[test]
fn a_view_of_the_address_is_waited_for() {
    let mut hands = on("/sms?view=v1&status=&q=x");
    assert_eq!(listed(&hands), "");
    hands.answers(VIEWS, 200, views());
    assert_eq!(listed(&hands), "/api/sms?lastDays=7&q=x");
    moved(&hands, "/sms?view=v1&status=&q=x");
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("view"), "All\nMine\nTheirs (bob)");
    assert!(sheet.shows("changed") && sheet.shows("update-view") && sheet.shows("remove-view"));
    hands.presses("revert", "");
    assert_eq!(listed(&hands), "/api/sms?status=FAILED&lastDays=7");
    moved(&hands, "/sms?view=v1");
    assert!(!hands.sheet().shows("changed") && !hands.sheet().shows("update-view"));
}

#[test]
fn a_view_that_is_gone_is_told_and_all_is_shown() {
    let hands = ready("/sms?view=v9");
    assert!(
        hands
            .sheet()
            .reads("view-problem")
            .contains("not shared with you")
    );
    assert_eq!(listed(&hands), "/api/sms");
    moved(&hands, "/sms");
}

#[test]
fn the_views_come_page_by_page_or_not_at_all() {
    let mut hands = on("/sms?view=v1");
    let first = json!({"items": [json!(ListView::all())], "cursor": "c1"});
    hands.answers(VIEWS, 200, first);
    assert_eq!(hands.request().1, "/api/list-views?cursor=c1");
    hands.answers(VIEWS, 0, Value::Null);
    assert!(hands.sheet().shows("view-problem") && !hands.sheet().shows("loading"));
    hands.presses("refresh", "");
    hands.answers(VIEWS, 200, views());
    assert_eq!(listed(&hands), "/api/sms?status=FAILED&lastDays=7");
    assert!(!hands.sheet().shows("view-problem"));
}

#[test]
fn choosing_a_view_shows_it() {
    let mut hands = ready("/sms?q=x");
    hands.types("view", "v2");
    assert_eq!(listed(&hands), "/api/sms?status=FAILED&lastDays=7");
    moved(&hands, "/sms?view=v2");
    assert_eq!(hands.sheet().reads("heads"), "SMS ID\nTo");
    // It is Bob's: Ada may look, and save her own.
    hands.types("status", "SENT");
    let sheet = hands.sheet();
    assert!(sheet.shows("changed") && !sheet.shows("update-view") && !sheet.shows("edit-view"));
    moved(&hands, "/sms?view=v2&status=SENT");
    assert_eq!(hands.presses("remove-view", "").effects, []);
}

#[test]
fn an_admin_changes_what_others_share() {
    let mut start = Start::of(Role::Admin);
    start.path = "/sms?view=v2".to_owned();
    let mut hands = Hands::on(Messages::new(start));
    hands.answers(VIEWS, 200, views());
    assert!(hands.sheet().shows("edit-view") && hands.sheet().shows("remove-view"));
}

#[test]
fn what_is_asked_for_is_saved_as_a_view() {
    let mut hands = ready("/sms?q=x&sort=created");
    hands.presses("save-as", "");
    assert!(hands.sheet().shows("editor"));
    hands
        .types("view-name", " Urgent ")
        .types("view-shared", "true");
    hands.presses("save-view", "");
    let (method, path, body) = hands.request();
    assert_eq!((method, path), ("POST", "/api/list-views"));
    assert_eq!(
        (
            &body["name"],
            &body["shared"],
            &body["filters"],
            &body["sort"]
        ),
        (
            &json!("Urgent"),
            &json!(true),
            &json!({"q": "x"}),
            &json!("created")
        )
    );
    let mut taken = Problem::new(Code::Duplicate)
        .about("name")
        .because("Another name.");
    taken.current = Some(view("v1", "Urgent", true));
    hands.answers(SAVED, 409, json!(taken));
    assert!(
        hands
            .sheet()
            .reads("view-name-problem")
            .contains("Another name.")
    );
    hands
        .types("view-name", "More urgent")
        .presses("save-view", "");
    let mut made = view("v3", "More urgent", true);
    made["filters"] = json!({"q": "x"});
    made["columns"] = json!(ListView::all().columns);
    made["sort"] = json!("created");
    hands.answers(SAVED, 201, made);
    moved(&hands, "/sms?view=v3");
    let sheet = hands.sheet();
    assert!(!sheet.shows("editor") && !sheet.shows("changed"));
    assert!(sheet.reads("view").contains("More urgent"));
    assert_eq!(
        sheet.reads("toast-text"),
        "The list view “More urgent” is saved."
    );
}

#[test]
fn a_view_is_updated_with_what_is_asked_for_now() {
    let mut hands = ready("/sms?view=v1&status=SENT");
    hands.presses("update-view", "");
    let (method, path, body) = hands.request();
    assert_eq!((method, path), ("PUT", "/api/list-views/v1"));
    assert_eq!(
        (&body["name"], &body["filters"]["status"]),
        (&json!("Mine"), &json!(["SENT"]))
    );
    assert_eq!(hands.if_match(), Some("\"3\""));
    assert!(!hands.sheet().shows("editor"));
    assert_eq!(hands.presses("update-view", "").effects, [], "once");
    let mut saved = view("v1", "Mine", true);
    saved["filters"]["status"] = json!(["SENT"]);
    saved["version"] = json!(4);
    hands.answers_about(SAVED, "v1", 200, None, saved);
    moved(&hands, "/sms?view=v1");
    assert!(!hands.sheet().shows("changed"));
}

#[test]
fn renaming_leaves_what_is_not_saved_as_it_is() {
    let mut hands = ready("/sms?view=v1&status=SENT");
    hands
        .presses("edit-view", "")
        .types("view-name", "Ours")
        .presses("save-view", "");
    let body = hands.request().2;
    assert_eq!(
        (&body["name"], &body["filters"]["status"]),
        (&json!("Ours"), &json!(["FAILED"]))
    );
    hands.answers_about(SAVED, "v1", 200, None, view("v1", "Ours", true));
    moved(&hands, "/sms?view=v1&status=SENT");
    assert!(hands.sheet().shows("changed") && hands.sheet().reads("view").contains("Ours"));
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_overwritten_silently() {
    let mut stale = Problem::new(Code::StaleEdit);
    let mut theirs = view("v1", "Changed", true);
    theirs["version"] = json!(4);
    stale.current = Some(theirs.clone());
    stale.current_etag = Some("\"4\"".to_owned());
    let conflict = || {
        let mut hands = ready("/sms?view=v1&status=SENT");
        hands.presses("update-view", "");
        hands.answers_about(SAVED, "v1", 412, None, json!(stale));
        assert!(hands.sheet().shows("editor") && hands.sheet().shows("conflict"));
        assert!(hands.sheet().reads("conflict-text").contains("“Changed”"));
        hands
    };
    let mut hands = conflict();
    hands.presses("keep-mine", "").presses("save-view", "");
    assert_eq!(hands.if_match(), Some("\"4\""));
    let mut hands = conflict();
    hands.presses("take-theirs", "");
    assert_eq!(hands.request().1, "/api/list-views");
    hands.answers(VIEWS, 200, json!({"items": [theirs], "cursor": null}));
    moved(&hands, "/sms?view=v1");
    assert!(!hands.sheet().shows("editor") && hands.sheet().reads("view").contains("Changed"));
    // Whoever removed it left nothing to take.
    let mut hands = ready("/sms?view=v1&status=SENT");
    hands.presses("update-view", "");
    let gone = json!(Problem::new(Code::NotFound));
    hands.answers_about(SAVED, "v1", 404, None, gone);
    hands.presses("keep-mine", "").presses("save-view", "");
    assert_eq!(hands.request().0, "POST");
}

#[test]
fn a_deleted_view_can_be_brought_back() {
    let mut hands = ready("/sms?view=v1");
    hands.presses("remove-view", "");
    assert_eq!(hands.request().1, "/api/list-views/v1");
    hands.answers_about(REMOVED, "v1", 0, None, Value::Null);
    assert!(hands.sheet().shows("view-problem"));
    hands.presses("remove-view", "");
    hands.answers_about(REMOVED, "v1", 204, None, Value::Null);
    moved(&hands, "/sms");
    assert_eq!(listed(&hands), "/api/sms");
    assert!(!hands.sheet().reads("view").contains("Mine"));
    assert_eq!(
        hands.sheet().reads("toast-text"),
        "The list view “Mine” is deleted."
    );
    hands.presses("undo", "");
    let (method, _, body) = hands.request();
    assert_eq!((method, &body["columns"]), ("POST", &json!(["id", "to"])));
    let about = match &hands.effects[..] {
        [Effect::Request { about, .. }] => about.clone(),
        _ => panic!(),
    };
    hands.answers_about(RESTORED, &about, 0, None, Value::Null);
    assert!(hands.sheet().reads("toast-text").contains("not back yet"));
    hands.presses("undo", "");
    hands.answers_about(RESTORED, &about, 201, None, view("v4", "Mine", true));
    moved(&hands, "/sms?view=v4");
    hands.answers_about(LIST, "3", 200, None, page("SMS-000001", "FAILED", None));
    assert_eq!(hands.sheet().reads("rows"), "SMS-000001 +41791234567");
}
