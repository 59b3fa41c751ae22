//! Setup, API Keys: keys for programs. A key is shown once, right after it is made; to revoke one asks before it does, because
//! nothing brings it back.

mod draw;

use serde_json::Value;

use super::Page;
use super::answer::{Answer, NO_ANSWER, UNREACHED, done, sentence};
use super::event::{Effect, Event};
use super::sheet::Sheet;
use super::toast::{self, Toast};
use crate::api::{ApiKey, ApiKeyMade, Code, List, Method, Problem, Scope};

const COLLECTION: &str = "/api/api-keys";

const LIST: &str = "list";
const MADE: &str = "made";
const REVOKED: &str = "revoked";

/// The page.
pub(super) struct ApiKeys {
    list: Option<Vec<ApiKey>>,
    /// What went wrong, of the list as a whole.
    problem: Option<String>,
    draft: Option<Draft>,
    made: Option<Made>,
    revoking: Option<Revoking>,
    toast: Toast<()>,
}

/// A key that is about to be made.
#[derive(Default)]
struct Draft {
    name: String,
    scopes: Vec<Scope>,
    /// Its last day, as the date box has it; blank: it does not end.
    until: String,
    saving: bool,
    /// What is wrong: of which field, if of one.
    problem: Option<(Option<String>, String)>,
}

impl Draft {
    fn is_changed(&self) -> bool {
        !self.name.is_empty() || !self.scopes.is_empty() || !self.until.is_empty()
    }

    /// What is wrong with one of the fields.
    fn problem_of(&self, field: &str) -> Option<&str> {
        let (of, why) = self.problem.as_ref()?;
        (of.as_deref() == Some(field)).then_some(why.as_str())
    }

    /// What is wrong with none of them.
    fn problem_beside(&self) -> Option<&str> {
        let (of, why) = self.problem.as_ref()?;
        match of.as_deref() {
            Some("name" | "scopes" | "expiresAt") => None,
            _ => Some(why.as_str()),
        }
    }
}

/// A key that was just made: here for the only time.
struct Made {
    name: String,
    key: String,
    /// Whether it was copied; not yet asked.
    copied: Option<bool>,
}

/// The question before a key is revoked.
struct Revoking {
    key: ApiKey,
    busy: bool,
    problem: Option<String>,
}

/// The scopes, as boxes to tick.
const SCOPES: [(&str, Scope); 5] = [
    ("scope-send", Scope::Send),
    ("scope-ad-hoc", Scope::AdHoc),
    ("scope-read", Scope::Read),
    ("scope-campaigns", Scope::Campaigns),
    ("scope-records", Scope::Records),
];

impl ApiKeys {
    pub(super) const fn new() -> ApiKeys {
        ApiKeys {
            list: None,
            problem: None,
            draft: None,
            made: None,
            revoking: None,
            toast: Toast::new(),
        }
    }

    fn load() -> Vec<Effect> {
        vec![Effect::get(LIST, COLLECTION)]
    }

    fn input(&mut self, name: &str, value: String) {
        let Some(draft) = &mut self.draft else { return };
        draft.problem = None;
        match name {
            "name" => draft.name = value,
            "until" => draft.until = value,
            _ => {
                let Some((_, scope)) = SCOPES.into_iter().find(|(id, _)| *id == name) else {
                    return;
                };
                draft.scopes.retain(|known| *known != scope);
                if value == "true" {
                    draft.scopes.push(scope);
                }
            }
        }
    }

    fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "retry" => {
                self.problem = None;
                return ApiKeys::load();
            }
            "add" => {
                self.draft = Some(Draft::default());
                return vec![Effect::focus("name")];
            }
            "save" => return self.save(),
            "copy" => {
                if let Some(made) = &self.made {
                    let text = made.key.clone();
                    return vec![Effect::Copy { text }];
                }
            }
            "close" => return self.close(),
            "revoke" => {
                let known = self
                    .list
                    .iter()
                    .flatten()
                    .find(|it| it.id.as_str() == value);
                self.revoking = known.map(|key| Revoking {
                    key: key.clone(),
                    busy: false,
                    problem: None,
                });
                return vec![Effect::focus("revoke-keep")];
            }
            "revoke-now" => return self.revoke(),
            // Escape closes the dialog on top; the key that is shown once stays until it is said to be stored.
            "cancel" => self.cancel(),
            _ => {}
        }
        Vec::new()
    }

    fn cancel(&mut self) {
        if self.revoking.take_if(|it| !it.busy).is_none() {
            self.draft.take_if(|draft| !draft.saving);
        }
    }

    fn save(&mut self) -> Vec<Effect> {
        let Some(draft) = self.draft.as_mut().filter(|draft| !draft.saving) else {
            return Vec::new();
        };
        // The Worker checks it all; here is what would only cost a round trip.
        let wrong = if draft.name.trim().is_empty() {
            Some(("name", "name", "Give it a name: what uses it."))
        } else if draft.scopes.is_empty() {
            Some(("scopes", "scope-send", "Choose at least one."))
        } else if Scope::sends_nothing(&draft.scopes) {
            let why = "Any number goes with Send or Campaigns: choose one of these as well.";
            Some(("scopes", "scope-send", why))
        } else {
            None
        };
        if let Some((field, focus, why)) = wrong {
            draft.problem = Some((Some(field.to_owned()), why.to_owned()));
            return vec![Effect::focus(focus)];
        }
        draft.saving = true;
        let mut body = serde_json::Map::new();
        body.insert("name".to_owned(), draft.name.trim().into());
        let scopes: Vec<&str> = draft.scopes.iter().map(|scope| scope.as_str()).collect();
        body.insert("scopes".to_owned(), scopes.into());
        if !draft.until.is_empty() {
            // To the end of that day, wherever one is.
            let end = [&draft.until, "T23:59:59Z"].concat();
            body.insert("expiresAt".to_owned(), end.into());
        }
        let (post, body) = (Method::Post, Some(Value::Object(body)));
        vec![Effect::request(MADE, "", post, COLLECTION, body, None)]
    }

    fn made(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let Some(draft) = &mut self.draft else {
            return Vec::new();
        };
        draft.saving = false;
        match Answer::<ApiKeyMade>::of(status, body) {
            Answer::Good(ApiKeyMade { key, .. }) => {
                let name = draft.name.trim().to_owned();
                self.draft = None;
                self.made = Some(Made {
                    name,
                    key,
                    copied: None,
                });
                return vec![Effect::get(LIST, COLLECTION), Effect::focus("copy")];
            }
            Answer::Refused(problem) => draft.problem = Some(told(&problem)),
            Answer::None => draft.problem = Some((None, NO_ANSWER.to_owned())),
        }
        let at = match draft
            .problem
            .as_ref()
            .and_then(|(field, _)| field.as_deref())
        {
            Some("scopes") => "scope-send",
            Some("expiresAt") => "until",
            _ => "name",
        };
        vec![Effect::focus(at)]
    }

    fn close(&mut self) -> Vec<Effect> {
        let Some(made) = self.made.take() else {
            return Vec::new();
        };
        let said = ["The key “", &made.name, "” is ready to use."].concat();
        vec![self.toast.say(said, None), Effect::focus("add")]
    }

    fn revoke(&mut self) -> Vec<Effect> {
        let Some(revoking) = self.revoking.as_mut().filter(|it| !it.busy) else {
            return Vec::new();
        };
        revoking.busy = true;
        revoking.problem = None;
        let id = revoking.key.id.as_str();
        let path = [COLLECTION, "/", id].concat();
        vec![Effect::request(
            REVOKED,
            id,
            Method::Delete,
            path,
            None,
            None,
        )]
    }

    fn revoked(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let Some(revoking) = &mut self.revoking else {
            return Vec::new();
        };
        revoking.busy = false;
        match done(status, body) {
            Answer::Refused(problem) if problem.code != Code::NotFound => {
                revoking.problem = Some(sentence(&problem));
                Vec::new()
            }
            Answer::None => {
                revoking.problem = Some(UNREACHED.to_owned());
                Vec::new()
            }
            // Or somebody else was faster.
            Answer::Good(_) | Answer::Refused(_) => {
                let said = ["The key “", &revoking.key.name, "” is revoked."].concat();
                self.revoking = None;
                let wait = self.toast.say(said, None);
                vec![wait, Effect::get(LIST, COLLECTION), Effect::focus("add")]
            }
        }
    }
}

fn told(problem: &Problem) -> (Option<String>, String) {
    (problem.field.clone(), sentence(problem))
}

impl Page for ApiKeys {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => return ApiKeys::load(),
            Event::Input { name, value } => self.input(&name, value),
            Event::Pressed { name, value, .. } => return self.pressed(&name, &value),
            Event::Answered {
                what, status, body, ..
            } => match what.as_str() {
                LIST => match Answer::<List<ApiKey>>::of(status, body) {
                    Answer::Good(list) => {
                        self.list = Some(list.items);
                        self.problem = None;
                    }
                    Answer::Refused(problem) => self.problem = Some(sentence(&problem)),
                    Answer::None => self.problem = Some(UNREACHED.to_owned()),
                },
                MADE => return self.made(status, body),
                REVOKED => return self.revoked(status, body),
                Effect::COPIED => {
                    if let Some(made) = &mut self.made {
                        made.copied = Some(status != 0);
                        if status != 0 {
                            return vec![Effect::announce("Copied.")];
                        }
                    }
                }
                _ => {}
            },
            Event::Elapsed { what } => {
                if what == toast::ELAPSED {
                    self.toast.clear();
                }
            }
        }
        Vec::new()
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let list = self.list.as_deref();
        let rows = list.unwrap_or_default().iter().map(draw::row);
        sheet
            .show("loading", list.is_none() && self.problem.is_none())
            .note("problem", self.problem.as_deref())
            .show("retry", list.is_none() && self.problem.is_some())
            .show("empty", list.is_some_and(<[_]>::is_empty))
            .show("table", list.is_some_and(|list| !list.is_empty()))
            .nodes("rows", rows.collect());
        self.draw_editor(&mut sheet);
        self.draw_made(&mut sheet);
        self.draw_question(&mut sheet);
        self.toast.draw(&mut sheet);
        sheet
    }
}

#[cfg(test)]
mod tests;
