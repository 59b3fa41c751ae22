//! The recipients of a job by what became of them: who was sent to, who was not, who maybe.

use super::answer::Refusal;
use super::effect::Effect;
use crate::api::{JobPart, JobRecipient, List};

pub(super) const PEOPLE: &str = "people";

/// People of a page.
const PAGE: &str = "20";

/// A part of the recipients, as far as it was asked for.
pub(super) struct People {
    pub(super) part: JobPart,
    pub(super) rows: Vec<JobRecipient>,
    pub(super) next: Option<String>,
    pub(super) asked: bool,
    pub(super) problem: Option<String>,
}

impl People {
    /// Nobody yet, and the question who they are.
    pub(super) fn ask(part: JobPart, job: &str) -> (People, Effect) {
        let mut people = People {
            part,
            rows: Vec::new(),
            next: None,
            asked: false,
            problem: None,
        };
        let effect = people.request(job);
        (people, effect)
    }

    fn request(&mut self, job: &str) -> Effect {
        self.asked = true;
        let part = self.part.as_str();
        let mut path = [job, "/recipients?state=", part, "&limit=", PAGE].concat();
        if let Some(cursor) = &self.next {
            path.push_str("&cursor=");
            path.push_str(cursor);
        }
        Effect::get(PEOPLE, part.to_owned(), path)
    }

    pub(super) fn more(&mut self, job: &str) -> Option<Effect> {
        (self.next.is_some() && !self.asked).then(|| self.request(job))
    }

    pub(super) fn came(&mut self, about: &str, answer: Result<List<JobRecipient>, Refusal>) {
        if about != self.part.as_str() || !self.asked {
            return;
        }
        self.asked = false;
        match answer {
            Ok(page) => {
                self.rows.extend(page.items);
                self.next = page.cursor;
                self.problem = None;
            }
            Err(refusal) => self.problem = Some(refusal.words()),
        }
    }
}
