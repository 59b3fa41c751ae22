//! The copy of the configuration in KV: setup, and one key an item.
//!
//! Whoever sends, and every callback, reads this copy: it is near everywhere and changes seldom.
//! It may be a minute old elsewhere, also in saying "not there". So nothing that decides whether a
//! person may be texted is read from here, and who edits is shown what D1 has (see `editing`,
//! which alone writes here).

use std::cell::Cell;
use std::rc::Rc;

use mitto_core::api::{FromJson, ItemKind, Origin, read_object};
use serde_json::Value as Json;

use crate::border::{self, Asked, Call, now};
use crate::error::Failure;
use crate::settings::Settings;
use crate::setup;
use crate::stored_setup::{CallbackKey, StoredSetup};

/// How long the callback keys and the allowed origins are remembered, milliseconds: a flood of reports reads them once.
const REMEMBERED_MS: i64 = 5_000;

thread_local! {
    /// The callback keys that are taken, and when they were read.
    static KEYS: Cell<Option<(i64, Rc<[CallbackKey]>)>> = const { Cell::new(None) };
    /// The origins that Setup allows, and when they were read.
    static ORIGINS: Cell<Option<(i64, Vec<Origin>)>> = const { Cell::new(None) };
}

/// Whether what was read then still holds.
fn fresh(at: i64, now: i64) -> bool {
    (at..at.saturating_add(REMEMBERED_MS)).contains(&now)
}

/// The configuration of this deployment.
pub(crate) struct Config;

/// Where an item is kept. Setup has a key to itself.
fn key(kind: ItemKind, id: &str) -> String {
    match kind {
        ItemKind::Setup => kind.as_str().to_owned(),
        _ => [kind.as_str(), "/", id].concat(),
    }
}

impl Config {
    /// Whether KV answers.
    pub(crate) async fn answers(&self) -> bool {
        self.text(ItemKind::Setup, setup::ID).await.is_ok()
    }

    pub(crate) fn setup(&self) -> Asked<Box<StoredSetup>> {
        Box::pin(async {
            let stored = Config.get(ItemKind::Setup, setup::ID).await?;
            Ok(Box::new(stored.unwrap_or_default()))
        })
    }

    /// The origins that Setup allows, a few seconds old at most on top of what KV is: a page asks often.
    pub(crate) fn origins(&self) -> Asked<Vec<Origin>> {
        Box::pin(async move {
            let now = now();
            let (at, origins) = match ORIGINS.take() {
                Some((at, origins)) if fresh(at, now) => (at, origins),
                _ => (now, Config.setup().await?.options.allowed_origins),
            };
            ORIGINS.set(Some((at, origins.clone())));
            Ok(origins)
        })
    }

    /// The callback keys that are taken, a few seconds old at most on top of what KV is.
    pub(crate) async fn callback_keys(
        &self,
        settings: &Settings,
    ) -> Result<Rc<[CallbackKey]>, Failure> {
        let now = now();
        let (at, keys) = match KEYS.take() {
            Some((at, keys)) if fresh(at, now) => (at, keys),
            _ => (
                now,
                self.setup().await?.callback_keys(settings, now)?.into(),
            ),
        };
        KEYS.set(Some((at, Rc::clone(&keys))));
        Ok(keys)
    }

    /// One item.
    pub(crate) async fn get<T: FromJson>(
        &self,
        kind: ItemKind,
        id: &str,
    ) -> Result<Option<T>, Failure> {
        let text = self.text(kind, id).await?;
        Ok(text.map(|text| read_object(text.as_bytes())).transpose()?)
    }

    /// One item's JSON.
    pub(crate) async fn text(&self, kind: ItemKind, id: &str) -> Result<Option<String>, Failure> {
        border::text(Call::GetItem, &[(&key(kind, id)).into()]).await
    }

    /// The JSON of every item of a kind.
    pub(crate) async fn list(&self, kind: ItemKind) -> Result<Vec<String>, Failure> {
        let prefix = key(kind, "");
        let Json::Array(items) = border::json(Call::ListItems, &[(&prefix).into()]).await? else {
            return Ok(Vec::new());
        };
        let text = |item| match item {
            Json::String(text) => Some(text),
            _ => None,
        };
        Ok(items.into_iter().filter_map(text).collect())
    }

    /// Writes or removes one item.
    pub(crate) async fn write(
        &self,
        kind: ItemKind,
        id: &str,
        value: Option<&str>,
    ) -> Result<(), Failure> {
        let key = key(kind, id);
        let written = match value {
            Some(value) => border::perform(Call::PutItem, &[(&key).into(), value.into()]).await,
            None => border::perform(Call::DeleteItem, &[(&key).into()]).await,
        };
        // A key that was revoked here holds no longer here.
        KEYS.set(None);
        ORIGINS.set(None);
        written
    }
}
