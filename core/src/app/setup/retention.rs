//! For how long texts and numbers are kept, and what a shorter time would erase, told before it is
//! saved: nothing brings it back.

use serde_json::Value;

use super::super::answer::{Answer, why};
use super::super::editing::Editing;
use super::super::event::Effect;
use super::super::sheet::Sheet;
use super::draft::Draft;
use super::{COUNTED, options};
use crate::api::{RetentionCount, retention};

/// Its name in the API.
const OPTION: &str = "retentionDays";

const PATH: &str = "/api/setup/retention?days=";

/// The box, and the question before it is saved.
#[derive(Default)]
pub(super) struct Retention {
    /// What stands in the box and is no number. The draft has 0 then, which cannot be saved.
    unreadable: Option<String>,
    /// The days whose SMS are being counted.
    counting: Option<u32>,
    /// What would be erased, put before the person.
    asking: Option<RetentionCount>,
    /// The days that the person has said yes to.
    agreed: Option<u32>,
    problem: Option<String>,
}

impl Retention {
    pub(super) fn typed(&mut self, draft: &mut Draft, value: String) {
        self.problem = None;
        let number = value.trim().parse();
        draft.set(
            OPTION,
            match value.trim() {
                "" => None,
                _ => Some(number.as_ref().map_or(0, |days: &u32| *days)),
            },
        );
        let sound = value.trim().is_empty() || number.is_ok();
        self.unreadable = (!sound).then_some(value);
    }

    /// Save was pressed: what is to be done first, if anything is.
    pub(super) fn before_save(&mut self, editing: &Editing<Draft>) -> Option<Vec<Effect>> {
        let days = editing.draft.number(OPTION)?;
        if let Err(problem) = retention(OPTION, days) {
            self.problem = problem.into_details().detail;
            return Some(vec![Effect::focus("retention-days")]);
        }
        let before = editing.began.number(OPTION);
        if before.is_some_and(|before| before <= days) || self.agreed == Some(days) {
            return None;
        }
        if self.counting.replace(days) == Some(days) {
            return Some(Vec::new());
        }
        let path = [PATH, &days.to_string()].concat();
        Some(vec![Effect::get(COUNTED, path)])
    }

    pub(super) fn counted(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let wanted = self.counting.take();
        match Answer::<RetentionCount>::of(status, body).read() {
            Ok(count) if Some(count.days) == wanted => {
                self.asking = Some(count);
                vec![Effect::focus("retention-cancel")]
            }
            Ok(_) => Vec::new(),
            Err(problem) => {
                self.problem = Some(why(problem.as_ref()));
                vec![Effect::focus("retention-days")]
            }
        }
    }

    /// The person says yes.
    pub(super) fn agree(&mut self, editing: &mut Editing<Draft>) -> Option<Effect> {
        self.agreed = Some(self.asking.take()?.days);
        options::save(editing)
    }

    pub(super) fn cancel(&mut self) {
        self.asking = None;
    }

    pub(super) fn is_counting(&self) -> bool {
        self.counting.is_some()
    }

    pub(super) fn draw(&self, sheet: &mut Sheet, editing: &Editing<Draft>) {
        let days = editing.draft.number(OPTION);
        let days = days.map(|days| days.to_string());
        let shown = self.unreadable.clone().or(days).unwrap_or_default();
        let problem = self.problem.as_deref();
        sheet
            .value("retention-days", shown)
            .problem(
                "retention-days",
                "retention-days-problem",
                problem.or_else(|| editing.problem_of(OPTION)),
            )
            .open("retention-dialog", self.asking.is_some())
            .text(
                "retention-text",
                self.asking.map(in_words).unwrap_or_default(),
            );
    }
}

/// What would be erased.
fn in_words(count: RetentionCount) -> String {
    let days = count.days.to_string();
    let sms = count.sms.to_string();
    let now = match count.sms {
        0 => "No SMS is older than that today.".to_owned(),
        1 => "1 SMS is older than that. It loses its text and number within minutes.".to_owned(),
        _ => [&sms, " SMS are older than that. They lose their texts and numbers within minutes, and nothing brings them back."].concat(),
    };
    [
        "From now on an SMS is erased ",
        &days,
        " days after it was made. ",
        &now,
    ]
    .concat()
}
