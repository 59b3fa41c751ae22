//! The command line.

use std::path::PathBuf;

use crate::bench::{self, Part};
use crate::build::{self, Effort, Variant};
use crate::dev::{self, Dev};
use crate::doctor::{self, Doctor};
use crate::error::{Error, Result};
use crate::pictures;
use crate::test::{self, Test};
use crate::token::{self, Token};

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
  package Make the npm package of the elements in dist/package/
  bench   Measure counting, sizes, campaigns and the SMS list against their budgets
            [lists]              only the views of the SMS list, with a million SMS
            [campaigns]          only campaigns, with 100,000 members
            [plan]               only planning and recounting a campaign of 100,000, without a Worker
  doctor  Say what a deployment lacks: the build, the account, the running Worker
            --env NAME           an environment of wrangler.toml (production)
            --url URL            the running Worker's address
  pictures
          Take the pictures of the README anew
            [folder]             every state of every page, into this folder instead
  token   Print a session token, signed with SESSION_SECRET of the environment
            --role user|admin    what it may do
            --sub NAME           whose it is
            --record lead:ID     the one record it is for (or contact:ID, campaign:ID)
            --hours N            how long it lives, 1 to 12 (1)
            --url URL            print a link that signs in at the Worker with this address";

/// A command with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `bench`
    Bench(Option<Part>),
    /// `build`
    Build,
    /// `dev`
    Dev(Dev),
    /// `doctor`
    Doctor(Doctor),
    /// `package`
    Package,
    /// `pictures`
    Pictures(Option<PathBuf>),
    /// `test`
    Test(Test),
    /// `token`
    Token(Token),
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
        Some("bench") => Command::Bench(part(words.next())?),
        Some("build") => Command::Build,
        Some("dev") => Command::Dev(dev_options(&mut words)?),
        Some("doctor") => Command::Doctor(doctor_options(&mut words)?),
        Some("package") => Command::Package,
        Some("pictures") => Command::Pictures(words.next().map(PathBuf::from)),
        Some("test") => Command::Test(test_options(&mut words)?),
        Some("token") => Command::Token(token_options(&mut words)?),
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

fn doctor_options(words: &mut impl Iterator<Item = String>) -> Result<Doctor> {
    let mut options = Doctor {
        environment: "production".to_owned(),
        url: None,
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--env" => {
                let name = words.next().filter(|name| !name.is_empty());
                options.environment =
                    name.ok_or_else(|| usage("--env needs a name.".to_owned()))?;
            }
            "--url" => options.url = Some(address(&word, words.next())?),
            _ => return Err(usage(format!("{word} is not understood here."))),
        }
    }
    Ok(options)
}

fn address(flag: &str, value: Option<String>) -> Result<String> {
    value
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
        .ok_or_else(|| usage(format!("{flag} needs an address, https://….")))
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

fn token_options(words: &mut impl Iterator<Item = String>) -> Result<Token> {
    let (mut role, mut sub, mut record, mut url, mut hours) = (None, None, None, None, 1);
    while let Some(word) = words.next() {
        let value = words.next().filter(|value| !value.is_empty());
        let needs = |what: &str| usage(format!("{word} needs {what}."));
        match word.as_str() {
            "--role" => {
                let known = value.filter(|role| matches!(role.as_str(), "user" | "admin"));
                role = Some(known.ok_or_else(|| needs("user or admin"))?);
            }
            "--sub" => sub = Some(value.ok_or_else(|| needs("a name"))?),
            "--record" => {
                let parts = value.as_deref().and_then(|record| record.split_once(':'));
                let (object, id) = parts
                    .filter(|(object, id)| {
                        matches!(*object, "lead" | "contact" | "campaign") && !id.is_empty()
                    })
                    .ok_or_else(|| needs("lead:ID, contact:ID or campaign:ID"))?;
                record = Some((object.to_owned(), id.to_owned()));
            }
            "--hours" => {
                hours = value
                    .and_then(|hours| hours.parse().ok())
                    .filter(|hours| (1..=12).contains(hours))
                    .ok_or_else(|| needs("a number, 1 to 12"))?;
            }
            "--url" => url = Some(address(&word, value)?),
            _ => return Err(usage(format!("{word} is not understood here."))),
        }
    }
    let missing = |flag: &str| usage(format!("token needs {flag}."));
    Ok(Token {
        role: role.ok_or_else(|| missing("--role"))?,
        sub: sub.ok_or_else(|| missing("--sub"))?,
        record,
        hours,
        url,
    })
}

fn part(name: Option<String>) -> Result<Option<Part>> {
    let unknown = |name: &String| usage(format!("There is no part {name} of the benchmark."));
    let found = name.map(|name| Part::from_name(&name).ok_or_else(|| unknown(&name)));
    found.transpose()
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
        Command::Bench(part) => return bench::run(part),
        Command::Build => {
            build::all(&[Variant::Release], Effort::Full)?;
            build::report()?;
        }
        Command::Dev(options) => dev::run(&options)?,
        Command::Doctor(options) => return doctor::run(&options),
        Command::Package => {
            let folder = build::package()?;
            println!("\n  {} is ready for npm publish.\n", folder.display());
        }
        Command::Pictures(folder) => pictures::take(folder.as_deref())?,
        Command::Test(options) => return Ok(test::run(&options)),
        Command::Token(options) => token::print(&options)?,
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
        assert_eq!(
            parsed("bench lists").unwrap(),
            Command::Bench(Some(Part::Lists))
        );
        assert_eq!(parsed("bench").unwrap(), Command::Bench(None));
        assert_eq!(parsed("package").unwrap(), Command::Package);
        refused("package it", "it is not understood here.");
    }

    #[test]
    fn a_doctor_is_for_one_environment() {
        let parsed = |line| match parsed(line) {
            Ok(Command::Doctor(Doctor { environment, url })) => (environment, url),
            other => panic!("{other:?}"),
        };
        assert_eq!(parsed("doctor"), ("production".to_owned(), None));
        let url = Some("https://w.example".to_owned());
        assert_eq!(
            parsed("doctor --env dev --url https://w.example"),
            ("dev".to_owned(), url)
        );
        refused("doctor --env", "--env needs a name.");
        refused(
            "doctor --url w.example",
            "--url needs an address, https://….",
        );
        refused("doctor now", "now is not understood here.");
    }

    #[test]
    fn a_token_can_be_described() {
        let line =
            "token --role admin --sub Ada --record lead:00Q1 --hours 8 --url https://w.example";
        assert_eq!(
            parsed(line).unwrap(),
            Command::Token(Token {
                role: "admin".to_owned(),
                sub: "Ada".to_owned(),
                record: Some(("lead".to_owned(), "00Q1".to_owned())),
                hours: 8,
                url: Some("https://w.example".to_owned()),
            })
        );
        refused("token --sub Ada", "token needs --role.");
        refused("token --role user", "token needs --sub.");
        refused("token --role root", "--role needs user or admin.");
        refused("token --sub", "--sub needs a name.");
        refused("token --hours 13", "--hours needs a number, 1 to 12.");
        refused(
            "token --record 00Q1",
            "--record needs lead:ID, contact:ID or campaign:ID.",
        );
        refused(
            "token --url w.example",
            "--url needs an address, https://….",
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        refused("deploy", "There is no command deploy.");
        refused("bench all", "There is no part all of the benchmark.");
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
