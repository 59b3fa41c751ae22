//! Configuration in KV: setup, and one key an item so that two admins do not overwrite each other.
//!
//! KV answers may be a minute old elsewhere, also "not there". So nothing that decides whether a
//! person may be texted lives here.

use mitto_core::api::{CallbackUrls, Problem, Role, Setup, SetupInput};
use mitto_core::ids::ItemId;
use mitto_core::mobile::Region;
use mitto_core::template::{MergeField, PersonObject};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use worker::Env;
use worker::kv::KvStore;

use crate::crypto;
use crate::error::Failure;
use crate::router::{App, Reply};
use crate::settings::Settings;

/// The binding's name in wrangler.toml.
pub(crate) const BINDING: &str = "CONFIG";

const SETUP: &str = "setup";

/// KV's most keys in one bulk read.
const BULK: usize = 100;

const PRODUCT_KEY: &str = "product-key";
const PRODUCT_KEY_LIMIT: usize = 200;

/// The configuration of this deployment.
pub(crate) struct Config(KvStore);

/// Setup as it is stored. A new installation has none; these are its values.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct StoredSetup {
    /// Sealed under `CONFIG_SECRET`.
    product_key: Option<String>,
    product_key_last4: Option<String>,
    lead_mobile: String,
    contact_mobile: String,
    pub(crate) default_region: Region,
    pub(crate) callback_per_message: bool,
    pub(crate) test_mode: bool,
    /// Which callback key is current; the one before it is still live.
    callback_generation: u32,
    /// The address the admin's browser used, for sends that no request starts.
    pub(crate) origin: Option<String>,
}

impl Default for StoredSetup {
    fn default() -> StoredSetup {
        StoredSetup {
            product_key: None,
            product_key_last4: None,
            lead_mobile: "MobilePhone".to_owned(),
            contact_mobile: "MobilePhone".to_owned(),
            default_region: Region::SWITZERLAND,
            callback_per_message: true,
            test_mode: false,
            callback_generation: 1,
            origin: None,
        }
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

    /// The product key, if there is one and our secret opens it.
    pub(crate) fn product_key(&self, settings: &Settings) -> Result<Option<String>, Failure> {
        let Some(sealed) = &self.product_key else {
            return Ok(None);
        };
        Ok(crypto::open(settings.config_secret()?, PRODUCT_KEY, sealed))
    }
}

impl Config {
    pub(crate) fn open(env: &Env) -> Result<Config, Failure> {
        Ok(Config(env.kv(BINDING)?))
    }

    /// Whether KV answers.
    pub(crate) async fn answers(&self) -> bool {
        self.0.get(SETUP).text().await.is_ok()
    }

    pub(crate) async fn setup(&self) -> Result<StoredSetup, Failure> {
        Ok(self.0.get(SETUP).json().await?.unwrap_or_default())
    }

    /// The live callback keys, the current one first.
    pub(crate) async fn callback_keys(&self, settings: &Settings) -> Result<Vec<String>, Failure> {
        let current = self.setup().await?.callback_generation;
        let previous = current.checked_sub(1).filter(|generation| *generation > 0);
        let secret = settings.config_secret()?;
        Ok([Some(current), previous]
            .into_iter()
            .flatten()
            .map(|generation| callback_key(secret, generation))
            .collect())
    }

    /// Where the gateway reports to.
    pub(crate) fn callback_urls(
        setup: &StoredSetup,
        app: &App,
    ) -> Result<Option<CallbackUrls>, Failure> {
        let Some(origin) = app.origin.as_ref().or(setup.origin.as_ref()) else {
            return Ok(None);
        };
        let key = callback_key(app.settings.config_secret()?, setup.callback_generation);
        Ok(Some(CallbackUrls {
            delivery: format!("{origin}/callback/{key}/delivery"),
            inbound: format!("{origin}/callback/{key}/inbound"),
        }))
    }

    /// `GET /api/setup`. The callback URL and the key's last four are the admin's.
    pub(crate) async fn show_setup(&self, app: &App, role: Role) -> Result<Reply, Failure> {
        Reply::json(200, &shown(&self.setup().await?, app, role)?)
    }

