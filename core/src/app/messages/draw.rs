//! What is to be seen of the SMS page.

use super::super::editing::Editing;
use super::super::node::Node;
use super::super::pieces::{MAY_ASK_TO_STOP, badge};
use super::super::sheet::Sheet;
use super::filters::{DAYS, PERIODS, STATUS_BOXES};
use super::{LIST_PAGE, Messages, columns};
use crate::api::{Column, ListView, SmsCounts, SmsRow, Sort};
use crate::status::{Shown, Status};
use crate::template::PersonObject;
use crate::view::status_name;

/// The choice of a select that stands for something it cannot name.
const OTHER: &str = "other";

impl Messages {
    pub(super) fn draw_views(&self, sheet: &mut Sheet) {
        let views = &self.views;
        let current = &views.current;
        let may_change = views.may_change();
        let changed = !self.asked.is_of(current);
        let saved = current.id != ListView::ALL;
        sheet
            .note("view-problem", views.problem.as_deref())
            .nodes("view", view_choices(views.known.as_deref(), current))
            .value("view", current.id.as_str())
            .show("changed", changed && saved)
            .show("revert", changed && saved)
            .show("update-view", changed && may_change)
            .show("edit-view", may_change)
            .show("remove-view", may_change);
    }

    pub(super) fn draw_editor(&self, sheet: &mut Sheet) {
        let views = &self.views;
        let editing = views.editing.as_ref().filter(|_| views.opened);
        sheet
            .open("editor", editing.is_some())
            .unsaved(editing.is_some_and(Editing::is_changed));
        let Some(editing) = editing else {
            return;
        };
        let theirs = editing.theirs().map(|theirs| match theirs {
            Some(theirs) => [
                "Somebody else has changed the list view “",
                &theirs.name,
                "” in the meantime. Take it as they have it, or keep yours and save once more.",
            ]
            .concat(),
            None => "Somebody else has deleted this list view in the meantime. Keep yours to save \
                it as a new one."
                .to_owned(),
        });
        let title = match editing.id {
            None => "Save as a list view",
            Some(_) => "Rename and share",
        };
        sheet
            .text("editor-title", title)
            .value("view-name", editing.draft.name.as_str())
            .check("view-shared", editing.draft.shared)
            .problem("view-name", "view-name-problem", editing.problem_of("name"))
            .note("editor-problem", editing.problem_beside(&["name"]))
            .show("conflict", theirs.is_some())
            .text("conflict-text", theirs.unwrap_or_default())
            .rest("save-view", editing.saving)
            .text("save-view", if editing.saving { "Saving…" } else { "Save" });
    }

