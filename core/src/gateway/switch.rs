//! Changing the gateway: what is kept of the account that was sent with, and what the next one needs.

use serde::Serialize;

use super::{About, GATEWAYS, Gateway, find};
use crate::api::{Code, Options, Problem};

/// A key shorter than this is not shown in part: four characters would be most of it.
const SHOWABLE: usize = 12;

/// A gateway's secret as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredKey {
    /// Sealed; none where none was entered.
    pub sealed: Option<String>,
    /// Its end, by which an admin knows it again; blank where it is too short to be shown in part.
    pub last4: Option<String>,
}

impl StoredKey {
    /// A key that was just entered, and what it looks like sealed.
    pub fn new(key: &str, sealed: String) -> StoredKey {
        let from = key.len().saturating_sub(4);
        let shown = key.get(from..).filter(|_| key.len() >= SHOWABLE);
        StoredKey {
            sealed: Some(sealed),
            last4: Some(shown.unwrap_or_default().to_owned()),
        }
    }
}

/// The account at a gateway that is not sent with. What was sent through it is still reported on, and whoever changes back
/// finds it as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptAccount {
    /// Its gateway.
    pub gateway: String,
    /// [`Options::account`] of then.
    pub account: String,
    /// [`Options::service`] of then.
    pub service: String,
    /// [`StoredKey::sealed`] of then.
    pub product_key: Option<String>,
    /// [`StoredKey::last4`] of then.
    pub product_key_last4: Option<String>,
}

crate::json_object!(KeptAccount among {
    gateway: "gateway",
    account: "account",
    service: "service",
    product_key: "productKey",
    product_key_last4: "productKeyLast4",
});

/// The gateway of this name, for an admin who chooses one.
///
/// # Errors
/// `invalid-field` at `gateway`.
pub fn chosen(name: &str) -> Result<&'static dyn Gateway, Problem> {
    find(name).ok_or_else(|| {
        let names: Vec<&str> = GATEWAYS.iter().map(|it| it.about().name).collect();
        let why = ["Choose one of: ", &names.join(", "), "."].concat();
        Problem::field("gateway", why)
    })
}