    /// `PUT /api/setup`.
    pub(crate) async fn put_setup(&self, app: &App, input: SetupInput) -> Result<Reply, Failure> {
        let mut setup = self.setup().await?;
        if let Some(key) = &input.product_key {
            let key = key.trim();
            let graphic = key.bytes().all(|byte| byte.is_ascii_graphic());
            if key.is_empty() || key.len() > PRODUCT_KEY_LIMIT || !graphic {
                let why = "A product key is 1 to 200 visible characters without spaces.";
                return Err(Problem::field("productKey", why).over(200).into());
            }
            let sealed = crypto::seal(app.settings.config_secret()?, PRODUCT_KEY, key);
            setup.product_key =
                Some(sealed.ok_or_else(|| Failure::internal("the key was not sealed"))?);
            // Of a very short key, four characters would be most of it.
            let shown = if key.len() >= 12 {
                key.len() - 4
            } else {
                key.len()
            };
            setup.product_key_last4 = key.get(shown..).map(str::to_owned);
        }
        if let Some(field) = input.lead_mobile {
            setup.lead_mobile = phone_field("leadMobile", PersonObject::Lead, &field)?;
        }
        if let Some(field) = input.contact_mobile {
            setup.contact_mobile = phone_field("contactMobile", PersonObject::Contact, &field)?;
        }
        if let Some(region) = input.default_region {
            let region: Region = region
                .parse()
                .map_err(|why| Problem::field("defaultRegion", why))?;
            if !region.is_known() {
                let why = format!("No phone numbers are known for the region {region}.");
                return Err(Problem::field("defaultRegion", why).into());
            }
            setup.default_region = region;
        }
        setup.callback_per_message = input
            .callback_per_message
            .unwrap_or(setup.callback_per_message);
        setup.test_mode = input.test_mode.unwrap_or(setup.test_mode);
        setup.origin = app.origin.clone();
        self.put_raw(SETUP, &setup).await?;
        Reply::json(200, &shown(&setup, app, Role::Admin)?)
    }

    /// One item.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        prefix: &str,
        id: &ItemId,
    ) -> Result<Option<T>, Failure> {
        Ok(self.0.get(&[prefix, id.as_str()].concat()).json().await?)
    }

    /// Every item under a prefix.
    pub(crate) async fn list<T: DeserializeOwned>(&self, prefix: &str) -> Result<Vec<T>, Failure> {
        let mut names = Vec::new();
        let mut cursor = None;
        loop {
            let mut page = self.0.list().prefix(prefix.to_owned());
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
            let values = self.0.get_bulk(names).json::<T>().await?;
            items.extend(values.into_values().flatten());
        }
        Ok(items)
    }

    /// Writes one item.
    pub(crate) async fn put<T: Serialize>(
        &self,
        prefix: &str,
        id: &ItemId,
        item: &T,
    ) -> Result<(), Failure> {
        self.put_raw(&[prefix, id.as_str()].concat(), item).await
    }

    async fn put_raw<T: Serialize>(&self, key: &str, item: &T) -> Result<(), Failure> {
        Ok(self
            .0
            .put(key, serde_json::to_string(item)?)?
            .execute()
            .await?)
    }

    /// Removes one item.
    pub(crate) async fn delete(&self, prefix: &str, id: &ItemId) -> Result<(), Failure> {
        Ok(self.0.delete(&[prefix, id.as_str()].concat()).await?)
    }
}

fn shown(setup: &StoredSetup, app: &App, role: Role) -> Result<Setup, Failure> {
    let admin = role == Role::Admin;
    Ok(Setup {
        product_key_set: setup.product_key.is_some(),
        product_key_last4: setup.product_key_last4.clone().filter(|_| admin),
        lead_mobile: setup.lead_mobile.clone(),
        contact_mobile: setup.contact_mobile.clone(),
        default_region: setup.default_region.to_string(),
        callback_per_message: setup.callback_per_message,
        test_mode: setup.test_mode,
        callback: if admin {
            Config::callback_urls(setup, app)?
        } else {
            None
        },
        previous_callback_until: None,
    })
}

/// Unguessable, and the same for as long as the secret and the generation are.
fn callback_key(secret: &str, generation: u32) -> String {
    let mut key = crypto::hex(&crypto::derive(
        secret,
        &format!("callback-key/{generation}"),
    ));
    // 128 bits.
    key.truncate(32);
    key
}

fn phone_field(name: &str, object: PersonObject, wanted: &str) -> Result<String, Failure> {
    let known = MergeField::phones(object).map(MergeField::name);
    match known
        .clone()
        .find(|field| field.eq_ignore_ascii_case(wanted.trim()))
    {
        Some(field) => Ok(field.to_owned()),
        None => {
            let choices: Vec<&str> = known.collect();
            let why = format!("Choose one of the phone fields: {}.", choices.join(", "));
            Err(Problem::field(name, why).into())
        }
    }
}
