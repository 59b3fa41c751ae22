//! What becomes of delivery reports that came in: stored at once, or taken by the queue.
//!
//! A callback is acknowledged when its reports are stored or the queue has them. Calm traffic is
//! stored at once, and what comes meanwhile together after it ([`Places`]), so that a status shows
//! without delay. In a flood, or when the database fails, one [`message`] a callback goes to the queue, whose consumer stores a hundred in
//! the statements of one. A message that cannot be stored must not hold up the others ([`Sift`]),
//! and is tried again for a while ([`retry_after_seconds`]).

mod json;
mod message;
mod places;
mod report;
mod sift;

pub use message::{MAX_MESSAGE_BYTES, UNREADABLE, messages, reports_of};
pub use places::{MOST_STORING, MOST_WAITING, PATIENCE_MS, Place, Places, Ticket, Told, Way};
pub use report::{StoredReport, may_opt_out};
pub use sift::{PIECE_BYTES, Sift};

/// Longest wait before a message is tried again, seconds.
const LONGEST_WAIT: u32 = 900;

/// How long a message waits after it could not be kept for the `attempts`th time, seconds.
///
/// What cannot be read may be from a newer Worker that is being deployed: it is tried again soon,
/// and seen by a person soon. A database that fails is given time.
pub fn retry_after_seconds(attempts: u32, readable: bool) -> u32 {
    match readable {
        false => attempts.clamp(1, LONGEST_WAIT),
        true => {
            let doublings = attempts.saturating_sub(1).min(7);
            (10 << doublings).min(LONGEST_WAIT)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits = |readable| [1, 2, 3, 6, 100].map(|n| retry_after_seconds(n, readable));
        assert_eq!(waits(false), [1, 2, 3, 6, 100]);
        assert_eq!(waits(true), [10, 20, 40, 320, 900]);
        assert_eq!(retry_after_seconds(0, true), 10);
        assert_eq!(retry_after_seconds(u32::MAX, false), LONGEST_WAIT);
    }
}
