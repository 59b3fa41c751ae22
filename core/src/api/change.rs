//! `GET /api/changes`: who changed what in the configuration, and when; and what was done to a
//! person's opt-out or record by hand.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::transfer::ItemKind;
use crate::ids::ItemId;
use crate::template::PersonObject;

/// One row of the change log. Rows are only ever appended, each with the hash of the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Its place in the log, from 1, without gaps.
    pub number: u32,
    /// When.
    pub at: String,
    /// Who: the `sub` of their token.
    pub by: String,
    /// What was changed.
    pub kind: Changed,
    /// Which: the item's or record's id; none for Setup.
    pub item: Option<ItemId>,
    /// What people know it by.
    pub name: String,
    /// What was done.
    pub action: Action,
    /// What it was; none where it was added. Never a key: `productKey` is `"…"` and its last four.
    pub before: Option<Value>,
    /// What it became; none where it was removed.
    pub after: Option<Value>,
    /// Hash of this row and all before it, 64 hexadecimal digits.
    pub hash: String,
}

/// What a row of the log is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Changed {
    /// A part of the configuration.
    Item(ItemKind),
    /// A lead or a contact. Its row holds neither its number nor anything else of it but the id.
    Person(PersonObject),
    /// An API key, whose row holds neither the key nor its hash.
    Machine(Machine),
}

/// What belongs to programs, as opposed to people, and to one deployment: it is not exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Machine {
    /// A key of the API.
    ApiKey,
}

impl Changed {
    /// The word of an API key in the API and in the database.
    pub const API_KEY: &str = "api-key";

    /// What this word in the database is.
    pub fn from_word(word: &str) -> Option<Changed> {
        match ItemKind::from_word(word) {
            Some(kind) => Some(Changed::Item(kind)),
            None if word == Changed::API_KEY => Some(Changed::Machine(Machine::ApiKey)),
            None => PersonObject::from_word(word).map(Changed::Person),
        }
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Made.
    Added,
    /// Changed.
    Changed,
    /// Removed.
    Removed,
    /// The callback key was rotated.
    Rotated,
    /// The SMS opt-out of a record was set by hand.
    OptedOut,
    /// The SMS opt-out of a record was cleared by hand.
    OptedIn,
    /// A person was erased.
    Erased,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 7] = [
        Action::Added,
        Action::Changed,
        Action::Removed,
        Action::Rotated,
        Action::OptedOut,
        Action::OptedIn,
        Action::Erased,
    ];

    /// The action with this word.
    pub fn from_word(word: &str) -> Option<Action> {
        Action::ALL
            .into_iter()
            .find(|action| action.as_str() == word)
    }

    /// The word in the API and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Action::Added => "added",
            Action::Changed => "changed",
            Action::Removed => "removed",
            Action::Rotated => "rotated",
            Action::OptedOut => "opted-out",
            Action::OptedIn => "opted-in",
            Action::Erased => "erased",
        }
    }
}

/// `GET /api/changes/verification`: whether the log is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    /// Whether every row is as it was written, and none is missing.
    pub ok: bool,
    /// How many rows were looked at.
    pub rows: u32,
    /// The first row that is not as it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_bad: Option<u32>,
    /// What is wrong with it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The hash of the last row. Kept elsewhere, it proves that nobody cut the end off.
    pub head: String,
}
