//! Regions: where a number without a country code is from.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// An ISO 3166-1 alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Region([u8; 2]);

impl Region {
    /// Mitto's home, the default of a new installation.
    pub const SWITZERLAND: Region = Region(*b"CH");

    /// The code.
    pub fn as_str(&self) -> &str {
        // Made of ASCII letters only.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The region a CRM's country field names: an ISO code, or a country's English or own name.
    /// `None` where the text names none we know; then the organisation's default region counts.
    pub fn of_country(text: &str) -> Option<Region> {
        let text = text.trim();
        // Names first: "UK" is a name, its code is GB.
        let named = COUNTRIES
            .iter()
            .find(|(_, names)| names.iter().any(|name| name.eq_ignore_ascii_case(text)));
        named.map_or(text, |(code, _)| code).parse().ok()
    }
}

/// Not an ISO 3166-1 alpha-2 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionError;

impl fmt::Display for RegionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("A region is two letters, like CH (ISO 3166).")
    }
}

impl core::error::Error for RegionError {}

crate::json_texts!(Region);

impl FromStr for Region {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Self, RegionError> {
        match *text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Region([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(RegionError),
        }
    }
}

impl TryFrom<String> for Region {
    type Error = RegionError;

    fn try_from(text: String) -> Result<Self, RegionError> {
        text.parse()
    }
}

impl From<Region> for String {
    fn from(region: Region) -> String {
        region.as_str().to_owned()
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Names as CRMs' country fields hold them (ISO 3166-1 short names, common short forms, own names
/// in Latin letters). A country that is not here is read with the default region.
static COUNTRIES: &[(&str, &[&str])] = &[
    ("AE", &["United Arab Emirates", "UAE"]),
    ("AL", &["Albania"]),
    ("AR", &["Argentina"]),
    ("AT", &["Austria", "Österreich"]),
    ("AU", &["Australia"]),
    ("BA", &["Bosnia and Herzegovina"]),
    ("BE", &["Belgium", "Belgique", "België"]),
    ("BG", &["Bulgaria"]),
    ("BR", &["Brazil", "Brasil"]),
    ("CA", &["Canada"]),
    ("CH", &["Switzerland", "Schweiz", "Suisse", "Svizzera"]),
    ("CL", &["Chile"]),
    ("CN", &["China"]),
    ("CO", &["Colombia"]),
    ("CY", &["Cyprus"]),
    ("CZ", &["Czechia", "Czech Republic"]),
    ("DE", &["Germany", "Deutschland"]),
    ("DK", &["Denmark", "Danmark"]),
    ("EE", &["Estonia"]),
    ("EG", &["Egypt"]),
    ("ES", &["Spain", "España"]),
    ("FI", &["Finland", "Suomi"]),
    ("FR", &["France"]),
    (
        "GB",
        &[
            "United Kingdom",
            "UK",
            "Great Britain",
            "England",
            "Scotland",
            "Wales",
        ],
    ),
    ("GR", &["Greece"]),
    ("HK", &["Hong Kong"]),
    ("HR", &["Croatia", "Hrvatska"]),
    ("HU", &["Hungary"]),
    ("ID", &["Indonesia"]),
    ("IE", &["Ireland"]),
    ("IL", &["Israel"]),
    ("IN", &["India"]),
    ("IS", &["Iceland"]),
    ("IT", &["Italy", "Italia"]),
    ("JP", &["Japan"]),
    ("KE", &["Kenya"]),
    ("KR", &["South Korea", "Korea, Republic of"]),
    ("LI", &["Liechtenstein"]),
    ("LT", &["Lithuania"]),
    ("LU", &["Luxembourg"]),
    ("LV", &["Latvia"]),
    ("MA", &["Morocco"]),
    ("ME", &["Montenegro"]),
    ("MK", &["North Macedonia"]),
    ("MT", &["Malta"]),
    ("MX", &["Mexico", "México"]),
    ("MY", &["Malaysia"]),
    ("NG", &["Nigeria"]),
    ("NL", &["Netherlands", "The Netherlands", "Nederland"]),
    ("NO", &["Norway", "Norge"]),
    ("NZ", &["New Zealand"]),
    ("PE", &["Peru"]),
    ("PH", &["Philippines"]),
    ("PK", &["Pakistan"]),
    ("PL", &["Poland", "Polska"]),
    ("PT", &["Portugal"]),
    ("RO", &["Romania"]),
    ("RS", &["Serbia", "Srbija"]),
    ("SA", &["Saudi Arabia"]),
    ("SE", &["Sweden", "Sverige"]),
    ("SG", &["Singapore"]),
    ("SI", &["Slovenia", "Slovenija"]),
    ("SK", &["Slovakia"]),
    ("TH", &["Thailand"]),
    ("TR", &["Turkey", "Türkiye"]),
    ("TW", &["Taiwan"]),
    ("UA", &["Ukraine"]),
    (
        "US",
        &[
            "United States",
            "USA",
            "U.S.A.",
            "U.S.",
            "United States of America",
        ],
    ),
    ("VN", &["Vietnam", "Viet Nam"]),
    ("ZA", &["South Africa"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_by_code_and_by_name() {
        let code = |text| Region::of_country(text).map(|region| region.to_string());
        assert_eq!(code("ch").as_deref(), Some("CH"));
        assert_eq!(code(" switzerland ").as_deref(), Some("CH"));
        // "UK" is reserved in ISO 3166 for what CRMs mean by it, and has no numbering plan.
        assert_eq!(code("UK").as_deref(), Some("GB"));
        assert_eq!(code("Atlantis"), None);
        assert_eq!(code(""), None);
    }
}
