//! What holds whatever happens, in whatever order.

use super::*;

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
