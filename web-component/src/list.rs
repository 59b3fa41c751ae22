//! The SMS related list, between plain values and a JSON text: what happens comes in as it is, because to read a JSON text
//! takes more code than the list itself.

// Exports of the wasm, not of this crate.
#![allow(unreachable_pub)]

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use mitto_core::app::Sheet;
use mitto_core::app::related_list::{Effect, Layout, RelatedList};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::answer::Answer;
use crate::language::{Language, Speech};

/// A list that is open.
#[wasm_bindgen]
pub struct SmsList {
    core: RefCell<RelatedList>,
    speech: Speech,
}

/// What comes of an event.
#[derive(Serialize)]
struct Outcome {
    effects: Vec<Effect>,
    sheet: Sheet,
}

#[wasm_bindgen]
impl SmsList {
    /// The list of a record; `view` is `table` or anything else, `language` the element's. None where the words name no record.
    pub fn open(object: &str, record: &str, view: &str, language: Language) -> Option<SmsList> {
        let layout = match view {
            "table" => Layout::Table,
            _ => Layout::Conversation,
        };
        let list = RelatedList::of(object, record, layout)?;
        Some(SmsList {
            core: RefCell::new(list),
            speech: Speech::of(language),
        })
    }

    /// Takes an event in; what is to be done and seen, in JSON. Of an answer, `name` is what was asked and `value` what it
    /// is about; else they are what was pressed. `can_answer`: the page has a Send SMS element of this record.
    pub fn event(
        &self,
        kind: &str,
        name: &str,
        value: &str,
        status: u32,
        answer: &Answer,
        can_answer: bool,
    ) -> Option<String> {
        let mut list = self.core.try_borrow_mut().ok()?;
        list.set_can_answer(can_answer);
        self.speech.during(|| {
            let effects = match kind {
                "pressed" => list.pressed(name, value),
                "answered" => list.answered(name, value, status, answer),
                "started" | "elapsed" => list.look(),
                // What is heard from nodes that have nothing to say.
                _ => Vec::new(),
            };
            let sheet = list.sheet();
            serde_json::to_string(&Outcome { effects, sheet }).ok()
        })
    }
}
