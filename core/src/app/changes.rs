//! Setup, Change Log: who changed what and when, and whether the log is whole.

mod difference;

use serde_json::Value;

use super::Page;
use super::answer::{Answer, why};
use super::event::{Effect, Event};
use super::node::Node;
use super::sheet::Sheet;
use crate::api::{Action, Change, Changed, ItemKind, List, Machine, Verification};

const PATH: &str = "/api/changes";

const LIST: &str = "list";
const MORE: &str = "more";
const VERIFIED: &str = "verified";

/// How long "Copied" stands, milliseconds.
const COPIED_MS: u32 = 2_500;

/// The page.
pub(super) struct Changes {
    list: Option<Vec<Change>>,
    /// Where the older rows begin, if there are any.
    cursor: Option<String>,
    loading_more: bool,
    /// What went wrong, of the list as a whole.
    problem: Option<String>,
    /// What went wrong with the older rows.
    more_problem: Option<String>,
    verifying: bool,
    /// What verifying came to; or why it came to nothing.
    verdict: Option<Result<Verification, String>>,
    copied: Copied,
}

/// Whether the last hash was copied.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    No,
    Yes,
    /// The browser does not let us.
    Refused,
}

impl Changes {
    pub(super) const fn new() -> Changes {
        Changes {
            list: None,
            cursor: None,
            loading_more: false,
            problem: None,
            more_problem: None,
            verifying: false,
            verdict: None,
            copied: Copied::No,
        }
    }

