//! SMS, one record: what was sent, to whom, and what became of it.

use serde_json::Value;

use super::Page;
use super::answer::{Answer, UNREACHED, sentence};
use super::event::{Effect, Event, Start};
use super::node::Node;
use super::pieces::{badge, bubbles};
use super::sheet::Sheet;
use crate::api::{Code, DeliveryUpdate, SmsRecord};
use crate::status::{Shown, Status};
use crate::template::Rendered;
use crate::view::{Preview, delivered_words, status_words};

const RECORD: &str = "record";

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
}

impl Message {
    pub(super) fn new(start: Start) -> Message {
        Message {
            id: start.item.unwrap_or_default(),
            record: None,
            missing: false,
            problem: None,
            polls: 0,
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
            Event::Answered { status, body, .. } => self.answered(status, body),
            Event::Elapsed { .. } => vec![self.ask()],
            Event::Pressed { .. } | Event::Input { .. } => Vec::new(),
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
            .note("reason", record.and_then(|record| record.reason.as_deref()))
            .show("flagged", record.is_some_and(|record| record.flagged))
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
    let about = match (&record.object, &record.record_id) {
        (Some(object), Some(id)) => [object.as_str(), " ", id.as_str()].concat(),
        _ => "A typed number".to_owned(),
    };
    let messages = record.number_of_messages.to_string();
    vec![
        // Of a reply, `to` is the number it came from.
        pair(
            if reply { "Recipient’s number" } else { "To" },
            text(record.to.as_str()),
        ),
        pair(
            if reply { "Our number" } else { "From" },
            text(&record.from),
        ),
        pair("Record", text(&about)),
        pair("Number of messages", text(&messages)),
        pair("Encoding", text(record.encoding.on_screen())),
        pair("Created", Node::time(&record.created_at)),
        pair("Last change", Node::time(&record.updated_at)),
    ]
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
        .with(text(update.error_code.as_deref().unwrap_or_default()))
        .with(Node::new("td").class("num whole").with_all(sent))
        .with(
            Node::new("td")
                .class("num whole")
                .with(Node::time(&update.received_at)),
        )
}

#[cfg(test)]
mod tests {
    use super::super::testing::Hands;
    use super::*;
    use crate::api::{Problem, Role};
    use serde_json::json;

    fn record(status: &str, is_final: bool, updates: Value) -> Value {
        json!({"id": "SMS-000001", "object": "lead", "recordId": "00Q1", "to": "+41791234567",
            "from": "MITTO", "text": "a".repeat(200), "encoding": "GSM-7", "numberOfMessages": 2,
            "status": status, "isFinal": is_final, "deliveredSegments": 1,
            "createdAt": "2026-11-24T10:00:00Z", "updatedAt": "2026-11-24T10:00:05Z",
            "deliveryUpdates": updates})
    }

    fn on() -> Hands<Message> {
        let mut start = Start::of(Role::User);
        start.item = Some("SMS-000001".to_owned());
        Hands::on(Message::new(start))
    }

    #[test]
    fn a_record_is_watched_until_it_is_final() {
        let mut hands = on();
        assert_eq!(hands.request().1, "/api/sms/SMS-000001");
        hands.answers(RECORD, 200, record("SENT", false, json!([])));
        let wait = Effect::Wait {
            what: POLL,
            after_ms: POLL_MS,
        };
        assert_eq!(hands.effects, [wait]);
        let sheet = hands.sheet();
        assert!(sheet.shows("waiting") && sheet.shows("no-updates"));
        assert!(sheet.reads("details").contains("Record lead 00Q1"));
        assert_eq!(sheet.reads("text-title"), "Text: 2 messages");
        let what = POLL.to_owned();
        hands.tell(Event::Elapsed { what });
        assert_eq!(hands.request().0, "GET");
        let update = json!({"status": "DELIVERED", "gatewayStatus": "delivered", "segment": 1,
            "errorCode": null, "providerTime": null, "receivedAt": "2026-11-24T10:00:04Z"});
        hands.answers(RECORD, 200, record("DELIVERED", true, json!([update])));
        assert_eq!(hands.effects, [Effect::announce("1 of 2 delivered")]);
        let sheet = hands.sheet();
        assert_eq!(sheet.reads("status"), "1 of 2 delivered");
        assert!(sheet.reads("rows").contains("DELIVERED delivered 1 of 2"));
        assert!(!sheet.shows("waiting") && !sheet.shows("no-updates"));
    }

    #[test]
    fn a_request_to_stop_is_pointed_out() {
        let mut hands = on();
        let mut reply = record("RECEIVED", true, json!([]));
        hands.answers(RECORD, 200, reply.clone());
        assert!(!hands.sheet().shows("flagged"));
        reply["flagged"] = json!(true);
        hands.answers(RECORD, 200, reply);
        assert!(hands.sheet().shows("flagged"));
    }

    #[test]
    fn a_lost_answer_keeps_what_is_there_and_goes_on() {
        let mut hands = on();
        hands.answers(RECORD, 200, record("SENT", false, json!([])));
        hands.answers(RECORD, 0, Value::Null);
        assert_eq!(hands.effects.len(), 1);
        let sheet = hands.sheet();
        assert!(sheet.shows("record") && sheet.shows("problem"));
        hands.answers(RECORD, 200, record("SENT", false, json!([])));
        assert!(!hands.sheet().shows("problem"));
    }

    #[test]
    fn after_a_minute_it_looks_less_often() {
        let mut hands = on();
        for _ in 0..=POLLS {
            hands.answers(RECORD, 200, record("SENT", false, json!([])));
        }
        let wait = Effect::Wait {
            what: POLL,
            after_ms: POLL_LATER_MS,
        };
        assert_eq!(hands.effects, [wait]);
    }

    #[test]
    fn what_is_not_there_is_said_and_what_has_no_answer_can_be_tried_again() {
        let mut hands = on();
        hands.answers(RECORD, 0, Value::Null);
        assert!(hands.sheet().shows("retry") && hands.effects.is_empty());
        hands.presses("retry", "");
        let gone = serde_json::to_value(Problem::new(Code::NotFound)).unwrap();
        hands.answers(RECORD, 404, gone);
        assert!(hands.sheet().shows("missing") && hands.effects.is_empty());
    }
}
