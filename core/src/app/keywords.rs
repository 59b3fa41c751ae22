//! Setup, Opt-Out Keywords: the list, its editor, and a bench to try replies on.

use serde_json::json;

use super::Page;
use super::answer::{Answer, NO_ANSWER, done, sentence};
use super::editing::Editing;
use super::event::{Effect, Event};
use super::node::Node;
use super::sheet::Sheet;
use super::toast::{self, Toast};
use crate::api::{Code, KeywordItem, List, Method};
use crate::opt_out::{Keyword, Verdict, judge};

const COLLECTION: &str = "/api/opt-out-keywords";

const LIST: &str = "list";
const ITEM: &str = "item";
const SAVED: &str = "saved";
const REMOVED: &str = "removed";
const RESTORED: &str = "restored";

/// The page.
pub(super) struct Keywords {
    list: Option<Vec<KeywordItem>>,
    /// What went wrong, of the list as a whole.
    problem: Option<String>,
    editing: Option<Editing<String>>,
    toast: Toast<String>,
    /// The reply on the bench.
    reply: String,
}

impl Keywords {
    pub(super) const fn new() -> Keywords {
        Keywords {
            list: None,
            problem: None,
            editing: None,
            toast: Toast::new(),
            reply: String::new(),
        }
    }

    fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "retry" => {
                self.problem = None;
                vec![Effect::get(LIST, COLLECTION)]
            }
            "add" => {
                self.editing = Some(Editing::new(String::new()));
                vec![Effect::focus("keyword")]
            }
            "edit" => vec![Effect::request(
                ITEM,
                value,
                Method::Get,
                [COLLECTION, "/", value].concat(),
                None,
                None,
            )],
            "save" => self.save(),
            "cancel" => {
                self.editing = None;
                Vec::new()
            }
            "take-theirs" => {
                if !self.editing.as_mut().is_some_and(Editing::take_theirs) {
                    self.editing = None;
                }
                Vec::new()
            }
            "keep-mine" => {
                self.editing.iter_mut().for_each(Editing::keep_mine);
                vec![Effect::focus("keyword")]
            }
            "remove" => self.remove(value),
            "undo" => match self.toast.take_undo() {
                Some(word) => {
                    let body = Some(json!({ "value": word }));
                    let post = Method::Post;
                    vec![Effect::request(
                        RESTORED, &word, post, COLLECTION, body, None,
                    )]
                }
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn save(&mut self) -> Vec<Effect> {
        let Some(editing) = &mut self.editing else {
            return Vec::new();
        };
        // The Worker checks it again; here it saves a round trip.
        if editing.draft.parse::<Keyword>().is_err() {
            return vec![Effect::focus("keyword")];
        }
        let body = json!({ "value": editing.draft.trim() });
        editing.save(SAVED, COLLECTION, body).into_iter().collect()
    }

    fn remove(&mut self, id: &str) -> Vec<Effect> {
        let listed = self.list.iter().flatten();
        let known = listed.clone().find(|item| item.id.as_str() == id);
        let Some(known) = known else {
            return Vec::new();
        };
        let path = [COLLECTION, "/", id].concat();
        vec![Effect::request(
            REMOVED,
            &known.value,
            Method::Delete,
            path,
            None,
            None,
        )]
    }

    fn restored(&mut self, word: &str, status: u16, body: serde_json::Value) -> Vec<Effect> {
        let why = match done(status, body) {
            Answer::Good(_) => None,
            // Whoever made it anew was faster.
            Answer::Refused(problem) if problem.code == Code::Duplicate => None,
            Answer::Refused(problem) => Some(sentence(&problem)),
            Answer::None => Some(NO_ANSWER.to_owned()),
        };
        match why {
            None => vec![
                Effect::get(LIST, COLLECTION),
                Effect::announce(["“", word, "” is back."].concat()),
            ],
            // The way back stays open.
            Some(why) => {
                let said = ["“", word, "” is not back yet. ", &why].concat();
                vec![self.toast.say(said, Some(word.to_owned()))]
            }
        }
    }

    fn saved(&mut self, status: u16, body: serde_json::Value) -> Vec<Effect> {
        let problem = match Answer::<KeywordItem>::of(status, body) {
            Answer::Good(item) => {
                // Whoever did not wait for the answer may be typing something else by now.
                self.editing.take_if(|editing| editing.saving);
                let said = ["“", &item.value, "” is saved."].concat();
                let wait = self.toast.say(said, None);
                return vec![wait, Effect::get(LIST, COLLECTION)];
            }
            Answer::Refused(problem) => Some(problem),
            Answer::None => None,
        };
        if let Some(editing) = self.editing.as_mut().filter(|it| it.saving) {
            editing.failed(problem, |item: KeywordItem| item.value);
        }
        vec![Effect::focus("keyword")]
    }

    fn answered(
        &mut self,
        what: &str,
        about: &str,
        status: u16,
        etag: Option<String>,
        body: serde_json::Value,
    ) -> Vec<Effect> {
        match what {
            LIST => match Answer::<List<KeywordItem>>::of(status, body) {
                Answer::Good(list) => {
                    self.list = Some(list.items);
                    self.problem = None;
                }
                Answer::Refused(problem) => self.problem = Some(sentence(&problem)),
                Answer::None => self.problem = Some(NO_ANSWER.to_owned()),
            },
            // Asked for twice: what is typed since stays.
            ITEM if self.editing.is_some() => {}
            ITEM => match Answer::<KeywordItem>::of(status, body) {
                Answer::Good(item) => {
                    self.editing = Some(Editing::of(item.id, etag, item.value));
                    return vec![Effect::focus("keyword")];
                }
                // Removed by somebody else: the list is old.
                Answer::Refused(_) => return vec![Effect::get(LIST, COLLECTION)],
                Answer::None => self.problem = Some(NO_ANSWER.to_owned()),
            },
            SAVED => return self.saved(status, body),
            REMOVED => match done(status, body) {
                Answer::Good(_) => {
                    let said = ["“", about, "” is removed. Replies of it no longer opt out."];
                    let wait = self.toast.say(said.concat(), Some(about.to_owned()));
                    return vec![wait, Effect::get(LIST, COLLECTION), Effect::focus("add")];
                }
                // Somebody else was faster: the list is old.
                Answer::Refused(problem) if problem.code == Code::NotFound => {
                    return vec![Effect::get(LIST, COLLECTION)];
                }
                Answer::Refused(problem) => self.problem = Some(sentence(&problem)),
                Answer::None => self.problem = Some(NO_ANSWER.to_owned()),
            },
            RESTORED => return self.restored(about, status, body),
            _ => {}
        }
        Vec::new()
    }
}

impl Page for Keywords {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => vec![Effect::get(LIST, COLLECTION)],
            Event::Input { name, value } => {
                match (name.as_str(), &mut self.editing) {
                    ("keyword", Some(editing)) => {
                        editing.draft = value;
                        editing.edited();
                    }
                    ("reply", _) => self.reply = value,
                    _ => {}
                }
                Vec::new()
            }
            Event::Pressed { name, value, .. } => self.pressed(&name, &value),
            Event::Answered {
                what,
                about,
                status,
                etag,
                body,
            } => self.answered(&what, &about, status, etag, body),
            Event::Elapsed { what } => {
                if what == toast::ELAPSED {
                    self.toast.clear();
                }
                Vec::new()
            }
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let list = self.list.as_deref();
        sheet
            .show("loading", list.is_none() && self.problem.is_none())
            .note("problem", self.problem.as_deref())
            .show("retry", list.is_none() && self.problem.is_some())
            .show("empty", list.is_some_and(<[_]>::is_empty))
            .show("table", list.is_some_and(|list| !list.is_empty()))
            .nodes("rows", list.unwrap_or_default().iter().map(row).collect());
        self.draw_editor(&mut sheet);
        self.draw_bench(&mut sheet);
        self.toast.draw(&mut sheet);
        sheet
    }
}

