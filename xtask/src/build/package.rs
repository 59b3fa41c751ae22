//! The elements as an npm package: for pages that have a bundler, or that may load scripts from nowhere else.
//!
//! What is written by hand, types and manifest among it, lies in `web-component/package`; the modules are bundled once more,
//! because they cannot know where the Worker is.

use std::path::PathBuf;

use super::element::{CAMPAIGN, ELEMENT, LIST, Origin};
use super::{Effort, all};
use crate::error::{Error, Result};
use crate::paths;
use crate::run::Step;

/// Builds the elements and makes the package of them; where it lies.
///
/// # Errors
/// As [`all`], or a file could not be written.
pub fn package() -> Result<PathBuf> {
    all(&[], Effort::Full)?;
    let folder = paths::dist().join("package");
    let step = Step::begin("package");
    paths::remove(&folder)?;
    let sources = paths::root().join("web-component/package");
    for file in paths::files(&sources)? {
        if let Ok(name) = file.strip_prefix(&sources) {
            paths::copy(&file, &folder.join(name))?;
        }
    }
    let description = paths::read(&folder.join("package.json"))?;
    let version = concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\"");
    if !description.contains(version) {
        return Err(Error::Malformed {
            what: "web-component/package/package.json".to_owned(),
            why: format!("its version is not the workspace's, {version}"),
        });
    }
    for bundle in [&ELEMENT, &LIST, &CAMPAIGN] {
        let wasm = bundle.wasm_name();
        paths::copy(&bundle.wasm(), &folder.join(&wasm))?;
        let module = folder.join(format!("{}.js", bundle.name));
        bundle.bundle(&step, &format!("./{wasm}"), Origin::Package, &module)?;
    }
    step.done();
    Ok(folder)
}
