//! People in the app: those who administer, and those who only send. In a real Chromium; needs the stack that
//! `cargo xtask test` starts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod api_keys;
mod app;
mod changes;
mod frame;
mod gateway;
mod hostile;
mod installation;
mod keywords;
mod privacy;
mod senders;
mod setup;
mod sms;
mod templates;
mod user;
mod webhooks;
