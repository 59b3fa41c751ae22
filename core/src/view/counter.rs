//! The line under the text, for the eye and for the ear.

use crate::count::{Count, Precision};

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
    let kind = count.encoding().on_screen();
    let messages = count.segments().to_string();
    let unit = if count.segments() == 1 {
        " message"
    } else {
        " messages"
    };
    [
        &units,
        " of ",
        &limit,
        " ",
        kind,
        " characters, ",
        &messages,
        unit,
    ]
    .concat()
}

/// What to say of a text that is too long to be sent.
pub fn too_long_words(count: &Count) -> String {
    let messages = count.segments().to_string();
    ["This takes ", &messages, " messages; 255 is the most."].concat()
}
