//! The members of a campaign as they come: a file of any length, one person a line.
//!
//! Two forms: NDJSON, `{"object":"lead","id":"00Q1","fields":{"FirstName":"Ada"}}` a line, and CSV with
//! a header row whose columns are `object`, `id` and the names of fields. [`Lines`] takes the file in
//! whatever pieces it arrives and holds one line at a time.

mod line;
mod lines;

pub use line::LineError;
pub use lines::{Format, LINE_LIMIT, Line, Lines};
