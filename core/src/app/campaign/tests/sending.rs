//! The plan, its confirmation, and a test of it.

use super::super::stage::SEND;
use super::super::test_send::{TEST, TEST_NUMBER};
use super::*;
use crate::api::Code;

#[test]
fn one_confirmation_is_one_send() {
    let mut hands = Hands::planned(plan(4, "h"));
    assert!(hands.shows("confirm"));
    assert_eq!(hands.reads("confirm-title"), "Send to 4 recipients?");
    assert!(hands.reads("bill").contains("People × messages 4 × 1"));
    assert_eq!(hands.reads("send"), "Send 4 messages");
    hands.presses("send", "k1");
    let [(path, body, Some("k1"))] = &hands.posts()[..] else {
        panic!("{:?}", hands.effects);
    };
    assert_eq!(*path, "/api/campaigns/701/sms");
    assert_eq!(
        body,
        &json!({"from": "MITTO", "text": "Hello", "planHash": "h"})
    );
    hands.presses("send", "k2");
    assert_eq!(hands.posts(), []);
    hands.presses("cancel", "");
    assert!(hands.shows("confirm"), "what is sent cannot be left");
    let accepted =
        json!({"job": "JOB-000007", "state": "queued", "recipients": 4, "totalMessages": 4});
    hands.effects = hands.composer.answered(SEND, "k1", 202, &accepted);
    assert!(!hands.shows("confirm") && hands.shows("job-box") && !hands.shows("form"));
    assert_eq!(hands.asks(), ["/api/jobs/JOB-000007"]);
    assert_eq!(hands.said(), "Sending to 4 recipients.");
}

#[test]
fn a_lost_answer_is_asked_again_under_the_same_key() {
    let mut hands = Hands::planned(plan(4, "h"));
    for (status, body) in [
        (0, Value::Null),
        (502, json!("proxy")),
        (
            500,
            serde_json::to_value(Problem::new(Code::Internal)).unwrap(),
        ),
        (
            409,
            serde_json::to_value(Problem::new(Code::InProgress)).unwrap(),
        ),
    ] {
        hands.presses("send", "k1");
        hands.effects = hands.composer.answered(SEND, "k1", status, &body);
        assert_eq!(hands.reads("send"), "Try again");
        assert!(
            hands
                .reads("confirm-problem")
                .contains("nothing is sent twice")
        );
        hands.presses("cancel", "");
        assert!(hands.shows("confirm"));
        hands.presses("send", "another");
        let [(_, _, Some("k1"))] = &hands.posts()[..] else {
            panic!("{:?}", hands.effects);
        };
    }
}

#[test]
fn what_has_moved_is_told_before_it_is_sent_anyway() {
    let mut hands = Hands::planned(plan(4, "h"));
    hands.presses("send", "k1");
    let mut problem = Problem::new(Code::PlanMoved);
    let changed = ["5 recipients instead of 4", "5 messages instead of 4"];
    problem.current = Some(json!({"changed": changed, "plan": plan(5, "h2")}));
    let problem = serde_json::to_value(&problem).unwrap();
    hands.effects = hands.composer.answered(SEND, "k1", 409, &problem);
    assert_eq!(
        hands.reads("confirm-title"),
        "This has changed since you looked"
    );
    assert_eq!(
        hands.reads("moved"),
        "5 recipients instead of 4\n5 messages instead of 4"
    );
    assert_eq!(hands.reads("send"), "Send anyway: 5 messages");
    hands.presses("send", "k2");
    let [(_, body, Some("k2"))] = &hands.posts()[..] else {
        panic!("{:?}", hands.effects);
    };
    assert_eq!(body["planHash"], "h2");
}

#[test]
fn a_large_send_takes_its_number_and_one_over_a_limit_is_not_offered() {
    let mut large = plan(1200, "h");
    large["confirm"] = json!(true);
    let mut hands = Hands::planned(large);
    assert_eq!(hands.reads("typed-label"), "Type 1,200 to confirm");
    hands.presses("send", "k1");
    assert_eq!(hands.posts(), []);
    assert_eq!(
        hands.reads("confirm-problem"),
        "Type 1,200 to send to so many."
    );
    hands.composer.input("typed", "1,200");
    hands.presses("send", "k1");
    assert_eq!(hands.posts()[0].1["confirmRecipients"], 1200);
    let mut over = plan(4, "h");
    over["overLimit"] = json!("This is 4 messages; one campaign may send 3.");
    let mut hands = Hands::planned(over);
    let sheet = serde_json::to_value(hands.composer.sheet()).unwrap();
    let rests = |mark: &Value| {
        mark["id"] == "send" && mark["name"] == "aria-disabled" && mark["value"] == "true"
    };
    assert!(
        sheet["marks"].as_array().unwrap().iter().any(rests),
        "{sheet}"
    );
    assert!(hands.reads("confirm-problem").contains("may send 3"));
    assert!(!hands.shows("typed-row"));
    hands.presses("send", "k1");
    assert_eq!(hands.posts(), []);
}

