//! What differs between the two versions of a change, field by field.

use serde_json::{Map, Value};

use super::super::moment;
use super::super::node::Node;
use super::super::setup::options;
use crate::api::{Action, Change};

/// The fields that are known, as people call them, in the order they are shown. Others follow under
/// their own names; the id is of no use to anybody.
const GATEWAY: [(&str, &str); 4] = [
    ("gateway", "Gateway"),
    ("account", "Account at the gateway"),
    ("service", "Service at the gateway"),
    ("productKey", "Product key"),
];

/// Those that follow the options of Setup, which have their labels there.
const OTHERS: [(&str, &str); 13] = [
    ("callbackKey", "Number of the callback key"),
    ("previousCallbackUntil", "The URLs before are taken until"),
    ("address", "Address of the Worker"),
    ("name", "Name"),
    ("type", "Type"),
    ("value", "Keyword"),
    ("object", "Related object"),
    ("from", "From"),
    ("text", "Text"),
    ("url", "Address"),
    ("description", "Description"),
    ("events", "Events"),
    ("enabled", "On"),
];

/// All of them.
fn labels() -> impl Iterator<Item = (&'static str, &'static str)> {
    GATEWAY.into_iter().chain(options::labels()).chain(OTHERS)
}

/// One field.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference<'a> {
    label: &'a str,
    before: Option<String>,
    after: Option<String>,
    /// One version is all there is: the item was added, or removed.
    single: bool,
}

/// The fields that differ. Of something added or removed, all that it had.
pub(super) fn of(change: &Change) -> Vec<Difference<'_>> {
    let empty = Map::new();
    let object = |version: &'_ Option<Value>| match version {
        Some(Value::Object(fields)) => fields.clone(),
        _ => empty.clone(),
    };
    let (before, after) = (object(&change.before), object(&change.after));
    let known: Vec<(&str, &str)> = labels().collect();
    let sides = [&change.before, &change.after].into_iter().flatten();
    let mut others: Vec<&str> = sides
        .filter_map(Value::as_object)
        .flat_map(Map::keys)
        .map(String::as_str)
        .filter(|name| *name != "id" && known.iter().all(|(known, _)| known != name))
        .collect();
    others.sort_unstable();
    others.dedup();
    known
        .into_iter()
        .chain(others.into_iter().map(|name| (name, name)))
        .filter(|(name, _)| before.get(*name) != after.get(*name))
        .map(|(name, label)| Difference {
            label,
            before: before.get(name).and_then(|value| told(name, value)),
            after: after.get(name).and_then(|value| told(name, value)),
            single: matches!(change.action, Action::Added | Action::Removed),
        })
        .filter(|difference| difference.before != difference.after)
        .collect()
}

/// A value of a field as a person reads it; none where there is none.
fn told(name: &str, value: &Value) -> Option<String> {
    options::number_in_words(name, value).or_else(|| in_words(value))
}

/// The same of any field.
fn in_words(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        Value::String(text) if text.is_empty() => return None,
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => return None,
        Value::Array(items) => {
            let items: Vec<String> = items.iter().filter_map(in_words).collect();
            items.join(", ")
        }
        other => other.to_string(),
    })
}

impl Difference<'_> {
    pub(super) fn drawn(&self) -> Node {
        let label = Node::text("span", [self.label, ":"].concat()).class("quiet");
        let item = Node::new("li").with(label);
        if self.single {
            let only = self.after.as_deref().or(self.before.as_deref());
            return item.with(side("span", only));
        }
        // What is crossed out and what is new is seen; it must be heard too.
        let heard = |word: &'static str| Node::text("span", word).class("hidden");
        let before = match &self.before {
            Some(before) => side("del", Some(before)),
            None => side("span", None),
        };
        item.with(heard("was"))
            .with(before)
            .with(heard("is now"))
            .with(side("ins", self.after.as_deref()))
    }
}

/// One version of the field.
fn side(tag: &'static str, value: Option<&str>) -> Node {
    let node = match value {
        None => Node::text(tag, "not set"),
        Some(value) if moment::is_moment(value) => Node::new(tag).with(Node::time(value)),
        Some(value) => Node::text(tag, value),
    };
    node.class("wrap")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn said(action: &str, before: Value, after: Value) -> String {
        let change = json!({
            "number": 1, "at": "", "by": "", "kind": "setup", "item": null, "name": "Setup",
            "action": action, "before": before, "after": after, "hash": ""
        });
        let change: Change = serde_json::from_value(change).unwrap();
        let lines: Vec<String> = of(&change).iter().map(|it| it.drawn().all_text()).collect();
        lines.join("\n")
    }

    #[test]
    fn only_what_changed_is_told_and_in_words() {
        let before =
            json!({"leadMobile": "Phone", "testMode": false, "productKey": null, "address": "a"});
        let after =
            json!({"leadMobile": "Phone", "testMode": true, "productKey": "…1234", "address": "a"});
        assert_eq!(
            said("changed", before, after),
            "Product key: was not set is now …1234\nTest mode: was off is now on"
        );
        let until = json!({"callbackKey": 2, "previousCallbackUntil": "2026-11-25T17:24:00.000Z"});
        assert_eq!(
            said("rotated", json!({"callbackKey": 1}), until),
            "Number of the callback key: was 1 is now 2\nThe URLs before are taken until: was not set is now 25 Nov 2026, 17:24 UTC"
        );
    }

    #[test]
    fn an_option_is_called_as_in_setup_and_counted_in_its_unit() {
        let before = json!({"retentionDays": null, "coolDownHours": 0, "destinations": []});
        let after = json!({"retentionDays": 30, "coolDownHours": 24, "destinations": ["41", "49"]});
        assert_eq!(
            said("changed", before, after),
            "Allowed countries: was not set is now 41, 49\nCool-down: was 0 hours is now 24 hours\n\
             Texts and numbers are kept: was for good is now 30 days"
        );
    }

    #[test]
    fn all_of_what_came_or_went_is_told() {
        let sender = json!({"id": "s1", "name": "MITTO", "type": "branded", "note": "new"});
        let all = "Name: MITTO\nType: branded\nnote: new";
        assert_eq!(said("added", Value::Null, sender.clone()), all);
        assert_eq!(said("removed", sender, Value::Null), all);
    }
}
