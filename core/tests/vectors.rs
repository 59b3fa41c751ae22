//! The golden vectors; `data/README.md` says what they are and where they come from.

// Tests may unwrap; clippy knows only the functions marked as tests.
#![allow(clippy::unwrap_used)]

use mitto_core::count::{Count, count, count_utf16, split};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: Option<String>,
    text: Option<String>,
    #[serde(default)]
    pieces: Vec<(String, usize)>,
    encoding: String,
    chars: usize,
    units: usize,
    segments: usize,
    per_segment_units: Vec<u8>,
    source: String,
}

impl Row {
    fn text(&self) -> String {
        match &self.text {
            Some(text) => text.clone(),
            None => self.pieces.iter().map(|(p, n)| p.repeat(*n)).collect(),
        }
    }

    fn label(&self) -> String {
        let name = self.name.clone().unwrap_or_else(|| {
            let start: String = self.text().chars().take(40).collect();
            format!("{start:?}")
        });
        format!("{name} ({})", self.source)
    }
}

fn rows(json: &str) -> Vec<Row> {
    serde_json::from_str(json).unwrap()
}

fn from_elsewhere() -> Vec<Row> {
    rows(include_str!("data/segments.json"))
}

fn our_own() -> Vec<Row> {
    rows(include_str!("data/own.json"))
}

#[track_caller]
fn check(row: &Row, count: &Count) {
    let label = row.label();
    assert_eq!(count.encoding().as_str(), row.encoding, "{label}");
    assert_eq!(count.characters(), row.chars, "{label}");
    assert_eq!(count.units(), row.units, "{label}");
    assert_eq!(count.segments(), row.segments, "{label}");
    assert_eq!(count.units_per_segment(), row.per_segment_units, "{label}");
}

#[track_caller]
fn check_all_ways(row: &Row) {
    let text = row.text();
    check(row, &count(&text));
    check(row, &count_utf16(&text.encode_utf16().collect::<Vec<_>>()));
    match split(&text) {
        Ok(segments) => {
            check(row, segments.count());
            assert_eq!(segments.iter().count(), row.segments, "{}", row.label());
            for (segment, units) in segments.iter().zip(&row.per_segment_units) {
                let units = usize::from(*units);
                // A segment of a unicode text may itself be regular, so it is measured in
                // the units of the whole.
                let measured = match row.encoding.as_str() {
                    "UCS-2" => segment.encode_utf16().count(),
                    _ => count(segment).units(),
                };
                assert_eq!(measured, units, "{}", row.label());
            }
        }
        Err(error) => assert_eq!(error.segments, row.segments, "{}", row.label()),
    }
}

/// The only text of theirs whose count is not ours: it has a CRLF, which is sent as LF.
const CRLF: &str = "\rabcde\r\n123";

#[test]
fn vectors_from_elsewhere() {
    let rows = from_elsewhere();
    assert_eq!(rows.len(), 602);
    let (differing, agreeing): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| row.text().contains("\r\n"));
    for row in agreeing {
        check_all_ways(row);
    }
    assert_eq!(differing.len(), 1);
    assert_eq!(differing[0].text(), CRLF);
    assert_eq!((differing[0].chars, differing[0].units), (11, 11));
}

#[test]
fn a_crlf_counts_one_where_others_count_two() {
    let ours = count(CRLF);
    assert_eq!((ours.characters(), ours.units()), (10, 10));
    assert_eq!(ours.units_per_segment(), [10]);
}

#[test]
fn our_own_vectors() {
    let rows = our_own();
    assert_eq!(rows.len(), 89);
    rows.iter().for_each(check_all_ways);
}

#[test]
fn each_row_has_a_source_and_one_text() {
    for row in from_elsewhere().iter().chain(&our_own()) {
        assert!(!row.source.is_empty());
        assert_ne!(
            row.text.is_some(),
            !row.pieces.is_empty(),
            "{}",
            row.label()
        );
    }
}
