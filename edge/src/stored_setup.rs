//! Setup as it is stored: the product key sealed, the callback keys derived from our secret and a
//! number that rotating counts up.

use mitto_core::api::{
    CallbackUrls, Code, FromJson, Members, Mismatch, PortableSetup, Problem, SetupInput, Spending,
    pace, record_field, retention,
};
use mitto_core::gateway::{About, Account, GATEWAYS, Gateway, find, usable_key};
use mitto_core::mobile::Region;
use mitto_core::opt_out::DEFAULT_OPT_IN;
use mitto_core::schedule::{Quiet, looks_like_zone};
use mitto_core::template::{MergeField, PersonObject};
use mitto_core::time::to_rfc3339;
use serde::Serialize;
use serde_json::Value;

use crate::border::{ahead, now};
use crate::crypto;
use crate::error::Failure;
use crate::gateway::Line;
use crate::router::App;
use crate::settings::Settings;

const PRODUCT_KEY: &str = "product-key";
const CALLBACK_KEY: &str = "callback-key/";

/// A key shorter than this is not shown in part: four characters would be most of it.
const SHOWABLE: usize = 12;

/// Setup as it is stored. A new installation has none; these are its values.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredSetup {
    /// The gateway that is sent with, by its name. The next four are of the account there.
    pub(crate) gateway: String,
    pub(crate) account: String,
    pub(crate) service: String,
    /// Sealed under `CONFIG_SECRET`.
    product_key: Option<String>,
    pub(crate) product_key_last4: Option<String>,
    /// The accounts at the gateways that are not sent with: what was sent before is still reported on.
    others: Vec<Other>,
    pub(crate) lead_mobile: String,
    pub(crate) contact_mobile: String,
    pub(crate) default_region: Region,
    pub(crate) callback_per_message: bool,
    pub(crate) test_mode: bool,
    pub(crate) opt_in_keywords: Vec<String>,
    pub(crate) opt_out_confirmation: String,
    pub(crate) help_answer: String,
    pub(crate) retention_days: Option<u32>,
    pub(crate) messages_per_second: Option<u32>,
    pub(crate) bulk: bool,
    pub(crate) spending: Spending,
    pub(crate) time_zone: String,
    pub(crate) quiet_from: String,
    pub(crate) quiet_until: String,
    pub(crate) lead_time_zone: String,
    pub(crate) contact_time_zone: String,
    /// Which callback key is current.
    pub(crate) callback_generation: u32,
    /// Until when the one before it is taken as well.
    pub(crate) previous_callback_until: Option<i64>,
    /// The address the admin's browser used, for sends that no request starts.
    pub(crate) origin: Option<String>,
}

/// An account at a gateway that is not sent with.
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Other {
    gateway: String,
    account: String,
    service: String,
    product_key: Option<String>,
    product_key_last4: Option<String>,
}

mitto_core::json_object!(Other among {
    gateway: "gateway",
    account: "account",
    service: "service",
    product_key: "productKey",
    product_key_last4: "productKeyLast4",
});

/// A callback key that is taken, and whose callbacks come under it.
pub(crate) struct CallbackKey {
    pub(crate) key: String,
    pub(crate) gateway: &'static dyn Gateway,
    /// What the gateway signs with, if it does.
    pub(crate) secret: String,
}

impl Default for StoredSetup {
    fn default() -> StoredSetup {
        StoredSetup {
            gateway: About::find("").name.to_owned(),
            account: String::new(),
            service: String::new(),
            product_key: None,
            product_key_last4: None,
            others: Vec::new(),
            lead_mobile: "MobilePhone".to_owned(),
            contact_mobile: "MobilePhone".to_owned(),
            default_region: Region::SWITZERLAND,
            callback_per_message: true,
            test_mode: false,
            opt_in_keywords: DEFAULT_OPT_IN.map(str::to_owned).into(),
            opt_out_confirmation: String::new(),
            help_answer: String::new(),
            retention_days: None,
            messages_per_second: None,
            bulk: false,
            spending: Spending::default(),
            time_zone: "UTC".to_owned(),
            quiet_from: String::new(),
            quiet_until: String::new(),
            lead_time_zone: String::new(),
            contact_time_zone: String::new(),
            callback_generation: 1,
            previous_callback_until: None,
            origin: None,
        }
    }
}

