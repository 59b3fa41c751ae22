//! What became of the campaign so far, all its sends together.

use super::answer::Refusal;
use super::effect::Effect;
use crate::api::CampaignResults;
use crate::language::{msg, word};

pub(super) const RESULTS: &str = "results";
pub(super) const SAVED: &str = "saved";

/// Between two looks, while a job brings news: the Worker counts all SMS of the campaign for each.
const AGAIN_AFTER_MS: u32 = 5_000;

/// The results, once somebody wants to see them.
#[derive(Default)]
pub(super) struct Results {
    pub(super) shown: bool,
    pub(super) known: Option<CampaignResults>,
    pub(super) problem: Option<String>,
    asked: bool,
    /// There are news, of which a look is waiting.
    stale: bool,
    pub(super) saving: bool,
}

impl Results {
    /// Shows them, as they are now, or puts them away.
    pub(super) fn press(&mut self, path: &str) -> Option<Effect> {
        self.shown = !self.shown;
        self.problem = None;
        self.look(path)
    }

    pub(super) fn look(&mut self, path: &str) -> Option<Effect> {
        self.stale = false;
        if !self.shown || self.asked {
            return None;
        }
        self.asked = true;
        Some(Effect::get(RESULTS, "", [path, "/results"].concat()))
    }

    /// Something became of an SMS.
    pub(super) fn news(&mut self) -> Option<Effect> {
        if !self.shown || self.stale {
            return None;
        }
        self.stale = true;
        Some(Effect::Wait {
            what: RESULTS,
            after_ms: AGAIN_AFTER_MS,
        })
    }

    pub(super) fn came(&mut self, answer: Result<CampaignResults, Refusal>) {
        self.asked = false;
        match answer {
            Ok(results) => {
                self.known = Some(results);
                self.problem = None;
            }
            Err(refusal) => self.problem = Some(refusal.words()),
        }
    }

    /// Saves who failed and why, once however often it is pressed.
    pub(super) fn save(&mut self, path: &str, campaign: &str) -> Option<Effect> {
        if self.saving {
            return None;
        }
        self.saving = true;
        self.problem = None;
        Some(Effect::Save {
            what: SAVED,
            path: [path, "/failures.csv"].concat(),
            name: ["failures-", campaign, "-{date}.csv"].concat(),
        })
    }

    pub(super) fn saved(&mut self, status: u32) -> Effect {
        self.saving = false;
        let words = match status {
            200..300 => msg("The file was saved."),
            _ => msg("The file could not be saved. Try again."),
        };
        if !(200..300).contains(&status) {
            self.problem = Some(words.to_owned());
        }
        Effect::announce(word(words))
    }
}
