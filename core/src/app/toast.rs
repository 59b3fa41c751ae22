//! What was just done, at the bottom of the page, with a way back where a mistake is easy.

use super::event::Effect;
use super::sheet::Sheet;

/// How long it stays, milliseconds: long enough to read it and to reach the button with a keyboard.
const STAYS_MS: u32 = 12_000;

/// The name of its wait.
pub(super) const ELAPSED: &str = "toast";

/// What was just done. `U` is what undoing it takes.
#[derive(Clone, Debug)]
pub(super) struct Toast<U> {
    said: Option<String>,
    undo: Option<U>,
}

impl<U> Toast<U> {
    pub(super) const fn new() -> Toast<U> {
        Toast {
            said: None,
            undo: None,
        }
    }

    /// Says something; with `undo` there is a button that takes it back.
    pub(super) fn say(&mut self, text: impl Into<String>, undo: Option<U>) -> Effect {
        self.said = Some(text.into());
        self.undo = undo;
        Effect::Wait {
            what: ELAPSED,
            after_ms: STAYS_MS,
        }
    }

    /// What undoing takes, once.
    pub(super) fn take_undo(&mut self) -> Option<U> {
        self.said = None;
        self.undo.take()
    }

    /// It goes.
    pub(super) fn clear(&mut self) {
        self.said = None;
        self.undo = None;
    }

    /// A wait is over; if it was its own, it goes.
    pub(super) fn elapsed(&mut self, what: &str) {
        if what == ELAPSED {
            self.clear();
        }
    }

    pub(super) fn draw(&self, sheet: &mut Sheet) {
        sheet
            .show("toast", self.said.is_some())
            .text("toast-text", self.said.as_deref().unwrap_or_default())
            .show("toast-undo", self.undo.is_some());
    }
}
