//! Rust's wasm target, and the tool that cargo compiles: `wasm-bindgen`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::looks_offline;
use super::npm::version;
use crate::error::{Error, Result};
use crate::paths;
use crate::run::{Step, command};

const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm32 target to the Rust in use.
///
/// # Errors
/// rustup is missing or could not add it.
pub fn wasm_target() -> Result<()> {
    let root = paths::root();
    // Asked of rustc, not of rustup: a distribution's Rust may have the target without any rustup.
    let installed = Command::new("rustc")
        .current_dir(&root)
        .args(["--target", WASM, "--print", "target-libdir"])
        .output()
        .is_ok_and(|output| {
            output.status.success()
                && Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir()
        });
    if installed {
        return Ok(());
    }
    if version(Path::new("rustup")).is_none() {
        return Err(Error::NoRustup);
    }
    let step = Step::begin("Rust target wasm32");
    let output = step.output(command("rustup", &root).args(["target", "add", WASM]))?;
    if !output.success
        && (looks_offline(&output.text) || output.text.contains("could not download"))
    {
        return Err(Error::Offline {
            program: "rustup",
            what: format!("the target {WASM}"),
        });
    }
    step.checked(output)?;
    step.done();
    Ok(())
}

/// The compiler that cargo will use, in words; nothing if it does not run, which cargo will say better.
pub fn rust_version() -> String {
    version(Path::new("rustc")).unwrap_or_default()
}

/// Where the compiled tool is.
#[derive(Debug)]
pub struct Tools {
    /// Makes the JS side of the elements' wasm.
    pub wasm_bindgen: PathBuf,
}

/// Finds the tool on PATH or in the cache, or compiles it into the cache.
///
/// # Errors
/// It is missing and cannot be compiled.
pub fn tools() -> Result<Tools> {
    let lock = paths::read(&paths::root().join("Cargo.lock"))?;
    // The two halves of wasm-bindgen understand each other only in the same version.
    let bindgen = locked(&lock, "wasm-bindgen")?;
    Ok(Tools {
        wasm_bindgen: tool("wasm-bindgen-cli", "wasm-bindgen", bindgen)?,
    })
}

fn tool(package: &'static str, program: &str, wanted: &str) -> Result<PathBuf> {
    let cache = paths::tools().join(format!("{package}-{wanted}"));
    let cached = cache.join("bin").join(program);
    // It prints `wasm-bindgen 0.2.130`.
    let right = |file: &PathBuf| {
        version(file).is_some_and(|text| text.split_whitespace().last() == Some(wanted))
    };
    if let Some(found) = paths::on_path(&[program])
        .into_iter()
        .chain([cached.clone()])
        .find(right)
    {
        return Ok(found);
    }
    let step = Step::begin(format!("{program} {wanted} (compiled once, some minutes)"));
    let install = |more: &[&str]| {
        let mut cargo = command("cargo", &paths::root());
        cargo
            .args(["install", package, "--bin", program])
            .args(["--version", &format!("={wanted}"), "--root"])
            .arg(&cache)
            .args(more)
            .env("CARGO_TARGET_DIR", paths::work().join("tools"))
            // It runs for a moment; like this it takes less time to compile than it will ever save.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off");
        step.output(&mut cargo)
    };
    // First with the versions its author tested; of those, some may be gone from the registry.
    let mut output = install(&["--locked"])?;
    if !output.success && !looks_offline(&output.text) {
        output = install(&[])?;
    }
    if !output.success && looks_offline(&output.text) {
        return Err(Error::Offline {
            program: "cargo",
            what: format!("{package} {wanted}"),
        });
    }
    step.checked(output)?;
    step.done();
    Ok(cached)
}

/// The version of a package in `Cargo.lock`.
fn locked<'a>(lock: &'a str, package: &'static str) -> Result<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines
        .find(|line| *line == name)
        .and_then(|_| lines.next())
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .ok_or(Error::NotLocked { package })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked(lock, "wasm-bindgen").unwrap(), "0.2.130");
        assert_eq!(
            locked(lock, "worker").unwrap_err().to_string(),
            "Cargo.lock does not hold the package worker, whose version decides that of its tool."
        );
    }
}
