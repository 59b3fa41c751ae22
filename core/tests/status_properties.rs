//! The law of the status: it is a function of the *set* of facts.

use mitto_core::gateway::mitto::read_reports;
use mitto_core::gateway::{CallbackBody, Notice};
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
        (facts, again) in prop::collection::vec(reported(), 0..8).prop_flat_map(|facts| {
            let repeats = match facts.is_empty() {
                true => Just(Vec::new()).boxed(),
                false => {
                    prop::collection::vec(prop::sample::select(facts.clone()), 0..6).boxed()
                }
            };
            let all = repeats.prop_map({
                let facts = facts.clone();
                move |repeats| [facts.clone(), repeats].concat()
            });
            (Just(facts), all.prop_shuffle())
        }),
    ) {
        prop_assert_eq!(fold(dispatch, 3, &again), fold(dispatch, 3, &facts));
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

/// Every order of these.
fn orders<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let first = |at: usize| {
        let mut rest = items.to_vec();
        let first = rest.remove(at);
        orders(&rest)
            .into_iter()
            .map(move |rest| [vec![first.clone()], rest].concat())
    };
    (0..items.len()).flat_map(first).collect()
}

/// Every set of up to so many of these.
fn sets<T: Clone>(items: &[T], most: usize) -> Vec<Vec<T>> {
    let Some((first, rest)) = items.split_first() else {
        return vec![Vec::new()];
    };
    let without = sets(rest, most);
    let with = without.iter().filter(|set| set.len() < most);
    let with: Vec<Vec<T>> = with
        .map(|set| [vec![first.clone()], set.clone()].concat())
        .collect();
    [without, with].concat()
}

#[test]
fn every_order_and_every_repeat_of_reports_as_they_come_in_is_one_status() {
    let items: Vec<String> = [
        "sent",
        "rejected",
        "expired",
        "undelivered",
        "DELIVRD",
        "zap",
    ]
    .into_iter()
    .flat_map(|word| {
        ["", r#","part":2"#].map(|part| format!(r#"{{"id":"g","status":"{word}"{part}}}"#))
    })
    .collect();
    let folded = |items: &[String]| {
        let body = format!("[{}]", items.join(","));
        let read = read_reports(CallbackBody::Json(body.as_bytes())).unwrap();
        let facts = read.into_iter().filter_map(|notice| match notice {
            Ok(Notice::Report(report)) => report.fact(),
            other => panic!("{other:?}"),
        });
        fold(Status::Sending, 2, &facts.collect::<Vec<Fact>>())
    };
    let mut tried = 0;
    for set in sets(&items, 3) {
        let once = folded(&set);
        for order in orders(&set) {
            assert_eq!(folded(&order), once, "{order:?}");
            for repeated in &order {
                let more = [order.clone(), vec![repeated.clone()]].concat();
                assert_eq!(folded(&more), once, "{more:?}");
                tried += 1;
            }
        }
    }
    // 12 alone, 66 pairs in two orders, 220 threes in six.
    assert_eq!(tried, 12 + 66 * 2 * 2 + 220 * 6 * 3);
}
