//! The callback: its URLs, a new key for them, and what came in there.

use serde_json::{Value, json};

use super::super::answer::{Answer, why};
use super::super::event::Effect;
use super::super::node::Node;
use super::super::sheet::Sheet;
use super::{HEALTH, Known, ROTATED};
use crate::api::{CallbackHealth, CallbackKeyInput, Method, Problem};

/// How long "Copied" stands, milliseconds.
const COPIED_MS: u32 = 2_500;

const NOT_COPIED: &str = "Your browser does not let this page copy. Select the URL and copy it.";

/// The choices of an overlap, hours, and the ids of their boxes.
const OVERLAPS: [(u32, &str); 3] = [
    (0, "overlap-none"),
    (24, "overlap-day"),
    (168, "overlap-week"),
];

/// What is shown of the callback besides its URLs.
#[derive(Default)]
pub(super) struct Callback {
    /// What came in; or why that is not known.
    health: Option<Result<CallbackHealth, String>>,
    rotation: Option<Rotation>,
    /// Which URL is to be copied.
    copying: Option<Url>,
    /// Which URL has just been copied.
    copied: Option<Url>,
    copy_problem: bool,
}

/// A new key, while the person decides.
struct Rotation {
    input: CallbackKeyInput,
    saving: bool,
    problem: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Url {
    Delivery,
    Inbound,
}

/// Asks what came in.
pub(super) fn ask_health() -> Effect {
    Effect::get(HEALTH, "/api/setup/callback-health")
}

impl Callback {
    /// Takes what came in; that, if it is known.
    pub(super) fn health(&mut self, status: u16, body: Value) -> Option<&CallbackHealth> {
        let health = Answer::of(status, body).read();
        let health = self
            .health
            .insert(health.map_err(|problem| why(problem.as_ref())));
        health.as_ref().ok()
    }

    pub(super) fn copy(&mut self, known: Option<&Known>, which: &str) -> Vec<Effect> {
        let Some(urls) = known.and_then(|known| known.setup.callback.as_ref()) else {
            return Vec::new();
        };
        let (url, text) = match which {
            "delivery" => (Url::Delivery, &urls.delivery),
            "inbound" => (Url::Inbound, &urls.inbound),
            _ => return Vec::new(),
        };
        self.copying = Some(url);
        let text = text.clone();
        vec![Effect::Copy { text }]
    }

    pub(super) fn copied(&mut self, status: u16) -> Vec<Effect> {
        let url = self.copying.take();
        self.copy_problem = status == 0;
        if self.copy_problem {
            return match url {
                Some(Url::Inbound) => vec![Effect::focus("inbound-url")],
                _ => vec![Effect::focus("delivery-url")],
            };
        }
        self.copied = url;
        let wait = Effect::Wait {
            what: Effect::COPIED,
            after_ms: COPIED_MS,
        };
        vec![wait, Effect::announce("Copied.")]
    }

    pub(super) fn forget_copied(&mut self) {
        self.copied = None;
    }

    pub(super) fn ask_rotation(&mut self) -> Vec<Effect> {
        self.rotation = Some(Rotation {
            input: CallbackKeyInput { overlap_hours: 24 },
            saving: false,
            problem: None,
        });
        vec![Effect::focus("overlap-day")]
    }

    pub(super) fn cancel(&mut self) {
        self.rotation = None;
    }

    pub(super) fn choose(&mut self, hours: &str) {
        if let (Some(rotation), Ok(hours)) = (&mut self.rotation, hours.parse()) {
            rotation.input.overlap_hours = hours;
        }
    }

    /// Rotates: once, however often it is pressed.
    pub(super) fn rotate(&mut self, known: Option<&Known>) -> Vec<Effect> {
        match &mut self.rotation {
            Some(rotation) if !rotation.saving => {
                rotation.saving = true;
                rotation.problem = None;
                let path = "/api/setup/callback-key";
                let body = Some(json!(rotation.input));
                // Two admins at once must not rotate twice: the gateway's key would be dead.
                let etag = known.and_then(|known| known.etag.clone());
                let post = Method::Post;
                vec![Effect::request(ROTATED, "", post, path, body, etag)]
            }
            _ => Vec::new(),
        }
    }

    /// Setup changed under it, in other parts: it may be sent again.
    pub(super) fn rotate_again(&mut self, known: Option<&Known>) -> Vec<Effect> {
        if let Some(rotation) = &mut self.rotation {
            rotation.saving = false;
        }
        self.rotate(known)
    }

    pub(super) fn failed(&mut self, problem: Option<&Problem>) {
        if let Some(rotation) = &mut self.rotation {
            rotation.saving = false;
            rotation.problem = Some(why(problem));
        }
    }

