//! Writes `src/mobile/plans.rs` from libphonenumber's metadata: of every numbering plan what decides whether a number
//! may get an SMS. The argument is the path of the metadata.
#![allow(deprecated, reason = "the fields are used in their serialised form")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use prost::Message as _;
use rlibphonenumber::{PhoneMetadata, PhoneMetadataCollection, PhoneNumberDesc};

const HEAD: &str = "//! Every numbering plan, a line each. Written by `examples/phone-plans.rs` from libphonenumber's metadata (Apache-2.0,
//! as the crate `rlibphonenumber` carries it); the words of a line are the members of `Plan`, in their order.

/// By calling code, as text; of those with the same one, the main one first and the others in libphonenumber's order.
#[rustfmt::skip]
pub(super) static PLANS: &[&str] = &[
";

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("the path of metadata.bin")?;
    let all = PhoneMetadataCollection::decode(&*std::fs::read(path)?)?;
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for plan in &all.metadata {
        let of_code = lines.entry(plan.country_code().to_string()).or_default();
        let place = match plan.main_country_for_code() {
            true => 0,
            false => of_code.len(),
        };
        of_code.insert(place, line(plan));
    }
    let mut file = HEAD.to_owned();
    for line in lines.into_values().flatten() {
        file.extend(["    \"", &line, "\",\n"]);
    }
    file.push_str("];\n");
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mobile/plans.rs");
    std::fs::write(to, file)?;
    Ok(())
}

fn line(plan: &PhoneMetadata) -> String {
    let kind = |kinds: &[&Option<PhoneNumberDesc>]| {
        let all = kinds.iter().filter_map(|kind| {
            let kind = kind.as_ref()?;
            kind.national_number_pattern.as_deref()
        });
        let mut patterns: Vec<String> = all.map(own).collect();
        patterns.dedup();
        patterns.join("|")
    };
    let general = plan.general_desc.as_ref();
    let lengths = |of: Option<&Vec<i32>>| {
        let set = of.into_iter().flatten().filter(|length| **length > 0);
        format!("{:x}", set.fold(0_u32, |set, length| set | 1 << length))
    };
    let words = [
        plan.country_code().to_string(),
        plan.id.clone(),
        plan.international_prefix
            .as_deref()
            .map(own)
            .unwrap_or_default(),
        plan.national_prefix_for_parsing
            .as_deref()
            .map(own)
            .unwrap_or_default(),
        plan.national_prefix_transform_rule()
            .replace("$1", "a")
            .replace("$2", "b"),
        plan.leading_digits.as_deref().map(own).unwrap_or_default(),
        lengths(general.map(|general| &general.possible_length)),
        lengths(general.map(|general| &general.possible_length_local_only)),
        kind(&[&plan.general_desc]),
        kind(&[&plan.premium_rate, &plan.toll_free, &plan.shared_cost]),
        kind(&[&plan.voip, &plan.personal_number]),
        kind(&[&plan.pager, &plan.uan, &plan.voicemail]),
        kind(&[&plan.mobile]),
        // Where mobile and fixed are the same, all of them are reached.
        match plan.same_mobile_and_fixed_line_pattern() {
            true => String::new(),
            false => kind(&[&plan.fixed_line]),
        },
    ];
    words
        .map(|word| {
            if word.is_empty() {
                "-".to_owned()
            } else {
                word
            }
        })
        .join(" ")
}

/// A pattern of the metadata in the words of ours.
fn own(pattern: &str) -> String {
    let inside = pattern
        .strip_prefix("^(?:")
        .and_then(|rest| rest.strip_suffix(")$"));
    let mut own = String::new();
    let mut marks = ["(a", "(b"].into_iter();
    let mut rest = inside.unwrap_or(pattern).replace("\\d", "d");
    while let Some(at) = rest.find('(') {
        own.push_str(&rest[..at]);
        let behind = rest[at + 1..].to_owned();
        rest = match behind.strip_prefix("?:") {
            Some(behind) => {
                own.push('(');
                behind.to_owned()
            }
            None => {
                own.push_str(marks.next().unwrap_or("(?"));
                behind
            }
        };
    }
    own + &rest
}
