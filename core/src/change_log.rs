//! The change log: which bytes of a row are hashed, how rows are chained, and whether a run of them
//! is as it was written.
//!
//! Each row's hash covers the row and the hash of the row before it, so that a row that was
//! edited, removed, put in or moved shows at its place, and everything after it stands on a hash
//! that no longer fits. What no chain can show by itself is that its end was cut off: for that,
//! whoever wants to know keeps the last hash elsewhere.
//!
//! Rows are read from the first on and one after the other, so that a long log needs no memory.

use core::fmt;

use sha2::{Digest, Sha256};

/// What stands before the first row.
pub const ORIGIN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// First of what is hashed. It changes whenever the bytes after it get another meaning.
const FORMAT: &[u8] = b"mitto-sms-change/1";

/// A row as it is stored, before its hash. `before` and `after` are the very texts of JSON that are
/// stored: a hash of values would hold for two spellings of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Its place, from 1.
    pub number: u32,
    /// When, milliseconds since the epoch.
    pub at: i64,
    /// Who.
    pub by: &'a str,
    /// What kind of thing.
    pub kind: &'a str,
    /// Which of them.
    pub item: Option<&'a str>,
    /// What people know it by.
    pub name: &'a str,
    /// What was done.
    pub action: &'a str,
    /// What it was.
    pub before: Option<&'a str>,
    /// What it became.
    pub after: Option<&'a str>,
}

impl Row<'_> {
    /// Its hash behind a row with the hash `previous`, as 64 hexadecimal digits.
    ///
    /// Each part goes in with its length before it, and what is not there differs from what is
    /// empty, so no two rows have the same bytes.
    pub fn hash(&self, previous: &str) -> String {
        let mut hash = Sha256::new();
        let mut part = |bytes: Option<&[u8]>| {
            let length = bytes.map_or(u64::MAX, |bytes| bytes.len() as u64);
            hash.update(length.to_le_bytes());
            hash.update(bytes.unwrap_or_default());
        };
        part(Some(FORMAT));
        part(Some(previous.as_bytes()));
        part(Some(&self.number.to_le_bytes()));
        part(Some(&self.at.to_le_bytes()));
        part(Some(self.by.as_bytes()));
        part(Some(self.kind.as_bytes()));
        part(self.item.map(str::as_bytes));
        part(Some(self.name.as_bytes()));
        part(Some(self.action.as_bytes()));
        part(self.before.map(str::as_bytes));
        part(self.after.map(str::as_bytes));
        hex(&hash.finalize())
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Why a row is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another number than its place in the log has.
    Place {
        /// The number that belongs there.
        expected: u32,
    },
    /// Its content and the row before it do not give its hash.
    Content,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Place { expected } => {
                write!(
                    f,
                    "Row {expected} belongs here: rows are missing or were moved."
                )
            }
            Fault::Content => f.write_str(
                "It does not fit its hash: it was edited, or the row before it was replaced.",
            ),
        }
    }
}

impl core::error::Error for Fault {}

/// Reads a log row by row, from the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    rows: u32,
    head: String,
}

impl Default for Verifier {
    fn default() -> Verifier {
        Verifier {
            rows: 0,
            head: ORIGIN.to_owned(),
        }
    }
}

impl Verifier {
    /// Takes the next row with the hash stored beside it.
    ///
    /// # Errors
    /// What is wrong with this row. The verifier then stands before it.
    pub fn next(&mut self, row: &Row<'_>, hash: &str) -> Result<(), Fault> {
        let expected = self.rows.saturating_add(1);
        if row.number != expected {
            return Err(Fault::Place { expected });
        }
        if row.hash(&self.head) != hash {
            return Err(Fault::Content);
        }
        self.rows = expected;
        hash.clone_into(&mut self.head);
        Ok(())
    }

    /// How many rows are as they were written.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// The hash of the last of them; [`ORIGIN`] where there is none.
    pub fn head(&self) -> &str {
        &self.head
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A row that owns its texts, with its hash.
    #[derive(Clone, Debug, PartialEq)]
    struct Stored {
        number: u32,
        at: i64,
        texts: [String; 4],
        item: Option<String>,
        before: Option<String>,
        after: Option<String>,
        hash: String,
    }

    impl Stored {
        fn row(&self) -> Row<'_> {
            let [by, kind, name, action] = &self.texts;
            Row {
                number: self.number,
                at: self.at,
                by,
                kind,
                item: self.item.as_deref(),
                name,
                action,
                before: self.before.as_deref(),
                after: self.after.as_deref(),
            }
        }
    }

    fn chain(mut rows: Vec<Stored>) -> Vec<Stored> {
        let mut head = ORIGIN.to_owned();
        for (place, row) in rows.iter_mut().enumerate() {
            row.number = u32::try_from(place).unwrap() + 1;
            row.hash = row.row().hash(&head);
            head.clone_from(&row.hash);
        }
        rows
    }

