//! SMS: every SMS record, in views that can be filtered, saved and shared.

mod columns;
mod draw;
mod filters;
mod listing;
mod views;

use serde_json::Value;

use super::Page;
use super::event::{Effect, Event, Start};
use super::query::value;
use super::sheet::Sheet;
use super::toast;
use crate::api::ListView;
use filters::{Asked, Asking};
use listing::Listing;
use views::Views;

const LIST_PAGE: &str = "/sms";

/// The name of the wait.
const SEARCH: &str = "search";

/// From the last key to the request, milliseconds.
const SEARCH_MS: u32 = 300;

/// The page.
pub(super) struct Messages {
    /// The address it was opened with, until the view that it names is there.
    path: String,
    asked: Asked,
    listing: Listing,
    views: Views,
    filters_open: bool,
    choosing_columns: bool,
}

impl Messages {
    pub(super) fn new(start: Start) -> Messages {
        Messages {
            asked: Asked::at(&start.path, &ListView::all()),
            views: Views::new(start.role, value(&start.path, "view")),
            listing: Listing::default(),
            filters_open: false,
            choosing_columns: false,
            path: start.path,
        }
    }

    fn started(&mut self) -> Vec<Effect> {
        let views = self.views.load();
        // What the address filters is only known with the view that it names.
        let mut effects = match self.views.wanted {
            Some(_) => Vec::new(),
            None => self.listing.anew(&self.asked),
        };
        effects.push(views);
        effects
    }

    /// Another question: the address says it too.
    fn filtered(&mut self) -> Vec<Effect> {
        self.listing.forget();
        let mut effects = vec![self.moved()];
        effects.extend(self.listing.anew(&self.asked));
        effects
    }

    fn moved(&self) -> Effect {
        let path = self.asked.address(&self.views.current);
        Effect::Moved { path }
    }

    /// Shows a view as it is saved.
    fn show(&mut self, view: ListView) -> Vec<Effect> {
        self.asked = Asked::of(&view);
        self.views.current = view;
        self.filtered()
    }

    /// The views came, and with them the one that is wanted.
    fn views_came(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let (next, found) = self.views.came(status, body);
        let mut effects: Vec<Effect> = next.into_iter().collect();
        if let Some(view) = found {
            let path = core::mem::take(&mut self.path);
            self.asked = Asked::at(&path, &view);
            self.views.current = view;
            effects.extend(self.filtered());
        }
        effects
    }

    fn edited(&mut self, name: &str, value: String) -> Vec<Effect> {
        match (name, &mut self.views.editing) {
            ("view-name", Some(editing)) => {
                editing.draft.name = value;
                editing.edited();
                return Vec::new();
            }
            ("view-shared", Some(editing)) => {
                editing.draft.shared = value == "true";
                return Vec::new();
            }
            ("view", _) => {
                let found = self.views.find(&value);
                return found.map_or_else(Vec::new, |view| self.show(view));
            }
            _ => {}
        }
        match self.asked.edit(name, value) {
            Asking::Now => self.filtered(),
            Asking::Soon => vec![Effect::Wait {
                what: SEARCH,
                after_ms: SEARCH_MS,
            }],
            Asking::Never => Vec::new(),
        }
    }

    fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "more" => self.listing.more(&self.asked),
            "refresh" => {
                let mut effects = self.listing.anew(&self.asked);
                effects.extend([self.views.load(), Effect::announce("Refreshing")]);
                effects
            }
            "export" => self.listing.export(&self.asked),
            "filters" => {
                self.filters_open = !self.filters_open;
                Vec::new()
            }
            "clear" => {
                self.asked.filters = Default::default();
                self.asked.by_days = false;
                let mut effects = self.filtered();
                effects.push(Effect::focus("search"));
                effects
            }
            "columns" => {
                self.choosing_columns = true;
                Vec::new()
            }
            "usual-columns" => {
                self.asked.columns.clone_from(&self.views.current.columns);
                vec![self.moved(), Effect::focus("columns-done")]
            }
            "close-columns" => {
                self.choosing_columns = false;
                Vec::new()
            }
            "revert" => {
                let view = self.views.current.clone();
                let mut effects = self.show(view);
                effects.push(Effect::focus("view"));
                effects
            }
            "save-as" => self.views.save_as(&self.asked),
            "edit-view" => self.views.edit(),
            "update-view" => self.views.update(&self.asked),
            "save-view" => self.views.save(),
            "cancel" => {
                self.views.close();
                Vec::new()
            }
            "take-theirs" => self.views.take_theirs().into_iter().collect(),
            "keep-mine" => {
                let editing = self.views.editing.iter_mut();
                editing.for_each(super::editing::Editing::keep_mine);
                vec![Effect::focus("view-name")]
            }
            "remove-view" => self.views.remove(),
            "undo" => self.views.undo().into_iter().collect(),
            _ => match columns::press(&mut self.asked.columns, name, value) {
                Some(mut effects) => {
                    effects.push(self.moved());
                    effects
                }
                None => Vec::new(),
            },
        }
    }

    fn saved(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let Some(view) = self.views.saved(status, body) else {
            return vec![Effect::focus("view-name")];
        };
        let said = ["The list view “", &view.name, "” is saved."].concat();
        let toast = self.views.toast.say(said, None);
        self.views.current = view;
        vec![toast, self.moved(), Effect::focus("view")]
    }

    fn answered(&mut self, what: &str, about: &str, status: u16, body: Value) -> Vec<Effect> {
        match what {
            listing::EXPORTED => self.listing.exported(status, body),
            listing::COUNTS => {
                self.listing.counted(&self.asked, about, status, body);
                Vec::new()
            }
            views::VIEWS => self.views_came(status, body),
            views::SAVED => self.saved(status, body),
            views::REMOVED => {
                let done = self.views.removed(about, status, body);
                let mut effects: Vec<Effect> = done.into_iter().collect();
                if !effects.is_empty() && self.views.current.id == about {
                    effects.extend(self.show(ListView::all()));
                    effects.push(Effect::focus("view"));
                }
                effects
            }
            views::RESTORED => {
                let (toast, view) = self.views.restored(about, status, body);
                let mut effects = vec![toast];
                effects.extend(view.map(|view| self.show(view)).unwrap_or_default());
                effects
            }
            _ if self.listing.is_asked(about) => {
                let is_more = what == listing::MORE;
                self.listing.answered(&self.asked, is_more, status, body)
            }
            _ => Vec::new(),
        }
    }
}

impl Page for Messages {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => self.started(),
            Event::Input { name, value } => self.edited(&name, value),
            Event::Pressed { name, value, .. } => self.pressed(&name, &value),
            Event::Answered {
                what,
                about,
                status,
                body,
                ..
            } => self.answered(&what, &about, status, body),
            Event::Elapsed { what } => match what.as_str() {
                SEARCH => self.filtered(),
                listing::REFRESH if !self.listing.asked_more => {
                    vec![self.listing.look(&self.asked)]
                }
                toast::ELAPSED => {
                    self.views.toast.clear();
                    Vec::new()
                }
                _ => Vec::new(),
            },
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        self.draw_views(&mut sheet);
        self.draw_editor(&mut sheet);
        self.draw_filters(&mut sheet);
        self.draw_columns(&mut sheet);
        self.draw_list(&mut sheet);
        self.views.toast.draw(&mut sheet);
        sheet
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod view_tests;
