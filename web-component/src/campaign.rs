//! The composer of a campaign, between plain values and a JSON text, as the SMS related list is.

// Exports of the wasm, not of this crate.
#![allow(unreachable_pub)]

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use mitto_core::app::Sheet;
use mitto_core::app::campaign::{Composer as Core, Effect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::answer::Answer;
use crate::language::{Language, Speech};

/// A composer that is open.
#[wasm_bindgen]
pub struct Composer {
    core: RefCell<Core>,
    speech: Speech,
}

/// What comes of an event.
#[derive(Serialize)]
struct Outcome {
    effects: Vec<Effect>,
    sheet: Sheet,
}

#[wasm_bindgen]
impl Composer {
    /// Of this campaign; none where the word is no record's id.
    pub fn open(record: &str, language: Language) -> Option<Composer> {
        Some(Composer {
            core: RefCell::new(Core::of(record)?),
            speech: Speech::of(language),
        })
    }

    /// Takes an event in; what is to be done and seen, in JSON. Of an answer, `name` is what was asked and `value` what it
    /// is about; else they are what was pressed or edited.
    pub fn event(
        &self,
        kind: &str,
        name: &str,
        value: &str,
        status: u32,
        answer: &Answer,
    ) -> Option<String> {
        let mut core = self.core.try_borrow_mut().ok()?;
        self.speech.during(|| {
            let effects = match kind {
                "started" => core.start(),
                "input" => core.input(name, value),
                "pressed" => core.pressed(name, value),
                "elapsed" => core.elapsed(name),
                "answered" => core.answered(name, value, status, answer),
                // What is heard from nodes that have nothing to say.
                _ => Vec::new(),
            };
            let sheet = core.sheet();
            serde_json::to_string(&Outcome { effects, sheet }).ok()
        })
    }
}
