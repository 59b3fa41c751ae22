//! The Worker in workerd, under `wrangler dev`, with a state folder of its own.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::{Client, Program, free_port};
use crate::build::Variant;
use crate::error::{Error, Result};
use crate::run::{self, Step};
use crate::{paths, setup, stamp};

/// How to run the Worker.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens; none for any free port.
    pub port: Option<u16>,
    /// Folder of its database, secrets and log. Two Workers must not share one.
    pub state: PathBuf,
    /// Base URL of the gateway or its simulator.
    pub gateway_url: String,
    /// More variables, or other values for those of `wrangler.toml`. No value may hold a `'` or a line end.
    pub vars: Vec<(String, String)>,
    /// What runs workerd.
    pub server: Server,
}

/// What runs workerd, and stands between a caller and the Worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// `wrangler dev`: a proxy, the router of the assets and an entry, each a Worker in JavaScript.
    Wrangler,
    /// Nothing: callers reach the Worker's own socket. Files of the site and the cron handler are not to be had there.
    Bare,
}

/// A running Worker. Dropping it kills it.
#[derive(Debug)]
pub struct Worker {
    options: Options,
    port: u16,
    program: Program,
    /// Held while a statement runs: the next one would find the database locked, and write into the same log.
    statement: Mutex<()>,
}

/// How often a statement is tried that finds the database locked by the Worker, which writes in the same file.
const STATEMENT_TRIES: u32 = 40;

impl Worker {
    /// Brings the database up to date and starts the development build, which must have been made
    /// ([`crate::build::all`]); returns when `/healthz` answers.
    ///
    /// # Errors
    /// A migration failed, or the Worker did not come up; the error holds the end of its log.
    pub fn start(options: Options) -> Result<Self> {
        paths::make(&options.state)?;
        migrate(&options.state)?;
        let port = options.port.map_or_else(free_port, Ok)?;
        let step = Step::begin("Worker in workerd");
        let program = start(&options, port)?;
        step.done();
        Ok(Self {
            options,
            port,
            program,
            statement: Mutex::new(()),
        })
    }

    /// Where it answers, like `http://127.0.0.1:8787`.
    pub fn base(&self) -> &str {
        &self.program.base
    }

    /// What it prints, its own log lines among it.
    pub fn log(&self) -> &Path {
        &self.program.log
    }

    /// The secret that its tokens are signed with.
    ///
    /// # Errors
    /// The state folder is gone.
    pub fn session_secret(&self) -> Result<String> {
        Ok(Secrets::of(&self.options.state)?.session)
    }

    /// Runs the cron handler now. `wrangler dev` never does by itself.
    ///
    /// # Errors
    /// The Worker did not answer or its handler failed.
    pub fn run_cron(&self) -> Result<()> {
        let client = Client::new(self.base());
        client
            .must("GET", "/cdn-cgi/handler/scheduled", None)
            .map(|_| ())
    }

