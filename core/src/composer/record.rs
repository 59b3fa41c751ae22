//! What is fetched when the element opens, and the looks at the record after that: it may opt out while the page is open.

use crate::api::{Code, Problem};
use crate::language::{msg, word};

use super::event::Effect;
use super::state::{Loaded, Notice, State};
use super::track::POLL_LONGEST_MS;

/// Looks at the record at the pace of a status: a minute's. A STOP follows soon after a message, or seldom.
const LIVELY_LOOKS: u32 = 34;
/// Between two looks after that.
const LOOK_LATER_MS: u32 = 6_000;

impl State {
    pub(super) fn loaded(&mut self, loaded: Loaded) -> Vec<Effect> {
        let mut effects = Vec::new();
        match loaded {
            Loaded::Setup { product_key_set } => self.product_key_set = Some(product_key_set),
            Loaded::Senders(senders) => {
                if self.from.is_none() {
                    self.from = senders.first().map(|sender| sender.name.to_string());
                }
                self.senders = Some(senders);
            }
            Loaded::Templates(templates) => self.templates = Some(templates),
            Loaded::Person(person) => {
                let opted_out = person.sms_opt_out;
                let before = self.person.replace(*person);
                if before.is_some_and(|before| before.sms_opt_out != opted_out) {
                    self.looks = 0;
                    let said = self.blocked().unwrap_or(msg("SMS can be sent again."));
                    effects.push(Effect::Announce(word(said)));
                    effects.push(Effect::EmitOptOut(opted_out));
                }
            }
        }
        self.look_again(effects)
    }

    /// Looks at the record besides, unless nobody looks at the page.
    pub(super) fn look(&mut self, after_ms: u32, mut effects: Vec<Effect>) -> Vec<Effect> {
        if after_ms == 0 {
            self.looks = 0;
        }
        if !self.hidden && self.is_loaded() {
            effects.push(Effect::Look { after_ms });
        }
        effects
    }

    fn look_again(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        self.looks = self.looks.saturating_add(1);
        let after_ms = match self.looks {
            ..=LIVELY_LOOKS => POLL_LONGEST_MS,
            _ => LOOK_LATER_MS,
        };
        self.look(after_ms, effects)
    }

    pub(super) fn load_failed(&mut self, problem: Option<Problem>) -> Vec<Effect> {
        // A look that failed takes nothing away.
        if self.is_loaded() {
            return self.look_again(Vec::new());
        }
        let notice = match problem {
            Some(problem) if problem.code == Code::NotFound => {
                Notice::plain(msg("This record is not known to Mitto SMS yet."))
            }
            Some(problem) => Notice::of(&problem),
            None => Notice::plain(msg("Mitto SMS cannot be reached. Check the connection.")),
        };
        let effect = Effect::EmitError(notice.words());
        self.load_failed = Some(notice);
        vec![effect]
    }
}
