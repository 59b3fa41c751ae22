//! Setup as it is known, and what a save of any part of it came to.

use serde_json::Value;

use super::super::answer::Answer;
use super::super::editing::Editing;
use super::super::event::Effect;
use super::draft::Draft;
use super::key::{self, Key};
use super::retention::Retention;
use super::{SetupPage, options};
use crate::api::{Code, Problem, Setup};

/// Setup as the API shows it, and its version.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) setup: Setup,
    pub(super) etag: Option<String>,
}

impl Known {
    /// What a stale save is told: Setup as it is by now.
    fn newer(problem: Option<&Problem>) -> Option<Known> {
        let problem = problem.filter(|problem| problem.code == Code::StaleEdit)?;
        let current = problem.current.clone()?;
        Some(Known {
            setup: serde_json::from_value(current).ok()?,
            etag: problem.current_etag.clone(),
        })
    }
}

impl SetupPage {
    /// Takes Setup as it is by now. What is being edited stays.
    pub(super) fn learn(&mut self, known: Known) {
        let now = Draft::of(&known.setup);
        match &mut self.options {
            // It has been shown what somebody else saved, or its own answer is to come.
            Some(editing) if editing.theirs().is_some() || editing.saving => {}
            Some(editing) if editing.is_changed() => {
                // Only other parts of Setup are new. Otherwise the save will show both versions.
                if editing.began == now {
                    editing.etag.clone_from(&known.etag);
                }
            }
            _ => self.options = Some(Editing::of_only(known.etag.clone(), now)),
        }
        self.known = Some(known);
    }

    pub(super) fn saved(&mut self, status: u16, etag: Option<String>, body: Value) -> Vec<Effect> {
        let Some(editing) = &mut self.options else {
            return Vec::new();
        };
        match Answer::<Setup>::of(status, body).read() {
            Ok(setup) => {
                self.options = None;
                self.retention = Retention::default();
                self.learn(Known { setup, etag });
                let said = "Setup is saved. It is in use everywhere within a minute.";
                vec![self.toast.say(said, None)]
            }
            Err(problem) => {
                let newer = Known::newer(problem.as_ref());
                let merged = newer
                    .as_ref()
                    .map(|newer| Draft::of(&newer.setup))
                    .map(|theirs| Draft::merged(&editing.began, &editing.draft, &theirs));
                editing.failed(problem, |setup: Setup| Draft::of(&setup));
                let next = match merged {
                    Some((merged, clash)) => {
                        editing.draft = merged;
                        if !clash {
                            editing.keep_mine();
                        }
                        (!clash).then(|| options::save(editing)).flatten()
                    }
                    None => options::focus(editing),
                };
                if let Some(newer) = newer {
                    self.learn(newer);
                }
                next.into_iter().collect()
            }
        }
    }

    pub(super) fn key_saved(
        &mut self,
        status: u16,
        etag: Option<String>,
        body: Value,
    ) -> Vec<Effect> {
        match Answer::<Setup>::of(status, body).read() {
            Ok(setup) => {
                self.key = Key::default();
                // What it said was of another key.
                self.gateway_test.forget();
                self.learn(Known { setup, etag });
                let said = "The gateway is saved. It is in use everywhere within a minute.";
                vec![self.toast.say(said, None), Effect::focus("product-key")]
            }
            Err(problem) => {
                let before = self.known.as_ref().map(key::shown);
                let newer = Known::newer(problem.as_ref());
                if let Some(newer) = newer {
                    let same_key = before.as_ref() == Some(&key::shown(&newer));
                    self.learn(newer);
                    if same_key {
                        return self.key.again(self.known.as_ref());
                    }
                }
                vec![self.key.failed(problem.as_ref())]
            }
        }
    }

    pub(super) fn rotated(
        &mut self,
        status: u16,
        etag: Option<String>,
        body: Value,
    ) -> Vec<Effect> {
        match Answer::<Setup>::of(status, body).read() {
            Ok(setup) => {
                self.callback.cancel();
                self.callback_test.forget();
                self.problem = None;
                let known = Known { setup, etag };
                let gateway = key::about(&known).title;
                let said = [
                    "The callback key is rotated. Give the new URLs to ",
                    gateway,
                    ".",
                ];
                self.learn(known);
                vec![
                    self.toast.say(said.concat(), None),
                    Effect::focus("delivery-url"),
                ]
            }
            Err(problem) => match Known::newer(problem.as_ref()) {
                Some(newer) => {
                    let before = self.known.as_ref().map(|known| &known.setup.callback);
                    let same_urls = before == Some(&newer.setup.callback);
                    self.learn(newer);
                    if same_urls {
                        return self.callback.rotate_again(self.known.as_ref());
                    }
                    self.callback.cancel();
                    let said = "Somebody else has rotated the callback key in the meantime. The URLs below are the new ones.";
                    self.problem = Some(said.to_owned());
                    vec![Effect::focus("delivery-url")]
                }
                None => {
                    self.callback.failed(problem.as_ref());
                    Vec::new()
                }
            },
        }
    }
}
