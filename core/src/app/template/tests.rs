use super::super::testing::Hands;
use super::*;
use crate::api::Problem;
use crate::app::event::Caret;
use serde_json::json;

fn stored() -> Value {
    json!({"id": "t1", "name": "Thanks", "object": "lead", "from": "MITTO",
        "text": "Hi <%=FirstName%>!"})
}

fn person(object: &str, id: &str, fields: Value) -> Value {
    let person = json!({"object": object, "id": id, "fields": fields, "smsOptOut": false,
        "mobile": "+41791234567", "mobileProblem": null});
    json!({"items": [person], "cursor": null})
}

fn start(role: Role, item: &str) -> Start {
    Start {
        item: Some(item.to_owned()),
        ..Start::of(role)
    }
}

/// An admin with a new template, tried on Ada, who has no company.
fn new() -> Hands<Template> {
    let mut hands = Hands::on(Template::new(start(Role::Admin, NEW)));
    let ada = person(
        "lead",
        "00Q1",
        json!({"FirstName": "Ada", "LastName": "Lovelace"}),
    );
    hands.answers_about(SAMPLE, "1", 200, None, ada);
    hands
}

/// A stored template, open.
fn opened(role: Role) -> Hands<Template> {
    let mut hands = Hands::on(Template::new(start(role, "t1")));
    hands.answers_about(ITEM, "", 200, Some("\"a\""), stored());
    hands
}

fn refusal(problem: &Problem) -> Value {
    serde_json::to_value(problem).unwrap()
}

fn select(start: usize, end: usize) -> Effect {
    let caret = Caret { start, end };
    Effect::Select { id: "text", caret }
}

#[test]
fn a_new_template_is_counted_and_previewed_while_it_is_typed() {
    let mut hands = new();
    assert_eq!(hands.sheet().reads("counter"), "(regular) 0 / 160");
    hands.types("text", "Hi <%=FirstName%>, from <%=Company%>");
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("counter"), "(regular) 30 / 160 [1] approx.");
    assert!(sheet.shows("counter-why"));
    assert_eq!(sheet.reads("exact-count"), "(regular) 13 / 160 [1] exact");
    assert_eq!(sheet.reads("sample"), "Ada Lovelace (lead 00Q1)");
    assert_eq!(sheet.reads("preview"), "Hi  Ada , from  Company is blank");
    assert_eq!(sheet.reads("blank-text"), "Blank for this record: Company.");
    hands.types("text", "Hi");
    assert_eq!(hands.sheet().reads("counter"), "(regular) 2 / 160 [1]");
    let what = PAUSE.to_owned();
    hands.tell(Event::Elapsed { what });
    let spoken = "2 of 160 regular characters, 1 message";
    assert_eq!(hands.effects, [Effect::announce(spoken)]);
    assert!(!hands.sheet().shows("counter-why"));
}

#[test]
fn a_field_is_inserted_at_the_caret_with_its_default() {
    let mut hands = new();
    hands.types("text", "Hi !").types("default", " there ");
    let caret = Some(Caret { start: 3, end: 3 });
    hands.presses_at("insert", "", caret);
    assert_eq!(hands.effects, [select(23, 23)]);
    hands
        .types("field", "Company")
        .types("default", "50 %> off")
        .presses("insert", "");
    assert_eq!(hands.effects[1], Effect::focus("default"));
    assert!(
        hands
            .sheet()
            .reads("default-problem")
            .contains("cannot hold")
    );
    hands.types("default", "").presses("insert", "");
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("preview"), "Hi  Ada ! Company is blank");
    assert!(sheet.is_unsaved());
    // A blank one is given a default where it stands.
    assert_eq!(
        hands.presses("open-default", "Company").effects,
        [select(35, 35)]
    );
    hands.types("text", "Hi <%=FirstName|there%>!<%=Company|you%>");
    assert!(!hands.sheet().shows("blank"));
}

