//! The counter as people read it.

use core::fmt;

use super::result::Count;
use crate::language::{msg, word};

/// Whether a count can still change when real data comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// Merge fields were counted as if each were 10 regular characters.
    Approximate,
    /// Counted with the data that will be sent.
    Exact,
}

impl Precision {
    /// The word on the screen: `approx.` or `exact`.
    #[must_use]
    pub const fn on_screen(self) -> &'static str {
        match self {
            Self::Approximate => msg("approx."),
            Self::Exact => msg("exact"),
        }
    }
}

/// A [`Count`] as the line under the text. Made by [`Count::display`].
#[derive(Clone, Debug)]
#[must_use]
pub struct CountDisplay<'c> {
    count: &'c Count,
    total: Option<u64>,
    precision: Option<Precision>,
}

impl Count {
    /// The line under the text: the units used, the limit of one SMS and, from the first
    /// character on, the number of SMS in brackets.
    ///
    /// The first number is [`units`](Self::units), because those fill the limit beside it:
    /// a `€` takes 2 of 160.
    ///
    /// ```
    /// use mitto_core::count::{Precision, count};
    ///
    /// assert_eq!(count("").display().to_string(), "(regular) 0 / 160");
    /// let count = count("See you at 10. Bring 5 €");
    /// assert_eq!(count.display().to_string(), "(regular) 25 / 160 [1]");
    /// assert_eq!(
    ///     count.display().total(4).precision(Precision::Approximate).to_string(),
    ///     "(regular) 25 / 160 [1] 4 approx."
    /// );
    /// ```
    pub const fn display(&self) -> CountDisplay<'_> {
        CountDisplay {
            count: self,
            total: None,
            precision: None,
        }
    }
}

impl CountDisplay<'_> {
    /// Adds the total of messages to all recipients.
    pub const fn total(mut self, messages: u64) -> Self {
        self.total = Some(messages);
        self
    }

    /// Adds the word for how far the count can be relied on.
    pub const fn precision(mut self, precision: Precision) -> Self {
        self.precision = Some(precision);
        self
    }
}

impl fmt::Display for CountDisplay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.count;
        write!(
            f,
            "({}) {} / {}",
            word(count.encoding().on_screen()),
            count.units(),
            count.limit()
        )?;
        if !count.is_empty() {
            write!(f, " [{}]", count.segments())?;
        }
        if let Some(total) = self.total {
            write!(f, " {total}")?;
        }
        if let Some(precision) = self.precision {
            write!(f, " {}", word(precision.on_screen()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::count;
    use super::*;

    #[test]
    fn shows_what_the_manual_shows() {
        for (text, expected) in [
            ("", "(regular) 0 / 160"),
            (&*"a".repeat(24), "(regular) 24 / 160 [1]"),
            (&*"a".repeat(161), "(regular) 161 / 160 [2]"),
            ("€", "(regular) 2 / 160 [1]"),
            ("ж", "(unicode) 1 / 70 [1]"),
            ("😀", "(unicode) 2 / 70 [1]"),
        ] {
            assert_eq!(count(text).display().to_string(), expected);
        }
    }

    #[test]
    fn adds_the_total_and_the_precision_where_they_are_known() {
        let count = count(&"a".repeat(24));
        let shown = count.display();
        assert_eq!(
            shown.clone().total(4).to_string(),
            "(regular) 24 / 160 [1] 4"
        );
        assert_eq!(
            shown.clone().precision(Precision::Approximate).to_string(),
            "(regular) 24 / 160 [1] approx."
        );
        assert_eq!(
            shown.total(4).precision(Precision::Exact).to_string(),
            "(regular) 24 / 160 [1] 4 exact"
        );
    }
}
