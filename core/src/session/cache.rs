//! What the cache of a fetched key set does next. One a Worker isolate, shared by its requests.
//!
//! A request never waits for the future of another, which the platform would cut off with that
//! request: it looks here, and is told to fetch, to look again in a moment, or to go on.

use super::key::Key;

/// How old a set may be before it is fetched again, milliseconds.
const FRESH_MS: i64 = 5 * 60_000;

/// Pause after a fetch that failed, or that was made for an unknown key and brought nothing new,
/// milliseconds: so that invented keys cannot make us flood the host.
const PAUSE_MS: i64 = 10_000;

/// Longest time one fetch may take, milliseconds. Whoever began it may have been cut off.
const FETCH_MS: i64 = 4_000;

/// What a request needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// The set, from the last minutes if it can be had.
    Usual,
    /// A set other than this generation: in that one no key verifies the token.
    NewerThan(u32),
}

/// What a request does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Go on with what is there.
    Use,
    /// Fetch the set, between [`KeySetCache::begin`] and [`KeySetCache::end`].
    Fetch,
    /// Somebody is fetching it: look again in a moment.
    Wait,
}

/// The set and what is known about fetching it.
#[derive(Debug, Default)]
pub struct KeySetCache {
    keys: Vec<Key>,
    generation: u32,
    fetched_at: Option<i64>,
    fetching_since: Option<i64>,
    pause_since: Option<i64>,
}

impl KeySetCache {
    /// Nothing fetched yet.
    pub const fn new() -> KeySetCache {
        KeySetCache {
            keys: Vec::new(),
            generation: 0,
            fetched_at: None,
            fetching_since: None,
            pause_since: None,
        }
    }

    /// The keys, none before the first fetch.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Counts the sets; 0 before the first fetch.
    pub const fn generation(&self) -> u32 {
        self.generation
    }

    /// What a request that needs this does now.
    pub fn step(&self, need: Freshness, now: i64) -> Step {
        let within = |since: Option<i64>, ms| since.is_some_and(|at| now.saturating_sub(at) < ms);
        let has = self.fetched_at.is_some();
        let enough = match need {
            Freshness::Usual => within(self.fetched_at, FRESH_MS),
            Freshness::NewerThan(generation) => self.generation != generation,
        };
        if enough {
            return Step::Use;
        }
        if within(self.fetching_since, FETCH_MS) {
            // An old set does until the new one is here; no set, or one without the key, does not.
            return match need {
                Freshness::Usual if has => Step::Use,
                _ => Step::Wait,
            };
        }
        match within(self.pause_since, PAUSE_MS) {
            true => Step::Use,
            false => Step::Fetch,
        }
    }

    /// A request begins to fetch.
    pub const fn begin(&mut self, now: i64) {
        self.fetching_since = Some(now);
    }

    /// A fetch that was made for this need has ended, with keys or in vain. In vain, the old set stays.
    pub fn end(&mut self, need: Freshness, keys: Option<Vec<Key>>, now: i64) {
        self.fetching_since = None;
        let Some(keys) = keys else {
            self.pause_since = Some(now);
            return;
        };
        if self.fetched_at.is_none() || self.keys != keys {
            self.keys = keys;
            self.generation = self.generation.wrapping_add(1);
        } else if need != Freshness::Usual {
            self.pause_since = Some(now);
        }
        self.fetched_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::read_keys;

    fn set(kid: &str) -> Option<Vec<Key>> {
        let key = format!(
            r#"{{"kty":"EC","crv":"P-256","kid":"{kid}","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}}"#
        );
        Some(read_keys(&key).unwrap())
    }

    fn filled() -> KeySetCache {
        let mut cache = KeySetCache::new();
        cache.begin(0);
        cache.end(Freshness::Usual, set("a"), 100);
        cache
    }

    const UNKNOWN: Freshness = Freshness::NewerThan(1);

    #[test]
    fn the_first_request_fetches_and_the_others_wait_for_the_set() {
        let mut cache = KeySetCache::new();
        assert_eq!(cache.step(Freshness::Usual, 0), Step::Fetch);
        cache.begin(0);
        assert_eq!(cache.step(Freshness::Usual, 10), Step::Wait);
        cache.end(Freshness::Usual, set("a"), 100);
        assert_eq!(cache.step(Freshness::Usual, 110), Step::Use);
        assert_eq!((cache.generation(), cache.keys().len()), (1, 1));
    }

    #[test]
    fn whoever_was_cut_off_while_fetching_is_replaced() {
        let mut cache = KeySetCache::new();
        cache.begin(0);
        assert_eq!(cache.step(Freshness::Usual, 3_999), Step::Wait);
        assert_eq!(cache.step(Freshness::Usual, 4_000), Step::Fetch);
    }

    #[test]
    fn an_old_set_serves_while_one_request_fetches_it_anew_or_cannot() {
        let mut cache = filled();
        assert_eq!(cache.step(Freshness::Usual, 300_099), Step::Use);
        assert_eq!(cache.step(Freshness::Usual, 300_100), Step::Fetch);
        cache.begin(300_100);
        assert_eq!(cache.step(Freshness::Usual, 300_101), Step::Use);
        cache.end(Freshness::Usual, None, 303_100);
        assert_eq!(cache.keys().len(), 1, "a failed fetch takes nothing away");
        assert_eq!(cache.step(Freshness::Usual, 303_101), Step::Use);
        assert_eq!(cache.step(Freshness::Usual, 313_100), Step::Fetch);
    }

    #[test]
    fn an_unknown_key_is_looked_for_at_once() {
        let mut cache = filled();
        assert_eq!(cache.step(UNKNOWN, 101), Step::Fetch);
        cache.begin(101);
        assert_eq!(cache.step(UNKNOWN, 102), Step::Wait);
        assert_eq!(cache.step(Freshness::Usual, 102), Step::Use);
        cache.end(UNKNOWN, set("b"), 150);
        assert_eq!(
            (cache.step(UNKNOWN, 151), cache.generation()),
            (Step::Use, 2)
        );
        // And the next rotation too, however soon.
        assert_eq!(cache.step(Freshness::NewerThan(2), 152), Step::Fetch);
    }

    #[test]
    fn invented_keys_cause_one_fetch_in_ten_seconds() {
        let mut cache = filled();
        cache.begin(101);
        cache.end(UNKNOWN, set("a"), 150);
        assert_eq!(
            (cache.generation(), cache.step(UNKNOWN, 151)),
            (1, Step::Use)
        );
        assert_eq!(cache.step(UNKNOWN, 10_149), Step::Use);
        assert_eq!(cache.step(UNKNOWN, 10_150), Step::Fetch);
        // The usual fetch finds the same set, and that is no reason to pause.
        let mut cache = filled();
        cache.begin(300_100);
        cache.end(Freshness::Usual, set("a"), 300_150);
        assert_eq!(cache.step(UNKNOWN, 300_151), Step::Fetch);
    }
}
