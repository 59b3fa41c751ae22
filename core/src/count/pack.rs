//! The one place that decides where a segment ends.

use core::num::{NonZero, NonZeroU8};

use super::result::MAX_SEGMENTS;

/// How far a multi-part message is filled: the segments that are full, and what the open one holds.
///
/// Greedy is right here: pieces keep their order and cannot be cut, so closing a segment
/// earlier than necessary never saves one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    closed: usize,
    open: u8,
}

impl Place {
    /// Where `n` more pieces of one unit lead. Takes the same time for any `n`.
    #[inline]
    pub(crate) fn fill(self, limit: u8, n: usize) -> Place {
        let limit = NonZero::new(usize::from(limit)).unwrap_or(NonZero::<usize>::MIN);
        let filled = usize::from(self.open).saturating_add(n);
        if filled < limit.get() {
            // Fits a u8 because the limit does.
            return Place {
                closed: self.closed,
                open: filled as u8,
            };
        }
        Place {
            closed: self.closed.saturating_add(filled / limit),
            open: (filled % limit) as u8,
        }
    }

    /// Where one more piece of two units leads, whole.
    #[inline]
    pub(crate) const fn pair(self, limit: u8) -> Place {
        match self.open.saturating_add(2) {
            open if open > limit => Place {
                closed: self.closed.saturating_add(1),
                open: 2,
            },
            open => Place {
                closed: self.closed,
                open,
            },
        }
    }

    /// The number of segments.
    #[inline]
    pub(crate) const fn segments(self) -> usize {
        self.closed.saturating_add((self.open > 0) as usize)
    }

    /// What the last segment holds.
    pub(crate) const fn open(self) -> u8 {
        self.open
    }
}

/// Fills segments of a multi-part message, in order, each up to a limit, and remembers what each holds.
#[derive(Clone, Debug)]
pub(super) struct Packer {
    limit: NonZeroU8,
    place: Place,
    units: [u8; MAX_SEGMENTS],
}

impl Packer {
    /// An empty message whose segments hold `limit` units each, at least 2.
    pub(super) const fn new(limit: u8) -> Self {
        Self {
            limit: match NonZero::new(limit) {
                Some(limit) => limit,
                None => NonZero::<u8>::MIN,
            },
            place: Place { closed: 0, open: 0 },
            units: [0; MAX_SEGMENTS],
        }
    }

    /// Adds `n` pieces of one unit. Takes the time of the segments filled, not of `n`.
    pub(super) fn fill(&mut self, n: usize) {
        let next = self.place.fill(self.limit.get(), n);
        let new = self.place.closed.min(MAX_SEGMENTS)..next.closed.min(MAX_SEGMENTS);
        if let Some(slots) = self.units.get_mut(new) {
            slots.fill(self.limit.get());
        }
        self.place = next;
    }

    /// Adds one piece of two units, whole.
    #[inline]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "a segment has 160 units at most"
    )]
    pub(super) fn pair(&mut self) {
        let Place { closed, open } = &mut self.place;
        if *open + 2 > self.limit.get() {
            if let Some(slot) = self.units.get_mut(*closed) {
                *slot = *open;
            }
            *closed = closed.saturating_add(1);
            *open = 0;
        }
        *open += 2;
    }

    /// The number of segments, and the units of the first [`MAX_SEGMENTS`] of them.
    pub(super) fn finish(mut self) -> (usize, [u8; MAX_SEGMENTS]) {
        if let Some(slot) = self.units.get_mut(self.place.closed) {
            *slot = self.place.open;
        }
        (self.place.segments(), self.units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(limit: u8, pieces: &[(usize, usize)], expected: &[u8]) {
        let mut packer = Packer::new(limit);
        for &(fill, pairs) in pieces {
            packer.fill(fill);
            (0..pairs).for_each(|_| packer.pair());
        }
        let (segments, units) = packer.finish();
        assert_eq!(&units[..segments], expected);
    }

    #[test]
    fn fills_one_after_the_other() {
        check(153, &[], &[]);
        check(153, &[(153, 0)], &[153]);
        check(153, &[(154, 0)], &[153, 1]);
        check(153, &[(153, 0), (153, 0)], &[153, 153]);
        check(153, &[(100, 0), (300, 0)], &[153, 153, 94]);
    }

    #[test]
    fn moves_a_pair_whole() {
        check(153, &[(152, 1), (152, 0)], &[152, 153, 1]);
        check(153, &[(151, 1)], &[153]);
        check(67, &[(0, 34)], &[66, 2]);
        check(67, &[(66, 1), (66, 0)], &[66, 67, 1]);
    }

    #[test]
    fn goes_on_counting_past_the_last_slot() {
        let mut packer = Packer::new(2);
        packer.fill(2 * MAX_SEGMENTS + 1);
        packer.pair();
        packer.fill(10);
        let (segments, units) = packer.finish();
        assert_eq!(segments, MAX_SEGMENTS + 7);
        assert!(units.iter().all(|&u| u == 2));
    }
}
