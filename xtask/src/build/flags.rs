//! What rustc is told about everything that ships.

use std::env;
use std::path::{Path, PathBuf};

use crate::paths;

/// cargo's variable for the flags of rustc, each ended by [`SEPARATOR`]: a path may have spaces.
pub(super) const VARIABLE: &str = "CARGO_ENCODED_RUSTFLAGS";

const SEPARATOR: &str = "\u{1f}";

/// Every panic names its place in the sources. It need not say where the machine that builds keeps
/// them: that is nobody's business, makes two machines' builds differ, and has to be downloaded.
pub(super) fn all() -> String {
    // A later one wins: the crates of others may lie below our own folder.
    let folders = [paths::root()].into_iter().chain(crates_of_others());
    let flags: Vec<String> = folders.map(|folder| without(&folder)).collect();
    flags.join(SEPARATOR)
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
        assert!(flags.split(SEPARATOR).all(|flag| flag.ends_with("/=")));
    }
}
