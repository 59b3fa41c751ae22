//! The gateway simulator: speaks the protocols of Mitto and of Twilio over HTTP, and misbehaves on demand.
//!
//! It accepts single and bulk sends, posts delivery reports to the callback after a delay, and lets
//! a handset reply. How it behaves towards a number is set over `/control/behaviour`, or chosen by
//! the number's last four digits ([`behaviour::presets`]), so that a person can play; its page at
//! `/` shows the handsets.
//!
//! It knows nothing of the Worker: only what the protocol says, so that it can stand for the
//! gateway in front of any client.

pub mod behaviour;
pub mod client;
mod control;
mod gateway;
mod reports;
mod server;
mod state;
pub mod twilio;

pub use server::{Config, SAMPLE_KEY, Simulator};
pub use state::{Message, ReportForm};