impl Options {
    /// What is known of the gateway that is sent with.
    pub fn about_gateway(&self) -> &'static About {
        About::find(&self.gateway)
    }

    /// Sends with another gateway from now on. The account at each is kept: what is sent with goes to the kept ones, and the
    /// next one's, if it was ever sent with, comes from there. `key`: the secret of the account that is sent with.
    ///
    /// # Errors
    /// `invalid-field` at `gateway`, for a name nobody has.
    pub fn change_gateway(
        &mut self,
        name: &str,
        key: &mut StoredKey,
        kept: &mut Vec<KeptAccount>,
    ) -> Result<(), Problem> {
        chosen(name)?;
        if name == self.gateway {
            return Ok(());
        }
        let place = kept.iter().position(|one| one.gateway == name);
        let next = place.map(|place| kept.remove(place)).unwrap_or_default();
        let before = core::mem::replace(
            key,
            StoredKey {
                sealed: next.product_key,
                last4: next.product_key_last4,
            },
        );
        kept.push(KeptAccount {
            gateway: core::mem::replace(&mut self.gateway, name.to_owned()),
            account: core::mem::replace(&mut self.account, next.account),
            service: core::mem::replace(&mut self.service, next.service),
            product_key: before.sealed,
            product_key_last4: before.last4,
        });
        Ok(())
    }

    /// Holds that a change of the gateway leaves one that can be sent with. A new installation may go without a key; one
    /// that sends must not lose the ability by the way. `has_key`: whether the gateway of these options has its key.
    ///
    /// # Errors
    /// `invalid-field` at `productKey`.
    pub fn can_follow(&self, before: &Options, has_key: bool) -> Result<(), Problem> {
        if self.gateway == before.gateway || has_key {
            return Ok(());
        }
        let key = self.about_gateway().key;
        let why = [
            "Enter the ",
            key,
            " as well: nothing could be sent without it.",
        ];
        Err(Problem::field("productKey", why.concat()))
    }

    /// What whoever wants to send is told where the gateway has no key.
    pub fn not_set_up(&self) -> Problem {
        let why = ["An admin must enter the ", self.about_gateway().key, "."].concat();
        Problem::new(Code::NotSetUp).because(why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> StoredKey {
        StoredKey::new(name, ["sealed ", name].concat())
    }

    fn sid(digit: &str) -> String {
        ["AC", &digit.repeat(32)].concat()
    }

    #[test]
    fn each_account_is_found_again_as_it_was_left() {
        let mut options = Options::default();
        let (mut stored, mut kept) = (key("product-key-1"), Vec::new());
        options
            .change_gateway("twilio", &mut stored, &mut kept)
            .unwrap();
        assert_eq!(options.gateway, "twilio");
        assert_eq!(
            stored,
            StoredKey::default(),
            "no key of another gateway's is used"
        );
        options.account = sid("1");
        options.service = "MG".to_owned();
        stored = key("auth-token-22");
        options
            .change_gateway("mitto", &mut stored, &mut kept)
            .unwrap();
        assert_eq!(
            (options.account.as_str(), options.service.as_str()),
            ("", "")
        );
        assert_eq!(stored, key("product-key-1"));
        options
            .change_gateway("twilio", &mut stored, &mut kept)
            .unwrap();
        assert_eq!(
            (options.account, options.service.as_str()),
            (sid("1"), "MG")
        );
        assert_eq!(stored, key("auth-token-22"));
        let names: Vec<&str> = kept.iter().map(|one| one.gateway.as_str()).collect();
        assert_eq!(names, ["mitto"], "one of each that is not sent with");
    }

    #[test]
    fn the_same_gateway_and_an_unknown_one_change_nothing() {
        let mut options = Options::default();
        let (mut stored, mut kept) = (key("product-key-1"), Vec::new());
        options
            .change_gateway("mitto", &mut stored, &mut kept)
            .unwrap();
        let why = options.change_gateway("pigeon", &mut stored, &mut kept);
        let why = why.unwrap_err();
        assert_eq!(why.field.as_deref(), Some("gateway"));
        assert_eq!(why.detail.as_deref(), Some("Choose one of: mitto, twilio."));
        assert_eq!(
            (options, stored, kept.len()),
            (Options::default(), key("product-key-1"), 0)
        );
    }

    #[test]
    fn only_another_gateway_needs_a_key() {
        let mitto = Options::default();
        let twilio = Options {
            gateway: "twilio".to_owned(),
            ..Options::default()
        };
        assert_eq!(mitto.can_follow(&mitto, false), Ok(()));
        assert_eq!(twilio.can_follow(&mitto, true), Ok(()));
        let why = twilio.can_follow(&mitto, false).unwrap_err();
        assert_eq!(why.field.as_deref(), Some("productKey"));
        assert_eq!(
            why.detail.as_deref(),
            Some("Enter the auth token as well: nothing could be sent without it.")
        );
        let why = twilio.not_set_up();
        assert_eq!(
            (why.code, why.detail.as_deref()),
            (Code::NotSetUp, Some("An admin must enter the auth token."))
        );
    }

    #[test]
    fn a_key_is_known_again_by_its_end_where_that_is_little_of_it() {
        for (entered, shown) in [("123456789012", "9012"), ("12345678901", ""), ("é", "")] {
            let stored = StoredKey::new(entered, String::new());
            assert_eq!(stored.last4.as_deref(), Some(shown));
        }
    }

    #[test]
    fn what_was_stored_before_is_read() {
        let stored = r#"{"gateway":"twilio","account":"AC1","service":"","productKey":"v1.x","productKeyLast4":"beef"}"#;
        let read: KeptAccount = crate::api::read_object(stored.as_bytes()).unwrap();
        assert_eq!(
            serde_json::to_string(&read).unwrap(),
            stored,
            "as it stands in databases"
        );
    }
}
