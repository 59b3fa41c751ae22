//! From a view to nodes.

use mitto_core::composer::{Choice, Culprit, Preview, SentRow, SentTone, Tone, View};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTextAreaElement,
};

use crate::dom::{Dom, append};

/// Draws what differs from the last time.
pub(crate) fn draw(dom: &Dom, view: &View, last: Option<&View>) {
    let failed = view.load_failed.is_some();
    dom.show("loading", view.loading);
    dom.show("failed", failed);
    dom.text(
        "failed-text",
        view.load_failed.as_deref().unwrap_or_default(),
    );
    dom.show("blocked", view.blocked.is_some());
    dom.text("blocked", view.blocked.unwrap_or_default());
    dom.show("form", !view.loading && !failed);

    if last.is_none_or(|last| last.from != view.from) {
        choices(dom, "from", &view.from, None);
    }
    if last.is_none_or(|last| last.templates != view.templates) {
        choices(dom, "template", &view.templates, Some("None"));
    }
    dom.show("template-row", !view.templates.is_empty());
    if last.is_none_or(|last| (&last.to, &last.numbers) != (&view.to, &view.numbers)) {
        recipients(dom, view);
    }
    dom.show("number-row", view.ad_hoc);
    if let Some(number) = dom.get::<HtmlInputElement>("number")
        && number.value() != view.typed_number
    {
        number.set_value(&view.typed_number);
    }
    field_problem(dom, "number", view.number_notice.as_deref());
    dom.disable("add", view.checking);
    dom.text("add", if view.checking { "Checking…" } else { "Add" });

    if let Some(text) = dom.get::<HtmlTextAreaElement>("text")
        && text.value() != view.text
    {
        text.set_value(&view.text);
    }
    for id in ["from", "template", "text", "number"] {
        dom.disable(id, !view.editable);
    }
    dom.text("counter", &view.counter);
    dom.set(
        "counter",
        "class",
        if view.counter.starts_with("(unicode") {
            "unicode"
        } else {
            ""
        },
    );
    dom.show("undo", view.can_undo);

    dom.show("hint", !view.culprits.is_empty());
    if last.is_none_or(|last| last.culprits != view.culprits) {
        culprits(dom, &view.culprits);
    }
    dom.show(
        "replace-all",
        view.can_replace_all && view.culprits.len() > 1,
    );
    dom.show("preview-box", view.preview.is_some());
    if last.is_none_or(|last| last.preview != view.preview) {
        preview(dom, view.preview.as_ref());
    }

    let at = |field: &str| {
        let notice = view.notice.as_ref()?;
        (notice.field.as_deref() == Some(field)).then_some(notice.text.as_str())
    };
    for field in ["from", "to", "text"] {
        field_problem(dom, field, at(field));
    }
    let placed = ["from", "to", "text"]
        .into_iter()
        .any(|field| at(field).is_some());
    let general = view.notice.as_ref().filter(|_| !placed);
    dom.show("problem", general.is_some());
    dom.text(
        "problem",
        general
            .map(|notice| notice.text.as_str())
            .unwrap_or_default(),
    );

    dom.text("send", view.send_label);
    dom.disable("send", !view.can_send);
    dom.text("done", view.done.as_deref().unwrap_or_default());
    dom.show("sent-box", !view.sent.is_empty());
    if last.is_none_or(|last| last.sent != view.sent) {
        dom.fill("status", view.sent.iter().filter_map(|row| sent(dom, row)));
    }
}

fn choices(dom: &Dom, id: &str, list: &[Choice], none: Option<&str>) {
    let Some(select) = dom.get::<HtmlSelectElement>(id) else {
        return;
    };
    let option = |value: &str, label: &str| {
        let option: HtmlOptionElement = dom.make("option", "", label)?.dyn_into().ok()?;
        option.set_value(value);
        Some(Element::from(option))
    };
    let all = none.map(|none| option("", none)).into_iter().flatten();
    dom.fill(
        id,
        all.chain(list.iter().filter_map(|one| option(&one.value, &one.label))),
    );
    let chosen = list
        .iter()
        .find(|one| one.chosen)
        .map(|one| one.value.as_str());
    select.set_value(chosen.unwrap_or_default());
}

