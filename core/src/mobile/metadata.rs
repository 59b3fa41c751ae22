//! Numbers as people write them, read with the metadata of every numbering plan.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType};

use super::number::{Mobile, MobileError};
use super::region::Region;

/// Longest input that is looked at, bytes: the most libphonenumber itself reads.
const INPUT_LIMIT: usize = 250;

impl Mobile {
    /// Reads a number as a person or a CRM wrote it. Without a country code it is a number of
    /// `region`.
    ///
    /// Accepted is what a handset may have: mobile numbers, and numbers of plans that do not tell
    /// mobile from fixed (North America). A fixed line, a service or a pager is refused: an SMS
    /// to it would be paid for and arrive nowhere.
    ///
    /// # Errors
    /// See [`MobileError`].
    pub fn parse(written: &str, region: Region) -> Result<Mobile, MobileError> {
        let written = written.trim();
        if written.is_empty() {
            return Err(MobileError::Empty);
        }
        if written.len() > INPUT_LIMIT {
            return Err(MobileError::NotANumber);
        }
        let region = rlibphonenumber::Region::from_code(region.as_str()).ok();
        let number = PhoneNumber::parse(written, region).map_err(|_| MobileError::NotANumber)?;
        if !number.is_valid() {
            return Err(MobileError::NotANumber);
        }
        match PHONE_NUMBER_UTIL.get_number_type(&number) {
            PhoneNumberType::Mobile
            | PhoneNumberType::FixedLineOrMobile
            | PhoneNumberType::PersonalNumber
            | PhoneNumberType::VoIP => number.format_as(PhoneNumberFormat::E164).parse(),
            _ => Err(MobileError::NotMobile),
        }
    }
}

impl Region {
    /// Whether the region has a numbering plan.
    pub fn is_known(self) -> bool {
        rlibphonenumber::Region::from_code(self.as_str()).is_ok_and(|region| {
            PHONE_NUMBER_UTIL
                .get_country_code_for_region(region)
                .is_some()
        })
    }
}

/// Touches the metadata once. Its first use takes about 20 ms, which belongs to start-up and not
/// to somebody's request.
pub fn warm_up() {
    if let Ok(region) = "CH".parse() {
        let _ = Mobile::parse("+41791234567", region);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read(written: &str, region: &str) -> Result<String, MobileError> {
        Mobile::parse(written, region.parse().unwrap()).map(String::from)
    }

    #[test]
    fn as_people_write_them() {
        for written in [
            "079 123 45 67",
            "+41 79 123 45 67",
            "0041791234567",
            "+41 (0)79 123 45 67",
            "079/123.45.67",
            "tel:+41-79-123-45-67",
            "＋４１７９１２３４５６７",
            "41791234567",
        ] {
            assert_eq!(
                read(written, "CH").as_deref(),
                Ok("+41791234567"),
                "{written}"
            );
        }
        assert_eq!(read("0151 23456789", "DE").as_deref(), Ok("+4915123456789"));
        assert_eq!(read("(850) 644-4200", "US").as_deref(), Ok("+18506444200"));
        assert_eq!(
            read("+44 7765 432100", "CH").as_deref(),
            Ok("+447765432100")
        );
    }

    #[test]
    fn what_no_sms_reaches_is_said() {
        assert_eq!(read("", "CH"), Err(MobileError::Empty));
        assert_eq!(read("12", "CH"), Err(MobileError::NotANumber));
        assert_eq!(read("call me", "CH"), Err(MobileError::NotANumber));
        assert_eq!(read("079 123 45 6", "CH"), Err(MobileError::NotANumber));
        assert_eq!(read("044 668 18 00", "CH"), Err(MobileError::NotMobile));
        assert_eq!(read("0800 12 34 56", "CH"), Err(MobileError::NotMobile));
        assert_eq!(read(&"1".repeat(300), "CH"), Err(MobileError::NotANumber));
    }

    #[test]
    fn regions_have_a_plan_or_none() {
        assert!("CH".parse::<Region>().unwrap().is_known());
        assert!(!"QQ".parse::<Region>().unwrap().is_known());
    }
}