#[test]
fn what_a_text_box_says_is_saved_once_and_then_has_an_address() {
    let mut hands = new();
    hands
        .types("template-name", " Thanks ")
        .types("from", "MITTO")
        .types("text", "Hi <%= firstname %>!");
    hands.presses("save", "");
    let body = json!({"name": "Thanks", "object": "lead", "from": "MITTO",
        "text": "Hi <%= firstname %>!"});
    assert_eq!(hands.request(), ("POST", COLLECTION, body));
    assert_eq!(hands.presses("save", "").effects, []);
    hands.answers_about(SAVED, "", 201, Some("\"a\""), stored());
    let path = "/templates/t1".to_owned();
    assert!(hands.effects.contains(&Effect::Moved { path }));
    let sheet = hands.sheet();
    assert!(!sheet.is_unsaved() && sheet.shows("actions"));
    assert_eq!(sheet.reads("toast-text"), "“Thanks” is saved.");
    // The next save is of that very version.
    hands.types("text", "Hi!").presses("save", "");
    assert_eq!(
        (hands.request().0, hands.request().1),
        ("PUT", "/api/templates/t1")
    );
    assert_eq!(hands.if_match(), Some("\"a\""));
}

#[test]
fn what_is_typed_while_saving_stays_and_is_unsaved() {
    let mut hands = opened(Role::Admin);
    hands
        .types("text", "One")
        .presses("save", "")
        .types("text", "Two");
    let mut one = stored();
    one["text"] = json!("One");
    hands.answers_about(SAVED, "t1", 200, Some("\"b\""), one);
    assert!(hands.sheet().is_unsaved());
    hands.presses("save", "");
    assert_eq!(
        (hands.request().2["text"].as_str(), hands.if_match()),
        (Some("Two"), Some("\"b\""))
    );
}

#[test]
fn a_broken_template_is_not_saved_and_the_wrong_tag_is_selected() {
    let mut hands = new();
    hands.presses("save", "");
    assert!(hands.effects.contains(&Effect::focus("template-name")));
    assert!(hands.sheet().shows("name-problem"));
    hands.types("template-name", "Thanks").presses("save", "");
    assert_eq!(
        hands.sheet().reads("text-problem"),
        "The message has no text."
    );
    hands.types("text", "Hé 😀 <%=Nick%>!");
    let told = hands.sheet().reads("tag-problem-rows");
    assert_eq!(told, "There is no field “Nick” (line 1, character 6).");
    hands.presses("save", "");
    assert_eq!(hands.effects[1], select(6, 15));
    assert!(
        !hands.sheet().shows("text-problem"),
        "said once, in the list"
    );
    assert_eq!(hands.presses("show-tag", "6").effects, [select(6, 15)]);
}

#[test]
fn half_a_tag_is_no_error_before_saving() {
    let mut hands = new();
    hands
        .types("template-name", "Thanks")
        .types("text", "Hi <%=Fir");
    assert!(!hands.sheet().shows("tag-problems"));
    hands.presses("save", "");
    assert_eq!(hands.effects[1], select(3, 6));
    assert!(
        hands
            .sheet()
            .reads("tag-problem-rows")
            .contains("no closing %>")
    );
}

#[test]
fn another_object_has_other_fields_and_other_records() {
    let mut hands = new();
    hands
        .types("text", "<%=Company%>")
        .types("field", "Company")
        .types("object", "contact");
    assert_eq!(hands.request().1, "/api/contacts?limit=1");
    let sheet = hands.sheet();
    assert!(
        sheet
            .reads("tag-problem-rows")
            .contains("A contact has no field Company")
    );
    assert!(
        sheet.reads("field").contains("Birthdate") && !sheet.reads("field").contains("Company")
    );
    assert!(sheet.shows("sample-loading"));
    hands.types("object", "campaign");
    assert!(!hands.sheet().reads("field").contains("Birthdate"));
    let none = json!({"items": [], "cursor": null});
    hands.answers_about(SAMPLE, "3", 200, None, none.clone());
    assert_eq!(hands.request().1, "/api/contacts?limit=1");
    hands.answers_about(SAMPLE, "3", 200, None, none);
    hands.types("text", "Hi <%=FirstName%>!");
    let sheet = hands.sheet();
    assert!(sheet.reads("sample-none").contains("no lead or contact"));
    // The fields' names stand for their values; no count is called exact.
    assert_eq!(sheet.reads("preview"), "Hi  First Name !");
    assert!(!sheet.shows("exact"));
}