impl FromJson for StoredSetup {
    /// What an older version of the Worker has not stored is as in a new installation.
    fn from_json(value: Value) -> Result<StoredSetup, Mismatch> {
        let usual = StoredSetup::default();
        let mut members = Members::of(value)?;
        let read = || {
            Some(StoredSetup {
                gateway: members.get_or("gateway", usual.gateway)?,
                account: members.get_or("account", usual.account)?,
                service: members.get_or("service", usual.service)?,
                others: members.get_or("others", usual.others)?,
                product_key: members.get("productKey")?,
                product_key_last4: members.get("productKeyLast4")?,
                lead_mobile: members.get_or("leadMobile", usual.lead_mobile)?,
                contact_mobile: members.get_or("contactMobile", usual.contact_mobile)?,
                default_region: members.get_or("defaultRegion", usual.default_region)?,
                callback_per_message: members
                    .get_or("callbackPerMessage", usual.callback_per_message)?,
                test_mode: members.get_or("testMode", usual.test_mode)?,
                opt_in_keywords: members.get_or("optInKeywords", usual.opt_in_keywords)?,
                opt_out_confirmation: members
                    .get_or("optOutConfirmation", usual.opt_out_confirmation)?,
                help_answer: members.get_or("helpAnswer", usual.help_answer)?,
                retention_days: members.get("retentionDays")?,
                messages_per_second: members.get("messagesPerSecond")?,
                bulk: members.get_or("bulk", usual.bulk)?,
                spending: members.get_or("spending", usual.spending)?,
                time_zone: members.get_or("timeZone", usual.time_zone)?,
                quiet_from: members.get_or("quietFrom", usual.quiet_from)?,
                quiet_until: members.get_or("quietUntil", usual.quiet_until)?,
                lead_time_zone: members.get_or("leadTimeZone", usual.lead_time_zone)?,
                contact_time_zone: members.get_or("contactTimeZone", usual.contact_time_zone)?,
                callback_generation: members
                    .get_or("callbackGeneration", usual.callback_generation)?,
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

    /// What is known of the gateway that is sent with.
    pub(crate) fn about(&self) -> &'static About {
        About::find(&self.gateway)
    }

    /// The product key, if there is one and our secret opens it.
    pub(crate) fn product_key(&self, settings: &Settings) -> Result<Option<String>, Failure> {
        opened(settings, &self.gateway, self.product_key.as_deref())
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

    /// What is said where there is none.
    pub(crate) fn not_set_up(&self) -> Problem {
        let why = ["An admin must enter the ", self.about().key, "."].concat();
        Problem::new(Code::NotSetUp).because(why)
    }

    /// The secret of a gateway, be it sent with or not.
    fn secret_of(&self, settings: &Settings, name: &str) -> Result<Option<String>, Failure> {
        let sealed = match name == self.gateway {
            true => &self.product_key,
            false => match self.others.iter().find(|other| other.gateway == name) {
                Some(other) => &other.product_key,
                None => &None,
            },
        };
        opened(settings, name, sealed.as_deref())
    }

    /// Sends with another gateway from now on. What is known of the account at each is kept.
    fn choose(&mut self, name: &str) -> Result<(), Problem> {
        if find(name).is_none() {
            let names: Vec<&str> = GATEWAYS.iter().map(|it| it.about().name).collect();
            let why = ["Choose one of: ", &names.join(", "), "."].concat();
            return Err(Problem::field("gateway", why));
        }
        if name == self.gateway {
            return Ok(());
        }
        let place = self.others.iter().position(|other| other.gateway == name);
        let next = place
            .map(|place| self.others.remove(place))
            .unwrap_or_default();
        self.others.push(Other {
            gateway: core::mem::replace(&mut self.gateway, name.to_owned()),
            account: core::mem::replace(&mut self.account, next.account),
            service: core::mem::replace(&mut self.service, next.service),
            product_key: core::mem::replace(&mut self.product_key, next.product_key),
            product_key_last4: core::mem::replace(
                &mut self.product_key_last4,
                next.product_key_last4,
            ),
        });
        Ok(())
    }

    /// Changes the gateway and the account there, as far as the input names them.
    fn apply_gateway(&mut self, settings: &Settings, input: &SetupInput) -> Result<(), Failure> {
        if let Some(name) = &input.gateway {
            self.choose(name)?;
        }
        let about = self.about();
        if let Some(account) = &input.account {
            account.trim().clone_into(&mut self.account);
        }
        if let Some(service) = &input.service {
            service.trim().clone_into(&mut self.service);
        }
        about.admit(&self.account, &self.service)?;
        match &input.product_key {
            Some(key) => self.set_product_key(settings, key.trim()),
            None => Ok(()),
        }
    }

    /// Until when the callback key before the current one is taken.
    pub(crate) fn previous_until(&self, now: i64) -> Option<i64> {
        self.previous_callback_until.filter(|until| *until > now)
    }

    /// The callback keys that are taken, the current one of a gateway before the one before. A gateway that signs and has
    /// never been sent with has none: anybody could sign for it.
    pub(crate) fn callback_keys(
        &self,
        settings: &Settings,
        now: i64,
    ) -> Result<Vec<CallbackKey>, Failure> {
        let mut keys = Vec::new();
        for gateway in GATEWAYS.iter().copied() {
            let name = gateway.about().name;
            let secret = self.secret_of(settings, name)?;
            if secret.is_none() && name != About::find("").name {
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

    /// What moves to another deployment.
    pub(crate) fn portable(&self) -> PortableSetup {
        PortableSetup {
            gateway: Some(self.gateway.clone()),
            account: Some(self.account.clone()),
            service: Some(self.service.clone()),
            lead_mobile: self.lead_mobile.clone(),
            contact_mobile: self.contact_mobile.clone(),
            default_region: self.default_region.to_string(),
            callback_per_message: self.callback_per_message,
            test_mode: self.test_mode,
            opt_in_keywords: Some(self.opt_in_keywords.clone()),
            opt_out_confirmation: Some(self.opt_out_confirmation.clone()),
            help_answer: Some(self.help_answer.clone()),
            retention_days: Some(self.retention_days),
            messages_per_second: Some(self.messages_per_second),
            bulk: Some(self.bulk),
            campaign_message_limit: Some(self.spending.campaign_message_limit),
            user_day_message_limit: Some(self.spending.user_day_message_limit),
            day_message_limit: Some(self.spending.day_message_limit),
            destinations: Some(self.spending.destinations.codes().to_vec()),
            cool_down_hours: Some(self.spending.cool_down_hours),
            confirm_recipients: Some(self.spending.confirm_recipients),
            time_zone: Some(self.time_zone.clone()),
            quiet_from: Some(self.quiet_from.clone()),
            quiet_until: Some(self.quiet_until.clone()),
            lead_time_zone: Some(self.lead_time_zone.clone()),
            contact_time_zone: Some(self.contact_time_zone.clone()),
        }
    }

    /// What the change log says of it: all that can change, and no secret.
    pub(crate) fn logged(&self) -> Result<String, Failure> {
        let key = self.product_key.as_ref().map(|_| {
            let shown = self.product_key_last4.as_deref().unwrap_or_default();
            ["\u{2026}", shown].concat()
        });
        Ok(serde_json::to_string(&Logged {
            gateway: &self.gateway,
            account: &self.account,
            service: &self.service,
            product_key: key,
            lead_mobile: &self.lead_mobile,
            contact_mobile: &self.contact_mobile,
            default_region: self.default_region.as_str(),
            callback_per_message: self.callback_per_message,
            test_mode: self.test_mode,
            opt_in_keywords: self.opt_in_keywords.join(", "),
            opt_out_confirmation: &self.opt_out_confirmation,
            help_answer: &self.help_answer,
            retention_days: self.retention_days,
            messages_per_second: self.messages_per_second,
            bulk: self.bulk,
            campaign_message_limit: self.spending.campaign_message_limit,
            user_day_message_limit: self.spending.user_day_message_limit,
            day_message_limit: self.spending.day_message_limit,
            destinations: self.spending.destinations.codes().join(", "),
            cool_down_hours: self.spending.cool_down_hours,
            confirm_recipients: self.spending.confirm_recipients,
            time_zone: &self.time_zone,
            quiet_from: &self.quiet_from,
            quiet_until: &self.quiet_until,
            lead_time_zone: &self.lead_time_zone,
            contact_time_zone: &self.contact_time_zone,
            callback_key: self.callback_generation,
            previous_callback_until: self.previous_callback_until.map(to_rfc3339),
            address: self.origin.as_deref(),
        })?)
    }

    /// Changes what the input names.
    ///
    /// # Errors
    /// `invalid-field`, for the first field that cannot be.
    pub(crate) fn apply(&mut self, settings: &Settings, input: &SetupInput) -> Result<(), Failure> {
        self.apply_gateway(settings, input)?;
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
        if let Some(keywords) = input.opt_in()? {
            self.opt_in_keywords = keywords;
        }
        if let Some(text) = input.confirmation()? {
            text.clone_into(&mut self.opt_out_confirmation);
        }
        if let Some(text) = input.help()? {
            text.clone_into(&mut self.help_answer);
        }
        if let Some(days) = input.retention_days {
            let days = days.map(|days| retention("retentionDays", days));
            self.retention_days = days.transpose()?;
        }
        if let Some(messages) = input.messages_per_second {
            self.messages_per_second = messages.map(pace).transpose()?;
        }
        self.bulk = input.bulk.unwrap_or(self.bulk);
        self.spending.apply(input)?;
        self.apply_times(input)
    }

    fn apply_times(&mut self, input: &SetupInput) -> Result<(), Failure> {
        if let Some(zone) = &input.time_zone {
            let zone = zone.trim();
            if !looks_like_zone(zone) || ahead(zone, now()).is_none() {
                let why = "There is no such time zone. Give an IANA name, as in Europe/Zurich.";
                return Err(Problem::field("timeZone", why).into());
            }
            zone.clone_into(&mut self.time_zone);
        }
        if let Some(from) = &input.quiet_from {
            from.trim().clone_into(&mut self.quiet_from);
        }
        if let Some(until) = &input.quiet_until {
            until.trim().clone_into(&mut self.quiet_until);
        }
        Quiet::read(&self.quiet_from, &self.quiet_until)
            .map_err(|why| Problem::field(why.field(), why))?;
        if let Some(field) = &input.lead_time_zone {
            self.lead_time_zone = record_field("leadTimeZone", field)?;
        }
        if let Some(field) = &input.contact_time_zone {
            self.contact_time_zone = record_field("contactTimeZone", field)?;
        }
        Ok(())
    }

    fn set_product_key(&mut self, settings: &Settings, key: &str) -> Result<(), Failure> {
        if !usable_key(key) {
            return Err(Problem::field("productKey", self.about().key_rule())
                .over(200)
                .into());
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
        self.product_key = Some(sealed.ok_or_else(|| Failure::internal("the key was not sealed"))?);
        let from = key.len().saturating_sub(4);
        let shown = key.get(from..).filter(|_| key.len() >= SHOWABLE);
        self.product_key_last4 = Some(shown.unwrap_or_default().to_owned());
        Ok(())
    }
}

/// Setup in the change log.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logged<'a> {
    gateway: &'a str,
    account: &'a str,
    service: &'a str,
    product_key: Option<String>,
    lead_mobile: &'a str,
    contact_mobile: &'a str,
    default_region: &'a str,
    callback_per_message: bool,
    test_mode: bool,
    opt_in_keywords: String,
    opt_out_confirmation: &'a str,
    help_answer: &'a str,
    retention_days: Option<u32>,
    messages_per_second: Option<u32>,
    bulk: bool,
    campaign_message_limit: Option<u32>,
    user_day_message_limit: Option<u32>,
    day_message_limit: Option<u32>,
    destinations: String,
    cool_down_hours: u32,
    confirm_recipients: u32,
    time_zone: &'a str,
    quiet_from: &'a str,
    quiet_until: &'a str,
    lead_time_zone: &'a str,
    contact_time_zone: &'a str,
    callback_key: u32,
    previous_callback_until: Option<String>,
    address: Option<&'a str>,
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
