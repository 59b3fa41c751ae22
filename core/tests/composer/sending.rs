//! A press of Send, and what becomes of it.

use super::*;

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
