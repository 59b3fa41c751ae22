//! Starting programs: steps that run to their end, and groups that stay.

mod group;
mod step;

use std::process::Command;

use crate::error::Result;
use crate::{paths, setup};

pub use group::{Group, signal_is_normal_end};
pub use step::{Output, Step, command, tail};

/// `wrangler` on our configuration, that asks nothing and reports nothing.
///
/// # Errors
/// There is no Node that it accepts.
pub fn wrangler() -> Result<Command> {
    // By path, with our Node: the script's first line would take whatever Node comes first.
    let mut command = command(setup::node()?, &paths::root());
    command
        .arg(paths::root().join("node_modules/wrangler/bin/wrangler.js"))
        .env("WRANGLER_SEND_METRICS", "false")
        .env("WRANGLER_SEND_ERROR_REPORTS", "false")
        .env("WRANGLER_HIDE_BANNER", "true");
    Ok(command)
}