#[test]
fn look_alikes_are_replaced_and_the_text_comes_back() {
    let mut hands = new();
    hands.types("text", "It’s “here” ж");
    let sheet = hands.sheet();
    assert!(sheet.shows("hint") && sheet.shows("replace-all"));
    assert!(sheet.reads("culprits").contains("Replace  ’  by  '"));
    assert!(
        sheet
            .reads("culprits")
            .contains("ж has no regular look-alike")
    );
    hands.presses("replace-all", "");
    assert_eq!(hands.sheet().reads("preview"), "It's \"here\" ж");
    assert!(hands.sheet().shows("undo-replace"));
    hands.presses("undo-replace", "");
    assert_eq!(hands.sheet().reads("preview"), "It’s “here” ж");
}

#[test]
fn a_record_can_make_a_regular_template_unicode() {
    let mut hands = Hands::on(Template::new(start(Role::Admin, NEW)));
    let jozef = person("lead", "00Q2", json!({"FirstName": "Józef"}));
    hands.answers_about(SAMPLE, "1", 200, None, jozef);
    hands.types("text", "Hi <%=FirstName%>");
    let sheet = hands.sheet();
    assert!(sheet.reads("data-unicode").contains("Józef (lead 00Q2)"));
    assert!(!sheet.shows("hint"), "nothing in the text can be replaced");
}

#[test]
fn somebody_elses_version_is_shown_beside_mine() {
    let mut hands = opened(Role::Admin);
    hands.types("text", "Mine").presses("save", "");
    assert_eq!(hands.if_match(), Some("\"a\""));
    let mut problem = Problem::new(Code::StaleEdit);
    let mut theirs = stored();
    theirs["text"] = json!("Theirs");
    problem.current = Some(theirs);
    problem.current_etag = Some("\"b\"".to_owned());
    hands.answers_about(SAVED, "t1", 412, None, refusal(&problem));
    assert_eq!(hands.effects, [Effect::focus("conflict")]);
    assert_eq!(hands.sheet().reads("conflict-rows"), "Text Theirs Mine");
    let mut other = opened(Role::Admin);
    other.types("text", "Mine").presses("save", "");
    other.answers_about(SAVED, "t1", 412, None, refusal(&problem));

    hands.presses("keep-mine", "").presses("save", "");
    assert_eq!(
        (hands.request().2["text"].as_str(), hands.if_match()),
        (Some("Mine"), Some("\"b\""))
    );

    other.presses("take-theirs", "");
    assert_eq!(other.sheet().reads("preview"), "Theirs");
    assert!(!other.sheet().is_unsaved());
}

#[test]
fn what_somebody_removed_can_be_made_anew_or_left() {
    let gone = refusal(&Problem::new(Code::NotFound));
    let mut hands = opened(Role::Admin);
    hands.types("text", "Mine").presses("save", "");
    hands.answers_about(SAVED, "t1", 404, None, gone.clone());
    assert!(hands.sheet().reads("conflict-text").contains("removed"));
    hands.presses("keep-mine", "").presses("save", "");
    assert_eq!(hands.request().0, "POST");
    hands.answers_about(SAVED, "", 0, None, Value::Null);
    assert!(
        hands
            .sheet()
            .reads("save-problem")
            .contains("nothing you typed is lost")
    );
    assert!(hands.sheet().is_unsaved());
}

