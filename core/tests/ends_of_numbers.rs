//! At the ends of the numbers nothing overflows, which would end a test here and be a wrong answer in WebAssembly.

use mitto_core::gateway::{Outcome, Refusal};
use mitto_core::intake::{Places, Sift, Way};
use mitto_core::send::{Claim, Effect, Event, Phase, SendState, step};
use mitto_core::session::{Freshness, KeySetCache, Step};

const ENDS: [i64; 4] = [i64::MIN, -1, 0, i64::MAX];

#[test]
fn of_a_send() {
    let refusal = Refusal {
        status: 429,
        code: None,
        words: None,
    };
    for now in ENDS {
        for attempt in [0, u32::MAX] {
            let mut state = SendState::new();
            state.attempt = attempt;
            state.phase = Phase::Queued { not_before: now };
            let (state, effects) = step(state, Event::Wake { now });
            assert!(matches!(effects[..], [Effect::Claim { .. }]));
            let (state, _) = step(
                state,
                Event::Claimed {
                    claim: Claim::Won,
                    now,
                },
            );
            let outcome = Outcome::RefusedForNow {
                refusal: refusal.clone(),
                retry_after_s: Some(u32::MAX),
            };
            let answered = Event::Answered {
                attempt: state.attempt,
                outcome,
                now,
            };
            let (state, _) = step(state, answered);
            if let Phase::Queued { not_before } = state.phase {
                assert!(not_before >= now);
            }
        }
    }
}

#[test]
fn of_what_is_held_for_a_while() {
    for first in ENDS {
        for now in ENDS {
            let mut places = Places::new();
            let Way::Store(place) = places.way(first, 0) else {
                panic!("no place at {first}");
            };
            assert!(matches!(places.way(now, usize::MAX), Way::Store(_)));
            places.done(place, true, &[], now);

            let mut keys = KeySetCache::new();
            keys.begin(first);
            keys.end(Freshness::Usual, None, first);
            assert_ne!(keys.step(Freshness::Usual, now), Step::Wait);
        }
    }
}

#[test]
fn of_sizes() {
    let mut sift = Sift::of(&[usize::MAX, usize::MAX, 1]);
    assert_eq!(sift.next_piece(), Some(0..1));
    assert_eq!(sift.next_piece(), Some(1..2));
    assert_eq!(sift.next_piece(), Some(2..3));
}