    pub(super) fn draw_filters(&self, sheet: &mut Sheet) {
        let asked = &self.asked;
        let filters = &asked.filters;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let hidden = asked.hidden_filters();
        let count = match hidden {
            0 => String::new(),
            some => [" (", &some.to_string(), ")"].concat(),
        };
        let days = filters.last_days.map(|days| days.to_string());
        let period = match &days {
            _ if asked.by_days => DAYS,
            Some(days) => days,
            None => "",
        };
        let known = PERIODS.iter().any(|(value, _)| *value == period);
        let label = ["Last ", period, " days"].concat();
        let further = (!known && !asked.by_days && days.is_some()).then_some((period, &*label));
        let periods = core::iter::once(("", "Any time"))
            .chain(PERIODS)
            .chain(further)
            .chain([(DAYS, "From … until …")]);
        let objects = [
            ("", "Any"),
            (PersonObject::Lead.as_str(), "Lead"),
            (PersonObject::Contact.as_str(), "Contact"),
        ];
        let sorts = [
            (Sort::Newest.as_str(), "Newest first"),
            (Sort::Oldest.as_str(), "Oldest first"),
        ];
        let several = [&filters.status.len().to_string(), " statuses"].concat();
        let status = match &filters.status[..] {
            [] => "",
            [one] => one,
            _ => OTHER,
        };
        let other = (status == OTHER).then_some((OTHER, &*several));
        let statuses = STATUS_BOXES
            .iter()
            .map(|(_, status)| (status.as_str(), status_name(*status)));
        let statuses = core::iter::once(("", "All")).chain(statuses).chain(other);
        // A date box shows a day; what is more exact is kept all the same.
        let day = |value: &Option<String>| {
            let day = value.as_deref().and_then(|moment| moment.get(..10));
            day.unwrap_or_default().to_owned()
        };
        sheet
            .value("search", text(&filters.q))
            .choices("status", statuses, status)
            .choices("sort", sorts, asked.sort.as_str())
            .text("show-filters", ["Filters", &count].concat())
            .set("show-filters", "aria-expanded", flag(self.filters_open))
            .show("filters", self.filters_open)
            .choices("period", periods, period)
            .show("days", asked.by_days)
            .value("from", day(&filters.from))
            .value("until", day(&filters.until))
            .value("to", text(&filters.to))
            .value("sender", text(&filters.sender))
            .choices("object", objects, &text(&filters.object))
            .value("record", text(&filters.record_id))
            .value("campaign", text(&filters.campaign));
        for (id, status) in STATUS_BOXES {
            let on = filters.status.iter().any(|word| word == status.as_str());
            sheet.check(id, on);
        }
    }

    pub(super) fn draw_columns(&self, sheet: &mut Sheet) {
        let own = &self.asked.columns;
        sheet
            .open("columns", self.choosing_columns)
            .nodes("chosen", columns::chosen(own))
            .show("further-part", own.len() < Column::ALL.len())
            .nodes("further", columns::further(own))
            .show("usual", *own != self.views.current.columns);
    }

    pub(super) fn draw_list(&self, sheet: &mut Sheet) {
        let listing = &self.listing;
        let rows = listing.rows.as_deref();
        let none = rows.is_some_and(<[_]>::is_empty);
        let every = self.asked.is_every();
        let own = &self.asked.columns;
        let heads = own.iter().map(|column| {
            let head = Node::text("th", column.label()).set("scope", "col");
            match column {
                Column::Messages => head.class("number"),
                _ => head,
            }
        });
        let drawn = rows.unwrap_or_default().iter().map(|sms| row(sms, own));
        let waits = self.views.wanted.is_some() && self.views.problem.is_some();
        sheet
            .note("problem", listing.problem.as_deref())
            .note("export-problem", listing.export_problem.as_deref())
            .rest("export", listing.exporting)
            .text(
                "export",
                match listing.exporting {
                    true => "Exporting…",
                    false => "Export CSV",
                },
            )
            .show("counts", listing.counts.is_some())
            .nodes(
                "counts",
                listing.counts.as_ref().map(counts).unwrap_or_default(),
            )
            .show(
                "loading",
                rows.is_none() && listing.problem.is_none() && !waits,
            )
            .show("empty", none && every)
            .show("none-found", none && !every)
            .show("table", rows.is_some_and(|rows| !rows.is_empty()))
            .nodes("heads", heads.collect())
            .nodes("rows", drawn.collect())
            .show("more-bar", listing.cursor.is_some())
            .text(
                "more",
                match listing.asked_more {
                    true => "Loading…",
                    false => "Load more",
                },
            );
    }
}

