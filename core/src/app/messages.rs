//! SMS: every SMS record, newest first.

use serde_json::Value;

use super::Page;
use super::answer::{Answer, UNREACHED, done, sentence};
use super::event::{Effect, Event, Start};
use super::node::Node;
use super::pieces::{MAY_ASK_TO_STOP, badge};
use super::query::{address, value};
use super::sheet::Sheet;
use crate::api::{List, Method, SmsCounts, SmsRow};
use crate::status::{Shown, Status};
use crate::view::status_words;

const COLLECTION: &str = "/api/sms";
const LIST_PAGE: &str = "/sms";

const COUNTS_PATH: &str = "/api/sms/counts";
const FILE_PATH: &str = "/api/sms.csv";
const FILE_NAME: &str = "mitto-sms-{date}.csv";

const LIST: &str = "list";
const MORE: &str = "more";
const COUNTS: &str = "counts";
const EXPORTED: &str = "exported";

/// The names of the waits.
const SEARCH: &str = "search";
const REFRESH: &str = "refresh";

/// From the last key to the request, milliseconds.
const SEARCH_MS: u32 = 300;
/// From one look at the first page to the next, milliseconds, while something on it is under way.
const REFRESH_SOON_MS: u32 = 2_000;
/// Looks at that pace without news: a minute's. What has not come by then comes when it comes.
const LOOKS: u32 = 30;
/// From one look to the next otherwise.
const REFRESH_MS: u32 = 15_000;

/// More SMS are counted only when a person asks: a count reads every row of the view.
const COUNTED_OFTEN: u32 = 10_000;

