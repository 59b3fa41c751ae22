//! Which way a callback's reports take.

/// How many callbacks are stored at once in one isolate. What comes beyond goes to the queue.
pub const MOST_STORING: usize = 8;

/// How long a storing may take before its reports go to the queue as well, milliseconds. A report
/// that is kept twice is kept once, so nothing is lost or doubled by giving up early.
pub const PATIENCE_MS: u64 = 5_000;

/// How long a place stays taken that nobody gives back, milliseconds: its storing failed, and the
/// database gets a rest; or its request was broken off, and then nothing of it runs any more.
const HELD_MS: i64 = 10_000;

/// The places of one isolate, each with the time since when it is taken.
#[derive(Debug)]
pub struct Places([Option<i64>; MOST_STORING]);

/// A place that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    number: usize,
    since: i64,
}

impl Places {
    /// All free.
    pub const fn new() -> Places {
        Places([None; MOST_STORING])
    }

    /// Takes a place; none where all are taken: then the reports go to the queue.
    pub fn take(&mut self, now: i64) -> Option<Place> {
        let free =
            |since: &Option<i64>| since.is_none_or(|since| now.saturating_sub(since) >= HELD_MS);
        let (number, place) = self.0.iter_mut().enumerate().find(|(_, it)| free(it))?;
        *place = Some(now);
        Some(Place { number, since: now })
    }

    /// Gives a place back. One that was held too long may be somebody else's by now.
    pub fn give_back(&mut self, place: Place) {
        if let Some(taken) = self.0.get_mut(place.number)
            && *taken == Some(place.since)
        {
            *taken = None;
        }
    }
}

impl Default for Places {
    fn default() -> Places {
        Places::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_and_no_more() {
        let mut places = Places::new();
        let taken: Vec<Place> = (0..MOST_STORING).filter_map(|_| places.take(7)).collect();
        assert_eq!(taken.len(), MOST_STORING);
        assert_eq!(places.take(7), None);
        places.give_back(taken[3]);
        assert_eq!(places.take(8).map(|place| place.number), Some(3));
        assert_eq!(places.take(8), None);
    }

    #[test]
    fn a_place_that_nobody_gives_back_is_free_again() {
        let mut places = Places::new();
        let first = places.take(0).unwrap();
        while places.take(0).is_some() {}
        assert_eq!(places.take(HELD_MS - 1), None);
        let heir = places.take(HELD_MS).unwrap();
        assert_eq!(heir.number, first.number);
        // Its first holder comes late, and must not free the heir's.
        places.give_back(first);
        let others = (0..MOST_STORING).filter_map(|_| places.take(HELD_MS));
        assert_eq!(others.count(), MOST_STORING - 1);
    }
}
