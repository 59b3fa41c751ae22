//! Cuts from libphonenumber's metadata what deciding "may this number get an SMS?" does not need,
//! and writes `src/mobile/plans/plans.bin`. The argument is the path of the whole metadata.
#![allow(deprecated, reason = "the fields are used in their serialised form")]

use std::error::Error;
use std::path::Path;

use prost::Message;
use rlibphonenumber::{PhoneMetadata, PhoneMetadataCollection, PhoneNumberDesc};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("the path of metadata.bin")?;
    let mut plans = PhoneMetadataCollection::decode(&*std::fs::read(path)?)?;
    plans.metadata.iter_mut().for_each(trim);
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mobile/plans/plans.bin");
    std::fs::write(&to, plans.encode_to_vec())?;
    Ok(())
}

fn trim(plan: &mut PhoneMetadata) {
    plan.number_format.clear();
    plan.intl_number_format.clear();
    plan.national_prefix = None;
    plan.preferred_international_prefix = None;
    plan.preferred_extn_prefix = None;
    plan.no_international_dialling = None;
    plan.mobile_number_portable_region = None;
    for kind in [
        &mut plan.general_desc,
        &mut plan.fixed_line,
        &mut plan.mobile,
        &mut plan.toll_free,
        &mut plan.premium_rate,
        &mut plan.shared_cost,
        &mut plan.personal_number,
        &mut plan.voip,
        &mut plan.pager,
        &mut plan.uan,
        &mut plan.voicemail,
    ] {
        kind.iter_mut()
            .for_each(|kind: &mut PhoneNumberDesc| kind.example_number = None);
    }
}
