//! The options of Setup while they are edited.

use serde_json::{Map, Value, json};

use crate::api::Setup;

/// The options that are lists, and what stands between their items in a box.
const LISTS: [(&str, &str); 3] = [
    ("optInKeywords", ", "),
    ("destinations", ", "),
    ("allowedOrigins", "\n"),
];

/// What is saved together with the gateway's key, and not with the others.
const WITH_THE_KEY: [&str; 3] = ["gateway", "account", "service"];

/// The options by their names in the API. A list is the text that stands in its box, so that what is half typed stays
/// as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Draft(Map<String, Value>);

impl Draft {
    /// What Setup has.
    pub(super) fn of(setup: &Setup) -> Draft {
        let Value::Object(mut options) = json!(setup.options) else {
            return Draft::default();
        };
        for name in WITH_THE_KEY {
            options.remove(name);
        }
        for (name, between) in LISTS {
            let items = options.get(name).and_then(Value::as_array);
            let words: Vec<&str> = items
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let text = words.join(between);
            options.insert(name.to_owned(), text.into());
        }
        Draft(options)
    }

    /// What is sent: lists as lists.
    pub(super) fn body(&self) -> Value {
        let mut body = self.0.clone();
        for (name, _) in LISTS {
            let items = items(self.text(name));
            body.insert(name.to_owned(), items.into());
        }
        Value::Object(body)
    }

    /// A text, or a list as it is typed; blank for anything else.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        let number = self.0.get(name).and_then(Value::as_u64)?;
        number.try_into().ok()
    }

    pub(super) fn is_on(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool) == Some(true)
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Mine, put onto what somebody else has saved: what this person has not touched is as they have made it. Whether
    /// both changed the same, and not to the same, is told beside it.
    pub(super) fn merged(began: &Draft, mine: &Draft, theirs: &Draft) -> (Draft, bool) {
        let mut merged = theirs.clone();
        let mut clash = false;
        for (name, mine) in &mine.0 {
            let (began, theirs) = (began.0.get(name), theirs.0.get(name));
            if Some(mine) != began {
                clash |= theirs != began && theirs != Some(mine);
                merged.set(name, mine.clone());
            }
        }
        (merged, clash)
    }
}

/// The items of a list as it is typed.
pub(super) fn items(typed: &str) -> Vec<String> {
    let items = typed.split([',', '\n']).map(str::trim);
    items
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}
