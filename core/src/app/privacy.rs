//! Setup, Privacy: what is known of one person, as a file or erased for good.
//!
//! A person is looked up before anything is done, so that a wrong id shows. Erasing cannot be taken
//! back: the id is typed once more.

use serde_json::{Value, json};

use super::Page;
use super::answer::{Answer, NO_ANSWER, done, sentence, why};
use super::event::{Effect, Event};
use super::node::Node;
use super::query::address;
use super::sheet::Sheet;
use crate::api::{Code, Erased, Method, Person, SmsCounts};
use crate::ids::RecordId;

const PERSON: &str = "person";
const COUNTS: &str = "counts";
const EXPORTED: &str = "exported";
const ERASED: &str = "erased";

const FILE_NAME: &str = "mitto-sms-person-{date}.json";

const OBJECTS: [(&str, &str); 2] = [("lead", "Lead"), ("contact", "Contact")];

/// The page.
pub(super) struct Privacy {
    object: String,
    id: String,
    /// Counts the looks: an answer to an earlier one comes too late.
    turn: u32,
    look: Look,
    /// What is wrong with the id.
    id_problem: Option<String>,
    problem: Option<String>,
    exporting: bool,
    export_problem: Option<String>,
    /// What is typed to confirm, while the question stands.
    confirm: Option<String>,
    erasing: bool,
    erase_problem: Option<String>,
    /// What was erased.
    done: Option<String>,
}

/// How far looking somebody up is.
enum Look {
    Nobody,
    /// What has come so far.
    Asking {
        person: Option<Option<Box<Person>>>,
        sms: Option<u32>,
    },
    Found {
        object: String,
        id: RecordId,
        person: Option<Box<Person>>,
        sms: u32,
    },
}

impl Privacy {
    pub(super) fn new() -> Privacy {
        Privacy {
            object: "lead".to_owned(),
            id: String::new(),
            turn: 0,
            look: Look::Nobody,
            id_problem: None,
            problem: None,
            exporting: false,
            export_problem: None,
            confirm: None,
            erasing: false,
            erase_problem: None,
            done: None,
        }
    }

    /// Another record is meant.
    fn forget(&mut self) {
        self.turn = self.turn.wrapping_add(1);
        self.look = Look::Nobody;
        self.id_problem = None;
        self.problem = None;
        self.export_problem = None;
        self.confirm = None;
        self.erase_problem = None;
    }

    fn look_up(&mut self) -> Vec<Effect> {
        if matches!(self.look, Look::Asking { .. }) || self.erasing {
            return Vec::new();
        }
        self.forget();
        self.done = None;
        let id: RecordId = match self.id.trim().parse() {
            Ok(id) => id,
            Err(_) => {
                let rule = "A record ID has letters, digits and - _ . : only, at most 64.";
                self.id_problem = Some(rule.to_owned());
                return vec![Effect::focus("record-id")];
            }
        };
        self.look = Look::Asking {
            person: None,
            sms: None,
        };
        let of = [("object", self.object.as_str()), ("recordId", id.as_str())];
        let turn = self.turn.to_string();
        let ask = |what, path| Effect::request(what, &turn, Method::Get, path, None, None);
        vec![
            ask(PERSON, path(&self.object, &id, "")),
            ask(COUNTS, address("/api/sms/counts", &of)),
        ]
    }

    /// One of the two answers to a look.
    fn answered(&mut self, what: &str, status: u16, body: Value) -> Vec<Effect> {
        let Look::Asking { person, sms } = &mut self.look else {
            return Vec::new();
        };
        let problem = match what {
            PERSON => match Answer::<Person>::of(status, body).read() {
                Ok(known) => {
                    *person = Some(Some(Box::new(known)));
                    None
                }
                // Its SMS may be here all the same.
                Err(Some(problem)) if problem.code == Code::NotFound => {
                    *person = Some(None);
                    None
                }
                Err(problem) => Some(why(problem.as_deref())),
            },
            _ => match Answer::<SmsCounts>::of(status, body).read() {
                Ok(counts) => {
                    *sms = Some(counts.total);
                    None
                }
                Err(problem) => Some(why(problem.as_deref())),
            },
        };
        if let Some(problem) = problem {
            self.forget();
            self.problem = Some(problem);
            return Vec::new();
        }
        let (Some(found), Some(sms)) = (person.take_if(|_| sms.is_some()), *sms) else {
            return Vec::new();
        };
        let id = self.id.trim().parse().ok();
        match id.filter(|_| found.is_some() || sms > 0) {
            Some(id) => {
                self.look = Look::Found {
                    object: self.object.clone(),
                    id,
                    person: found,
                    sms,
                };
                vec![Effect::focus("found-title")]
            }
            None => {
                self.look = Look::Nobody;
                let nobody = "Nothing is known of this record.";
                self.id_problem = Some(nobody.to_owned());
                vec![Effect::focus("record-id")]
            }
        }
    }

