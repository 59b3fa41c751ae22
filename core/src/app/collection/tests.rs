use serde::Deserialize;
use serde_json::json;

use super::super::Page;
use super::super::testing::Hands;
use super::*;
use crate::api::Code;

#[derive(Clone, Deserialize)]
struct Thing {
    id: ItemId,
    name: String,
}

impl Item for Thing {
    type Draft = String;

    const AT: &'static str = "/api/things";
    const NOUN: &'static str = "thing";
    const TITLES: [&'static str; 2] = ["Add", "Edit"];
    const FIELDS: &'static [&'static str] = &["name"];

    fn id(&self) -> &ItemId {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn blank() -> String {
        String::new()
    }

    fn draft(self) -> String {
        self.name
    }

    fn typed(draft: &mut String, _: &str, value: String) {
        *draft = value;
    }

    fn body(draft: &String) -> Result<Value, Wrong> {
        match draft.as_str() {
            "" => Err(Wrong::at("name", "A name is needed.")),
            name => Ok(json!({ "name": name })),
        }
    }

    fn control(field: Option<&str>) -> &'static str {
        match field {
            Some("size") => "size",
            _ => "name",
        }
    }

    fn told(theirs: &String, mine: &String) -> String {
        two_words(Self::NOUN, theirs, mine)
    }
}

/// A page that has nothing of its own.
struct Things(Collection<Thing>);

impl Page for Things {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        self.0.update(event)
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let row = |thing: &Thing| Node::text("tr", thing.name.as_str());
        if let Some(editing) = self.0.draw(&mut sheet, row) {
            sheet.problem("name", "name-problem", editing.problem_of("name"));
        }
        sheet
    }
}

fn thing(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name})
}

fn listed() -> Hands<Things> {
    let mut hands = Hands::on(Things(Collection::new()));
    let items = [thing("a", "Apple"), thing("b", "Pear")];
    hands.answers(LIST, 200, json!({"items": items, "cursor": null}));
    hands
}

fn refused(code: Code) -> Value {
    json!(Problem::new(code))
}

#[test]
fn a_list_is_loading_then_there_or_tried_again() {
    let mut hands = Hands::on(Things(Collection::new()));
    assert!(hands.sheet().shows("loading"));
    hands.answers(LIST, 0, Value::Null);
    let sheet = hands.sheet();
    assert!(sheet.shows("retry") && !sheet.shows("loading"));
    assert!(sheet.reads("problem").contains("no answer"));
    hands.presses("retry", "");
    assert!(hands.sheet().shows("loading"));
    assert_eq!(hands.request().1, Thing::AT);
    hands.answers(LIST, 200, json!({"items": [], "cursor": null}));
    assert!(hands.sheet().shows("empty") && !hands.sheet().shows("table"));
    assert!(listed().sheet().shows("table"));
    // A list that is there stays, and what went wrong is said above it.
    let mut hands = listed();
    hands.answers(LIST, 500, refused(Code::Internal));
    let sheet = hands.sheet();
    assert!(sheet.shows("table") && sheet.shows("problem") && !sheet.shows("retry"));
}

#[test]
fn what_is_wrong_is_said_at_its_field_before_it_is_sent_and_after() {
    let mut hands = listed();
    assert_eq!(hands.presses("add", "").effects, [Effect::focus("name")]);
    assert_eq!(hands.presses("save", "").effects, [Effect::focus("name")]);
    assert_eq!(hands.sheet().reads("name-problem"), "A name is needed.");
    hands.types("name", "Plum");
    assert!(!hands.sheet().shows("name-problem"));
    hands.presses("save", "");
    assert_eq!(hands.request().2, json!({"name": "Plum"}));
    assert_eq!(hands.presses("save", "").effects, [], "once");
    let problem = Problem::new(Code::InvalidField).about("size");
    hands.answers(SAVED, 422, json!(problem));
    assert_eq!(hands.effects, [Effect::focus("size")]);
    assert!(hands.sheet().shows("editor-problem"), "it has no place");
}

#[test]
fn a_lost_answer_loses_nothing_and_can_be_sent_again() {
    let mut hands = listed();
    hands
        .presses("add", "")
        .types("name", "Plum")
        .presses("save", "")
        .answers(SAVED, 0, Value::Null);
    let sheet = hands.sheet();
    assert!(sheet.shows("editor") && sheet.is_unsaved());
    assert!(sheet.reads("editor-problem").contains("nothing you typed"));
    hands
        .presses("save", "")
        .answers(SAVED, 201, thing("c", "Plum"));
    let sheet = hands.sheet();
    assert!(!sheet.shows("editor"));
    assert_eq!(sheet.reads("toast-text"), "“Plum” is saved.");
}

