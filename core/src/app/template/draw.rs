//! Everything that is to be seen of the editor.

use super::draft::{DEFAULT_PROBLEM, Draft};
use super::{OBJECTS, Opened, Template, samples};
use crate::app::node::Node;
use crate::app::objects::{label, word};
use crate::app::pieces;
use crate::app::sheet::Sheet;
use crate::count::{Encoding, count};
use crate::sender::SenderId;
use crate::template::{self, Fields, MergeField, RelatedObject};
use crate::view::{Preview, Unicode, counter, spoken, too_long_words};

impl Template {
    pub(super) fn drawn(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let here = self.opened == Opened::Here;
        let failed = match &self.opened {
            Opened::Failed(why) => Some(why.as_str()),
            _ => None,
        };
        let may_edit = self.may_edit();
        let stored = self.editing.id.is_some();
        let title = match (self.stored.name.as_str(), here) {
            (_, false) => "SMS Template",
            ("", true) => "New Template",
            (name, true) => name,
        };
        sheet
            .text("title", title)
            .show("loading", self.opened == Opened::Asked)
            .note("problem", failed)
            .show("retry", failed.is_some())
            .show("missing", self.opened == Opened::Nothing)
            .show("missing-admins", !may_edit)
            .show("editor", here)
            .show("actions", here && may_edit && stored)
            .open("delete-dialog", self.asking)
            .text("delete-name", ["“", &self.stored.name, "”"].concat())
            .unsaved(may_edit && self.editing.draft != self.stored);
        self.draw_form(&mut sheet);
        self.draw_text(&mut sheet);
        self.draw_preview(&mut sheet);
        self.draw_conflict(&mut sheet);
        self.toast.draw(&mut sheet);
        sheet
    }

    fn draw_form(&self, sheet: &mut Sheet) {
        let Draft { object, name, .. } = &self.editing.draft;
        let may_edit = self.may_edit();
        let objects = OBJECTS.iter().map(|(_, word, label)| (*word, *label));
        let name_problem = self.editing.draft.name_too_long();
        let name_problem = self.editing.problem_of("name").or(name_problem.as_deref());
        let fields = ["name", "object", "from", "text"];
        let read_only = if may_edit { "" } else { "readonly" };
        sheet
            .choices("object", objects, word(*object))
            .problem(
                "object",
                "object-problem",
                self.editing.problem_of("object"),
            )
            .value("template-name", name.as_str())
            .problem("template-name", "name-problem", name_problem)
            .note("save-problem", self.editing.problem_beside(&fields));
        self.draw_senders(sheet);
        self.draw_picker(sheet);
        for id in ["template-name", "text"] {
            sheet.set(id, "readonly", read_only);
        }
        for id in ["object", "from"] {
            sheet.disable(id, !may_edit);
        }
        let changed = self.editing.draft != self.stored;
        let state = match (self.editing.id.is_some(), changed) {
            (_, true) => "Not saved yet.",
            (true, false) => "All changes are saved.",
            (false, false) => "",
        };
        sheet
            .show("picker", may_edit)
            .show("save-bar", may_edit)
            .text("save-state", state)
            .disable("save", self.editing.saving)
            .text(
                "save",
                if self.editing.saving {
                    "Saving…"
                } else {
                    "Save"
                },
            );
    }

    fn draw_senders(&self, sheet: &mut Sheet) {
        let from = self.editing.draft.from.as_str();
        let named = |name: &SenderId| [name.as_str(), " · ", name.kind().label()].concat();
        let mut senders: Vec<(&str, String)> = self
            .senders
            .iter()
            .map(|sender| (sender.name.as_str(), named(&sender.name)))
            .collect();
        // It may have been a default sender when the template was made.
        if !from.is_empty() && !senders.iter().any(|(name, _)| *name == from) {
            senders.push((from, [from, " · no default sender"].concat()));
        }
        let none = ("", "Chosen when sending");
        let listed = senders.iter().map(|(name, label)| (*name, label.as_str()));
        sheet
            .choices("from", core::iter::once(none).chain(listed), from)
            .problem("from", "from-problem", self.editing.problem_of("from"));
    }

    fn draw_picker(&self, sheet: &mut Sheet) {
        let object = self.editing.draft.object;
        let fields = MergeField::of(object).map(|field| (field.name(), field.label()));
        let shared = object == RelatedObject::Campaign;
        sheet
            .choices("field", fields, &self.field)
            .show("field-help", shared)
            .value("default", self.default.as_str())
            .problem(
                "default",
                "default-problem",
                self.default_problem.then_some(DEFAULT_PROBLEM),
            );
    }

