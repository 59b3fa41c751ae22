//! Servers beside the Worker: the gateway simulator and chromedriver.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::{Client, free_port};
use crate::error::{Error, Result};
use crate::paths;
use crate::run::{Group, Step, command, tail};

/// Longest time a server may take to answer its first request. workerd needs 2 s when nothing else runs.
const PATIENCE: Duration = Duration::from_secs(90);

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Program {
    what: &'static str,
    group: Group,
    /// Where it answers, like `http://127.0.0.1:8788`.
    pub base: String,
    /// What it prints.
    pub log: PathBuf,
}

impl Program {
    /// Starts a server and waits until it answers a GET of `ready` with 2xx.
    ///
    /// # Errors
    /// It could not be started, ended, or did not answer in time.
    pub(super) fn start(
        what: &'static str,
        mut command: Command,
        port: u16,
        ready: &str,
        log: PathBuf,
    ) -> Result<Self> {
        paths::write(&log, "")?;
        let open = || File::options().append(true).open(&log);
        let (out, err) = (
            open().map_err(Error::file(&log))?,
            open().map_err(Error::file(&log))?,
        );
        let program = command.get_program().to_string_lossy().into_owned();
        let group = Group::spawn(command.stdout(out).stderr(err))
            .map_err(|source| Error::Start { program, source })?;
        let mut server = Self {
            what,
            group,
            base: format!("http://127.0.0.1:{port}"),
            log,
        };
        let client = Client::new(&server.base);
        let began = Instant::now();
        while !client.send("GET", ready, None).is_ok_and(|it| it.ok()) {
            if !server.runs() || began.elapsed() > PATIENCE {
                return Err(server.gone());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// The group its processes are of.
    pub const fn group(&self) -> i32 {
        self.group.id()
    }

    /// Does it still run?
    pub fn runs(&mut self) -> bool {
        matches!(self.group.ended(), Ok(None))
    }

    /// The error that tells what it printed last.
    pub fn gone(&self) -> Error {
        let text = std::fs::read(&self.log).unwrap_or_default();
        Error::NotUp {
            what: self.what,
            output: tail(&String::from_utf8_lossy(&text), 30),
            log: self.log.clone(),
        }
    }

    /// Ends it and all it started at once, as a power cut would.
    pub fn kill(&mut self) {
        self.group.kill();
    }

    /// Asks it to end, and waits until it did.
    pub fn stop(&mut self) {
        self.group.stop();
    }
}

/// Builds the gateway simulator if needed and starts it.
///
/// # Errors
/// It does not compile or did not come up.
pub fn simulator(port: u16, log: PathBuf) -> Result<Program> {
    let step = Step::begin("gateway simulator");
    step.run(command("cargo", &paths::root()).args([
        "build",
        "--quiet",
        "--package=mitto-tests",
        "--bin=gateway-simulator",
    ]))?;
    // The program itself, not `cargo run`: a signal must reach it.
    let mut command = command(
        paths::target().join("debug/gateway-simulator"),
        &paths::root(),
    );
    command.args(["--port", &port.to_string()]);
    let server = Program::start("The gateway simulator", command, port, "/", log)?;
    step.done();
    Ok(server)
}

/// Starts chromedriver on a free port.
///
/// # Errors
/// It did not come up.
pub fn chromedriver(program: &Path, log: PathBuf) -> Result<Program> {
    let step = Step::begin("chromedriver");
    let port = free_port()?;
    let mut command = command(program, &paths::root());
    command.arg(format!("--port={port}"));
    let server = Program::start("chromedriver", command, port, "/status", log)?;
    step.done();
    Ok(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_ends_at_once_is_told_with_its_last_words() {
        let log = std::env::temp_dir().join(format!("mitto-server-{}", std::process::id()));
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo out of luck; exit 3"]);
        let port = free_port().unwrap();
        let error = Program::start("The Worker", shell, port, "/", log.clone()).unwrap_err();
        std::fs::remove_file(&log).unwrap();
        assert_eq!(
            error.to_string(),
            format!(
                "out of luck\n\nThe Worker did not come up; its log is {}.",
                log.display()
            )
        );
    }
}