impl Keywords {
    fn draw_editor(&self, sheet: &mut Sheet) {
        let unsaved = self.editing.as_ref().is_some_and(Editing::is_changed);
        sheet
            .open("editor", self.editing.is_some())
            .unsaved(unsaved);
        let Some(editing) = &self.editing else {
            return;
        };
        let is_new = editing.id.is_none();
        let typed = editing.draft.parse::<Keyword>();
        let hint = typed
            .err()
            .filter(|_| !editing.draft.is_empty())
            .map(|why| why.to_string());
        let theirs = editing.theirs().map(|theirs| match theirs {
            Some(word) => [
                "Somebody else has changed this keyword to “",
                word,
                "” in the meantime. You typed “",
                &editing.draft,
                "”.",
            ]
            .concat(),
            None => "Somebody else has removed this keyword in the meantime.".to_owned(),
        });
        sheet
            .text(
                "editor-title",
                if is_new {
                    "Add New Keyword"
                } else {
                    "Edit Keyword"
                },
            )
            .value("keyword", editing.draft.as_str())
            .problem(
                "keyword",
                "keyword-problem",
                editing.problem_of("value").or(hint.as_deref()),
            )
            .note("editor-problem", editing.problem_beside(&["value"]))
            .show("conflict", theirs.is_some())
            .text("conflict-text", theirs.unwrap_or_default())
            .rest("save", editing.saving)
            .text("save", if editing.saving { "Saving…" } else { "Save" });
    }

    fn draw_bench(&self, sheet: &mut Sheet) {
        let words: Vec<&str> = self
            .list
            .iter()
            .flatten()
            .map(|item| item.value.as_str())
            .collect();
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