    /// The number that stands in the first bad row, and why it is bad.
    fn first_bad(rows: &[Stored]) -> Option<(usize, Fault)> {
        let mut verifier = Verifier::default();
        rows.iter()
            .enumerate()
            .find_map(|(place, row)| Some((place, verifier.next(&row.row(), &row.hash).err()?)))
    }

    fn log() -> impl Strategy<Value = Vec<Stored>> {
        let text = "[a-c]{0,3}";
        let row = (
            0..3_i64,
            [text, text, text, text],
            proptest::option::of(text),
            proptest::option::of(text),
            proptest::option::of(text),
        )
            .prop_map(|(at, texts, item, before, after)| Stored {
                number: 0,
                at,
                texts,
                item,
                before,
                after,
                hash: String::new(),
            });
        proptest::collection::vec(row, 2..8).prop_map(chain)
    }

    proptest! {
        #[test]
        fn a_log_as_it_was_written_holds(rows in log()) {
            prop_assert_eq!(first_bad(&rows), None);
        }

        #[test]
        fn an_edit_shows_in_the_row_that_was_edited(rows in log(), at: prop::sample::Index, what in 0..9_usize) {
            let mut edited = rows.clone();
            let place = at.index(rows.len());
            let row = &mut edited[place];
            match what {
                0 => row.at += 1,
                1..=4 => row.texts[what - 1].push('x'),
                5 => row.item = row.item.take().map_or(Some(String::new()), |_| None),
                6 => row.before = row.before.take().map_or(Some(String::new()), |_| None),
                7 => row.after = Some("x".to_owned()),
                _ => row.hash = ORIGIN.to_owned(),
            }
            prop_assert_eq!(first_bad(&edited), Some((place, Fault::Content)));
        }

        #[test]
        fn a_text_that_moves_to_the_field_beside_it_shows(rows in log(), at: prop::sample::Index) {
            let mut edited = rows.clone();
            let row = &mut edited[at.index(rows.len())];
            let moved = core::mem::take(&mut row.texts[0]);
            prop_assume!(!moved.is_empty());
            row.texts[1].insert_str(0, &moved);
            prop_assert!(first_bad(&edited).is_some());
        }

        #[test]
        fn a_row_taken_out_shows_in_the_one_after_it(rows in log(), at: prop::sample::Index) {
            let mut cut = rows.clone();
            let place = at.index(rows.len() - 1);
            cut.remove(place);
            let expected = u32::try_from(place).unwrap() + 1;
            prop_assert_eq!(first_bad(&cut), Some((place, Fault::Place { expected })));
            // Renumbering what follows does not hide it.
            for (place, row) in cut.iter_mut().enumerate() {
                row.number = u32::try_from(place).unwrap() + 1;
            }
            prop_assert_eq!(first_bad(&cut), Some((place, Fault::Content)));
        }

        #[test]
        fn a_row_put_in_shows(rows in log(), at: prop::sample::Index) {
            let mut more = rows.clone();
            let place = at.index(rows.len());
            // Even one with a hash that fits what stands before it.
            let mut forged = rows[place].clone();
            forged.texts[0].push('x');
            let head = place.checked_sub(1).map_or(ORIGIN, |before| &rows[before].hash);
            forged.hash = forged.row().hash(head);
            more.insert(place, forged);
            let expected = u32::try_from(place).unwrap() + 2;
            prop_assert_eq!(first_bad(&more), Some((place + 1, Fault::Place { expected })));
        }

        #[test]
        fn rows_that_changed_places_show(rows in log(), at: prop::sample::Index) {
            let mut swapped = rows.clone();
            let place = at.index(rows.len() - 1);
            swapped.swap(place, place + 1);
            prop_assert_eq!(first_bad(&swapped).map(|(place, _)| place), Some(place));
        }

        #[test]
        fn a_cut_end_holds_but_has_another_head(rows in log(), at: prop::sample::Index) {
            let end = at.index(rows.len());
            let mut verifier = Verifier::default();
            for row in &rows[..end] {
                verifier.next(&row.row(), &row.hash).unwrap();
            }
            prop_assert_eq!(verifier.rows() as usize, end);
            prop_assert_ne!(verifier.head(), rows.last().unwrap().hash.as_str());
        }
    }

    #[test]
    fn the_hash_is_pinned() {
        // Stored hashes stand on these bytes: if this fails, every log out there no longer verifies.
        let row = Row {
            number: 1,
            at: 1_764_000_000_000,
            by: "ada",
            kind: "sender",
            item: Some("s1"),
            name: "MITTO-SMS",
            action: "added",
            before: None,
            after: Some(r#"{"id":"s1","name":"MITTO-SMS","type":"branded"}"#),
        };
        assert_eq!(
            row.hash(ORIGIN),
            "87f70feb0b661b61350917c29da60bfeaacc135888529bcc90bc131afa30625c"
        );
    }
}
