//! Python, for the test of the example that is written in it, and for the tools that test the API's description.

use std::path::{Path, PathBuf};

use super::npm::version;
use super::{debian, looks_offline};
use crate::error::{Error, Result};
use crate::run::{Step, command};
use crate::{paths, stamp};

/// The packages, every one of them with its version: what a strict validator, a tester and a generator of clients need.
const PACKAGES: &str = "xtask/src/setup/python-tools.txt";

/// Finds Python 3 on PATH, else Debian's package if it may be installed.
///
/// # Errors
/// It is missing and may not be installed.
pub fn python() -> Result<PathBuf> {
    if find().is_none() {
        debian::install("Python", &["python3", "python3-venv"])?;
    }
    find().ok_or(Error::NoPython)
}

fn find() -> Option<PathBuf> {
    // Asked to run, not only looked for: macOS has a `python3` that offers to install one.
    paths::on_path(&["python3"]).filter(|path| version(path).is_some())
}

/// The folder of the programs of [`PACKAGES`], installed into an environment of their own.
///
/// # Errors
/// Python is missing, or the packages could not be had.
pub fn python_tools() -> Result<PathBuf> {
    let folder = paths::tools().join("python");
    let programs = folder.join("bin");
    let packages = paths::root().join(PACKAGES);
    let marker = folder.join(".mitto-sms");
    let want = stamp::of(std::slice::from_ref(&packages))?;
    if stamp::holds(&marker, &want) && programs.join("python").is_file() {
        return Ok(programs);
    }
    let python = python()?;
    let step = Step::begin("Python packages");
    paths::remove(&folder)?;
    let environment = |python: &Path| {
        let mut command = command(python, &paths::root());
        command.args(["-m", "venv"]).arg(&folder);
        step.output(&mut command)
    };
    let mut made = environment(&python)?;
    if !made.success {
        // Debian has the module in a package of its own.
        debian::install("Python environments", &["python3-venv"])?;
        made = environment(&python)?;
    }
    step.checked(made)?;
    let mut pip = command(programs.join("python"), &paths::root());
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps"])
        .args(["--disable-pip-version-check", "--no-input", "-r"])
        .arg(&packages);
    let output = step.output(&mut pip)?;
    if !output.success && looks_offline(&output.text) {
        return Err(Error::Offline {
            program: "pip",
            what: "Python packages".to_owned(),
        });
    }
    step.checked(output)?;
    paths::write(&marker, want)?;
    step.done();
    Ok(programs)
}
