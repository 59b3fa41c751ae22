//! Starting programs: steps that run to their end, and groups that stay.

mod group;
mod step;

pub use group::{Group, signal_is_normal_end};
pub use step::{Output, Step, command, tail};
