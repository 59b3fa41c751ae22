//! `cargo xtask test`: set-up, then every check and test there is, the fast ones first.
//!
//! A failed step does not stop those that do not need it. The last line is `N passed, N failed`, alone, where each
//! check counts as one.

mod suite;
mod tally;

pub use tally::Tally;

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::build::{self, Effort, Variant};
use crate::error::Result;
use crate::paths;
use crate::run::command;
use crate::setup::{self, Browser};
use crate::stack::Stack;
use suite::Suite;

/// What the person chose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Test {
    /// Without a browser.
    pub fast: bool,
    /// Only tests whose name contains it.
    pub filter: Option<String>,
}

/// Tests whose file name begins so need a browser.
const BROWSER: &str = "browser";

/// The one test of `mitto-tests` that needs nothing running.
const SIMULATION: &str = "simulation";

/// Runs everything and prints the closing line. Returns whether all passed.
pub fn run(options: &Test) -> bool {
    let began = Instant::now();
    let mut suite = Suite::new(options.filter.clone());
    let result = set_up(options).and_then(|browser| {
        if options.filter.is_none() {
            checks(&mut suite)?;
        }
        units(&mut suite)?;
        if options.filter.is_none() {
            salesforce(&mut suite)?;
        }
        artefacts(&mut suite)?;
        end_to_end(&mut suite, browser.as_ref())
    });
    if let Err(error) = result {
        println!("\n{error}");
        suite.broken();
    }
    if let Some(filter) = &options.filter
        && suite.tally() == Tally::default()
    {
        println!("\nNo test has {filter} in its name.");
        suite.broken();
    }
    let verdict = match suite.failed() {
        [] => "ok".to_owned(),
        failed => format!("FAILED: {}", failed.join(", ")),
    };
    println!("\n{verdict}, after {} s", began.elapsed().as_secs());
    println!("{}", suite.tally());
    suite.failed().is_empty()
}

fn set_up(options: &Test) -> Result<Option<Browser>> {
    setup::wasm_target()?;
    setup::npm()?;
    setup::tools()?;
    setup::python_tools()?;
    if options.fast {
        return Ok(None);
    }
    setup::browser().map(Some)
}

fn checks(suite: &mut Suite) -> Result<()> {
    suite.check(
        "format",
        cargo(&["fmt", "--all", "--check", "--", "--color=never"]),
    )?;
    let lint = ["--quiet", "--all-targets", "--", "-D", "warnings"];
    suite.check(
        "lints",
        cargo(&[&["clippy", "--workspace"][..], &lint].concat()),
    )?;
    // What only exists for wasm, and only in one variant, is seen by nobody else.
    let wasm = "--target=wasm32-unknown-unknown";
    let lint = ["--quiet", "--lib", wasm, "--", "-D", "warnings"];
    let shipped = ["clippy", "-p=mitto-edge", "-p=mitto-web-component"];
    suite.check("lints (wasm)", cargo(&[&shipped[..], &lint].concat()))?;
    let dev = ["clippy", "-p=mitto-edge", "--features=dev"];
    suite.check(
        "lints (wasm, development)",
        cargo(&[&dev[..], &lint].concat()),
    )?;
    for (name, feature) in [
        ("lints (wasm, app)", "--features=app"),
        ("lints (wasm, list)", "--features=sms-list"),
        ("lints (wasm, campaign)", "--features=campaign"),
        ("lints (wasm, benchmark)", "--features=bench"),
    ] {
        let bundle = [
            "clippy",
            "-p=mitto-web-component",
            "--no-default-features",
            feature,
        ];
        suite.check(name, cargo(&[&bundle[..], &lint].concat()))?;
    }
    let mut doc = cargo(&["doc", "--quiet", "--workspace", "--no-deps", "--lib"]);
    // In a program, as opposed to a library, most items are private, and links to them help those who read the source.
    doc.env(
        "RUSTDOCFLAGS",
        "-D warnings -A rustdoc::private-intra-doc-links",
    );
    suite.check("documentation", doc)
}

