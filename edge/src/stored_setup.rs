//! Setup as it is stored: the keys of gateways sealed, the callback keys derived from our secret and a
//! number that rotating counts up.

use mitto_core::api::{
    CallbackUrls, FromJson, Members, Mismatch, Options, Problem, SetupInput, as_value, no_zone,
};
use mitto_core::gateway::{
    About, Account, GATEWAYS, Gateway, KeptAccount, StoredKey, find, usable_key,
};
use mitto_core::time::to_rfc3339;
use serde_json::Value;

use crate::border::{ahead, now};
use crate::crypto;
use crate::error::Failure;
use crate::gateway::Line;
use crate::router::App;
use crate::settings::Settings;

const PRODUCT_KEY: &str = "product-key";
const CALLBACK_KEY: &str = "callback-key/";

/// How many times the callback key may have been rotated before KV's copy of Setup here says so. It takes KV a minute.
const NEAR: u32 = 4;

/// A callback key that is taken, and whose callbacks come under it.
pub(crate) struct CallbackKey {
    pub(crate) key: String,
    /// Counted up with each rotation.
    pub(crate) generation: u32,
    pub(crate) gateway: &'static dyn Gateway,
    /// What the gateway signs with, if it does.
    pub(crate) secret: String,
}

/// Setup as it is stored. A new installation has none.
#[derive(Clone, PartialEq)]
pub(crate) struct StoredSetup {
    pub(crate) options: Options,
    /// The accounts at the gateways that are not sent with: what was sent before is still reported on.
    others: Vec<KeptAccount>,
    /// The secret of the gateway that is sent with, sealed under `CONFIG_SECRET`.
    pub(crate) key: StoredKey,
    /// Which callback key is current.
    pub(crate) callback_generation: u32,
    /// Until when the one before it is taken as well.
    pub(crate) previous_callback_until: Option<i64>,
    /// The address the admin's browser used, for sends that no request starts.
    pub(crate) origin: Option<String>,
}

impl Default for StoredSetup {
    fn default() -> StoredSetup {
        StoredSetup {
            options: Options::default(),
            others: Vec::new(),
            key: StoredKey::default(),
            callback_generation: 1,
            previous_callback_until: None,
            origin: None,
        }
    }
}

impl core::ops::Deref for StoredSetup {
    type Target = Options;

    fn deref(&self) -> &Options {
        &self.options
    }
}

impl FromJson for StoredSetup {
    /// What an older version of the Worker has not stored is as in a new installation.
    fn from_json(mut value: Value) -> Result<StoredSetup, Mismatch> {
        // Until 0.1 the limits of spending stood in an object of their own.
        if let Some(Value::Object(limits)) = value.get_mut("spending").map(Value::take)
            && let Some(members) = value.as_object_mut()
        {
            members.extend(limits);
        }
        let mut members = Members::of(value)?;
        let mut read = || {
            Some(StoredSetup {
                options: Options::read(&mut members)?,
                others: members.get_or("others", Vec::new())?,
                key: StoredKey {
                    sealed: members.get("productKey")?,
                    last4: members.get("productKeyLast4")?,
                },
                callback_generation: members.get_or("callbackGeneration", 1)?,
                previous_callback_until: members.get("previousCallbackUntil")?,
                origin: members.get("origin")?,
            })
        };
        let read = read();
        members.end(None)?;
        read.ok_or_else(|| Mismatch::needed("an object"))
    }
}

impl StoredSetup {
    /// The product key, if there is one and our secret opens it.
    pub(crate) fn product_key(&self, settings: &Settings) -> Result<Option<String>, Failure> {
        opened(settings, &self.gateway, self.key.sealed.as_deref())
    }

    /// The gateway that is sent with, and the account there. Without its key it is for the gateway to refuse.
    pub(crate) fn line(&self, settings: &Settings) -> Result<Line, Failure> {
        let gateway = find(&self.gateway);
        let gateway =
            gateway.ok_or_else(|| Failure::internal("the gateway of Setup is not known"))?;
        let account = Account {
            id: self.account.clone(),
            service: self.service.clone(),
            key: self.product_key(settings)?.unwrap_or_default(),
        };
        Ok(Line { gateway, account })
    }

    /// The secret of a gateway, be it sent with or not.
    fn secret_of(&self, settings: &Settings, name: &str) -> Result<Option<String>, Failure> {
        let sealed = match name == self.gateway {
            true => &self.key.sealed,
            false => match self.others.iter().find(|other| other.gateway == name) {
                Some(other) => &other.product_key,
                None => &None,
            },
        };
        opened(settings, name, sealed.as_deref())
    }

    /// Until when the callback key before the current one is taken.
    pub(crate) fn previous_until(&self, now: i64) -> Option<i64> {
        self.previous_callback_until.filter(|until| *until > now)
    }

    /// The callback keys that are taken, the current one of a gateway before the one before.
    pub(crate) fn callback_keys(
        &self,
        settings: &Settings,
        now: i64,
    ) -> Result<Vec<CallbackKey>, Failure> {
        let mut keys = Vec::new();
        for gateway in GATEWAYS.iter().copied() {
            let name = gateway.about().name;
            let secret = self.secret_of(settings, name)?;
            if !gateway.about().is_heard(secret.is_some()) {
                continue;
            }
            let secret = secret.unwrap_or_default();
            let generation = self.callback_generation;
            let before = self
                .previous_until(now)
                .map(|_| generation.saturating_sub(1));
            for generation in [Some(generation), before].into_iter().flatten() {
                keys.push(CallbackKey {
                    key: callback_key(settings.config_secret()?, name, generation),
                    generation,
                    gateway,
                    secret: secret.clone(),
                });
            }
        }
        Ok(keys)
    }

