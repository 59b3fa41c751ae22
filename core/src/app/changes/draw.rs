//! What is to be seen of the log: its rows, and what verifying it came to.

use super::super::node::Node;
use super::super::sheet::Sheet;
use super::{Changes, Copied, difference};
use crate::api::{Action, Change, Changed, ItemKind, Machine, Verification};

impl Changes {
    pub(super) fn draw_verdict(&self, sheet: &mut Sheet) {
        let (tone, word, said) = match &self.verdict {
            None => ("", "", String::new()),
            Some(Err(why)) => ("bad", "Not verified.", why.clone()),
            Some(Ok(verification)) => in_words(verification),
        };
        let known = match &self.verdict {
            Some(Ok(verification)) => Some(verification),
            _ => None,
        };
        let hash = known.filter(|known| known.rows > 0);
        sheet
            .rest("verify", self.verifying)
            .text(
                "verify",
                if self.verifying {
                    "Verifying…"
                } else {
                    "Verify"
                },
            )
            .show("verdict", self.verdict.is_some())
            .set("verdict", "data-tone", tone)
            .text("verdict-word", word)
            .text("verdict-why", said)
            .show("head", hash.is_some())
            .value("hash", hash.map_or("", |known| known.head.as_str()))
            .text(
                "copy",
                match self.copied {
                    Copied::Yes => "Copied",
                    Copied::No | Copied::Refused => "Copy",
                },
            )
            .note(
                "copy-problem",
                (self.copied == Copied::Refused).then_some(
                    "Your browser does not let this page copy. Select the hash and copy it.",
                ),
            );
    }
}

/// Its tone, its word, and its sentence.
fn in_words(verification: &Verification) -> (&'static str, &'static str, String) {
    let rows = verification.rows.to_string();
    match (verification.ok, verification.rows, verification.first_bad) {
        (true, 0, _) => ("good", "Whole.", "There is no row yet.".to_owned()),
        (true, 1, _) => (
            "good",
            "Whole.",
            "The one row is as it was written.".to_owned(),
        ),
        (true, ..) => (
            "good",
            "Whole.",
            ["All ", &rows, " rows are as they were written."].concat(),
        ),
        (false, _, Some(row)) => {
            let row = row.to_string();
            let reason = verification.reason.as_deref().unwrap_or_default();
            (
                "bad",
                "Not whole.",
                ["Row ", &row, " is not as it was written. ", reason].concat(),
            )
        }
        (false, _, None) => (
            "bad",
            "Not whole.",
            verification.reason.clone().unwrap_or_default(),
        ),
    }
}

pub(super) fn row(change: &Change) -> Node {
    let what = Node::text("p", done(change));
    let details = difference::of(change);
    let details = (!details.is_empty()).then(|| {
        let details = details.iter().map(difference::Difference::drawn);
        Node::new("ul").class("differences").with_all(details)
    });
    Node::new("tr")
        .with(Node::text("th", change.number.to_string()).set("scope", "row"))
        .with(Node::new("td").with(Node::time(&change.at)))
        .with(Node::text("td", change.by.as_str()))
        .with(Node::new("td").with(what).with_all(details))
}

/// `Changed template “Thanks”`
fn done(change: &Change) -> String {
    let action = match change.action {
        Action::Added => "Added ",
        Action::Changed => "Changed ",
        Action::Removed => "Removed ",
        Action::Rotated if matches!(change.kind, Changed::Item(ItemKind::Webhook)) => {
            "Changed the secret of "
        }
        Action::Rotated => return "Rotated the callback key".to_owned(),
        Action::OptedOut => "Set the SMS opt-out of ",
        Action::OptedIn => "Cleared the SMS opt-out of ",
        Action::Erased => "Erased ",
    };
    let kind = match change.kind {
        Changed::Item(ItemKind::Setup) => return [action, "Setup"].concat(),
        Changed::Item(ItemKind::Sender) => "sender",
        Changed::Item(ItemKind::Keyword) => "keyword",
        Changed::Item(ItemKind::Template) => "template",
        Changed::Item(ItemKind::Webhook) => "webhook",
        Changed::Machine(Machine::ApiKey) => "API key",
        Changed::Person(object) => return [action, object.as_str(), " ", &change.name].concat(),
    };
    [action, kind, " “", &change.name, "”"].concat()
}
