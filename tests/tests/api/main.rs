//! The HTTP API, from outside, against the Worker in workerd and the gateway simulator.
//! Needs the stack that `cargo xtask test` starts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod access;
mod api_keys;
mod batch;
mod callbacks;
mod campaign_jobs;
mod campaigns;
mod changes;
mod concurrency;
mod configuration;
mod counting;
mod history;
mod home;
mod idempotency;
mod list_views;
mod lists;
mod logs;
mod people;
mod privacy;
mod refusals;
mod replies;
mod retention;
mod sending;
mod setup;
mod transfer;

use mitto_tests::api::Api;
use mitto_tests::simulator::client::SimulatorClient;

/// Somebody who has not signed in.
fn nobody() -> Api {
    Api::nobody(&mitto_tests::variable("MITTO_BASE_URL"))
}

/// The gateway.
fn gateway() -> SimulatorClient {
    SimulatorClient::new(&mitto_tests::variable("MITTO_SIMULATOR_URL"))
}

/// A salesperson.
async fn user() -> Api {
    nobody().signed_in("role=user&sub=e2e-user").await
}

/// An administrator.
async fn admin() -> Api {
    nobody().signed_in("role=admin&sub=e2e-admin").await
}
