//! Numbers as people write them, read with the metadata of every numbering plan.

use std::sync::LazyLock;

use prost::Message;
use rlibphonenumber::{PhoneMetadataCollection, PhoneNumberType, PhoneNumberUtil};

use super::number::{Mobile, MobileError};
use super::region::Region;

/// Every numbering plan, without what only formatting and examples need (see `plans/README.md`).
const PLANS: &[u8] = include_bytes!("plans/plans.bin");

/// The library with [`PLANS`]. `None` is not possible with the bytes that are tested below; if it
/// were, no number would be valid.
static UTIL: LazyLock<Option<PhoneNumberUtil>> = LazyLock::new(|| {
    let plans = PhoneMetadataCollection::decode(PLANS).ok()?;
    PhoneNumberUtil::new_for_metadata(plans).ok()
});

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
        let util = UTIL.as_ref().ok_or(MobileError::NotANumber)?;
        let number = util
            .parse(written, region)
            .map_err(|_| MobileError::NotANumber)?;
        if !util.is_valid_number(&number) {
            return Err(MobileError::NotANumber);
        }
        match util.get_number_type(&number) {
            PhoneNumberType::Mobile
            | PhoneNumberType::FixedLineOrMobile
            | PhoneNumberType::PersonalNumber
            | PhoneNumberType::VoIP => {
                // E.164 needs no format of a plan, and so none of the code for them.
                let national = number.get_national_significant_number();
                ["+", &number.country_code.to_string(), &national]
                    .concat()
                    .parse()
            }
            _ => Err(MobileError::NotMobile),
        }
    }
}

impl Region {
    /// Whether the region has a numbering plan.
    pub fn is_known(self) -> bool {
        rlibphonenumber::Region::from_code(self.as_str()).is_ok_and(|region| {
            UTIL.as_ref()
                .is_some_and(|util| util.get_country_code_for_region(region).is_some())
        })
    }
}

#[cfg(test)]
impl Region {
    /// What stands before its numbers.
    pub(crate) fn calling_code(self) -> Option<u16> {
        let region = rlibphonenumber::Region::from_code(self.as_str()).ok()?;
        let code = UTIL.as_ref()?.get_country_code_for_region(region)?;
        u16::try_from(code).ok()
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
    use rlibphonenumber::PhoneNumberFormat;

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
    fn tokelau_has_the_shortest() {
        assert_eq!(read("+690 7290", "NZ").as_deref(), Ok("+6907290"));
        assert_eq!(read("7290", "TK").as_deref(), Ok("+6907290"));
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

    /// What the library says with its own, whole metadata.
    fn with_all_metadata(written: &str, region: rlibphonenumber::Region) -> Option<String> {
        let whole = &rlibphonenumber::PHONE_NUMBER_UTIL;
        let number = whole.parse(written, Some(region)).ok()?;
        let reached = matches!(
            whole.get_number_type(&number),
            PhoneNumberType::Mobile
                | PhoneNumberType::FixedLineOrMobile
                | PhoneNumberType::PersonalNumber
                | PhoneNumberType::VoIP
        );
        (whole.is_valid_number(&number) && reached)
            .then(|| whole.format(&number, PhoneNumberFormat::E164).into_owned())
    }

    #[test]
    fn what_was_cut_from_the_plans_changes_no_answer() {
        let whole = &rlibphonenumber::PHONE_NUMBER_UTIL;
        let mut compared = 0;
        for region in whole.get_supported_regions() {
            let code = region.as_region_str().as_str().to_owned();
            for kind in [
                PhoneNumberType::FixedLine,
                PhoneNumberType::Mobile,
                PhoneNumberType::TollFree,
                PhoneNumberType::PremiumRate,
                PhoneNumberType::SharedCost,
                PhoneNumberType::VoIP,
                PhoneNumberType::PersonalNumber,
                PhoneNumberType::Pager,
                PhoneNumberType::UAN,
                PhoneNumberType::VoiceMail,
            ] {
                let Ok(example) = whole.get_example_number_for_type_and_region(region, kind) else {
                    continue;
                };
                let national = whole.format(&example, PhoneNumberFormat::National);
                let digits = whole.format(&example, PhoneNumberFormat::E164);
                // The example, and its neighbours: one digit more, less, or other.
                let spellings = [
                    national.to_string(),
                    digits.to_string(),
                    [&digits, "0"].concat(),
                    digits.chars().take(digits.len() - 1).collect(),
                    digits.replace('7', "8"),
                    digits.replace('1', "3"),
                    digits.replace('5', "6"),
                ];
                for written in spellings {
                    assert_eq!(
                        read(&written, &code).ok(),
                        with_all_metadata(&written, region),
                        "{written} in {code}"
                    );
                    compared += 1;
                }
            }
        }
        assert!(compared > 5_000, "{compared}");
    }

    #[test]
    fn regions_have_a_plan_or_none() {
        assert!("CH".parse::<Region>().unwrap().is_known());
        assert!(!"QQ".parse::<Region>().unwrap().is_known());
    }
}
