//! `<mitto-send-sms>`: the browser's side. It forwards what happens to `mitto_core::composer` and
//! draws what that says; nothing is decided here.
//!
//! The class itself, the nodes, the network and the clock are a small hand-written module (`js/`), because a
//! custom element must be a JavaScript class, and because bindings for each kind of node are larger than what they
//! are used for. It hands itself to [`element::SendSms`] as a [`page::Page`]. [`counting`] exports the plain functions,
//! which need no DOM.

extern crate alloc;

mod answer;
mod counting;
mod draw;
mod element;
mod page;
