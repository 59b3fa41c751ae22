//! The copy of the configuration in KV: setup, and one key an item.
//!
//! Whoever sends, and every callback, reads this copy: it is near everywhere and changes seldom.
//! It may be a minute old elsewhere, also in saying "not there". So nothing that decides whether a
//! person may be texted is read from here, and who edits is shown what D1 has (see `editing`,
//! which alone writes here).

use std::cell::Cell;

use mitto_core::api::{FromJson, ItemKind, read_object};
use serde_json::{Value, json};
use worker::Env;
use worker::js_sys::{Array, JSON, Map, Promise, Reflect};
use worker::wasm_bindgen::{self, JsCast, JsValue, prelude::wasm_bindgen};

use crate::error::Failure;
use crate::js;
use crate::router::now;
use crate::settings::Settings;
use crate::setup;
use crate::stored_setup::StoredSetup;

#[wasm_bindgen]
extern "C" {
    /// The binding.
    type Namespace;

    #[wasm_bindgen(method, catch)]
    fn get(this: &Namespace, key: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = get)]
    fn get_all(this: &Namespace, keys: &Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn list(this: &Namespace, options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn put(this: &Namespace, key: &str, value: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn delete(this: &Namespace, key: &str) -> Result<Promise, JsValue>;
}

/// The binding's name in wrangler.toml.
pub(crate) const BINDING: &str = "CONFIG";

/// KV's most keys in one bulk read.
const BULK: usize = 100;

/// How long the callback keys are remembered, milliseconds: a flood of reports reads them once.
const REMEMBERED_MS: i64 = 5_000;

thread_local! {
    /// The callback keys that are taken, and when they were read.
    static KEYS: Cell<Option<(i64, Vec<String>)>> = const { Cell::new(None) };
}

/// The configuration of this deployment.
pub(crate) struct Config(Namespace);

/// Where an item is kept. Setup has a key to itself.
fn key(kind: ItemKind, id: &str) -> String {
    match kind {
        ItemKind::Setup => kind.as_str().to_owned(),
        _ => [kind.as_str(), "/", id].concat(),
    }
}

impl Config {
    pub(crate) fn open(env: &Env) -> Result<Config, Failure> {
        let binding = Reflect::get(env, &JsValue::from_str(BINDING))?;
        match binding.is_object() {
            true => Ok(Config(binding.unchecked_into())),
            false => Err(Failure::internal("the binding CONFIG is not there")),
        }
    }

    /// Whether KV answers.
    pub(crate) async fn answers(&self) -> bool {
        self.text(ItemKind::Setup, setup::ID).await.is_ok()
    }

    pub(crate) async fn setup(&self) -> Result<StoredSetup, Failure> {
        let stored = self.get(ItemKind::Setup, setup::ID).await?;
        Ok(stored.unwrap_or_default())
    }

    /// The callback keys that are taken, a few seconds old at most on top of what KV is.
    pub(crate) async fn callback_keys(&self, settings: &Settings) -> Result<Vec<String>, Failure> {
        let now = now();
        let (at, keys) = match KEYS.take() {
            Some((at, keys)) if (at..at.saturating_add(REMEMBERED_MS)).contains(&now) => (at, keys),
            _ => (now, self.setup().await?.callback_keys(settings, now)?),
        };
        KEYS.set(Some((at, keys.clone())));
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
        let value = js::settled(self.0.get(&key(kind, id))).await?;
        Ok(value.as_string())
    }

    /// The JSON of every item of a kind.
    pub(crate) async fn list(&self, kind: ItemKind) -> Result<Vec<String>, Failure> {
        let names = self.names(&key(kind, "")).await?;
        let mut items = Vec::with_capacity(names.len());
        for names in names.chunks(BULK) {
            let names: Array = names.iter().map(|name| JsValue::from_str(name)).collect();
            let values: Map = js::settled(self.0.get_all(&names)).await?.unchecked_into();
            // One that was removed in between has no value.
            values.for_each(&mut |value, _| items.extend(value.as_string()));
        }
        Ok(items)
    }

    /// The keys that begin so.
    async fn names(&self, prefix: &str) -> Result<Vec<String>, Failure> {
        let mut names = Vec::new();
        let mut cursor = Value::Null;
        loop {
            let mut options = json!({"prefix": prefix});
            if let (Value::String(_), Value::Object(options)) = (&cursor, &mut options) {
                options.insert("cursor".to_owned(), cursor);
            }
            let options = JSON::parse(&options.to_string())?;
            let mut page = js::value(&js::settled(self.0.list(&options)).await?)?;
            if let Some(Value::Array(keys)) = page.get("keys") {
                let of_page = keys.iter().filter_map(|key| key.get("name")?.as_str());
                names.extend(of_page.map(str::to_owned));
            }
            if page.get("list_complete") != Some(&Value::Bool(false)) {
                return Ok(names);
            }
            cursor = page.get_mut("cursor").map(Value::take).unwrap_or_default();
        }
    }

    /// Writes or removes one item.
    pub(crate) async fn write(
        &self,
        kind: ItemKind,
        id: &str,
        value: Option<&str>,
    ) -> Result<(), Failure> {
        let key = key(kind, id);
        let written = js::settled(match value {
            Some(value) => self.0.put(&key, value),
            None => self.0.delete(&key),
        })
        .await;
        // A key that was revoked here holds no longer here.
        KEYS.set(None);
        written.map(|_| ())
    }
}
