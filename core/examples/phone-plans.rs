//! Writes `src/mobile/plans.rs` from libphonenumber's metadata: of every numbering plan what decides whether a number
//! may get an SMS. The argument is the path of the metadata, which the sources of the crate `rlibphonenumber` have in
//! `src/generated/metadata/metadata.bin`. To be run when that crate's version changes:
//!
//!     cargo run -p mitto-core --example phone-plans -- METADATA_BIN
#![allow(deprecated, reason = "the fields are used in their serialised form")]

use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::path::Path;

use prost::Message as _;
use regex_automata::Anchored;
use regex_automata::dfa::{Automaton as _, dense::DFA};
use regex_automata::util::start;
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
        of_code.insert(place, line(plan)?);
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

fn line(plan: &PhoneMetadata) -> Result<String, Box<dyn Error>> {
    let general = plan.general_desc.as_ref();
    let lengths = |of: Option<&Vec<i32>>| {
        let set = of.into_iter().flatten().filter(|length| **length > 0);
        format!("{:x}", set.fold(0_u32, |set, length| set | 1 << length))
    };
    let services = all(&[&plan.premium_rate, &plan.toll_free, &plan.shared_cost]);
    let net = all(&[&plan.voip, &plan.personal_number]);
    let company = all(&[&plan.pager, &plan.uan, &plan.voicemail]);
    let mobile = all(&[&plan.mobile]);
    // What an SMS does not reach is only needed where it would be taken for something else. That leaves out fixed lines,
    // which are asked for last, and three quarters of the rest.
    let hides = |one: &[&str], others: &[&str]| -> Result<String, Box<dyn Error>> {
        Ok(if overlap(one, others)? {
            own_of(one)
        } else {
            String::new()
        })
    };
    let words = [
        plan.country_code().to_string(),
        plan.id.clone(),
        own_of(plan.international_prefix.as_deref().as_slice()),
        own_of(plan.national_prefix_for_parsing.as_deref().as_slice()),
        plan.national_prefix_transform_rule()
            .replace("$1", "a")
            .replace("$2", "b"),
        own_of(plan.leading_digits.as_deref().as_slice()),
        lengths(general.map(|general| &general.possible_length)),
        lengths(general.map(|general| &general.possible_length_local_only)),
        own_of(&all(&[&plan.general_desc])),
        hides(&services, &[&net[..], &mobile[..]].concat())?,
        own_of(&net),
        hides(&company, &mobile)?,
        own_of(&mobile),
    ];
    Ok(words
        .map(|word| {
            if word.is_empty() {
                "-".to_owned()
            } else {
                word
            }
        })
        .join(" "))
}

/// The patterns of some kinds of numbers.
fn all<'p>(kinds: &[&'p Option<PhoneNumberDesc>]) -> Vec<&'p str> {
    let patterns = kinds
        .iter()
        .filter_map(|kind| kind.as_ref()?.national_number_pattern.as_deref());
    patterns.collect()
}

/// Whether there is a number that is of both.
fn overlap(one: &[&str], other: &[&str]) -> Result<bool, Box<dyn Error>> {
    if one.is_empty() || other.is_empty() {
        return Ok(false);
    }
    // Every pattern of the metadata is anchored at both ends.
    let (one, other) = (DFA::new(&one.join("|"))?, DFA::new(&other.join("|"))?);
    let begin = start::Config::new().anchored(Anchored::Yes);
    let mut found = HashSet::new();
    let mut open = vec![(one.start_state(&begin)?, other.start_state(&begin)?)];
    while let Some((a, b)) = open.pop() {
        if !found.insert((a, b)) || one.is_dead_state(a) || other.is_dead_state(b) {
            continue;
        }
        let ends = one.is_match_state(one.next_eoi_state(a))
            && other.is_match_state(other.next_eoi_state(b));
        if ends {
            return Ok(true);
        }
        open.extend(
            (b'0'..=b'9').map(|digit| (one.next_state(a, digit), other.next_state(b, digit))),
        );
    }
    Ok(false)
}

/// Patterns of the metadata as one of ours.
fn own_of(patterns: &[&str]) -> String {
    let mut patterns: Vec<String> = patterns.iter().map(|pattern| own(pattern)).collect();
    patterns.dedup();
    patterns.join("|")
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
