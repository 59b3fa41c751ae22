//! The pages of the app: each a [`mitto_core::app::Page`], between two JSON texts. The app is loaded by those who
//! administer, seldom and once a day; here, few lines matter more than few bytes.

// Exports of the wasm, not of this crate.
#![allow(unreachable_pub)]

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use mitto_core::app::{Effect, Page, Sheet, open};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A page that is open.
#[wasm_bindgen]
pub struct Screen(RefCell<Box<dyn Page>>);

/// What comes of an event.
#[derive(Serialize)]
struct Outcome {
    effects: Vec<Effect>,
    sheet: Sheet,
}

#[wasm_bindgen]
impl Screen {
    /// Opens a page; `start` is a `mitto_core::app::Start` in JSON. None where there is no such page.
    pub fn open(name: &str, start: &str) -> Option<Screen> {
        let start = serde_json::from_str(start).ok()?;
        Some(Screen(RefCell::new(open(name, start)?)))
    }

    /// Takes an event in, in JSON; what is to be done and seen, in JSON.
    pub fn event(&self, event: &str) -> Option<String> {
        let event = serde_json::from_str(event).ok()?;
        let mut page = self.0.try_borrow_mut().ok()?;
        let effects = page.update(event);
        let sheet = page.sheet();
        serde_json::to_string(&Outcome { effects, sheet }).ok()
    }
}
