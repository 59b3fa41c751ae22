//! From sources to what is served.
//!
//! ```text
//! web-component --cargo--> wasm --wasm-bindgen--> wasm + JS --wasm-opt--> smaller wasm
//!       js/ css/ html/ ------------------------------------esbuild--> mitto-sms.js, …-list.js, …-app.js
//!                                   dist/mitto-sms.js + mitto-sms_bg.wasm   the module, to be imported
//!                                   dist/mitto-sms-list.js + …_bg.wasm      the SMS related list
//!                                   dist/mitto-sms-campaign.js + …_bg.wasm  the composer of a campaign
//!                                   dist/mitto-sms-app.js + …_bg.wasm       the pages of the app
//!       languages/ ----------------------------------->  dist/mitto-sms.de.json   messages in German
//!                                   dist/site/                              all, hashed, as the Worker serves them
//!                                   dist/package/                           the elements for npm, if asked for
//! edge ----------cargo--> wasm --wasm-opt--> smaller wasm
//! core ----------cargo run--> dist/site/openapi.json                      the API's description
//!     js/ -----------------------------esbuild--> dist/worker/index.js + index_bg.wasm   the Worker
//! ```
//!
//! The development build lies in `target/dev`: `site/` with the sample pages, `worker/` with the token endpoint.
//! A part whose inputs did not change is not built again.

mod element;
mod flags;
mod languages;
mod openapi;
mod order;
mod package;
mod samples;
mod shrink;
mod site;
mod sizes;
mod worker;

pub use package::package;
pub use samples::{samples, samples_folder};
pub use sizes::{Budget, report};

use std::path::PathBuf;

use crate::error::Result;
use crate::setup;
use crate::{paths, stamp};

/// What is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// What is deployed.
    Release,
    /// What `cargo xtask dev` and the tests run: with the token endpoint and the sample pages.
    Development,
}

impl Variant {
    /// The folder that holds this variant's `site/` and `worker/`.
    pub fn dir(self) -> PathBuf {
        match self {
            Self::Release => paths::dist(),
            Self::Development => paths::dev(),
        }
    }

    /// The Worker's script.
    pub fn script(self) -> PathBuf {
        self.dir().join("worker/index.js")
    }

    /// What the Worker serves.
    pub fn site(self) -> PathBuf {
        self.dir().join("site")
    }
}

/// How hard the development Worker is worked on. What is deployed always gets all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// As what is deployed: what a whole run of the tests holds to the truth.
    Full,
    /// Not made small, which takes longer than compiling it: for whoever waits for it.
    Quick,
}

/// Sets up what building needs, then builds what changed of the variants.
///
/// # Errors
/// A tool is missing, or the code does not compile.
pub fn all(variants: &[Variant], effort: Effort) -> Result<()> {
    setup::wasm_target()?;
    setup::npm()?;
    let tools = setup::tools()?;
    for bundle in [
        &element::ELEMENT,
        &element::LIST,
        &element::CAMPAIGN,
        &element::APP,
    ] {
        let outputs = [bundle.script(), bundle.wasm()];
        let full = Effort::Full;
        fresh_or(bundle.what, full, &outputs, &ELEMENT_SOURCES, || {
            bundle.build(&tools)
        })?;
    }
    openapi::describe()?;
    languages::build()?;
    for variant in variants {
        site::assemble(*variant)?;
        worker(*variant, effort)?;
    }
    Ok(())
}

/// What the elements are made of; beside it lie pages and the package, which are only copied.
const ELEMENT_SOURCES: [&str; 5] = [
    "web-component/Cargo.toml",
    "web-component/src",
    "web-component/js",
    "web-component/css",
    "web-component/html",
];

fn worker(variant: Variant, effort: Effort) -> Result<()> {
    let (name, effort) = match variant {
        Variant::Release => ("worker", Effort::Full),
        Variant::Development => ("worker-development", effort),
    };
    fresh_or(name, effort, &[variant.script()], &["edge"], || {
        worker::build(variant, effort)
    })
}

/// Builds unless the stamp of the inputs is the one of the last build, and its outputs are still there.
fn fresh_or(
    name: &str,
    effort: Effort,
    outputs: &[PathBuf],
    sources: &[&str],
    build: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let marker = marker(name);
    let full = inputs(sources)?;
    let quick = format!("{full} quick");
    let fresh =
        stamp::holds(&marker, &full) || effort == Effort::Quick && stamp::holds(&marker, &quick);
    if fresh && outputs.iter().all(|file| file.is_file()) {
        return Ok(());
    }
    build()?;
    paths::write(
        &marker,
        match effort {
            Effort::Full => full,
            Effort::Quick => quick,
        },
    )
}

fn marker(name: &str) -> PathBuf {
    paths::work().join(format!("{name}.stamp"))
}

/// The stamp of what a part is made from.
fn inputs(crates: &[&str]) -> Result<String> {
    let inputs: Vec<PathBuf> = crates
        .iter()
        .chain(&[
            "core",
            "Cargo.toml",
            "Cargo.lock",
            "package-lock.json",
            ".cargo",
            "xtask/src/build",
        ])
        .map(|input| paths::root().join(input))
        .collect();
    Ok(format!("{} {}", stamp::of(&inputs)?, setup::rust_version()))
}

/// Whether all that is deployed has been made, and from the sources as they are.
///
/// # Errors
/// The sources cannot be read.
pub fn is_current() -> Result<bool> {
    let variant = Variant::Release;
    let there = [variant.script(), variant.site().join("mitto-sms.js")];
    if !there.iter().all(|file| file.is_file())
        || !stamp::holds(&marker("worker"), &inputs(&["edge"])?)
    {
        return Ok(false);
    }
    let elements = inputs(&ELEMENT_SOURCES)?;
    let bundles = [
        &element::ELEMENT,
        &element::LIST,
        &element::CAMPAIGN,
        &element::APP,
    ];
    Ok(bundles
        .iter()
        .all(|bundle| stamp::holds(&marker(bundle.what), &elements)))
}
