//! From the list to what is to be seen.

use super::rows::{Rows, is_reply};
use super::{Layout, RelatedList, Unfolded};
use crate::api::{DeliveryUpdate, SmsRecord, SmsRow};
use crate::app::node::Node;
use crate::app::pieces::{MAY_ASK_TO_STOP, badge};
use crate::app::sheet::Sheet;
use crate::language::{Say, heard, messages as counted, msg, say, word};
use crate::status::Shown;
use crate::template::RelatedObject;
use crate::view::{delivered_words, status_words};

/// Columns of the table.
const COLUMNS: &str = "6";

pub(super) fn sheet(list: &RelatedList) -> Sheet {
    let mut sheet = Sheet::new();
    let rows = list.rows.as_ref();
    let items = rows.map(Rows::newest_first).unwrap_or_default();
    let some = !items.is_empty();
    let is_table = list.layout == Layout::Table;
    let has_earlier = rows.and_then(Rows::cursor).is_some();
    let pressed = |on: bool| if on { "true" } else { "false" };
    let earlier = Say(match list.asked_earlier {
        true => msg("Loading…"),
        false => msg("Show earlier"),
    });
    let conversation: Vec<Node> = match is_table {
        true => Vec::new(),
        false => items.iter().rev().map(|row| message(list, row)).collect(),
    };
    let table: Vec<Node> = match is_table {
        true => items.iter().flat_map(|row| table_rows(list, row)).collect(),
        false => Vec::new(),
    };
    // A page may have several lists: this is what each is called among its landmarks.
    let name = match list.object {
        RelatedObject::Campaign => None,
        RelatedObject::Lead | RelatedObject::Contact => {
            items.iter().find_map(|row| row.record_name.as_deref())
        }
    };
    let name = name.unwrap_or(list.record.as_str());
    sheet
        .set("card", "aria-label", say("SMS of {0}", &[name]))
        .text("title", title(rows))
        .show("views", some && list.object != RelatedObject::Campaign)
        .set("conversation", "aria-pressed", pressed(!is_table))
        .set("table", "aria-pressed", pressed(is_table))
        .show("loading", rows.is_none() && list.problem.is_none())
        .show("problem", list.problem.is_some())
        .text(
            "problem-text",
            list.problem.as_deref().map(heard).unwrap_or_default(),
        )
        .show("empty", rows.is_some() && !some)
        .text(
            "empty-text",
            Say(match list.object {
                RelatedObject::Campaign => msg("No SMS of this campaign yet."),
                RelatedObject::Lead => msg("No SMS with this lead yet."),
                RelatedObject::Contact => msg("No SMS with this contact yet."),
            }),
        )
        .show("log", some && !is_table)
        .show("earlier", has_earlier)
        .text("earlier", earlier)
        .nodes("messages", conversation)
        .show("table-box", some && is_table)
        .nodes("rows", table)
        .show("earlier-bar", has_earlier)
        .text("earlier-rows", earlier);
    sheet
}

/// `SMS (3)`, and where there are more than are shown, `SMS (20+)`.
fn title(rows: Option<&Rows>) -> String {
    let Some(rows) = rows else {
        return word("SMS");
    };
    let more = if rows.cursor().is_some() { "+" } else { "" };
    let count = [&rows.newest_first().len().to_string(), more].concat();
    say("SMS ({0})", &[&count])
}

/// An SMS of the conversation.
fn message(list: &RelatedList, row: &SmsRow) -> Node {
    let id = row.id.to_string();
    let unfolded = unfolded(list, row);
    let (side, part) = match is_reply(row) {
        true => ("in", "message reply"),
        false => ("out", "message sent"),
    };
    Node::new("li")
        .class(side)
        .set("part", part)
        .set("data-key", id.as_str())
        .with(Node::text("p", whence(row)).class("who"))
        .with(
            Node::text("p", words(row))
                .class("text")
                .set("part", "text"),
        )
        .with_all(flag(row))
        .with(
            Node::new("div")
                .class("meta")
                .with(status(row, unfolded))
                .with(Node::time(&row.created_at))
                .with_all(messages(row))
                .with_all((!is_reply(row)).then(|| {
                    toggle(&word("Details"), &id, unfolded.is_some())
                        .set("aria-label", say("Details of {0}", &[&id]))
                }))
                .with_all(answer(list, row)),
        )
        .with_all(unfolded.map(details))
}