    fn export(&mut self) -> Vec<Effect> {
        let Look::Found { object, id, .. } = &self.look else {
            return Vec::new();
        };
        if core::mem::replace(&mut self.exporting, true) {
            return Vec::new();
        }
        self.export_problem = None;
        vec![Effect::Save {
            what: EXPORTED,
            path: path(object, id, "/export"),
            name: FILE_NAME,
        }]
    }

    fn exported(&mut self, status: u16, body: Value) -> Vec<Effect> {
        self.exporting = false;
        match done(status, body).read() {
            Ok(_) => vec![Effect::announce("The person is exported.")],
            Err(problem) => {
                let broken = || "The file did not come whole. Try again.".to_owned();
                self.export_problem = Some(problem.map_or_else(broken, |it| sentence(&it)));
                Vec::new()
            }
        }
    }

    /// Erases: only with the id typed once more, and once, however often it is pressed.
    fn erase(&mut self) -> Vec<Effect> {
        let Look::Found { object, id, .. } = &self.look else {
            return Vec::new();
        };
        let confirmed = self.confirm.as_deref().map(str::trim) == Some(id.as_str());
        if !confirmed || core::mem::replace(&mut self.erasing, true) {
            return vec![Effect::focus("confirm")];
        }
        self.erase_problem = None;
        let body = json!({ "confirm": id });
        let path = path(object, id, "/erase");
        let post = Method::Post;
        vec![Effect::request(ERASED, "", post, path, Some(body), None)]
    }

    fn erased(&mut self, status: u16, body: Value) -> Vec<Effect> {
        self.erasing = false;
        match Answer::<Erased>::of(status, body).read() {
            Ok(erased) => {
                self.forget();
                self.id.clear();
                let count = erased.sms.to_string();
                self.done = Some(
                    [
                        label(erased.object.as_str()),
                        " ",
                        erased.id.as_str(),
                        " is erased. SMS that lost their text and number: ",
                        &count,
                        ".",
                    ]
                    .concat(),
                );
                vec![Effect::focus("record-id")]
            }
            Err(Some(problem)) => {
                self.erase_problem = Some(sentence(&problem));
                Vec::new()
            }
            Err(None) => {
                self.erase_problem = Some(NO_ANSWER.to_owned());
                Vec::new()
            }
        }
    }
}

/// What people read for the word of an object.
fn label(object: &str) -> &str {
    let known = OBJECTS.iter().find(|(word, _)| *word == object);
    known.map_or(object, |(_, label)| label)
}

/// The address of a record in the API.
fn path(object: &str, id: &RecordId, action: &str) -> String {
    ["/api/", object, "s/", id.as_str(), action].concat()
}