    fn pressed(&mut self, name: &str) -> Vec<Effect> {
        match name {
            "retry" => {
                self.problem = None;
                vec![Effect::get(LIST, PATH)]
            }
            "more" => self.more().into_iter().collect(),
            "verify" if !self.verifying => {
                self.verifying = true;
                self.verdict = None;
                self.copied = Copied::No;
                vec![
                    Effect::get(VERIFIED, "/api/changes/verification"),
                    Effect::announce("Verifying…"),
                ]
            }
            "copy" => match &self.verdict {
                Some(Ok(verification)) => vec![Effect::Copy {
                    text: verification.head.clone(),
                }],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Asks for the older rows: once, however often it is pressed.
    fn more(&mut self) -> Option<Effect> {
        let cursor = self.cursor.as_ref().filter(|_| !self.loading_more)?;
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        self.loading_more = true;
        self.more_problem = None;
        Some(Effect::get(MORE, [PATH, "?cursor=", &cursor].concat()))
    }

    fn answered(&mut self, what: &str, status: u16, body: Value) -> Vec<Effect> {
        match what {
            LIST => match Answer::<List<Change>>::of(status, body).read() {
                Ok(list) => {
                    self.list = Some(list.items);
                    self.cursor = list.cursor;
                    self.problem = None;
                }
                Err(problem) => self.problem = Some(why(problem.as_ref())),
            },
            MORE => {
                self.loading_more = false;
                match Answer::<List<Change>>::of(status, body).read() {
                    Ok(list) => {
                        let said = [&list.items.len().to_string(), " more rows."].concat();
                        self.list.get_or_insert_default().extend(list.items);
                        self.cursor = list.cursor;
                        return vec![Effect::announce(said)];
                    }
                    Err(problem) => self.more_problem = Some(why(problem.as_ref())),
                }
            }
            VERIFIED => {
                self.verifying = false;
                let verdict = Answer::<Verification>::of(status, body).read();
                self.verdict = Some(verdict.map_err(|problem| why(problem.as_ref())));
            }
            Effect::COPIED if status == 0 => self.copied = Copied::Refused,
            Effect::COPIED => {
                self.copied = Copied::Yes;
                let wait = Effect::Wait {
                    what: Effect::COPIED,
                    after_ms: COPIED_MS,
                };
                return vec![wait, Effect::announce("Copied.")];
            }
            _ => {}
        }
        Vec::new()
    }
}

impl Page for Changes {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => vec![Effect::get(LIST, PATH)],
            Event::Pressed { name, .. } => self.pressed(&name),
            Event::Answered {
                what, status, body, ..
            } => self.answered(&what, status, body),
            Event::Elapsed { .. } => {
                self.copied = Copied::No;
                Vec::new()
            }
            Event::Input { .. } => Vec::new(),
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let list = self.list.as_deref();
        sheet
            .show("loading", list.is_none() && self.problem.is_none())
            .note("problem", self.problem.as_deref())
            .show("retry", list.is_none() && self.problem.is_some())
            .show("empty", list.is_some_and(<[_]>::is_empty))
            .show("table", list.is_some_and(|list| !list.is_empty()))
            .nodes("rows", list.unwrap_or_default().iter().map(row).collect())
            .show("end", self.cursor.is_some() || self.more_problem.is_some())
            .note("more-problem", self.more_problem.as_deref())
            .rest("more", self.loading_more)
            .text(
                "more",
                if self.loading_more {
                    "Loading…"
                } else {
                    "Load more"
                },
            );
        self.draw_verdict(&mut sheet);
        sheet
    }
}

impl Changes {
    fn draw_verdict(&self, sheet: &mut Sheet) {
        let (tone, word, said) = match &self.verdict {
            None => ("", "", String::new()),
            Some(Err(why)) => ("bad", "Not verified.", why.clone()),
            Some(Ok(verification)) => in_words(verification),
        };
        let known = match &self.verdict {
            Some(Ok(verification)) => Some(verification),
            _ => None,
        };
        let hash = known.filter(|known| known.rows > 0);
        sheet
            .rest("verify", self.verifying)
            .text(
                "verify",
                if self.verifying {
                    "Verifying…"
                } else {
                    "Verify"
                },
            )
            .show("verdict", self.verdict.is_some())
            .set("verdict", "data-tone", tone)
            .text("verdict-word", word)
            .text("verdict-why", said)
            .show("head", hash.is_some())
            .value("hash", hash.map_or("", |known| known.head.as_str()))
            .text(
                "copy",
                match self.copied {
                    Copied::Yes => "Copied",
                    Copied::No | Copied::Refused => "Copy",
                },
            )
            .note(
                "copy-problem",
                (self.copied == Copied::Refused).then_some(
                    "Your browser does not let this page copy. Select the hash and copy it.",
                ),
            );
    }
}

/// Its tone, its word, and its sentence.
fn in_words(verification: &Verification) -> (&'static str, &'static str, String) {
    let rows = verification.rows.to_string();
    match (verification.ok, verification.rows, verification.first_bad) {
        (true, 0, _) => ("good", "Whole.", "There is no row yet.".to_owned()),
        (true, 1, _) => (
            "good",
            "Whole.",
            "The one row is as it was written.".to_owned(),
        ),
        (true, ..) => (
            "good",
            "Whole.",
            ["All ", &rows, " rows are as they were written."].concat(),
        ),
        (false, _, Some(row)) => {
            let row = row.to_string();
            let reason = verification.reason.as_deref().unwrap_or_default();
            (
                "bad",
                "Not whole.",
                ["Row ", &row, " is not as it was written. ", reason].concat(),
            )
        }
        (false, _, None) => (
            "bad",
            "Not whole.",
            verification.reason.clone().unwrap_or_default(),
        ),
    }
}

fn row(change: &Change) -> Node {
    let what = Node::text("p", done(change));
    let details = difference::of(change);
    let details = (!details.is_empty()).then(|| {
        let details = details.iter().map(difference::Difference::drawn);
        Node::new("ul").class("differences").with_all(details)
    });
    Node::new("tr")
        .with(Node::text("th", change.number.to_string()).set("scope", "row"))
        .with(Node::new("td").with(Node::time(&change.at)))
        .with(Node::text("td", change.by.as_str()))
        .with(Node::new("td").with(what).with_all(details))
}

/// `Changed template “Thanks”`
fn done(change: &Change) -> String {
    let action = match change.action {
        Action::Added => "Added ",
        Action::Changed => "Changed ",
        Action::Removed => "Removed ",
        Action::Rotated if matches!(change.kind, Changed::Item(ItemKind::Webhook)) => {
            "Changed the secret of "
        }
        Action::Rotated => return "Rotated the callback key".to_owned(),
        Action::OptedOut => "Set the SMS opt-out of ",
        Action::OptedIn => "Cleared the SMS opt-out of ",
        Action::Erased => "Erased ",
    };
    let kind = match change.kind {
        Changed::Item(ItemKind::Setup) => return [action, "Setup"].concat(),
        Changed::Item(ItemKind::Sender) => "sender",
        Changed::Item(ItemKind::Keyword) => "keyword",
        Changed::Item(ItemKind::Template) => "template",
        Changed::Item(ItemKind::Webhook) => "webhook",
        Changed::Machine(Machine::ApiKey) => "API key",
        Changed::Person(object) => return [action, object.as_str(), " ", &change.name].concat(),
    };
    [action, kind, " “", &change.name, "”"].concat()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::Hands;
    use super::*;

    fn change(number: u32) -> Value {
        json!({
            "number": number, "at": "2026-11-24T17:24:00.000Z", "by": "ada", "kind": "sender",
            "item": "s1", "name": "MITTO", "action": "added", "before": null,
            "after": {"id": "s1", "name": "MITTO", "type": "branded"}, "hash": "00"
        })
    }

    fn listed() -> Hands<Changes> {
        let mut hands = Hands::on(Changes::new());
        let list = json!({"items": [change(2)], "cursor": "a b"});
        hands.answers(LIST, 200, list);
        hands
    }

    #[test]
    fn the_log_is_shown_and_its_absence_explained() {
        let said = listed().sheet().reads("rows");
        assert!(
            said.starts_with("2 24 Nov 2026, 17:24 UTC ada Added sender “MITTO”"),
            "{said}"
        );
        let mut hands = Hands::on(Changes::new());
        assert!(hands.sheet().shows("loading"));
        hands.answers(LIST, 0, Value::Null);
        assert!(hands.sheet().reads("problem").contains("no answer"));
        hands.presses("retry", "");
        hands.answers(LIST, 200, json!({"items": [], "cursor": null}));
        assert!(hands.sheet().shows("empty") && !hands.sheet().shows("end"));
    }

    #[test]
    fn what_was_done_to_a_person_is_told_by_its_record() {
        let mut hands = Hands::on(Changes::new());
        let deed = |action: &str| {
            json!({
                "number": 1, "at": "2026-11-24T17:24:00.000Z", "by": "ada", "kind": "lead",
                "item": "00Q1", "name": "00Q1", "action": action, "before": null, "after": null,
                "hash": "00"
            })
        };
        let items = ["erased", "opted-out", "opted-in"].map(deed);
        hands.answers(LIST, 200, json!({"items": items, "cursor": null}));
        let said = hands.sheet().reads("rows");
        for words in [
            "Erased lead 00Q1",
            "Set the SMS opt-out of lead 00Q1",
            "Cleared the SMS opt-out of lead 00Q1",
        ] {
            assert!(said.contains(words), "{said}");
        }
    }

    #[test]
    fn older_rows_are_appended() {
        let mut hands = listed();
        hands.presses("more", "");
        assert_eq!(hands.request().1, "/api/changes?cursor=a+b");
        assert_eq!(hands.presses("more", "").effects, []);
        hands.answers(MORE, 0, Value::Null);
        assert!(hands.sheet().reads("more-problem").contains("no answer"));
        assert_eq!(hands.presses("more", "").request().0, "GET");
        hands.answers(MORE, 200, json!({"items": [change(1)], "cursor": null}));
        let sheet = hands.sheet();
        assert_eq!(sheet.reads("rows").lines().count(), 2);
        assert!(!sheet.shows("end"));
    }

    #[test]
    fn verifying_says_which_row_is_bad_and_gives_the_last_hash() {
        let mut hands = listed();
        hands.presses("verify", "");
        assert_eq!(hands.sheet().reads("verify"), "Verifying…");
        assert_eq!(hands.presses("verify", "").effects, []);
        let verification = json!({"ok": true, "rows": 12, "head": "ab12"});
        hands.answers(VERIFIED, 200, verification);
        let said = hands.sheet().reads("verdict-why");
        assert_eq!(said, "All 12 rows are as they were written.");
        let text = "ab12".to_owned();
        assert_eq!(hands.presses("copy", "").effects, [Effect::Copy { text }]);
        hands.answers(Effect::COPIED, 0, Value::Null);
        assert!(hands.sheet().shows("copy-problem"));
        hands.answers(Effect::COPIED, 200, Value::Null);
        assert_eq!(hands.sheet().reads("copy"), "Copied");

        let bad = json!({"ok": false, "rows": 7, "firstBad": 7, "reason": "It does not fit its hash.", "head": "cd"});
        hands.presses("verify", "").answers(VERIFIED, 200, bad);
        let said = hands.sheet().reads("verdict-why");
        assert_eq!(
            said,
            "Row 7 is not as it was written. It does not fit its hash."
        );
        hands
            .presses("verify", "")
            .answers(VERIFIED, 0, Value::Null);
        assert!(hands.sheet().reads("verdict-why").contains("no answer"));
        assert!(!hands.sheet().shows("head"));
    }
}
