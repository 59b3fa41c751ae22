//! Which of a record's fields is what, as Setup says.

use super::Options;
#[cfg(feature = "phone-metadata")]
use crate::api::MobileProblem;
#[cfg(feature = "phone-metadata")]
use crate::mobile::{Mobile, MobileError, Region};
use crate::template::PersonObject;
#[cfg(feature = "phone-metadata")]
use crate::template::{Fields, country_field};

impl Options {
    /// The field that holds the mobile number.
    pub fn mobile_field(&self, object: PersonObject) -> &str {
        match object {
            PersonObject::Lead => &self.lead_mobile,
            PersonObject::Contact => &self.contact_mobile,
        }
    }

    /// The field that holds the person's time zone; blank where none does.
    pub fn zone_field(&self, object: PersonObject) -> &str {
        match object {
            PersonObject::Lead => &self.lead_time_zone,
            PersonObject::Contact => &self.contact_time_zone,
        }
    }

    /// The number an SMS to a record with these fields would go to: that of its field, in its country, or else in that of
    /// the organisation.
    ///
    /// # Errors
    /// There is none, or none that can receive.
    #[cfg(feature = "phone-metadata")]
    pub fn mobile_of(
        &self,
        object: PersonObject,
        fields: &Fields,
    ) -> Result<Mobile, MobileProblem> {
        let country = fields.get(country_field(object));
        let region = Region::of_country(country).unwrap_or(self.default_region);
        let written = fields.get(self.mobile_field(object));
        Mobile::parse(written, region).map_err(|why| match why {
            MobileError::Empty => MobileProblem::NoMobile,
            _ => MobileProblem::InvalidMobile,
        })
    }

    /// What [`Options::mobile_of`] reads by. A number that was read by something else is read anew.
    pub fn mobile_read(&self, object: PersonObject) -> String {
        let field = self.mobile_field(object);
        [field, "/", self.default_region.as_str()].concat()
    }
}

#[cfg(all(test, feature = "phone-metadata"))]
mod tests {
    use super::*;

    fn fields(named: &[(&str, &str)]) -> Fields {
        let mut fields = Fields::new();
        for (name, value) in named {
            fields.set(name, Some((*value).to_owned()));
        }
        fields
    }

    #[test]
    fn a_number_is_read_from_its_field_in_its_country() {
        let mut options = Options::default();
        let lead = |options: &Options, named| options.mobile_of(PersonObject::Lead, &fields(named));
        let number = |read: Result<Mobile, MobileProblem>| read.map(|one| one.as_str().to_owned());
        assert_eq!(
            number(lead(&options, &[("MobilePhone", "079 123 45 67")])),
            Ok("+41791234567".to_owned()),
            "the organisation's country"
        );
        assert_eq!(
            number(lead(
                &options,
                &[("MobilePhone", "0151 23456789"), ("Country", "DE")]
            )),
            Ok("+4915123456789".to_owned()),
            "the record's"
        );
        assert_eq!(lead(&options, &[]), Err(MobileProblem::NoMobile));
        assert_eq!(
            lead(&options, &[("MobilePhone", "12")]),
            Err(MobileProblem::InvalidMobile)
        );
        let before = options.mobile_read(PersonObject::Lead);
        options.lead_mobile = "Phone".to_owned();
        assert_eq!(
            lead(&options, &[("MobilePhone", "079 123 45 67")]),
            Err(MobileProblem::NoMobile),
            "another field"
        );
        assert_ne!(options.mobile_read(PersonObject::Lead), before);
        assert_eq!(
            options.mobile_read(PersonObject::Contact),
            "MobilePhone/CH",
            "as it stands in databases"
        );
    }
}