impl Page for Privacy {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Input { name, value } => match name.as_str() {
                "object" => {
                    self.object = value;
                    self.forget();
                }
                "record-id" => {
                    self.id = value;
                    self.forget();
                }
                "confirm" => self.confirm = self.confirm.take().map(|_| value),
                _ => {}
            },
            Event::Pressed { name, .. } => match name.as_str() {
                "look" => return self.look_up(),
                "export" => return self.export(),
                "erase" => {
                    self.confirm = Some(String::new());
                    self.erase_problem = None;
                    return vec![Effect::focus("confirm")];
                }
                "erase-now" => return self.erase(),
                "cancel" if !self.erasing => self.confirm = None,
                _ => {}
            },
            Event::Answered {
                what,
                about,
                status,
                body,
                ..
            } => match what.as_str() {
                EXPORTED => return self.exported(status, body),
                ERASED => return self.erased(status, body),
                _ if about == self.turn.to_string() => return self.answered(&what, status, body),
                _ => {}
            },
            Event::Started | Event::Elapsed { .. } => {}
        }
        Vec::new()
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let asking = matches!(self.look, Look::Asking { .. });
        sheet
            .choices("object", OBJECTS, &self.object)
            .value("record-id", self.id.as_str())
            .problem("record-id", "record-id-problem", self.id_problem.as_deref())
            .rest("look", asking)
            .text("look", if asking { "Looking…" } else { "Look up" })
            .note("problem", self.problem.as_deref())
            .note("done", self.done.as_deref());
        self.draw_found(&mut sheet);
        sheet
    }
}

impl Privacy {
    fn draw_found(&self, sheet: &mut Sheet) {
        let Look::Found {
            object,
            id,
            person,
            sms,
        } = &self.look
        else {
            sheet.show("found", false).open("erase-dialog", false);
            return;
        };
        let person = person.as_deref();
        let count = sms.to_string();
        let confirmed = self.confirm.as_deref().map(str::trim) == Some(id.as_str());
        let called = person.map(name).filter(|name| !name.is_empty());
        let called = called.map(|name| [" (", &name, ")"].concat());
        sheet
            .show("found", true)
            .text("found-title", [label(object), " ", id.as_str()].concat())
            .nodes("details", details(person, &count))
            .note("export-problem", self.export_problem.as_deref())
            .rest("export", self.exporting)
            .text(
                "export",
                if self.exporting {
                    "Exporting…"
                } else {
                    "Export"
                },
            )
            .open("erase-dialog", self.confirm.is_some())
            .text(
                "erase-text",
                [
                    "The ",
                    object,
                    " ",
                    id.as_str(),
                    called.as_deref().unwrap_or_default(),
                    " and the texts and numbers of its SMS go for good. Nothing brings them back.",
                ]
                .concat(),
            )
            .value("confirm", self.confirm.as_deref().unwrap_or_default())
            .note("erase-problem", self.erase_problem.as_deref())
            .rest("erase-now", self.erasing || !confirmed)
            .text(
                "erase-now",
                if self.erasing {
                    "Erasing…"
                } else {
                    "Erase for good"
                },
            );
    }
}

fn details(person: Option<&Person>, sms: &str) -> Vec<Node> {
    let pair = |what: &'static str, said: &str| {
        Node::new("div")
            .with(Node::text("dt", what))
            .with(Node::text("dd", said))
    };
    let known = match person {
        Some(person) => {
            let mobile = person.mobile.as_ref();
            vec![
                pair("Name", &name(person)),
                pair("Mobile", mobile.map_or("none", |mobile| mobile.as_str())),
                pair("SMS opt-out", if person.sms_opt_out { "yes" } else { "no" }),
            ]
        }
        None => vec![pair("Record", "not here any more, only its SMS")],
    };
    known.into_iter().chain([pair("SMS", sms)]).collect()
}

