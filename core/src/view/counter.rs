//! The line under the text, for the eye and for the ear.

use crate::count::{Count, Precision};
use crate::language::{messages, say, word};

/// `(regular) 24 / 160 [1]`; with merge fields also whether it can still change.
pub fn counter(count: &Count, has_fields: bool, has_data: bool) -> String {
    let precision = match (has_fields, has_data) {
        (false, _) => return count.display().to_string(),
        (true, true) => Precision::Exact,
        (true, false) => Precision::Approximate,
    };
    count.display().precision(precision).to_string()
}

/// The same in words, for a screen reader.
pub fn spoken(count: &Count) -> String {
    let units = count.units().to_string();
    let limit = count.limit().to_string();
    let kind = word(count.encoding().on_screen());
    say(
        "{0} of {1} {2} characters, {3}",
        &[&units, &limit, &kind, &segments(count)],
    )
}

/// What to say of a text that is too long to be sent.
pub fn too_long_words(count: &Count) -> String {
    say("This takes {0}; 255 is the most.", &[&segments(count)])
}

/// How many messages it takes.
fn segments(count: &Count) -> String {
    messages(u32::try_from(count.segments()).unwrap_or(u32::MAX))
}