    /// The text, the counter under it, and what is wrong with it.
    fn draw_text(&self, sheet: &mut Sheet) {
        let draft = &self.editing.draft;
        let (template, _) = draft.read();
        let estimate = template.estimate();
        let too_long = too_long_words(&estimate.count);
        let errors = draft.tag_errors(self.tried);
        let said = self.editing.problem_of("text");
        let problem = said
            // With its tag it stands in the list below.
            .filter(|_| self.editing.position_in("text").is_none() || errors.is_empty())
            .or_else(|| estimate.count.too_long().then_some(too_long.as_str()));
        let is_unicode = estimate.count.encoding() == Encoding::Ucs2;
        sheet
            .value("text", draft.text.as_str())
            .problem("text", "text-problem", problem)
            .set(
                "text",
                "aria-invalid",
                if problem.is_some() || !errors.is_empty() {
                    "true"
                } else {
                    ""
                },
            )
            .text(
                "counter",
                counter(&estimate.count, estimate.approximate, false),
            )
            .set("counter", "class", if is_unicode { "unicode" } else { "" })
            .text("counter-spoken", spoken(&estimate.count))
            .show("counter-why", estimate.approximate)
            .show("undo-replace", self.before.is_some())
            .show("tag-problems", !errors.is_empty())
            .nodes(
                "tag-problem-rows",
                errors
                    .iter()
                    .map(|error| {
                        let at = error.position.utf16.to_string();
                        let show = Node::button(error.to_string(), "show-tag", at).class("link");
                        Node::new("li").with(show)
                    })
                    .collect(),
            );
        let unicode = Unicode::of(&draft.text);
        let told = self.may_edit() && !unicode.culprits.is_empty();
        sheet
            .show("hint", told)
            .text("hint-text", crate::view::Culprit::hint(&unicode.culprits))
            .nodes("culprits", pieces::culprits(&unicode.culprits))
            .show(
                "replace-all",
                unicode.can_replace_all && unicode.culprits.len() > 1,
            );
    }

    fn draw_preview(&self, sheet: &mut Sheet) {
        let draft = &self.editing.draft;
        let (template, _) = draft.read();
        let person = self.samples.person();
        let has_fields = !template.fields().is_empty();
        let named: Fields;
        let fields = match person {
            Some(person) => &person.fields,
            None => {
                named = names(&template);
                &named
            }
        };
        let rendered = template.render(fields);
        let exact = count(&rendered.text);
        let preview = Preview::of(&rendered);
        let estimate = template.estimate().count;
        let by_data = exact.encoding() == Encoding::Ucs2 && estimate.encoding() == Encoding::Gsm7;
        let data_unicode = match person {
            Some(person) if by_data => Some(
                [
                    "The data of ",
                    &samples::name(person),
                    " makes this message unicode, so only 70 characters fit.",
                ]
                .concat(),
            ),
            _ => None,
        };
        let nothing = draft.text.trim().is_empty();
        let why_none = match (self.samples.is_empty(), draft.object) {
            (false, _) => None,
            (true, RelatedObject::Lead) => Some("There is no lead to try it on yet."),
            (true, RelatedObject::Contact) => Some("There is no contact to try it on yet."),
            (true, RelatedObject::Campaign) => {
                Some("There is no lead or contact to try it on yet.")
            }
        };
        sheet
            .text("preview-title", preview.title())
            .show("sample-bar", person.is_some())
            .text("sample", person.map(samples::name).unwrap_or_default())
            .disable("previous", !self.samples.has_previous())
            .disable("next", !self.samples.has_next())
            .show("sample-loading", self.samples.is_loading())
            .note("sample-none", why_none)
            .show("sample-failed", self.samples.problem().is_some())
            .text("sample-problem", self.samples.problem().unwrap_or_default())
            .show("preview-empty", nothing)
            .show("preview", !nothing)
            .nodes("preview", pieces::bubbles(&preview))
            .show("exact", person.is_some() && !nothing)
            .text("exact-count", counter(&exact, has_fields, true))
            .note("data-unicode", data_unicode.as_deref());
        let blank = if nothing || person.is_none() {
            Vec::new()
        } else {
            rendered.blank()
        };
        sheet
            .show("blank", !blank.is_empty())
            .text("blank-text", preview.blank_words())
            .show("blank-rows", self.may_edit())
            .nodes(
                "blank-rows",
                blank
                    .into_iter()
                    .map(|field| {
                        let says = ["Give ", field.label(), " a default"].concat();
                        let open = Node::button(says, "open-default", field.name()).class("link");
                        Node::new("li").with(open)
                    })
                    .collect(),
            );
    }

    /// What somebody else made of it beside what is typed here, where the two differ.
    fn draw_conflict(&self, sheet: &mut Sheet) {
        let theirs = self.editing.theirs();
        let said = match theirs {
            Some(Some(_)) => {
                "Somebody else has changed this template in the meantime. \
                 With “Keep mine” and Save yours replaces theirs."
            }
            Some(None) => {
                "Somebody else has removed this template in the meantime. \
                 With “Keep mine” and Save you make it anew."
            }
            None => "",
        };
        let rows = theirs
            .flatten()
            .map(|theirs| differences(theirs, &self.editing.draft))
            .unwrap_or_default();
        sheet
            .show("conflict", theirs.is_some())
            .text("conflict-text", said)
            .show("conflict-table", !rows.is_empty())
            .nodes("conflict-rows", rows);
    }
}

/// The fields' names in place of their values.
fn names(template: &template::Template) -> Fields {
    let fields = template.fields().into_iter();
    fields.map(|field| (field.name(), field.label())).collect()
}

fn differences(theirs: &Draft, mine: &Draft) -> Vec<Node> {
    let rows = [
        ("Related object", label(theirs.object), label(mine.object)),
        ("Name", theirs.name.as_str(), mine.name.as_str()),
        ("From", theirs.from.as_str(), mine.from.as_str()),
        ("Text", theirs.text.as_str(), mine.text.as_str()),
    ];
    let row = |(what, theirs, mine): (&'static str, &str, &str)| {
        Node::new("tr")
            .with(Node::text("th", what).set("scope", "row"))
            .with(Node::text("td", theirs).class("wrap"))
            .with(Node::text("td", mine).class("wrap"))
    };
    let differ = rows.into_iter().filter(|(_, theirs, mine)| theirs != mine);
    differ.map(row).collect()
}
