//! How a piece of a message fills segments.

use crate::count::{CharClass, Encoding, Place};

/// Characters by how many units each takes, in order: all that where they go depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Steps {
    units: u32,
    /// So many characters of one unit, then so many of two. None where all are of one: then the sum is enough.
    runs: Vec<(u32, u32)>,
}

impl Steps {
    const NONE: Self = Self {
        units: 0,
        runs: Vec::new(),
    };

    /// The sum of units.
    pub(super) const fn units(&self) -> u32 {
        self.units
    }

    /// Whether every character takes one unit, so that counting is a division.
    pub(super) const fn is_plain(&self) -> bool {
        self.runs.is_empty()
    }

    /// Adds characters of one unit.
    pub(super) fn ones(&mut self, n: u32) {
        self.units = self.units.saturating_add(n);
        match self.runs.last_mut() {
            Some((ones, 0)) => *ones = ones.saturating_add(n),
            Some(_) if n > 0 => self.runs.push((n, 0)),
            _ => {}
        }
    }

    /// Adds characters of two units.
    pub(super) fn pairs(&mut self, n: u32) {
        if n == 0 {
            return;
        }
        match self.runs.last_mut() {
            Some((_, pairs)) => *pairs = pairs.saturating_add(n),
            None => self.runs.push((self.units, n)),
        }
        self.units = self.units.saturating_add(n.saturating_mul(2));
    }

    /// Where it leads in a multi-part message.
    pub(super) fn walk(&self, from: Place, limit: u8) -> Place {
        if self.is_plain() {
            return from.fill(limit, self.units as usize);
        }
        self.runs.iter().fold(from, |place, (ones, pairs)| {
            let place = place.fill(limit, *ones as usize);
            (0..*pairs).fold(place, |place, _| place.pair(limit))
        })
    }
}

/// How a piece of text goes into a message of either encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Width {
    /// In a regular message; `None` where it makes the message unicode.
    septets: Option<Steps>,
    /// In a unicode one.
    units: Steps,
}

impl Width {
    /// Of an empty text.
    pub(super) const NONE: Self = Self {
        septets: Some(Steps::NONE),
        units: Steps::NONE,
    };

    /// Of a text of known characters, line ends being LF.
    pub(super) fn of(text: &str) -> Width {
        let mut width = Self::NONE;
        for c in text.chars() {
            width.push(crate::count::classify(c), 1);
        }
        width
    }

    /// Adds characters of one class.
    pub(super) fn push(&mut self, class: CharClass, n: u32) {
        match class {
            CharClass::Basic | CharClass::Extension | CharClass::Unicode => self.units.ones(n),
            CharClass::Astral => self.units.pairs(n),
        }
        match (class.septets(), &mut self.septets) {
            (Some(1), Some(septets)) => septets.ones(n),
            (Some(_), Some(septets)) => septets.pairs(n),
            (None, septets) if n > 0 => *septets = None,
            _ => {}
        }
    }

    /// Whether it lets a message be regular.
    pub(super) const fn is_regular(&self) -> bool {
        self.septets.is_some()
    }

    /// How it goes into a message of this encoding; into a regular one, if it lets it be one.
    pub(super) fn steps(&self, encoding: Encoding) -> &Steps {
        match (&self.septets, encoding) {
            (Some(septets), Encoding::Gsm7) => septets,
            _ => &self.units,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(text: &str) -> usize {
        let width = Width::of(text);
        let encoding = match width.is_regular() {
            true => Encoding::Gsm7,
            false => Encoding::Ucs2,
        };
        let limit = encoding.limit_of_several();
        width
            .steps(encoding)
            .walk(Place::default(), limit)
            .segments()
    }

    #[test]
    fn pairs_are_packed_whole_wherever_they_stand() {
        for before in 150..156 {
            for after in 150..156 {
                for pair in ["€", "😀", "€€", "a€a€", "😀😀a😀"] {
                    let text = ["a".repeat(before), pair.into(), "b".repeat(after)].concat();
                    assert_eq!(
                        walked(&text),
                        crate::count::count(&text).segments(),
                        "{text}"
                    );
                }
            }
        }
    }

    #[test]
    fn only_a_text_with_pairs_keeps_its_order() {
        let plain = Width::of("Grüße");
        assert!(plain.steps(Encoding::Gsm7).is_plain());
        let mixed = Width::of("5 € a");
        assert_eq!(mixed.steps(Encoding::Gsm7).runs, [(2, 1), (2, 0)]);
        assert!(mixed.steps(Encoding::Ucs2).is_plain());
        let unicode = Width::of("ж😀");
        assert!(!unicode.is_regular());
        assert_eq!(unicode.steps(Encoding::Ucs2).units(), 3);
    }
}