#[test]
fn who_does_not_wait_for_an_answer_keeps_what_they_type_and_the_focus() {
    let mut hands = listed();
    hands
        .presses("add", "")
        .types("name", "Plum")
        .presses("save", "")
        .presses("cancel", "")
        .presses("add", "")
        .types("name", "Fig");
    hands.answers(SAVED, 409, refused(Code::Duplicate));
    assert_eq!(hands.effects, []);
    assert!(!hands.sheet().shows("editor-problem"));
    hands.answers(SAVED, 201, thing("c", "Plum"));
    assert!(hands.sheet().shows("editor") && hands.sheet().is_unsaved());
}

#[test]
fn what_somebody_else_saved_or_removed_is_told_and_the_person_decides() {
    let mut hands = listed();
    hands.presses("edit", "a");
    hands.answers_about(ITEM, "a", 200, Some("\"1\""), thing("a", "Apple"));
    assert_eq!(hands.sheet().reads("editor-title"), "Edit");
    hands.types("name", "Apples").presses("save", "");
    assert_eq!(hands.if_match(), Some("\"1\""));
    let mut stale = Problem::new(Code::StaleEdit);
    stale.current = Some(thing("a", "Cox"));
    stale.current_etag = Some("\"2\"".to_owned());
    hands.answers(SAVED, 412, json!(stale));
    let told = hands.sheet().reads("conflict-text");
    assert!(
        told.contains("“Cox”") && told.contains("“Apples”"),
        "{told}"
    );
    hands.presses("take-theirs", "");
    assert!(!hands.sheet().is_unsaved() && !hands.sheet().shows("conflict"));
    hands.types("name", "Apples").presses("save", "");
    assert_eq!(hands.if_match(), Some("\"2\""));
    hands.answers(SAVED, 404, refused(Code::NotFound));
    let told = hands.sheet().reads("conflict-text");
    assert!(told.contains("removed this thing"), "{told}");
    // To keep it is to make it anew.
    hands.presses("keep-mine", "").presses("save", "");
    assert_eq!(
        hands.request(),
        ("POST", Thing::AT, json!({"name": "Apples"}))
    );
}

#[test]
fn one_that_is_gone_cannot_be_opened_and_the_list_is_read_again() {
    let mut hands = listed();
    hands.presses("edit", "a");
    hands.answers(ITEM, 404, refused(Code::NotFound));
    assert_eq!(hands.effects, [Effect::get(LIST, Thing::AT)]);
    hands.answers(ITEM, 0, Value::Null);
    assert!(hands.sheet().reads("problem").contains("no answer"));
}

#[test]
fn two_are_removed_at_a_time_and_each_is_asked_for_once() {
    let mut hands = listed();
    hands.presses("remove", "a");
    assert_eq!(hands.request().1, "/api/things/a");
    assert_eq!(hands.presses("remove", "a").effects, []);
    hands.presses("remove", "b");
    hands.answers_about(REMOVED, "a", 204, None, Value::Null);
    assert_eq!(hands.sheet().reads("toast-text"), "“Apple” is removed.");
    hands.answers_about(REMOVED, "b", 204, None, Value::Null);
    assert_eq!(hands.sheet().reads("toast-text"), "“Pear” is removed.");
    assert_eq!(hands.presses("remove", "none").effects, []);
}

#[test]
fn a_removal_that_fails_says_so_and_offers_nothing_to_undo() {
    let mut hands = listed();
    hands.presses("remove", "a");
    hands.answers(REMOVED, 0, Value::Null);
    let sheet = hands.sheet();
    assert!(sheet.shows("problem") && !sheet.shows("toast"));
    // Somebody else was faster.
    hands.presses("remove", "a");
    hands.answers(REMOVED, 404, refused(Code::NotFound));
    assert_eq!(hands.effects, [Effect::get(LIST, Thing::AT)]);
}

#[test]
fn the_way_back_stays_open_until_it_is_back() {
    let mut hands = listed();
    hands
        .presses("remove", "a")
        .answers(REMOVED, 204, Value::Null);
    assert!(hands.sheet().shows("toast-undo"));
    hands.presses("undo", "");
    assert_eq!(
        hands.request(),
        ("POST", Thing::AT, json!({"name": "Apple"}))
    );
    assert!(!hands.sheet().shows("toast"));
    hands.answers(RESTORED, 0, Value::Null);
    let said = hands.sheet().reads("toast-text");
    assert!(said.starts_with("“Apple” is not back yet."), "{said}");
    hands.presses("undo", "");
    // Whoever made it anew was faster: it is back all the same.
    hands.answers(RESTORED, 409, refused(Code::Duplicate));
    let back = Effect::announce("“Apple” is back.");
    assert_eq!(hands.effects, [Effect::get(LIST, Thing::AT), back]);
    hands.tell(Event::Elapsed {
        what: "toast".to_owned(),
    });
    assert!(!hands.sheet().shows("toast"));
}
