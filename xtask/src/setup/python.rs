//! Python, for the test of the example that is written in it.

use std::path::PathBuf;

use super::debian;
use super::npm::version;
use crate::error::{Error, Result};
use crate::paths;

/// Finds Python 3 on PATH, else Debian's package if it may be installed.
///
/// # Errors
/// It is missing and may not be installed.
pub fn python() -> Result<PathBuf> {
    if find().is_none() {
        debian::install("Python", &["python3"])?;
    }
    find().ok_or(Error::NoPython)
}

fn find() -> Option<PathBuf> {
    // Asked to run, not only looked for: macOS has a `python3` that offers to install one.
    paths::on_path(&["python3"]).filter(|path| version(path).is_some())
}