/// With a number that tests may go to.
fn with_a_test(number: Value) -> Hands {
    let mut hands = Hands::ready();
    hands.answers(TEST_NUMBER, 200, number).types("Hello");
    hands
}

#[test]
fn a_test_goes_to_ones_own_number_with_the_text_of_the_member_that_is_shown() {
    let mut hands = with_a_test(json!({"mobile": "+41791234567", "anyNumber": true}));
    assert!(hands.shows("test-box"));
    hands.composer.input("test-to", " 079 765 43 21 ");
    hands.presses("test", "k1");
    let [(path, ref body, Some("k1"))] = hands.posts()[..] else {
        panic!("{:?}", hands.effects);
    };
    assert_eq!(path, "/api/campaigns/701/test");
    let wanted = json!({"from": "MITTO", "text": "Hello",
        "mobile": "079 765 43 21", "member": {"object": "lead", "id": "1"}});
    assert_eq!(*body, wanted);
    assert_eq!(hands.presses("test", "k2").posts(), [], "once");
    let sent = json!({"id": "SMS-000009", "numberOfMessages": 1, "status": "SENT"});
    hands.effects = hands.composer.answered(TEST, "k1", 201, &sent);
    assert_eq!(hands.said(), "The test is sent: SMS-000009.");
    assert_eq!(hands.reads("test-told"), "The test is sent: SMS-000009.");
    assert_eq!(hands.composer.draft.text, "Hello");
    assert!(hands.shows("form"), "the campaign goes on");
    hands.presses("test", "k3");
    assert_eq!(hands.posts()[0].2, Some("k3"), "another test");
}

#[test]
fn a_test_whose_answer_was_lost_is_repeated_and_a_refusal_says_why() {
    let mut hands = with_a_test(json!({"mobile": "+41791234567", "anyNumber": false}));
    hands.presses("test", "k1");
    hands.effects = hands.composer.answered(TEST, "k1", 0, &Value::Null);
    assert!(
        hands
            .reads("test-problem")
            .contains("nothing is sent twice")
    );
    hands.presses("test", "k2");
    assert_eq!(hands.posts()[0].2, Some("k1"));
    let mut refused = Problem::new(Code::GatewayRefused);
    refused.id = "SMS-000009".parse().ok();
    hands.effects = hands.composer.answered(TEST, "k1", 502, &json!(refused));
    assert_eq!(hands.reads("test-problem"), "The gateway refused the SMS.");
    hands.presses("test", "k3");
    assert_eq!(hands.posts()[0].2, Some("k3"));
    let refused = Problem::new(Code::AdHocNotAllowed).because("Why.");
    hands.effects = hands.composer.answered(TEST, "k3", 403, &json!(refused));
    assert!(hands.reads("test-problem").ends_with("Why."));
    hands.composer.input("test-to", " ");
    assert!(!hands.shows("test-problem"));
    hands.presses("test", "k4");
    assert_eq!(hands.posts(), []);
    assert!(hands.reads("test-problem").contains("Type the number"));
    assert!(!Hands::ready().shows("test-box"), "not before it is known");
    let nowhere = with_a_test(json!({"mobile": null, "anyNumber": false}));
    assert!(!nowhere.shows("test-box"));
}

#[test]
fn blank_fields_are_told_and_allowed_by_confirming() {
    let mut gaps = plan(4, "h");
    gaps["blank"] = json!([{"field": "FirstName", "recipients": 3}]);
    let mut hands = Hands::planned(gaps);
    assert_eq!(
        hands.reads("bill-blank"),
        "First Name is blank for 3: their text has a gap there."
    );
    hands.presses("send", "k1");
    assert_eq!(hands.posts()[0].1["allowBlankFields"], true);
}

#[test]
fn a_refusal_says_why_and_keeps_what_was_written() {
    let mut hands = Hands::ready();
    hands.types("Hello").presses("plan", "").presses("plan", "");
    assert_eq!(hands.posts(), [], "it is being counted");
    let problem = serde_json::to_value(Problem::field("from", "No such sender.")).unwrap();
    hands.answers(PLAN, 422, problem);
    assert_eq!(hands.reads("problem"), "No such sender.");
    assert_eq!(hands.composer.draft.text, "Hello");
    hands.types("Hello <%=Nick%>").presses("plan", "");
    assert_eq!(hands.posts(), []);
    assert!(
        hands
            .reads("text-problem")
            .contains("There is no field “Nick”")
    );
    hands
        .types("Hello")
        .presses("plan", "")
        .answers(PLAN, 200, plan(0, "h"));
    assert_eq!(hands.reads("problem"), "Nobody would get this message.");
}
