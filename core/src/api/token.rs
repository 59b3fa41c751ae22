//! Who is asking: the claims of a session token, and what a role may do.

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::problem::Problem;
use crate::ids::RecordId;
use crate::mobile::Mobile;
use crate::template::{Fields, PersonObject, RelatedObject};

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sends, reads SMS records, uses templates and senders.
    User,
    /// Everything.
    Admin,
}

/// The claims of a session token (RFC 7519), signed by the host page's back end. `exp`, `nbf` and
/// `iat` are checked where the signature is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claims {
    /// Who, in the host's words.
    pub sub: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may text typed numbers, not only the record's own.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub ad_hoc: bool,
    /// The user's own number, which a test send may go to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// The lead, contact or campaign the page shows, as the host knows it. Trusted, because the host signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordClaim>,
    /// When the token was made, milliseconds since 1970, if it says so.
    #[serde(skip)]
    pub issued_at: Option<i64>,
}

impl Claims {
    /// The one record this token is for. `None` is every record: the host did not narrow it down.
    pub fn scope(&self) -> Option<(RelatedObject, &RecordId)> {
        self.record
            .as_ref()
            .map(|record| (record.object, &record.id))
    }

    /// What the token says of a record's opt-out box in the CRM, if it is for that record and says it.
    pub fn box_of(&self, object: PersonObject, id: &RecordId) -> Option<bool> {
        let record = self.record.as_ref()?;
        let same = (record.object, &record.id) == (object.into(), id);
        record.sms_opt_out.filter(|_| same)
    }

    /// From when on, milliseconds since 1970, a ticked box in the token is news: where the opt-out was cleared later, the token
    /// is older than that. One that does not say when it was made counts as made now: a refusal must not be overlooked.
    pub fn box_seen_at(&self) -> i64 {
        self.issued_at.unwrap_or(i64::MAX)
    }

    /// Whether this token may read, write and text this record. The role does not matter.
    pub fn may_see(&self, object: PersonObject, id: &RecordId) -> bool {
        self.scope()
            .is_none_or(|scope| scope == (object.into(), id))
    }

    /// Holds the token to its record.
    ///
    /// # Errors
    /// `not-allowed`, with the record it is for.
    pub fn admit_to(&self, object: PersonObject, id: &RecordId) -> Result<(), Problem> {
        match self.may_see(object, id) {
            true => Ok(()),
            false => self.admit_to_all(),
        }
    }

    /// Holds the token to its record where a request is about a campaign: its members, its plan, its jobs.
    ///
    /// # Errors
    /// `not-allowed`, with the record it is for.
    pub fn admit_to_campaign(&self, id: &RecordId) -> Result<(), Problem> {
        match self.scope() {
            Some(scope) if scope == (RelatedObject::Campaign, id) => Ok(()),
            _ => self.admit_to_all(),
        }
    }

    /// Holds the token to its record where a request is about no single one.
    ///
    /// # Errors
    /// `not-allowed` for a token with a record.
    pub fn admit_to_all(&self) -> Result<(), Problem> {
        let Some((object, id)) = self.scope() else {
            return Ok(());
        };
        let why = ["This token is for ", object.as_str(), " ", id.as_str(), "."].concat();
        Err(Problem::new(Code::NotAllowed).because(why))
    }

    /// Whether a test send of this token may go to any number.
    pub fn may_test_anywhere(&self) -> bool {
        self.ad_hoc || self.role == Role::Admin
    }

    /// Holds this token to numbers that nobody typed, unless it may text those. `field`: where the number was typed.
    ///
    /// # Errors
    /// `ad-hoc-not-allowed`.
    pub fn admit_typed(&self, field: &str) -> Result<(), Problem> {
        if self.ad_hoc {
            return Ok(());
        }
        let why = "Texting a typed number takes a token with the claim adHoc.";
        let problem = Problem::new(Code::AdHocNotAllowed).about(field);
        Err(problem.because(why))
    }

    /// Holds a test send to the numbers that this token may try things out with. `own`: the number it names, read.
    ///
    /// # Errors
    /// `ad-hoc-not-allowed` at `mobile`.
    pub fn admit_test(&self, to: &Mobile, own: Option<&Mobile>) -> Result<(), Problem> {
        if self.may_test_anywhere() || own == Some(to) {
            return Ok(());
        }
        let why = "A test may go to your own number, which the token's claim mobile names. To any other it takes the \
            claim adHoc, or an admin.";
        let problem = Problem::new(Code::AdHocNotAllowed).about("mobile");
        Err(problem.because(why))
    }

    /// Whether this token may read an SMS: one about its record or of its campaign, or one its own user sent.
    pub fn may_see_sms(
        &self,
        about: Option<(PersonObject, &RecordId)>,
        campaign: Option<&RecordId>,
        created_by: &str,
    ) -> bool {
        let Some(scope) = self.scope() else {
            return true;
        };
        let about = about.map(|(object, id)| (object.into(), id));
        let campaign = campaign.map(|id| (RelatedObject::Campaign, id));
        [about, campaign].contains(&Some(scope)) || created_by == self.sub
    }
}

/// A record inside a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordClaim {
    /// Lead, contact or campaign.
    pub object: RelatedObject,
    /// The CRM's id.
    pub id: RecordId,
    /// Its fields; a campaign has none.
    #[serde(default)]
    pub fields: Fields,
    /// Its opt-out box in the CRM. `true` is a refusal, now; `false` says nothing, because a STOP may be on its way there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms_opt_out: Option<bool>,
}

