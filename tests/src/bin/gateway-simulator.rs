//! The gateway simulator as a program: `gateway-simulator [--port N] [--callback URL] [--key KEY] [--delay-ms N]`

use std::process::ExitCode;
use std::time::Duration;

use mitto_tests::simulator::{Config, Simulator};

#[tokio::main]
async fn main() -> ExitCode {
    let config = match read(std::env::args().skip(1)) {
        Ok(config) => config,
        Err(why) => return fail(&why),
    };
    let port = config.port;
    match Simulator::start(config).await {
        Ok(simulator) => {
            println!("The gateway simulator answers at {}", simulator.url);
            simulator.run().await;
            ExitCode::SUCCESS
        }
        Err(why) => fail(&format!(
            "Port {port} cannot be used ({why}). Choose another with --port."
        )),
    }
}

fn fail(why: &str) -> ExitCode {
    eprintln!("gateway-simulator: {why}");
    ExitCode::FAILURE
}

fn read(mut words: impl Iterator<Item = String>) -> Result<Config, String> {
    let mut config = Config {
        port: 8788,
        ..Config::default()
    };
    while let Some(word) = words.next() {
        let value = words
            .next()
            .ok_or_else(|| format!("{word} needs a value."))?;
        let number = || {
            value
                .parse()
                .map_err(|_| format!("{word} needs a number, not {value}."))
        };
        match word.as_str() {
            "--port" => {
                config.port = value
                    .parse()
                    .map_err(|_| format!("{word} needs a port, not {value}."))?;
            }
            "--delay-ms" => config.delay = Duration::from_millis(number()?),
            "--callback" => config.callback = Some(value),
            "--key" => config.key = value,
            _ => {
                return Err(format!(
                    "{word} is not known. There are --port, --callback, --key, --delay-ms."
                ));
            }
        }
    }
    Ok(config)
}
