//! `<mitto-send-sms>`, `<mitto-sms-list>` and the pages of the app: the browser's side. It forwards what happens to
//! `mitto_core::composer` and `mitto_core::app` and draws what they say; nothing is decided here.
//!
//! One crate, four bundles: a record page must not download the app, nor one that only sends the list of SMS, nor a lead's
//! page what a campaign needs. The features `send-sms`, `sms-list`, `campaign` and `app` make one each.
//!
//! The class itself, the nodes, the network and the clock are a small hand-written module (`js/`), because a
//! custom element must be a JavaScript class, and because bindings for each kind of node are larger than what they
//! are used for. It hands itself to [`element::SendSms`] as a [`page::Page`]. [`counting`] exports the plain functions,
//! which need no DOM.

// Tests may count as they like.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

#[cfg(not(feature = "bench"))]
extern crate alloc;

/// Small, and constant in time; the standard one is 2 kB more after compression.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::GlobalTlsf<SmallAndThrifty> = rlsf::GlobalTlsf::new();

#[cfg(target_family = "wasm")]
struct SmallAndThrifty;

#[cfg(target_family = "wasm")]
impl rlsf::GlobalTlsfOptions for SmallAndThrifty {
    /// What grows is copied.
    const ENABLE_REALLOCATION: bool = false;
    /// Memory got in pieces is one piece: else a text that grows would leave pieces behind that are too small for it.
    const COALESCE_POOLS: bool = true;
}

#[cfg(feature = "app")]
mod app;

#[cfg(any(feature = "send-sms", feature = "sms-list", feature = "campaign"))]
mod answer;
#[cfg(feature = "bench")]
mod bench;
#[cfg(feature = "campaign")]
mod campaign;
#[cfg(feature = "send-sms")]
mod counting;
#[cfg(feature = "send-sms")]
mod draw;
#[cfg(feature = "send-sms")]
mod element;
#[cfg(any(feature = "send-sms", feature = "sms-list", feature = "campaign"))]
mod language;
#[cfg(feature = "sms-list")]
mod list;
#[cfg(feature = "send-sms")]
mod page;
