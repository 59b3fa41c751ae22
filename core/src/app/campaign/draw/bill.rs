//! The plan in front of the person: what is sent, to whom, and what it comes to.

use super::super::stage::{Confirming, Stage};
use super::super::{Composer, timing};
use super::reasons;
use crate::api::BlankField;
use crate::app::node::Node;
use crate::app::sheet::Sheet;
use crate::campaign::words::spread;
use crate::language::{Say, heard, msg, number, recipients as everybody, say, word};
use crate::template::{MergeField, RelatedObject};

pub(super) fn confirm(of: &Composer, sheet: &mut Sheet) {
    let confirming = match &of.stage {
        Stage::Confirming(confirming) => Some(confirming),
        _ => None,
    };
    sheet.open("confirm", confirming.is_some());
    let Some(confirming) = confirming else {
        return;
    };
    let plan = &confirming.plan;
    let from = of.draft.from.as_deref().unwrap_or_default();
    let moved = confirming
        .moved
        .iter()
        .map(|one| Node::text("li", heard(one)))
        .collect();
    let over = plan.over_limit.as_deref().map(heard);
    let over = over.as_deref();
    let wanted = number(plan.recipients);
    let problem = confirming
        .problem
        .as_deref()
        .map(|english| say(&heard(english), &[&wanted]));
    let timing = plan.timing.as_ref();
    let when = of.draft.when.bill(timing, &of.known.time_zone);
    let noted = timing.filter(|_| when.is_some());
    let notes = noted.map(timing::notes).unwrap_or_default();
    let zones = noted.map(timing::zones).unwrap_or_default();
    sheet
        .show("bill-timing", !notes.is_empty())
        .nodes("bill-timing", notes)
        .show("bill-zones", !zones.is_empty())
        .nodes("bill-zones", zones);
    sheet
        .text("confirm-title", title(confirming, of.draft.when.is_later()))
        .show("moved-box", !confirming.moved.is_empty())
        .nodes("moved", moved)
        .nodes("bill", bill(confirming, from, when))
        .nodes("bill-skipped", reasons(&plan.skipped))
        .show("bill-skipped", plan.skipped.total() > 0)
        .note("bill-blank", blank(&plan.blank).as_deref())
        .show("typed-row", plan.confirm && over.is_none())
        .text("typed-label", say("Type {0} to confirm", &[&wanted]))
        .value("typed", confirming.typed.as_str())
        .problem("typed", "confirm-problem", over.or(problem.as_deref()))
        .text("send", confirming.label(of.draft.when.is_later()))
        .rest("send", confirming.waiting || over.is_some())
        .rest("cancel", confirming.is_sent());
}

fn title(confirming: &Confirming, later: bool) -> String {
    match confirming.moved.is_empty() {
        true => {
            let people = everybody(confirming.plan.recipients);
            match later {
                true => say("Schedule for {0}?", &[&people]),
                false => say("Send to {0}?", &[&people]),
            }
        }
        false => word("This has changed since you looked"),
    }
}

/// What is sent, in rows.
fn bill(confirming: &Confirming, from: &str, when: Option<String>) -> Vec<Node> {
    let plan = &confirming.plan;
    let encodings = plan.encodings;
    let encoding = match (encodings.gsm7, encodings.ucs2) {
        (_, 0) => word("all regular"),
        (0, _) => word("all unicode"),
        (regular, unicode) => say(
            "{0} regular, {1} unicode",
            &[&number(regular), &number(unicode)],
        ),
    };
    let row = |name: &'static str, value: String| {
        Node::new("div")
            .with(Node::text("dt", Say(name)))
            .with(Node::text("dd", value))
    };
    let mut rows = vec![
        row(msg("From"), from.to_owned()),
        row(msg("Recipients"), number(plan.recipients)),
        row(msg("Messages in all"), number(plan.total_messages)),
        row(msg("People × messages"), spread(&plan.spread)),
        row(msg("Texts"), encoding),
    ];
    rows.extend(when.map(|when| row(msg("When"), when)));
    rows
}

/// Who would read a gap.
fn blank(fields: &[BlankField]) -> Option<String> {
    let one = |blank: &BlankField| {
        let label = match MergeField::find(&blank.field, RelatedObject::Campaign) {
            Ok(field) => field.label(),
            Err(_) => blank.field.as_str(),
        };
        say(
            "{0} is blank for {1}",
            &[&word(label), &number(blank.recipients)],
        )
    };
    let all: Vec<String> = fields.iter().map(one).collect();
    let said = || say("{0}: their text has a gap there.", &[&all.join(", ")]);
    (!all.is_empty()).then(said)
}
