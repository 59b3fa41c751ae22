//! The simulation: sending and receiving under everything that can go wrong, thousands of times.
//!
//! A seed is a whole run: who sends and replies when, what the gateway does, what fails, who dies at
//! which step, whose turn it is. A seed that breaks a rule is printed; `MITTO_SIM_SEED=… cargo test -p
//! mitto-tests --test simulation` runs that one alone and prints all that happens in it.
//! `MITTO_SIM_SEEDS=…` sets how many there are.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(clippy::disallowed_methods)]

mod model;
mod mutants;
mod orders;

use std::io::Write as _;
use std::rc::Rc;
use std::time::Instant;

use model::calm::{script, simulated};
use model::database::Database;
use model::script::{Broken, run};
use model::world::Counts;

/// Seeds of a usual run.
const SEEDS: u64 = 5_000;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Some of the seeds, one after another, up to the first that breaks a rule.
fn some(from: u64, step: usize, to: u64) -> Result<Counts, Broken> {
    let database = Rc::new(Database::new(None));
    let mut counts = Counts::default();
    for seed in (from..to).step_by(step) {
        counts = counts.and(run(seed, None, &database, false)?);
    }
    Ok(counts)
}

/// Fails with all that is needed to see it again.
fn told(broken: &Broken) -> ! {
    let database = Rc::new(Database::new(None));
    let again = run(broken.seed, None, &database, true);
    let trace = again.err().map(|broken| broken.trace).unwrap_or_default();
    panic!("{trace}\n\n{}\nMITTO_SIM_SEED={}", broken.why, broken.seed);
}

#[test]
fn every_sms_comes_to_one_truthful_rest_and_none_is_sent_twice() {
    if let Some(seed) = number("MITTO_SIM_SEED") {
        let database = Rc::new(Database::new(None));
        match run(seed, None, &database, true) {
            Ok(counts) => println!("{counts:?}"),
            Err(broken) => told(&broken),
        }
        return;
    }
    let began = Instant::now();
    let seeds = number("MITTO_SIM_SEEDS").unwrap_or(SEEDS);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let all: Vec<Result<Counts, Broken>> = std::thread::scope(|scope| {
        let begin = |first| scope.spawn(move || some(first, threads, seeds));
        let all: Vec<_> = (0..threads as u64).map(begin).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut counts = Counts::default();
    for one in all {
        match one {
            Ok(some) => counts = counts.and(some),
            Err(broken) => told(&broken),
        }
    }
    // Past the test runner, which keeps what is printed to itself.
    let took = began.elapsed().as_secs_f64();
    writeln!(std::io::stderr(), "{counts:?}, {took:.1} s").unwrap();
    assert_eq!(counts.seeds, seeds);
    // A simulation in which nothing happens proves nothing.
    for enough in [
        counts.crashes,
        counts.failures,
        counts.submissions,
        counts.replies,
    ] {
        assert!(enough >= seeds / 2, "{counts:?}");
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    let database = Rc::new(Database::new(None));
    let run = |seed| format!("{:?}", run(seed, None, &database, true));
    for seed in 0..20 {
        assert_eq!(run(seed), run(seed));
    }
}

#[test]
fn scripts_without_failures_end_as_they_should() {
    for seed in 0..200 {
        simulated(&script(seed));
    }
}
