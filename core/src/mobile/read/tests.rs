//! Our reading of numbers beside libphonenumber's.

use rlibphonenumber::{PhoneNumberFormat, PhoneNumberType};

use super::{Mobile, MobileError, Region};

mod odd;

const KINDS: [PhoneNumberType; 10] = [
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
];

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

/// What the library says.
fn theirs(written: &str, region: rlibphonenumber::Region) -> Result<String, MobileError> {
    let whole = &rlibphonenumber::PHONE_NUMBER_UTIL;
    let number = whole
        .parse(written, Some(region))
        .map_err(|_| MobileError::NotANumber)?;
    if !whole.is_valid_number(&number) {
        return Err(MobileError::NotANumber);
    }
    match whole.get_number_type(&number) {
        PhoneNumberType::Mobile
        | PhoneNumberType::FixedLineOrMobile
        | PhoneNumberType::PersonalNumber
        | PhoneNumberType::VoIP => {
            let number: Mobile = whole.format(&number, PhoneNumberFormat::E164).parse()?;
            Ok(number.into())
        }
        _ => Err(MobileError::NotMobile),
    }
}

#[test]
fn what_was_cut_from_the_plans_changes_no_answer() {
    let whole = &rlibphonenumber::PHONE_NUMBER_UTIL;
    let mut compared = 0;
    for region in whole.get_supported_regions() {
        let code = region.as_region_str().as_str().to_owned();
        for kind in KINDS {
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
                    theirs(&written, region).ok(),
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

/// Numbers that are drawn, always the same ones.
struct Lot(u64);

impl Lot {
    /// Below `limit`.
    fn draw(&mut self, limit: usize) -> usize {
        // Xorshift, Marsaglia 2003.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % limit
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.draw(all.len())]
    }

    fn digit(&mut self) -> char {
        char::from_digit(u32::try_from(self.draw(10)).unwrap(), 10).unwrap()
    }

    /// A number that is like this one: some digits others, at times one more or less.
    fn like(&mut self, national: &str) -> String {
        let mut digits: Vec<char> = national.chars().collect();
        for _ in 0..self.draw(4).saturating_sub(1) {
            let at = self.draw(digits.len());
            digits[at] = self.digit();
        }
        match self.draw(12) {
            0 => digits.push('7'),
            1 => drop(digits.pop()),
            2 => digits.insert(0, '0'),
            3 => {
                // The area code as it was, the subscriber's digits others.
                let keep = self.draw(digits.len());
                digits.truncate(keep);
                while digits.len() < national.len() {
                    digits.push(self.digit());
                }
            }
            _ => {}
        }
        digits.into_iter().collect()
    }

    /// What somebody may write for it.
    fn spelled(&mut self, code: &str, national: &str) -> String {
        let odd = [
            "011", "8", "1", "+00", "00", "(0)", "0011", "8~10", "tel:", "no. ",
        ];
        let before = match self.draw(6) {
            0..=2 => "+",
            3 => self.of(&["", "0"]),
            4 => self.of(&["00", "011", "+ "]),
            _ => self.of(&odd),
        };
        let mut text = before.to_owned();
        if text.contains('+') || text == "00" || self.draw(6) == 0 {
            text.push_str(code);
            text.push_str(self.of(&["", "", " ", "-", "(0)", "0"]));
        }
        for (at, digit) in national.chars().enumerate() {
            if at > 0 && self.draw(4) == 0 {
                let marks = [
                    "-", " ", ".", "/", ") ", "(", "\u{2011}", "\u{a0}", "~", "*",
                ];
                text.push_str(self.of(&marks));
            }
            text.push(match self.draw(300) {
                0 => char::from_u32(0xff10 + digit.to_digit(10).unwrap()).unwrap(),
                1 => char::from_u32(0x660 + digit.to_digit(10).unwrap()).unwrap(),
                _ => digit,
            });
        }
        let behind = [
            " ext. 12",
            " x34",
            "#5",
            ";ext=7",
            ",,9",
            " int 3",
            ", 4",
            " - 503#",
            " xtn 1",
            "~8",
            ";8",
            " доб. 7",
            ";isub=12",
            " x30/x31",
            ".",
            "#",
            "x",
            " anexo 5",
            " extension 123456789",
        ];
        if self.draw(6) == 0 {
            text.push_str(self.of(&behind));
        }
        text
    }
}

/// Whether our answer is as good as libphonenumber's. A fixed line is no mobile number, and neither is one that nobody
/// has: ours need not tell them apart, but what somebody has is never called no number.
fn agree(ours: &Result<String, MobileError>, told: &Result<String, MobileError>) -> bool {
    ours == told || (ours == &Err(MobileError::NotMobile) && told == &Err(MobileError::NotANumber))
}

/// Every kind of number of every plan, spelled in many ways and changed in some digits, gets the answer that
/// libphonenumber gives.
#[test]
fn whatever_is_written_is_read_as_libphonenumber_reads_it() {
    let whole = &rlibphonenumber::PHONE_NUMBER_UTIL;
    let rounds: usize =
        std::env::var("MITTO_PHONE_ROUNDS").map_or(6, |rounds| rounds.parse().unwrap());
    let mut lot = Lot(0x9e37_79b9_7f4a_7c15);
    let (mut reached, mut compared, mut wrong) = (0, 0, Vec::new());
    let regions: Vec<_> = whole.get_supported_regions().collect();
    for region in regions.iter().copied() {
        let code = whole
            .get_country_code_for_region(region)
            .unwrap()
            .to_string();
        for kind in KINDS {
            let Ok(example) = whole.get_example_number_for_type_and_region(region, kind) else {
                continue;
            };
            let national = example.get_national_significant_number().to_string();
            for _ in 0..rounds {
                let written = {
                    let like = lot.like(&national);
                    lot.spelled(&code, &like)
                };
                // At home, or somewhere else.
                let home = match lot.draw(3) {
                    0 => regions[lot.draw(regions.len())],
                    _ => region,
                };
                let ours = read(&written, home.as_region_str().as_str());
                let told = theirs(&written, home);
                compared += 1;
                reached += usize::from(told != Err(MobileError::NotANumber));
                if !agree(&ours, &told) {
                    wrong.push((home, written, ours, told));
                }
            }
        }
    }
    assert!(reached > compared / 3, "{reached} of {compared}");
    let some: Vec<_> = wrong.iter().take(40).collect();
    assert!(wrong.is_empty(), "{} of {compared}: {some:#?}", wrong.len());
}

#[test]
fn a_number_with_its_country_needs_no_region() {
    assert_eq!(
        read("+41 79 123 45 67", "QQ").as_deref(),
        Ok("+41791234567")
    );
    assert_eq!(read("079 123 45 67", "QQ"), Err(MobileError::NotANumber));
    assert_eq!(
        read("+999 79 123 45 67", "CH"),
        Err(MobileError::NotANumber)
    );
    assert_eq!(
        read("+00 41 79 123 45 67", "CH").as_deref(),
        Ok("+41791234567")
    );
    assert_eq!(read("+", "CH"), Err(MobileError::NotANumber));
}

#[test]
fn what_is_dialled_at_home_is_made_a_number() {
    // Argentina's mobile prefix 15 stands behind the area code at home, and is a 9 before it abroad.
    assert_eq!(
        read("011 15-2345-6789", "AR").as_deref(),
        Ok("+5491123456789")
    );
    // Brazil's choice of a carrier.
    assert_eq!(
        read("0 31 11 96123-4567", "BR").as_deref(),
        Ok("+5511961234567")
    );
    // Antigua's seven digits are those of one area code.
    assert_eq!(read("464-1234", "AG").as_deref(), Ok("+12684641234"));
    // Italy's zeros are part of the number.
    assert_eq!(read("02 1234 5678", "IT"), Err(MobileError::NotMobile));
}