#[test]
fn a_refusal_of_the_worker_is_said_at_its_field() {
    let mut hands = opened(Role::Admin);
    hands.types("text", "Hi <%=FirstName%>").presses("save", "");
    let mut problem = Problem::new(Code::InvalidTemplate).about("text");
    problem = problem.because("Not here.");
    problem.position = Some(3);
    hands.answers_about(SAVED, "t1", 422, None, refusal(&problem));
    assert_eq!(hands.effects, [select(3, 3)]);
    assert!(hands.sheet().reads("text-problem").contains("Not here."));
    hands.presses("save", "");
    let problem = Problem::new(Code::Duplicate).about("name");
    hands.answers_about(SAVED, "t1", 409, None, refusal(&problem));
    assert_eq!(hands.effects, [Effect::focus("template-name")]);
    hands.types("template-name", "Other");
    assert!(!hands.sheet().shows("name-problem"));
}

#[test]
fn deleting_asks_first_and_names_the_version() {
    let mut hands = opened(Role::Admin);
    hands.presses("delete", "");
    assert!(hands.sheet().shows("delete-dialog"));
    hands.presses("cancel", "");
    assert!(!hands.sheet().shows("delete-dialog"));
    hands.presses("delete", "").presses("confirm-delete", "");
    assert_eq!(
        (hands.request().0, hands.if_match()),
        ("DELETE", Some("\"a\""))
    );
    hands.answers(REMOVED, 0, Value::Null);
    assert!(hands.sheet().reads("save-problem").contains("no answer"));
    hands
        .presses("confirm-delete", "")
        .answers(REMOVED, 204, Value::Null);
    let path = LIST_PAGE.to_owned();
    assert_eq!(hands.effects, [Effect::Go { path }]);
}

#[test]
fn a_copy_is_a_new_template() {
    let mut hands = opened(Role::Admin);
    hands.presses("duplicate", "");
    let sheet = hands.sheet();
    assert!(sheet.is_unsaved() && !sheet.shows("actions"));
    hands.presses("save", "");
    assert_eq!(
        (hands.request().0, hands.request().2["name"].as_str()),
        ("POST", Some("Copy of Thanks"))
    );
}

#[test]
fn a_user_reads_it_with_real_data_and_changes_nothing() {
    let mut hands = opened(Role::User);
    let ada = person("lead", "00Q1", json!({"FirstName": "Ada"}));
    hands.answers_about(SAMPLE, "1", 200, None, ada);
    hands.types("text", "Changed").presses("save", "");
    assert_eq!(hands.effects, []);
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("preview"), "Hi  Ada !");
    for id in ["actions", "save-bar", "picker", "hint"] {
        assert!(!sheet.shows(id), "{id}");
    }
    assert!(!sheet.is_unsaved());
    let new = Hands::on(Template::new(start(Role::User, NEW)));
    assert!(new.sheet().shows("missing") && new.effects.is_empty());
}

#[test]
fn what_is_not_there_and_what_cannot_be_reached_are_said() {
    let mut hands = Hands::on(Template::new(start(Role::Admin, "t9")));
    assert!(hands.sheet().shows("loading"));
    hands.answers(ITEM, 0, Value::Null);
    assert!(hands.sheet().reads("problem").contains("no answer") && hands.sheet().shows("retry"));
    hands.presses("retry", "");
    hands.answers(ITEM, 404, refusal(&Problem::new(Code::NotFound)));
    assert!(hands.sheet().shows("missing") && !hands.sheet().shows("editor"));
    let mut hands = new();
    hands.types("text", "Hi").types("object", "contact");
    hands.answers_about(SAMPLE, "2", 0, None, Value::Null);
    assert!(hands.sheet().shows("sample-failed"));
    assert_eq!(
        hands.presses("try-sample", "").request().1,
        "/api/contacts?limit=1"
    );
}

#[test]
fn a_sender_that_is_no_default_one_any_more_stays_chosen() {
    let mut hands = opened(Role::Admin);
    let senders =
        json!({"items": [{"id": "s1", "name": "+4179", "type": "numeric"}], "cursor": null});
    hands.answers(SENDERS, 200, senders);
    let from = hands.sheet().reads("from");
    assert!(from.contains("+4179 · Numeric") && from.contains("MITTO · no default sender"));
}
