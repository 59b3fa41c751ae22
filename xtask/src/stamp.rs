//! Doing nothing when nothing changed: a stamp is a hash of the inputs, kept beside the output.
//!
//! The content decides, not the file times: a fresh clone or a changed branch and back again rebuilds nothing in vain.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::paths;

/// FNV-1a, 64 bits: stable over platforms and releases, unlike the standard library's.
#[derive(Debug, Clone, Copy)]
pub struct Hash(u64);

impl Hash {
    /// The hash of nothing.
    pub const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// The hash with more bytes appended.
    #[must_use]
    pub fn with(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    /// 16 hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:016x}", self.0)
    }
}

impl Default for Hash {
    fn default() -> Self {
        Self::new()
    }
}

/// Hash of files and of all files in folders: their names and content. What is not there counts as empty.
///
/// # Errors
/// A file cannot be read.
pub fn of(inputs: &[PathBuf]) -> Result<String> {
    let root = paths::root();
    let mut hash = Hash::new();
    for input in inputs {
        for file in paths::files(input)? {
            let name = file.strip_prefix(&root).unwrap_or(&file);
            let content = fs::read(&file).map_err(Error::file(&file))?;
            hash = hash
                .with(name.to_string_lossy().as_bytes())
                .with(&content.len().to_le_bytes())
                .with(&content);
        }
    }
    Ok(hash.hex())
}

/// Does the stamp file hold this stamp?
pub fn holds(file: &Path, stamp: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|found| found == stamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        // Test vectors of the FNV page (isthe.com/chongo/tech/comp/fnv).
        assert_eq!(Hash::new().hex(), "cbf29ce484222325");
        assert_eq!(Hash::new().with(b"foobar").hex(), "85944171f73967e8");
    }

    #[test]
    fn a_changed_a_renamed_and_a_new_file_change_the_stamp() {
        let dir = std::env::temp_dir().join(format!("mitto-stamp-{}", std::process::id()));
        let file = dir.join("a");
        paths::write(&file, "1").unwrap();
        let first = of(std::slice::from_ref(&dir)).unwrap();
        paths::write(&file, "2").unwrap();
        let changed = of(std::slice::from_ref(&dir)).unwrap();
        fs::rename(&file, dir.join("b")).unwrap();
        let renamed = of(std::slice::from_ref(&dir)).unwrap();
        paths::write(&file, "").unwrap();
        let more = of(std::slice::from_ref(&dir)).unwrap();
        paths::remove(&dir).unwrap();
        let stamps = std::collections::BTreeSet::from([first, changed, renamed, more]);
        assert_eq!(stamps.len(), 4);
    }
}