    /// Where the gateway reports to.
    pub(crate) fn callback_urls(&self, app: &App) -> Result<Option<CallbackUrls>, Failure> {
        let Some(origin) = app.origin.as_ref().or(self.origin.as_ref()) else {
            return Ok(None);
        };
        let secret = app.settings.config_secret()?;
        let key = callback_key(secret, &self.gateway, self.callback_generation);
        let url = |what: &str| [origin, "/callback/", &key, what].concat();
        Ok(Some(CallbackUrls {
            delivery: url("/delivery"),
            inbound: url("/inbound"),
        }))
    }

    /// The options, and what else is told of Setup: an object.
    pub(crate) fn with(&self, more: &mut [(&str, Value)]) -> Result<Value, Failure> {
        let mut members = as_value(&self.options)?;
        if let Some(members) = members.as_object_mut() {
            for (name, value) in more {
                members.insert((*name).to_owned(), value.take());
            }
        }
        Ok(members)
    }

    /// As it is stored.
    pub(crate) fn to_json(&self) -> Result<Value, Failure> {
        self.with(&mut [
            ("others", as_value(&self.others)?),
            ("productKey", self.key.sealed.clone().into()),
            ("productKeyLast4", self.key.last4.clone().into()),
            ("callbackGeneration", self.callback_generation.into()),
            ("previousCallbackUntil", self.previous_callback_until.into()),
            ("origin", self.origin.clone().into()),
        ])
    }

    /// What the change log says of it: all that can change, and no secret.
    pub(crate) fn logged(&self) -> Result<Value, Failure> {
        let key = self.key.sealed.as_ref().map(|_| {
            let shown = self.key.last4.as_deref().unwrap_or_default();
            ["\u{2026}", shown].concat()
        });
        let until = self.previous_callback_until.map(to_rfc3339);
        self.with(&mut [
            ("productKey", key.into()),
            ("callbackKey", self.callback_generation.into()),
            ("previousCallbackUntil", until.into()),
            ("address", self.origin.clone().into()),
        ])
    }

    /// Changes what the input names.
    ///
    /// # Errors
    /// `invalid-field`, for the first field that cannot be.
    pub(crate) fn apply(&mut self, settings: &Settings, input: &SetupInput) -> Result<(), Failure> {
        // What is known of the account at another gateway comes before what is said of it.
        if let Some(name) = input.changes.get("gateway").and_then(Value::as_str) {
            self.options
                .change_gateway(name, &mut self.key, &mut self.others)?;
        }
        let options = input.applied(as_value(&self.options)?)?;
        // A zone that is stored was known when it was.
        if options.time_zone != self.time_zone && ahead(&options.time_zone, now()).is_none() {
            return Err(no_zone().into());
        }
        self.options = options;
        match &input.product_key {
            Some(key) => self.set_product_key(settings, key.trim()),
            None => Ok(()),
        }
    }

    fn set_product_key(&mut self, settings: &Settings, key: &str) -> Result<(), Failure> {
        if !usable_key(key) {
            return Err(
                Problem::field("productKey", self.about_gateway().key_rule())
                    .over(200)
                    .into(),
            );
        }
        // Sealed anew, the same key would look like another one.
        if self.product_key(settings)?.as_deref() == Some(key) {
            return Ok(());
        }
        let sealed = crypto::seal(
            settings.config_secret()?,
            &purpose(PRODUCT_KEY, &self.gateway),
            key,
        );
        let sealed = sealed.ok_or_else(|| Failure::internal("the key was not sealed"))?;
        self.key = StoredKey::new(key, sealed);
        Ok(())
    }
}

/// Whether a key is one that we make, of this generation or of one near it: only then may it be taken by now.
pub(crate) fn is_made(settings: &Settings, key: &str, generation: u32) -> Result<bool, Failure> {
    let secret = settings.config_secret()?;
    let mut is_ours = false;
    for gateway in GATEWAYS.iter() {
        for near in generation.saturating_sub(NEAR)..=generation.saturating_add(NEAR) {
            is_ours |= crypto::same(&callback_key(secret, gateway.about().name, near), key);
        }
    }
    Ok(is_ours)
}

/// Unguessable, the same for as long as the secret and the generation are, and another for each gateway: who knows that of
/// one cannot report as another, which may ask for less proof.
fn callback_key(secret: &str, gateway: &str, generation: u32) -> String {
    let purpose = purpose(CALLBACK_KEY, gateway) + &generation.to_string();
    let mut key = crypto::hex(&crypto::derive(secret, &purpose));
    // 128 bits.
    key.truncate(32);
    key
}

/// A purpose, for one gateway. That of the first is as old as this product.
fn purpose(what: &str, gateway: &str) -> String {
    match gateway == About::find("").name {
        true => what.to_owned(),
        false => [what, gateway, "/"].concat(),
    }
}

fn opened(
    settings: &Settings,
    gateway: &str,
    sealed: Option<&str>,
) -> Result<Option<String>, Failure> {
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let purpose = purpose(PRODUCT_KEY, gateway);
    Ok(crypto::open(settings.config_secret()?, &purpose, sealed))
}
