//! What `cargo xtask build` has made.

use super::Finding;
use crate::build;

/// Looks whether what would be deployed is there, and is of these sources.
pub(super) fn look() -> Vec<Finding> {
    const WHAT: &str = "The build in dist/ is that of these sources";
    vec![match build::is_current() {
        Ok(true) => Finding::well(WHAT),
        Ok(false) => Finding::lacks(WHAT, "cargo xtask build"),
        Err(why) => Finding::unknown(WHAT, why.to_string()),
    }]
}
