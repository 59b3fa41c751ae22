//! `<mitto-sms-list>`: the SMS of a lead, a contact or a campaign on its record page, live. It is no
//! page of the app, and has events and effects of its own; its sheet is one like theirs.
//!
//! [`rows`] is what is shown of the list, [`pace`] how often it looks for news, [`draw`] how it
//! looks.

mod draw;
mod effect;
mod pace;
mod rows;
#[cfg(test)]
mod tests;

pub use self::effect::{Detail, Effect};

use self::pace::Pace;
use self::rows::{Rows, is_reply};
use super::answer::{Answer, UNREACHED, sentence};
use super::sheet::Sheet;
use crate::api::{List, Problem, Read, SmsRecord, SmsRow, Source};
use crate::ids::{RecordId, SmsId};
use crate::language::{counted, say, word};
use crate::template::RelatedObject;
use crate::view::status_words;

const LIST: &str = "list";
const EARLIER: &str = "earlier";
const RECORD: &str = "record";

/// The name of the wait between two looks.
const LOOK: &str = "look";

/// How the list is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Newest last, replies on the other side.
    Conversation,
    /// Newest first, a row an SMS.
    Table,
}

/// An SMS whose delivery updates are shown.
struct Unfolded {
    id: SmsId,
    record: Option<SmsRecord>,
    problem: Option<String>,
}

/// The list.
pub struct RelatedList {
    object: RelatedObject,
    record: RecordId,
    layout: Layout,
    rows: Option<Rows>,
    unfolded: Vec<Unfolded>,
    asked_earlier: bool,
    /// What went wrong: where there are no rows, instead of them; else beside them.
    problem: Option<String>,
    pace: Pace,
    /// Whether the page has a Send SMS element of this record.
    can_answer: bool,
    /// Counts the looks: an answer to an earlier one comes too late.
    turn: u32,
}

impl RelatedList {
    /// Of this record. `None` where the words name none.
    pub fn of(object: &str, record: &str, layout: Layout) -> Option<RelatedList> {
        let object = RelatedObject::from_word(object)?;
        Some(RelatedList {
            object,
            record: record.parse().ok()?,
            // The members of a campaign do not talk with each other.
            layout: match object {
                RelatedObject::Campaign => Layout::Table,
                RelatedObject::Lead | RelatedObject::Contact => layout,
            },
            rows: None,
            unfolded: Vec::new(),
            asked_earlier: false,
            problem: None,
            pace: Pace::default(),
            can_answer: false,
            turn: 0,
        })
    }

    /// The path of a page; what stands in it needs no escape.
    fn path(&self, limit: usize, cursor: &str) -> String {
        let record = self.record.as_str();
        let whose = match self.object {
            RelatedObject::Lead => "object=lead&recordId=",
            RelatedObject::Contact => "object=contact&recordId=",
            RelatedObject::Campaign => "campaign=",
        };
        let limit = limit.to_string();
        let path = ["/api/sms?", whose, record, "&limit=", &limit].concat();
        match cursor {
            "" => path,
            cursor => [&path, "&cursor=", cursor].concat(),
        }
    }

    /// The list is there, or the wait is over: asks for the newest.
    pub fn look(&mut self) -> Vec<Effect> {
        self.turn = self.turn.wrapping_add(1);
        let limit = self.rows.as_ref().map_or(Rows::page(), Rows::in_look);
        let turn = self.turn.to_string();
        vec![Effect::get(LIST, turn, self.path(limit, ""))]
    }

    fn again(&mut self) -> Effect {
        let under_way = self.rows.as_ref().is_some_and(Rows::is_under_way);
        Effect::Wait {
            what: LOOK,
            after_ms: self.pace.next(under_way),
        }
    }

    fn looked(&mut self, answer: Answer<List<SmsRow>>) -> Vec<Effect> {
        let list = match answer {
            Answer::Good(list) => list,
            refused => return self.not_looked(refused),
        };
        self.problem = None;
        let Some(rows) = &mut self.rows else {
            self.rows = Some(Rows::of(list));
            return vec![self.again()];
        };
        let news = rows.look(list);
        let mut effects = Vec::new();
        let mut said = Vec::new();
        for row in news.changed.iter().filter_map(|id| rows.get(*id)) {
            let (id, status) = (row.id, row.status);
            effects.push(Effect::Emit {
                name: "status",
                detail: Detail::Status { id, status },
            });
            said.push([&id.to_string(), ": ", &status_words(status)].concat());
        }
        for row in news.replies.iter().filter_map(|id| rows.get(*id)) {
            said.push(say("Reply from {0}: {1}", &[&row.to, &row.text]));
        }
        if !said.is_empty() {
            // At once: the next words would take the place of those before.
            effects.push(Effect::announce(said.join(". ")));
        }
        if news.any {
            self.pace.happened();
        }
        effects.extend(self.watched());
        effects.push(self.again());
        effects
    }

    /// What was not answered is asked again by itself; what was refused only where there is
    /// something to keep true.
    fn not_looked(&mut self, answer: Answer<List<SmsRow>>) -> Vec<Effect> {
        let (problem, lasts) = match answer {
            Answer::Refused(problem) => (sentence(&problem), self.rows.is_none()),
            _ => (UNREACHED.to_owned(), false),
        };
        self.problem = Some(problem);
        match lasts {
            true => Vec::new(),
            false => vec![self.again()],
        }
    }

