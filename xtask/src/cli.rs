//! The command line.

use crate::build::{self, Variant};
use crate::error::{Error, Result};

/// What `cargo xtask` prints when asked, or when it did not understand.
pub const USAGE: &str = "\
Usage: cargo xtask <command>

  dev     Set up, build, and run everything locally, with sample data
            --port N             the Worker's port (8787)
            --simulator-port N   the gateway simulator's port (8788)
            --reset              forget the local database first
  test    Set up, check format and lints, and run all tests
            --fast               without a browser
            [filter]             only tests whose name contains it, and no checks
  build   Make the release artefacts in dist/ and print their sizes
  bench   Measure counting and sizes against their budgets";

/// A command with its options.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// `build`
    Build,
    /// `help`
    Help,
}

/// Understands the words after `cargo xtask`.
///
/// # Errors
/// [`Error::Usage`].
pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Command> {
    let mut words = words.into_iter();
    let command = match words.next().as_deref() {
        None | Some("help" | "-h" | "--help") => Command::Help,
        Some("build") => Command::Build,
        Some(word) => return Err(usage(format!("There is no command {word}."))),
    };
    match words.next() {
        Some(word) => Err(usage(format!("{word} is not understood here."))),
        None => Ok(command),
    }
}

const fn usage(what: String) -> Error {
    Error::Usage { what }
}

/// Does what was asked.
///
/// # Errors
/// The first that went wrong.
pub fn run(command: Command) -> Result<()> {
    match command {
        Command::Help => {
            println!("{USAGE}");
            Ok(())
        }
        Command::Build => {
            build::all(&[Variant::Release])?;
            build::report()
        }
    }
}
