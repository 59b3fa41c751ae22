//! How often each of many short texts was seen.

/// How often each text was seen. A hash table of its own: a campaign's members each look once, and the standard
/// library's sorted map compares a dozen texts for that, its hash map is much more code.
///
/// Whoever chose texts of equal hashes on purpose would make it slow; the texts are shapes of values, which nobody has a
/// free choice of.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    entries: Vec<(Box<str>, u32)>,
    /// Where an entry is, plus one, at its hash or a place behind it; 0 where there is none. A power of two, at most
    /// half full.
    places: Vec<u32>,
}

impl Counts {
    /// None.
    pub(super) const fn new() -> Counts {
        Counts {
            entries: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Counts a text; its place among those seen, which stays.
    pub(super) fn add(&mut self, text: &str, times: u32) -> usize {
        if self.entries.len().saturating_mul(2) >= self.places.len() {
            self.grow();
        }
        let mask = self.places.len().wrapping_sub(1);
        let mut at = hash(text) as usize & mask;
        while let Some(place) = self.places.get_mut(at) {
            let entry = (*place as usize).wrapping_sub(1);
            match self.entries.get_mut(entry) {
                Some((known, sum)) if known.as_ref() == text => {
                    *sum = sum.saturating_add(times);
                    return entry;
                }
                Some(_) => at = at.wrapping_add(1) & mask,
                None => {
                    self.entries.push((text.into(), times));
                    *place = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
                    break;
                }
            }
        }
        self.entries.len().saturating_sub(1)
    }

    fn grow(&mut self) {
        let more = self.places.len().saturating_mul(2).max(64);
        let entries = core::mem::take(&mut self.entries);
        self.places.clear();
        self.places.resize(more, 0);
        for (text, times) in entries {
            // Each once, and fewer than half of the places: no further growth on the way.
            self.add(&text, times);
        }
    }

    /// How many texts there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Each text, in the order in which they were seen first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.entries
            .iter()
            .map(|(text, times)| (text.as_ref(), *times))
    }
}

/// FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo).
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_as_a_map_does() {
        let mut counts = Counts::new();
        let mut map = std::collections::BTreeMap::new();
        for n in 0..5_000_u32 {
            let text = format!("b{} u{}", n * 7 % 90, n * n % 37);
            counts.add(&text, n % 3);
            *map.entry(text).or_insert(0) += n % 3;
        }
        let mut counted: Vec<_> = counts.iter().collect();
        counted.sort_unstable();
        let expected: Vec<_> = map.iter().map(|(text, n)| (text.as_str(), *n)).collect();
        assert_eq!(counted, expected);
        assert_eq!(counts.len(), map.len());
        assert!(counts.places.len() >= 2 * counts.len());
    }

    #[test]
    fn the_hash_is_fnv() {
        assert_eq!(hash(""), 0x811c_9dc5);
        assert_eq!(hash("a"), 0xe40c_292c);
        assert_eq!(hash("foobar"), 0xbf9c_f968);
    }
}