/// An SMS of the table, and below it what is unfolded of it.
fn table_rows(list: &RelatedList, row: &SmsRow) -> impl Iterator<Item = Node> {
    let id = row.id.to_string();
    let unfolded = unfolded(list, row);
    let cell = |text: &str| Node::text("td", text);
    let name = match is_reply(row) {
        true => Node::text("span", id.as_str()),
        false => toggle(&id, &id, unfolded.is_some()),
    };
    let first = Node::new("tr")
        .class(if is_reply(row) { "reply" } else { "sent" })
        .set("data-key", id.as_str())
        .with(
            Node::new("th")
                .set("scope", "row")
                .with(name)
                .with(Node::text("p", words(row)).class("excerpt")),
        )
        .with(cell(&row.number_of_messages.to_string()).class("num"))
        .with(cell(&row.to).class("num"))
        .with(cell(&row.from).class("num"))
        .with(
            Node::new("td")
                .with(status(row, unfolded))
                .with_all(flag(row))
                .with_all(answer(list, row)),
        )
        .with(
            Node::new("td")
                .class("num")
                .with(Node::time(&row.created_at)),
        );
    let below = unfolded.map(|one| {
        Node::new("tr")
            .set("data-key", [&id, "-details"].concat())
            .with(Node::new("td").set("colspan", COLUMNS).with(details(one)))
    });
    core::iter::once(first).chain(below)
}

fn unfolded<'a>(list: &'a RelatedList, row: &SmsRow) -> Option<&'a Unfolded> {
    list.unfolded.iter().find(|one| one.id == row.id)
}

/// From whom to whom.
fn whence(row: &SmsRow) -> String {
    match is_reply(row) {
        true => say("Reply from {0}", &[&row.to]),
        false => say("From {0} to {1}", &[&row.from, &row.to]),
    }
}

fn words(row: &SmsRow) -> String {
    match row.text.as_str() {
        "" => word("(no text)"),
        text => text.to_owned(),
    }
}

/// What is known; of an unfolded one also how much of it has arrived.
fn status(row: &SmsRow, unfolded: Option<&Unfolded>) -> Node {
    let record = unfolded.and_then(|one| one.record.as_ref());
    let words = match record.filter(|record| record.status == row.status) {
        Some(record) => delivered_words(
            record.status,
            record.number_of_messages,
            record.delivered_segments,
        ),
        None => status_words(row.status),
    };
    badge(row.status, words).set("part", "badge")
}

fn messages(row: &SmsRow) -> Option<Node> {
    let count = row.number_of_messages;
    (count > 1).then(|| Node::text("span", counted(count)))
}

fn flag(row: &SmsRow) -> Option<Node> {
    let flag = || {
        Node::text("p", Say(MAY_ASK_TO_STOP))
            .class("flag")
            .set("part", "flag")
    };
    row.flagged.then(flag)
}

fn toggle(label: &str, id: &str, open: bool) -> Node {
    Node::button(label, "unfold", id)
        .class("link toggle")
        .set("aria-expanded", if open { "true" } else { "false" })
}

fn answer(list: &RelatedList, row: &SmsRow) -> Option<Node> {
    let id = row.id.to_string();
    let button = || {
        Node::button(Say("Answer"), "answer", id.as_str())
            .class("link")
            .set("part", "link answer")
            .set("aria-label", say("Answer {0}", &[&id]))
    };
    (list.can_answer && is_reply(row)).then(button)
}

/// What is unfolded of an SMS: why, and its delivery updates.
fn details(one: &Unfolded) -> Node {
    let all = Node::new("div").class("details").set("part", "details");
    let note = |text: &str| Node::text("p", text).class("quiet");
    let Some(record) = &one.record else {
        let said = one.problem.as_deref().map(heard);
        let said = said.unwrap_or_else(|| word("Loading…"));
        return all.with(note(&said));
    };
    let updates = &record.delivery_updates;
    let about = [
        &record.id.to_string(),
        ", ",
        &word(record.encoding.on_screen()),
    ]
    .concat();
    let reason = record.reason.as_deref();
    let all = all
        .with(note(&about))
        .with_all(reason.map(|reason| Node::text("p", heard(reason))));
    match updates.is_empty() {
        true => all.with(note(&word("No delivery report has come."))),
        false => {
            let list = Node::new("ol").set("aria-label", Say("SMS Delivery updates"));
            all.with(list.with_all(updates.iter().map(|update| one_update(update, record))))
        }
    }
}

fn one_update(update: &DeliveryUpdate, record: &SmsRecord) -> Node {
    let status = match update.status.map(Shown::Stored) {
        Some(status) => badge(status, status_words(status)),
        None => Node::text("span", update.gateway_status.as_str()),
    };
    let part = update.segment.map(|part| {
        let (part, of) = (part.to_string(), record.number_of_messages.to_string());
        Node::text("span", say("Message {0} of {1}", &[&part, &of]))
    });
    let code = update.error_code.as_deref();
    let code = code.map(|code| Node::text("span", say("Error {0}", &[code])));
    let explained = update.explanation.as_deref();
    let at = update
        .provider_time
        .as_deref()
        .unwrap_or(&update.received_at);
    Node::new("li")
        .with(status)
        .with_all(part)
        .with_all(code)
        .with(Node::time(at))
        .with_all(explained.map(|words| Node::text("p", heard(words))))
}
