//! Setup, Opt-Out Keywords: the list, its editor, and a bench to try replies on.

use serde_json::{Value, json};

use super::Page;
use super::collection::{Collection, Item, two_words};
use super::editing::Wrong;
use super::event::{Effect, Event};
use super::node::Node;
use super::sheet::Sheet;
use crate::api::KeywordItem;
use crate::ids::ItemId;
use crate::opt_out::{Keyword, KeywordError, Verdict, judge};

impl Item for KeywordItem {
    type Draft = String;

    const AT: &'static str = "/api/opt-out-keywords";
    const NOUN: &'static str = "keyword";
    const TITLES: [&'static str; 2] = ["Add New Keyword", "Edit Keyword"];
    const FIELDS: &'static [&'static str] = &["value"];
    const REMOVED: &'static str = "is removed. Replies of it no longer opt out.";

    fn id(&self) -> &ItemId {
        &self.id
    }

    fn name(&self) -> &str {
        &self.value
    }

    fn blank() -> String {
        String::new()
    }

    fn draft(self) -> String {
        self.value
    }

    fn typed(draft: &mut String, _: &str, value: String) {
        *draft = value;
    }

    fn body(draft: &String) -> Result<Value, Wrong> {
        let wrong = |why: KeywordError| Wrong::at("value", why.to_string());
        draft.parse::<Keyword>().map_err(wrong)?;
        Ok(json!({ "value": draft.trim() }))
    }

    fn control(_: Option<&str>) -> &'static str {
        "keyword"
    }

    fn told(theirs: &String, mine: &String) -> String {
        two_words(Self::NOUN, theirs, mine)
    }
}

/// The page.
pub(super) struct Keywords {
    words: Collection<KeywordItem>,
    /// The reply on the bench.
    reply: String,
}

impl Keywords {
    pub(super) const fn new() -> Keywords {
        Keywords {
            words: Collection::new(),
            reply: String::new(),
        }
    }
}

impl Page for Keywords {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Input { name, value } if name == "reply" => {
                self.reply = value;
                Vec::new()
            }
            event => self.words.update(event),
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        self.draw_editor(&mut sheet);
        self.draw_bench(&mut sheet);
        sheet
    }
}

impl Keywords {
    fn draw_editor(&self, sheet: &mut Sheet) {
        let Some(editing) = self.words.draw(sheet, row) else {
            return;
        };
        let typed = editing.draft.as_str();
        let hint = KeywordItem::body(&editing.draft).err();
        let hint = hint.filter(|_| !typed.is_empty()).map(|wrong| wrong.why);
        sheet.value("keyword", typed).problem(
            "keyword",
            "keyword-problem",
            editing.problem_of("value").or(hint.as_deref()),
        );
    }

    fn draw_bench(&self, sheet: &mut Sheet) {
        let listed = self.words.list.items().iter();
        let words: Vec<&str> = listed.map(|item| item.value.as_str()).collect();
        let verdict = match self.reply.trim() {
            "" => None,
            _ => Some(judge(&self.reply, &words)),
        };
        let opts_out = verdict
            .as_ref()
            .is_some_and(|verdict| verdict.keyword.is_some());
        sheet
            .show("verdict", verdict.is_some())
            .set(
                "verdict",
                "data-tone",
                if opts_out { "doubt" } else { "good" },
            )
            .text(
                "verdict-word",
                if opts_out {
                    "Opts out"
                } else {
                    "Does not opt out"
                },
            )
            .text(
                "verdict-why",
                verdict.as_ref().map(Verdict::in_words).unwrap_or_default(),
            );
    }
}

fn row(item: &KeywordItem) -> Node {
    let button = |label: &'static str, does| {
        Node::button(label, does, item.id.as_str())
            .class("link")
            .set("aria-label", [label, " ", &item.value].concat())
    };
    Node::new("tr")
        .with(Node::text("th", item.value.as_str()).set("scope", "row"))
        .with(
            Node::new("td")
                .class("actions")
                .with(button("Edit", "edit"))
                .with(button("Delete", "remove")),
        )
}

#[cfg(test)]
mod tests;
