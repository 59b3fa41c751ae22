//! What a person meets in the composer, one journey a test; and what holds whatever happens.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use mitto_core::api::{
    Code, Person, Problem, Recipient, SendAnswer, SenderItem, SmsNews, TemplateItem,
};
use mitto_core::composer::{Effect, Event, Loaded, SentTone, State, Tone};
use mitto_core::ids::SmsId;
use mitto_core::status::Status;
use mitto_core::template::PersonObject;
use proptest::prelude::*;
use serde_json::json;

fn senders() -> Vec<SenderItem> {
    serde_json::from_value(json!([
        {"id": "1", "name": "MITTO-SMS", "type": "branded"},
        {"id": "2", "name": "+41791112233", "type": "numeric"},
    ]))
    .unwrap()
}

fn templates() -> Vec<TemplateItem> {
    serde_json::from_value(json!([
        {"id": "t", "name": "Hello", "object": "lead", "from": "+41791112233",
         "text": "Hello <%=FirstName%>, greetings to <%=Company%>!"},
    ]))
    .unwrap()
}

fn lead(change: serde_json::Value) -> Person {
    let mut lead = json!({
        "object": "lead", "id": "00Q1", "fields": {"FirstName": "Ada", "Company": ""},
        "smsOptOut": false, "mobile": "+41791234567", "mobileProblem": null,
    });
    lead.as_object_mut()
        .unwrap()
        .extend(change.as_object().unwrap().clone());
    serde_json::from_value(lead).unwrap()
}

fn open(person: Person) -> State {
    let mut state = State::new(PersonObject::Lead, "00Q1".parse().unwrap(), true);
    assert_eq!(state.update(Event::Attached), [Effect::Load]);
    assert!(state.view().loading);
    for loaded in [
        Loaded::Setup {
            product_key_set: true,
        },
        Loaded::Senders(senders()),
        Loaded::Templates(templates()),
        Loaded::Person(Box::new(person)),
    ] {
        state.update(Event::Loaded(loaded));
    }
    state
}

fn ready() -> State {
    open(lead(json!({})))
}

fn typed(text: &str) -> State {
    let mut state = ready();
    state.update(Event::Edited(text.to_owned()));
    state
}

fn press(state: &mut State, id: &str) -> Vec<(String, mitto_core::api::SendRequest)> {
    let effects = state.update(Event::Send {
        request_id: id.to_owned(),
    });
    effects
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Send { key, request } => Some((key, request)),
            _ => None,
        })
        .collect()
}

fn sent(number: u32, status: Status) -> SendAnswer {
    SendAnswer {
        id: SmsId::new(number).unwrap(),
        number_of_messages: 1,
        status,
    }
}

fn answered(state: &mut State, key: &str, answer: SendAnswer) -> Vec<Effect> {
    state.update(Event::Answered {
        key: key.to_owned(),
        answer: Ok(answer),
    })
}

fn refused(state: &mut State, key: &str, problem: Problem) -> Vec<Effect> {
    let answer = Err(Some(problem));
    state.update(Event::Answered {
        key: key.to_owned(),
        answer,
    })
}

fn record(number: u32, status: Status) -> SmsNews {
    SmsNews {
        id: SmsId::new(number).unwrap(),
        number_of_messages: 1,
        status: status.into(),
        reason: None,
        delivered_segments: 0,
    }
}

