//! The running system: the real Worker in workerd, and what stands around it.
//!
//! `cargo xtask dev` runs one for a person, `cargo xtask test` one for all tests, and a test that kills the Worker its own.

mod http;
mod port;
mod program;
mod sample;
mod whole;
mod worker;

pub use http::{Answer, Client};
pub use port::{check as check_port, free as free_port};
pub use program::{Program, chromedriver, simulator};
pub use sample::fill as fill_in_sample_data;
pub use whole::Stack;
pub use worker::{Options, Server, Worker};
