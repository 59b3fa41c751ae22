//! What is shown of a person who was found, and the question before erasing.

use super::super::node::Node;
use super::super::sheet::Sheet;
use super::{Look, Privacy, label};
use crate::api::Person;

impl Privacy {
    pub(super) fn draw_found(&self, sheet: &mut Sheet) {
        let Look::Found {
            object,
            id,
            person,
            sms,
        } = &self.look
        else {
            sheet.show("found", false).open("erase-dialog", false);
            return;
        };
        let person = person.as_deref();
        let count = sms.to_string();
        let confirmed = self.confirm.as_deref().map(str::trim) == Some(id.as_str());
        let called = person.map(name).filter(|name| !name.is_empty());
        let called = called.map(|name| [" (", &name, ")"].concat());
        sheet
            .show("found", true)
            .text("found-title", [label(object), " ", id.as_str()].concat())
            .nodes("details", details(person, &count))
            .note("export-problem", self.export_problem.as_deref())
            .rest("export", self.exporting)
            .text(
                "export",
                if self.exporting {
                    "Exporting…"
                } else {
                    "Export"
                },
            )
            .open("erase-dialog", self.confirm.is_some())
            .text(
                "erase-text",
                [
                    "The ",
                    object,
                    " ",
                    id.as_str(),
                    called.as_deref().unwrap_or_default(),
                    " and the texts and numbers of its SMS go for good. Nothing brings them back.",
                ]
                .concat(),
            )
            .value("confirm", self.confirm.as_deref().unwrap_or_default())
            .note("erase-problem", self.erase_problem.as_deref())
            .rest("erase-now", self.erasing || !confirmed)
            .text(
                "erase-now",
                if self.erasing {
                    "Erasing…"
                } else {
                    "Erase for good"
                },
            );
    }
}

fn details(person: Option<&Person>, sms: &str) -> Vec<Node> {
    let pair = |what: &'static str, said: &str| {
        Node::new("div")
            .with(Node::text("dt", what))
            .with(Node::text("dd", said))
    };
    let known = match person {
        Some(person) => {
            let mobile = person.mobile.as_ref();
            vec![
                pair("Name", &name(person)),
                pair("Mobile", mobile.map_or("none", |mobile| mobile.as_str())),
                pair("SMS opt-out", if person.sms_opt_out { "yes" } else { "no" }),
            ]
        }
        None => vec![pair("Record", "not here any more, only its SMS")],
    };
    known.into_iter().chain([pair("SMS", sms)]).collect()
}

pub(super) fn name(person: &Person) -> String {
    person.fields.name().unwrap_or_default()
}
