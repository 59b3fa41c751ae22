//! SMS: every SMS record, newest first.

use serde_json::Value;

use super::Page;
use super::answer::{Answer, UNREACHED, sentence};
use super::event::{Effect, Event, Start};
use super::node::Node;
use super::pieces::{MAY_ASK_TO_STOP, badge};
use super::query::{address, value};
use super::sheet::Sheet;
use crate::api::{List, Method, SmsRow};
use crate::status::{Shown, Status};
use crate::view::status_words;

const COLLECTION: &str = "/api/sms";
const LIST_PAGE: &str = "/sms";

const LIST: &str = "list";
const MORE: &str = "more";

/// The names of the waits.
const SEARCH: &str = "search";
const REFRESH: &str = "refresh";

/// From the last key to the request, milliseconds.
const SEARCH_MS: u32 = 300;
/// From one look at the first page to the next, milliseconds.
const REFRESH_MS: u32 = 15_000;

/// The page.
pub(super) struct Messages {
    status: String,
    search: String,
    rows: Option<Vec<SmsRow>>,
    /// Where the list goes on.
    cursor: Option<String>,
    /// More than the first page is shown: it is not replaced under the person's eyes.
    went_on: bool,
    /// A further page is on its way.
    asked_more: bool,
    problem: Option<String>,
    /// Counts the questions: an answer to an earlier one comes too late.
    turn: u32,
}

impl Messages {
    pub(super) fn new(start: &Start) -> Messages {
        Messages {
            status: value(&start.path, "status"),
            search: value(&start.path, "q"),
            rows: None,
            cursor: None,
            went_on: false,
            asked_more: false,
            problem: None,
            turn: 0,
        }
    }

    fn filters(&self) -> [(&'static str, &str); 2] {
        [("status", self.status.as_str()), ("q", self.search.trim())]
    }

    /// Asks for the first page.
    fn ask(&mut self) -> Effect {
        self.turn = self.turn.wrapping_add(1);
        self.asked_more = false;
        let path = address(COLLECTION, &self.filters());
        let turn = self.turn.to_string();
        Effect::request(LIST, &turn, Method::Get, path, None, None)
    }

    /// Another question: the list as it was would be the answer to the one before.
    fn filtered(&mut self) -> Vec<Effect> {
        self.rows = None;
        self.cursor = None;
        self.problem = None;
        let path = address(LIST_PAGE, &self.filters());
        vec![Effect::Moved { path }, self.ask()]
    }

    fn more(&mut self) -> Vec<Effect> {
        let Some(cursor) = self.cursor.as_deref().filter(|_| !self.asked_more) else {
            return Vec::new();
        };
        let [status, search] = self.filters();
        let path = address(COLLECTION, &[status, search, ("cursor", cursor)]);
        let turn = self.turn.to_string();
        self.asked_more = true;
        vec![Effect::request(MORE, &turn, Method::Get, path, None, None)]
    }

    fn answered(&mut self, what: &str, status: u16, body: Value) -> Vec<Effect> {
        let is_more = what == MORE;
        if is_more {
            self.asked_more = false;
        }
        let again = Effect::Wait {
            what: REFRESH,
            after_ms: REFRESH_MS,
        };
        let list = match Answer::<List<SmsRow>>::of(status, body) {
            Answer::Good(list) => list,
            Answer::Refused(problem) => {
                self.problem = Some(sentence(&problem));
                return vec![again];
            }
            Answer::None => {
                self.problem = Some(UNREACHED.to_owned());
                return vec![again];
            }
        };
        self.problem = None;
        self.cursor = list.cursor;
        self.went_on = is_more;
        if !is_more {
            self.rows = Some(list.items);
            return vec![again];
        }
        let added = list.items.len().to_string();
        self.rows.get_or_insert_default().extend(list.items);
        let mut effects = vec![Effect::announce([&added, " more SMS"].concat())];
        // The button that was pressed is gone.
        if self.cursor.is_none() {
            effects.push(Effect::focus("refresh"));
        }
        effects
    }
}

impl Page for Messages {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => vec![self.ask()],
            Event::Input { name, value } => match name.as_str() {
                "status" => {
                    self.status = value;
                    self.filtered()
                }
                "search" => {
                    self.search = value;
                    vec![Effect::Wait {
                        what: SEARCH,
                        after_ms: SEARCH_MS,
                    }]
                }
                _ => Vec::new(),
            },
            Event::Pressed { name, .. } => match name.as_str() {
                "more" => self.more(),
                "refresh" => vec![self.ask(), Effect::announce("Refreshing")],
                "clear" => {
                    self.status.clear();
                    self.search.clear();
                    let mut effects = self.filtered();
                    effects.push(Effect::focus("search"));
                    effects
                }
                _ => Vec::new(),
            },
            Event::Answered {
                what,
                about,
                status,
                body,
                ..
            } => match about == self.turn.to_string() {
                true => self.answered(&what, status, body),
                false => Vec::new(),
            },
            Event::Elapsed { what } => match what.as_str() {
                SEARCH => self.filtered(),
                REFRESH if !self.went_on && !self.asked_more => vec![self.ask()],
                _ => Vec::new(),
            },
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let rows = self.rows.as_deref();
        let none = rows.is_some_and(<[_]>::is_empty);
        let is_filtered = self.filters().iter().any(|(_, value)| !value.is_empty());
        let all = ("", "All");
        let stored = Status::ALL.into_iter().map(Shown::Stored);
        let statuses = stored
            .chain([Shown::NoReport])
            .map(|status| (status.as_str(), status_words(status)));
        sheet
            .note("problem", self.problem.as_deref())
            .show("loading", rows.is_none() && self.problem.is_none())
            .choices(
                "status",
                core::iter::once(all).chain(statuses),
                &self.status,
            )
            .value("search", self.search.as_str())
            .show("empty", none && !is_filtered)
            .show("none-found", none && is_filtered)
            .show("table", rows.is_some_and(|rows| !rows.is_empty()))
            .nodes("rows", rows.unwrap_or_default().iter().map(row).collect())
            .show("more-bar", self.cursor.is_some())
            .text(
                "more",
                if self.asked_more {
                    "Loading…"
                } else {
                    "Load more"
                },
            );
        sheet
    }
}