#[test]
fn the_journey_from_typing_to_delivered() {
    let mut state = typed("Hi Ada");
    assert_eq!(state.view().counter, "(regular) 6 / 160 [1]");
    assert_eq!(state.view().from[0].label, "MITTO-SMS · Branded");
    let asked = press(&mut state, "r");
    assert_eq!(asked.len(), 1);
    assert!(matches!(asked[0].1.to, Recipient::Record { .. }));
    assert_eq!(
        (state.view().send_label.as_str(), state.view().can_send),
        ("Sending…", false)
    );

    let effects = answered(&mut state, &asked[0].0, sent(7, Status::Sent));
    let view = state.view();
    assert_eq!(
        (view.done.as_deref(), view.text.as_str()),
        (Some("1 message sent"), "")
    );
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Poll { .. }))
    );
    assert!(effects.contains(&Effect::EmitSent {
        ids: vec![SmsId::new(7).unwrap()],
        number_of_messages: 1
    }));
    assert_eq!(
        (view.sent[0].id.as_str(), view.sent[0].status.as_str()),
        ("SMS-000007", "SENT")
    );

    let effects = state.update(Event::Status(Box::new(record(7, Status::Delivered))));
    assert_eq!(state.view().sent[0].status, "DELIVERED");
    assert_eq!(state.view().sent[0].tone, SentTone::Good);
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Poll { .. })),
        "it is final"
    );
}

#[test]
fn the_double_click_sends_one() {
    let mut state = typed("Hi");
    assert_eq!(press(&mut state, "r1").len(), 1);
    assert_eq!(press(&mut state, "r2").len(), 0);
}

#[test]
fn a_template_fills_the_message_and_can_be_undone() {
    let mut state = typed("my own words");
    state.update(Event::Template(Some("t".parse().unwrap())));
    let view = state.view();
    assert_eq!(
        view.text,
        "Hello <%=FirstName%>, greetings to <%=Company%>!"
    );
    assert!(view.from[1].chosen, "the template's sender");
    assert!(view.can_undo);
    state.update(Event::Undone);
    assert_eq!(state.view().text, "my own words");
}

#[test]
fn the_preview_marks_values_and_blanks_and_the_count_is_exact() {
    let mut state = ready();
    state.update(Event::Template(Some("t".parse().unwrap())));
    let view = state.view();
    let preview = view.preview.unwrap();
    let parts: Vec<_> = preview.segments[0]
        .iter()
        .map(|part| (part.text.as_str(), part.tone))
        .collect();
    assert_eq!(
        parts,
        [
            ("Hello ", Tone::Plain),
            ("Ada", Tone::Value),
            (", greetings to ", Tone::Plain),
            ("Company", Tone::Blank),
            ("!", Tone::Plain)
        ]
    );
    assert_eq!(preview.blank, ["Company"]);
    assert_eq!(view.counter, "(regular) 25 / 160 [1] exact");
    assert_eq!(view.send_label, "Send anyway");
    assert!(press(&mut state, "r")[0].1.allow_blank_fields);
}

#[test]
fn a_long_message_is_previewed_segment_by_segment() {
    let state = typed(&"x".repeat(200));
    let segments = state.view().preview.unwrap().segments;
    let lengths: Vec<usize> = segments
        .iter()
        .map(|parts| parts.iter().map(|part| part.text.len()).sum())
        .collect();
    assert_eq!(lengths, [153, 47]);
}

#[test]
fn unicode_is_explained_and_replaced_with_one_press() {
    let mut state = typed("It’s 5 – ok ç");
    let view = state.view();
    assert_eq!(view.counter, "(unicode) 13 / 70 [1]");
    let named: Vec<_> = view
        .culprits
        .iter()
        .map(|one| (one.sequence.as_str(), one.replacement, one.changes_meaning))
        .collect();
    assert_eq!(
        named,
        [
            ("’", Some("'"), false),
            ("–", Some("-"), false),
            ("ç", Some("c"), true)
        ]
    );
    state.update(Event::Replaced(None));
    assert_eq!(
        state.text(),
        "It's 5 - ok ç",
        "what changes the meaning stays"
    );
    state.update(Event::Replaced(Some("ç".to_owned())));
    assert_eq!(state.text(), "It's 5 - ok c");
    state.update(Event::Undone);
    assert_eq!(state.text(), "It's 5 - ok ç");
}

