//! What is to be seen of the senders: a row of the list, the editor, and what uses a sender that
//! cannot go.

use super::super::node::Node;
use super::super::sheet::Sheet;
use super::Senders;
use crate::api::SenderItem;
use crate::sender::SenderKind;

impl Senders {
    fn row(&self, item: &SenderItem) -> Node {
        let button = |label: &'static str, does| {
            Node::button(label, does, item.id.as_str())
                .class("link")
                .set("aria-label", [label, " ", item.name.as_str()].concat())
        };
        let using = self.templates.iter().flatten();
        let using = using.filter(|template| template.from.as_ref() == Some(&item.name));
        let links = using.map(|template| template_link(template.id.as_str(), &template.name));
        Node::new("tr")
            .with(Node::text("th", item.name.as_str()).set("scope", "row"))
            .with(Node::text("td", item.kind.label()))
            .with(Node::new("td").with(Node::new("ul").class("inline").with_all(links)))
            .with(
                Node::new("td")
                    .class("actions")
                    .with(button("Edit", "edit"))
                    .with(button("Delete", "remove")),
            )
    }

    pub(super) fn draw_list(&self, sheet: &mut Sheet) {
        let Some(editing) = self.senders.draw(sheet, |it| self.row(it)) else {
            return;
        };
        let draft = &editing.draft;
        let hint = draft.hint();
        let said = editing.problem_of("name").or(editing.problem_of("type"));
        let branded = draft.kind == SenderKind::Branded;
        sheet
            .check("type-numeric", !branded)
            .check("type-branded", branded)
            .value("sender", draft.name.as_str())
            .set("sender", "inputmode", if branded { "text" } else { "tel" })
            .text("count", draft.count())
            .set(
                "count",
                "data-over",
                if draft.is_over() { "true" } else { "" },
            )
            .problem("sender", "sender-problem", said.or(hint.as_deref()))
            .show("registration", branded);
    }

    pub(super) fn draw_in_use(&self, sheet: &mut Sheet) {
        sheet.open("in-use", self.in_use.is_some());
        let Some((name, users)) = &self.in_use else {
            return;
        };
        let count = match users.len() {
            0 => "Something else uses it.".to_owned(),
            1 => "This template suggests it:".to_owned(),
            count => [&count.to_string(), " templates suggest it:"].concat(),
        };
        let links = users
            .iter()
            .map(|user| template_link(user.id.as_str(), &user.name));
        sheet
            .text("in-use-title", ["“", name, "” is in use"].concat())
            .text("in-use-count", count)
            .nodes("in-use-list", links.collect());
    }
}

fn template_link(id: &str, name: &str) -> Node {
    Node::new("li").with(Node::link(name, ["/templates/", id].concat()))
}
