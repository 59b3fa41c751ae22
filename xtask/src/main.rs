//! `cargo xtask <command>`: see [`xtask::cli::USAGE`].

use std::process::ExitCode;

fn main() -> ExitCode {
    let result = xtask::cli::parse(std::env::args().skip(1)).and_then(xtask::cli::run);
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("\n{error}");
            ExitCode::FAILURE
        }
    }
}
