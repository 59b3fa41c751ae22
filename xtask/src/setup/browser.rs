//! Chromium and its driver, for the end-to-end tests.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::looks_offline;
use super::npm::version;
use crate::error::{Error, Result};
use crate::paths;
use crate::run::{Step, command};

const CHROMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const DRIVERS: [&str; 2] = ["chromedriver", "chromium.chromedriver"];

/// The packages of Debian. Without a font a page is empty boxes, without the second emoji are.
const PACKAGES: [&str; 4] = [
    "chromium",
    "chromium-driver",
    "fonts-liberation",
    "fonts-noto-color-emoji",
];

/// A Chromium and a chromedriver that run.
#[derive(Debug)]
pub struct Browser {
    /// Chromium or Google Chrome.
    pub chrome: PathBuf,
    /// Its WebDriver server.
    pub driver: PathBuf,
}

/// Finds both: `CHROME` and `CHROMEDRIVER`, else PATH, else Debian's packages if they may be installed.
///
/// # Errors
/// One is missing and may not be installed, or a variable points at something that does not run.
pub fn browser() -> Result<Browser> {
    if find(Kind::Chrome)?.is_none() || find(Kind::Driver)?.is_none() {
        install()?;
    }
    Ok(Browser {
        chrome: find(Kind::Chrome)?.ok_or(Kind::Chrome.missing())?,
        driver: find(Kind::Driver)?.ok_or(Kind::Driver.missing())?,
    })
}

#[derive(Clone, Copy)]
enum Kind {
    Chrome,
    Driver,
}

impl Kind {
    const fn variable(self) -> &'static str {
        match self {
            Self::Chrome => "CHROME",
            Self::Driver => "CHROMEDRIVER",
        }
    }

    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Chrome => &CHROMES,
            Self::Driver => &DRIVERS,
        }
    }

    const fn missing(self) -> Error {
        Error::NoBrowser {
            what: match self {
                Self::Chrome => "Chromium",
                Self::Driver => "chromedriver",
            },
            variable: self.variable(),
        }
    }
}

fn find(kind: Kind) -> Result<Option<PathBuf>> {
    let variable = kind.variable();
    if let Some(path) = env::var_os(variable).map(PathBuf::from) {
        return match version(&path) {
            Some(_) => Ok(Some(path)),
            None => Err(Error::BadBrowser { variable, path }),
        };
    }
    // Asked to run, not only looked for: Ubuntu's `chromium-browser` may be a script that says to install a snap.
    Ok(kind
        .names()
        .iter()
        .filter_map(|name| paths::on_path(&[name]))
        .find(|path| version(path).is_some()))
}

/// Installs Debian's packages, where there is an `apt-get` and the right to use it without a question.
fn install() -> Result<()> {
    let Some(prefix) = paths::on_path(&["apt-get"]).and_then(|_| become_root()) else {
        return Ok(());
    };
    let step = Step::begin("Chromium and chromedriver (Debian packages)");
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
        &PACKAGES,
    ]
    .concat())?;
    if !output.success && (looks_offline(&output.text) || output.text.contains("Failed to fetch")) {
        return Err(Error::Offline {
            program: "apt-get",
            what: "Chromium".to_owned(),
        });
    }
    if output.success {
        step.done();
    } else {
        // What is missing, and that `--fast` does without, is said by the caller.
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
