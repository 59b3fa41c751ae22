//! A campaign of 100,000, planned and recounted in wasm that is compiled as what ships is.

use std::path::Path;

use super::shown;
use crate::error::Result;
use crate::run::{Step, command};
use crate::{paths, setup};

pub(super) fn run() -> Result<bool> {
    setup::wasm_target()?;
    let root = paths::root();
    let step = Step::begin("campaign: compile");
    step.run(command("cargo", &root).args([
        "build",
        "--quiet",
        "--release",
        "--lib",
        "--package=mitto-web-component",
        "--target=wasm32-unknown-unknown",
        "--no-default-features",
        "--features=bench",
    ]))?;
    step.done();
    println!();
    shown(command(setup::node()?, &root).arg(Path::new("tests/bench/campaign.mjs")))
}
