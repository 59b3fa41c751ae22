//! A person at a record page, in a real Chromium. Needs the stack that `cargo xtask test` starts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod accessible;
mod campaign;
mod campaign_limits;
mod campaign_thousand;
mod composing;
mod languages;
mod list;
mod list_live;
mod messages;
mod opt_out;
mod page;
mod sending;
