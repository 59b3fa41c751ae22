//! Campaigns: who gets how many messages, exactly, before anything is sent.
//!
//! What a recipient does to the bill depends only on the *shapes* of its merged values ([`Shape`]): which
//! of their characters take how much room, not which letters they are. So recipients are grouped by shapes ([`Classes`]),
//! at the edge while their rows go by, and a text is counted for all of them in the time of the classes
//! ([`Tally`]): at the edge for the plan ([`Planner`]), in the browser at each key. The same classes tell
//! what would be cheaper ([`Advice`]). A plan is sealed ([`Seal`]), so that what is sent is what was seen, and
//! a brake holds what may be spent ([`Limits`]).

mod advice;
mod brake;
mod classes;
mod counts;
mod destinations;
mod figures;
mod planner;
mod recipe;
mod seal;
mod shape;
mod sip;
mod skip;
mod steps;
mod tally;
mod typography;
pub mod words;

pub use advice::{Advice, Cut, Replace};
pub use brake::{Limits, OverLimit, Used, cool_since, day_of, seconds_left_of_day, spared};
pub use classes::{Classes, Measured};
pub use destinations::Destinations;
pub use figures::{Figures, seal_of};
pub use planner::Planner;
pub use seal::Seal;
pub use shape::{Shape, ShapeError};
pub use skip::{Skip, Skipped};
pub use tally::{Cause, Longest, Tally};
pub use typography::{Typography, regular};