fn recipients(dom: &Dom, view: &View) {
    let own = dom
        .make("li", "pill", &view.to)
        .filter(|_| !view.to.is_empty());
    let others = view.numbers.iter().enumerate().filter_map(|(at, number)| {
        let pill = dom.make("li", "pill", number)?;
        let remove = dom.make("button", "", "×")?;
        let _ = remove.set_attribute("type", "button");
        let _ = remove.set_attribute("data-remove", &at.to_string());
        let _ = remove.set_attribute("aria-label", &["Remove ", number].concat());
        append(&pill, &remove);
        Some(pill)
    });
    dom.fill("to", own.into_iter().chain(others));
}

fn field_problem(dom: &Dom, field: &str, problem: Option<&str>) {
    dom.text(&[field, "-problem"].concat(), problem.unwrap_or_default());
    dom.set(
        field,
        "aria-invalid",
        if problem.is_some() { "true" } else { "false" },
    );
}

fn culprits(dom: &Dom, list: &[Culprit]) {
    let text = match list {
        [one] => [
            "This message is unicode because of ",
            &one.sequence,
            ", so only 70 characters fit.",
        ]
        .concat(),
        _ => "This message is unicode because of these characters, so only 70 fit.".to_owned(),
    };
    dom.text("hint-text", &text);
    dom.fill("culprits", list.iter().filter_map(|one| culprit(dom, one)));
}

fn culprit(dom: &Dom, one: &Culprit) -> Option<Element> {
    let item = dom.make("li", "", "")?;
    let times = if one.times > 1 {
        [" ×", &one.times.to_string()].concat()
    } else {
        String::new()
    };
    let Some(with) = one.replacement else {
        append(
            &item,
            &dom.make(
                "span",
                "none",
                &[&one.sequence, times.as_str(), " has no regular look-alike"].concat(),
            )?
            .into(),
        );
        return Some(item);
    };
    let button = dom.make("button", "", "")?;
    let _ = button.set_attribute("type", "button");
    let _ = button.set_attribute("data-replace", &one.sequence);
    let (verb, by) = if with.is_empty() {
        ("Remove ", "")
    } else {
        ("Replace ", " by ")
    };
    let changes = if one.changes_meaning {
        " (changes the spelling)"
    } else {
        ""
    };
    for (name, text) in [
        ("span", verb),
        ("kbd", one.sequence.as_str()),
        ("span", times.as_str()),
        ("span", by),
        ("kbd", with),
        ("span", changes),
    ] {
        if !text.is_empty() {
            append(&button, &dom.make(name, "", text)?.into());
        }
    }
    append(&item, &button);
    Some(item)
}

fn preview(dom: &Dom, preview: Option<&Preview>) {
    let none = Preview::default();
    let preview = preview.unwrap_or(&none);
    let segments = preview.segments.iter().filter_map(|parts| {
        let item = dom.make("li", "", "")?;
        let _ = item.set_attribute("part", "segment");
        for part in parts {
            let node = match part.tone {
                Tone::Plain => dom.make("span", "", &part.text),
                Tone::Value => dom.make("span", "value", &part.text),
                Tone::Default => dom.make("span", "default", &part.text),
                Tone::Blank => dom.make("mark", "blank", &[&part.text, " is blank"].concat()),
            };
            let node = node?;
            append(&item, &node);
        }
        Some(item)
    });
    dom.fill("preview", segments);
    let count = preview.segments.len();
    let title = if count > 1 {
        ["Preview: ", &count.to_string(), " messages"].concat()
    } else {
        "Preview".to_owned()
    };
    dom.text("preview-title", &title);
    let blank = match preview.blank.as_slice() {
        [] => String::new(),
        fields => ["Blank for this record: ", &fields.join(", "), "."].concat(),
    };
    dom.text("blank", &blank);
}

fn sent(dom: &Dom, row: &SentRow) -> Option<Element> {
    let item = dom.make("li", "", "")?;
    let _ = item.set_attribute("part", "sent");
    let tone = match row.tone {
        SentTone::Open => "badge open",
        SentTone::Good => "badge good",
        SentTone::Doubt => "badge doubt",
        SentTone::Bad => "badge bad",
    };
    append(&item, &dom.make("span", "id", &row.id)?.into());
    append(&item, &dom.make("span", "whom", &row.to)?.into());
    let badge = dom.make("span", tone, &row.status)?;
    let _ = badge.set_attribute("part", "badge");
    append(&item, &badge);
    if let Some(reason) = &row.reason {
        append(&item, &dom.make("p", "why", reason)?.into());
    }
    Some(item)
}