/// The page.
pub(super) struct Messages {
    status: String,
    search: String,
    rows: Option<Vec<SmsRow>>,
    /// Where the list goes on.
    cursor: Option<String>,
    /// More than the first page is shown, or asked for: news come on top, and what is further down
    /// stays under the person's eyes.
    went_on: bool,
    /// Looks since there was news.
    looks: u32,
    counts: Option<SmsCounts>,
    exporting: bool,
    export_problem: Option<String>,
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
            looks: 0,
            counts: None,
            exporting: false,
            export_problem: None,
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
        self.counts = None;
        let path = address(LIST_PAGE, &self.filters());
        vec![Effect::Moved { path }, self.anew(), self.count()]
    }

    /// From the first page on.
    fn anew(&mut self) -> Effect {
        self.cursor = None;
        self.problem = None;
        self.went_on = false;
        self.looks = 0;
        self.ask()
    }

    /// Asks how many there are. What it is about is the question itself.
    fn count(&self) -> Effect {
        let path = address(COUNTS_PATH, &self.filters());
        Effect::request(COUNTS, &path, Method::Get, path.as_str(), None, None)
    }

    fn counted(&mut self, about: &str, status: u16, body: Value) {
        if about == address(COUNTS_PATH, &self.filters()) {
            // Without an answer there is no count; the list itself says what is wrong.
            self.counts = Answer::of(status, body).read().ok();
        }
    }

    fn export(&mut self) -> Vec<Effect> {
        if core::mem::replace(&mut self.exporting, true) {
            return Vec::new();
        }
        self.export_problem = None;
        vec![Effect::Save {
            what: EXPORTED,
            path: address(FILE_PATH, &self.filters()),
            name: FILE_NAME,
        }]
    }

    fn exported(&mut self, status: u16, body: Value) -> Vec<Effect> {
        self.exporting = false;
        match done(status, body).read() {
            Ok(_) => vec![Effect::announce("The list is exported.")],
            Err(problem) => {
                self.export_problem = Some(match problem {
                    Some(problem) => sentence(&problem),
                    None => "The file did not come whole. Try again.".to_owned(),
                });
                Vec::new()
            }
        }
    }

    /// Looks again later: soon while something on the first page is under way.
    fn again(&self) -> Effect {
        let rows = self.rows.as_deref().unwrap_or_default();
        let under_way = rows.iter().any(|row| !row.status.is_final());
        Effect::Wait {
            what: REFRESH,
            after_ms: match under_way && self.looks <= LOOKS {
                true => REFRESH_SOON_MS,
                false => REFRESH_MS,
            },
        }
    }

    /// The first page, anew; says whether it has news.
    fn looked(&mut self, list: List<SmsRow>) -> bool {
        let shown = self.rows.as_deref().unwrap_or_default();
        let first = shown.get(..list.items.len()).unwrap_or(shown);
        let news = first != list.items;
        if !self.went_on || shown.is_empty() {
            self.rows = Some(list.items);
            self.cursor = list.cursor;
            return news;
        }
        // Where so much came in that the pages no longer touch, what is there stays as it is.
        let last = list.items.last().map(|row| row.id);
        if let (Some(last), Some(top)) = (last, shown.first())
            && top.id >= last
        {
            let further = shown.iter().filter(|row| row.id < last).cloned();
            self.rows = Some(list.items.into_iter().chain(further).collect());
        }
        news
    }

    fn more(&mut self) -> Vec<Effect> {
        let Some(cursor) = self.cursor.as_deref().filter(|_| !self.asked_more) else {
            return Vec::new();
        };
        let [status, search] = self.filters();
        let path = address(COLLECTION, &[status, search, ("cursor", cursor)]);
        let turn = self.turn.to_string();
        self.asked_more = true;
        self.went_on = true;
        vec![Effect::request(MORE, &turn, Method::Get, path, None, None)]
    }

    fn answered(&mut self, what: &str, status: u16, body: Value) -> Vec<Effect> {
        let is_more = what == MORE;
        if is_more {
            self.asked_more = false;
        }
        let list = match Answer::<List<SmsRow>>::of(status, body) {
            Answer::Good(list) => list,
            Answer::Refused(problem) => {
                self.problem = Some(sentence(&problem));
                return vec![self.again()];
            }
            Answer::None => {
                self.problem = Some(UNREACHED.to_owned());
                return vec![self.again()];
            }
        };
        self.problem = None;
        if !is_more {
            let first_look = self.rows.is_none();
            let news = self.looked(list);
            self.looks = if news {
                0
            } else {
                self.looks.saturating_add(1)
            };
            let few = self
                .counts
                .as_ref()
                .is_some_and(|counts| counts.total <= COUNTED_OFTEN);
            let count = (news && !first_look && few).then(|| self.count());
            return core::iter::once(self.again()).chain(count).collect();
        }
        self.cursor = list.cursor;
        let added = list.items.len().to_string();
        self.rows.get_or_insert_default().extend(list.items);
        let said = Effect::announce([&added, " more SMS"].concat());
        let mut effects = vec![said, self.again()];
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
            Event::Started => vec![self.anew(), self.count()],
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
                "refresh" => vec![self.anew(), self.count(), Effect::announce("Refreshing")],
                "export" => self.export(),
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
            } => match what.as_str() {
                EXPORTED => self.exported(status, body),
                COUNTS => {
                    self.counted(&about, status, body);
                    Vec::new()
                }
                _ if about == self.turn.to_string() => self.answered(&what, status, body),
                _ => Vec::new(),
            },
            Event::Elapsed { what } => match what.as_str() {
                SEARCH => self.filtered(),
                REFRESH if !self.asked_more => vec![self.ask()],
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
            .note("export-problem", self.export_problem.as_deref())
            .rest("export", self.exporting)
            .text(
                "export",
                if self.exporting {
                    "Exporting…"
                } else {
                    "Export CSV"
                },
            )
            .show("counts", self.counts.is_some())
            .nodes(
                "counts",
                self.counts.as_ref().map(counts).unwrap_or_default(),
            )
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

/// `12 SMS`, and how many of each status, in the order of the statuses.
fn counts(counts: &SmsCounts) -> Vec<Node> {
    let item = |node: Node| Node::new("li").with(node);
    let total = [&counts.total.to_string(), " SMS"].concat();
    let stored = Status::ALL.into_iter().map(Shown::Stored);
    let by_status = stored.chain([Shown::NoReport]).filter_map(|status| {
        let count = counts.by_status.get(status.as_str())?;
        let words = [status_words(status), " ", &count.to_string()].concat();
        Some(badge(status, words))
    });
    core::iter::once(Node::text("strong", total))
        .chain(by_status)
        .map(item)
        .collect()
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

    /// What the list is asked for; the counts are asked for besides.
    fn listed(hands: &Hands<Messages>) -> &str {
        let of_list = |effect: &'_ Effect| matches!(effect, Effect::Request { what: LIST, .. });
        match hands.effects.iter().find(|effect| of_list(effect)) {
            Some(Effect::Request { path, .. }) => path,
            _ => "",
        }
    }

    #[test]
    fn each_sms_says_what_became_of_it() {
        let mut hands = on("/sms");
        assert_eq!(listed(&hands), "/api/sms");
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
        assert_eq!(listed(&hands), "/api/sms?status=NO+REPORT&q=a%26b");
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
        assert_eq!(listed(&hands), "/api/sms?q=hel");
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
        // A look at the first page changes what is there and keeps what is further down.
        let what = REFRESH.to_owned();
        hands.tell(Event::Elapsed { what });
        assert_eq!(hands.request().1, "/api/sms?status=SENT");
        hands.answers_about(LIST, "2", 200, None, page("SMS-000003", "SENT", Some("c2")));
        let rows = hands.sheet().reads("rows");
        assert!(
            !rows.contains("SMS-000003"),
            "between it and the next is more: {rows}"
        );
        hands.answers_about(
            LIST,
            "2",
            200,
            None,
            page("SMS-000002", "FAILED", Some("c1")),
        );
        let rows = hands.sheet().reads("rows");
        assert!(
            rows.contains("FAILED") && rows.contains("SMS-000001"),
            "{rows}"
        );
        assert!(!hands.sheet().shows("more-bar"), "the end stays known");
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

    #[test]
    fn what_is_under_way_is_looked_at_soon_but_not_for_ever() {
        let mut hands = on("/sms");
        let wait = |after_ms| {
            [Effect::Wait {
                what: REFRESH,
                after_ms,
            }]
        };
        hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "DELIVERED", None));
        assert_eq!(hands.effects, wait(REFRESH_MS));
        hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", None));
        assert_eq!(hands.effects, wait(REFRESH_SOON_MS));
        for _ in 0..=LOOKS {
            hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", None));
        }
        assert_eq!(hands.effects, wait(REFRESH_MS));
        hands.answers_about(LIST, "1", 200, None, page("SMS-000002", "QUEUED", None));
        assert_eq!(hands.effects, wait(REFRESH_SOON_MS), "news");
    }

    #[test]
    fn the_view_is_counted_and_news_are_counted_again_while_it_is_small() {
        let path = "/api/sms/counts?status=SENT";
        let mut hands = on("/sms?status=SENT");
        let count = Effect::request(COUNTS, path, Method::Get, path, None, None);
        assert!(hands.effects.contains(&count));
        assert!(!hands.sheet().shows("counts"));
        hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", None));
        let few = json!({"total": 3, "byStatus": {"SENT": 2, "NO REPORT": 1}});
        hands.answers_about(COUNTS, "/api/sms/counts", 200, None, few.clone());
        assert!(!hands.sheet().shows("counts"), "of another view");
        hands.answers_about(COUNTS, path, 200, None, few);
        let words = hands.sheet().reads("counts");
        assert!(
            words.starts_with("3 SMS\n") && words.ends_with(" 1"),
            "{words}"
        );
        hands.answers_about(LIST, "1", 200, None, page("SMS-000002", "SENT", None));
        assert!(hands.effects.contains(&count));
        hands.answers_about(LIST, "1", 200, None, page("SMS-000002", "SENT", None));
        assert!(!hands.effects.contains(&count), "no news");
        let many = json!({"total": COUNTED_OFTEN + 1, "byStatus": {}});
        hands.answers_about(COUNTS, path, 200, None, many);
        hands.answers_about(LIST, "1", 200, None, page("SMS-000003", "SENT", None));
        assert!(!hands.effects.contains(&count));
        assert!(hands.presses("refresh", "").effects.contains(&count));
    }

    #[test]
    fn a_view_is_exported_once_at_a_time() {
        let mut hands = on("/sms?q=50%25");
        let save = Effect::Save {
            what: EXPORTED,
            path: "/api/sms.csv?q=50%25".to_owned(),
            name: FILE_NAME,
        };
        assert_eq!(
            hands.presses("export", "").effects,
            std::slice::from_ref(&save)
        );
        assert_eq!(hands.presses("export", "").effects, []);
        hands.answers(EXPORTED, 0, Value::Null);
        assert!(hands.sheet().shows("export-problem"));
        assert_eq!(hands.presses("export", "").effects, [save]);
        hands.answers(EXPORTED, 200, Value::Null);
        assert!(!hands.sheet().shows("export-problem"));
        assert_eq!(hands.sheet().reads("export"), "Export CSV");
    }
}
