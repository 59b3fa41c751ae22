//! What the end-to-end tests stand on: a client of the API, a browser, and the gateway simulator.
//! They run against the stack that `cargo xtask test` starts, with the real Worker in workerd.

// A panic in here is a failed test, which is what these helpers are for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(clippy::disallowed_methods)]

pub mod api;
pub mod browser;
pub mod database;
pub mod receiver;
pub mod simulator;

/// A variable that `cargo xtask test` sets.
///
/// # Panics
/// Where it is missing: the tests need the running stack.
pub fn variable(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run these tests with `cargo xtask test`"))
}
