//! From a view to nodes.

use alloc::string::ToString;

use mitto_core::composer::{Choice, Culprit, Preview, SentRow, SentTone, Tone, View};
use mitto_core::language::{msg, say, word};

use crate::page::Page;

/// Draws a view. The page changes only what differs; what is long and seldom changes is compared with the `last` view
/// before.
pub(crate) fn draw(page: &Page, view: &View, last: Option<&View>) {
    page.set("card", "aria-label", &view.region);
    let failed = view.load_failed.is_some();
    page.show("loading", view.loading);
    page.show("form", !view.loading && !failed);
    note(page, "failed", "failed-text", view.load_failed.as_deref());
    note(page, "blocked", "blocked", view.blocked.as_deref());

    if last.is_none_or(|last| last.from != view.from) {
        choices(page, "from", &view.from, false);
    }
    if last.is_none_or(|last| last.templates != view.templates) {
        choices(page, "template", &view.templates, true);
    }
    page.show("template-row", !view.templates.is_empty());
    recipients(page, view);
    page.show("number-row", view.ad_hoc);
    page.value("number", &view.typed_number);
    field_problem(page, "number", view.number_notice.as_deref());
    page.disable("add", view.checking);
    page.text(
        "add",
        &word(match view.checking {
            true => msg("Checking…"),
            false => msg("Add"),
        }),
    );

    page.value("text", &view.text);
    for id in ["from", "template", "text", "number"] {
        page.disable(id, !view.editable);
    }
    page.text("counter", &view.counter);
    let regular = view.culprits.is_empty();
    page.set("counter", "class", if regular { "" } else { "unicode" });
    page.show("undo", view.can_undo);

    page.show("hint", !view.culprits.is_empty());
    culprits(page, &view.culprits);
    page.show(
        "replace-all",
        view.can_replace_all && view.culprits.len() > 1,
    );
    page.show("preview-box", view.preview.is_some());
    preview(page, view.preview.as_ref());

    let notice = view.notice.as_ref();
    let mut general = notice.map(|notice| notice.text.as_str());
    for id in ["from", "to", "text"] {
        let here = notice.filter(|notice| notice.field.as_deref() == Some(id));
        field_problem(page, id, here.map(|notice| notice.text.as_str()));
        if here.is_some() {
            general = None;
        }
    }
    note(page, "problem", "problem", general);

    page.text("send", &view.send_label);
    page.disable("send", !view.can_send);
    page.text("done", view.done.as_deref().unwrap_or_default());
    page.show("sent-box", !view.sent.is_empty());
    page.fill("status");
    for row in &view.sent {
        sent(page, row);
    }
    page.end();
}

/// A box that is there only with something to say.
fn note(page: &Page, id: &str, text_id: &str, text: Option<&str>) {
    page.show(id, text.is_some());
    page.text(text_id, text.unwrap_or_default());
}

fn field_problem(page: &Page, field: &str, problem: Option<&str>) {
    page.text(&[field, "-problem"].concat(), problem.unwrap_or_default());
    let invalid = if problem.is_some() { "true" } else { "false" };
    page.set(field, "aria-invalid", invalid);
}

fn choices(page: &Page, id: &str, list: &[Choice], none: bool) {
    let option = |value: &str, label: &str| {
        page.begin("option", "", label);
        page.attribute("value", value);
        page.end();
    };
    page.fill(id);
    if none {
        option("", &word("None"));
    }
    let mut chosen = "";
    for one in list {
        option(&one.value, &one.label);
        if one.chosen {
            chosen = &one.value;
        }
    }
    page.end();
    page.value(id, chosen);
}

fn recipients(page: &Page, view: &View) {
    page.fill("to");
    if !view.to.is_empty() {
        page.leaf("li", "pill", &view.to);
    }
    for (at, number) in view.numbers.iter().enumerate() {
        page.begin("li", "pill", number);
        page.begin_button("×", "data-remove", &at.to_string());
        page.attribute("aria-label", &say("Remove {0}", &[number]));
        page.end();
        page.end();
    }
    page.end();
}

fn culprits(page: &Page, list: &[Culprit]) {
    page.text("hint-text", &Culprit::hint(list));
    page.fill("culprits");
    for one in list {
        page.begin("li", "", "");
        culprit(page, one);
        page.end();
    }
    page.end();
}

fn culprit(page: &Page, one: &Culprit) {
    let Some(with) = one.replacement else {
        page.leaf("span", "none", &one.no_look_alike());
        return;
    };
    page.begin_button("", "data-replace", &one.sequence);
    for (is_character, text) in one.offer(with) {
        page.leaf(if is_character { "kbd" } else { "span" }, "", &text);
    }
    page.end();
}

fn preview(page: &Page, preview: Option<&Preview>) {
    let none = Preview::default();
    let preview = preview.unwrap_or(&none);
    page.fill("preview");
    for parts in &preview.segments {
        page.begin("li", "", "");
        page.attribute("part", "segment");
        for part in parts {
            match part.tone {
                Tone::Plain => page.leaf("span", "", &part.text),
                Tone::Value => page.leaf("span", "value", &part.text),
                Tone::Default => page.leaf("span", "default", &part.text),
                Tone::Blank => page.leaf("mark", "blank", &part.words()),
            }
        }
        page.end();
    }
    page.end();
    page.text("preview-title", &preview.title());
    page.text("blank", &preview.blank_words());
}

fn sent(page: &Page, row: &SentRow) {
    page.begin("li", "", "");
    page.attribute("part", "sent");
    page.leaf("span", "id", &row.id);
    page.leaf("span", "whom", &row.to);
    let tone = match row.tone {
        SentTone::Open => "badge open",
        SentTone::Good => "badge good",
        SentTone::Doubt => "badge doubt",
        SentTone::Bad => "badge bad",
    };
    page.begin("span", tone, &row.status);
    page.attribute("part", "badge");
    page.end();
    if let Some(reason) = &row.reason {
        page.leaf("p", "why", reason);
    }
    page.end();
}