    /// Runs a statement on its database, which makes things old or wrong that no request could; what comes of it, as
    /// wrangler's JSON.
    ///
    /// # Errors
    /// The statement failed.
    pub fn sql(&self, statement: &str) -> Result<String> {
        let _alone = self
            .statement
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let state = &self.options.state;
        let whose = state.file_name().unwrap_or_default().to_string_lossy();
        let step = Step::begin(format!("a statement on the database of {whose}"));
        let mut left = STATEMENT_TRIES;
        loop {
            let output = step.output(
                wrangler(state)?
                    .args(["d1", "execute", "DB", "--local", "--json", "--persist-to"])
                    .arg(state.join("data"))
                    .args(["--command", statement]),
            )?;
            left -= 1;
            // Whoever finds it locked has written nothing.
            if output.success || left == 0 || !output.text.contains("SQLITE_BUSY") {
                let answer = step.checked(output)?;
                step.done();
                return Ok(answer);
            }
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// The group its processes are of.
    pub const fn group(&self) -> i32 {
        self.program.group()
    }

    /// Runs the statements of a file on its database, while it is stopped.
    ///
    /// # Errors
    /// One of them failed.
    pub fn execute(&self, file: &Path) -> Result<()> {
        let state = &self.options.state;
        let mut command = wrangler(state)?;
        let words = ["d1", "execute", "DB", "--local", "--yes", "--persist-to"];
        command.args(words).arg(state.join("data"));
        let step = Step::begin("statements on the database");
        step.run(command.arg("--file").arg(file))?;
        step.done();
        Ok(())
    }

    /// Does it still run?
    pub fn runs(&mut self) -> bool {
        self.program.runs()
    }

    /// The error that tells what it printed last.
    pub fn gone(&self) -> Error {
        self.program.gone()
    }

    /// Ends it in the middle of whatever it does, as a crash would. The state stays.
    pub fn kill(&mut self) {
        self.program.kill();
    }

    /// Asks it to end, and waits until it did.
    pub fn stop(&mut self) {
        self.program.stop();
    }

    /// Starts it anew, on the same port and state.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn restart(&mut self) -> Result<()> {
        self.kill();
        self.program = start(&self.options, self.port)?;
        Ok(())
    }
}

/// `wrangler` that writes only below `state`.
fn wrangler(state: &Path) -> Result<Command> {
    let mut command = run::wrangler()?;
    command
        .env("WRANGLER_LOG_PATH", state.join("wrangler-logs"))
        // Workers of other state folders have the same name and must not find each other.
        .env("WRANGLER_REGISTRY_PATH", state.join("registry"))
        // Its own Worker beside ours, which keeps a trace of each call: a fifth of the time, and memory that grows.
        .env("X_LOCAL_OBSERVABILITY", "false")
        // It would ask the web what a request from here looks like, and complain when offline.
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false");
    Ok(command)
}

/// Applies the migrations that the state's database lacks.
fn migrate(state: &Path) -> Result<()> {
    let marker = state.join("migrated");
    let want = stamp::of(&[paths::root().join("edge/migrations")])?;
    if stamp::holds(&marker, &want) {
        return Ok(());
    }
    let step = Step::begin("database migrations");
    step.run(
        wrangler(state)?
            .args(["d1", "migrations", "apply", "DB", "--local", "--persist-to"])
            .arg(state.join("data")),
    )?;
    paths::write(&marker, want)?;
    step.done();
    Ok(())
}

fn start(options: &Options, port: u16) -> Result<Program> {
    let Options {
        state,
        gateway_url,
        vars,
        server,
        ..
    } = options;
    let secrets = Secrets::of(state)?;
    let mut lines = format!(
        "SESSION_SECRET='{}'\nCONFIG_SECRET='{}'\nGATEWAY_URL='{gateway_url}'\nTWILIO_URL='{gateway_url}'\n\
         PUBLIC_URL='http://127.0.0.1:{port}'\n",
        secrets.session, secrets.config
    );
    for (name, value) in vars {
        lines.push_str(&format!("{name}='{value}'\n"));
    }
    // In a file, so that no secret shows in the list of processes.
    let file = state.join("vars.env");
    paths::write(&file, lines)?;
    let command = match server {
        Server::Wrangler => development_server(state, &file, port)?,
        Server::Bare => bare(state, port)?,
    };
    let log = state.join("worker.log");
    Program::start("The Worker", command, port, "/healthz", log)
}

fn development_server(state: &Path, vars: &Path, port: u16) -> Result<Command> {
    let mut command = wrangler(state)?;
    command
        .arg("dev")
        .arg(Variant::Development.script())
        // It would look for it beside the script, which may lie outside (CARGO_TARGET_DIR).
        .arg("--config")
        .arg(paths::root().join("wrangler.toml"))
        .arg("--assets")
        .arg(Variant::Development.site())
        .args(["--local", "--show-interactive-dev-session=false"])
        .args(["--ip", "127.0.0.1", "--port", &port.to_string()])
        .args(["--inspector-port", "0"])
        .arg("--persist-to")
        .arg(state.join("data"))
        .arg("--env-file")
        .arg(vars);
    Ok(command)
}

fn bare(state: &Path, port: u16) -> Result<Command> {
    let mut command = run::command(setup::node()?, &paths::root());
    command
        .arg(Path::new("tests/bench/serve.mjs"))
        .arg(port.to_string())
        .arg(state)
        .arg(Variant::Development.script());
    Ok(command)
}

/// The Worker's secrets, made once for a state folder: what was signed and encrypted stays readable.
struct Secrets {
    session: String,
    config: String,
}

impl Secrets {
    fn of(state: &Path) -> Result<Self> {
        let file = state.join("secrets");
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        if let Some((session, config)) = kept.trim_end().split_once('\n') {
            return Ok(Self {
                session: session.to_owned(),
                config: config.to_owned(),
            });
        }
        let made = Self {
            session: random()?,
            config: random()?,
        };
        paths::write(&file, format!("{}\n{}\n", made.session, made.config))?;
        Ok(made)
    }
}

/// 32 random bytes in hexadecimal digits.
fn random() -> Result<String> {
    let source = Path::new("/dev/urandom");
    let mut bytes = [0; 32];
    File::open(source)
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(Error::file(source))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_random_and_stay() {
        let dir = std::env::temp_dir().join(format!("mitto-secrets-{}", std::process::id()));
        let first = Secrets::of(&dir).unwrap();
        let second = Secrets::of(&dir).unwrap();
        paths::remove(&dir).unwrap();
        assert_eq!(first.session.len(), 64);
        assert_ne!(first.session, first.config);
        assert_eq!(
            (first.session, first.config),
            (second.session, second.config)
        );
    }
}
