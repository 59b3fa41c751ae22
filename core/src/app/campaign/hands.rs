//! What a person does: boxes that are edited, buttons that are pressed.

use super::draft::Draft;
use super::progress::Progress;
use super::stage::Stage;
use super::{Composer, Effect};
use crate::api::JobDeed;
use crate::campaign::Typography;
use crate::language::{msg, word};

/// The name of the wait after the last key, before the counter is spoken.
pub(super) const SPEAK: &str = "speak";
const SPEAK_AFTER_MS: u32 = 1_000;

impl Composer {
    /// The text is another: it is counted, and shapes that are not known are asked for.
    pub(super) fn written(&mut self) -> Vec<Effect> {
        self.problem = None;
        self.draft.recount(&self.crowd);
        let wait = Effect::Wait {
            what: SPEAK,
            after_ms: SPEAK_AFTER_MS,
        };
        let want = self.crowd.want(&self.draft.read, &self.path);
        [wait].into_iter().chain(want).collect()
    }

    /// A box was edited or a choice made.
    pub fn input(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match (name, &mut self.stage) {
            ("typed", Stage::Confirming(confirming)) => {
                confirming.typed = value.to_owned();
                confirming.problem = None;
                Vec::new()
            }
            ("text", _) => {
                self.draft.before = None;
                self.draft.set(value.to_owned());
                self.written()
            }
            ("test-to", _) => {
                self.test.typed(value);
                Vec::new()
            }
            ("from", _) => {
                self.draft.from = Some(value.to_owned());
                self.problem = None;
                Vec::new()
            }
            ("template", _) => {
                self.draft.template = value.to_owned();
                let templates = self.known.templates.as_deref().unwrap_or_default();
                let chosen = templates.iter().find(|one| one.id.as_str() == value);
                match chosen {
                    Some(template) => {
                        self.draft.choose(template);
                        self.written()
                    }
                    None => Vec::new(),
                }
            }
            _ => {
                if self.draft.when.input(name, value) {
                    self.problem = None;
                }
                Vec::new()
            }
        }
    }

    /// A button or a form was pressed: `data-do` and `data-value`. Of `send` and `test` the value is a new unguessable id.
    pub fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "reload" => self.start(),
            "look" => self.look_again().into(),
            "skipped" => {
                self.shows_skipped = !self.shows_skipped;
                Vec::new()
            }
            "undo" => {
                self.draft.undo();
                let focus = Effect::Focus { id: "text" };
                self.written().into_iter().chain([focus]).collect()
            }
            "replace" => {
                self.draft.replace(value);
                self.replaced(msg("Replaced."))
            }
            "look-alikes" => {
                self.draft.typography = Typography::Replaced;
                self.replaced(msg(
                    "Replaced in the message. The records stay as they are.",
                ))
            }
            "keep" => {
                self.draft.typography = Typography::Kept;
                self.replaced(msg("Kept as in the records."))
            }
            "next" => self.leaf.forth(&self.path).into_iter().collect(),
            "previous" => self.leaf.back(&self.path).into_iter().collect(),
            "test" => {
                let member = self.leaf.member.as_ref();
                self.test.press(&self.draft, member, &self.path, value)
            }
            "plan" => self.plan(),
            "cancel" => self.cancel(),
            "send" => match &mut self.stage {
                Stage::Confirming(confirming) => confirming.send(&self.draft, &self.path, value),
                _ => Vec::new(),
            },
            "edit" => self.change(),
            "keep-job" => {
                self.draft.clear();
                self.progress = self.changing.take();
                let look = self.progress.as_ref().map(Progress::look);
                let focus = Effect::Focus { id: "job-title" };
                look.into_iter().chain([focus]).collect()
            }
            "again" => {
                self.progress = None;
                let focus = Effect::Focus { id: "text" };
                self.look_again().into_iter().chain([focus]).collect()
            }
            "results" => self.results.press(&self.path).into_iter().collect(),
            "failures" => self.save_failures(),
            pressed => match (JobDeed::from_word(pressed), &mut self.progress) {
                (Some(deed), Some(progress)) => progress.press(deed),
                (None, Some(progress)) => progress.show(pressed, value).into_iter().collect(),
                _ => Vec::new(),
            },
        }
    }

    /// Brings a scheduled job back into the form.
    pub(super) fn change(&mut self) -> Vec<Effect> {
        let editable = |progress: &mut Progress| {
            let job = progress.job.as_ref();
            progress.deed.is_none() && job.is_some_and(|job| job.text.is_some())
        };
        let Some(progress) = self.progress.take_if(editable) else {
            return Vec::new();
        };
        if let Some(job) = &progress.job {
            self.draft = Draft::of(job);
        }
        self.changing = Some(progress);
        let mut effects = self.written();
        effects.extend(self.look_again());
        effects.push(Effect::Focus { id: "text" });
        effects
    }

    pub(super) fn replaced(&mut self, said: &str) -> Vec<Effect> {
        let mut effects = self.written();
        effects.push(Effect::announce(word(said)));
        effects.push(Effect::Focus { id: "text" });
        effects
    }

    fn save_failures(&mut self) -> Vec<Effect> {
        let campaign = self.known.campaign.as_ref();
        let id = campaign.map_or("campaign", |campaign| campaign.id.as_str());
        let effect = self.results.save(&self.path, id);
        effect.into_iter().collect()
    }
}
