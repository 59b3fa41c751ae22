//! `cargo xtask dev`: everything, running here, for a person to play with.

use std::thread;
use std::time::{Duration, Instant};

use crate::build::{self, Effort, Variant};
use crate::error::Result;
use crate::paths;
use crate::run::signal_is_normal_end;
use crate::stack::{self, Options, Server, Worker};

/// How often the cron handler runs, as in `wrangler.toml`.
const CRON: Duration = Duration::from_secs(60);

/// What the person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dev {
    /// The Worker's port.
    pub port: u16,
    /// The gateway simulator's port.
    pub simulator_port: u16,
    /// Forget the local database first.
    pub reset: bool,
}

impl Default for Dev {
    fn default() -> Self {
        Self {
            port: 8787,
            simulator_port: 8788,
            reset: false,
        }
    }
}

/// Sets up, builds, starts, and runs until Ctrl-C.
///
/// # Errors
/// Something did not come up, or ended by itself.
pub fn run(options: &Dev) -> Result<()> {
    // Ports first: to learn after minutes of building that one is taken would be a pity.
    stack::check_port(options.port, "--port")?;
    stack::check_port(options.simulator_port, "--simulator-port")?;
    let state = paths::dev().join("state");
    if options.reset {
        paths::remove(&state)?;
    }
    build::all(&[Variant::Development], Effort::Quick)?;

    let mut simulator = stack::simulator(options.simulator_port, state.join("simulator.log"))?;
    let mut worker = Worker::start(Options {
        port: Some(options.port),
        state: state.clone(),
        gateway_url: simulator.base.clone(),
        vars: Vec::new(),
        server: Server::Wrangler,
    })?;
    stack::fill_in_sample_data(&worker, &state)?;
    signal_is_normal_end();
    announce(&worker, &simulator.base);

    let mut last_cron = Instant::now();
    loop {
        thread::sleep(Duration::from_millis(300));
        if !worker.runs() {
            return Err(worker.gone());
        }
        if !simulator.runs() {
            return Err(simulator.gone());
        }
        if last_cron.elapsed() >= CRON {
            last_cron = Instant::now();
            if let Err(error) = worker.run_cron() {
                println!("  cron: {error}");
            }
        }
    }
}

fn announce(worker: &Worker, simulator: &str) {
    let base = worker.base();
    println!(
        "
  The app               {base}/
  A lead's page         {base}/sample/lead?id=00Q1
    opted out           {base}/sample/lead?id=00Q2
    without a mobile    {base}/sample/lead?id=00Q3
  A contact's page      {base}/sample/contact?id=0031
    without first name  {base}/sample/contact?id=0032
  A campaign's page     {base}/sample/campaign?id=7011
  Every state           {base}/sample/stories
  The phones            {simulator}/
  A token for the API   {base}/dev/token?role=admin&sub=me
  The Worker's log      {}

  Ctrl-C stops everything.",
        worker.log().display()
    );
}
