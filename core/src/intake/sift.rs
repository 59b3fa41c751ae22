//! Storing many messages in few steps, though some of them may be impossible to store.

use core::ops::Range;

/// Most bytes that are stored in one step. The database takes 2 MB a value.
pub const PIECE_BYTES: usize = 500_000;

/// So many failures in a row, and it is the database that fails, not a message: it takes seven to
/// come down from a hundred messages to one.
const PATIENCE: u32 = 9;

/// Which messages to store together next, and which could not be stored.
///
/// A piece that fails is halved, down to one message. So one impossible message among a hundred
/// costs some ten steps, and holds up none of the others.
#[derive(Debug)]
pub struct Sift {
    /// The last one is next.
    pieces: Vec<Range<usize>>,
    failures_in_a_row: u32,
    failed: Vec<usize>,
}

impl Sift {
    /// For messages of these sizes, bytes.
    pub fn of(sizes: &[usize]) -> Sift {
        let mut pieces = Vec::new();
        let (mut from, mut bytes) = (0, 0_usize);
        for (place, size) in sizes.iter().enumerate() {
            if place > from && bytes.saturating_add(*size) > PIECE_BYTES {
                pieces.push(from..place);
                (from, bytes) = (place, 0);
            }
            bytes = bytes.saturating_add(*size);
        }
        if from < sizes.len() {
            pieces.push(from..sizes.len());
        }
        pieces.reverse();
        Sift {
            pieces,
            failures_in_a_row: 0,
            failed: Vec::new(),
        }
    }

    /// The messages to store next, in one step; then [`Sift::stored`] or [`Sift::failed`].
    pub fn next_piece(&mut self) -> Option<Range<usize>> {
        self.pieces.pop()
    }

    /// They are stored.
    pub fn stored(&mut self) {
        self.failures_in_a_row = 0;
    }

    /// They are not.
    pub fn failed(&mut self, piece: Range<usize>) {
        self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
        if self.failures_in_a_row >= PATIENCE {
            self.pieces.push(piece);
            while let Some(piece) = self.pieces.pop() {
                self.failed.extend(piece);
            }
        } else if piece.len() <= 1 {
            self.failed.extend(piece);
        } else {
            let middle = piece.start.midpoint(piece.end);
            self.pieces.push(middle..piece.end);
            self.pieces.push(piece.start..middle);
        }
    }

    /// The messages that could not be stored.
    pub fn into_failed(self) -> Vec<usize> {
        self.failed
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sifts messages of which some are impossible; which are stored, which failed, in how many steps.
    fn sift(sizes: &[usize], possible: impl Fn(usize) -> bool) -> (Vec<usize>, Vec<usize>, usize) {
        let mut sift = Sift::of(sizes);
        let (mut stored, mut steps) = (Vec::new(), 0);
        while let Some(piece) = sift.next_piece() {
            steps += 1;
            if piece.clone().all(&possible) {
                stored.extend(piece);
                sift.stored();
            } else {
                sift.failed(piece);
            }
        }
        (stored, sift.into_failed(), steps)
    }

    #[test]
    fn all_good_is_one_step() {
        assert_eq!(sift(&[10; 100], |_| true).2, 1);
        assert_eq!(sift(&[], |_| true).2, 0);
    }

    #[test]
    fn a_piece_is_no_longer_than_the_database_takes() {
        let (stored, failed, steps) = sift(&[200_000; 5], |_| true);
        assert_eq!((stored.len(), failed.len(), steps), (5, 0, 3));
        assert_eq!(sift(&[PIECE_BYTES * 2; 2], |_| true).2, 2);
    }

    #[test]
    fn a_database_that_fails_is_left_alone() {
        let (stored, failed, steps) = sift(&[10; 100], |_| false);
        assert_eq!((stored.len(), failed.len()), (0, 100));
        assert!(steps <= PATIENCE as usize, "{steps}");
    }

    proptest! {
        #[test]
        fn one_impossible_message_holds_up_nobody(count in 1_usize..=100, bad in 0_usize..100) {
            let bad = bad % count;
            let (stored, failed, steps) = sift(&vec![10; count], |place| place != bad);
            prop_assert_eq!(failed, [bad]);
            prop_assert_eq!(stored.len(), count - 1);
            prop_assert!(steps <= 15);
        }

        #[test]
        fn each_message_is_stored_or_failed(
            sizes in proptest::collection::vec(0_usize..300_000, 0..60),
            bad in proptest::collection::hash_set(0_usize..60, 0..10),
        ) {
            let (stored, failed, _) = sift(&sizes, |place| !bad.contains(&place));
            let mut all = [stored, failed].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..sizes.len()).collect::<Vec<_>>());
        }
    }
}
