//! A list that is read whole.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer::{Answer, why_not};
use super::event::Effect;
use super::node::Node;
use super::sheet::Sheet;
use crate::api::List;

pub(super) const LIST: &str = "list";

/// A list, once it is there, and what went wrong with it as a whole.
pub(super) struct Listing<T> {
    /// Its address.
    at: &'static str,
    items: Option<Vec<T>>,
    pub(super) problem: Option<String>,
}

impl<T> Listing<T> {
    pub(super) const fn new(at: &'static str) -> Listing<T> {
        Listing {
            at,
            items: None,
            problem: None,
        }
    }

    /// What is in it; nothing before it is there.
    pub(super) fn items(&self) -> &[T] {
        self.items.as_deref().unwrap_or_default()
    }

    /// Reads it for the first time, or after it went wrong.
    pub(super) fn load(&mut self) -> Vec<Effect> {
        self.problem = None;
        vec![self.again()]
    }

    /// Reads it anew: something in it has changed.
    pub(super) fn again(&self) -> Effect {
        Effect::get(LIST, self.at)
    }

    /// Draws it.
    pub(super) fn draw(&self, sheet: &mut Sheet, row: impl FnMut(&T) -> Node) {
        let rows = self.items().iter().map(row).collect();
        draw(sheet, self.items.is_some(), self.problem.as_deref(), rows);
    }
}

fn draw(sheet: &mut Sheet, is_there: bool, problem: Option<&str>, rows: Vec<Node>) {
    sheet
        .show("loading", !is_there && problem.is_none())
        .note("problem", problem)
        .show("retry", !is_there && problem.is_some())
        .show("empty", is_there && rows.is_empty())
        .show("table", !rows.is_empty())
        .nodes("rows", rows);
}

impl<T: DeserializeOwned> Listing<T> {
    /// It came, or did not.
    pub(super) fn came(&mut self, status: u16, body: Value) {
        match Answer::<List<T>>::of(status, body).read() {
            Ok(list) => {
                self.items = Some(list.items);
                self.problem = None;
            }
            Err(problem) => self.problem = Some(why_not(problem.as_ref())),
        }
    }
}
