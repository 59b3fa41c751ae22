//! Worker and simulator together, on free ports, with a state folder of their own.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{
    Options, Program, Server, Worker, chromedriver, fill_in_sample_data, free_port, simulator,
};
use crate::error::Result;
use crate::paths;
use crate::setup::Browser;

/// A running system for tests. Dropping it kills it and keeps its state folder.
#[derive(Debug)]
pub struct Stack {
    /// The Worker; it may be killed and started again.
    pub worker: Worker,
    /// The gateway simulator.
    pub simulator: Program,
    /// Their logs, and the Worker's database.
    pub state: PathBuf,
}

impl Stack {
    /// Starts both on the development build, which must have been made ([`crate::build::all`]). The name only helps to
    /// find the state folder.
    ///
    /// # Errors
    /// One of them did not come up.
    pub fn start(name: &str) -> Result<Self> {
        Self::start_with(name, &[])
    }

    /// The same with more variables of the Worker, or other values of some.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_with(name: &str, vars: &[(&str, &str)]) -> Result<Self> {
        Self::start_empty(name, vars)?.filled_in()
    }

    /// The same with nothing between callers and the Worker.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_bare(name: &str, vars: &[(&str, &str)]) -> Result<Self> {
        Self::start_in(name, vars, Server::Bare)?.filled_in()
    }

    fn filled_in(self) -> Result<Self> {
        fill_in_sample_data(&self.worker, &self.state)?;
        Ok(self)
    }

    /// The same without the sample data: a new installation.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_empty(name: &str, vars: &[(&str, &str)]) -> Result<Self> {
        Self::start_in(name, vars, Server::Wrangler)
    }

    fn start_in(name: &str, vars: &[(&str, &str)], server: Server) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let state = paths::work().join(format!(
            "state/{name}-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        ));
        // Of an earlier process with the same id.
        paths::remove(&state)?;
        let simulator = simulator(free_port()?, state.join("simulator.log"))?;
        let worker = Worker::start(Options {
            port: None,
            state: state.clone(),
            gateway_url: simulator.base.clone(),
            vars: vars
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            server,
        })?;
        Ok(Self {
            worker,
            simulator,
            state,
        })
    }

    /// Tells a program of `mitto-tests` where the stack is.
    ///
    /// # Errors
    /// The session secret could not be read.
    pub fn tell(&self, program: &mut Command) -> Result<()> {
        program
            .env("MITTO_BASE_URL", self.worker.base())
            .env("MITTO_SIMULATOR_URL", &self.simulator.base)
            .env("MITTO_SESSION_SECRET", self.worker.session_secret()?);
        Ok(())
    }

    /// Starts a WebDriver server for a program of `mitto-tests` and tells it where. Dropping it stops the server.
    ///
    /// # Errors
    /// It did not come up.
    pub fn drive(&self, browser: &Browser, program: &mut Command) -> Result<Program> {
        let driver = chromedriver(&browser.driver, self.state.join("chromedriver.log"))?;
        program
            .env("MITTO_WEBDRIVER_URL", &driver.base)
            .env("CHROME", &browser.chrome)
            .env("CHROMEDRIVER", &browser.driver);
        Ok(driver)
    }

    /// Stops both and removes the state folder.
    ///
    /// # Errors
    /// The folder could not be removed.
    pub fn discard(mut self) -> Result<()> {
        self.worker.stop();
        self.simulator.stop();
        paths::remove(&self.state)
    }
}
