//! The API's description, which core writes.

use std::path::PathBuf;

use super::{Effort, fresh_or};
use crate::error::Result;
use crate::paths;
use crate::run::{Step, command};

/// Where it is kept until it is served.
pub(super) fn file() -> PathBuf {
    paths::work().join("openapi.json")
}

/// Has core write it, if core has changed.
pub(super) fn describe() -> Result<()> {
    fresh_or("openapi", Effort::Full, &[file()], &[], || {
        let step = Step::begin("API description");
        let mut cargo = command("cargo", &paths::root());
        cargo.args(["run", "--quiet", "--package=mitto-core"]);
        cargo.args(["--features=schema", "--example=openapi", "--"]);
        step.run(cargo.arg(file()))?;
        step.done();
        Ok(())
    })
}
