//! The copy of the configuration in KV: setup, and one key an item.
//!
//! Whoever sends, and every callback, reads this copy: it is near everywhere and changes seldom.
//! It may be a minute old elsewhere, also in saying "not there". So nothing that decides whether a
//! person may be texted is read from here, and who edits is shown what D1 has (see `editing`,
//! which alone writes here).

use mitto_core::api::ItemKind;
use serde::de::DeserializeOwned;
use worker::Env;
use worker::kv::KvStore;

use crate::error::Failure;
use crate::setup;
use crate::stored_setup::StoredSetup;

/// The binding's name in wrangler.toml.
pub(crate) const BINDING: &str = "CONFIG";

/// KV's most keys in one bulk read.
const BULK: usize = 100;

/// The configuration of this deployment.
pub(crate) struct Config(KvStore);

/// Where an item is kept. Setup has a key to itself.
fn key(kind: ItemKind, id: &str) -> String {
    match kind {
        ItemKind::Setup => kind.as_str().to_owned(),
        _ => [kind.as_str(), "/", id].concat(),
    }
}

impl Config {
    pub(crate) fn open(env: &Env) -> Result<Config, Failure> {
        Ok(Config(env.kv(BINDING)?))
    }

    /// Whether KV answers.
    pub(crate) async fn answers(&self) -> bool {
        self.text(ItemKind::Setup, setup::ID).await.is_ok()
    }

    pub(crate) async fn setup(&self) -> Result<StoredSetup, Failure> {
        let stored = self.get(ItemKind::Setup, setup::ID).await?;
        Ok(stored.unwrap_or_default())
    }

    /// One item.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        kind: ItemKind,
        id: &str,
    ) -> Result<Option<T>, Failure> {
        let text = self.text(kind, id).await?;
        Ok(text
            .map(|text| serde_json::from_slice(text.as_bytes()))
            .transpose()?)
    }

    /// One item's JSON.
    pub(crate) async fn text(&self, kind: ItemKind, id: &str) -> Result<Option<String>, Failure> {
        Ok(self.0.get(&key(kind, id)).text().await?)
    }

    /// The JSON of every item of a kind.
    pub(crate) async fn list(&self, kind: ItemKind) -> Result<Vec<String>, Failure> {
        let mut names = Vec::new();
        let mut cursor = None;
        loop {
            let mut page = self.0.list().prefix(key(kind, ""));
            if let Some(cursor) = cursor {
                page = page.cursor(cursor);
            }
            let page = page.execute().await?;
            names.extend(page.keys.into_iter().map(|key| key.name));
            match page.cursor {
                Some(next) if !page.list_complete => cursor = Some(next),
                _ => break,
            }
        }
        let mut items = Vec::with_capacity(names.len());
        for names in names.chunks(BULK) {
            let values = self.0.get_bulk(names).text().await?;
            items.extend(values.into_values().flatten());
        }
        Ok(items)
    }

    /// Writes or removes one item.
    pub(crate) async fn write(
        &self,
        kind: ItemKind,
        id: &str,
        value: Option<&str>,
    ) -> Result<(), Failure> {
        let key = key(kind, id);
        match value {
            Some(value) => self.0.put(&key, value)?.execute().await?,
            None => self.0.delete(&key).await?,
        }
        Ok(())
    }
}
