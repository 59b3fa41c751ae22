//! The language of an element: what its message file says (`js/language.js`).

// wasm-bindgen's exports must name it, although nothing outside this crate can.
#![allow(unreachable_pub)]

use alloc::string::String;
use core::cell::{Cell, RefCell};
use core::mem::ManuallyDrop;

use mitto_core::language::{self, Ask};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The language of an element, as long as there is the element; which one it is can change.
    pub type Language;

    /// Asks for something: one way for all, because each costs code on both sides.
    #[wasm_bindgen(method, js_name = ask)]
    fn js_ask(this: &Language, what: u32, english: &str, number: f64) -> Option<String>;
}

/// What is asked for.
mod what {
    pub(super) const WHETHER: u32 = 0;
    pub(super) const MESSAGE: u32 = 1;
    pub(super) const SENTENCE: u32 = 2;
    pub(super) const NUMBER: u32 = 3;
    pub(super) const DAY: u32 = 4;
}

/// A number that is none of things.
const NONE: f64 = -1.0;

std::thread_local! {
    /// The one that is spoken. Nothing to be dropped at the end of a thread: outside of a call there is none.
    static SPOKEN: RefCell<ManuallyDrop<Option<Language>>> = const {
        RefCell::new(ManuallyDrop::new(None))
    };
}

// No moment that people name is so far away that a double would lose a millisecond.
#[allow(clippy::cast_precision_loss)]
fn ask(what: Ask<'_>) -> Option<String> {
    let (what, english, number) = match what {
        Ask::Message(english) => (what::MESSAGE, english, NONE),
        Ask::Of(english, count) => (what::MESSAGE, english, count.into()),
        Ask::Sentence(english) => (what::SENTENCE, english, NONE),
        Ask::Number(number) => (what::NUMBER, "", number.into()),
        Ask::Day(shown) => (what::DAY, "", shown as f64),
    };
    SPOKEN.with_borrow(|language| language.as_ref()?.js_ask(what, english, number))
}

/// Speaks this one from now on; gives the one before.
fn speak(language: Option<Language>) -> Option<Language> {
    ManuallyDrop::into_inner(SPOKEN.replace(ManuallyDrop::new(language)))
}

/// The language of an element.
pub(crate) struct Speech(Cell<Option<Language>>);

impl Speech {
    pub(crate) fn of(language: Language) -> Speech {
        Speech(Cell::new(Some(language)))
    }

    /// Speaks it during a call.
    pub(crate) fn during<T>(&self, call: impl FnOnce() -> T) -> T {
        let before = speak(self.0.take());
        let whether =
            SPOKEN.with_borrow(|language| language.as_ref()?.js_ask(what::WHETHER, "", NONE));
        let done = language::speaking(whether.map(|_| ask as language::Language), call);
        self.0.set(speak(before));
        done
    }
}
