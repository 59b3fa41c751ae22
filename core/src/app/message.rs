//! SMS, one record: what was sent, to whom, and what became of it.

use serde_json::{Value, json};

use super::Page;
use super::answer::{Answer, UNREACHED, sentence, why};
use super::event::{Effect, Event, Start};
use super::node::Node;
use super::pieces::{badge, bubbles};
use super::query::address;
use super::sheet::Sheet;
use crate::api::{Code, DeliveryUpdate, ERASED, Method, SendAnswer, SmsRecord};
use crate::status::{Shown, Status};
use crate::template::Rendered;
use crate::view::{Preview, delivered_words, status_words};

const RECORD: &str = "record";
const MARKED: &str = "marked";
const RESENT: &str = "resent";

/// The name of the wait.
const POLL: &str = "poll";
/// Between two looks at first, milliseconds.
const POLL_MS: u32 = 2_000;
/// Looks at that pace: a minute's. A report that has not come by then comes when it comes.
const POLLS: u32 = 30;
/// Between two looks after that.
const POLL_LATER_MS: u32 = 15_000;

/// The page.
pub(super) struct Message {
    id: String,
    record: Option<SmsRecord>,
    missing: bool,
    problem: Option<String>,
    polls: u32,
    /// What was pressed and is not answered yet.
    acting: bool,
}

impl Message {
    pub(super) fn new(start: Start) -> Message {
        Message {
            id: start.item.unwrap_or_default(),
            record: None,
            missing: false,
            problem: None,
            polls: 0,
            acting: false,
        }
    }

    fn ask(&self) -> Effect {
        Effect::get(RECORD, ["/api/sms/", &self.id].concat())
    }

    /// Looks again later, unless nothing more is expected.
    fn again(&mut self) -> Option<Effect> {
        if self.record.as_ref().is_none_or(|record| record.is_final) {
            return None;
        }
        self.polls = self.polls.saturating_add(1);
        Some(Effect::Wait {
            what: POLL,
            after_ms: if self.polls > POLLS {
                POLL_LATER_MS
            } else {
                POLL_MS
            },
        })
    }

    /// Asks for something to be done with the record, once.
    fn act(&mut self, what: &'static str, path: &str, body: Option<Value>) -> Vec<Effect> {
        if self.acting {
            return Vec::new();
        }
        self.acting = true;
        self.problem = None;
        let path = ["/api/sms/", &self.id, path].concat();
        vec![Effect::request(what, "", Method::Post, path, body, None)]
    }

    /// It was sent again: on to the new record. Also where the gateway refused it, because there
    /// is a record of that.
    fn resent(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let id = match Answer::<SendAnswer>::of(status, body).read() {
            Ok(answer) => Some(answer.id),
            Err(problem) => {
                self.problem = Some(why(problem.as_ref()));
                problem.and_then(|problem| problem.id)
            }
        };
        id.map(|id| Effect::Go {
            path: ["/sms/", &id.to_string()].concat(),
        })
        .into_iter()
        .collect()
    }

    fn answered(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let mut effects = Vec::new();
        match Answer::<SmsRecord>::of(status, body) {
            Answer::Good(record) => {
                let before = self.record.as_ref().map(|record| record.status);
                if before.is_some_and(|before| before != record.status) {
                    effects.push(Effect::announce(words(&record)));
                }
                self.record = Some(record);
                self.problem = None;
            }
            Answer::Refused(problem) if problem.code == Code::NotFound => {
                self.missing = true;
                self.record = None;
            }
            Answer::Refused(problem) => self.problem = Some(sentence(&problem)),
            Answer::None => self.problem = Some(UNREACHED.to_owned()),
        }
        effects.extend(self.again());
        effects
    }
}

impl Page for Message {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => vec![self.ask()],
            Event::Pressed { name, .. } if name == "retry" => {
                self.problem = None;
                vec![self.ask()]
            }
            Event::Pressed { name, .. } => match name.as_str() {
                "was-sent" => self.act(MARKED, "/mark", Some(json!({"status": Status::Sent}))),
                "was-not-sent" => {
                    self.act(MARKED, "/mark", Some(json!({"status": Status::Failed})))
                }
                "send-again" => self.act(RESENT, "/resend", None),
                _ => Vec::new(),
            },
            Event::Answered {
                what, status, body, ..
            } => {
                if what != RECORD {
                    self.acting = false;
                }
                match what == RESENT {
                    true => self.resent(status, body),
                    false => self.answered(status, body),
                }
            }
            Event::Elapsed { .. } => vec![self.ask()],
            Event::Input { .. } => Vec::new(),
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let record = self.record.as_ref();
        let updates = record.map(|record| record.delivery_updates.as_slice());
        let updates = updates.unwrap_or_default();
        let segments = record.map_or(1, |record| record.number_of_messages);
        let waiting = record.is_some_and(|record| !record.is_final);
        let text = record.map(|record| Rendered {
            text: record.text.clone(),
            spans: Vec::new(),
        });
        let preview = text.as_ref().map(Preview::of).unwrap_or_default();
        sheet
            .text("title", self.id.as_str())
            .show(
                "loading",
                record.is_none() && !self.missing && self.problem.is_none(),
            )
            .note("problem", self.problem.as_deref())
            .show("retry", self.problem.is_some())
            .show("missing", self.missing)
            .show("record", record.is_some())
            .nodes(
                "status",
                record
                    .map(|record| badge(record.status, words(record)))
                    .into_iter()
                    .collect(),
            )
            .show("erased", record.is_some_and(is_erased))
            .show("text-card", record.is_some_and(|record| !is_erased(record)))
            .note("reason", record.and_then(|record| record.reason.as_deref()))
            .show("flagged", record.is_some_and(|record| record.flagged))
            .show("doubt", record.is_some_and(SmsRecord::is_in_doubt))
            .show("again", record.is_some_and(SmsRecord::can_be_sent_again))
            .disable("was-sent", self.acting)
            .disable("was-not-sent", self.acting)
            .disable("send-again", self.acting)
            .show("waiting", waiting)
            .nodes("details", record.map(details).unwrap_or_default())
            .text(
                "text-title",
                match segments {
                    0 | 1 => "Text".to_owned(),
                    many => ["Text: ", &many.to_string(), " messages"].concat(),
                },
            )
            .nodes("preview", bubbles(&preview))
            .show("no-updates", record.is_some() && updates.is_empty())
            .show("updates", !updates.is_empty())
            .nodes(
                "rows",
                updates.iter().map(|one| row(one, segments)).collect(),
            );
        sheet
    }
}

