//! Which SMS are asked for, with which columns and in which order: what a view keeps, and what the
//! address says.

use super::super::query::{address, given, with};
use super::LIST_PAGE;
use crate::api::{Column, ListView, ListViewInput, Sort, ViewFilters};
use crate::status::{Shown, Status};

/// The API's three answers to it.
const COLLECTION: &str = "/api/sms";
const COUNTS: &str = "/api/sms/counts";
const FILE: &str = "/api/sms.csv";

/// The periods to choose from, in days, and what people read.
pub(super) const PERIODS: [(&str, &str); 5] = [
    ("1", "Last 24 hours"),
    ("7", "Last 7 days"),
    ("30", "Last 30 days"),
    ("90", "Last 90 days"),
    ("365", "Last 365 days"),
];

/// The choice of two days instead.
pub(super) const DAYS: &str = "days";

/// The check boxes of the statuses.
pub(super) const STATUS_BOXES: [(&str, Shown); 13] = [
    ("status-queued", Shown::Stored(Status::Queued)),
    ("status-sending", Shown::Stored(Status::Sending)),
    ("status-sent", Shown::Stored(Status::Sent)),
    ("status-delivered", Shown::Stored(Status::Delivered)),
    ("status-unknown", Shown::Stored(Status::Unknown)),
    ("status-no-report", Shown::NoReport),
    ("status-rejected", Shown::Stored(Status::Rejected)),
    ("status-failed", Shown::Stored(Status::Failed)),
    ("status-expired", Shown::Stored(Status::Expired)),
    ("status-undelivered", Shown::Stored(Status::Undelivered)),
    ("status-cancelled", Shown::Stored(Status::Cancelled)),
    ("status-received", Shown::Stored(Status::Received)),
    ("status-opt-out", Shown::Stored(Status::OptOut)),
];

/// When what was edited is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    /// It was chosen.
    Now,
    /// It is being typed.
    Soon,
    /// It is no filter.
    Never,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// As typed; blanks around a value are no part of it.
    pub(super) filters: ViewFilters,
    pub(super) columns: Vec<Column>,
    pub(super) sort: Sort,
    /// Two days are being chosen, though neither may be there yet.
    pub(super) by_days: bool,
}

impl Asked {
    /// What a view shows.
    pub(super) fn of(view: &ListView) -> Asked {
        Asked {
            by_days: view.filters.from.is_some() || view.filters.until.is_some(),
            filters: view.filters.clone(),
            columns: view.columns.clone(),
            sort: view.sort,
        }
    }

    /// What a view shows, unless the address says otherwise.
    pub(super) fn at(path: &str, view: &ListView) -> Asked {
        let base = Asked::of(view);
        let pairs = base.filters.pairs();
        let filters = ViewFilters::of(|wanted| {
            let of_view = || pairs.iter().find(|(name, _)| *name == wanted);
            given(path, wanted)
                .or_else(|| of_view().map(|(_, value)| value.clone()))
                .unwrap_or_default()
        });
        let columns = given(path, "columns").and_then(|words| Column::read(words.split(',')).ok());
        let sort = given(path, "sort").and_then(|word| Sort::read(&word).ok());
        Asked {
            by_days: filters.from.is_some() || filters.until.is_some(),
            filters,
            columns: columns.unwrap_or(base.columns),
            sort: sort.unwrap_or(base.sort),
        }
    }

    /// Whether it is what the view shows.
    pub(super) fn is_of(&self, view: &ListView) -> bool {
        self.pairs() == Asked::of(view).pairs()
    }

    /// Whether every SMS is let through.
    pub(super) fn is_every(&self) -> bool {
        self.filters.trimmed() == ViewFilters::default()
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.filters.trimmed().pairs().to_vec();
        pairs.push(("sort", self.sort.as_str().to_owned()));
        pairs.push(("columns", self.words()));
        pairs
    }

    fn words(&self) -> String {
        let words: Vec<&str> = self.columns.iter().map(|it| it.as_str()).collect();
        words.join(",")
    }

