//! Setup, Change Log: who changed what and when, and whether the log is whole.

mod difference;
mod draw;

use serde_json::Value;

use super::Page;
use super::answer::{Answer, why};
use super::event::{Effect, Event};
use super::sheet::Sheet;
use crate::api::{Change, List, Verification};

const PATH: &str = "/api/changes";

const LIST: &str = "list";
const MORE: &str = "more";
const VERIFIED: &str = "verified";

/// How long "Copied" stands, milliseconds.
const COPIED_MS: u32 = 2_500;

/// The page.
pub(super) struct Changes {
    list: Option<Vec<Change>>,
    /// Where the older rows begin, if there are any.
    cursor: Option<String>,
    loading_more: bool,
    /// What went wrong, of the list as a whole.
    problem: Option<String>,
    /// What went wrong with the older rows.
    more_problem: Option<String>,
    verifying: bool,
    /// What verifying came to; or why it came to nothing.
    verdict: Option<Result<Verification, String>>,
    copied: Copied,
}

/// Whether the last hash was copied.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    No,
    Yes,
    /// The browser does not let us.
    Refused,
}

impl Changes {
    pub(super) const fn new() -> Changes {
        Changes {
            list: None,
            cursor: None,
            loading_more: false,
            problem: None,
            more_problem: None,
            verifying: false,
            verdict: None,
            copied: Copied::No,
        }
    }

    fn pressed(&mut self, name: &str) -> Vec<Effect> {
        match name {
            "retry" => {
                self.problem = None;
                vec![Effect::get(LIST, PATH)]
            }
            "more" => self.more().into_iter().collect(),
            "verify" if !self.verifying => {
                self.verifying = true;
                self.verdict = None;
                self.copied = Copied::No;
                vec![
                    Effect::get(VERIFIED, "/api/changes/verification"),
                    Effect::announce("Verifying…"),
                ]
            }
            "copy" => match &self.verdict {
                Some(Ok(verification)) => vec![Effect::Copy {
                    text: verification.head.clone(),
                }],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Asks for the older rows: once, however often it is pressed.
    fn more(&mut self) -> Option<Effect> {
        let cursor = self.cursor.as_ref().filter(|_| !self.loading_more)?;
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        self.loading_more = true;
        self.more_problem = None;
        Some(Effect::get(MORE, [PATH, "?cursor=", &cursor].concat()))
    }

    fn answered(&mut self, what: &str, status: u16, body: Value) -> Vec<Effect> {
        match what {
            LIST => match Answer::<List<Change>>::of(status, body).read() {
                Ok(list) => {
                    self.list = Some(list.items);
                    self.cursor = list.cursor;
                    self.problem = None;
                }
                Err(problem) => self.problem = Some(why(problem.as_ref())),
            },
            MORE => {
                self.loading_more = false;
                match Answer::<List<Change>>::of(status, body).read() {
                    Ok(list) => {
                        let said = [&list.items.len().to_string(), " more rows."].concat();
                        self.list.get_or_insert_default().extend(list.items);
                        self.cursor = list.cursor;
                        return vec![Effect::announce(said)];
                    }
                    Err(problem) => self.more_problem = Some(why(problem.as_ref())),
                }
            }
            VERIFIED => {
                self.verifying = false;
                let verdict = Answer::<Verification>::of(status, body).read();
                self.verdict = Some(verdict.map_err(|problem| why(problem.as_ref())));
            }
            Effect::COPIED if status == 0 => self.copied = Copied::Refused,
            Effect::COPIED => {
                self.copied = Copied::Yes;
                let wait = Effect::Wait {
                    what: Effect::COPIED,
                    after_ms: COPIED_MS,
                };
                return vec![wait, Effect::announce("Copied.")];
            }
            _ => {}
        }
        Vec::new()
    }
}

impl Page for Changes {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => vec![Effect::get(LIST, PATH)],
            Event::Pressed { name, .. } => self.pressed(&name),
            Event::Answered {
                what, status, body, ..
            } => self.answered(&what, status, body),
            Event::Elapsed { .. } => {
                self.copied = Copied::No;
                Vec::new()
            }
            Event::Input { .. } => Vec::new(),
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
            .nodes(
                "rows",
                list.unwrap_or_default().iter().map(draw::row).collect(),
            )
            .show("end", self.cursor.is_some() || self.more_problem.is_some())
            .note("more-problem", self.more_problem.as_deref())
            .rest("more", self.loading_more)
            .text(
                "more",
                if self.loading_more {
                    "Loading…"
                } else {
                    "Load more"
                },
            );
        self.draw_verdict(&mut sheet);
        sheet
    }
}

#[cfg(test)]
mod tests;