fn is_erased(record: &SmsRecord) -> bool {
    record.erased_at.is_some()
}

fn words(record: &SmsRecord) -> String {
    delivered_words(
        record.status,
        record.number_of_messages,
        record.delivered_segments,
    )
}

fn details(record: &SmsRecord) -> Vec<Node> {
    let pair = |what: &'static str, value: Node| {
        Node::new("div")
            .with(Node::text("dt", what))
            .with(Node::new("dd").with(value))
    };
    let text = |text: &str| Node::text("span", text).class("num");
    let reply = matches!(
        record.status,
        Shown::Stored(Status::Received | Status::OptOut)
    );
    let messages = record.number_of_messages.to_string();
    let mut pairs = vec![
        // Of a reply, `to` is the number it came from.
        pair(
            if reply { "Recipient’s number" } else { "To" },
            text(&record.to),
        ),
        pair(
            if reply { "Our number" } else { "From" },
            text(&record.from),
        ),
        pair("Record", about(record)),
        pair("Number of messages", text(&messages)),
        pair("Encoding", text(record.encoding.on_screen())),
        pair("Created", Node::time(&record.created_at)),
        pair("Last change", Node::time(&record.updated_at)),
    ];
    if let Some(campaign) = &record.campaign {
        let all = address("/sms", &[("campaign", campaign)]);
        let line = Node::new("span")
            .with(text(campaign))
            .with(Node::link("All SMS of this campaign", all).class("beneath"));
        pairs.push(pair("Campaign", line));
    }
    if let Some(at) = &record.erased_at {
        pairs.push(pair("Text and number erased", Node::time(at)));
    }
    pairs
}

/// Whom it went to or came from, and the way to all that was said with them.
fn about(record: &SmsRecord) -> Node {
    let line = Node::new("span");
    let (Some(object), Some(id)) = (record.object, &record.record_id) else {
        return match is_erased(record) {
            true => line.with(Node::text("span", ERASED)),
            false => line.with(Node::text("span", "A typed number")),
        };
    };
    let (object, id) = (object.as_str(), id.as_str());
    let all = address("/sms", &[("object", object), ("recordId", id)]);
    let name = record.record_name.as_deref();
    line.with_all(name.map(|name| Node::text("span", name)))
        .with(
            Node::text("span", [object, " ", id].concat()).class(match name {
                Some(_) => "quiet beneath num",
                None => "num",
            }),
        )
        .with(Node::link(["All SMS of this ", object].concat(), all).class("beneath"))
}

fn row(update: &DeliveryUpdate, segments: u32) -> Node {
    let status = match update.status.map(Shown::Stored) {
        Some(status) => badge(status, status_words(status)),
        None => Node::text("span", "A word we do not know"),
    };
    let part = match update.segment {
        Some(part) => [&part.to_string(), " of ", &segments.to_string()].concat(),
        None if segments > 1 => "All".to_owned(),
        None => String::new(),
    };
    let text = |text: &str| Node::text("td", text);
    let sent = update.provider_time.as_deref().map(Node::time);
    Node::new("tr")
        .with(Node::new("th").set("scope", "row").with(status))
        .with(text(&update.gateway_status))
        .with(text(&part))
        .with(error(update))
        .with(Node::new("td").class("num whole").with_all(sent))
        .with(
            Node::new("td")
                .class("num whole")
                .with(Node::time(&update.received_at)),
        )
}

fn error(update: &DeliveryUpdate) -> Node {
    let code = update.error_code.as_deref().unwrap_or_default();
    let explained = update.explanation.as_deref();
    Node::new("td")
        .with(Node::text("span", code))
        .with_all(explained.map(|words| Node::text("p", words).class("quiet")))
}

#[cfg(test)]
mod tests;
