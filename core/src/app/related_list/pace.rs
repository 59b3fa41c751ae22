//! How often the list looks for news.
//!
//! | while | every |
//! |---|---|
//! | somebody did something here in the last minute, or news came | 1.8 s |
//! | an SMS is under way, for three minutes | 1.8 s |
//! | otherwise, for some ten minutes | 5 s |
//! | after that | 15 s |
//!
//! A change shows within two seconds at the first pace. Nobody looks at a page that is hidden.

/// While something may happen at any moment, milliseconds.
pub(super) const SOON_MS: u32 = 1_800;
/// While nothing much is expected.
pub(super) const CALM_MS: u32 = 5_000;
/// When nothing has happened for long.
pub(super) const LATE_MS: u32 = 15_000;

/// Looks in a minute, at the first pace.
const LIVELY: u32 = 34;
/// Looks in three minutes, at the first pace.
const UNDER_WAY: u32 = 100;
/// The last look of the second pace.
const CALM: u32 = 150;

/// Looks since something happened.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace(u32);

impl Pace {
    /// Somebody did something, or there was news.
    pub(super) fn happened(&mut self) {
        self.0 = 0;
    }

    /// The wait until the next look, milliseconds.
    pub(super) fn next(&mut self, under_way: bool) -> u32 {
        self.0 = self.0.saturating_add(1);
        let soon = if under_way { UNDER_WAY } else { LIVELY };
        match self.0 {
            looks if looks <= soon => SOON_MS,
            ..=CALM => CALM_MS,
            _ => LATE_MS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long each pace lasts, seconds.
    fn seconds(under_way: bool) -> [u32; 2] {
        let mut pace = Pace::default();
        let waits: Vec<u32> = (0..1_000).map(|_| pace.next(under_way)).collect();
        assert!(waits.is_sorted());
        [SOON_MS, CALM_MS].map(|one| {
            let sum: u32 = waits.iter().filter(|wait| **wait == one).sum();
            sum / 1_000
        })
    }

    #[test]
    fn news_are_looked_for_often_while_they_are_likely() {
        assert_eq!(seconds(false), [61, 580]);
        assert_eq!(seconds(true), [180, 250]);
        let mut pace = Pace::default();
        let last = (0..1_000).map(|_| pace.next(true)).last();
        assert_eq!(last, Some(LATE_MS));
        pace.happened();
        assert_eq!(pace.next(false), SOON_MS);
    }
}
