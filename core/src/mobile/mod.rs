//! Mobile numbers: E.164, and how people write them.
//!
//! Whether a number can exist takes the metadata of every numbering plan. It lives at the edge
//! alone (cargo feature `phone-metadata`, crate `rlibphonenumber` with `lite`): 146 kB of the
//! Worker's gzip at opt-level 3, where a number takes 16 us, against 129 kB and 42 us at "z". In
//! the browser it would cost three times the whole element, so the browser gives a [`hint`] and
//! asks the edge.

mod hint;
#[cfg(feature = "phone-metadata")]
mod metadata;
mod number;
mod region;
mod typed;

pub use hint::{Hint, hint};
#[cfg(feature = "phone-metadata")]
pub use metadata::warm_up;
pub use number::{Mobile, MobileError};
pub use region::{Region, RegionError};
pub use typed::typed_digits;
