//! Setup: what an admin enters once. The product key is sealed, and the callback's URL holds a key
//! that is derived from our secret and a number that rotating it counts up.

use mitto_core::api::{
    Action, CallbackKeyInput, CallbackUrls, Claims, Code, ItemKind, PortableSetup, Problem, Role,
    Setup, SetupInput,
};
use mitto_core::mobile::Region;
use mitto_core::template::{MergeField, PersonObject};
use mitto_core::time::to_rfc3339;
use serde::{Deserialize, Serialize};
use worker::Request;

use crate::crypto;
use crate::editing::{self, Edit, Item, State};
use crate::error::Failure;
use crate::etag::{self, IfMatch};
use crate::router::{App, Reply, json, now};
use crate::settings::Settings;

/// Its one id.
pub(crate) const ID: &str = "setup";

/// What is read to change it.
pub(crate) const KINDS: &str = "[\"setup\"]";

const PRODUCT_KEY: &str = "product-key";
const PRODUCT_KEY_LIMIT: usize = 200;

/// A key shorter than this is not shown in part: four characters would be most of it.
const SHOWABLE: usize = 12;

const HOUR_MS: i64 = 3_600_000;

/// Setup as it is stored. A new installation has none; these are its values.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
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
    /// Which callback key is current.
    callback_generation: u32,
    /// Until when the one before it is taken as well.
    previous_callback_until: Option<i64>,
    /// The address the admin's browser used, for sends that no request starts.
    origin: Option<String>,
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
            previous_callback_until: None,
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

    /// Until when the callback key before the current one is taken.
    fn previous_until(&self, now: i64) -> Option<i64> {
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

    /// What moves to another deployment.
    pub(crate) fn portable(&self) -> PortableSetup {
        PortableSetup {
            lead_mobile: self.lead_mobile.clone(),
            contact_mobile: self.contact_mobile.clone(),
            default_region: self.default_region.to_string(),
            callback_per_message: self.callback_per_message,
            test_mode: self.test_mode,
        }
    }

    /// What the change log says of it: all that can change, and no secret.
    fn logged(&self) -> String {
        let key = self.product_key.as_ref().map(|_| {
            let shown = self.product_key_last4.as_deref().unwrap_or_default();
            ["\u{2026}", shown].concat()
        });
        serde_json::json!({
            "productKey": key,
            "leadMobile": self.lead_mobile,
            "contactMobile": self.contact_mobile,
            "defaultRegion": self.default_region.as_str(),
            "callbackPerMessage": self.callback_per_message,
            "testMode": self.test_mode,
            "callbackKey": self.callback_generation,
            "previousCallbackUntil": self.previous_callback_until.map(to_rfc3339),
            "address": self.origin,
        })
        .to_string()
    }

    /// Changes what the input names.
    ///
    /// # Errors
    /// `invalid-field`, for the first field that cannot be.
    pub(crate) fn apply(&mut self, settings: &Settings, input: &SetupInput) -> Result<(), Failure> {
        if let Some(key) = &input.product_key {
            self.set_product_key(settings, key.trim())?;
        }
        if let Some(field) = &input.lead_mobile {
            self.lead_mobile = phone_field("leadMobile", PersonObject::Lead, field)?;
        }
        if let Some(field) = &input.contact_mobile {
            self.contact_mobile = phone_field("contactMobile", PersonObject::Contact, field)?;
        }
        if let Some(region) = &input.default_region {
            self.default_region = known_region(region)?;
        }
        self.callback_per_message = input
            .callback_per_message
            .unwrap_or(self.callback_per_message);
        self.test_mode = input.test_mode.unwrap_or(self.test_mode);
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

/// Setup among what a change is made from.
pub(crate) fn stored(items: &[Item]) -> Result<StoredSetup, Failure> {
    let item = items.iter().find(|item| item.kind == ItemKind::Setup);
    let stored = item.map(|item| serde_json::from_str(&item.value));
    Ok(stored.transpose()?.unwrap_or_default())
}

/// The edit from one to the other; none where they are the same.
pub(crate) fn change(
    before: &StoredSetup,
    after: &StoredSetup,
    action: Action,
) -> Result<Option<Edit>, Failure> {
    if before == after {
        return Ok(None);
    }
    Ok(Some(Edit {
        kind: ItemKind::Setup,
        id: ID.to_owned(),
        name: "Setup".to_owned(),
        action,
        unique: None,
        value: Some(serde_json::to_string(after)?),
        before: Some(before.logged()),
        after: Some(after.logged()),
    }))
}

/// `GET /api/setup`. The callback URL and the key's last four are the admin's, who is also shown
/// what is stored this moment: what is edited must not be a minute old.
pub(crate) async fn show(app: &App, claims: &Claims) -> Result<Reply, Failure> {
    let setup = match claims.role {
        Role::Admin => stored(&editing::items(&app.db, KINDS).await?)?,
        Role::User => app.config.setup().await?,
    };
    answer(&setup, app, claims.role)
}

fn answer(setup: &StoredSetup, app: &App, role: Role) -> Result<Reply, Failure> {
    let reply = Reply::json(200, &shown(setup, app, role)?)?;
    Ok(reply.with("etag", tag(setup)?))
}

fn tag(setup: &StoredSetup) -> Result<String, Failure> {
    Ok(etag::of(&serde_json::to_vec(setup)?))
}

fn shown(setup: &StoredSetup, app: &App, role: Role) -> Result<Setup, Failure> {
    let admin = role == Role::Admin;
    let until = setup.previous_until(now()).filter(|_| admin);
    Ok(Setup {
        product_key_set: setup.product_key(&app.settings)?.is_some(),
        product_key_last4: setup.product_key_last4.clone().filter(|_| admin),
        lead_mobile: setup.lead_mobile.clone(),
        contact_mobile: setup.contact_mobile.clone(),
        default_region: setup.default_region.to_string(),
        callback_per_message: setup.callback_per_message,
        test_mode: setup.test_mode,
        callback: match admin {
            true => setup.callback_urls(app)?,
            false => None,
        },
        previous_callback_until: until.map(to_rfc3339),
    })
}

/// `PUT /api/setup`. What the input names is changed in whatever is there at that moment, so two
/// admins who change different fields both get their way.
pub(crate) async fn put(
    app: &App,
    claims: &Claims,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let version = IfMatch::of(request)?;
    let input: SetupInput = json(request).await?;
    editing::edit(app, &claims.sub, KINDS, &mut |state| {
        let before = current(app, state, &version)?;
        let mut after = before.clone();
        after.apply(&app.settings, &input)?;
        after.origin.clone_from(&app.origin);
        let edit = change(&before, &after, Action::Changed)?;
        Ok((
            edit.into_iter().collect(),
            answer(&after, app, Role::Admin)?,
        ))
    })
    .await
}

/// `POST /api/setup/callback-key`: a new key in the callback's URLs; the one before it lives on for
/// as long as the gateway needs to be told.
pub(crate) async fn rotate(
    app: &App,
    claims: &Claims,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let version = IfMatch::of(request)?;
    let input: CallbackKeyInput = json(request).await?;
    if input.overlap_hours > CallbackKeyInput::OVERLAP_LIMIT_HOURS {
        let why = "The key before it may live for 720 hours at most.";
        let problem = Problem::field("overlapHours", why);
        return Err(problem.over(CallbackKeyInput::OVERLAP_LIMIT_HOURS).into());
    }
    let mut first = None;
    editing::edit(app, &claims.sub, KINDS, &mut |state| {
        let before = current(app, state, &version)?;
        // Two admins at once must not rotate twice: the key that the gateway has would be dead.
        if *first.get_or_insert(before.callback_generation) != before.callback_generation {
            return Err(stale(app, &before)?);
        }
        let mut after = before.clone();
        after.callback_generation = before.callback_generation.saturating_add(1);
        let overlap = i64::from(input.overlap_hours) * HOUR_MS;
        after.previous_callback_until = (overlap > 0).then(|| now() + overlap);
        let edit = change(&before, &after, Action::Rotated)?;
        Ok((
            edit.into_iter().collect(),
            answer(&after, app, Role::Admin)?,
        ))
    })
    .await
}

/// Setup as it is, provided it is the version that the request is about.
fn current(app: &App, state: &State, version: &IfMatch) -> Result<StoredSetup, Failure> {
    let setup = stored(&state.items)?;
    match version.holds(&tag(&setup)?) {
        true => Ok(setup),
        false => Err(stale(app, &setup)?),
    }
}

fn stale(app: &App, setup: &StoredSetup) -> Result<Failure, Failure> {
    let mut problem = Problem::new(Code::StaleEdit);
    problem.current = Some(serde_json::to_value(shown(setup, app, Role::Admin)?)?);
    problem.current_etag = Some(tag(setup)?);
    Ok(problem.into())
}

/// Unguessable, and the same for as long as the secret and the generation are.
fn callback_key(secret: &str, generation: u32) -> String {
    let purpose = ["callback-key/", &generation.to_string()].concat();
    let mut key = crypto::hex(&crypto::derive(secret, &purpose));
    // 128 bits.
    key.truncate(32);
    key
}

fn known_region(text: &str) -> Result<Region, Problem> {
    let region: Region = text
        .parse()
        .map_err(|why| Problem::field("defaultRegion", why))?;
    match region.is_known() {
        true => Ok(region),
        false => {
            let why = [
                "No phone numbers are known for the region ",
                region.as_str(),
                ".",
            ];
            Err(Problem::field("defaultRegion", why.concat()))
        }
    }
}

fn phone_field(name: &str, object: PersonObject, wanted: &str) -> Result<String, Problem> {
    let mut known = MergeField::phones(object).map(MergeField::name);
    let choices: Vec<&str> = known.clone().collect();
    match known.find(|field| field.eq_ignore_ascii_case(wanted.trim())) {
        Some(field) => Ok(field.to_owned()),
        None => {
            let why = ["Choose one of the phone fields: ", &choices.join(", "), "."];
            Err(Problem::field(name, why.concat()))
        }
    }
}