    /// The address of the page that shows it: the view, and what is not as the view has it.
    pub(super) fn address(&self, view: &ListView) -> String {
        let mut pairs = Vec::new();
        if view.id != ListView::ALL {
            pairs.push(("view", view.id.clone()));
        }
        let base = Asked::of(view).pairs();
        let both = self.pairs().into_iter().zip(base);
        pairs.extend(both.filter(|(own, base)| own != base).map(|(own, _)| own));
        with(LIST_PAGE, &pairs)
    }

    /// What the list is asked with.
    pub(super) fn list(&self, cursor: Option<&str>) -> String {
        self.ask(COLLECTION, ("cursor", cursor.unwrap_or_default()))
    }

    /// What the counts are asked with.
    pub(super) fn counts(&self) -> String {
        let pairs = self.filters.trimmed().pairs();
        address(
            COUNTS,
            &pairs
                .each_ref()
                .map(|(name, value)| (*name, value.as_str())),
        )
    }

    /// What the file is asked with.
    pub(super) fn file(&self) -> String {
        let words = match self.columns == Column::USUAL {
            true => String::new(),
            false => self.words(),
        };
        self.ask(FILE, ("columns", &words))
    }

    fn ask(&self, path: &str, more: (&str, &str)) -> String {
        let filters = self.filters.trimmed().pairs();
        let filters = filters.iter().map(|(name, value)| (*name, value.as_str()));
        let mut pairs: Vec<(&str, &str)> = filters.collect();
        if self.sort == Sort::Oldest {
            pairs.push(("sort", self.sort.as_str()));
        }
        pairs.push(more);
        address(path, &pairs)
    }

    /// What a view of it is saved as.
    pub(super) fn input(&self, name: &str, shared: bool) -> ListViewInput {
        let words = self.columns.iter().map(|it| it.as_str().to_owned());
        ListViewInput {
            name: name.trim().to_owned(),
            shared,
            filters: self.filters.trimmed(),
            columns: Some(words.collect()),
            sort: Some(self.sort.as_str().to_owned()),
        }
    }

    /// How many filters stand behind the button, besides those that are always seen.
    pub(super) fn hidden_filters(&self) -> usize {
        let seen = |name: &str| name == "q" || name == "status" && self.filters.status.len() < 2;
        let pairs = self.filters.trimmed().pairs();
        let set = pairs.iter().filter(|(_, value)| !value.is_empty());
        // Two days are one period.
        let both = self.filters.from.is_some() && self.filters.until.is_some();
        set.filter(|(name, _)| !seen(name))
            .count()
            .saturating_sub(both.into())
    }

    /// Takes an edit in.
    pub(super) fn edit(&mut self, name: &str, value: String) -> Asking {
        let filters = &mut self.filters;
        let place = match name {
            "search" => &mut filters.q,
            "sender" => &mut filters.sender,
            "to" => &mut filters.to,
            "record" => &mut filters.record_id,
            "campaign" => &mut filters.campaign,
            "from" => &mut filters.from,
            "until" => &mut filters.until,
            _ => return self.choose(name, &value),
        };
        *place = some(value);
        Asking::Soon
    }

    fn choose(&mut self, name: &str, value: &str) -> Asking {
        let filters = &mut self.filters;
        match name {
            "status" => filters.status = some(value).into_iter().collect(),
            "object" => filters.object = some(value),
            "sort" => self.sort = Sort::read(value).unwrap_or_default(),
            "period" => {
                (filters.from, filters.until) = (None, None);
                self.by_days = value == DAYS;
                filters.last_days = value.parse().ok();
            }
            _ => {
                let mut boxes = STATUS_BOXES.iter();
                let Some((_, status)) = boxes.find(|(id, _)| *id == name) else {
                    return Asking::Never;
                };
                filters.status.retain(|word| word != status.as_str());
                if value == "true" {
                    filters.status.push(status.as_str().to_owned());
                }
            }
        }
        Asking::Now
    }
}

fn some(value: impl Into<String>) -> Option<String> {
    Some(value.into()).filter(|value| !value.is_empty())
}
