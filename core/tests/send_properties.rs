//! The promises of the send machine, under any order of answers, crashes, sweeps and reports.
//!
//! A tiny world performs the effects: a row with a conditional claim, and a gateway that counts
//! what it takes. Dispatchers may die between any two effects; the sweep wakes what is left.

use mitto_core::gateway::{Outcome, Refusal, Uncertainty};
use mitto_core::send::{Claim, Effect, Event, LEASE_MS, MAX_ATTEMPTS, Phase, SendState, step};
use mitto_core::status::Status;
use proptest::prelude::*;

/// What the world does next.
#[derive(Clone, Debug)]
enum Move {
    /// Time passes, milliseconds.
    Pass(i64),
    /// Somebody looks at the SMS (a request, the sweep), and dies after this many effects.
    Look { dies_after: usize, gateway: Gateway },
    /// A report arrives.
    Report(Status),
    /// The number opts out.
    OptOut,
}

/// How the gateway behaves towards one submission.
#[derive(Clone, Copy, Debug)]
enum Gateway {
    Takes,
    TakesAndIsSilent,
    Refuses,
    RefusesForNow,
    NeverSawIt,
}

struct World {
    /// The stored row.
    row: SendState,
    opted_out: bool,
    now: i64,
    /// Submissions the gateway has taken.
    taken: u32,
    /// Submissions made while the number was opted out.
    to_opted_out: u32,
}

fn refusal() -> Refusal {
    Refusal {
        status: 429,
        code: None,
        words: None,
    }
}

impl World {
    fn look(&mut self, dies_after: usize, gateway: Gateway) {
        let mut mine = self.row.clone();
        let mut queue = vec![Event::Wake { now: self.now }];
        let mut effects_left = dies_after;
        while let Some(event) = queue.pop() {
            let (next, effects) = step(mine, event);
            mine = next;
            for effect in effects {
                if effects_left == 0 {
                    return;
                }
                effects_left -= 1;
                match effect {
                    Effect::Claim {
                        attempt,
                        lease_until,
                    } => {
                        let claim = self.claim(attempt, lease_until);
                        queue.push(Event::Claimed {
                            claim,
                            now: self.now,
                        });
                    }
                    Effect::Submit { attempt } => {
                        let outcome = self.submit(gateway);
                        queue.push(Event::Answered {
                            attempt,
                            outcome,
                            now: self.now,
                        });
                    }
                    Effect::Store => self.row = mine.clone(),
                    Effect::AdoptEarlyReports { .. } => {}
                }
            }
        }
    }

    fn claim(&mut self, attempt: u32, lease_until: i64) -> Claim {
        let queued = matches!(self.row.phase, Phase::Queued { .. });
        match (queued && self.row.attempt + 1 == attempt, self.opted_out) {
            (false, _) => Claim::Taken,
            (true, true) => Claim::OptedOut,
            (true, false) => {
                self.row.phase = Phase::Sending { lease_until };
                self.row.attempt = attempt;
                self.row.status = self.row.status.join(Status::Sending);
                Claim::Won
            }
        }
    }