const fn flag(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

/// The views in groups: the built-in one, one's own, those of others.
fn view_choices(known: Option<&[ListView]>, current: &ListView) -> Vec<Node> {
    let option =
        |view: &ListView, label: String| Node::text("option", label).set("value", view.id.as_str());
    let Some(known) = known else {
        return vec![option(current, current.name.clone())];
    };
    let group = |label: &'static str, nodes: Vec<Node>| {
        let group = Node::new("optgroup").set("label", label);
        (!nodes.is_empty()).then(|| group.with_all(nodes))
    };
    let of = |wanted: fn(&ListView) -> bool| known.iter().filter(move |view| wanted(view));
    let built_in = of(|view| view.owner.is_none());
    let mine = of(|view| view.mine).map(|view| {
        let mark = if view.shared { " (shared)" } else { "" };
        option(view, [view.name.as_str(), mark].concat())
    });
    let theirs = of(|view| view.owner.is_some() && !view.mine).map(|view| {
        let owner = view.owner.as_deref().unwrap_or_default();
        option(view, [&view.name, " (", owner, ")"].concat())
    });
    built_in
        .map(|view| option(view, view.name.clone()))
        .chain(group("My list views", mine.collect()))
        .chain(group("Shared with everybody", theirs.collect()))
        .collect()
}

/// `12 SMS`, and how many of each status, in the order of the statuses.
fn counts(counts: &SmsCounts) -> Vec<Node> {
    let item = |node: Node| Node::new("li").with(node);
    let total = [&counts.total.to_string(), " SMS"].concat();
    let stored = Status::ALL.into_iter().map(Shown::Stored);
    let by_status = stored.chain([Shown::NoReport]).filter_map(|status| {
        let count = counts.by_status.get(status.as_str())?;
        let words = [status_name(status), " ", &count.to_string()].concat();
        Some(badge(status, words))
    });
    core::iter::once(Node::text("strong", total))
        .chain(by_status)
        .map(item)
        .collect()
}

fn row(sms: &SmsRow, columns: &[Column]) -> Node {
    let id = sms.id.to_string();
    let path = [LIST_PAGE, "/", &id].concat();
    let linked = columns.contains(&Column::Id);
    let cells = columns.iter().enumerate().map(|(place, column)| {
        let is_link = *column == Column::Id || place == 0 && !linked;
        let cell = match place {
            0 => Node::new("th").set("scope", "row"),
            _ => Node::new("td"),
        };
        let cell = match column {
            Column::Messages => cell.class("number"),
            Column::To | Column::From | Column::Id => cell.class("num whole"),
            Column::Created | Column::Updated => cell.class("num whole"),
            Column::Lead | Column::Contact => cell.class("person"),
            _ => cell,
        };
        let content = content(sms, *column, &id);
        match is_link {
            true => cell.with(Node::new("a").set("href", path.as_str()).with_all(content)),
            false => cell.with_all(content),
        }
    });
    Node::new("tr").with_all(cells)
}

fn content(sms: &SmsRow, column: Column, id: &str) -> Vec<Node> {
    let text = |text: &str| vec![Node::text("span", text)];
    match column {
        Column::Id => text(id),
        Column::Text => vec![Node::text("span", sms.text.as_str()).class("excerpt")],
        Column::Status => {
            let mut nodes = vec![badge(sms.status, status_name(sms.status))];
            nodes.extend(sms.flagged.then(|| Node::text("p", MAY_ASK_TO_STOP)));
            nodes
        }
        Column::Messages => text(&sms.number_of_messages.to_string()),
        Column::To => text(&sms.to),
        Column::From => text(&sms.from),
        Column::Lead => person(sms, PersonObject::Lead),
        Column::Contact => person(sms, PersonObject::Contact),
        Column::Campaign => text(sms.campaign.as_deref().unwrap_or_default()),
        Column::Created => vec![Node::time(&sms.created_at)],
        Column::CreatedBy => text(&sms.created_by),
        Column::Updated => vec![Node::time(&sms.updated_at)],
    }
}

fn person(sms: &SmsRow, object: PersonObject) -> Vec<Node> {
    let Some(id) = sms
        .record_id
        .as_ref()
        .filter(|_| sms.object == Some(object))
    else {
        return Vec::new();
    };
    let id = Node::text("span", id.as_str());
    match &sms.record_name {
        Some(name) => vec![
            Node::text("span", name.as_str()),
            id.class("quiet beneath num"),
        ],
        None => vec![id.class("num")],
    }
}
