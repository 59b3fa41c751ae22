//! Setup: the gateway and its key, which fields hold the mobile numbers, and the callback.
//!
//! All three are one thing to the API, with one version. A save names the version that the page
//! shows; where somebody else changed something else of it in between, the save goes on by itself,
//! and only a change of the same is put before the person.

mod callback;
mod check;
mod draft;
mod key;
mod known;
pub(super) mod options;
mod retention;
mod stuck;

use serde_json::Value;

use super::Page;
use super::answer::{Answer, why};
use super::editing::Editing;
use super::event::{Effect, Event};
use super::sheet::Sheet;
use super::toast::{self, Toast};
use crate::api::Setup;
use callback::Callback;
use check::Check;
use draft::Draft;
use key::Key;
use known::Known;
use options::Boxes;
use retention::Retention;
use stuck::Stuck;

const PATH: &str = "/api/setup";

const LOADED: &str = "setup";
const SAVED: &str = "saved";
const KEY_SAVED: &str = "key";
const ROTATED: &str = "rotated";
const HEALTH: &str = "health";
const STUCK: &str = "stuck";
const STUCK_RETRIED: &str = "stuck-retried";
const STUCK_DISMISSED: &str = "stuck-dismissed";
const STUCK_RESTORED: &str = "stuck-restored";
const GATEWAY: &str = "gateway";
const CALLBACK: &str = "callback";
const COUNTED: &str = "counted";

/// The page.
pub(super) struct SetupPage {
    known: Option<Known>,
    /// What went wrong, of the page as a whole.
    problem: Option<String>,
    key: Key,
    options: Option<Editing<Draft>>,
    retention: Retention,
    boxes: Boxes,
    callback: Callback,
    stuck: Stuck,
    gateway_test: Check,
    callback_test: Check,
    /// Undoing takes the id of what was dismissed.
    toast: Toast<String>,
}

impl SetupPage {
    pub(super) fn new() -> SetupPage {
        SetupPage {
            known: None,
            problem: None,
            key: Key::default(),
            options: None,
            retention: Retention::default(),
            boxes: Boxes::default(),
            callback: Callback::default(),
            stuck: Stuck::default(),
            gateway_test: Check::new(GATEWAY, "/api/setup/test-gateway"),
            callback_test: Check::new(CALLBACK, "/api/setup/test-callback"),
            toast: Toast::new(),
        }
    }

    fn load() -> Vec<Effect> {
        vec![Effect::get(LOADED, PATH), callback::ask_health()]
    }

    fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "retry" => {
                self.problem = None;
                SetupPage::load()
            }
            "save" => self.save(),
            "discard" => {
                if let Some(known) = &self.known {
                    let options = Draft::of(&known.setup);
                    self.options = Some(Editing::of_only(known.etag.clone(), options));
                    self.retention = Retention::default();
                    self.boxes = Boxes::default();
                }
                Vec::new()
            }
            "take-theirs" => {
                if let Some(editing) = &mut self.options {
                    editing.take_theirs();
                    self.retention = Retention::default();
                    self.boxes = Boxes::default();
                }
                Vec::new()
            }
            "keep-mine" => {
                self.options.iter_mut().for_each(Editing::keep_mine);
                vec![Effect::focus("save")]
            }
            "cancel" => {
                self.key.cancel();
                self.callback.cancel();
                self.retention.cancel();
                Vec::new()
            }
            "erase-old" => {
                let agreed = self.options.as_mut();
                let saved = agreed.and_then(|editing| self.retention.agree(editing));
                saved.into_iter().collect()
            }
            "save-key" => self.key.save(self.known.as_ref()),
            "replace-key" => self.key.replace(self.known.as_ref()),
            "rotate" => self.callback.ask_rotation(),
            "rotate-now" => self.callback.rotate(self.known.as_ref()),
            "copy" => self.callback.copy(self.known.as_ref(), value),
            "stuck-retry" => self.stuck.retry(value),
            "stuck-dismiss" => self.stuck.dismiss(value),
            "undo" => match self.toast.take_undo() {
                Some(id) => self.stuck.restore(&id),
                None => Vec::new(),
            },
            "refresh-health" => vec![callback::ask_health()],
            "test-gateway" => self.gateway_test.start(),
            "test-callback" => self.callback_test.start(),
            _ => Vec::new(),
        }
    }

    fn save(&mut self) -> Vec<Effect> {
        let editing = self.options.as_mut().filter(|it| it.is_changed());
        let Some(editing) = editing else {
            return Vec::new();
        };
        if let Some(first) = self.boxes.before_save() {
            return vec![first];
        }
        match self.retention.before_save(editing) {
            Some(first) => first,
            None => options::save(editing).into_iter().collect(),
        }
    }

    fn answered(
        &mut self,
        what: &str,
        about: &str,
        status: u16,
        etag: Option<String>,
        body: Value,
    ) -> Vec<Effect> {
        match what {
            LOADED => match Answer::<Setup>::of(status, body).read() {
                Ok(setup) => {
                    self.learn(Known { setup, etag });
                    self.problem = None;
                }
                Err(problem) => self.problem = Some(why(problem.as_ref())),
            },
            SAVED => return self.saved(status, etag, body),
            KEY_SAVED => return self.key_saved(status, etag, body),
            ROTATED => return self.rotated(status, etag, body),
            COUNTED => return self.retention.counted(status, body),
            HEALTH => {
                let health = self.callback.health(status, body);
                return health.map_or_else(Vec::new, |health| self.stuck.counted(health));
            }
            STUCK => self.stuck.listed(status, body),
            STUCK_RETRIED | STUCK_DISMISSED | STUCK_RESTORED => {
                let toast = &mut self.toast;
                return self.stuck.acted(what, about, status, body, toast);
            }
            GATEWAY => return self.gateway_test.answered(status, body),
            CALLBACK => {
                let mut effects = self.callback_test.answered(status, body);
                effects.push(callback::ask_health());
                return effects;
            }
            Effect::COPIED => return self.callback.copied(status),
            _ => {}
        }
        Vec::new()
    }
}

impl Page for SetupPage {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => return SetupPage::load(),
            Event::Input { name, value } => match name.as_str() {
                "product-key" | "gateway" | "account" | "service" => {
                    self.key.typed(self.known.as_ref(), &name, value);
                }
                "overlap" => self.callback.choose(&value),
                "retention-days" => {
                    if let Some(editing) = &mut self.options {
                        self.retention.typed(&mut editing.draft, value);
                        editing.edited();
                    }
                }
                _ => {
                    if let Some(editing) = &mut self.options {
                        self.boxes.input(&mut editing.draft, &name, value);
                        editing.edited();
                    }
                }
            },
            Event::Pressed { name, value, .. } => return self.pressed(&name, &value),
            Event::Answered {
                what,
                about,
                status,
                etag,
                body,
            } => return self.answered(&what, &about, status, etag, body),
            Event::Elapsed { what } => match what.as_str() {
                toast::ELAPSED => self.toast.clear(),
                Effect::COPIED => self.callback.forget_copied(),
                _ => {}
            },
        }
        Vec::new()
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let known = self.known.as_ref();
        let unsaved = self.key.is_typed() || self.options.as_ref().is_some_and(Editing::is_changed);
        sheet
            .show("loading", known.is_none() && self.problem.is_none())
            .note("problem", self.problem.as_deref())
            .show("retry", known.is_none() && self.problem.is_some())
            .show("parts", known.is_some())
            .show(
                "test-mode-on",
                known.is_some_and(|known| known.setup.options.test_mode),
            )
            .unsaved(unsaved);
        if let Some(known) = known {
            self.key.draw(&mut sheet, known);
            self.callback.draw(&mut sheet, known);
            self.stuck.draw(&mut sheet);
        }
        if let Some(editing) = &self.options {
            self.boxes
                .draw(&mut sheet, editing, self.retention.is_counting());
            self.retention.draw(&mut sheet, editing);
        }
        self.gateway_test.draw(
            &mut sheet,
            &check::Ids {
                button: "test-gateway",
                label: "Test gateway",
                verdict: "gateway-verdict",
                steps: "gateway-steps",
            },
        );
        self.callback_test.draw(
            &mut sheet,
            &check::Ids {
                button: "test-callback",
                label: "Test callback",
                verdict: "callback-verdict",
                steps: "callback-steps",
            },
        );
        self.toast.draw(&mut sheet);
        sheet
    }
}

#[cfg(test)]
mod tests;
