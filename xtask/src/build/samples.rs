//! The usage samples, `examples/react` and so on, built as their readers would: by Vite, from the packed package.

use std::path::PathBuf;

use super::package;
use crate::error::{Error, Result};
use crate::run::{Step, command};
use crate::{paths, setup, stamp};

/// Those that have something to build. The page without a bundler is served as it lies there.
const BUILT: [&str; 2] = ["react", "vue"];

/// What a sample consists of; what somebody has installed or built beside it is none of it.
const SOURCES: [&str; 6] = [
    "package.json",
    "vite.config.js",
    "tsconfig.json",
    "index.html",
    "page.js",
    "src",
];

/// Where [`samples`] puts them: a folder for each sample, with its page in `dist`; the plain page's has the package beside it.
pub fn samples_folder() -> PathBuf {
    paths::work().join("samples")
}

/// Packs the package, and builds each sample with what `npm install` would put beside it, if anything of it changed.
///
/// # Errors
/// The package cannot be built or packed, or a sample does not build.
pub fn samples() -> Result<()> {
    let package = package()?;
    let folder = samples_folder();
    let sources = paths::root().join("examples");
    let parts = || {
        let names = BUILT.iter().chain(&["plain"]);
        names.flat_map(|name| SOURCES.map(|part| sources.join(name).join(part)))
    };
    let mut inputs = vec![package.clone(), paths::root().join("package-lock.json")];
    inputs.extend(parts());
    inputs.push(paths::root().join("xtask/src/build/samples.rs"));
    let want = stamp::of(&inputs)?;
    let marker = folder.join("stamp");
    if stamp::holds(&marker, &want) {
        return Ok(());
    }
    let step = Step::begin("samples");
    paths::remove(&folder)?;
    let installed = folder.join("node_modules/@mitto");
    paths::make(&installed)?;
    // React, Vue and Vite come from the workspace's own lock file.
    link_modules()?;
    let packed = step.run(
        command("npm", &package)
            .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
            .arg(&folder),
    )?;
    let archive = packed.lines().last().unwrap_or_default().trim();
    step.run(
        command("tar", &installed)
            .arg("-xzf")
            .arg(folder.join(archive)),
    )?;
    let elements = installed.join("sms-elements");
    std::fs::rename(installed.join("package"), &elements).map_err(Error::file(&elements))?;
    for part in parts() {
        for file in paths::files(&part)? {
            if let Ok(relative) = file.strip_prefix(&sources) {
                paths::copy(&file, &folder.join(relative))?;
            }
        }
    }
    for file in paths::files(&elements)? {
        if let Ok(name) = file.strip_prefix(&elements) {
            paths::copy(&file, &folder.join("plain/sms-elements").join(name))?;
        }
    }
    for name in BUILT {
        step.run(
            command(setup::node()?, &folder.join(name))
                .arg(paths::root().join("node_modules/vite/bin/vite.js"))
                .args(["build", "--logLevel=warn"]),
        )?;
    }
    paths::write(&marker, want)?;
    step.done();
    Ok(())
}

/// Node looks for modules in the folders above; the target folder may lie elsewhere.
fn link_modules() -> Result<()> {
    let link = paths::work().join("node_modules");
    if link.exists() {
        return Ok(());
    }
    std::os::unix::fs::symlink(paths::root().join("node_modules"), &link)
        .map_err(Error::file(&link))
}
