//! The composer of a campaign, between JSON texts: what happens comes in as one, what is to be done and seen goes out.

// Exports of the wasm, not of this crate.
#![allow(unreachable_pub)]

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use mitto_core::app::Sheet;
use mitto_core::app::campaign::{Composer as Core, Effect};
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

/// A composer that is open.
#[wasm_bindgen]
pub struct Composer(RefCell<Core>);

/// What comes of an event.
#[derive(Serialize)]
struct Outcome {
    effects: Vec<Effect>,
    sheet: Sheet,
}

#[wasm_bindgen]
impl Composer {
    /// Of this campaign; none where the word is no record's id.
    pub fn open(record: &str) -> Option<Composer> {
        Some(Composer(RefCell::new(Core::of(record)?)))
    }

    /// Takes an event in (`js/app/screen.js`); what is to be done and seen.
    pub fn event(&self, event: &str) -> Option<String> {
        let mut event: Value = serde_json::from_str(event).ok()?;
        let mut core = self.0.try_borrow_mut().ok()?;
        let body = event.get_mut("body").map(Value::take).unwrap_or_default();
        let word = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
        let effects = match word("type") {
            "started" => core.start(),
            "input" => core.input(word("name"), word("value")),
            "pressed" => core.pressed(word("name"), word("value")),
            "elapsed" => core.elapsed(word("what")),
            "answered" => {
                let status = event.get("status").and_then(Value::as_u64);
                let status = status.and_then(|status| status.try_into().ok());
                core.answered(
                    word("what"),
                    word("about"),
                    status.unwrap_or_default(),
                    body,
                )
            }
            // What is heard from nodes that have nothing to say.
            _ => Vec::new(),
        };
        let sheet = core.sheet();
        serde_json::to_string(&Outcome { effects, sheet }).ok()
    }
}
