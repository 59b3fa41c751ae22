//! The product key: write only, and replaced only by who says so.

use serde_json::json;

use super::super::answer::why;
use super::super::event::Effect;
use super::super::sheet::Sheet;
use super::{KEY_SAVED, Known, PATH};
use crate::api::{Code, Method, Problem};

const RULE: &str = "A product key is 1 to 200 visible characters without spaces.";
const LIMIT: usize = 200;

/// The key that is being entered.
#[derive(Default)]
pub(super) struct Key {
    typed: String,
    /// The person is asked whether the key that is there is to go.
    asking: bool,
    saving: bool,
    problem: Option<String>,
}

impl Key {
    pub(super) fn is_typed(&self) -> bool {
        !self.typed.trim().is_empty()
    }

    pub(super) fn typed(&mut self, value: String) {
        self.typed = value;
        self.problem = None;
    }

    pub(super) fn cancel(&mut self) {
        self.asking = false;
    }

    /// Save was pressed. Replacing a key takes one more answer.
    pub(super) fn save(&mut self, known: Option<&Known>) -> Vec<Effect> {
        let typed = self.typed.trim();
        if typed.is_empty() || typed.len() > LIMIT || !typed.bytes().all(|b| b.is_ascii_graphic()) {
            self.problem = Some(RULE.to_owned());
            return vec![Effect::focus("product-key")];
        }
        if known.is_some_and(|known| known.setup.product_key_set) {
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
        let body = json!({ "productKey": self.typed.trim() });
        let etag = known.and_then(|known| known.etag.clone());
        let put = Method::Put;
        vec![Effect::request(KEY_SAVED, "", put, PATH, Some(body), etag)]
    }

    /// Setup changed under it, in other parts: it may be sent again.
    pub(super) fn again(&mut self, known: Option<&Known>) -> Vec<Effect> {
        self.saving = false;
        self.replace(known)
    }

    pub(super) fn failed(&mut self, problem: Option<&Problem>) {
        self.saving = false;
        self.problem = Some(match problem {
            Some(problem) if problem.code == Code::StaleEdit => {
                "Somebody else has entered another product key in the meantime. Its end is shown above. Save yours only if it is to replace that one.".to_owned()
            }
            other => why(other),
        });
    }

    pub(super) fn draw(&self, sheet: &mut Sheet, known: &Known) {
        let set = known.setup.product_key_set;
        sheet
            .text("key-state", shown(known))
            .set(
                "key-state",
                "class",
                if set { "badge good num" } else { "badge doubt" },
            )
            .text(
                "key-label",
                if set { "New product key" } else { "Product key" },
            )
            .value("product-key", self.typed.as_str())
            .problem("product-key", "product-key-problem", self.problem.as_deref())
            .rest("save-key", self.saving)
            .text(
                "save-key",
                match (self.saving, set) {
                    (true, _) => "Saving…",
                    (false, true) => "Replace key",
                    (false, false) => "Save key",
                },
            )
            .open("replace-dialog", self.asking)
            .text(
                "replace-text",
                [
                    "The key that is set now (",
                    &shown(known),
                    ") is overwritten and cannot be shown again. Every SMS from now on is sent with the new one.",
                ]
                .concat(),
            );
    }
}

/// What of the key is shown.
pub(super) fn shown(known: &Known) -> String {
    let setup = &known.setup;
    match (setup.product_key_set, setup.product_key_last4.as_deref()) {
        (false, _) => "not set".to_owned(),
        (true, None | Some("")) => "set".to_owned(),
        (true, Some(last4)) => ["•••• ", last4].concat(),
    }
}
