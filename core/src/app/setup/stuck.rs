//! Reports that could not be stored: why, how each begins, and what may be done about it.

use serde_json::Value;

use super::super::answer::{Answer, done, why};
use super::super::event::Effect;
use super::super::node::Node;
use super::super::sheet::Sheet;
use super::super::toast::Toast;
use super::callback::ask_health;
use super::{STUCK, STUCK_DISMISSED, STUCK_RESTORED, STUCK_RETRIED};
use crate::api::{CallbackHealth, List, Method, StuckCallback};

const COLLECTION: &str = "/api/stuck-callbacks";

/// What is shown of them.
#[derive(Default)]
pub(super) struct Stuck {
    /// How many there are.
    count: u32,
    /// The newest of them.
    newest: Vec<StuckCallback>,
    /// The one that something is being done with.
    busy: Option<String>,
    problem: Option<String>,
}

impl Stuck {
    /// Takes how many there are by now; asks for them if there are any.
    pub(super) fn counted(&mut self, health: &CallbackHealth) -> Vec<Effect> {
        self.count = health.stuck;
        if self.count == 0 {
            self.newest.clear();
            self.problem = None;
            return Vec::new();
        }
        vec![Effect::get(STUCK, COLLECTION)]
    }

    pub(super) fn listed(&mut self, status: u16, body: Value) {
        match Answer::<List<StuckCallback>>::of(status, body).read() {
            Ok(list) => self.newest = list.items,
            Err(problem) => self.problem = Some(why(problem.as_ref())),
        }
    }

    pub(super) fn retry(&mut self, id: &str) -> Vec<Effect> {
        self.act(STUCK_RETRIED, id, "/retry")
    }

    pub(super) fn dismiss(&mut self, id: &str) -> Vec<Effect> {
        self.act(STUCK_DISMISSED, id, "/dismiss")
    }

    pub(super) fn restore(&mut self, id: &str) -> Vec<Effect> {
        self.act(STUCK_RESTORED, id, "/restore")
    }

    /// Does something with one: once, however often it is pressed.
    fn act(&mut self, what: &'static str, id: &str, action: &str) -> Vec<Effect> {
        if self.busy.is_some() {
            return Vec::new();
        }
        self.busy = Some(id.to_owned());
        self.problem = None;
        let path = [COLLECTION, "/", id, action].concat();
        vec![Effect::request(what, id, Method::Post, path, None, None)]
    }

    /// What came of it. Whatever that is, it is looked again how many there are.
    pub(super) fn acted(
        &mut self,
        what: &str,
        id: &str,
        status: u16,
        body: Value,
        toast: &mut Toast<String>,
    ) -> Vec<Effect> {
        self.busy = None;
        let mut effects = vec![ask_health()];
        match done(status, body).read() {
            Ok(_) => {
                let (said, undo) = match what {
                    STUCK_RETRIED => ("Stored. The SMS show what was reported.", None),
                    STUCK_DISMISSED => ("Dismissed.", Some(id.to_owned())),
                    _ => ("It is in the list again.", None),
                };
                effects.push(toast.say(said, undo));
                // Its button is gone with it.
                effects.push(Effect::focus("health-title"));
            }
            Err(problem) => self.problem = Some(why(problem.as_ref())),
        }
        effects
    }

    pub(super) fn draw(&self, sheet: &mut Sheet) {
        let title = match self.count {
            1 => "1 callback could not be stored".to_owned(),
            count => [&count.to_string(), " callbacks could not be stored"].concat(),
        };
        let rest =
            usize::try_from(self.count).map_or(0, |all| all.saturating_sub(self.newest.len()));
        let more = ["And ", &rest.to_string(), " older."].concat();
        sheet
            .show("stuck", self.count > 0)
            .text("stuck-title", title)
            .note("stuck-problem", self.problem.as_deref())
            .nodes(
                "stuck-list",
                self.newest.iter().map(|one| self.item(one)).collect(),
            )
            .note(
                "stuck-more",
                (rest > 0 && !self.newest.is_empty()).then_some(&more),
            );
    }

    fn item(&self, one: &StuckCallback) -> Node {
        let button = |label: &str, does, number: &str| {
            let resting = self.busy.as_ref() == Some(&one.id);
            let says = [label, " the callback of ", number].concat();
            Node::button(label, does, one.id.as_str())
                .class("link")
                .set("aria-label", says)
                .set("aria-disabled", if resting { "true" } else { "false" })
        };
        let what = Node::new("div")
            .with(Node::text("p", "").with(Node::time(&one.at)))
            .with(Node::text("p", one.reason.as_str()))
            .with(Node::text("code", one.excerpt.as_str()));
        let buttons = Node::new("div")
            .class("buttons start")
            .with(button("Try again", "stuck-retry", &one.at))
            .with(button("Dismiss", "stuck-dismiss", &one.at));
        Node::new("li").class("stack").with(what).with(buttons)
    }
}
