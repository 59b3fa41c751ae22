//! Setup, API Keys: keys for programs. A key is shown once, right after it is made; to revoke one asks before it does, because
//! nothing brings it back.

mod draw;

use serde_json::Value;

use super::Page;
use super::answer::Answer;
use super::editing::{Editing, Wrong};
use super::event::{Effect, Event};
use super::listing::{LIST, Listing};
use super::question::Question;
use super::secret::Secret;
use super::sheet::Sheet;
use super::toast::Toast;
use crate::api::{ApiKey, ApiKeyMade, Method, Scope};

const COLLECTION: &str = "/api/api-keys";

const MADE: &str = "made";
const REVOKED: &str = "revoked";

/// The page.
pub(super) struct ApiKeys {
    list: Listing<ApiKey>,
    /// A key that is about to be made: it is never edited.
    editing: Option<Editing<Draft>>,
    /// The name of a key that was just made, and the key.
    made: Option<(String, Secret)>,
    revoking: Option<Question<ApiKey>>,
    toast: Toast<()>,
}

/// A key as it is typed.
#[derive(Clone, Default, PartialEq, Eq)]
struct Draft {
    name: String,
    scopes: Vec<Scope>,
    /// Its last day, as the date box has it; blank: it does not end.
    until: String,
}

impl Draft {
    fn input(&mut self, name: &str, value: String) {
        match name {
            "name" => self.name = value,
            "until" => self.until = value,
            _ => {
                let Some((_, scope)) = SCOPES.into_iter().find(|(id, _)| *id == name) else {
                    return;
                };
                self.scopes.retain(|known| *known != scope);
                if value == "true" {
                    self.scopes.push(scope);
                }
            }
        }
    }

    /// What is sent to make it.
    ///
    /// # Errors
    /// What is wrong with it. The Worker checks it all; here is what would only cost a round trip.
    fn body(&self) -> Result<Value, Wrong> {
        if self.name.trim().is_empty() {
            return Err(Wrong::at("name", "Give it a name: what uses it."));
        }
        if self.scopes.is_empty() {
            return Err(Wrong::at("scopes", "Choose at least one."));
        }
        if Scope::sends_nothing(&self.scopes) {
            let why = "Any number goes with Send or Campaigns: choose one of these as well.";
            return Err(Wrong::at("scopes", why));
        }
        let mut body = serde_json::Map::new();
        body.insert("name".to_owned(), self.name.trim().into());
        let scopes: Vec<&str> = self.scopes.iter().map(|scope| scope.as_str()).collect();
        body.insert("scopes".to_owned(), scopes.into());
        if !self.until.is_empty() {
            // To the end of that day, wherever one is.
            let end = [&self.until, "T23:59:59Z"].concat();
            body.insert("expiresAt".to_owned(), end.into());
        }
        Ok(Value::Object(body))
    }
}

/// The control of a field.
fn control(field: Option<&str>) -> &'static str {
    match field {
        Some("scopes") => "scope-send",
        Some("expiresAt") => "until",
        _ => "name",
    }
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
            list: Listing::new(COLLECTION),
            editing: None,
            made: None,
            revoking: None,
            toast: Toast::new(),
        }
    }

    fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "retry" => return self.list.load(),
            "add" => {
                self.editing = Some(Editing::new(Draft::default()));
                return vec![Effect::focus("name")];
            }
            "save" => {
                if let Some(editing) = &mut self.editing {
                    return editing.save_if_right(MADE, COLLECTION, Draft::body, control);
                }
            }
            "copy" => return self.made.iter().map(|(_, key)| key.copy()).collect(),
            "close" => return self.close(),
            "revoke" => {
                let mut known = self.list.items().iter();
                let known = known.find(|it| it.id.as_str() == value);
                self.revoking = known.cloned().map(Question::new);
                return vec![Effect::focus("revoke-keep")];
            }
            "revoke-now" => return self.revoke().into_iter().collect(),
            // Escape closes the dialog on top; the key that is shown once stays until it is said to be stored.
            "cancel" if !Question::cancel(&mut self.revoking) => {
                self.editing.take_if(|editing| !editing.saving);
            }
            _ => {}
        }
        Vec::new()
    }

    fn made(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let Some(editing) = &mut self.editing else {
            return Vec::new();
        };
        match Answer::<ApiKeyMade>::of(status, body).read() {
            Ok(ApiKeyMade { key, .. }) => {
                let name = editing.draft.name.trim().to_owned();
                self.editing = None;
                self.made = Some((name, Secret::new(key)));
                vec![self.list.again(), Effect::focus("copy")]
            }
            Err(problem) => {
                editing.refused(problem);
                vec![Effect::focus(control(editing.field()))]
            }
        }
    }

    fn close(&mut self) -> Vec<Effect> {
        let Some((name, _)) = self.made.take() else {
            return Vec::new();
        };
        let said = ["The key “", &name, "” is ready to use."].concat();
        vec![self.toast.say(said, None), Effect::focus("add")]
    }

    fn revoke(&mut self) -> Option<Effect> {
        let id = self.revoking.as_mut()?.go_on()?.id.as_str();
        let path = [COLLECTION, "/", id].concat();
        let delete = Method::Delete;
        Some(Effect::request(REVOKED, id, delete, path, None, None))
    }

    fn revoked(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let Some(key) = Question::removed(&mut self.revoking, status, body) else {
            return Vec::new();
        };
        let said = ["The key “", &key.name, "” is revoked."].concat();
        let wait = self.toast.say(said, None);
        vec![wait, self.list.again(), Effect::focus("add")]
    }
}

impl Page for ApiKeys {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => return self.list.load(),
            Event::Input { name, value } => {
                if let Some(editing) = &mut self.editing {
                    editing.draft.input(&name, value);
                    editing.edited();
                }
            }
            Event::Pressed { name, value, .. } => return self.pressed(&name, &value),
            Event::Answered {
                what, status, body, ..
            } => match what.as_str() {
                LIST => self.list.came(status, body),
                MADE => return self.made(status, body),
                REVOKED => return self.revoked(status, body),
                Effect::COPIED => {
                    if let Some((_, key)) = &mut self.made {
                        return key.copied(status);
                    }
                }
                _ => {}
            },
            Event::Elapsed { what } => self.toast.elapsed(&what),
        }
        Vec::new()
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        self.list.draw(&mut sheet, draw::row);
        self.draw_editor(&mut sheet);
        self.draw_made(&mut sheet);
        self.draw_question(&mut sheet);
        self.toast.draw(&mut sheet);
        sheet
    }
}

#[cfg(test)]
mod tests;
