//! The list in the hands of a test: what a person does, what the API answers, what is to be seen.

use serde_json::{Value, json};

use super::*;
use crate::api::Code;

/// A list, and what it wanted last.
struct Hands {
    list: RelatedList,
    effects: Vec<Effect>,
}

impl Hands {
    fn on(object: &str, layout: Layout) -> Hands {
        let mut list = RelatedList::of(object, "00Q1", layout).unwrap();
        let effects = list.look();
        Hands { list, effects }
    }

    fn lead() -> Hands {
        Hands::on("lead", Layout::Conversation)
    }

    /// The last look is answered.
    fn looks(&mut self, status: u32, body: &Value) -> &mut Hands {
        let turn = self.list.turn.to_string();
        self.effects = self.list.answered(LIST, &turn, status, body);
        self
    }

    fn presses(&mut self, name: &str, value: &str) -> &mut Hands {
        self.effects = self.list.pressed(name, value);
        self
    }

    fn elapses(&mut self) -> &mut Hands {
        self.effects = self.list.look();
        self
    }

    fn answers(&mut self, what: &str, about: &str, status: u32, body: &Value) -> &mut Hands {
        self.effects = self.list.answered(what, about, status, body);
        self
    }

    fn reads(&self, id: &str) -> String {
        self.list.sheet().reads(id)
    }

    fn shows(&self, id: &str) -> bool {
        self.list.sheet().shows(id)
    }

    fn paths(&self) -> Vec<&str> {
        let effects = self.effects.iter();
        effects
            .filter_map(|effect| match effect {
                Effect::Request { path, .. } => Some(path.as_str()),
                _ => None,
            })
            .collect()
    }

    fn said(&self) -> Vec<&str> {
        let effects = self.effects.iter();
        effects
            .filter_map(|effect| match effect {
                Effect::Announce { text } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    fn wait(&self) -> Option<u32> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Wait { after_ms, .. } => Some(*after_ms),
            _ => None,
        })
    }
}

fn sms(number: u32, status: &str, text: &str) -> Value {
    let reply = matches!(status, "RECEIVED" | "OPT-OUT");
    let from = if reply { "41791112233" } else { "MITTO-SMS" };
    json!({"id": format!("SMS-{number:06}"), "object": "lead", "recordId": "00Q1",
        "to": "+41791234567", "from": from, "text": text, "numberOfMessages": 1,
        "status": status, "createdAt": "2026-11-24T10:00:00Z",
"createdBy": "ada", "updatedAt": "2026-11-24T10:00:00Z"})
}

fn page(items: &[Value], cursor: Option<&str>) -> Value {
    json!({"items": items, "cursor": cursor})
}

fn problem(code: Code) -> Value {
    serde_json::to_value(Problem::new(code)).unwrap()
}

fn record(status: &str, is_final: bool, updates: &Value) -> Value {
    json!({"id": "SMS-000001", "object": "lead", "recordId": "00Q1", "to": "+41791234567",
        "from": "MITTO-SMS", "text": "Hello", "encoding": "GSM-7", "numberOfMessages": 2,
        "status": status, "isFinal": is_final, "deliveredSegments": 1,
        "createdAt": "2026-11-24T10:00:00Z", "updatedAt": "2026-11-24T10:00:05Z",
        "deliveryUpdates": updates})
}

#[test]
fn a_conversation_reads_newest_last_with_replies_on_the_other_side() {
    let mut hands = Hands::lead();
    assert_eq!(
        hands.paths(),
        ["/api/sms?object=lead&recordId=00Q1&limit=20"]
    );
    assert!(hands.shows("loading"));
    let mut flagged = sms(2, "RECEIVED", "Please no more");
    flagged["flagged"] = json!(true);
    hands.looks(200, &page(&[flagged, sms(1, "DELIVERED", "Hello")], None));
    let words = hands.reads("messages");
    let (first, second) = words.split_once('\n').unwrap();
    assert!(
        first.starts_with("From MITTO-SMS to +41791234567 Hello DELIVERED"),
        "{first}"
    );
    assert!(
        second.starts_with("Reply from +41791234567 Please no more May be a request to stop"),
        "{second}"
    );
    assert!(!second.contains("Details"), "a reply has no updates");
    assert_eq!(hands.reads("title"), "SMS (2)");
    assert!(hands.shows("log") && !hands.shows("table-box") && !hands.shows("earlier"));
}

