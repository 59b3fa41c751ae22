//! Making wasm smaller, after rustc and, for the elements, wasm-bindgen.

use std::path::{Path, PathBuf};

use super::order::{Weighing, named_in_order};
use super::sizes;
use crate::error::{Error, Result};
use crate::paths;
use crate::run::{Step, command};

/// Again and again, with a look at the whole program in between: 80 bytes less of the element, 700 of the Worker.
const PASSES: [&str; 6] = ["-Oz", "--gufa", "-Oz", "--gufa", "-Oz", "--converge"];

/// What only tools read: names, who made it, what it may use.
const WITHOUT: [&str; 3] = [
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// A function that is inlined once more is one more text to compress: without, the element is 3 % smaller in brotli and
/// the Worker 5 % in gzip (and larger before). rustc has inlined what is hot.
const NO_INLINING: [&str; 3] = [
    "--always-inline-max-function-size=0",
    "--flexible-inline-max-function-size=0",
    "--one-caller-inline-max-function-size=0",
];

/// What wasm-opt may use. All of it is in every browser since 2023 and on by default in rustc; named one by one, so that
/// a newer wasm-opt does not begin to write what browsers cannot read yet.
pub(super) const FEATURES: [&str; 6] = [
    "bulk-memory",
    "multivalue",
    "mutable-globals",
    "nontrapping-float-to-int",
    "reference-types",
    "sign-ext",
];

/// Writes `from` to `to`, smaller.
pub(super) fn shrink(step: &Step, from: &Path, to: &Path) -> Result<()> {
    step.run(
        command(paths::npm_bin().join("wasm-opt"), &paths::root())
            .args(PASSES)
            .args(WITHOUT)
            .args(NO_INLINING)
            .args(FEATURES.map(|feature| format!("--enable-{feature}")))
            .arg(from)
            .arg("-o")
            .arg(to),
    )
    .map(|_| ())
}

/// How a module is compressed on its way to where it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// To Cloudflare, which counts so the limit of a Worker.
    Gzip,
    /// To a browser.
    Brotli,
}

impl Sent {
    /// What is tried: whatever is weighed, some hundred bytes are luck.
    fn weighings(self) -> impl Iterator<Item = Weighing> {
        let windows = match self {
            Self::Gzip => [16_000, 24_000, 31_500],
            Self::Brotli => [1_000, 2_500, 6_000],
        };
        let of_window = |window| [50, 200].map(|least| Weighing { window, least });
        windows.into_iter().flat_map(of_window)
    }
}

/// Puts functions that are alike beside each other; of several such orders that which is the smallest when compressed.
pub(super) fn put_in_order(step: &Step, wasm: &Path, sent: Sent) -> Result<()> {
    let module = std::fs::read(wasm).map_err(Error::file(wasm))?;
    let mut tried = Vec::new();
    for (number, by) in sent.weighings().enumerate() {
        let ordered = wasm.with_extension(format!("{number}.wasm"));
        let named = named_in_order(&module, by).ok_or_else(|| Error::Malformed {
            what: wasm.display().to_string(),
            why: "its functions could not be found".to_owned(),
        })?;
        paths::write(&ordered, named)?;
        step.run(
            command(paths::npm_bin().join("wasm-opt"), &paths::root())
                .arg("--reorder-functions-by-name")
                .args(WITHOUT)
                .args(FEATURES.map(|feature| format!("--enable-{feature}")))
                .arg(&ordered)
                .arg("-o")
                .arg(&ordered),
        )?;
        tried.push(ordered);
    }
    let sizes = sizes::of(step, &tried)?;
    let smallest = tried.iter().zip(sizes).min_by_key(|(_, sizes)| match sent {
        Sent::Gzip => sizes.gzip,
        Sent::Brotli => sizes.brotli,
    });
    if let Some((ordered, _)) = smallest {
        paths::copy(ordered, wasm)?;
    }
    let gone = |ordered: &PathBuf| std::fs::remove_file(ordered).map_err(Error::file(ordered));
    tried.iter().try_for_each(gone)
}