fn row(sms: &SmsRow) -> Node {
    let id = sms.id.to_string();
    let path = [LIST_PAGE, "/", &id].concat();
    let record = match (&sms.object, &sms.record_id) {
        (Some(object), Some(id)) => [object.as_str(), " ", id.as_str()].concat(),
        _ => String::new(),
    };
    let cell = |text: &str| Node::text("td", text);
    Node::new("tr")
        .with(
            Node::new("th")
                .set("scope", "row")
                .with(Node::link(id, path))
                .with(Node::text("p", sms.text.as_str()).class("excerpt")),
        )
        .with(
            Node::new("td")
                .with(badge(sms.status, status_words(sms.status)))
                .with_all(sms.flagged.then(|| Node::text("p", MAY_ASK_TO_STOP))),
        )
        .with(cell(&sms.number_of_messages.to_string()).class("num"))
        .with(cell(&sms.to).class("num whole"))
        .with(cell(&sms.from).class("whole"))
        .with(cell(&record).class("whole"))
        .with(
            Node::new("td")
                .class("num whole")
                .with(Node::time(&sms.created_at)),
        )
}

#[cfg(test)]
mod tests {
    use super::super::testing::Hands;
    use super::*;
    use crate::api::Role;
    use serde_json::json;

    fn page(id: &str, status: &str, cursor: Option<&str>) -> Value {
        let row = json!({"id": id, "object": "lead", "recordId": "00Q1", "to": "+41791234567",
            "from": "MITTO", "text": "Hello", "numberOfMessages": 2, "status": status,
            "createdAt": "2026-11-24T10:00:00Z"});
        json!({"items": [row], "cursor": cursor})
    }

    fn none() -> Value {
        json!({"items": [], "cursor": null})
    }

