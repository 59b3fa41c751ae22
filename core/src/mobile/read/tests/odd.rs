//! Odd spellings beside libphonenumber's reading of them: what no lot draws often enough.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};

use super::{agree, read, theirs};

/// The digits in another script.
fn in_script(digits: &str, zero: u32) -> String {
    let digit = |c: char| char::from_u32(zero + c.to_digit(10).unwrap()).unwrap();
    digits.chars().map(digit).collect()
}

#[test]
fn odd_spellings_are_read_as_libphonenumber_reads_them() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for region in PHONE_NUMBER_UTIL.get_supported_regions() {
        let code = PHONE_NUMBER_UTIL
            .get_country_code_for_region(region)
            .unwrap()
            .to_string();
        let example = PHONE_NUMBER_UTIL
            .get_example_number_for_type_and_region(region, PhoneNumberType::Mobile);
        let Ok(example) = example else {
            continue;
        };
        let national = example.get_national_significant_number().to_string();
        let local = PHONE_NUMBER_UTIL.format(&example, PhoneNumberFormat::National);
        for written in spellings(&code, &national, &local) {
            let ours = read(&written, region.as_region_str().as_str());
            let told = theirs(&written, region);
            compared += 1;
            if !agree(&ours, &told) {
                wrong.push((region, written, ours, told));
            }
        }
    }
    assert!(compared > 20_000, "{compared}");
    let some: Vec<_> = wrong.iter().take(40).collect();
    assert!(wrong.is_empty(), "{} of {compared}: {some:#?}", wrong.len());
}

#[rustfmt::skip]
fn spellings(code: &str, national: &str, local: &str) -> Vec<String> {
    let wide = in_script(national, 0xff10);
    let arab = in_script(national, 0x6f0);
    let (a, b) = national.split_at(national.len() / 2);
    vec![
        format!("++{code}{national}"),
        format!("+ +{code} {national}"),
        format!("+{code}+{national}"),
        format!("+{code} (0) {national}"),
        format!("+{code} (0){a}/{b}"),
        format!("00{code}(0){national}"),
        format!("0 0 {code} {national}"),
        format!("(00{code}) {national}"),
        format!("(+{code}) {national}"),
        format!("[+{code}] {national}"),
        format!("011{code}{national}"),
        format!("011 {code} 0{national}"),
        format!("0011{code}{national}"),
        format!("+011{code}{national}"),
        format!("+0{code}{national}"),
        format!("+{code}{code}{national}"),
        format!("{code}{code}{national}"),
        format!("{code} {national}"),
        format!("0{code}{national}"),
        format!("0{national}"),
        format!("00{national}"),
        format!("8{national}"),
        format!("8 10 {code} {national}"),
        format!("1{national}"),
        format!("9{national}"),
        format!("06{national}"),
        format!("044{national}"),
        format!("015{national}"),
        format!("0 15 {national}"),
        format!("+{code} 15 {national}"),
        format!("+{code} 1 {national}"),
        format!("+{code} 9 {national}"),
        format!("+{code}{a}15{b}"),
        format!("0{a}15{b}"),
        format!("0 21 {national}"),
        format!("+{code} 0 21 {national}"),
        format!("+{code}{wide}"),
        format!("＋{code}{arab}"),
        wide.clone(),
        arab.clone(),
        format!("tel:{national};phone-context=+{code}"),
        format!("tel:+{code}-{national};ext=5"),
        format!("tel:{national};phone-context={code}"),
        format!("tel:{national};phone-context=+{code};ext=5"),
        format!("TEL:+{code}{national}"),
        format!("tel:{national}"),
        format!("tel:;phone-context=+{code}{national}"),
        format!("+{code}{national};phone-context=+1"),
        format!("{local} ext 5"),
        format!("{local} ext. 123456789012345678901"),
        format!("{local} x"),
        format!("{local} x5 x6"),
        format!("{local}/5"),
        format!("{local}#5#"),
        format!("{local}#"),
        format!("{local},5"),
        format!("{local},,5#"),
        format!("{local};5#"),
        format!("{local} int. 5"),
        format!("{local} доб 5"),
        format!("{local} ДОБ 5"),
        format!("{local} EXT5"),
        format!("{local} Extensión 5"),
        format!("{local} extensio\u{301}n 5"),
        format!("{local} ｅｘｔ 5"),
        format!("{local} ｘ5"),
        format!("{local} ＃5"),
        format!("{local}\u{a0}"),
        format!("\u{200f}{local}"),
        format!("{a}\u{2060}{b}"),
        format!("{a}\u{ad}{b}"),
        format!("{a}\u{3000}{b}"),
        format!("{a}～{b}"),
        format!("{a}*{b}"),
        format!("*{national}"),
        format!("#{national}"),
        format!("{national}*"),
        format!("{national}0"),
        format!("{national}00"),
        format!("{national}000000"),
        format!("+{code}{national}0000000"),
        format!("+{national}"),
        format!("+{a}"),
        a.to_owned(),
        b.to_owned(),
        format!("0{a}"),
        format!("{national}{national}"),
        format!("+{code}{national}{national}"),
        format!("-{national}"),
        format!("({a}){b}"),
        format!("{a}){b}"),
        format!("{a}.{b}."),
        format!("{local} \u{0665}"),
        format!("x{national}"),
        format!("0x{national}"),
        format!("00x{national}"),
        format!("{a}x{b}"),
        format!("{a}xx{b}"),
    ]
}
