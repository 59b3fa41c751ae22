//! The composer in the hands of a test: what a person does, what the API answers, what is to be seen.

use serde_json::{Value, json};

use super::*;
use crate::api::Problem;

/// A composer, and what it wanted last.
struct Hands {
    composer: Composer,
    /// The place of the member that is awaited.
    leaf_asked: usize,
    effects: Vec<Effect>,
}

fn class(shapes: &[&str], members: u32) -> Value {
    json!({"shapes": shapes, "members": members})
}

fn classes(fields: &[&str], classes: &[Value], recipients: u32) -> Value {
    json!({"fields": fields, "classes": classes, "recipients": recipients,
        "skipped": {"no-mobile": 1, "opted-out": 2}})
}

fn plan(recipients: u32, hash: &str) -> Value {
    json!({"recipients": recipients, "skipped": {"opted-out": 2}, "totalMessages": recipients,
        "spread": [{"segments": 1, "recipients": recipients}], "longest": 10,
        "encodings": {"GSM-7": recipients, "UCS-2": 0}, "blank": [], "unicode": [], "planHash": hash})
}

fn job(state: &str, queued: u32, sent: u32) -> Value {
    json!({"id": "JOB-000007", "campaign": "701", "state": state, "from": "MITTO",
        "recipients": queued + sent, "totalMessages": queued + sent, "queued": queued, "sent": sent,
        "delivered": 0, "failed": 0, "unknown": 0, "skipped": 0, "ratePerSecond": 20,
        "createdBy": "ada", "createdAt": "2026-11-25T12:00:00Z"})
}

fn member(first: &str, last: &str) -> Value {
    json!({"object": "lead", "id": "1", "fields": {"FirstName": first, "LastName": last}})
}

impl Hands {
    fn new() -> Hands {
        let mut composer = Composer::of("701").unwrap();
        let effects = composer.start();
        Hands {
            composer,
            leaf_asked: 0,
            effects,
        }
    }

    /// With four recipients, and all that it asks for when it opens answered.
    fn ready() -> Hands {
        let mut hands = Hands::new();
        let everybody = classes(&[], &[class(&[], 4)], 4);
        hands
            .answers(SETUP, 200, json!({"productKeySet": true}))
            .answers(SENDERS, 200, json!({"items": [
                {"id": "s", "name": "MITTO", "type": "branded"},
                {"id": "t", "name": "ACME", "type": "branded"},
            ], "cursor": null}))
            .answers(TEMPLATES, 200, json!({"items": [
                {"id": "t1", "name": "Hello", "object": "campaign", "from": "ACME", "text": "Hi <%=FirstName|there%>!"},
            ], "cursor": null}))
            .answers(CAMPAIGN, 200, json!({"id": "701", "name": "Spring",
                "members": {"leads": 3, "contacts": 4, "total": 7}}))
            .answers(JOBS, 200, json!({"items": [], "cursor": null}))
            .answers_last(CLASSES, 200, everybody)
            .answers(PREVIEW, 200, json!({"items": [member("Ada", "Ng")], "cursor": "c1"}));
        hands
    }

    /// Ready, and its plan in front of the person.
    fn planned(answer: Value) -> Hands {
        let mut hands = Hands::ready();
        hands
            .types("Hello")
            .presses("plan", "")
            .answers(PLAN, 200, answer);
        hands
    }

    fn answers(&mut self, what: &str, status: u32, body: Value) -> &mut Hands {
        let about = match what {
            PREVIEW => self.leaf_asked.to_string(),
            JOB => "JOB-000007".to_owned(),
            _ => String::new(),
        };
        self.effects = self.composer.answered(what, &about, status, &body);
        self
    }

    /// The last question of this kind is answered.
    fn answers_last(&mut self, what: &str, status: u32, body: Value) -> &mut Hands {
        let turn = (0..99).rev().map(|turn: u32| turn.to_string());
        let about = turn
            .into_iter()
            .find(|about| self.composer.crowd.awaits(about));
        self.effects = self.composer.answered(what, &about.unwrap(), status, &body);
        self
    }

    fn types(&mut self, text: &str) -> &mut Hands {
        self.effects = self.composer.input("text", text);
        self
    }

    fn presses(&mut self, name: &str, value: &str) -> &mut Hands {
        self.effects = self.composer.pressed(name, value);
        self
    }

    fn reads(&self, id: &str) -> String {
        self.composer.sheet().reads(id)
    }

