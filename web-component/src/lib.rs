//! `<mitto-send-sms>`: the browser's side. It forwards what happens to `mitto_core::composer` and
//! draws what that says; nothing is decided here.
//!
//! The class itself, the network and the clock are a small hand-written module (`js/`), because a
//! custom element must be a JavaScript class. It hands itself to [`element::SendSms`] as a
//! [`client::Client`]. [`counting`] exports the plain functions, which need no DOM.

mod client;
mod counting;
mod dom;
mod draw;
mod element;
mod html;
mod json;
