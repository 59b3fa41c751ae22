//! The Worker: its wasm and the script around it, made by `worker-build`.

use super::Variant;
use crate::error::Result;
use crate::paths;
use crate::run::{Step, command};
use crate::setup::Tools;

/// Compiles the Worker into the variant's `worker/`.
pub(super) fn build(tools: &Tools, variant: Variant) -> Result<()> {
    let out = variant.dir().join("worker");
    let bin = paths::npm_bin();
    let step = Step::begin(match variant {
        Variant::Release => "Worker",
        Variant::Development => "Worker (development)",
    });
    // It must run in the crate's folder, and never looks at PATH for its own tools but downloads them, unless told.
    let mut command = command(&tools.worker_build, &paths::root().join("edge"));
    command
        .env("WASM_BINDGEN_BIN", &tools.wasm_bindgen)
        .env("WASM_OPT_BIN", bin.join("wasm-opt"))
        .env("ESBUILD_BIN", bin.join("esbuild"))
        .arg("--release")
        .arg("--out-dir")
        .arg(&out);
    if variant == Variant::Development {
        command.args(["--features", "dev"]);
    }
    paths::remove(&out)?;
    step.run(&mut command)?;
    step.done();
    Ok(())
}