#[test]
fn who_cannot_receive_is_told_and_nothing_can_be_sent() {
    for (change, reason) in [
        (
            json!({"smsOptOut": true}),
            "This lead has opted out of SMS and cannot receive any messages.",
        ),
        (
            json!({"mobile": null, "mobileProblem": "no-mobile"}),
            "This lead has no mobile number.",
        ),
        (
            json!({"mobile": null, "mobileProblem": "invalid-mobile"}),
            "This lead's mobile number is not valid. Correct it on the record.",
        ),
    ] {
        let mut state = open(lead(change));
        state.update(Event::Edited("Hi".to_owned()));
        let view = state.view();
        assert_eq!(
            (view.blocked.as_deref(), view.can_send, view.editable),
            (Some(reason), false, false)
        );
        assert_eq!(press(&mut state, "r").len(), 0);
    }
}

#[test]
fn a_lost_answer_keeps_the_text_and_is_repeated_under_the_same_key() {
    let mut state = typed("Hi");
    let first = press(&mut state, "r1");
    state.update(Event::Answered {
        key: first[0].0.clone(),
        answer: Err(None),
    });
    let view = state.view();
    assert_eq!(
        (view.text.as_str(), view.send_label.as_str()),
        ("Hi", "Try again")
    );
    assert!(view.notice.is_some());
    let again = press(&mut state, "r2");
    assert_eq!(again, first);
    answered(&mut state, &again[0].0, sent(1, Status::Sent));
    assert_eq!(state.view().done.as_deref(), Some("1 message sent"));
}

#[test]
fn a_refusal_shows_its_reason_and_keeps_the_text() {
    let mut state = typed("Hi");
    let asked = press(&mut state, "r");
    let mut problem = Problem::new(Code::GatewayRefused).because("The sender is invalid.");
    problem.id = SmsId::new(3);
    problem.sms_status = Some(Status::Rejected);
    refused(&mut state, &asked[0].0, problem);
    let view = state.view();
    assert!(view.notice.unwrap().text.contains("The sender is invalid."));
    assert_eq!(
        (view.text.as_str(), view.sent[0].status.as_str()),
        ("Hi", "REJECTED")
    );
    assert!(view.can_send, "the person may correct it and send again");
}

#[test]
fn maybe_sent_turns_to_delivered_when_the_report_comes() {
    let mut state = typed("Hi");
    let asked = press(&mut state, "r");
    let mut problem = Problem::new(Code::GatewayUnknown).because("The gateway did not answer.");
    problem.id = SmsId::new(4);
    problem.sms_status = Some(Status::Unknown);
    let effects = refused(&mut state, &asked[0].0, problem);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Poll { .. }))
    );
    assert_eq!(state.view().sent[0].status, "Maybe sent");
    assert_eq!(state.text(), "Hi");
    state.update(Event::Status(Box::new(record(4, Status::Delivered))));
    let view = state.view();
    assert_eq!(
        (
            view.sent[0].status.as_str(),
            view.notice,
            view.text.as_str()
        ),
        ("DELIVERED", None, "")
    );
}

#[test]
fn a_rule_that_is_broken_is_told_at_its_field_until_it_is_changed() {
    let mut state = typed("Hi");
    let asked = press(&mut state, "r");
    refused(
        &mut state,
        &asked[0].0,
        Problem::field("from", "No such sender."),
    );
    assert_eq!(state.view().notice.unwrap().field.as_deref(), Some("from"));
    assert_eq!(state.view().send_label, "Send");
    state.update(Event::From("+41791112233".to_owned()));
    assert_eq!(state.view().notice, None);
}

#[test]
fn each_further_number_is_an_sms_of_its_own() {
    let mut state = typed("Hi");
    state.update(Event::NumberTyped("12".to_owned()));
    assert!(state.view().number_notice.is_some(), "told at once");
    state.update(Event::NumberTyped("079 765 43 21".to_owned()));
    let effects = state.update(Event::NumberAdded);
    assert_eq!(effects, [Effect::CheckNumber("079 765 43 21".to_owned())]);
    let checked = json!({"mobile": "+41797654321", "optedOut": false});
    state.update(Event::NumberChecked(Ok(serde_json::from_value(
        checked.clone(),
    )
    .unwrap())));
    assert_eq!(state.view().numbers, ["+41797654321"]);
    state.update(Event::NumberChecked(Ok(
        serde_json::from_value(checked).unwrap()
    )));
    assert_eq!(state.view().numbers.len(), 1, "a recipient already");

    let asked = press(&mut state, "r");
    assert_eq!(asked.len(), 2);
    assert_ne!(asked[0].0, asked[1].0);
    answered(&mut state, &asked[0].0, sent(1, Status::Sent));
    assert!(state.is_sending());
    answered(&mut state, &asked[1].0, sent(2, Status::Sent));
    assert_eq!(state.view().done.as_deref(), Some("2 messages sent"));
}

