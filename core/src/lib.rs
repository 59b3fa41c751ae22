//! What decides in Mitto SMS, compiled twice: for the browser and for the edge.
//!
//! In scope: how a text is counted and cut ([`count`]), how a template renders
//! ([`template`]), who may receive ([`mobile`], [`opt_out`]), what a status means
//! ([`status`]), what happens next in a send ([`send`]), which way a delivery report
//! takes into the database ([`intake`]), who the members of a campaign are ([`members`]) and when
//! its SMS go out ([`schedule`]), what the composer shows
//! ([`composer`]) and the pages of the app ([`app`]), who is asking ([`session`]), how a table for a spreadsheet is written and read ([`csv`]), what makes a log
//! of changes whole (`change_log`), how what is shown is said in other languages ([`language`]), what other servers are told ([`webhook`]), and the
//! words both sides use over HTTP ([`api`]; `openapi` describes them, with the feature `schema`) and towards
//! the gateways ([`gateway`]).
//!
//! Out of scope: I/O, clocks, randomness, storage, JavaScript. Times, ids and random
//! bytes are arguments. `edge` and `web-component` perform what this crate decides.

// Tests may count as they like.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

pub mod api;
pub mod app;
mod base64;
pub mod campaign;
#[cfg(feature = "change-log")]
pub mod change_log;
pub mod composer;
pub mod count;
pub mod csv;
pub mod gateway;
pub mod ids;
pub mod intake;
pub mod language;
pub mod members;
pub mod mobile;
#[cfg(feature = "schema")]
pub mod openapi;
pub mod opt_out;
pub mod salesforce;
pub mod schedule;
pub mod send;
pub mod sender;
pub mod session;
pub mod status;
pub mod template;
pub mod time;
pub mod view;
pub mod webhook;
