//! Mobile numbers: E.164, and how people write them.
//!
//! Whether a number can exist takes every numbering plan, which live at the edge alone (cargo feature
//! `phone-metadata`); the browser gives a [`hint`] and asks the edge. The plans are libphonenumber's, without what only
//! other questions need (42 kB instead of 229); what reads them is ours, because the crate `rlibphonenumber` with `lite`
//! is a fifth of the Worker and needs three times as long for a number. The tests hold our answers to that crate's.

mod hint;
mod number;
#[cfg(feature = "phone-metadata")]
mod pattern;
#[cfg(feature = "phone-metadata")]
mod plan;
#[cfg(feature = "phone-metadata")]
mod plans;
#[cfg(feature = "phone-metadata")]
mod read;
mod region;
mod typed;
#[cfg(feature = "phone-metadata")]
mod written;

pub use hint::{Hint, hint};
pub use number::{Mobile, MobileError};
pub use region::{Region, RegionError};
pub use typed::typed_digits;
