//! The gateway, the account there and its key: that is write only, and replaced only by who says so. What belongs together
//! is saved together, or the key of one gateway would be sent to another.

use serde_json::{Map, Value, json};

use super::super::answer::why;
use super::super::event::Effect;
use super::super::sheet::Sheet;
use super::{KEY_SAVED, Known, PATH};
use crate::api::{Code, Method, Problem};
use crate::gateway::{ABOUT, About, Field, usable_key};

/// The places of what may be refused: their names in the API, and their ids.
const PLACES: [(&str, &str); 4] = [
    ("gateway", "gateway"),
    ("account", "account"),
    ("service", "service"),
    ("productKey", "product-key"),
];

/// What is being entered; none where it is as it was.
#[derive(Default)]
pub(super) struct Key {
    typed: String,
    gateway: Option<String>,
    account: Option<String>,
    service: Option<String>,
    /// The person is asked whether what is there is to go.
    asking: bool,
    saving: bool,
    /// The id of what is wrong, and why.
    problem: Option<(&'static str, String)>,
}

impl Key {
    pub(super) fn is_typed(&self) -> bool {
        self.has_key() || self.is_about_more()
    }

    fn has_key(&self) -> bool {
        !self.typed.trim().is_empty()
    }

    /// Whether another gateway or account is entered.
    fn is_about_more(&self) -> bool {
        self.gateway.is_some() || self.account.is_some() || self.service.is_some()
    }

    pub(super) fn typed(&mut self, known: Option<&Known>, name: &str, value: String) {
        self.problem = None;
        let is = |what: fn(&Known) -> &String| known.map(what) == Some(&value);
        match name {
            "gateway" => {
                // What was entered is of the gateway that was chosen before.
                *self = Key::default();
                let same = known.is_some_and(|known| about(known).name == value);
                self.gateway = (!same).then_some(value);
            }
            "account" => {
                let same = self.gateway.is_none() && is(|known| &known.setup.options.account);
                self.account = (!same).then_some(value);
            }
            "service" => {
                let same = self.gateway.is_none() && is(|known| &known.setup.options.service);
                self.service = (!same).then_some(value);
            }
            _ => self.typed = value,
        }
    }

    pub(super) fn cancel(&mut self) {
        self.asking = false;
    }

    /// The gateway that is chosen, saved or not.
    fn about(&self, known: Option<&Known>) -> &'static About {
        match (&self.gateway, known) {
            (Some(name), _) => About::find(name),
            (None, Some(known)) => about(known),
            (None, None) => About::find(""),
        }
    }

    /// Save was pressed. Replacing a key, or the gateway, takes one more answer.
    pub(super) fn save(&mut self, known: Option<&Known>) -> Vec<Effect> {
        let about = self.about(known);
        if !(usable_key(self.typed.trim()) || !self.has_key() && self.is_about_more()) {
            self.problem = Some(("product-key", about.key_rule()));
            return vec![Effect::focus("product-key")];
        }
        let is_set = known.is_some_and(|known| known.setup.product_key_set);
        if is_set && (self.has_key() || self.gateway.is_some()) {
            self.asking = true;
            return vec![Effect::focus("replace-cancel")];
        }
        self.replace(known)
    }

    /// Sends it: once, however often it is pressed.
    pub(super) fn replace(&mut self, known: Option<&Known>) -> Vec<Effect> {
        if core::mem::replace(&mut self.saving, true) {
            return Vec::new();
        }
        self.asking = false;
        self.problem = None;
        let mut body = Map::new();
        let key = self.has_key().then(|| self.typed.clone());
        // A gateway's account that was left empty is what is stored of it.
        let account = |typed: &Option<String>| {
            let typed = typed.clone();
            typed.filter(|text| self.gateway.is_none() || !text.trim().is_empty())
        };
        for (name, value) in [
            ("gateway", self.gateway.clone()),
            ("account", account(&self.account)),
            ("service", account(&self.service)),
            ("productKey", key),
        ] {
            if let Some(value) = value {
                body.insert(name.to_owned(), json!(value.trim()));
            }
        }
        let etag = known.and_then(|known| known.etag.clone());
        let (put, body) = (Method::Put, Some(Value::Object(body)));
        vec![Effect::request(KEY_SAVED, "", put, PATH, body, etag)]
    }

    /// Setup changed under it, in other parts: it may be sent again.
    pub(super) fn again(&mut self, known: Option<&Known>) -> Vec<Effect> {
        self.saving = false;
        self.replace(known)
    }

    /// It was refused; where the person goes on.
    pub(super) fn failed(&mut self, problem: Option<&Problem>) -> Effect {
        self.saving = false;
        let field = problem.and_then(|problem| problem.field.as_deref());
        let place = PLACES.iter().find(|(name, _)| Some(*name) == field);
        let place = place.map_or("product-key", |(_, id)| id);
        let why = match problem {
            Some(problem) if problem.code == Code::StaleEdit => {
                "Somebody else has changed the gateway or its key in the meantime, as is shown above. Save yours only if it is to replace that.".to_owned()
            }
            other => why(other),
        };
        self.problem = Some((place, why));
        Effect::focus(place)
    }

