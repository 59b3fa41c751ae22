//! What is written, counted and previewed.

use super::super::hands::SPEAK;
use super::*;
use crate::api::Code;

#[test]
fn it_opens_with_everything_it_needs_and_nobodys_data_but_one() {
    let hands = Hands::new();
    assert!(hands.shows("loading") && !hands.shows("form"));
    assert_eq!(
        hands.asks(),
        [
            "/api/setup",
            "/api/senders",
            "/api/templates?object=campaign",
            "/api/campaigns/701",
            "/api/campaigns/701/jobs?limit=10",
            "/api/campaigns/701/test",
            "/api/campaigns/701/classes",
            "/api/campaigns/701/preview",
        ]
    );
    let hands = Hands::ready();
    assert!(!hands.shows("loading") && hands.shows("form") && hands.shows("who"));
    assert_eq!(hands.reads("recipients"), "4 recipients");
    assert_eq!(hands.reads("counter"), "(regular) 0 / 160");
}

#[test]
fn the_skipped_are_one_press_away() {
    let mut hands = Hands::ready();
    assert_eq!(hands.reads("skipped"), "3 skipped");
    assert!(!hands.shows("skipped-list"));
    hands.presses("skipped", "");
    assert!(hands.shows("skipped-list"));
    assert_eq!(
        hands.reads("skipped-list"),
        "1 has no mobile number\n2 have opted out"
    );
}

#[test]
fn the_counter_is_exact_at_each_key() {
    let mut hands = Hands::ready();
    hands.types(&"a".repeat(24));
    assert_eq!(hands.reads("counter"), "(regular) 24 / 160 [1] 4");
    hands.types("Hi <%=FirstName%>");
    assert_eq!(hands.reads("counter"), "(regular) 13 / 160 [1] approx.");
    let [(path, body, None)] = &hands.posts()[..] else {
        panic!("{:?}", hands.effects);
    };
    assert_eq!(*path, "/api/campaigns/701/classes");
    assert_eq!(body, &json!({"fields": ["FirstName"]}));
    let shapes = [class(&["b3"], 3), class(&["b160"], 1)];
    hands.answers_last(CLASSES, 200, classes(&["FirstName"], &shapes, 4));
    assert_eq!(hands.reads("counter"), "(regular) 163 / 160 [1–2] 5 exact");
    // What is known is not asked again.
    hands.types("Ho <%=FirstName%>");
    assert_eq!(hands.posts(), []);
    hands.effects = hands.composer.elapsed(SPEAK);
    assert_eq!(
        hands.said(),
        "163 of 160 regular characters, 5 messages to 4 recipients"
    );
}

#[test]
fn an_answer_about_other_fields_comes_too_late() {
    let mut hands = Hands::ready();
    hands.types("<%=FirstName%>");
    hands.types("<%=FirstName%> <%=LastName%>");
    let late = classes(&["FirstName"], &[class(&["b3"], 9)], 9);
    hands.composer.answered(CLASSES, "2", 200, &late);
    assert_eq!(hands.reads("recipients"), "4 recipients");
    let both = classes(&["FirstName", "LastName"], &[class(&["b3", "b2"], 4)], 4);
    hands.answers_last(CLASSES, 200, both);
    assert_eq!(hands.reads("counter"), "(regular) 6 / 160 [1] 4 exact");
}

#[test]
fn advice_is_taken_with_a_button_and_taken_back_with_another() {
    let mut hands = Hands::ready();
    hands.types(&["x".repeat(66), "<%=LastName%>".to_owned()].concat());
    let shapes = [class(&["b5–b2"], 2), class(&["b2"], 2)];
    hands.answers_last(CLASSES, 200, classes(&["LastName"], &shapes, 4));
    assert_eq!(hands.reads("counter"), "(unicode) 74 / 70 [1–2] 6 exact");
    assert!(hands.reads("advice").starts_with(
        "An en dash in 2 last names makes 2 messages unicode. Replacing saves 2. Replace in the message"
    ));
    hands.presses("look-alikes", "");
    assert_eq!(hands.reads("counter"), "(regular) 74 / 160 [1] 4 exact");
    assert!(hands.reads("advice").contains("Keep as in the records"));
    hands.presses("plan", "");
    let [(_, body, _)] = &hands.posts()[..] else {
        panic!("{:?}", hands.effects);
    };
    assert_eq!(body["replaceLookAlikes"], true);
    hands.answers(PLAN, 200, plan(4, "h"));
    hands.presses("cancel", "").presses("keep", "");
    assert_eq!(hands.reads("counter"), "(unicode) 74 / 70 [1–2] 6 exact");
}

#[test]
fn a_template_brings_its_sender_and_can_be_undone() {
    let mut hands = Hands::ready();
    hands.types("typed");
    hands.effects = hands.composer.input("template", "t1");
    assert_eq!(hands.composer.draft.from.as_deref(), Some("ACME"));
    assert_eq!(hands.composer.draft.text, "Hi <%=FirstName|there%>!");
    assert!(hands.shows("undo"));
    hands.presses("undo", "");
    assert_eq!(hands.composer.draft.text, "typed");
    hands.types("It’s").presses("replace", "");
    assert_eq!(hands.composer.draft.text, "It's");
}

#[test]
fn one_leafs_through_the_members_and_only_the_one_shown_is_fetched() {
    let mut hands = Hands::ready();
    hands.types("Hi <%=FirstName%>!");
    assert_eq!(hands.reads("preview"), "Hi  Ada !");
    assert_eq!(hands.reads("preview-who"), "1 of 4: Ada Ng");
    hands.presses("next", "");
    assert_eq!(hands.asks(), ["/api/campaigns/701/preview?cursor=c1"]);
    assert_eq!(
        hands.reads("preview-who"),
        "1 of 4: Ada Ng",
        "until it is there"
    );
    hands.presses("next", "");
    assert_eq!(hands.asks(), [""; 0], "once");
    hands.leaf_asked = 1;
    hands.answers(
        PREVIEW,
        200,
        json!({"items": [member("", "Li")], "cursor": null}),
    );
    assert_eq!(hands.reads("preview-who"), "2 of 4: Li");
    assert!(hands.reads("blank").contains("First Name"));
    hands.presses("next", "");
    assert_eq!(hands.asks(), [""; 0]);
    hands.presses("previous", "");
    assert_eq!(hands.asks(), ["/api/campaigns/701/preview"]);
}

#[test]
fn why_nothing_can_be_sent_is_said() {
    let mut hands = Hands::ready();
    hands.answers(SETUP, 200, json!({"productKeySet": false}));
    assert!(hands.reads("blocked").contains("key of the gateway") && !hands.shows("form"));
    let mut hands = Hands::ready();
    hands.answers(SENDERS, 200, json!({"items": [], "cursor": null}));
    assert!(hands.reads("blocked").contains("no sender"));
    let mut hands = Hands::ready();
    hands.composer.pressed("look", "");
    hands.answers_last(CLASSES, 200, classes(&[], &[], 0));
    assert_eq!(
        hands.reads("blocked"),
        "Nobody in this campaign can be texted."
    );
    let mut hands = Hands::new();
    hands.answers(
        CAMPAIGN,
        404,
        serde_json::to_value(Problem::new(Code::NotFound)).unwrap(),
    );
    assert_eq!(
        hands.reads("failed-text"),
        "This campaign is not known to Mitto SMS yet."
    );
    hands.presses("reload", "");
    assert!(hands.shows("loading") && !hands.shows("failed"));
}
