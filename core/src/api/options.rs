//! The options of Setup: what an admin chooses, each with what it is in a new installation and with its limits. All that
//! shows, stores, changes, moves or logs them goes over the list that stands here once.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::embed::Origin;
use super::json::{FromJson, Members, Mismatch};
use super::problem::Problem;
use crate::campaign::{Destinations, Limits};
use crate::gateway::{About, chosen};
use crate::mobile::Region;
use crate::opt_out::{DEFAULT_OPT_IN, Keyword, KeywordError};
use crate::schedule::{Quiet, looks_like_zone};
use crate::template::{MergeField, PersonObject};

/// The options: a field, its name in JSON, its type, and its value in a new installation.
macro_rules! options {
    ($($(#[$doc:meta])* $field:ident $name:literal: $type:ty = $usual:expr;)+) => {
        /// What an admin chooses in Setup.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase", default)]
        pub struct Options {
            $($(#[$doc])* pub $field: $type,)+
        }

        impl Default for Options {
            fn default() -> Options {
                Options { $($field: $usual,)+ }
            }
        }

        impl Options {
            /// Their names in JSON.
            pub const NAMES: &[&str] = &[$($name),+];

            /// Takes them out of an object; what is not there is as in a new installation. `None` where one is not
            /// right: the end of the reading tells which.
            pub fn read(members: &mut Members) -> Option<Options> {
                $(let $field = members.get_or($name, $usual);)+
                // All at once: a way out behind each would be longer than the reading.
                match ($($field,)+) {
                    ($(Some($field),)+) => Some(Options { $($field),+ }),
                    _ => None,
                }
            }
        }
    };
}

options! {
    /// The gateway that SMS are sent with ([`About::name`]). What is known of the account at each is kept.
    gateway "gateway": String = About::find("").name.to_owned();
    /// The public id of the account there; blank where the gateway has none.
    account "account": String = String::new();
    /// The service within that account; blank for none.
    service "service": String = String::new();
    /// The lead field that holds the mobile number.
    lead_mobile "leadMobile": String = "MobilePhone".to_owned();
    /// The contact field that holds the mobile number.
    contact_mobile "contactMobile": String = "MobilePhone".to_owned();
    /// ISO 3166 region of numbers without a country code and records without a country.
    default_region "defaultRegion": Region = Region::SWITZERLAND;
    /// Whether each message names our delivery URL, instead of the one registered at the gateway.
    callback_per_message "callbackPerMessage": bool = true;
    /// Whether messages are sent in the gateway's test mode: accepted, never delivered or charged.
    test_mode "testMode": bool = false;
    /// What a reply must be to take an opt-out back.
    opt_in_keywords "optInKeywords": Vec<String> = DEFAULT_OPT_IN.map(str::to_owned).into();
    /// The text that confirms an opt-out; blank: none.
    opt_out_confirmation "optOutConfirmation": String = String::new();
    /// The answer to HELP and INFO; blank: none.
    help_answer "helpAnswer": String = String::new();
    /// After how many days an SMS loses its text and number; none: never.
    retention_days "retentionDays": Option<u32> = None;
    /// How many messages (segments) of campaigns are sent a second at most; none: as fast as it goes.
    messages_per_second "messagesPerSecond": Option<u32> = None;
    /// Whether recipients of a campaign who get the same text are submitted together.
    bulk "bulk": bool = false;
    /// Most messages of one send to a campaign; none: as many as one likes.
    campaign_message_limit "campaignMessageLimit": Option<u32> = None;
    /// Most messages of one user in a day (UTC); none: as many as one likes.
    user_day_message_limit "userDayMessageLimit": Option<u32> = None;
    /// Most messages of all together in a day (UTC); none: as many as one likes.
    day_message_limit "dayMessageLimit": Option<u32> = None;
    /// Calling codes of the numbers that may be texted; all, where none is listed.
    destinations "destinations": Destinations = Destinations::default();
    /// For how many hours after an SMS a number gets none of a campaign; 0: for none.
    cool_down_hours "coolDownHours": u32 = 0;
    /// To send to more recipients than these, their number is typed.
    confirm_recipients "confirmRecipients": u32 = 1_000;
    /// The organisation's time zone, an IANA name.
    time_zone "timeZone": String = "UTC".to_owned();
    /// From when on nobody is texted by a campaign, on the recipient's clock, `HH:MM`; blank: at no time.
    quiet_from "quietFrom": String = String::new();
    /// Until when.
    quiet_until "quietUntil": String = String::new();
    /// The lead field that holds the person's time zone; blank: none does.
    lead_time_zone "leadTimeZone": String = String::new();
    /// The contact field that does.
    contact_time_zone "contactTimeZone": String = String::new();
    /// Origins of the pages that may embed the elements and call the API, beside those that the deployment names.
    allowed_origins "allowedOrigins": Vec<Origin> = Vec::new();
}

impl FromJson for Options {
    fn from_json(value: Value) -> Result<Options, Mismatch> {
        let mut members = Members::of(value)?;
        let read = Options::read(&mut members);
        members.end(Some(Options::NAMES))?;
        read.ok_or_else(|| Mismatch::needed("an object"))
    }
}

impl Options {
    /// Most opt-in keywords.
    pub const OPT_IN_LIMIT: u32 = 20;
    /// Most characters of a text that is sent by itself.
    pub const ANSWER_LIMIT: u32 = 640;
    /// Most days of retention: ten years.
    pub const RETENTION_LIMIT: u32 = 3_650;
    /// Most messages a second that can be set.
    pub const PACE_LIMIT: u32 = 1_000;
    /// Longest cool-down, hours: 30 days.
    pub const COOL_DOWN_LIMIT_HOURS: u32 = 720;
    /// Most allowed origins: all of them stand in a header of each framed page.
    pub const ORIGINS_LIMIT: u32 = 50;

    /// The same options, put right: trimmed, in the writing of their own names, each only once; provided all are
    /// within their limits. Whether there is such a time zone only the platform can tell.
    ///
    /// # Errors
    /// `invalid-field`, for the first that is not.
    pub fn checked(mut self) -> Result<Options, Problem> {
        chosen(&self.gateway)?;
        trim(&mut self.account);
        trim(&mut self.service);
        About::find(&self.gateway).admit(&self.account, &self.service)?;
        self.lead_mobile = phone_field("leadMobile", PersonObject::Lead, &self.lead_mobile)?;
        self.contact_mobile =
            phone_field("contactMobile", PersonObject::Contact, &self.contact_mobile)?;
        #[cfg(feature = "phone-metadata")]
        known_region(self.default_region)?;
        self.opt_in_keywords = opt_in(&self.opt_in_keywords)?;
        trim(&mut self.opt_out_confirmation);
        answer("optOutConfirmation", &self.opt_out_confirmation)?;
        trim(&mut self.help_answer);
        answer("helpAnswer", &self.help_answer)?;
        if let Some(days) = self.retention_days {
            retention("retentionDays", days)?;
        }
        if let Some(messages) = self.messages_per_second {
            pace(messages)?;
        }
        self.destinations = Destinations::of(self.destinations.codes().iter().map(String::as_str))?;
        if self.cool_down_hours > Options::COOL_DOWN_LIMIT_HOURS {
            let why = "Give 0 to 720 hours; 0 is no cool-down.";
            let problem = Problem::field("coolDownHours", why);
            return Err(problem.over(Options::COOL_DOWN_LIMIT_HOURS));
        }
        trim(&mut self.time_zone);
        if !looks_like_zone(&self.time_zone) {
            return Err(no_zone());
        }
        trim(&mut self.quiet_from);
        trim(&mut self.quiet_until);
        Quiet::read(&self.quiet_from, &self.quiet_until)
            .map_err(|why| Problem::field(why.field(), why))?;
        self.lead_time_zone = record_field("leadTimeZone", &self.lead_time_zone)?;
        self.contact_time_zone = record_field("contactTimeZone", &self.contact_time_zone)?;
        if self.allowed_origins.len() > Options::ORIGINS_LIMIT as usize {
            let problem = Problem::field("allowedOrigins", "At most 50 origins.");
            return Err(problem.over(Options::ORIGINS_LIMIT));
        }
        Ok(self)
    }

    /// How many messages may be sent.
    pub const fn limits(&self) -> Limits {
        Limits {
            campaign: self.campaign_message_limit,
            user: self.user_day_message_limit,
            day: self.day_message_limit,
        }
    }
}

/// `PUT /api/setup`: what is left out stays as it is; `null` takes a limit away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SetupInput {
    /// A new product key.
    #[serde(rename = "productKey", skip_serializing_if = "Option::is_none")]
    pub product_key: Option<String>,
    /// Options by their names ([`Options::NAMES`]), not looked into yet.
    #[serde(flatten)]
    pub changes: Map<String, Value>,
}

/// A secret among the options.
const PRODUCT_KEY: &str = "productKey";

impl FromJson for SetupInput {
    fn from_json(value: Value) -> Result<SetupInput, Mismatch> {
        let mut input = SetupInput::default();
        let Value::Object(members) = value else {
            return Err(Mismatch::needed("an object"));
        };
        for (name, value) in members {
            if name == PRODUCT_KEY {
                let read = FromJson::from_json(value);
                input.product_key = read.map_err(|why| why.under(PRODUCT_KEY))?;
            } else if Options::NAMES.contains(&name.as_str()) {
                input.changes.insert(name, value);
            } else {
                return Err(Mismatch::unknown(&name, Options::NAMES));
            }
        }
        Ok(input)
    }
}

impl SetupInput {
    /// What the options are after this. `before`: the object that they are now.
    ///
    /// # Errors
    /// `invalid-field`, for the first that cannot be.
    pub fn applied(&self, before: Value) -> Result<Options, Problem> {
        let Value::Object(mut members) = before else {
            return Err(Mismatch::needed("an object").into());
        };
        for (name, value) in &self.changes {
            members.insert(name.clone(), value.clone());
        }
        Options::from_json(Value::Object(members))?.checked()
    }
}

/// What is said of a time zone that the platform does not know either.
pub fn no_zone() -> Problem {
    let why = "There is no such time zone. Give an IANA name, as in Europe/Zurich.";
    Problem::field("timeZone", why)
}

/// The opt-in keywords, each once.
fn opt_in(words: &[String]) -> Result<Vec<String>, Problem> {
    const FIELD: &str = "optInKeywords";
    if words.len() > Options::OPT_IN_LIMIT as usize {
        let why = "At most 20 keywords can take an opt-out back.";
        return Err(Problem::field(FIELD, why).over(Options::OPT_IN_LIMIT));
    }
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        let keyword: Keyword = word.parse().map_err(|why: KeywordError| {
            let mut problem = Problem::field(FIELD, why);
            problem.limit = why.limit();
            problem
        })?;
        if !kept.iter().any(|one| keyword.is_same_as(one)) {
            kept.push(keyword.as_str().to_owned());
        }
    }
    Ok(kept)
}

fn answer(field: &str, text: &str) -> Result<(), Problem> {
    if text.chars().count() > Options::ANSWER_LIMIT as usize {
        let why = "This text may have 640 characters.";
        return Err(Problem::field(field, why).over(Options::ANSWER_LIMIT));
    }
    Ok(())
}

/// The name of a record's field, as an admin typed it: trimmed; blank for none.
fn record_field(field: &str, name: &str) -> Result<String, Problem> {
    let name = name.trim();
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match name.len() <= 80 && name.bytes().all(sound) {
        true => Ok(name.to_owned()),
        // What no CRM calls one.
        false => {
            let why = "Give the API name of a field: letters, digits and underscores, at most 80.";
            Err(Problem::field(field, why).over(80))
        }
    }
}

/// Holds a number of days to its limits.
///
/// # Errors
/// `invalid-field`, at this field.
pub fn retention(field: &str, days: u32) -> Result<u32, Problem> {
    match (1..=Options::RETENTION_LIMIT).contains(&days) {
        true => Ok(days),
        false => {
            let why = "Give 1 to 3,650 days, or none to keep everything.";
            Err(Problem::field(field, why).over(Options::RETENTION_LIMIT))
        }
    }
}

fn pace(messages: u32) -> Result<(), Problem> {
    match (1..=Options::PACE_LIMIT).contains(&messages) {
        true => Ok(()),
        false => {
            let why = "Give 1 to 1,000 messages a second, or none to send as fast as it goes.";
            Err(Problem::field("messagesPerSecond", why).over(Options::PACE_LIMIT))
        }
    }
}

fn trim(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() < text.len() {
        *text = trimmed.to_owned();
    }
}

#[cfg(feature = "phone-metadata")]
fn known_region(region: Region) -> Result<(), Problem> {
    match region.is_known() {
        true => Ok(()),
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

mod fields;

#[cfg(test)]
mod tests;