    fn earlier(&mut self) -> Vec<Effect> {
        let cursor = self.rows.as_ref().and_then(Rows::cursor);
        let Some(cursor) = cursor.filter(|_| !self.asked_earlier) else {
            return Vec::new();
        };
        let asked = Effect::get(EARLIER, cursor, self.path(Rows::page(), cursor));
        self.asked_earlier = true;
        vec![asked]
    }

    fn earlier_came(&mut self, cursor: &str, answer: Answer<List<SmsRow>>) -> Vec<Effect> {
        self.asked_earlier = false;
        let (Answer::Good(list), Some(rows)) = (answer, &mut self.rows) else {
            return vec![Effect::announce(word(
                "The earlier SMS did not come. Try again.",
            ))];
        };
        let added = u32::try_from(rows.further(cursor, list)).unwrap_or(u32::MAX);
        let said = counted(added, "{0} earlier SMS", "{0} earlier SMS");
        let mut effects = vec![Effect::announce(said)];
        if rows.cursor().is_none() {
            // The button that was pressed is gone.
            effects.push(Effect::Focus {
                id: match self.layout {
                    Layout::Conversation => "log",
                    Layout::Table => "scroll",
                },
            });
        }
        effects
    }

    fn ask_record(id: SmsId) -> Effect {
        let id = id.to_string();
        let path = ["/api/sms/", &id].concat();
        Effect::get(RECORD, id, path)
    }

    /// What is unfolded and may have news.
    fn watched(&self) -> Vec<Effect> {
        let rows = self.rows.as_ref();
        let stale = |one: &&Unfolded| match &one.record {
            None => true,
            Some(record) => {
                let row = rows.and_then(|rows| rows.get(one.id));
                !record.is_final || row.is_some_and(|row| row.status != record.status)
            }
        };
        let watched = self.unfolded.iter().filter(stale);
        watched.map(|one| Self::ask_record(one.id)).collect()
    }

    fn unfold(&mut self, id: SmsId) -> Vec<Effect> {
        let before = self.unfolded.len();
        self.unfolded.retain(|one| one.id != id);
        if self.unfolded.len() < before {
            return Vec::new();
        }
        self.unfolded.push(Unfolded {
            id,
            record: None,
            problem: None,
        });
        vec![Self::ask_record(id)]
    }

    fn record_came(&mut self, about: &str, answer: Answer<SmsRecord>) {
        let unfolded = self.unfolded.iter_mut();
        let Some(one) = unfolded.into_iter().find(|one| one.id.to_string() == about) else {
            return;
        };
        match answer {
            Answer::Good(record) => {
                one.record = Some(record);
                one.problem = None;
            }
            Answer::Refused(problem) => one.problem = Some(sentence(&problem)),
            Answer::None => one.problem = Some(UNREACHED.to_owned()),
        }
    }

    /// A reply is answered from the number it came to.
    fn answer(&self, id: SmsId) -> Vec<Effect> {
        let row = self.rows.as_ref().and_then(|rows| rows.get(id));
        let reply = row.filter(|row| self.can_answer && is_reply(row));
        let emit = |row: &SmsRow| Effect::Emit {
            name: "answer",
            detail: Detail::Answer {
                id: row.id,
                from: row.from.clone(),
                to: row.to.clone(),
            },
        };
        reply.map(emit).into_iter().collect()
    }

    /// A button was pressed: `data-do` and `data-value`.
    pub fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        // Somebody is here: news are looked for often.
        self.pace.happened();
        let id = value.parse::<SmsId>().ok();
        match (name, id) {
            ("look" | "retry", _) => {
                if self.rows.is_none() {
                    self.problem = None;
                }
                self.look()
            }
            ("earlier", _) => self.earlier(),
            ("conversation", _) if self.object != RelatedObject::Campaign => {
                self.layout = Layout::Conversation;
                Vec::new()
            }
            ("table", _) => {
                self.layout = Layout::Table;
                Vec::new()
            }
            ("unfold", Some(id)) => self.unfold(id),
            ("answer", Some(id)) => self.answer(id),
            _ => Vec::new(),
        }
    }

    /// The page has a Send SMS element of this record, or has it no more.
    pub fn set_can_answer(&mut self, can_answer: bool) {
        self.can_answer = can_answer;
    }

    /// A request was answered; the status is 0 where there was no answer.
    pub fn answered(
        &mut self,
        what: &str,
        about: &str,
        status: u32,
        body: &impl Source,
    ) -> Vec<Effect> {
        match what {
            LIST if about == self.turn.to_string() => self.looked(read(status, body)),
            EARLIER => self.earlier_came(about, read(status, body)),
            RECORD => {
                self.record_came(about, read(status, body));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// All that is to be seen now.
    pub fn sheet(&self) -> Sheet {
        draw::sheet(self)
    }
}

fn read<T: Read>(status: u32, body: &impl Source) -> Answer<T> {
    match status {
        200..300 => T::read(body).map_or(Answer::None, Answer::Good),
        _ => match Problem::read(body) {
            Some(problem) => Answer::Refused(problem),
            None => Answer::None,
        },
    }
}
