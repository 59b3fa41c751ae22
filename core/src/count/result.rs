//! The result of counting.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The most segments one message can have: the total is one octet of the header
/// (3GPP TS 23.040 section 9.2.3.24.1).
pub const MAX_SEGMENTS: usize = 255;

/// How the characters of a text are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
pub enum Encoding {
    /// The GSM 7 bit default alphabet with its extension table; units are septets.
    #[serde(rename = "GSM-7")]
    Gsm7,
    /// Any Unicode text; units are UTF-16 code units.
    #[serde(rename = "UCS-2")]
    Ucs2,
}

impl Encoding {
    /// The name in code, in the API and in records: `GSM-7` or `UCS-2`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        }
    }

    /// The name people see: `regular` or `unicode`.
    #[must_use]
    pub const fn on_screen(self) -> &'static str {
        match self {
            Self::Gsm7 => crate::language::msg("regular"),
            Self::Ucs2 => crate::language::msg("unicode"),
        }
    }

    /// Units in a message of one segment: 140 octets, so 160 septets or 70 UTF-16 units.
    #[must_use]
    pub const fn limit(self) -> u8 {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// Units in each segment of several. The header takes 6 octets: 7 septets with the bits
    /// that fill up to a septet, or 3 UTF-16 units.
    #[must_use]
    pub const fn limit_of_several(self) -> u8 {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a text costs. Made by [`count`](super::count()) and [`Counter`](super::Counter);
/// holds no text and no allocation.
#[derive(Clone)]
pub struct Count {
    pub(super) encoding: Encoding,
    pub(super) characters: usize,
    pub(super) units: usize,
    pub(super) segments: usize,
    /// Only the first `segments` mean anything.
    pub(super) per_segment: [u8; MAX_SEGMENTS],
}

impl Count {
    /// GSM-7, or UCS-2 because of at least one character
    /// ([`culprits`](super::culprits()) says which).
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Unicode scalar values, a CRLF being one.
    #[must_use]
    pub const fn characters(&self) -> usize {
        self.characters
    }

    /// Septets or UTF-16 units of the whole text, without padding. This is what fills
    /// [`limit`](Self::limit), so this is what the counter shows.
    #[must_use]
    pub const fn units(&self) -> usize {
        self.units
    }

    /// The number of SMS: 0 for an empty text, and more than [`MAX_SEGMENTS`] for one that
    /// cannot be sent.
    #[must_use]
    pub const fn segments(&self) -> usize {
        self.segments
    }

    /// Units that one SMS holds: 160 or 70.
    #[must_use]
    pub const fn limit(&self) -> u8 {
        self.encoding.limit()
    }

    /// The units of each segment, in order; of a text that is too long, those of the first
    /// [`MAX_SEGMENTS`].
    #[must_use]
    pub fn units_per_segment(&self) -> &[u8] {
        self.per_segment
            .get(..self.segments.min(MAX_SEGMENTS))
            .unwrap_or_default()
    }

    /// Whether the text needs more than [`MAX_SEGMENTS`] segments and so cannot be sent.
    #[must_use]
    pub const fn too_long(&self) -> bool {
        self.segments > MAX_SEGMENTS
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.characters == 0
    }
}

impl PartialEq for Count {
    fn eq(&self, other: &Self) -> bool {
        self.encoding == other.encoding
            && self.characters == other.characters
            && self.units == other.units
            && self.segments == other.segments
            && self.units_per_segment() == other.units_per_segment()
    }
}

impl Eq for Count {}

impl fmt::Debug for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Count")
            .field("encoding", &self.encoding)
            .field("characters", &self.characters)
            .field("units", &self.units)
            .field("segments", &self.segments)
            .field("units_per_segment", &self.units_per_segment())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::count;
    use super::*;

    #[test]
    fn counts_differ_where_only_the_cuts_do() {
        let late = count(&format!("{}€{}", "a".repeat(152), "a".repeat(10)));
        let early = count(&format!("€{}", "a".repeat(162)));
        assert_eq!(late.units(), early.units());
        assert_eq!(late.segments(), early.segments());
        assert_ne!(late, early);
        assert_eq!(
            format!("{early:?}"),
            "Count { encoding: Gsm7, characters: 163, units: 164, segments: 2, \
             units_per_segment: [153, 11] }"
        );
    }

    #[test]
    fn encoding_has_one_name_on_the_wire_and_another_on_the_screen() {
        for (encoding, wire, screen) in [
            (Encoding::Gsm7, "GSM-7", "regular"),
            (Encoding::Ucs2, "UCS-2", "unicode"),
        ] {
            assert_eq!(encoding.to_string(), wire);
            assert_eq!(encoding.on_screen(), screen);
            let json = serde_json::to_string(&encoding).unwrap();
            assert_eq!(json, format!("\"{wire}\""));
            assert_eq!(serde_json::from_str::<Encoding>(&json).unwrap(), encoding);
        }
    }

    #[test]
    fn limits_follow_from_140_octets_and_a_header_of_6() {
        assert_eq!(u32::from(Encoding::Gsm7.limit()), 140 * 8 / 7);
        assert_eq!(u32::from(Encoding::Ucs2.limit()), 140 / 2);
        assert_eq!(u32::from(Encoding::Gsm7.limit_of_several()), 134 * 8 / 7);
        assert_eq!(u32::from(Encoding::Ucs2.limit_of_several()), 134 / 2);
    }
}
