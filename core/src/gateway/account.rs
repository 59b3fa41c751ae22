//! What Setup asks of a gateway, and the account that SMS are sent with.

use crate::api::Problem;

/// Most characters of a gateway's secret key.
const KEY_LIMIT: usize = 200;

/// What people and Setup have to know of a gateway.
#[derive(Debug, PartialEq, Eq)]
pub struct About {
    /// Its name in the API and in storage, for good.
    pub name: &'static str,
    /// Its name on the screen.
    pub title: &'static str,
    /// What it calls its secret, in the middle of a sentence.
    pub key: &'static str,
    /// Where an admin finds that, as a sentence.
    pub key_from: &'static str,
    /// The account's public id, if it has one besides the secret. It is needed then.
    pub account: Option<Field>,
    /// The service within the account, if there are any. It may be left empty.
    pub service: Option<Field>,
    /// What an admin does with the callback's two addresses, of reports and of replies, in sentences.
    pub callback: &'static str,
    /// The variable that names another address, for a relay or a test.
    pub url_variable: &'static str,
    /// Its own address; empty where only the variable says.
    pub url: &'static str,
    /// Whether it takes one text for many numbers in a call.
    pub bulk: bool,
    /// Whether it can take an SMS without delivering it.
    pub test_mode: bool,
    /// Whether it signs its callbacks with the account's secret.
    pub signs: bool,
}

impl About {
    /// Whether its callbacks are taken. Those of a gateway that signs are not until it has a secret: without one, anybody
    /// could sign for it.
    pub const fn is_heard(&self, has_secret: bool) -> bool {
        has_secret || !self.signs
    }

    /// What its secret has to look like.
    pub fn key_rule(&self) -> String {
        let article = if self.key.starts_with('a') {
            "An "
        } else {
            "A "
        };
        [
            article,
            self.key,
            " is 1 to 200 visible characters without spaces.",
        ]
        .concat()
    }

    /// Whether these can be an account of this gateway.
    ///
    /// # Errors
    /// `invalid-field` at `account` or `service`.
    pub fn admit(&self, account: &str, service: &str) -> Result<(), Problem> {
        let fields = [
            ("account", &self.account, account),
            ("service", &self.service, service),
        ];
        for (name, field, given) in fields {
            let fits = match field {
                Some(field) => field.fits(given) || given.is_empty() && name == "service",
                None => given.is_empty(),
            };
            if !fits {
                let why = match field {
                    Some(field) => field.rule(),
                    None => [self.title, " has none. Leave it empty."].concat(),
                };
                return Err(Problem::field(name, why));
            }
        }
        Ok(())
    }

    /// The description of the gateway with this name; that of a new installation's for a name nobody has.
    pub fn find(name: &str) -> &'static About {
        let known = super::ABOUT.iter().find(|about| about.name == name);
        known
            .or(super::ABOUT.first())
            .copied()
            .unwrap_or(&super::mitto::ABOUT)
    }
}

/// A public id of the gateway: two letters and 32 hexadecimal digits.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// What the gateway calls it.
    pub label: &'static str,
    /// The letters it begins with.
    pub prefix: &'static str,
    /// What it is for, as a sentence for an admin.
    pub help: &'static str,
}

impl Field {
    /// Whether a text has its shape.
    pub fn fits(&self, text: &str) -> bool {
        text.strip_prefix(self.prefix)
            .is_some_and(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
    }

    /// What it has to look like.
    pub fn rule(&self) -> String {
        [self.label, ": ", self.prefix, " and 32 hexadecimal digits."].concat()
    }
}

/// An account at a gateway.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// The account's public id; empty where the gateway has none.
    pub id: String,
    /// The service within it; empty for none.
    pub service: String,
    /// The secret.
    pub key: String,
}

impl core::fmt::Debug for Account {
    /// Without the secret, which must not get into a log.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.id)
    }
}

/// Whether a text may be a gateway's secret: visible characters, which a header can carry.
pub fn usable_key(key: &str) -> bool {
    !key.is_empty() && key.len() <= KEY_LIMIT && key.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_its_letters_and_its_digits() {
        let field = About::find("twilio").account.as_ref().unwrap();
        let good = "AC00112233445566778899aabbccddeeff";
        assert!(field.fits(good));
        for bad in [
            "",
            "AC",
            &good[..33],
            &good.replace("AC", "MG"),
            &good.replace('f', "g"),
        ] {
            assert!(!field.fits(bad), "{bad}");
        }
        assert_eq!(field.rule(), "Account SID: AC and 32 hexadecimal digits.");
    }

    #[test]
    fn an_account_is_what_its_gateway_has() {
        let [mitto, twilio] = ["mitto", "twilio"].map(About::find);
        let (sid, service) = (
            ["AC", &"0".repeat(32)].concat(),
            ["MG", &"a".repeat(32)].concat(),
        );
        assert_eq!(mitto.admit("", ""), Ok(()));
        assert_eq!(twilio.admit(&sid, ""), Ok(()));
        assert_eq!(twilio.admit(&sid, &service), Ok(()));
        for (about, account, its_service, field) in [
            (mitto, sid.as_str(), "", "account"),
            (mitto, "", service.as_str(), "service"),
            (twilio, "", "", "account"),
            (twilio, service.as_str(), "", "account"),
            (twilio, sid.as_str(), sid.as_str(), "service"),
        ] {
            let why = about.admit(account, its_service).unwrap_err();
            assert_eq!(why.field.as_deref(), Some(field));
        }
        assert!(
            mitto.key_rule().starts_with("A product key is")
                && twilio.key_rule().starts_with("An auth token is")
        );
    }

    #[test]
    fn a_key_is_visible_and_stays_out_of_logs() {
        assert!(usable_key("k-1") && usable_key(&"k".repeat(200)));
        assert!(!usable_key("") && !usable_key("a b") && !usable_key(&"k".repeat(201)));
        let account = Account {
            id: "AC1".to_owned(),
            key: "secret".to_owned(),
            ..Account::default()
        };
        assert!(!format!("{account:?}").contains("secret"));
    }
}