#[test]
fn a_number_that_was_not_added_is_not_left_out_in_silence() {
    let mut state = typed("Hi");
    state.update(Event::NumberTyped("079 765 43 21".to_owned()));
    assert_eq!(press(&mut state, "r").len(), 0);
    let notice = state.view().number_notice.unwrap();
    assert!(notice.contains("no recipient yet"), "{notice}");
    state.update(Event::NumberTyped(" ".to_owned()));
    assert_eq!(state.view().number_notice, None);
    assert_eq!(press(&mut state, "r").len(), 1);
}

#[test]
fn a_token_without_the_claim_ends_the_typing_of_numbers() {
    let mut state = ready();
    let problem = Problem::new(Code::AdHocNotAllowed);
    state.update(Event::NumberChecked(Err(Some(problem))));
    assert!(!state.view().ad_hoc);
}

#[test]
fn a_wrong_merge_field_is_told_but_a_half_typed_one_is_not() {
    assert!(typed("Hi <%=Fir").view().notice.is_none());
    let mut wrong = typed("Hi <%=Nick%>");
    assert!(wrong.view().notice.unwrap().text.contains("Nick"));
    assert_eq!(press(&mut wrong, "r").len(), 0);
}

#[test]
fn a_hidden_page_does_not_ask_and_a_shown_one_asks_at_once() {
    let mut state = typed("Hi");
    let asked = press(&mut state, "r");
    state.update(Event::Hidden(true));
    let effects = answered(&mut state, &asked[0].0, sent(1, Status::Sent));
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Poll { .. }))
    );
    let looked = state.update(Event::Loaded(Loaded::Person(Box::new(lead(json!({}))))));
    assert_eq!(looked, [], "nor at the record");
    let effects = state.update(Event::Hidden(false));
    assert_eq!(
        effects,
        [
            Effect::Poll {
                id: SmsId::new(1).unwrap(),
                after_ms: 0
            },
            Effect::Look { after_ms: 0 }
        ]
    );
}

fn looked(state: &mut State, opted_out: bool) -> Vec<Effect> {
    let person = lead(json!({"smsOptOut": opted_out}));
    state.update(Event::Loaded(Loaded::Person(Box::new(person))))
}

#[test]
fn a_stop_disables_it_without_reload_keeps_what_was_typed_and_a_start_enables_it() {
    let mut state = typed("Half a sentence");
    let effects = looked(&mut state, true);
    let said = "This lead has opted out of SMS and cannot receive any messages.";
    let expected = [
        Effect::Announce(said.to_owned()),
        Effect::EmitOptOut(true),
        Effect::Look { after_ms: 1_800 },
    ];
    assert_eq!(effects, expected);
    let view = state.view();
    assert_eq!(view.blocked.as_deref(), Some(said));
    assert!(!view.editable && !view.can_send);
    assert_eq!(press(&mut state, "r").len(), 0);
    let effects = looked(&mut state, false);
    assert!(effects.contains(&Effect::EmitOptOut(false)));
    assert!(effects.contains(&Effect::Announce("SMS can be sent again.".to_owned())));
    assert!(state.view().can_send);
    assert_eq!(state.text(), "Half a sentence");
    assert_eq!(looked(&mut state, false).len(), 1, "no news, no words");
}

