//! Making wasm smaller, after rustc and, for the elements, wasm-bindgen.

use std::path::Path;

use super::order::named_in_order;
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

/// Puts functions that are alike beside each other, for gzip.
pub(super) fn put_in_order(step: &Step, wasm: &Path) -> Result<()> {
    let module = std::fs::read(wasm).map_err(Error::file(wasm))?;
    let named = named_in_order(&module).ok_or_else(|| Error::Malformed {
        what: wasm.display().to_string(),
        why: "its functions could not be found".to_owned(),
    })?;
    paths::write(wasm, named)?;
    step.run(
        command(paths::npm_bin().join("wasm-opt"), &paths::root())
            .arg("--reorder-functions-by-name")
            .args(WITHOUT)
            .args(FEATURES.map(|feature| format!("--enable-{feature}")))
            .arg(wasm)
            .arg("-o")
            .arg(wasm),
    )
    .map(|_| ())
}
