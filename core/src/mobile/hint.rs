//! What can be said of a typed number without the numbering plans.

use crate::language::msg;

/// A first look at a typed number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Nothing typed.
    Empty,
    /// It could be one; the edge decides.
    Plausible,
    /// Fewer than 6 digits: no national number is that short with its prefix.
    TooShort,
    /// More than 15 digits (ITU-T E.164), a `00` in front not counted.
    TooLong,
    /// A character that no phone number has.
    Character(char),
}

impl Hint {
    /// What to tell the person; `None` where there is nothing to tell.
    pub const fn message(self) -> Option<&'static str> {
        match self {
            Hint::Empty | Hint::Plausible => None,
            Hint::TooShort => Some(msg("This number is too short.")),
            Hint::TooLong => Some(msg("A number has at most 15 digits.")),
            Hint::Character(_) => Some(msg("A number has digits, spaces and + - ( ) . / only.")),
        }
    }
}

/// Looks at a number as typed.
pub fn hint(typed: &str) -> Hint {
    let typed = typed.trim();
    if typed.is_empty() {
        return Hint::Empty;
    }
    // ASCII and full-width digits, which libphonenumber reads as well.
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let written = |c: char| {
        digit(c) || c.is_whitespace() || matches!(c, '+' | '＋' | '-' | '–' | '(' | ')' | '.' | '/')
    };
    if let Some(odd) = typed.chars().find(|c| !written(*c)) {
        return Hint::Character(odd);
    }
    let prefix = if typed.starts_with("00") { 2 } else { 0 };
    match typed
        .chars()
        .filter(|c| digit(*c))
        .count()
        .saturating_sub(prefix)
    {
        0..=5 => Hint::TooShort,
        16.. => Hint::TooLong,
        _ => Hint::Plausible,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_look() {
        assert_eq!(hint("  "), Hint::Empty);
        assert_eq!(hint("079 123 45 67"), Hint::Plausible);
        assert_eq!(hint("+41 (0)79/123-45.67"), Hint::Plausible);
        assert_eq!(hint("12345"), Hint::TooShort);
        assert_eq!(hint("001234567890123456"), Hint::TooLong);
        assert_eq!(hint("call me"), Hint::Character('c'));
    }
}
