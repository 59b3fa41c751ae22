//! The command line.

use std::path::PathBuf;

use crate::bench;
use crate::build::{self, Variant};
use crate::dev::{self, Dev};
use crate::error::{Error, Result};
use crate::pictures;
use crate::test::{self, Test};

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
  bench   Measure counting and sizes against their budgets
  pictures
          Take the pictures of the README anew
            [folder]             every state of every page, into this folder instead";

/// A command with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `bench`
    Bench,
    /// `build`
    Build,
    /// `dev`
    Dev(Dev),
    /// `pictures`
    Pictures(Option<PathBuf>),
    /// `test`
    Test(Test),
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
        Some("bench") => Command::Bench,
        Some("build") => Command::Build,
        Some("dev") => Command::Dev(dev_options(&mut words)?),
        Some("pictures") => Command::Pictures(words.next().map(PathBuf::from)),
        Some("test") => Command::Test(test_options(&mut words)?),
        Some(word) => return Err(usage(format!("There is no command {word}."))),
    };
    match words.next() {
        Some(word) => Err(usage(format!("{word} is not understood here."))),
        None => Ok(command),
    }
}

fn dev_options(words: &mut impl Iterator<Item = String>) -> Result<Dev> {
    let mut options = Dev::default();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--port" => options.port = port(&word, words.next())?,
            "--simulator-port" => options.simulator_port = port(&word, words.next())?,
            "--reset" => options.reset = true,
            _ => return Err(usage(format!("{word} is not understood here."))),
        }
    }
    if options.port == options.simulator_port {
        return Err(usage(
            "The Worker and the simulator need two different ports.".to_owned(),
        ));
    }
    Ok(options)
}

fn test_options(words: &mut impl Iterator<Item = String>) -> Result<Test> {
    let mut options = Test::default();
    for word in words {
        match word.as_str() {
            "--fast" => options.fast = true,
            _ if word.starts_with('-') || options.filter.is_some() => {
                return Err(usage(format!("{word} is not understood here.")));
            }
            _ => options.filter = Some(word),
        }
    }
    Ok(options)
}

fn port(flag: &str, value: Option<String>) -> Result<u16> {
    value
        .as_deref()
        .and_then(|value| value.parse().ok())
        .filter(|port| *port != 0)
        .ok_or_else(|| usage(format!("{flag} needs a port, 1 to 65535.")))
}

const fn usage(what: String) -> Error {
    Error::Usage { what }
}

/// Does what was asked. Returns whether all was well; what was not, is told already.
///
/// # Errors
/// The first that went wrong and is to be told.
pub fn run(command: Command) -> Result<bool> {
    match command {
        Command::Help => println!("{USAGE}"),
        Command::Bench => return bench::run(),
        Command::Build => {
            build::all(&[Variant::Release])?;
            build::report()?;
        }
        Command::Dev(options) => dev::run(&options)?,
        Command::Pictures(folder) => pictures::take(folder.as_deref())?,
        Command::Test(options) => return Ok(test::run(&options)),
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[track_caller]
    fn refused(line: &str, why: &str) {
        let error = parsed(line).unwrap_err().to_string();
        assert_eq!(error, format!("{why}\n\n{USAGE}"));
    }

    #[test]
    fn ports_can_be_chosen() {
        let command = parsed("dev --port 9000 --reset --simulator-port 9001").unwrap();
        assert_eq!(
            command,
            Command::Dev(Dev {
                port: 9000,
                simulator_port: 9001,
                reset: true
            })
        );
        assert_eq!(parsed("dev").unwrap(), Command::Dev(Dev::default()));
    }

    #[test]
    fn tests_can_be_chosen() {
        let command = parsed("test --fast opt_out").unwrap();
        let filter = Some("opt_out".to_owned());
        assert_eq!(command, Command::Test(Test { fast: true, filter }));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        refused("deploy", "There is no command deploy.");
        refused("build it", "it is not understood here.");
        refused("dev --prot 1", "--prot is not understood here.");
        refused("test a b", "b is not understood here.");
        refused("test --slow", "--slow is not understood here.");
        refused("dev --port", "--port needs a port, 1 to 65535.");
        refused("dev --port 65536", "--port needs a port, 1 to 65535.");
        refused(
            "dev --port 8788",
            "The Worker and the simulator need two different ports.",
        );
    }
}
