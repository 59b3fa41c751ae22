//! The Worker: its wasm and the script around it, made by `worker-build`.

use super::shrink::{WORKER_FEATURES, put_in_order, shrink};
use super::{Effort, Variant, flags};
use crate::error::{Error, Result};
use crate::paths;
use crate::run::{Step, command};
use crate::setup::Tools;

/// Compiles the Worker into the variant's `worker/`.
pub(super) fn build(tools: &Tools, variant: Variant, effort: Effort) -> Result<()> {
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
        .env("ESBUILD_BIN", bin.join("esbuild"))
        .env(flags::VARIABLE, flags::all())
        .arg("--release")
        .arg("--out-dir")
        .arg(&out);
    if variant == Variant::Development {
        command.args(["--features", "dev"]);
    }
    step.run(&mut command)?;
    // Not by worker-build, which keeps names for debuggers, and what only those use with them: 1.4 kB.
    let wasm = out.join("index_bg.wasm");
    if effort == Effort::Full {
        shrink(&step, &wasm, &wasm, &WORKER_FEATURES)?;
        put_in_order(&step, &wasm, &WORKER_FEATURES)?;
    }
    guard(variant)?;
    step.done();
    Ok(())
}

/// The path of the endpoint that gives anybody a token.
const TOKEN_ENDPOINT: &[u8] = b"/dev/token";

/// Looks into what was built: no mistake in features or flags may let the token endpoint into a deployed Worker.
fn guard(variant: Variant) -> Result<()> {
    let wasm = variant.dir().join("worker/index_bg.wasm");
    let bytes = std::fs::read(&wasm).map_err(Error::file(&wasm))?;
    let held = bytes
        .windows(TOKEN_ENDPOINT.len())
        .any(|it| it == TOKEN_ENDPOINT);
    let why = match variant {
        Variant::Release if held => "it holds the token endpoint of the development build",
        // Were it renamed, the check above would find nothing for ever.
        Variant::Development if !held => "it lacks the token endpoint, /dev/token",
        _ => return Ok(()),
    };
    // Not to be found fresh, and not to be deployed.
    paths::remove(&variant.dir().join("worker"))?;
    Err(Error::Malformed {
        what: wasm.display().to_string(),
        why: why.to_owned(),
    })
}
