//! Set-up, build and run of the whole project: what `cargo xtask` does, as functions that the end-to-end tests use too.
//!
//! In scope: finding or installing tools, making `dist/` and the development build, starting the real Worker in
//! workerd and the gateway simulator, filling in sample data, running all tests and benchmarks.
//! Out of scope: anything that ships. Runs on Linux and macOS.
// The clocks are forbidden where the code may become wasm; this crate never does.
#![allow(clippy::disallowed_methods)]

pub mod bench;
pub mod build;
pub mod cli;
pub mod dev;
pub mod doctor;
pub mod error;
pub mod paths;
pub mod pictures;
pub mod run;
pub mod setup;
pub mod stack;
pub mod stamp;
pub mod test;
pub mod token;
