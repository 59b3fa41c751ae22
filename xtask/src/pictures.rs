//! `cargo xtask pictures`: what the pages look like, taken in the browser that the tests use.

use std::path::Path;

use crate::build::{self, Effort, Variant};
use crate::error::Result;
use crate::paths;
use crate::run::{Step, command};
use crate::setup;
use crate::stack::Stack;

/// Takes the README's pictures, or every state there is into `folder`.
///
/// # Errors
/// Set-up or the stack failed, or the browser did not show what was expected.
pub fn take(folder: Option<&Path>) -> Result<()> {
    let browser = setup::browser()?;
    build::all(&[Variant::Development], Effort::Quick)?;
    let stack = Stack::start("pictures")?;
    let mut program = command("cargo", &paths::root());
    program.args([
        "run",
        "--quiet",
        "--package=mitto-tests",
        "--bin=pictures",
        "--",
    ]);
    match folder {
        Some(folder) => program
            .arg("--all")
            .arg(std::path::absolute(folder).unwrap_or(folder.into())),
        None => program.arg(paths::root().join("docs")),
    };
    stack.tell(&mut program)?;
    let driver = stack.drive(&browser, &mut program)?;
    let step = Step::begin("pictures");
    step.run(&mut program)?;
    step.done();
    drop(driver);
    stack.discard()
}
