//! What is asked before something is done that nothing brings back.

use serde_json::Value;

use super::answer::{done, why_not};
use super::sheet::Sheet;
use crate::api::{Code, Problem};

/// A question, as the dialog that it is: `Option<Question<T>>` is whether it is open.
pub(super) struct Question<T> {
    /// What it is about.
    pub(super) about: T,
    /// The answer was yes, and it is being done.
    busy: bool,
    /// Why it was not done.
    problem: Option<String>,
}

impl<T> Question<T> {
    pub(super) const fn new(about: T) -> Question<T> {
        Question {
            about,
            busy: false,
            problem: None,
        }
    }

    /// The answer is yes. What it is about: once, however often it is said.
    pub(super) fn go_on(&mut self) -> Option<&T> {
        if core::mem::replace(&mut self.busy, true) {
            return None;
        }
        self.problem = None;
        Some(&self.about)
    }

    /// It was not done.
    pub(super) fn failed(&mut self, problem: Option<&Problem>) {
        self.busy = false;
        self.problem = Some(why_not(problem));
    }

    /// Closes it, unless it is being done. Whether it was open.
    pub(super) fn cancel(open: &mut Option<Question<T>>) -> bool {
        let was_open = open.is_some();
        open.take_if(|it| !it.busy);
        was_open
    }

    /// A removal was answered: what is gone, also where somebody else was faster.
    pub(super) fn removed(open: &mut Option<Question<T>>, status: u16, body: Value) -> Option<T> {
        let question = open.as_mut()?;
        match done(status, body).read() {
            Err(problem) if problem.as_ref().is_none_or(|it| it.code != Code::NotFound) => {
                question.failed(problem.as_ref());
                None
            }
            _ => open.take().map(|it| it.about),
        }
    }

    /// Draws what went wrong and the button, with its words before and while it is done.
    pub(super) fn draw(
        &self,
        sheet: &mut Sheet,
        [problem, button]: [&'static str; 2],
        [words, busy]: [&'static str; 2],
    ) {
        sheet
            .note(problem, self.problem.as_deref())
            .rest(button, self.busy)
            .text(button, if self.busy { busy } else { words });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_under_way_is_asked_once_and_cannot_be_closed() {
        let mut open = Some(Question::new("a"));
        let question = open.as_mut().unwrap();
        assert_eq!(question.go_on(), Some(&"a"));
        assert_eq!(question.go_on(), None);
        assert!(Question::cancel(&mut open) && open.is_some());
        assert_eq!(Question::removed(&mut open, 0, Value::Null), None);
        let question = open.as_mut().unwrap();
        assert!(question.problem.is_some());
        assert_eq!(question.go_on(), Some(&"a"), "again");
        assert!(question.problem.is_none());
        let gone = json!(Problem::new(Code::NotFound));
        assert_eq!(Question::removed(&mut open, 404, gone), Some("a"));
        assert!(open.is_none() && !Question::cancel(&mut open));
    }

    #[test]
    fn a_refusal_keeps_it_open() {
        let mut open = Some(Question::new("a"));
        open.as_mut().unwrap().go_on();
        let refused = json!(Problem::new(Code::NotSignedIn));
        assert_eq!(Question::removed(&mut open, 401, refused), None);
        assert!(Question::cancel(&mut open) && open.is_none());
    }
}
