//! What is to be seen of the keys: a row of the list, the editor, the key that is shown once, and the question before one is
//! revoked.

use super::super::editing;
use super::super::node::Node;
use super::super::secret::Secret;
use super::super::sheet::Sheet;
use super::{ApiKeys, SCOPES};
use crate::api::{ApiKey, Scope};

/// What people read for a scope.
const fn label(scope: Scope) -> &'static str {
    match scope {
        Scope::Send => "Send",
        Scope::AdHoc => "Any number",
        Scope::Read => "Read",
        Scope::Campaigns => "Campaigns",
        Scope::Records => "Records",
    }
}

/// A moment, with a word before it: on a narrow screen no heading stands above.
fn moment(word: &'static str, at: Option<&str>, never: &'static str) -> Node {
    let cell = Node::new("td");
    match at {
        Some(at) => cell.with(Node::text("span", word)).with(Node::time(at)),
        None => cell.with(Node::text("span", never).class("quiet")),
    }
}

pub(super) fn row(key: &ApiKey) -> Node {
    let scopes = key
        .scopes
        .iter()
        .map(|scope| Node::text("li", label(*scope)));
    let revoke = Node::button("Revoke…", "revoke", key.id.as_str())
        .class("link")
        .set("aria-label", ["Revoke ", &key.name].concat());
    Node::new("tr")
        .with(Node::text("th", key.name.as_str()).set("scope", "row"))
        .with(Node::new("td").with(Node::new("ul").class("inline").with_all(scopes)))
        .with(
            Node::new("td")
                .with(Node::time(&key.created_at))
                .with(Node::text("span", [" by ", &key.created_by].concat())),
        )
        .with(moment("Used ", key.last_used_at.as_deref(), "Never used"))
        .with(moment("Until ", key.expires_at.as_deref(), "No end"))
        .with(Node::new("td").class("actions").with(revoke))
}

impl ApiKeys {
    pub(super) fn draw_editor(&self, sheet: &mut Sheet) {
        let editing = self.editing.as_ref();
        let fields = ["name", "scopes", "expiresAt"];
        editing::draw(editing, sheet, &fields, ["Make Key", "Making…"]);
        if self.made.is_some() {
            sheet.unsaved(true);
        }
        let Some(editing) = editing else { return };
        let draft = &editing.draft;
        sheet
            .value("name", draft.name.as_str())
            .value("until", draft.until.as_str())
            .problem("name", "name-problem", editing.problem_of("name"))
            .problem("scopes", "scopes-problem", editing.problem_of("scopes"))
            .problem("until", "until-problem", editing.problem_of("expiresAt"));
        for (id, scope) in SCOPES {
            sheet.check(id, draft.scopes.contains(&scope));
        }
    }

    pub(super) fn draw_made(&self, sheet: &mut Sheet) {
        sheet.open("made", self.made.is_some());
        Secret::draw(self.made.as_ref().map(|(_, key)| key), sheet, "key");
        if let Some((name, _)) = &self.made {
            sheet.text("made-title", ["The key “", name, "”"].concat());
        }
    }

    pub(super) fn draw_question(&self, sheet: &mut Sheet) {
        sheet.open("revoke-dialog", self.revoking.is_some());
        let Some(revoking) = &self.revoking else {
            return;
        };
        let title = ["Revoke “", &revoking.about.name, "”?"].concat();
        sheet.text("revoke-title", title);
        revoking.draw(
            sheet,
            ["revoke-problem", "revoke-now"],
            ["Revoke for good", "Revoking…"],
        );
    }
}