crate::json_object!(RecordClaim among {
    object: "object", id: "id", fields: "fields" = (Fields::new()), sms_opt_out: "smsOptOut",
});

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(record: Option<&str>) -> Claims {
        Claims {
            sub: "ada".to_owned(),
            role: Role::Admin,
            ad_hoc: false,
            mobile: None,
            record: record.map(|id| RecordClaim {
                object: RelatedObject::Lead,
                id: id.parse().unwrap(),
                fields: Fields::new(),
                sms_opt_out: Some(true),
            }),
            issued_at: None,
        }
    }

    #[test]
    fn a_typed_number_takes_a_claim() {
        let mut token = claims(None);
        let why = token.admit_typed("to.mobile").unwrap_err();
        assert_eq!(
            (why.code, why.field.as_deref()),
            (Code::AdHocNotAllowed, Some("to.mobile"))
        );
        token.ad_hoc = true;
        assert_eq!(token.admit_typed("to.mobile"), Ok(()));
    }

    #[test]
    fn a_token_with_a_record_is_for_that_record() {
        let [one, other] = ["00Q1", "00Q2"].map(|id| id.parse::<RecordId>().unwrap());
        let scoped = claims(Some("00Q1"));
        assert!(scoped.may_see(PersonObject::Lead, &one));
        assert!(!scoped.may_see(PersonObject::Lead, &other));
        assert!(!scoped.may_see(PersonObject::Contact, &one));
        let problem = scoped.admit_to(PersonObject::Lead, &other).unwrap_err();
        assert_eq!(problem.code, Code::NotAllowed);
        assert_eq!(
            problem.detail.as_deref(),
            Some("This token is for lead 00Q1.")
        );
        assert!(scoped.admit_to_all().is_err());
        let open = claims(None);
        assert!(open.admit_to(PersonObject::Contact, &other).is_ok());
        assert!(open.admit_to_all().is_ok());
    }

    #[test]
    fn a_token_tells_the_box_of_its_own_record_only() {
        let [one, other] = ["00Q1", "00Q2"].map(|id| id.parse::<RecordId>().unwrap());
        let scoped = claims(Some("00Q1"));
        assert_eq!(scoped.box_of(PersonObject::Lead, &one), Some(true));
        assert_eq!(scoped.box_of(PersonObject::Lead, &other), None);
        assert_eq!(scoped.box_of(PersonObject::Contact, &one), None);
        assert_eq!(claims(None).box_of(PersonObject::Lead, &one), None);
        assert_eq!(scoped.box_seen_at(), i64::MAX);
        let issued_at = Some(7);
        assert_eq!(
            Claims {
                issued_at,
                ..scoped
            }
            .box_seen_at(),
            7
        );
    }

    #[test]
    fn a_test_goes_to_ones_own_number_or_takes_more() {
        let [one, other] = ["+41791234567", "+41791234568"].map(|to| to.parse().unwrap());
        let user = Claims {
            role: Role::User,
            ..claims(None)
        };
        assert!(user.admit_test(&one, Some(&one)).is_ok());
        for own in [None, Some(&other)] {
            let refused = user.admit_test(&one, own).unwrap_err();
            assert_eq!(refused.code, Code::AdHocNotAllowed);
            assert_eq!(refused.field.as_deref(), Some("mobile"));
        }
        let ad_hoc = Claims {
            ad_hoc: true,
            ..user
        };
        assert!(ad_hoc.admit_test(&one, None).is_ok());
        assert!(claims(None).admit_test(&one, None).is_ok(), "an admin");
    }

    #[test]
    fn it_sees_the_sms_of_its_record_and_of_its_user() {
        let [one, other] = ["00Q1", "00Q2"].map(|id| id.parse::<RecordId>().unwrap());
        let scoped = claims(Some("00Q1"));
        assert!(scoped.may_see_sms(Some((PersonObject::Lead, &one)), None, "bob"));
        assert!(scoped.may_see_sms(Some((PersonObject::Lead, &other)), None, "ada"));
        assert!(scoped.may_see_sms(None, None, "ada"));
        assert!(!scoped.may_see_sms(Some((PersonObject::Lead, &other)), Some(&one), "bob"));
        assert!(!scoped.may_see_sms(None, None, "bob"));
        assert!(claims(None).may_see_sms(None, None, "bob"));
    }

    #[test]
    fn a_token_with_a_campaign_is_for_that_campaign() {
        let [one, other] = ["7011", "7012"].map(|id| id.parse::<RecordId>().unwrap());
        let mut scoped = claims(Some("7011"));
        scoped.record.as_mut().unwrap().object = RelatedObject::Campaign;
        assert!(scoped.admit_to_campaign(&one).is_ok());
        let refused = scoped.admit_to_campaign(&other).unwrap_err();
        assert_eq!(
            refused.detail.as_deref(),
            Some("This token is for campaign 7011.")
        );
        assert!(scoped.admit_to_all().is_err());
        // An id may be that of a lead as well.
        assert!(!scoped.may_see(PersonObject::Lead, &one));
        assert!(scoped.may_see_sms(None, Some(&one), "bob"));
        assert!(!scoped.may_see_sms(Some((PersonObject::Lead, &one)), Some(&other), "bob"));
        assert!(
            claims(Some("7011")).admit_to_campaign(&one).is_err(),
            "a lead's"
        );
        assert!(claims(None).admit_to_campaign(&one).is_ok());
    }
}
