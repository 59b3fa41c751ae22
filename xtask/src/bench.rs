//! `cargo xtask bench`: what has a budget, measured, each against the same thing done otherwise in the same run.

mod campaigns;
mod lists;
mod memory;
mod plan;

use std::path::Path;
use std::process::Command;

use crate::build::{self, Effort, Variant};
use crate::error::{Error, Result};
use crate::run::{Group, command};
use crate::{paths, setup};

/// What can be measured alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The views of the SMS list with a million SMS.
    Lists,
    /// Campaigns of 100,000 members: taking them in, planning, and sending 10,000.
    Campaigns,
    /// Planning and recounting a campaign, without a Worker around it.
    Plan,
}

impl Part {
    /// The part with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "lists" => Some(Self::Lists),
            "campaigns" => Some(Self::Campaigns),
            "plan" => Some(Self::Plan),
            _ => None,
        }
    }
}

/// Builds what ships and measures it, or one part of it. Returns whether every budget holds.
///
/// # Errors
/// Something does not build, or a benchmark could not be started.
pub fn run(part: Option<Part>) -> Result<bool> {
    match part {
        Some(Part::Lists) => lists::run(),
        Some(Part::Campaigns) => campaigns::run(),
        Some(Part::Plan) => plan::run(),
        None => Ok(sizes_and_counting()? & plan::run()? & lists::run()? & campaigns::run()?),
    }
}

fn sizes_and_counting() -> Result<bool> {
    let root = paths::root();
    build::all(&[Variant::Release], Effort::Full)?;
    println!();
    let native = shown(command("cargo", &root).args([
        "bench",
        "--quiet",
        "--package=mitto-core",
        "--bench=throughput",
    ]))?;
    println!();
    let script = |path| shown(command(setup::node()?, &root).arg(Path::new(path)));
    let counters = script("tests/bench/count.mjs")?;
    println!();
    let callbacks = script("tests/bench/callbacks.mjs")?;
    println!();
    match build::report() {
        Ok(()) => Ok(native && counters && callbacks),
        Err(error @ Error::OverBudget { .. }) => {
            println!("{error}");
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Runs a program that prints to the screen. Returns whether it ended with status 0.
fn shown(command: &mut Command) -> Result<bool> {
    let program = command.get_program().to_string_lossy().into_owned();
    let started = Group::spawn(command).and_then(|mut group| group.wait());
    started
        .map(|status| status.success())
        .map_err(|source| Error::Start { program, source })
}
