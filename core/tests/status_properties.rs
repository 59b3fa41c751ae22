//! The law of the status: it is a function of the *set* of facts.

use mitto_core::status::{Fact, Status, fold};
use proptest::prelude::*;

fn reported() -> impl Strategy<Value = Fact> {
    let status = prop::sample::select(vec![
        Status::Sent,
        Status::Rejected,
        Status::Expired,
        Status::Undelivered,
        Status::Delivered,
    ]);
    (status, prop::option::of(1_u8..=3)).prop_map(|(status, segment)| Fact { status, segment })
}

fn dispatched() -> impl Strategy<Value = Status> {
    prop::sample::select(vec![
        Status::Sending,
        Status::Unknown,
        Status::Sent,
        Status::Rejected,
    ])
}

proptest! {
    #[test]
    fn neither_order_nor_repeats_change_it(
        dispatch in dispatched(),
        facts in prop::collection::vec(reported(), 0..8),
        order in any::<prop::sample::Index>(),
        repeats in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let once = fold(dispatch, 3, &facts);
        let mut again = facts.clone();
        if !facts.is_empty() {
            again.rotate_left(order.index(facts.len()));
            again.extend(repeats.iter().map(|at| facts[at.index(facts.len())]));
            again.reverse();
        }
        prop_assert_eq!(fold(dispatch, 3, &again), once);
    }

    #[test]
    fn knowing_more_never_lowers_it(
        dispatch in dispatched(),
        facts in prop::collection::vec(reported(), 1..8),
    ) {
        let (_, fewer) = facts.split_last().unwrap();
        let (less, more) = (fold(dispatch, 3, fewer), fold(dispatch, 3, &facts));
        prop_assert!(more.status >= less.status);
        prop_assert!(more.delivered_segments >= less.delivered_segments);
    }

    #[test]
    fn folding_one_by_one_is_folding_all_at_once(
        dispatch in dispatched(),
        facts in prop::collection::vec(reported(), 0..8),
    ) {
        let stepwise = facts.iter().fold(dispatch, |status, fact| status.join(fact.status));
        prop_assert_eq!(stepwise, fold(dispatch, 3, &facts).status);
    }
}
