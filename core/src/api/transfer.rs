//! `GET` and `POST /api/configuration`: the whole configuration as one file, to move between
//! deployments. Never with the product key, the callback key or the secret of a webhook.

use serde::{Deserialize, Serialize};

use super::items::{KeywordInput, SenderInput, TemplateInput};
use super::options::Options;
use super::webhooks::WebhookInput;

/// What the file says it is.
pub const CONFIGURATION_FORMAT: &str = "mitto-sms-configuration";
/// The newest version of the format that is written and read.
pub const CONFIGURATION_VERSION: u32 = 1;

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Configuration {
    /// [`CONFIGURATION_FORMAT`].
    pub format: String,
    /// [`CONFIGURATION_VERSION`].
    pub version: u32,
    /// Setup without its secrets.
    pub setup: Options,
    /// Default senders.
    pub senders: Vec<SenderInput>,
    /// Opt-out keywords.
    pub opt_out_keywords: Vec<KeywordInput>,
    /// Templates.
    pub templates: Vec<TemplateInput>,
    /// Endpoints of webhooks, without their secrets. A new one is imported turned off, with a secret of its own; one that is
    /// here already stays on or off.
    #[serde(default)]
    pub webhooks: Vec<WebhookInput>,
}

/// What an import did, or with `?dryRun=true` would do. Items are matched by what makes them
/// unique: a sender's name, a keyword's word, a template's name and object, a webhook's address. Nothing is removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportOutcome {
    /// One line an item, in the order of the file.
    pub items: Vec<ImportedItem>,
}

/// What becomes of one item of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportedItem {
    /// What it is.
    pub kind: ItemKind,
    /// What people know it by.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// What is configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// Setup.
    Setup,
    /// A default sender.
    Sender,
    /// An opt-out keyword.
    Keyword,
    /// A template.
    Template,
    /// An endpoint of webhooks.
    Webhook,
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [ItemKind; 5] = [
        ItemKind::Setup,
        ItemKind::Sender,
        ItemKind::Keyword,
        ItemKind::Template,
        ItemKind::Webhook,
    ];

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<ItemKind> {
        ItemKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The word in the API and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            ItemKind::Setup => "setup",
            ItemKind::Sender => "sender",
            ItemKind::Keyword => "keyword",
            ItemKind::Template => "template",
            ItemKind::Webhook => "webhook",
        }
    }
}

/// What becomes of an imported item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// New here.
    Added,
    /// Here already, and different.
    Changed,
    /// Here already, and the same.
    Same,
}