#[test]
fn the_table_has_the_columns_of_the_related_list_newest_first() {
    let mut hands = Hands::lead();
    let rows = [sms(2, "RECEIVED", "Yes"), sms(1, "UNKNOWN", "Hello")];
    hands.looks(200, &page(&rows, Some("c1")));
    hands.presses("table", "");
    assert!(hands.effects.is_empty() && hands.shows("table-box") && !hands.shows("log"));
    let words = hands.reads("rows");
    let (first, second) = words.split_once('\n').unwrap();
    assert!(
        first.starts_with("SMS-000002 Yes 1 +41791234567 41791112233 RECEIVED"),
        "{first}"
    );
    assert!(
        second.starts_with("SMS-000001 Hello 1 +41791234567 MITTO-SMS Maybe sent"),
        "{second}"
    );
    assert_eq!(hands.reads("title"), "SMS (2+)");
    hands.presses("conversation", "");
    assert!(hands.shows("log") && hands.reads("rows").is_empty());
}

#[test]
fn a_campaign_is_a_table() {
    let mut hands = Hands::on("campaign", Layout::Conversation);
    assert_eq!(hands.paths(), ["/api/sms?campaign=00Q1&limit=20"]);
    // A Worker that does not know the filter says so; nothing is asked again by itself.
    hands.looks(400, &problem(Code::InvalidField));
    assert!(hands.shows("problem") && !hands.shows("empty") && hands.effects.is_empty());
    hands.presses("retry", "");
    assert!(hands.shows("loading"));
    hands.looks(200, &page(&[sms(1, "SENT", "Hello")], None));
    hands.presses("conversation", "");
    assert!(hands.shows("table-box") && !hands.shows("views"));
}

#[test]
fn there_is_no_list_of_no_record() {
    for (object, record) in [("account", "1"), ("lead", ""), ("lead", "a/b")] {
        assert!(RelatedList::of(object, record, Layout::Table).is_none());
    }
}

#[test]
fn news_come_by_themselves_and_are_spoken_once() {
    let mut hands = Hands::lead();
    hands.looks(200, &page(&[sms(1, "SENT", "Hello")], None));
    assert!(hands.said().is_empty(), "what was there is no news");
    assert_eq!(hands.wait(), Some(pace::SOON_MS));
    hands.elapses();
    let rows = [sms(2, "RECEIVED", "Hi"), sms(1, "DELIVERED", "Hello")];
    hands.looks(200, &page(&rows, None));
    assert_eq!(
        hands.said(),
        ["SMS-000001: DELIVERED. Reply from +41791234567: Hi"]
    );
    let status = Detail::Status {
        id: SmsId::new(1).unwrap(),
        status: crate::status::Shown::Stored(crate::status::Status::Delivered),
    };
    let emitted = Effect::Emit {
        name: "status",
        detail: status,
    };
    assert!(hands.effects.contains(&emitted));
    hands.elapses().looks(200, &page(&rows, None));
    assert!(hands.said().is_empty());
    assert_eq!(hands.wait(), Some(pace::SOON_MS));
}

#[test]
fn a_quiet_list_is_looked_at_less_often_until_somebody_does_something() {
    let mut hands = Hands::lead();
    let rows = page(&[sms(1, "DELIVERED", "Hello")], None);
    for _ in 0..40 {
        hands.elapses().looks(200, &rows);
    }
    assert_eq!(hands.wait(), Some(pace::CALM_MS));
    hands.presses("look", "");
    assert_eq!(hands.paths().len(), 1, "at once");
    hands.looks(200, &rows);
    assert_eq!(hands.wait(), Some(pace::SOON_MS));
}