    fn shows(&self, id: &str) -> bool {
        self.composer.sheet().shows(id)
    }

    /// What was posted: the path, the body and the key.
    fn posts(&self) -> Vec<(&str, Value, Option<&str>)> {
        let effects = self.effects.iter();
        effects
            .filter_map(|effect| match effect {
                Effect::Request {
                    path,
                    body: Some(body),
                    key,
                    ..
                } => {
                    let body = serde_json::to_value(body).unwrap();
                    Some((path.as_str(), body, key.as_deref()))
                }
                _ => None,
            })
            .collect()
    }

    fn asks(&self) -> Vec<&str> {
        let effects = self.effects.iter();
        effects
            .filter_map(|effect| match effect {
                Effect::Request { path, .. } => Some(path.as_str()),
                _ => None,
            })
            .collect()
    }

    fn said(&self) -> String {
        let effects = self.effects.iter();
        let said: Vec<&str> = effects
            .filter_map(|effect| match effect {
                Effect::Announce { text } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        said.join(" ")
    }
}

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

#[test]
fn a_job_is_followed_stopped_resumed_and_found_again() {
    let mut hands = Hands::new();
    hands.answers(
        JOBS,
        200,
        json!({"items": [job("running", 80, 20)], "cursor": null}),
    );
    assert!(hands.shows("job-box") && hands.shows("stop") && !hands.shows("resume"));
    assert_eq!(
        hands.reads("job-words"),
        "20 of 100 recipients done, 20 a second, about 4 seconds left."
    );
    assert!(
        hands
            .reads("counts")
            .starts_with("Not sent yet 80\nSent 20\n")
    );
    hands.presses("stop", "").presses("stop", "");
    assert_eq!(hands.posts(), [], "once");
    hands.effects = hands
        .composer
        .answered(DEED, "stop", 200, &job("stopping", 78, 22));
    hands.answers(JOB, 200, job("stopped", 78, 22));
    assert_eq!(hands.said(), "Stopped: 22 sent, 78 not sent, 0 maybe sent.");
    assert_eq!(hands.reads("job-title"), "Stopped");
    assert!(hands.shows("resume") && hands.shows("again") && !hands.shows("stop"));
    hands.presses("resume", "");
    assert_eq!(hands.asks(), ["/api/jobs/JOB-000007/resume"]);
    hands.effects = hands.composer.answered(DEED, "resume", 0, &Value::Null);
    assert_eq!(hands.asks(), ["/api/jobs/JOB-000007"], "a look tells");
    hands.answers(JOB, 200, job("done", 0, 100));
    assert_eq!(hands.said(), "Done: 100 of 100 recipients.");
    hands.presses("again", "");
    assert!(!hands.shows("job-box"));
}

#[test]
fn what_somebody_else_does_with_a_job_is_seen() {
    let mut hands = Hands::planned(plan(4, "h"));
    assert!(hands.shows("confirm"));
    let jobs = json!({"items": [job("running", 3, 1)], "cursor": null});
    hands.answers(JOBS, 200, jobs);
    assert!(!hands.shows("confirm") && hands.shows("job-box"));
    assert!(hands.said().contains("Somebody else"));
    assert_eq!(hands.composer.draft.text, "Hello", "it is kept");
    // All that it sent has arrived, and it can be resumed.
    let mut stopped = job("stopped", 3, 0);
    stopped["delivered"] = json!(1);
    for _ in 0..200 {
        hands.answers(JOB, 200, stopped.clone());
        assert!(
            hands
                .effects
                .iter()
                .any(|effect| matches!(effect, Effect::Wait { what: JOB, .. }))
        );
    }
    // What was stopped is not in the way of a new one.
    hands.presses("again", "").presses("plan", "");
    let jobs = json!({"items": [stopped], "cursor": null});
    hands
        .answers(PLAN, 200, plan(4, "h"))
        .answers(JOBS, 200, jobs);
    assert!(hands.shows("confirm") && !hands.shows("job-box"));
    // One's own is known by its answer.
    let mut hands = Hands::planned(plan(4, "h"));
    hands.presses("send", "k1");
    let jobs = json!({"items": [job("running", 3, 1)], "cursor": null});
    hands.answers(JOBS, 200, jobs);
    assert!(hands.shows("confirm"));
}

#[test]
fn whom_a_stopped_job_has_sent_to_is_listed_page_by_page() {
    let mut hands = Hands::new();
    hands.answers(
        JOBS,
        200,
        json!({"items": [job("running", 80, 20)], "cursor": null}),
    );
    assert!(!hands.shows("parts"), "it changes every moment");
    hands.answers(JOB, 200, job("stopped", 80, 20));
    hands.presses("part", "not-sent");
    assert_eq!(
        hands.asks(),
        ["/api/jobs/JOB-000007/recipients?state=not-sent&limit=20"]
    );
    let row = |id: u32| {
        json!({"object": "lead", "recordId": id.to_string(), "name": format!("N{id}"),
            "sms": format!("SMS-{id:06}"), "status": "QUEUED"})
    };
    let page = json!({"items": [row(1), row(2)], "cursor": "c2"});
    hands.effects = hands.composer.answered(PEOPLE, "not-sent", 200, &page);
    assert!(hands.reads("people").starts_with("N1 ") && hands.shows("more"));
    hands.presses("more", "").presses("more", "");
    assert_eq!(hands.asks(), [""; 0], "once");
    let last = json!({"items": [row(3)], "cursor": null});
    hands.effects = hands.composer.answered(PEOPLE, "not-sent", 200, &last);
    assert_eq!(hands.reads("people").lines().count(), 3);
    assert!(!hands.shows("more"));
    hands.presses("part", "maybe");
    let nobody = json!({"items": [], "cursor": null});
    hands.effects = hands.composer.answered(PEOPLE, "maybe", 200, &nobody);
    assert_eq!(hands.reads("people-note"), "Nobody.");
    hands.presses("part", "maybe");
    assert!(!hands.shows("people-note") && hands.effects.is_empty());
}

#[test]
fn what_went_wrong_with_a_job_is_said_and_news_go_on() {
    let mut hands = Hands::new();
    hands.answers(
        JOBS,
        200,
        json!({"items": [job("running", 80, 20)], "cursor": null}),
    );
    hands.answers(JOB, 0, Value::Null);
    assert!(
        hands
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Wait { what: JOB, .. }))
    );
    hands.answers(JOB, 200, job("moved", 0, 0));
    assert!(hands.reads("job-words").contains("nothing was sent"));
    assert!(
        hands
            .effects
            .iter()
            .all(|effect| !matches!(effect, Effect::Wait { .. }))
    );
    let old = json!({"items": [job("done", 0, 9)], "cursor": null});
    let mut hands = Hands::new();
    hands.answers(JOBS, 200, old);
    assert!(!hands.shows("job-box"), "what is over is not in the way");
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

fn scheduled_job() -> Value {
    let mut job = job("scheduled", 4, 0);
    job["text"] = json!("Hi <%=FirstName%>");
    job["schedule"] = json!({"at": "2026-12-01T09:00", "zone": "recipient"});
    job["waitsUntil"] = json!("2026-11-30T19:00:00.000Z");
    job
}

#[test]
fn a_time_is_chosen_told_in_words_and_sent() {
    let mut hands = Hands::ready();
    hands.types("Hello");
    let types = |hands: &mut Hands, name: &str, value: &str| {
        hands.effects = hands.composer.input(name, value);
    };
    assert!(hands.shows("when-now") || !hands.shows("when-row"));
    types(&mut hands, "when", "later");
    assert!(hands.shows("when-row") && !hands.shows("when-words"));
    hands.presses("plan", "");
    assert_eq!(hands.said(), "Choose a day and a time.");
    assert_eq!(hands.reads("when-problem"), "Choose a day and a time.");
    types(&mut hands, "at", "2026-12-01T09:00");
    let words = hands.reads("when-words");
    assert!(
        words.starts_with("Tuesday, 1 December 2026, 09:00 in each recipient’s time zone."),
        "{words}"
    );
    assert!(words.contains("Texts are made now."));
    types(&mut hands, "zone", "organisation");
    assert!(hands.reads("when-words").contains(" in UTC."));
    types(&mut hands, "zone", "recipient");
    hands.presses("plan", "");
    let schedule = json!({"at": "2026-12-01T09:00", "zone": "recipient"});
    assert_eq!(hands.posts()[0].1["schedule"], schedule);
    let mut planned = plan(4, "h");
    planned["timing"] = json!({"firstAt": "2026-11-30T19:00:00.000Z", "firstInSeconds": 50_000,
    "lastAt": "2026-12-01T17:00:00.000Z", "guessed": 3, "passed": 1, "held": 2,
    "heldUntil": "2026-12-01T17:00:00.000Z", "zones": [
        {"zone": "Europe/Zurich", "recipients": 3, "guessed": 2, "at": "2026-12-01T08:00:00.000Z"},
        {"zone": "Asia/Tokyo", "recipients": 1, "guessed": 1, "at": "2026-12-01T00:00:00.000Z"},
    ]});
    hands.answers(PLAN, 200, planned);
    assert_eq!(hands.reads("confirm-title"), "Schedule for 4 recipients?");
    assert_eq!(hands.reads("send"), "Schedule 4 messages");
    let bill = hands.reads("bill");
    assert!(bill.contains("When Tuesday, 1 December 2026, 09:00 in each recipient’s time zone; the first goes out in 14 hours"), "{bill}");
    let notes = hands.reads("bill-timing");
    for note in [
        "For 1 recipient this time is over",
        "2 recipients are in quiet hours",
        "of 3 recipients is a guess",
    ] {
        assert!(notes.contains(note), "{notes}");
    }
    let zones = hands.reads("bill-zones");
    assert!(
        zones.contains("Europe/Zurich: 3 (2 of them a guess)"),
        "{zones}"
    );
    assert!(zones.contains("Asia/Tokyo: 1 (a guess)"), "{zones}");
    hands.presses("send", "k1");
    assert_eq!(hands.posts()[0].1["schedule"], schedule);
    assert_eq!(hands.posts()[0].1.get("replaces"), None);
    let accepted =
        json!({"job": "JOB-000007", "state": "preparing", "recipients": 4, "totalMessages": 4});
    hands.effects = hands.composer.answered(SEND, "k1", 202, &accepted);
    assert_eq!(hands.said(), "Scheduled for 4 recipients.");
    hands.answers(JOB, 200, scheduled_job());
    assert_eq!(hands.reads("job-title"), "Scheduled");
    assert_eq!(
        hands.reads("job-words"),
        "Tuesday, 1 December 2026, 09:00 in each recipient’s time zone, to 4 recipients. Nothing is sent yet."
    );
    assert!(hands.reads("job-waits").starts_with("The first goes out"));
    assert_eq!(hands.reads("stop"), "Cancel");
    assert!(hands.shows("edit") && hands.shows("again") && !hands.shows("counts"));
}

#[test]
fn a_scheduled_message_is_changed_and_stays_until_the_new_one_is_accepted() {
    let mut hands = Hands::ready();
    let others = json!({"items": [job("done", 0, 9), scheduled_job(), job("stopped", 4, 0)]});
    hands.answers(JOBS, 200, others);
    assert_eq!(hands.reads("job-title"), "Scheduled");
    hands.presses("edit", "");
    assert!(hands.shows("form") && hands.shows("changing") && !hands.shows("job-box"));
    let now = json!(hands.composer.draft.request());
    assert_eq!(now["text"], "Hi <%=FirstName%>");
    assert_eq!(
        (&now["from"], &now["schedule"]["zone"]),
        (&json!("MITTO"), &json!("recipient"))
    );
    hands.presses("keep-job", "");
    assert!(hands.shows("job-box") && !hands.shows("changing"));
    assert_eq!(json!(hands.composer.draft.request())["text"], "");
    hands.presses("edit", "").types("Other").presses("plan", "");
    hands.answers(PLAN, 200, plan(4, "h")).presses("send", "k1");
    assert_eq!(hands.posts()[0].1["replaces"], "JOB-000007");
    // What it was to take the place of has begun: it stays what it is.
    let begun = serde_json::to_value(Problem::new(Code::Cancelled)).unwrap();
    hands.effects = hands.composer.answered(SEND, "k1", 409, &begun);
    assert!(hands.shows("confirm") && hands.shows("confirm-problem"));
    hands.presses("cancel", "").presses("keep-job", "");
    assert_eq!(hands.reads("job-title"), "Scheduled");
}

#[test]
fn who_waits_for_the_end_of_quiet_hours_is_told() {
    let mut hands = Hands::ready();
    let mut waits = job("running", 30, 10);
    waits["waitsUntil"] = json!("2026-12-01T07:00:00.000Z");
    hands.answers(JOBS, 200, json!({"items": [waits]}));
    assert_eq!(
        hands.reads("job-words"),
        "10 of 40 recipients done. The others wait for their time."
    );
    assert!(hands.reads("job-waits").starts_with("The next go out"));
    let mut held = job("scheduled", 40, 0);
    held["waitsUntil"] = json!("2026-12-01T07:00:00.000Z");
    hands.answers(JOB, 200, held);
    assert_eq!(
        hands.reads("job-words"),
        "40 recipients wait for the end of quiet hours. Nothing is sent yet."
    );
}

#[test]
fn results_are_one_press_away_and_follow_a_job_that_sends() {
    let mut hands = Hands::ready();
    assert!(!hands.shows("results-box"), "nothing was sent yet");
    let jobs = json!({"items": [job("done", 0, 9)], "cursor": null});
    hands.answers(JOBS, 200, jobs);
    assert!(hands.shows("results-box") && !hands.shows("results-panel"));
    hands.presses("results", "");
    assert_eq!(hands.asks(), ["/api/campaigns/701/results"]);
    assert_eq!(hands.reads("results-note"), "Loading…");
    let results = json!({"messages": 1300, "sent": 100, "delivered": 870, "failed": 30, "unknown": 0, "skipped": 7,
        "optOuts": 2, "replies": 4, "failures": [{"reason": "The phone is off.", "sms": 20}]});
    hands.answers(RESULTS, 200, results);
    assert!(!hands.shows("results-note"));
    assert_eq!(
        hands.reads("tiles"),
        "Messages 1,300\nReplies 4\nOpted out since 2\nNot sent after all 7"
    );
    assert_eq!(hands.reads("outcomes-title"), "What became of 1,000 SMS");
    assert_eq!(
        hands.reads("outcomes"),
        "Delivered 870 87 %\nSent, no report yet 100 10 %\nFailed 30 3 %\nMaybe sent 0 0 %"
    );
    assert_eq!(hands.reads("reasons-title"), "Why 30 failed");
    assert_eq!(
        hands.reads("reasons"),
        "The phone is off. 20 67 %\nOther reasons 10 33 %"
    );
    // The file, once however often it is pressed.
    hands.presses("failures", "");
    let [Effect::Save { path, name, .. }] = &hands.effects[..] else {
        panic!("{:?}", hands.effects);
    };
    assert_eq!(
        (path.as_str(), name.as_str()),
        ("/api/campaigns/701/failures.csv", "failures-701-{date}.csv")
    );
    hands.presses("failures", "");
    assert_eq!(hands.effects, []);
    hands.answers(SAVED, 0, Value::Null);
    assert!(hands.reads("results-note").contains("could not be saved"));
    // News of a job are looked at after a while, once.
    let running = json!({"items": [job("running", 8, 1)], "cursor": null});
    hands.answers(JOBS, 200, running);
    let waits = |hands: &Hands| {
        let waits = |effect: &&Effect| matches!(effect, Effect::Wait { what: RESULTS, .. });
        hands.effects.iter().filter(waits).count()
    };
    hands.answers(JOB, 200, job("running", 7, 2));
    assert_eq!(waits(&hands), 1);
    hands.answers(JOB, 200, job("running", 6, 3));
    assert_eq!(waits(&hands), 0, "one is waiting");
    hands.effects = hands.composer.elapsed(RESULTS);
    assert_eq!(hands.asks(), ["/api/campaigns/701/results"]);
    hands.answers(RESULTS, 0, Value::Null);
    assert!(hands.shows("results-chart"), "what is known stays");
    hands.presses("results", "");
    assert!(!hands.shows("results-panel") && hands.effects.is_empty());
}

/// Every id of the sheet is in the HTML, and everything that can be pressed there is known.
#[test]
fn the_composer_and_its_html_agree() {
    let html = include_str!("../../../../web-component/html/campaign/campaign.html");
    let mut hands = Hands::planned(plan(4, "h"));
    let sheet = hands.composer.sheet();
    for mark in sheet.marks() {
        let id = ["id=\"", mark.id(), "\""].concat();
        assert_eq!(html.matches(&id).count(), 1, "{id}");
    }
    for deed in ["stop", "resume", "retry"] {
        assert!(
            html.contains(&["data-do=\"", deed, "\""].concat()),
            "{deed}"
        );
    }
    hands.presses("nothing that is known", "");
    assert_eq!(hands.effects, []);
}

#[test]
fn each_campaign_has_a_name_of_its_own_among_the_landmarks() {
    let region = |hands: &Hands| {
        let sheet = hands.composer.sheet();
        sheet.attribute("card", "aria-label").to_owned()
    };
    assert_eq!(region(&Hands::new()), "Send SMS to 701");
    assert_eq!(region(&Hands::ready()), "Send SMS to Spring");
}
