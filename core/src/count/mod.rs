//! How a text is counted and cut into SMS: the number on the screen is the number sent.
//!
//! A text whose characters are all in the GSM 7 bit default alphabet and its extension
//! table is sent in *septets*; anything else makes the whole text UCS-2, counted in UTF-16
//! units. One segment holds 160 septets or 70 units; of several, each gives up room to a
//! header and holds 153 or 67. An escape pair or a surrogate pair is never cut, so the
//! number of segments is a packing, never a division:
//!
//! ```
//! use mitto_core::count::{Encoding, count};
//!
//! let text = format!("{}€{}", "a".repeat(152), "a".repeat(152));
//! let count = count(&text);
//! assert_eq!(count.encoding(), Encoding::Gsm7);
//! assert_eq!(count.units(), 306); // two segments, if one could divide
//! assert_eq!(count.units_per_segment(), [152, 153, 1]);
//! ```
//!
//! [`count`] and [`count_utf16`] pass over the text once and allocate nothing; [`Counter`]
//! takes it in pieces. [`split`] gives the segments themselves, [`culprits`] says why a
//! text is UCS-2 and what would bring it back.
//!
//! Out of scope, off until somebody needs them: keeping grapheme clusters whole, national
//! language shift tables, 16-bit concatenation references (152 and 66).
//!
//! Sources: 3GPP TS 23.038 (alphabets) and TS 23.040 section 9.2.3.24.1 (concatenation).

mod counter;
mod culprits;
mod display;
mod gsm7;
mod look_alike;
mod pack;
mod result;
mod scan;
mod split;
mod text;
mod utf16;
mod utf8;

pub use counter::Counter;
pub use culprits::{Culprit, Position, Replace, culprits, replace_culprits};
pub(crate) use culprits::{occurrences, replacement};
pub use display::{CountDisplay, Precision};
pub use gsm7::{CharClass, classify};
pub use look_alike::{Meaning, Replacement};
pub(crate) use pack::Place;
pub use result::{Count, Encoding, MAX_SEGMENTS};
pub(crate) use scan::is_all_plain;
pub use split::{SegmentIter, Segments, TooLong, split};
pub use text::normalise;
pub use utf8::count;
pub use utf16::count_utf16;
