//! Debian's packages, where they may be installed.

use std::path::Path;
use std::process::{Command, Stdio};

use super::looks_offline;
use crate::error::{Error, Result};
use crate::paths;
use crate::run::{Step, command};

/// Installs packages, where there is an `apt-get` and the right to use it without a question; elsewhere does nothing,
/// and the caller says what is missing. `what` names them for a person.
///
/// # Errors
/// There is no network.
pub(super) fn install(what: &str, packages: &[&str]) -> Result<()> {
    let Some(prefix) = paths::on_path(&["apt-get"]).and_then(|_| become_root()) else {
        return Ok(());
    };
    let step = Step::begin(format!("{what} (Debian packages)"));
    let apt = |words: &[&str]| {
        let line: Vec<&str> = prefix.iter().chain(words).copied().collect();
        let (program, arguments) = line.split_first().unwrap_or((&"apt-get", &[]));
        let mut command = command(Path::new(program), &paths::root());
        command.args(arguments);
        step.output(&mut command)
    };
    let base = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"];
    // A failed update (one dead third-party list is enough) need not mean that these packages cannot be had.
    apt(&[&base[..], &["update"]].concat())?;
    let output = apt(&[
        &base[..],
        &["install", "-y", "--no-install-recommends"],
        packages,
    ]
    .concat())?;
    if !output.success && (looks_offline(&output.text) || output.text.contains("Failed to fetch")) {
        return Err(Error::Offline {
            program: "apt-get",
            what: what.to_owned(),
        });
    }
    if output.success {
        step.done();
    } else {
        drop(step);
    }
    Ok(())
}

/// What to put before a command so that root runs it; nothing if we may not.
fn become_root() -> Option<&'static [&'static str]> {
    if nix::unistd::geteuid().is_root() {
        return Some(&[]);
    }
    let passwordless = Command::new("sudo")
        .args(["-n", "true"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    passwordless.then_some(&["sudo", "-n"])
}
