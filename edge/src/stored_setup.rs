//! Setup as it is stored: the product key sealed, the callback keys derived from our secret and a
//! number that rotating counts up.

use mitto_core::api::{
    CallbackUrls, FromJson, Members, Mismatch, Options, Problem, SetupInput, as_value, no_zone,
};
use mitto_core::template::PersonObject;
use mitto_core::time::to_rfc3339;
use serde_json::Value;

use crate::border::{ahead, now};
use crate::crypto;
use crate::error::Failure;
use crate::router::App;
use crate::settings::Settings;

const PRODUCT_KEY: &str = "product-key";
const PRODUCT_KEY_LIMIT: usize = 200;

/// A key shorter than this is not shown in part: four characters would be most of it.
const SHOWABLE: usize = 12;

/// Setup as it is stored. A new installation has none.
#[derive(Clone, PartialEq)]
pub(crate) struct StoredSetup {
    pub(crate) options: Options,
    /// Sealed under `CONFIG_SECRET`.
    product_key: Option<String>,
    pub(crate) product_key_last4: Option<String>,
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
            product_key: None,
            product_key_last4: None,
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
                product_key: members.get("productKey")?,
                product_key_last4: members.get("productKeyLast4")?,
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
    /// The field that holds the mobile number.
    pub(crate) fn mobile_field(&self, object: PersonObject) -> &str {
        match object {
            PersonObject::Lead => &self.lead_mobile,
            PersonObject::Contact => &self.contact_mobile,
        }
    }

    /// The field that holds the person's time zone; blank where none does.
    pub(crate) fn zone_field(&self, object: PersonObject) -> &str {
        match object {
            PersonObject::Lead => &self.lead_time_zone,
            PersonObject::Contact => &self.contact_time_zone,
        }
    }

    /// The product key, if there is one and our secret opens it.
    pub(crate) fn product_key(&self, settings: &Settings) -> Result<Option<String>, Failure> {
        let Some(sealed) = &self.product_key else {
            return Ok(None);
        };
        Ok(crypto::open(settings.config_secret()?, PRODUCT_KEY, sealed))
    }

    /// Until when the callback key before the current one is taken.
    pub(crate) fn previous_until(&self, now: i64) -> Option<i64> {
        self.previous_callback_until.filter(|until| *until > now)
    }

    /// The callback keys that are taken, the current one first.
    pub(crate) fn callback_keys(
        &self,
        settings: &Settings,
        now: i64,
    ) -> Result<Vec<String>, Failure> {
        let secret = settings.config_secret()?;
        let mut keys = vec![callback_key(secret, self.callback_generation)];
        if self.previous_until(now).is_some() {
            keys.push(callback_key(
                secret,
                self.callback_generation.saturating_sub(1),
            ));
        }
        Ok(keys)
    }

    /// Where the gateway reports to.
    pub(crate) fn callback_urls(&self, app: &App) -> Result<Option<CallbackUrls>, Failure> {
        let Some(origin) = app.origin.as_ref().or(self.origin.as_ref()) else {
            return Ok(None);
        };
        let key = callback_key(app.settings.config_secret()?, self.callback_generation);
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
            ("productKey", self.product_key.clone().into()),
            ("productKeyLast4", self.product_key_last4.clone().into()),
            ("callbackGeneration", self.callback_generation.into()),
            ("previousCallbackUntil", self.previous_callback_until.into()),
            ("origin", self.origin.clone().into()),
        ])
    }

    /// What the change log says of it: all that can change, and no secret.
    pub(crate) fn logged(&self) -> Result<Value, Failure> {
        let key = self.product_key.as_ref().map(|_| {
            let shown = self.product_key_last4.as_deref().unwrap_or_default();
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
        if let Some(key) = &input.product_key {
            self.set_product_key(settings, key.trim())?;
        }
        let options = input.applied(as_value(&self.options)?)?;
        // A zone that is stored was known when it was.
        if options.time_zone != self.time_zone && ahead(&options.time_zone, now()).is_none() {
            return Err(no_zone().into());
        }
        self.options = options;
        Ok(())
    }

    fn set_product_key(&mut self, settings: &Settings, key: &str) -> Result<(), Failure> {
        let graphic = key.bytes().all(|byte| byte.is_ascii_graphic());
        if key.is_empty() || key.len() > PRODUCT_KEY_LIMIT || !graphic {
            let why = "A product key is 1 to 200 visible characters without spaces.";
            return Err(Problem::field("productKey", why).over(200).into());
        }
        // Sealed anew, the same key would look like another one.
        if self.product_key(settings)?.as_deref() == Some(key) {
            return Ok(());
        }
        let sealed = crypto::seal(settings.config_secret()?, PRODUCT_KEY, key);
        self.product_key = Some(sealed.ok_or_else(|| Failure::internal("the key was not sealed"))?);
        let from = key.len().saturating_sub(4);
        let shown = key.get(from..).filter(|_| key.len() >= SHOWABLE);
        self.product_key_last4 = Some(shown.unwrap_or_default().to_owned());
        Ok(())
    }
}

/// Unguessable, and the same for as long as the secret and the generation are.
fn callback_key(secret: &str, generation: u32) -> String {
    let purpose = ["callback-key/", &generation.to_string()].concat();
    let mut key = crypto::hex(&crypto::derive(secret, &purpose));
    // 128 bits.
    key.truncate(32);
    key
}
