//! Campaigns: who gets how many messages, exactly, before anything is sent.

mod skip;

pub use skip::{Skip, Skipped};