    pub(super) fn draw(&self, sheet: &mut Sheet, known: &Known) {
        let urls = known.setup.callback.as_ref();
        let label = |url| {
            if self.copied == Some(url) {
                "Copied"
            } else {
                "Copy"
            }
        };
        let until = known.setup.previous_callback_until.as_deref();
        let previous = until.map(|until| {
            Node::text("p", "The URLs before these are taken as well until ")
                .with(Node::time(until))
        });
        sheet
            .show("urls", urls.is_some())
            .show("no-address", urls.is_none())
            .value("delivery-url", urls.map_or("", |urls| &urls.delivery))
            .value("inbound-url", urls.map_or("", |urls| &urls.inbound))
            .text("copy-delivery", label(Url::Delivery))
            .text("copy-inbound", label(Url::Inbound))
            .note("copy-problem", self.copy_problem.then_some(NOT_COPIED))
            .show("previous", previous.is_some())
            .nodes("previous", previous.into_iter().collect());
        self.draw_rotation(sheet);
        self.draw_health(sheet);
    }

    fn draw_rotation(&self, sheet: &mut Sheet) {
        sheet.open("rotate-dialog", self.rotation.is_some());
        let Some(rotation) = &self.rotation else {
            return;
        };
        for (hours, id) in OVERLAPS {
            sheet.check(id, rotation.input.overlap_hours == hours);
        }
        sheet
            .show("overlap-warning", rotation.input.overlap_hours == 0)
            .note("rotate-problem", rotation.problem.as_deref())
            .rest("rotate-now", rotation.saving)
            .text(
                "rotate-now",
                if rotation.saving {
                    "Rotating…"
                } else {
                    "Rotate key"
                },
            );
    }

    fn draw_health(&self, sheet: &mut Sheet) {
        let known = match &self.health {
            Some(Ok(health)) => Some(health),
            _ => None,
        };
        let problem = match &self.health {
            Some(Err(why)) => Some(why.as_str()),
            _ => None,
        };
        let (tone, word) = known.map(state).unwrap_or_default();
        sheet
            .note("health-problem", problem)
            .show("health-state", known.is_some())
            .set("health-state", "class", tone)
            .text("health-state", word)
            .nodes("health", known.map(pairs).unwrap_or_default());
    }
}

/// How the callback does, in a word.
fn state(health: &CallbackHealth) -> (&'static str, &'static str) {
    let works = health.proven_at.is_some() || health.last_delivery_at.is_some();
    match works {
        true => ("badge good", "Works"),
        false => ("badge doubt", "Not proven yet"),
    }
}

fn pairs(health: &CallbackHealth) -> Vec<Node> {
    let moment = |at: &Option<String>, none| match at {
        Some(at) => Node::new("dd").with(Node::time(at)),
        None => Node::text("dd", none),
    };
    let some = |count: u32, said: &str| match count {
        0 => Node::text("dd", "none"),
        _ => Node::text("dd", count.to_string()).with(Node::text("p", said).class("quiet")),
    };
    vec![
        pair(
            "Proven by Test callback",
            moment(&health.proven_at, "not yet"),
        ),
        pair(
            "Last delivery report",
            moment(&health.last_delivery_at, "none yet"),
        ),
        pair("Last reply", moment(&health.last_inbound_at, "none yet")),
        pair(
            "Could not be read",
            counted(
                health.rejected,
                health.last_rejected_at.as_deref(),
                health.last_rejected_reason.as_deref(),
            ),
        ),
        pair(
            "Came with an unknown key",
            counted(
                health.unknown_key,
                health.last_unknown_key_at.as_deref(),
                (health.unknown_key > 0)
                    .then_some("Somebody has an old URL: the gateway, if reports are missing."),
            ),
        ),
        pair(
            "Stored by way of the queue",
            some(
                health.queued,
                "They came in a flood, or while the database did not answer.",
            ),
        ),
        pair(
            "Wait for their SMS",
            some(
                health.waiting,
                "Nobody here has sent what they report, or not yet. They are kept for 7 days.",
            ),
        ),
        pair(
            "Waited in vain",
            some(
                health.expired,
                "Something else sends with your account, if these are many.",
            ),
        ),
    ]
}

fn pair(what: &'static str, said: Node) -> Node {
    Node::new("div").with(Node::text("dt", what)).with(said)
}

/// `3, the last 24 Nov 2026, 17:24 UTC`, and why.
fn counted(count: u32, at: Option<&str>, why: Option<&str>) -> Node {
    if count == 0 {
        return Node::text("dd", "none");
    }
    let said = match at {
        Some(_) => [&count.to_string(), ", the last "].concat(),
        None => count.to_string(),
    };
    let why = why.map(|why| Node::text("p", why).class("quiet"));
    Node::text("dd", said)
        .with_all(at.map(Node::time))
        .with_all(why)
}