#[test]
fn the_record_is_looked_at_less_often_when_nothing_happens() {
    let mut state = ready();
    let after = |effects: Vec<Effect>| match effects.as_slice() {
        [Effect::Look { after_ms }] => *after_ms,
        other => panic!("{other:?}"),
    };
    let waits: Vec<u32> = (0..60).map(|_| after(looked(&mut state, false))).collect();
    assert!(waits.is_sorted());
    assert_eq!((waits[0], waits[59]), (1_800, 6_000));
    state.update(Event::Edited("x".to_owned()));
    assert_eq!(after(looked(&mut state, false)), 1_800);
    // A look that fails takes nothing away and is repeated.
    assert_eq!(after(state.update(Event::LoadFailed(None))), 1_800);
    assert!(state.view().load_failed.is_none());
    assert_eq!(after(state.update(Event::Changed)), 0);
}

#[test]
fn a_reply_is_answered_from_the_number_it_came_to() {
    let mut state = typed("Half a sentence");
    let chosen = |state: &State| {
        let from = state.view().from;
        from.into_iter().find(|one| one.chosen).unwrap().value
    };
    let focus = [Effect::Focus(mitto_core::composer::Field::Text)];
    assert_eq!(
        state.update(Event::Answering("41791112233".to_owned())),
        focus
    );
    assert_eq!(chosen(&state), "+41791112233");
    // What is no sender of ours changes nothing.
    assert_eq!(
        state.update(Event::Answering("41790000000".to_owned())),
        focus
    );
    assert_eq!(chosen(&state), "+41791112233");
    assert_eq!(state.text(), "Half a sentence");
}

#[test]
fn nothing_and_blanks_cannot_be_sent() {
    for text in ["", " ", "\n\t"] {
        assert!(!typed(text).view().can_send, "{text:?}");
    }
    let long = typed(&"x".repeat(40_000)).view();
    assert!(!long.can_send);
    assert!(long.notice.unwrap().text.contains("255"));
}

/// Anything that may happen, in any order.
fn event() -> impl Strategy<Value = Event> {
    let key = prop::sample::select(vec!["r0-0", "r1-0", "r2-0", "r0-1"]).prop_map(str::to_owned);
    let answer = prop_oneof![
        3 => (1_u32..4).prop_map(|number| Ok(sent(number, Status::Sent))),
        2 => Just(Err(None)),
        1 => Just(Err(Some(Problem::new(Code::GatewayRefused)))),
        1 => Just(Err(Some(Problem::new(Code::OptedOut)))),
    ];
    prop_oneof![
        3 => "[a-z’ <%=]{0,8}".prop_map(Event::Edited),
        4 => (0_u8..3).prop_map(|n| Event::Send { request_id: format!("r{n}") }),
        4 => (key, answer).prop_map(|(key, answer)| Event::Answered { key, answer }),
        1 => (1_u32..4).prop_map(|n| Event::Status(Box::new(record(n, Status::Delivered)))),
        1 => Just(Event::Template(Some("t".parse().unwrap()))),
        1 => Just(Event::Replaced(None)),
        1 => Just(Event::Undone),
        1 => any::<bool>().prop_map(Event::Hidden),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_one_press_is_one_request_and_no_text_is_lost(
        events in prop::collection::vec(event(), 1..40),
    ) {
        let mut state = ready();
        for event in events {
            let before = state.text().to_owned();
            let was_sending = state.is_sending();
            let is_send = matches!(event, Event::Send { .. });
            let own_change = matches!(
                event,
                Event::Edited(_) | Event::Template(_) | Event::Replaced(_) | Event::Undone
            );
            let effects = state.update(event);
            let sends: Vec<&String> = effects
                .iter()
                .filter_map(|effect| match effect {
                    Effect::Send { key, .. } => Some(key),
                    _ => None,
                })
                .collect();
            prop_assert!(sends.len() <= 1);
            prop_assert!(sends.is_empty() || (is_send && !was_sending));
            let cleared = state.text() != before && !own_change;
            if cleared {
                prop_assert!(state.text().is_empty());
                let recorded = state.outgoing().first().is_some_and(|one| one.is_recorded());
                prop_assert!(recorded, "{before:?} was cleared without a record");
            }
            // Drawing never fails, whatever the state.
            let _ = state.view();
        }
    }
}