    pub(super) fn draw(&self, sheet: &mut Sheet, known: &Known) {
        let about = self.about(Some(known));
        let set = known.setup.product_key_set;
        let new = set && self.gateway.is_none();
        sheet
            .text("key-state", shown_key(known))
            .set(
                "key-state",
                "class",
                if set { "badge good num" } else { "badge doubt" },
            )
            .choices(
                "gateway",
                ABOUT.iter().map(|about| (about.name, about.title)),
                about.name,
            )
            .text("key-from", about.key_from)
            .text(
                "key-label",
                match new {
                    true => ["New ", about.key].concat(),
                    false => capital(about.key),
                },
            )
            .value("product-key", self.typed.as_str())
            .rest("save-key", self.saving)
            .text(
                "save-key",
                match (self.saving, self.is_about_more(), set) {
                    (true, ..) => "Saving…",
                    (false, true, _) => "Save gateway",
                    (false, false, true) => "Replace key",
                    (false, false, false) => "Save key",
                },
            );
        for (_, id) in PLACES {
            let problem = self.problem.as_ref().filter(|(place, _)| *place == id);
            let why = problem.map(|(_, why)| why.as_str());
            sheet.problem(id, problem_id(id), why);
        }
        // What is stored of a gateway that is not sent with is not shown: empty leaves it as it is.
        let stored = |text| if self.gateway.is_none() { text } else { "" };
        let entered = |typed: &Option<String>, text| match typed {
            Some(typed) => typed.clone(),
            None => stored(text).to_owned(),
        };
        let account = entered(&self.account, known.setup.options.account.as_str());
        let service = entered(&self.service, known.setup.options.service.as_str());
        field(
            sheet,
            ["account-row", "account-label", "account", "account-help"],
            about.account.as_ref(),
            account,
        );
        field(
            sheet,
            ["service-row", "service-label", "service", "service-help"],
            about.service.as_ref(),
            service,
        );
        self.draw_question(sheet, known);
        draw_what_it_offers(sheet, about);
    }

    fn draw_question(&self, sheet: &mut Sheet, known: &Known) {
        sheet.open("replace-dialog", self.asking);
        let [before, now] = [about(known), self.about(Some(known))];
        let (title, text, button) = match self.gateway {
            Some(_) => (
                ["Send with ", now.title, " from now on?"].concat(),
                [
                    "Every SMS that is not submitted yet goes through ",
                    now.title,
                    ", also those of campaigns under way. Reports of what ",
                    before.title,
                    " has taken still come in, and what is stored of it is kept.",
                ]
                .concat(),
                "Change the gateway",
            ),
            None => (
                ["Replace the ", before.key, "?"].concat(),
                [
                    "The key that is set now (",
                    &shown_key(known),
                    ") is overwritten and cannot be shown again. Every SMS from now on is sent with the new one.",
                ]
                .concat(),
                "Replace it",
            ),
        };
        let keep = match self.gateway {
            Some(_) => ["Keep ", before.title].concat(),
            None => "Keep the key".to_owned(),
        };
        sheet
            .text("replace-title", title)
            .text("replace-text", text)
            .text("replace-cancel", keep)
            .text("replace-key", button);
    }
}

/// One of the account's fields, if the gateway has it.
fn field(sheet: &mut Sheet, ids: [&'static str; 4], field: Option<&Field>, value: String) {
    let [row, label, input, help] = ids;
    sheet
        .show(row, field.is_some())
        .text(label, field.map_or("", |field| field.label))
        .value(input, value)
        .text(help, field.map_or("", |field| field.help));
}

/// What of the rest of the page hangs on the gateway.
fn draw_what_it_offers(sheet: &mut Sheet, about: &About) {
    sheet
        .show("bulk-row", about.bulk)
        .text(
            "test-mode-help",
            match about.test_mode {
                true => "The gateway takes every SMS, delivers none and charges nothing.",
                false => "This gateway has no test mode: SMS are not submitted, and count as sent.",
            },
        )
        .text("callback-help", about.callback);
}

fn problem_id(id: &'static str) -> &'static str {
    match id {
        "gateway" => "gateway-problem",
        "account" => "account-problem",
        "service" => "service-problem",
        _ => "product-key-problem",
    }
}

fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// The gateway that is sent with.
pub(super) fn about(known: &Known) -> &'static About {
    About::find(&known.setup.options.gateway)
}

/// What of this part of Setup is shown: two versions that show the same are the same.
pub(super) fn shown(known: &Known) -> [String; 4] {
    let setup = &known.setup;
    let [gateway, account, service] = [
        &setup.options.gateway,
        &setup.options.account,
        &setup.options.service,
    ];
    [
        gateway.clone(),
        account.clone(),
        service.clone(),
        shown_key(known),
    ]
}

/// What of the key is shown.
fn shown_key(known: &Known) -> String {
    let setup = &known.setup;
    match (setup.product_key_set, setup.product_key_last4.as_deref()) {
        (false, _) => "not set".to_owned(),
        (true, None | Some("")) => "set".to_owned(),
        (true, Some(last4)) => ["•••• ", last4].concat(),
    }
}
