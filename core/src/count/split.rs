//! Cutting a text into the segments that [`count`](super::count()) counts.

use core::fmt;
use core::iter::FusedIterator;
use core::slice;
use std::borrow::Cow;

use super::gsm7::classify;
use super::result::{Count, Encoding, MAX_SEGMENTS};
use super::text::normalise;
use super::utf8::count;

/// Cuts `text` into its segments.
///
/// ```
/// use mitto_core::count::split;
///
/// let text = format!("{}€!", "a".repeat(159));
/// let segments = split(&text)?;
/// assert_eq!(segments.len(), 2);
/// assert_eq!(segments.iter().last(), Some("aaaaaa€!"));
/// # Ok::<(), mitto_core::count::TooLong>(())
/// ```
///
/// # Errors
///
/// [`TooLong`] if there are more than [`MAX_SEGMENTS`].
pub fn split(text: &str) -> Result<Segments<'_>, TooLong> {
    let text = normalise(text);
    let count = count(&text);
    if count.too_long() {
        return Err(TooLong {
            segments: count.segments(),
        });
    }
    Ok(Segments { text, count })
}

/// A text and where it is cut. Made by [`split`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segments<'t> {
    text: Cow<'t, str>,
    count: Count,
}

impl Segments<'_> {
    /// The segments in order. One after the other they are [`text`](Self::text) again.
    #[must_use]
    pub fn iter(&self) -> SegmentIter<'_> {
        SegmentIter {
            rest: &self.text,
            encoding: self.count.encoding(),
            units: self.count.units_per_segment().iter(),
        }
    }

    /// The text as it is sent, see [`normalise`].
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the text costs.
    #[must_use]
    pub const fn count(&self) -> &Count {
        &self.count
    }

    /// The number of segments; 0 for an empty text.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count.segments()
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count.is_empty()
    }
}

impl<'s> IntoIterator for &'s Segments<'_> {
    type Item = &'s str;
    type IntoIter = SegmentIter<'s>;

    fn into_iter(self) -> SegmentIter<'s> {
        self.iter()
    }
}

/// The segments of a text in order. Made by [`Segments::iter`].
#[derive(Clone, Debug)]
pub struct SegmentIter<'s> {
    rest: &'s str,
    encoding: Encoding,
    units: slice::Iter<'s, u8>,
}

impl<'s> Iterator for SegmentIter<'s> {
    type Item = &'s str;

    fn next(&mut self) -> Option<&'s str> {
        let mut room = *self.units.next()?;
        let mut chars = self.rest.chars();
        while room > 0 {
            let Some(c) = chars.next() else { break };
            let class = classify(c);
            let units = match self.encoding {
                Encoding::Gsm7 => class.septets().unwrap_or(1),
                Encoding::Ucs2 => class.utf16_units(),
            };
            room = room.saturating_sub(units);
        }
        let end = self.rest.len().saturating_sub(chars.as_str().len());
        let (segment, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(segment)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.units.size_hint()
    }
}

impl ExactSizeIterator for SegmentIter<'_> {}
impl FusedIterator for SegmentIter<'_> {}

/// The text needs more segments than one message can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooLong {
    /// How many it needs.
    pub segments: usize,
}

impl TooLong {
    /// The stable name of this error in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "text-too-long"
    }
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the text needs {} SMS; one message can have at most {MAX_SEGMENTS}",
            self.segments
        )
    }
}

impl core::error::Error for TooLong {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let segments = split(text).unwrap();
        assert_eq!(segments.iter().collect::<Vec<_>>(), expected);
        assert_eq!(segments.iter().len(), segments.len());
    }

    #[test]
    fn cuts_where_the_packing_says() {
        let (a, c) = ("a".repeat(152), "ж".repeat(66));
        check("", &[]);
        check("one\r\ntwo", &["one\ntwo"]);
        check(&format!("{a}€{a}"), &[&a, &format!("€{}", &a[..151]), "a"]);
        check(
            &format!("{c}😀{c}"),
            &[&c, &format!("😀{}", &c[..130]), "ж"],
        );
    }

    #[test]
    fn refuses_the_256th_segment() {
        assert_eq!(split(&"a".repeat(255 * 153)).unwrap().len(), 255);
        let error = split(&"a".repeat(255 * 153 + 1)).unwrap_err();
        assert_eq!(error, TooLong { segments: 256 });
        assert_eq!(error.code(), "text-too-long");
        assert_eq!(
            error.to_string(),
            "the text needs 256 SMS; one message can have at most 255"
        );
    }
}
