//! What can go wrong, each as one sentence that says what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a command of `cargo xtask` (or of the test harness) gave up.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A program could not be started at all.
    Start {
        /// The program's name.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A step's program ended with an error.
    Step {
        /// The step, as shown to the person.
        step: String,
        /// The end of what it printed.
        output: String,
        /// All of what it printed.
        log: PathBuf,
    },
    /// A step's program did not end in time and was stopped.
    TooLong {
        /// The step, as shown to the person.
        step: String,
        /// How long it was given.
        limit: Duration,
        /// What it printed.
        log: PathBuf,
    },
    /// Node or npm is not installed.
    NoNode {
        /// `node` or `npm`.
        program: &'static str,
    },
    /// This platform has no Node 22 in `package.json` and none on PATH.
    OldNode {
        /// What PATH has.
        found: String,
    },
    /// npm or cargo could not reach its registry.
    Offline {
        /// `npm` or `cargo`.
        program: &'static str,
        /// What was wanted.
        what: String,
    },
    /// The wasm32 target is missing and there is no rustup to add it.
    NoRustup,
    /// `Cargo.lock` does not name a package that decides a tool's version.
    NotLocked {
        /// The package.
        package: &'static str,
    },
    /// No Chromium or chromedriver, and none may be installed.
    NoBrowser {
        /// `Chromium` or `chromedriver`.
        what: &'static str,
        /// `CHROME` or `CHROMEDRIVER`.
        variable: &'static str,
    },
    /// `CHROME` or `CHROMEDRIVER` points at something that does not run.
    BadBrowser {
        /// The variable's name.
        variable: &'static str,
        /// Its value.
        path: PathBuf,
    },
    /// No Python 3, and it may not be installed.
    NoPython,
    /// `SESSION_SECRET` is not set.
    NoSecret,
    /// Somebody else listens on the port.
    PortTaken {
        /// The port.
        port: u16,
        /// The flag that chooses another.
        flag: &'static str,
    },
    /// A server was started and did not answer.
    NotUp {
        /// `The Worker` or `The gateway simulator`.
        what: &'static str,
        /// The end of its log.
        output: String,
        /// All of its log.
        log: PathBuf,
    },
    /// The Worker refused a request of the set-up.
    Refused {
        /// Method and path.
        request: String,
        /// The HTTP status, 0 if there was no answer.
        status: u16,
        /// What it said.
        answer: String,
    },
    /// A file of the project does not have the expected shape.
    Malformed {
        /// Which file or output.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// Artefacts exceed their size budget.
    OverBudget {
        /// Their names.
        names: Vec<String>,
    },
    /// The command line was not understood.
    Usage {
        /// What was not understood.
        what: String,
    },
}

impl Error {
    /// For `map_err`: a failed access to `path`.
    pub fn file(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_path_buf();
        move |source| Self::File { path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, source } => {
                write!(f, "{} cannot be used: {source}.", path.display())
            }
            Self::Start { program, source } => {
                write!(f, "The program {program} could not be started: {source}.")
            }
            Self::Step { step, output, log } => write!(
                f,
                "{}\n\nThe step \"{step}\" failed; all it printed is in {}.",
                output.trim_end(),
                log.display()
            ),
            Self::TooLong { step, limit, log } => write!(
                f,
                "The step \"{step}\" did not end within {} minutes and was stopped; what it printed is in {}.",
                limit.as_secs() / 60,
                log.display()
            ),
            Self::NoNode { program } => write!(
                f,
                "{program} is missing: install Node with npm (any version; 22 or newer on platforms \
                 other than Linux and macOS) from https://nodejs.org or your package manager, and try again."
            ),
            Self::OldNode { found } => write!(
                f,
                "wrangler needs Node 22 or newer, npm has none to bring along for this platform, \
                 and the Node on PATH is {found}: install Node 22."
            ),
            Self::Offline { program, what } => write!(
                f,
                "{program} could not download {what}: check the network and {program}'s proxy and \
                 registry settings, and try again; what is already here is kept."
            ),
            Self::NoRustup => f.write_str(
                "The Rust target wasm32-unknown-unknown is missing and rustup is not here to add it: \
                 install the target with whatever installed Rust.",
            ),
            Self::NotLocked { package } => write!(
                f,
                "Cargo.lock does not hold the package {package}, whose version decides that of its tool."
            ),
            Self::NoBrowser { what, variable } => write!(
                f,
                "{what} is missing for the browser tests and may not be installed from here: install it \
                 (Debian: apt-get install chromium chromium-driver), or set {variable} to its path, \
                 or leave the browser out with --fast."
            ),
            Self::BadBrowser { variable, path } => write!(
                f,
                "{variable} is {}, which does not run with --version.",
                path.display()
            ),
            Self::NoPython => f.write_str(
                "Python 3 is missing for the test of the Python example and may not be installed from here: \
                 install it (Debian: apt-get install python3).",
            ),
            Self::NoSecret => f.write_str(
                "SESSION_SECRET is not set: put the Worker's secret into the environment, for this command only \
                 (read -rs SESSION_SECRET; export SESSION_SECRET).",
            ),
            Self::PortTaken { port, flag } => write!(
                f,
                "Port {port} is in use by another program: stop that one, or choose another port with {flag}."
            ),
            Self::NotUp { what, output, log } => write!(
                f,
                "{}\n\n{what} did not come up; its log is {}.",
                output.trim_end(),
                log.display()
            ),
            Self::Refused {
                request,
                status: 0,
                answer,
            } => write!(f, "{request} had no answer: {answer}."),
            Self::Refused {
                request,
                status,
                answer,
            } => write!(f, "{request} was answered with {status}: {answer}"),
            Self::Malformed { what, why } => write!(f, "{what}: {why}."),
            Self::OverBudget { names } => {
                write!(f, "Over the size budget: {}.", names.join(", "))
            }
            Self::Usage { what } => write!(f, "{what}\n\n{}", crate::cli::USAGE),
        }
    }
}

impl std::error::Error for Error {}

/// What everything here returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;
