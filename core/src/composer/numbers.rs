//! Further numbers: typed, looked at by the edge, and added.

use crate::api::{Code, MobileChecked, Problem};
use crate::language::{heard, msg, say, word};
use crate::mobile::hint;

use super::event::{Effect, Field};
use super::state::State;

impl State {
    pub(super) fn add_number(&mut self) -> Vec<Effect> {
        let typed = self.typed_number.trim().to_owned();
        if typed.is_empty() || self.checking.is_some() || !self.ad_hoc {
            return Vec::new();
        }
        if let Some(wrong) = hint(&typed).message() {
            self.number_notice = Some(wrong.to_owned());
            return vec![Effect::Announce(word(wrong)), Effect::Focus(Field::Number)];
        }
        self.number_notice = None;
        self.checking = Some(typed.clone());
        vec![Effect::CheckNumber(typed)]
    }

    pub(super) fn number_checked(
        &mut self,
        answer: Result<MobileChecked, Option<Problem>>,
    ) -> Vec<Effect> {
        let checked = self.checking.take();
        let own = self
            .person
            .as_ref()
            .and_then(|person| person.mobile.as_ref());
        let notice = match answer {
            Ok(one) if one.opted_out => msg("This number has opted out of SMS.").to_owned(),
            Ok(one) if self.numbers.contains(&one.mobile) || own == Some(&one.mobile) => {
                msg("This number is a recipient already.").to_owned()
            }
            Ok(one) => {
                // Typing may have gone on meanwhile; only what was checked is taken away.
                if checked.as_deref() == Some(self.typed_number.trim()) {
                    self.typed_number.clear();
                }
                self.number_notice = None;
                let added = say("{0} added.", &[one.mobile.as_str()]);
                self.numbers.push(one.mobile);
                return vec![Effect::Announce(added), Effect::Focus(Field::Number)];
            }
            Err(Some(problem)) => {
                if problem.code == Code::AdHocNotAllowed {
                    self.ad_hoc = false;
                }
                let problem = problem.into_details();
                problem.detail.unwrap_or(problem.title)
            }
            Err(None) => msg("The number could not be checked. Try again.").to_owned(),
        };
        let said = Effect::Announce(heard(&notice));
        self.number_notice = Some(notice);
        vec![said, Effect::Focus(Field::Number)]
    }
}