    fn submit(&mut self, gateway: Gateway) -> Outcome {
        self.to_opted_out += u32::from(self.opted_out);
        match gateway {
            Gateway::Takes => {
                self.taken += 1;
                Outcome::Accepted {
                    gateway_id: Some("g".to_owned()),
                }
            }
            Gateway::TakesAndIsSilent => {
                self.taken += 1;
                Outcome::Unknown(Uncertainty::TimedOut)
            }
            Gateway::NeverSawIt => Outcome::Unknown(Uncertainty::ConnectionLost),
            Gateway::Refuses => Outcome::Refused(refusal()),
            Gateway::RefusesForNow => Outcome::RefusedForNow {
                refusal: refusal(),
                retry_after_s: None,
            },
        }
    }
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let gateway = prop::sample::select(vec![
        Gateway::Takes,
        Gateway::TakesAndIsSilent,
        Gateway::Refuses,
        Gateway::RefusesForNow,
        Gateway::NeverSawIt,
    ]);
    let report = prop::sample::select(vec![Status::Sent, Status::Undelivered, Status::Delivered]);
    prop::collection::vec(
        prop_oneof![
            2 => (0..2 * LEASE_MS).prop_map(Move::Pass),
            4 => (0_usize..5, gateway)
                .prop_map(|(dies_after, gateway)| Move::Look { dies_after, gateway }),
            1 => report.prop_map(Move::Report),
            1 => Just(Move::OptOut),
        ],
        1..24,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn at_most_one_submission_is_taken_and_it_always_ends(moves in moves()) {
        let mut world = World {
            row: SendState::new(),
            opted_out: false,
            now: 0,
            taken: 0,
            to_opted_out: 0,
        };
        let mut highest_report = Status::Queued;
        for one in moves {
            match one {
                Move::Pass(ms) => world.now += ms,
                Move::Look { dies_after, gateway } => world.look(dies_after, gateway),
                Move::Report(status) => {
                    // A report exists only for what the gateway has taken.
                    if world.taken > 0 {
                        highest_report = highest_report.join(status);
                        let (next, _) = step(world.row.clone(), Event::Reported(status));
                        world.row = next;
                    }
                }
                Move::OptOut => world.opted_out = true,
            }
            prop_assert!(world.taken <= 1, "taken {} times", world.taken);
            prop_assert!(world.row.attempt <= MAX_ATTEMPTS);
            prop_assert_eq!(world.to_opted_out, 0);
            prop_assert!(world.row.status >= highest_report, "a report was forgotten");
        }
        // Left alone, with a gateway that refuses for now for ever, the sweep ends it.
        for _ in 0..=2 * MAX_ATTEMPTS {
            world.now += 2 * 3_600_000;
            world.look(usize::MAX, Gateway::RefusesForNow);
        }
        prop_assert_eq!(world.row.phase, Phase::Settled);
        prop_assert!(world.row.status > Status::Sending, "{:?}", world.row.status);
        prop_assert!(world.taken <= 1);
    }
}

#[test]
fn a_report_between_two_attempts_ends_them() {
    let mut state = SendState::new();
    state.attempt = 1;
    state.phase = Phase::Queued { not_before: 9 };
    let (state, _) = step(state, Event::Reported(Status::Delivered));
    let (state, effects) = step(state, Event::Wake { now: 10 });
    assert_eq!(effects, [Effect::Store]);
    assert_eq!(
        (state.phase, state.status),
        (Phase::Settled, Status::Delivered)
    );
}

#[test]
fn an_opt_out_between_two_attempts_ends_them_and_a_delivery_still_wins() {
    let mut state = SendState::new();
    state.attempt = 1;
    let event = Event::Claimed {
        claim: Claim::OptedOut,
        now: 9,
    };
    let (state, effects) = step(state, event);
    assert_eq!(effects, [Effect::Store]);
    assert_eq!(
        (state.phase, state.status),
        (Phase::Settled, Status::Failed)
    );
    let (state, _) = step(state, Event::Reported(Status::Delivered));
    assert_eq!(state.status, Status::Delivered);
}

#[test]
fn a_claim_that_would_run_out_is_given_back_unless_it_has_or_a_report_has_come() {
    let claimed = SendState {
        phase: Phase::Sending { lease_until: 60 },
        attempt: 1,
        status: Status::Sending,
        ..SendState::new()
    };
    let back = |attempt, now| Event::NotSubmitted { attempt, now };
    let (state, effects) = step(claimed.clone(), back(1, 50));
    assert_eq!(effects, [Effect::Store]);
    assert_eq!(
        (state.phase, state.status),
        (Phase::Queued { not_before: 50 }, Status::Queued)
    );
    let reported = SendState {
        status: Status::Delivered,
        ..claimed.clone()
    };
    for (state, event) in [
        (claimed.clone(), back(1, 60)),
        (claimed, back(2, 50)),
        (reported, back(1, 50)),
    ] {
        assert_eq!(step(state.clone(), event), (state, Vec::new()));
    }
}
