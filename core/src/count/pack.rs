//! The one place that decides where a segment ends.

use core::num::{NonZero, NonZeroU8};

use super::result::MAX_SEGMENTS;

/// Fills segments of a multi-part message, in order, each up to a limit.
///
/// Greedy is right here: pieces keep their order and cannot be cut, so closing a segment
/// earlier than necessary never saves one.
#[derive(Clone, Debug)]
pub(super) struct Packer {
    limit: NonZeroU8,
    closed: usize,
    open: u8,
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
            closed: 0,
            open: 0,
            units: [0; MAX_SEGMENTS],
        }
    }

    /// Adds `n` pieces of one unit. Takes the time of the segments filled, not of `n`.
    pub(super) fn fill(&mut self, n: usize) {
        let limit = NonZero::<usize>::from(self.limit);
        let filled = usize::from(self.open).saturating_add(n);
        if filled < limit.get() {
            // Fits a u8 because the limit does.
            self.open = filled as u8;
            return;
        }
        let closed = self.closed.saturating_add(filled / limit);
        let new = self.closed.min(MAX_SEGMENTS)..closed.min(MAX_SEGMENTS);
        if let Some(slots) = self.units.get_mut(new) {
            slots.fill(self.limit.get());
        }
        self.closed = closed;
        self.open = (filled % limit) as u8;
    }

    /// Adds one piece of two units, whole.
    #[inline]
    pub(super) fn pair(&mut self) {
        let open = self.open.saturating_add(2);
        if open <= self.limit.get() {
            self.open = open;
        } else {
            if let Some(slot) = self.units.get_mut(self.closed) {
                *slot = self.open;
            }
            self.closed = self.closed.saturating_add(1);
            self.open = 2;
        }
    }

    /// The number of segments, and the units of the first [`MAX_SEGMENTS`] of them.
    pub(super) fn finish(mut self) -> (usize, [u8; MAX_SEGMENTS]) {
        if let Some(slot) = self.units.get_mut(self.closed) {
            *slot = self.open;
        }
        let segments = self.closed.saturating_add(usize::from(self.open > 0));
        (segments, self.units)
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
