//! What rustc is told about everything that ships.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::paths;

/// cargo's variable for the flags of rustc, each ended by [`SEPARATOR`]: a path may have spaces.
pub(super) const VARIABLE: &str = "CARGO_ENCODED_RUSTFLAGS";

/// For `cargo rustc`: only the module, and not the library for Rust that the tests of a crate want as well. With that beside
/// it cargo leaves out the optimisation of the whole program that the profile asks for, and says nothing: a tenth of the code.
pub(super) const WHOLE: &str = "--crate-type=cdylib";

const SEPARATOR: &str = "\u{1f}";

/// Every panic names its place in the sources. It need not say where the machine that builds keeps
/// them: that is nobody's business, makes two machines' builds differ, and has to be downloaded.
pub(super) fn all() -> String {
    // A later one wins: the crates of others may lie below our own folder.
    let folders = [paths::root()].into_iter().chain(crates_of_others());
    let flags = folders.map(|folder| without(&folder));
    let flags: Vec<String> = flags.chain(standard_library()).collect();
    flags.join(SEPARATOR)
}

/// The sources of the standard library, where a toolchain has them: the library itself was compiled elsewhere and calls
/// them `/rustc/…`. What is made of them here says the same.
fn standard_library() -> Option<String> {
    let ask = |what: &[&str]| {
        let asked = Command::new("rustc")
            .args(what)
            .current_dir(paths::root())
            .output();
        asked
            .ok()
            .and_then(|told| String::from_utf8(told.stdout).ok())
    };
    let version = ask(&["-vV"])?;
    let commit = version
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: "))?;
    let folder = ask(&["--print", "sysroot"])?;
    let folder = Path::new(folder.trim()).join("lib/rustlib/src/rust");
    Some(format!(
        "--remap-path-prefix={}=/rustc/{commit}",
        folder.display()
    ))
}

fn without(folder: &Path) -> String {
    format!("--remap-path-prefix={}/=", folder.display())
}

/// Where cargo keeps the sources of crates, a folder for each registry.
fn crates_of_others() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let sources = home.map(|home| home.join("registry/src"));
    let registries = sources.and_then(|sources| std::fs::read_dir(sources).ok());
    let mut folders: Vec<PathBuf> = registries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    folders.sort();
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_of_this_machine_is_kept() {
        let flags = all();
        let ours = without(&paths::root());
        assert_eq!(flags.split(SEPARATOR).next(), Some(ours.as_str()));
        assert!(flags.contains("/registry/src/"), "{flags}");
        let (last, folders) = flags
            .rsplit_once(SEPARATOR)
            .map(|(rest, last)| (last, rest))
            .unwrap();
        assert!(folders.split(SEPARATOR).all(|flag| flag.ends_with("/=")));
        assert!(last.contains("rustlib/src/rust=/rustc/"), "{last}");
    }
}