fn units(suite: &mut Suite) -> Result<()> {
    let all = [
        "test",
        "--workspace",
        "--exclude=mitto-tests",
        "--no-fail-fast",
    ];
    suite.tests("unit and property tests", cargo(&all))?;
    let harness = [
        "test",
        "--package=mitto-tests",
        "--lib",
        "--bins",
        "--no-fail-fast",
    ];
    suite.tests("simulator tests", cargo(&harness))?;
    let simulation = [
        "test",
        "--package=mitto-tests",
        "--test",
        SIMULATION,
        "--no-fail-fast",
    ];
    suite.tests("simulation", cargo(&simulation))
}

/// The Salesforce project has tests of its own, with Salesforce's tools.
fn salesforce(suite: &mut Suite) -> Result<()> {
    setup::salesforce()?;
    let mut npm = command("npm", &paths::root().join("salesforce"));
    npm.arg("test");
    suite.check("Salesforce project", npm)
}

/// Builds what is shipped and what is tested, holds the sizes to their budgets, and runs the wasm in Node.
fn artefacts(suite: &mut Suite) -> Result<()> {
    match suite.filter() {
        Some(_) => build::all(&[Variant::Development], Effort::Quick)?,
        None => {
            build::all(&[Variant::Release, Variant::Development], Effort::Full)?;
            suite.budgets(build::report());
        }
    }
    build::samples()?;
    let node_tests: Vec<PathBuf> = paths::files(&paths::root().join("tests/node"))?
        .into_iter()
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    if node_tests.is_empty() {
        return Ok(());
    }
    let mut node = command(setup::node()?, &paths::root());
    node.args(["--test", "--test-reporter=tap"])
        .env("MITTO_SAMPLES", build::samples_folder());
    if let Some(filter) = suite.filter() {
        node.arg(format!("--test-name-pattern={filter}"));
    }
    suite.tests("wasm in Node", {
        node.args(node_tests);
        node
    })
}

fn end_to_end(suite: &mut Suite, browser: Option<&Browser>) -> Result<()> {
    let targets: Vec<String> = test_targets()?
        .into_iter()
        .filter(|name| name != SIMULATION)
        .filter(|name| browser.is_some() || !name.starts_with(BROWSER))
        .collect();
    if targets.is_empty() {
        return Ok(());
    }
    let stack = Stack::start("test")?;
    let mut tests = cargo(&["test", "--package=mitto-tests", "--no-fail-fast"]);
    for name in targets {
        tests.arg(format!("--test={name}"));
    }
    stack.tell(&mut tests)?;
    // The languages of the examples.
    tests
        .env("MITTO_NODE", setup::node()?)
        .env("MITTO_PYTHON", setup::python()?)
        .env("MITTO_PYTHON_TOOLS", setup::python_tools()?);
    let _driver = browser
        .map(|browser| stack.drive(browser, &mut tests))
        .transpose()?;
    let before = suite.failed().len();
    suite.tests("end-to-end tests", tests)?;
    if suite.failed().len() == before {
        stack.discard()
    } else {
        let state = stack.state.display();
        println!("  The Worker's log and database are in {state}.");
        Ok(())
    }
}

/// The names of the integration tests of `mitto-tests`, as cargo finds them.
fn test_targets() -> Result<Vec<String>> {
    let dir = paths::root().join("tests/tests");
    let mut names: Vec<String> = paths::files(&dir)?
        .iter()
        .filter_map(|file| target_name(file.strip_prefix(&dir).ok()?))
        .collect();
    names.sort();
    Ok(names)
}

/// `a.rs` and `a/main.rs` are the target `a`; other files are modules of one.
fn target_name(file: &Path) -> Option<String> {
    let parts: Vec<&str> = file.to_str()?.split('/').collect();
    match parts[..] {
        [name] => name.strip_suffix(".rs").map(str::to_owned),
        [name, "main.rs"] => Some(name.to_owned()),
        _ => None,
    }
}

fn cargo(words: &[&str]) -> std::process::Command {
    let mut cargo = command("cargo", &paths::root());
    cargo.args(words);
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_targets_are_found_as_cargo_does() {
        let name = |file: &str| target_name(Path::new(file));
        assert_eq!(name("api.rs").as_deref(), Some("api"));
        assert_eq!(name("browser/main.rs").as_deref(), Some("browser"));
        assert_eq!(name("browser/journey.rs"), None);
        assert_eq!(name("browser/deep/main.rs"), None);
        assert_eq!(name("page.html"), None);
    }
}
