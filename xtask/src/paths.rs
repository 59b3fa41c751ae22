//! Where things lie. No other file joins a path from the root.

use std::env;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The workspace's root folder.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// Cargo's output folder.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The release artefacts: what is shipped, nothing else.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The development build and its state: Worker with the token endpoint, sample pages, local database.
pub fn dev() -> PathBuf {
    target().join("dev")
}

/// Intermediate files and stamps of the build.
pub fn work() -> PathBuf {
    target().join("xtask")
}

/// What each step printed.
pub fn logs() -> PathBuf {
    work().join("logs")
}

/// Folder with the programs that npm installed.
pub fn npm_bin() -> PathBuf {
    root().join("node_modules/.bin")
}

/// Tools that take minutes to compile, kept outside the clone so that the next clone finds them.
pub fn tools() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|dir| dir.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .unwrap_or_else(env::temp_dir);
    cache.join("mitto-sms/tools")
}

/// The first program on PATH with one of these names.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| {
        env::split_paths(&path)
            .map(|dir| dir.join(name))
            .find(|file| file.is_file())
    })
}

/// PATH with `first` in front.
pub fn path_with(first: &[PathBuf]) -> std::ffi::OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = first.iter().cloned().chain(env::split_paths(&rest));
    // Fails only for a folder with a colon in its name; then PATH stays as it is.
    env::join_paths(all).unwrap_or(rest)
}

/// Makes the folder and those above it.
pub fn make(dir: &Path) -> Result<()> {
    std::fs::create_dir_all(dir).map_err(Error::file(dir))
}

/// Reads a text file.
pub fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).map_err(Error::file(file))
}

/// Writes a file and the folders above it.
pub fn write(file: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(dir) = file.parent() {
        make(dir)?;
    }
    std::fs::write(file, content).map_err(Error::file(file))
}

/// Copies a file, making the folders above its destination.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(dir) = to.parent() {
        make(dir)?;
    }
    std::fs::copy(from, to)
        .map(|_| ())
        .map_err(Error::file(from))
}

/// Removes a folder and all in it, if it is there.
pub fn remove(dir: &Path) -> Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file(dir)(error)),
        _ => Ok(()),
    }
}

/// All files below `dir`, or `dir` itself if it is a file, sorted; nothing if it is not there.
pub fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    if dir.is_file() {
        return Ok(vec![dir.to_path_buf()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&folder).map_err(Error::file(&folder))? {
            let path = entry.map_err(Error::file(&folder))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
