//! What is asked for again while the page is open.

use super::*;

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