fn name(person: &Person) -> String {
    let [first, last] = ["FirstName", "LastName"].map(|field| person.fields.get(field).trim());
    [first, " ", last].concat().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Hands;
    use super::*;
    use crate::api::Problem;

    fn person() -> Value {
        json!({
            "object": "lead", "id": "00Q1", "fields": {"FirstName": "Ada", "LastName": "Lovelace"},
            "smsOptOut": true, "mobile": "+41791234567", "mobileProblem": null
        })
    }

    fn counts(total: u32) -> Value {
        json!({"total": total, "byStatus": {}})
    }

    fn not_found() -> Value {
        json!(Problem::new(Code::NotFound))
    }

    /// A look-up that has these answers.
    fn looked(person: (u16, Value), sms: u32) -> Hands<Privacy> {
        let mut hands = Hands::on(Privacy::new());
        hands.types("record-id", " 00Q1 ").presses("look", "");
        let paths: Vec<String> = hands.effects.iter().filter_map(asked).collect();
        assert_eq!(
            paths,
            [
                "/api/leads/00Q1",
                "/api/sms/counts?object=lead&recordId=00Q1"
            ]
        );
        assert_eq!(hands.presses("look", "").effects, []);
        let turn = hands.page.turn.to_string();
        hands.answers_about(COUNTS, &turn, 200, None, counts(sms));
        hands.answers_about(PERSON, &turn, person.0, None, person.1);
        hands
    }

    fn asked(effect: &Effect) -> Option<String> {
        match effect {
            Effect::Request { path, .. } => Some(path.clone()),
            _ => None,
        }
    }

    #[test]
    fn somebody_is_looked_up_before_anything_is_done() {
        let hands = looked((200, person()), 3);
        let sheet = hands.sheet();
        assert!(sheet.shows("found"));
        assert_eq!(sheet.reads("found-title"), "Lead 00Q1");
        assert_eq!(
            sheet.reads("details"),
            "Name Ada Lovelace\nMobile +41791234567\nSMS opt-out yes\nSMS 3"
        );
        let only_sms = looked((404, not_found()), 1).sheet();
        assert!(only_sms.reads("details").contains("only its SMS"));
        let nobody = looked((404, not_found()), 0).sheet();
        assert!(!nobody.shows("found"));
        assert!(nobody.reads("record-id-problem").contains("Nothing"));
        let failed = looked((0, Value::Null), 1).sheet();
        assert!(failed.reads("problem").contains("no answer") && !failed.shows("found"));
    }

    #[test]
    fn another_id_is_another_person() {
        let mut hands = looked((200, person()), 3);
        hands.types("record-id", "00Q2");
        assert!(!hands.sheet().shows("found"));
        // An answer to the look before.
        hands.answers_about(PERSON, "0", 200, None, person());
        assert!(!hands.sheet().shows("found"));
        hands.types("record-id", "a b").presses("look", "");
        assert!(hands.sheet().shows("record-id-problem"));
        assert_eq!(hands.effects, [Effect::focus("record-id")]);
    }

    #[test]
    fn a_person_is_exported_as_a_file() {
        let mut hands = looked((200, person()), 3);
        hands.types("object", "contact").types("object", "lead");
        assert_eq!(hands.presses("export", "").effects, []);
        let mut hands = looked((200, person()), 3);
        let save = Effect::Save {
            what: EXPORTED,
            path: "/api/leads/00Q1/export".to_owned(),
            name: FILE_NAME,
        };
        assert_eq!(hands.presses("export", "").effects, [save]);
        assert_eq!(hands.presses("export", "").effects, []);
        hands.answers(EXPORTED, 0, Value::Null);
        assert!(hands.sheet().reads("export-problem").contains("whole"));
        hands
            .presses("export", "")
            .answers(EXPORTED, 200, Value::Null);
        assert!(!hands.sheet().shows("export-problem"));
    }

    #[test]
    fn erasing_takes_the_id_typed_once_more() {
        let mut hands = looked((200, person()), 3);
        hands.presses("erase", "");
        let sheet = hands.sheet();
        assert!(sheet.shows("erase-dialog"));
        assert!(sheet.reads("erase-text").contains("00Q1 (Ada Lovelace)"));
        hands.types("confirm", "00q1").presses("erase-now", "");
        assert_eq!(hands.effects, [Effect::focus("confirm")]);
        hands.types("confirm", "00Q1").presses("erase-now", "");
        let body = json!({"confirm": "00Q1"});
        assert_eq!(hands.request(), ("POST", "/api/leads/00Q1/erase", body));
        hands.presses("cancel", "");
        assert!(hands.sheet().shows("erase-dialog"), "it is under way");
        let busy = Problem::new(Code::InProgress).because("Try again in a minute.");
        hands.answers(ERASED, 409, json!(busy));
        let sheet = hands.sheet();
        assert!(sheet.reads("erase-problem").contains("in a minute"));
        hands.presses("erase-now", "");
        let erased = json!({"object": "lead", "id": "00Q1", "sms": 3});
        hands.answers(ERASED, 200, erased);
        let sheet = hands.sheet();
        assert!(!sheet.shows("erase-dialog") && !sheet.shows("found"));
        assert!(sheet.reads("done").contains("Lead 00Q1 is erased"));
    }
}