    fn on(path: &str) -> Hands<Messages> {
        let mut start = Start::of(Role::User);
        start.path = path.to_owned();
        Hands::on(Messages::new(&start))
    }

    #[test]
    fn each_sms_says_what_became_of_it() {
        let mut hands = on("/sms");
        assert_eq!(hands.request().1, "/api/sms");
        hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "UNKNOWN", None));
        let rows = hands.sheet().reads("rows");
        let expected = "SMS-000001 Hello Maybe sent 2 +41791234567 MITTO lead 00Q1";
        assert!(rows.starts_with(expected), "{rows}");
        assert!(!hands.sheet().shows("more-bar"));
    }

    #[test]
    fn a_request_to_stop_is_pointed_out() {
        let mut hands = on("/sms");
        let mut list = page("SMS-000001", "RECEIVED", None);
        hands.answers_about(LIST, "1", 200, None, list.clone());
        assert!(!hands.sheet().reads("rows").contains(MAY_ASK_TO_STOP));
        list["items"][0]["flagged"] = json!(true);
        hands.presses("refresh", "");
        hands.answers_about(LIST, "2", 200, None, list);
        assert!(hands.sheet().reads("rows").contains(MAY_ASK_TO_STOP));
    }

    #[test]
    fn the_address_filters_and_filters_are_in_the_address() {
        let mut hands = on("/sms?status=NO+REPORT&q=a%26b");
        assert_eq!(hands.request().1, "/api/sms?status=NO+REPORT&q=a%26b");
        hands.types("status", "SENT");
        let path = "/sms?status=SENT&q=a%26b".to_owned();
        assert_eq!(hands.effects[0], Effect::Moved { path });
        // The answer to the first question comes late.
        hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", None));
        assert!(hands.sheet().shows("loading"));
        hands.answers_about(LIST, "2", 200, None, none());
        assert!(hands.sheet().shows("none-found") && !hands.sheet().shows("empty"));
        hands.presses("clear", "");
        hands.answers_about(LIST, "3", 200, None, none());
        assert!(hands.sheet().shows("empty"));
    }

    #[test]
    fn typing_is_waited_for() {
        let mut hands = on("/sms");
        hands.types("search", "hel");
        let wait = Effect::Wait {
            what: SEARCH,
            after_ms: SEARCH_MS,
        };
        assert_eq!(hands.effects, [wait]);
        let what = SEARCH.to_owned();
        hands.tell(Event::Elapsed { what });
        assert_eq!(hands.request().1, "/api/sms?q=hel");
    }

    #[test]
    fn further_pages_are_added_and_stay() {
        let mut hands = on("/sms?status=SENT");
        hands.answers_about(LIST, "1", 200, None, page("SMS-000002", "SENT", Some("c1")));
        hands.presses("more", "");
        assert_eq!(hands.request().1, "/api/sms?status=SENT&cursor=c1");
        assert_eq!(hands.presses("more", "").effects, [], "once");
        hands.answers_about(MORE, "1", 0, None, Value::Null);
        assert!(hands.sheet().reads("problem").contains("no answer"));
        assert!(hands.sheet().shows("table"), "what is there stays");
        hands.presses("more", "");
        hands.answers_about(MORE, "1", 200, None, page("SMS-000001", "SENT", None));
        let rows = hands.sheet().reads("rows");
        assert!(rows.contains("SMS-000002") && rows.contains("SMS-000001"));
        assert!(hands.effects.contains(&Effect::focus("refresh")));
        let what = REFRESH.to_owned();
        assert_eq!(hands.tell(Event::Elapsed { what }).effects, []);
    }

    #[test]
    fn the_first_page_looks_again_by_itself() {
        let mut hands = on("/sms");
        hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", None));
        let what = REFRESH.to_owned();
        hands.tell(Event::Elapsed { what });
        assert_eq!(hands.request().1, "/api/sms");
        assert!(hands.sheet().shows("table"));
        hands.answers_about(LIST, "2", 200, None, page("SMS-000001", "DELIVERED", None));
        assert!(hands.sheet().reads("rows").contains("DELIVERED"));
    }
}
