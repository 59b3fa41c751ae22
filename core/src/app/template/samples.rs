//! The records a template is tried on: read one by one, as the person pages through them.

use serde_json::Value;

use super::super::answer::{Answer, UNREACHED, sentence};
use super::super::event::Effect;
use super::super::query::address;
use crate::api::{List, Method, Person};
use crate::template::{PersonObject, RelatedObject};

/// The name of the request.
pub(super) const SAMPLE: &str = "sample";

/// The records seen so far, and where the next one is.
pub(super) struct Samples {
    object: RelatedObject,
    people: Vec<Person>,
    at: usize,
    next: Option<Page>,
    asked: bool,
    problem: Option<String>,
    /// Counts the lists begun: an answer for an earlier one comes too late.
    turn: u32,
}

/// A page of one record.
struct Page {
    of: PersonObject,
    cursor: String,
}

impl Samples {
    pub(super) const fn new() -> Samples {
        Samples {
            object: RelatedObject::Lead,
            people: Vec::new(),
            at: 0,
            next: None,
            asked: false,
            problem: None,
            turn: 0,
        }
    }

    /// Begins with the first record of an object; of a campaign, whose members are both, with leads.
    pub(super) fn begin(&mut self, object: RelatedObject) -> Vec<Effect> {
        let of = match object {
            RelatedObject::Contact => PersonObject::Contact,
            RelatedObject::Lead | RelatedObject::Campaign => PersonObject::Lead,
        };
        *self = Samples {
            object,
            next: Some(Page {
                of,
                cursor: String::new(),
            }),
            turn: self.turn.wrapping_add(1),
            ..Samples::new()
        };
        self.ask()
    }

    /// Asks for the next record, once.
    fn ask(&mut self) -> Vec<Effect> {
        let Some(page) = self.next.as_ref().filter(|_| !self.asked) else {
            return Vec::new();
        };
        self.asked = true;
        self.problem = None;
        let collection = match page.of {
            PersonObject::Lead => "/api/leads",
            PersonObject::Contact => "/api/contacts",
        };
        let path = address(collection, &[("limit", "1"), ("cursor", &page.cursor)]);
        let turn = self.turn.to_string();
        vec![Effect::request(
            SAMPLE,
            &turn,
            Method::Get,
            path,
            None,
            None,
        )]
    }

    pub(super) fn answered(&mut self, about: &str, status: u16, body: Value) -> Vec<Effect> {
        if about != self.turn.to_string() || !self.asked {
            return Vec::new();
        }
        self.asked = false;
        let list = match Answer::<List<Person>>::of(status, body) {
            Answer::Good(list) => list,
            Answer::Refused(problem) => {
                self.problem = Some(sentence(&problem));
                return Vec::new();
            }
            Answer::None => {
                self.problem = Some(UNREACHED.to_owned());
                return Vec::new();
            }
        };
        let of = self.next.as_ref().map(|page| page.of);
        let leads_first = self.object == RelatedObject::Campaign && of == Some(PersonObject::Lead);
        self.next = match (list.cursor, of) {
            (Some(cursor), Some(of)) => Some(Page { of, cursor }),
            _ if leads_first => Some(Page {
                of: PersonObject::Contact,
                cursor: String::new(),
            }),
            _ => None,
        };
        if list.items.is_empty() {
            return self.ask();
        }
        self.at = self.people.len();
        self.people.extend(list.items);
        // The first one comes by itself; a later one was asked for.
        let asked_for = self.person().filter(|_| self.at > 0);
        asked_for.map(spoken).into_iter().collect()
    }

    /// To the next record: one seen before, or a new one.
    pub(super) fn forward(&mut self) -> Vec<Effect> {
        let next = self.at.saturating_add(1);
        if next < self.people.len() {
            self.at = next;
            return self.person().map(spoken).into_iter().collect();
        }
        self.ask()
    }

    pub(super) fn back(&mut self) -> Vec<Effect> {
        self.at = self.at.saturating_sub(1);
        self.person().map(spoken).into_iter().collect()
    }

    /// The record that is shown.
    pub(super) fn person(&self) -> Option<&Person> {
        self.people.get(self.at)
    }

    pub(super) fn has_next(&self) -> bool {
        self.at.saturating_add(1) < self.people.len() || self.next.is_some()
    }

    pub(super) fn has_previous(&self) -> bool {
        self.at > 0
    }

    /// Waiting for the first one.
    pub(super) fn is_loading(&self) -> bool {
        self.asked && self.people.is_empty()
    }

    pub(super) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// There is no record at all.
    pub(super) fn is_empty(&self) -> bool {
        self.people.is_empty() && self.next.is_none()
    }
}

fn spoken(person: &Person) -> Effect {
    Effect::announce(["Preview for ", &name(person)].concat())
}

/// What people call a record, and which it is: `Ada Lovelace (lead 00Q1)`.
pub(super) fn name(person: &Person) -> String {
    let which = [person.object.as_str(), " ", person.id.as_str()].concat();
    match person.fields.name() {
        None => which,
        Some(full) => [&full, " (", &which, ")"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn page(object: &str, id: &str, cursor: Option<&str>) -> Value {
        let person = json!({"object": object, "id": id, "fields": {"FirstName": "Ada"},
            "smsOptOut": false, "mobile": null, "mobileProblem": "no-mobile"});
        json!({"items": [person], "cursor": cursor})
    }

    fn path(effects: &[Effect]) -> &str {
        match effects {
            [Effect::Request { path, .. }] => path,
            _ => "",
        }
    }

    #[test]
    fn a_campaign_is_tried_on_leads_then_on_contacts_and_back() {
        let mut samples = Samples::new();
        let asked = samples.begin(RelatedObject::Campaign);
        assert_eq!(path(&asked), "/api/leads?limit=1");
        samples.answered("1", 200, page("lead", "00Q1", Some("a b")));
        assert_eq!(path(&samples.forward()), "/api/leads?limit=1&cursor=a+b");
        assert_eq!(samples.forward(), [], "asked already");
        samples.answered("1", 200, page("lead", "00Q2", None));
        assert_eq!(path(&samples.forward()), "/api/contacts?limit=1");
        samples.answered("1", 200, page("contact", "003A", None));
        assert_eq!(name(samples.person().unwrap()), "Ada (contact 003A)");
        assert!(!samples.has_next());
        samples.back();
        samples.back();
        assert!(!samples.has_previous());
        // Seen before: nothing is asked.
        assert_eq!(
            samples.forward(),
            [Effect::announce("Preview for Ada (lead 00Q2)")]
        );
    }

    #[test]
    fn no_lead_means_the_first_contact_and_nobody_means_none() {
        let mut samples = Samples::new();
        samples.begin(RelatedObject::Campaign);
        let none = json!({"items": [], "cursor": null});
        let asked = samples.answered("1", 200, none.clone());
        assert_eq!(path(&asked), "/api/contacts?limit=1");
        samples.answered("1", 200, none);
        assert!(samples.is_empty() && !samples.has_next());
    }

    #[test]
    fn an_answer_for_another_object_comes_too_late_and_no_answer_can_be_asked_again() {
        let mut samples = Samples::new();
        samples.begin(RelatedObject::Lead);
        samples.begin(RelatedObject::Contact);
        samples.answered("1", 200, page("lead", "00Q1", None));
        assert!(samples.person().is_none() && samples.is_loading());
        samples.answered("2", 0, Value::Null);
        assert_eq!(samples.problem(), Some(UNREACHED));
        assert_eq!(path(&samples.forward()), "/api/contacts?limit=1");
    }
}
