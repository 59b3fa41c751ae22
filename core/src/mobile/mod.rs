//! Mobile numbers: E.164, and how people write them.
//!
//! Whether a number can exist takes every numbering plan, which live at the edge alone (cargo feature
//! `phone-metadata`); the browser gives a [`hint`] and asks the edge. The plans are libphonenumber's; what reads them is
//! ours, because a general reader (crate `rlibphonenumber` with `lite`) is FIXME kB of the Worker's gzip, ours FIXME, and
//! takes FIXME us a number, ours FIXME. The tests hold it to that crate, answer for answer.

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

#[cfg(all(test, feature = "phone-metadata"))]
mod tests;

pub use hint::{Hint, hint};
pub use number::{Mobile, MobileError};
pub use region::{Region, RegionError};
pub use typed::typed_digits;
