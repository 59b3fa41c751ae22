//! Leafing through the members: what one of them would get. Only the one that is shown is fetched.

use super::effect::Effect;
use crate::api::{List, PreviewMember};

pub(super) const PREVIEW: &str = "preview";

/// The member that is shown, and the way back from it.
#[derive(Default)]
pub(super) struct Leaf {
    pub(super) member: Option<PreviewMember>,
    /// The cursors of the members up to the one that is shown; the first has none.
    way: Vec<Option<String>>,
    next: Option<String>,
    /// How many there are before the one that is shown.
    at: usize,
    /// The same of the one that is awaited.
    asked: Option<usize>,
}

impl Leaf {
    /// The first member.
    pub(super) fn first(&mut self, path: &str) -> Effect {
        self.way = vec![None];
        self.ask(0, path)
    }

    fn ask(&mut self, to: usize, path: &str) -> Effect {
        self.asked = Some(to);
        let path = [path, "/preview"].concat();
        let path = match self.way.get(to) {
            Some(Some(cursor)) => [&path, "?cursor=", cursor].concat(),
            _ => path,
        };
        Effect::get(PREVIEW, to.to_string(), path)
    }

    pub(super) fn forth(&mut self, path: &str) -> Option<Effect> {
        let next = self.next.clone().filter(|_| self.asked.is_none())?;
        let at = self.at.saturating_add(1);
        self.way.truncate(at);
        self.way.push(Some(next));
        Some(self.ask(at, path))
    }

    pub(super) fn back(&mut self, path: &str) -> Option<Effect> {
        let before = self.at.checked_sub(1).filter(|_| self.asked.is_none())?;
        Some(self.ask(before, path))
    }

    pub(super) fn came(&mut self, about: &str, mut page: List<PreviewMember>) {
        if let Some(asked) = self.asked.filter(|asked| asked.to_string() == about) {
            self.asked = None;
            self.at = asked;
            self.member = page.items.pop();
            self.next = page.cursor;
        }
    }

    /// There was no answer, or none that can be read: the member that is shown stays.
    pub(super) fn lost(&mut self) {
        self.asked = None;
    }

    /// How many there are before the one that is shown.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn has_next(&self) -> bool {
        self.next.is_some()
    }
}
