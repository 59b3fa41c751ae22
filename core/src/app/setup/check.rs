//! A test of Setup: running, its steps, or why there are none.

use serde_json::Value;

use super::super::answer::{Answer, why};
use super::super::event::Effect;
use super::super::node::Node;
use super::super::sheet::Sheet;
use crate::api::{Method, TestOutcome, TestStep};

/// A test.
pub(super) struct Check {
    what: &'static str,
    path: &'static str,
    running: bool,
    /// What it came to; or why it came to nothing.
    outcome: Option<Result<TestOutcome, String>>,
}

/// Where it is drawn.
pub(super) struct Ids {
    pub(super) button: &'static str,
    pub(super) label: &'static str,
    pub(super) verdict: &'static str,
    pub(super) steps: &'static str,
}

impl Check {
    pub(super) const fn new(what: &'static str, path: &'static str) -> Check {
        Check {
            what,
            path,
            running: false,
            outcome: None,
        }
    }

    /// Runs it: once, however often it is pressed.
    pub(super) fn start(&mut self) -> Vec<Effect> {
        if self.running {
            return Vec::new();
        }
        self.running = true;
        self.outcome = None;
        let ask = Effect::request(self.what, "", Method::Post, self.path, None, None);
        vec![ask, Effect::announce("Testing…")]
    }

    pub(super) fn answered(&mut self, status: u16, body: Value) -> Vec<Effect> {
        self.running = false;
        let outcome = Answer::<TestOutcome>::of(status, body).read();
        self.outcome = Some(outcome.map_err(|problem| why(problem.as_ref())));
        self.verdict()
            .map(|(_, said)| Effect::announce(said))
            .into_iter()
            .collect()
    }

    /// What it was about has changed.
    pub(super) fn forget(&mut self) {
        self.outcome = None;
    }

    /// Its tone and words.
    fn verdict(&self) -> Option<(&'static str, String)> {
        Some(match self.outcome.as_ref()? {
            Err(why) => ("bad", why.clone()),
            Ok(outcome) if outcome.ok => ("good", "Every step worked.".to_owned()),
            Ok(outcome) => {
                let failed = outcome.steps.iter().find(|step| !step.ok);
                let name = failed.map(|step| step.name.as_str()).unwrap_or_default();
                ("bad", ["It stopped at “", name, "”."].concat())
            }
        })
    }

    pub(super) fn draw(&self, sheet: &mut Sheet, ids: &Ids) {
        let steps: &[TestStep] = match &self.outcome {
            Some(Ok(outcome)) => &outcome.steps,
            _ => &[],
        };
        let verdict = self.verdict();
        let (tone, said) = verdict.clone().unwrap_or_default();
        sheet
            .rest(ids.button, self.running)
            .text(
                ids.button,
                if self.running {
                    "Testing…"
                } else {
                    ids.label
                },
            )
            .show(ids.verdict, verdict.is_some())
            .set(ids.verdict, "data-tone", tone)
            .text(ids.verdict, said)
            .show(ids.steps, !steps.is_empty())
            .nodes(ids.steps, steps.iter().map(drawn).collect());
    }
}

fn drawn(step: &TestStep) -> Node {
    let (tone, word) = match step.ok {
        true => ("badge good", "OK"),
        false => ("badge bad", "Failed"),
    };
    let detail = step.detail.iter();
    let detail = detail.map(|detail| Node::text("p", detail.as_str()).class("quiet"));
    Node::new("li")
        .with(Node::text("span", word).class(tone))
        .with(
            Node::new("div")
                .with(Node::text("p", step.name.as_str()))
                .with_all(detail),
        )
}