#[test]
fn earlier_ones_are_added_and_stay() {
    let mut hands = Hands::lead();
    hands.looks(200, &page(&[sms(2, "DELIVERED", "Two")], Some("c2")));
    hands.presses("earlier", "");
    let path = "/api/sms?object=lead&recordId=00Q1&limit=20&cursor=c2";
    assert_eq!(hands.paths(), [path]);
    assert_eq!(hands.reads("earlier"), "Loading…");
    assert!(hands.presses("earlier", "").effects.is_empty(), "once");
    hands.answers(EARLIER, "c2", 0, &Value::Null);
    assert_eq!(hands.said(), ["The earlier SMS did not come. Try again."]);
    hands.presses("earlier", "");
    hands.answers(EARLIER, "c2", 200, &page(&[sms(1, "SENT", "One")], None));
    assert_eq!(hands.said(), ["1 earlier SMS"]);
    // The button is gone; the focus goes to what it was in.
    assert!(hands.effects.contains(&Effect::Focus { id: "log" }));
    let words = hands.reads("messages");
    assert!(words.find("One") < words.find("Two"), "{words}");
    hands
        .elapses()
        .looks(200, &page(&[sms(2, "DELIVERED", "Two")], Some("c2")));
    assert!(hands.reads("messages").contains("One"));
}

#[test]
fn delivery_updates_unfold_are_explained_and_stay_live() {
    let mut hands = Hands::lead();
    let open = page(&[sms(1, "SENT", "Hello")], None);
    hands.looks(200, &open);
    hands.presses("unfold", "SMS-000001");
    assert_eq!(hands.paths(), ["/api/sms/SMS-000001"]);
    assert!(hands.reads("messages").contains("Loading…"));
    hands.answers(
        RECORD,
        "SMS-000001",
        200,
        &record("SENT", false, &json!([])),
    );
    assert!(
        hands
            .reads("messages")
            .contains("No delivery report has come.")
    );
    // While more may come, each look asks for them too.
    hands.elapses().looks(200, &open);
    assert_eq!(hands.paths(), ["/api/sms/SMS-000001"]);
    let update = json!([{"status": "UNDELIVERED", "gatewayStatus": "failed", "segment": 2,
        "errorCode": "27", "explanation": "The handset was off. Send it again later.",
        "providerTime": null, "receivedAt": "2026-11-24T10:00:04Z"}]);
    let failed = page(&[sms(1, "UNDELIVERED", "Hello")], None);
    hands.elapses().looks(200, &failed);
    hands.answers(
        RECORD,
        "SMS-000001",
        200,
        &record("UNDELIVERED", true, &update),
    );
    let words = hands.reads("messages");
    for wanted in ["Message 2 of 2", "Error 27", "Send it again later."] {
        assert!(words.contains(wanted), "{words}");
    }
    assert!(hands.elapses().looks(200, &failed).paths().is_empty());
    assert!(hands.presses("unfold", "SMS-000001").effects.is_empty());
    assert!(!hands.reads("messages").contains("Error 27"), "folded");
}

#[test]
fn a_part_that_arrived_is_said() {
    let mut hands = Hands::lead();
    hands.looks(200, &page(&[sms(1, "DELIVERED", "Hello")], None));
    hands.presses("unfold", "SMS-000001");
    hands.answers(
        RECORD,
        "SMS-000001",
        200,
        &record("DELIVERED", true, &json!([])),
    );
    assert!(hands.reads("messages").contains("1 of 2 delivered"));
}

