//! What the Send SMS element and the pages of the app show alike, in the same words: the counter,
//! the preview, why a message is unicode, what a status means.

mod counter;
mod preview;
mod status;
mod unicode;

pub use counter::{counter, spoken, too_long_words};
pub use preview::{Preview, PreviewPart, Tone};
pub use status::{SentTone, delivered_words, status_name, status_words, tone};
pub use unicode::{Culprit, Unicode};
