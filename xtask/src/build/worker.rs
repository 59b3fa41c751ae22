//! The Worker: its wasm, and the script that hands it the events (`edge/js`), bundled into one module beside it.

use super::shrink::{Sent, put_in_order, shrink};
use super::{Effort, Variant, flags};
use crate::error::{Error, Result};
use crate::paths;
use crate::run::{Step, command};

/// Compiles the Worker into the variant's `worker/`.
pub(super) fn build(variant: Variant, effort: Effort) -> Result<()> {
    let root = paths::root();
    let out = variant.dir().join("worker");
    paths::remove(&out)?;
    paths::make(&out)?;
    let step = Step::begin(match variant {
        Variant::Release => "Worker",
        Variant::Development => "Worker (development)",
    });
    let mut cargo = command("cargo", &root);
    cargo
        .args([
            "build",
            "--quiet",
            "--release",
            "--lib",
            "--package=mitto-edge",
            "--target=wasm32-unknown-unknown",
        ])
        .env(flags::VARIABLE, flags::all());
    if variant == Variant::Development {
        cargo.args(["--features", "dev"]);
    }
    step.run(&mut cargo)?;
    let wasm = out.join(WASM);
    let compiled = paths::target().join("wasm32-unknown-unknown/release/mitto_edge.wasm");
    paths::copy(&compiled, &wasm)?;
    if effort == Effort::Full {
        shrink(&step, &wasm, &wasm)?;
        put_in_order(&step, &wasm, Sent::Gzip)?;
    }
    step.run(
        command(paths::npm_bin().join("esbuild"), &root.join("edge/js"))
            .args(["worker.js", "--bundle", "--format=esm", "--minify"])
            .args(["--charset=utf8", "--target=es2022", "--log-level=warning"])
            .arg(format!("--external:./{WASM}"))
            .arg(format!("--outfile={}", variant.script().display())),
    )?;
    guard(variant)?;
    step.done();
    Ok(())
}

/// The module, as `edge/js/worker.js` imports it.
const WASM: &str = "index_bg.wasm";

/// The path of the endpoint that gives anybody a token.
const TOKEN_ENDPOINT: &[u8] = b"/dev/token";

/// Looks into what was built: no mistake in features or flags may let the token endpoint into a deployed Worker.
fn guard(variant: Variant) -> Result<()> {
    let wasm = variant.dir().join("worker").join(WASM);
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
