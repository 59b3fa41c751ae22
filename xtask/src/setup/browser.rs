//! Chromium and its driver, for the end-to-end tests.

use std::env;
use std::path::PathBuf;

use super::debian;
use super::npm::version;
use crate::error::{Error, Result};
use crate::paths;

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
        debian::install("Chromium and chromedriver", &PACKAGES)?;
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
