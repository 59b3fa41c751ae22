//! Numbers of things, as people read them.

use crate::api::Spread;

pub use crate::language::number;

/// `1 recipient`, `12,000 recipients`, for sentences that the Worker says: those are English.
pub fn counted(n: u32, one: &str) -> String {
    let plural = match n {
        1 => "",
        _ if one.ends_with('x') => "es",
        _ => "s",
    };
    [&number(n), " ", one, plural].concat()
}

/// A text that begins a sentence.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// The spread: `412 × 1, 37 × 2, 3 × 4`.
pub fn spread(spread: &[Spread]) -> String {
    let part = |one: &Spread| [&number(one.recipients), " × ", &number(one.segments)].concat();
    let parts: Vec<String> = spread.iter().map(part).collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_counted() {
        assert_eq!(counted(1, "recipient"), "1 recipient");
        assert_eq!(counted(1200, "message"), "1,200 messages");
        assert_eq!(counted(2, "fax"), "2 faxes");
    }

    #[test]
    fn a_spread_is_people_times_messages() {
        let of = |recipients, segments| Spread {
            segments,
            recipients,
        };
        assert_eq!(
            spread(&[of(412, 1), of(37, 2), of(3, 4)]),
            "412 × 1, 37 × 2, 3 × 4"
        );
        assert_eq!(spread(&[]), "");
    }
}
