//! Setup, Privacy: what is known of one person, as a file or erased for good.
//!
//! A person is looked up before anything is done, so that a wrong id shows. Erasing cannot be taken
//! back: the id is typed once more.

mod draw;

use serde_json::{Value, json};

use super::Page;
use super::answer::{Answer, NO_ANSWER, done, sentence, why};
use super::event::{Effect, Event};
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
                let rule = match self.id.trim() {
                    "" => "Enter the ID of the record.",
                    _ => "A record ID has letters, digits and - _ . : only, at most 64.",
                };
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
                Err(problem) => Some(why(problem.as_ref())),
            },
            _ => match Answer::<SmsCounts>::of(status, body).read() {
                Ok(counts) => {
                    *sms = Some(counts.total);
                    None
                }
                Err(problem) => Some(why(problem.as_ref())),
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

#[cfg(test)]
mod tests;