#[test]
fn a_reply_is_answered_from_the_number_it_came_to_where_the_page_can() {
    let mut hands = Hands::lead();
    let rows = [sms(2, "RECEIVED", "Hi"), sms(1, "SENT", "Hello")];
    hands.looks(200, &page(&rows, None));
    assert!(!hands.reads("messages").contains("Answer"));
    assert!(hands.presses("answer", "SMS-000002").effects.is_empty());
    hands.list.set_can_answer(true);
    assert_eq!(hands.reads("messages").matches("Answer").count(), 1);
    hands.presses("answer", "SMS-000002");
    let detail = Detail::Answer {
        id: SmsId::new(2).unwrap(),
        from: "41791112233".to_owned(),
        to: "+41791234567".to_owned(),
    };
    let name = "answer";
    assert_eq!(hands.effects, [Effect::Emit { name, detail }]);
    assert!(hands.presses("answer", "SMS-000001").effects.is_empty());
}

#[test]
fn what_went_wrong_is_said_and_what_is_there_stays() {
    let mut hands = Hands::lead();
    hands.looks(0, &Value::Null);
    assert!(hands.shows("problem") && !hands.shows("loading") && !hands.shows("empty"));
    assert!(hands.wait().is_some(), "it tries again by itself");
    hands.presses("retry", "");
    assert!(hands.shows("loading") && !hands.shows("problem"));
    hands.looks(200, &page(&[], None));
    assert!(hands.shows("empty"));
    assert_eq!(hands.reads("empty-text"), "No SMS with this lead yet.");
    hands
        .elapses()
        .looks(200, &page(&[sms(1, "SENT", "Hello")], None));
    hands.elapses().looks(500, &problem(Code::Internal));
    assert!(hands.shows("log") && hands.shows("problem") && hands.wait().is_some());
    hands
        .elapses()
        .looks(200, &page(&[sms(1, "SENT", "Hello")], None));
    assert!(!hands.shows("problem"));
}

#[test]
fn an_answer_that_comes_too_late_is_nobodys() {
    let mut hands = Hands::lead();
    hands.elapses();
    hands.answers(LIST, "1", 200, &page(&[sms(1, "SENT", "Hello")], None));
    assert!(hands.effects.is_empty() && hands.shows("loading"));
}

/// Every id the list names is in its HTML, and everything in its HTML that can be pressed is known.
#[test]
fn the_list_and_its_html_agree() {
    let html = include_str!("../../../../web-component/html/list/sms-list.html");
    for mark in Hands::lead().list.sheet().marks() {
        let id = ["id=\"", mark.id(), "\""].concat();
        assert!(html.contains(&id), "{id}");
    }
    for id in ["log", "scroll", "live"] {
        assert!(html.contains(&["id=\"", id, "\""].concat()), "{id}");
    }
}

#[test]
fn each_list_has_a_name_of_its_own_among_the_landmarks() {
    let mut hands = Hands::lead();
    let region = |hands: &Hands| {
        hands
            .list
            .sheet()
            .attribute("card", "aria-label")
            .to_owned()
    };
    assert_eq!(region(&hands), "SMS of 00Q1");
    let mut named = sms(1, "DELIVERED", "Hello");
    named["recordName"] = json!("Ada Lovelace");
    hands.looks(200, &page(&[named.clone()], None));
    assert_eq!(region(&hands), "SMS of Ada Lovelace");
    // The list of a campaign is of many.
    let mut hands = Hands::on("campaign", Layout::Table);
    hands.looks(200, &page(&[named], None));
    assert_eq!(region(&hands), "SMS of 00Q1");
}

/// The language becomes another while something is shown.
#[cfg(feature = "languages")]
#[test]
fn a_problem_is_said_in_the_language_of_now() {
    use crate::language::{Ask, speaking};

    fn loud(what: Ask<'_>) -> Option<String> {
        match what {
            Ask::Sentence(english) => Some(english.to_uppercase()),
            _ => None,
        }
    }
    let mut hands = Hands::lead();
    hands.looks(403, &problem(Code::NotAllowed));
    let english = hands.reads("problem-text");
    assert_eq!(english, Code::NotAllowed.title());
    let other = speaking(Some(loud), || hands.reads("problem-text"));
    assert_eq!(other, english.to_uppercase());
}
