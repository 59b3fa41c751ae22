//! The rows of the list: its pages, the looks for news, the counts, the file.

use serde_json::Value;

use super::super::answer::{Answer, UNREACHED, done, sentence};
use super::super::event::Effect;
use super::filters::Asked;
use crate::api::{List, Method, SmsCounts, SmsRow, Sort};

pub(super) const LIST: &str = "list";
pub(super) const MORE: &str = "more";
pub(super) const COUNTS: &str = "counts";
pub(super) const EXPORTED: &str = "exported";

pub(super) const FILE_NAME: &str = "mitto-sms-{date}.csv";

/// The name of the wait.
pub(super) const REFRESH: &str = "refresh";

/// From one look to the next, milliseconds, while something that is looked at is under way.
pub(super) const REFRESH_SOON_MS: u32 = 2_000;
/// Looks at that pace without news: a minute's. What has not come by then comes when it comes.
pub(super) const LOOKS: u32 = 30;
/// From one look to the next otherwise.
pub(super) const REFRESH_MS: u32 = 15_000;

/// More SMS are counted only when a person asks: a count reads every row of the view.
pub(super) const COUNTED_OFTEN: u32 = 10_000;

/// The rows.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) rows: Option<Vec<SmsRow>>,
    /// Where the list goes on.
    pub(super) cursor: Option<String>,
    /// Where the page begins that is looked at for news, if it is not the first: new SMS come in at
    /// the end of a list that has the oldest first.
    tail: Option<String>,
    /// More than the first page is shown, or asked for: news come on top, and what is further down
    /// stays under the person's eyes.
    went_on: bool,
    /// Looks since there was news.
    looks: u32,
    pub(super) counts: Option<SmsCounts>,
    pub(super) exporting: bool,
    pub(super) export_problem: Option<String>,
    /// A further page is on its way.
    pub(super) asked_more: bool,
    pub(super) problem: Option<String>,
    /// Counts the questions: an answer to an earlier one comes too late.
    turn: u32,
}

impl Listing {
    /// Another question: the list as it was would be the answer to the one before.
    pub(super) fn forget(&mut self) {
        self.rows = None;
        self.counts = None;
    }

    /// From the first page on.
    pub(super) fn anew(&mut self, asked: &Asked) -> Vec<Effect> {
        self.cursor = None;
        self.tail = None;
        self.problem = None;
        self.went_on = false;
        self.looks = 0;
        vec![self.look(asked), Listing::count(asked)]
    }

    /// Asks for the page where news come in.
    pub(super) fn look(&mut self, asked: &Asked) -> Effect {
        self.turn = self.turn.wrapping_add(1);
        self.asked_more = false;
        let path = asked.list(self.tail.as_deref());
        let turn = self.turn.to_string();
        Effect::request(LIST, &turn, Method::Get, path, None, None)
    }

    /// Whether an answer is one to the last question.
    pub(super) fn is_asked(&self, about: &str) -> bool {
        about == self.turn.to_string()
    }

    /// Asks how many there are. What it is about is the question itself.
    fn count(asked: &Asked) -> Effect {
        let path = asked.counts();
        Effect::request(COUNTS, &path, Method::Get, path.as_str(), None, None)
    }

    pub(super) fn counted(&mut self, asked: &Asked, about: &str, status: u16, body: Value) {
        if about == asked.counts() {
            // Without an answer there is no count; the list itself says what is wrong.
            self.counts = Answer::of(status, body).read().ok();
        }
    }

    pub(super) fn export(&mut self, asked: &Asked) -> Vec<Effect> {
        if core::mem::replace(&mut self.exporting, true) {
            return Vec::new();
        }
        self.export_problem = None;
        vec![Effect::Save {
            what: EXPORTED,
            path: asked.file(),
            name: FILE_NAME,
        }]
    }

    pub(super) fn exported(&mut self, status: u16, body: Value) -> Vec<Effect> {
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

    /// Looks again later: soon while something is under way.
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

    pub(super) fn more(&mut self, asked: &Asked) -> Vec<Effect> {
        let Some(cursor) = self.cursor.as_deref().filter(|_| !self.asked_more) else {
            return Vec::new();
        };
        let path = asked.list(Some(cursor));
        let turn = self.turn.to_string();
        self.asked_more = true;
        self.went_on = true;
        vec![Effect::request(MORE, &turn, Method::Get, path, None, None)]
    }

    pub(super) fn answered(
        &mut self,
        asked: &Asked,
        is_more: bool,
        status: u16,
        body: Value,
    ) -> Vec<Effect> {
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
        if is_more {
            return self.went(asked, list);
        }
        let first_look = self.rows.is_none();
        let news = match asked.sort {
            Sort::Newest => self.looked_at_first(list),
            Sort::Oldest => self.looked_at_last(list),
        };
        self.looks = match news {
            true => 0,
            false => self.looks.saturating_add(1),
        };
        let few = self
            .counts
            .as_ref()
            .is_some_and(|counts| counts.total <= COUNTED_OFTEN);
        let count = (news && !first_look && few).then(|| Listing::count(asked));
        core::iter::once(self.again()).chain(count).collect()
    }

    /// The first page anew, where the newest come first; says whether it has news.
    fn looked_at_first(&mut self, list: List<SmsRow>) -> bool {
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

    /// The last page anew, where the oldest come first; says whether it has news. The pages before
    /// it stay what they are.
    fn looked_at_last(&mut self, list: List<SmsRow>) -> bool {
        let shown = self.rows.take().unwrap_or_default();
        let mut rows = match self.tail {
            Some(_) => shown.clone(),
            None => Vec::new(),
        };
        if let Some(first) = list.items.first().map(|row| row.id) {
            rows.retain(|row| row.id < first);
        }
        rows.extend(list.items);
        let news = rows != shown;
        self.rows = Some(rows);
        self.cursor = list.cursor;
        news
    }

    /// A further page.
    fn went(&mut self, asked: &Asked, list: List<SmsRow>) -> Vec<Effect> {
        let began = core::mem::replace(&mut self.cursor, list.cursor);
        if asked.sort == Sort::Oldest {
            self.tail = began;
        }
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
