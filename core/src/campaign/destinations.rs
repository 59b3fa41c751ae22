//! The countries that may be texted.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::{Code, FromJson, Mismatch, Problem};
use crate::mobile::Mobile;

/// The countries that may be texted, by the calling codes of their numbers (`41`, `1`, `1787`); all, where none is
/// listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destinations(Vec<String>);

/// Most digits of a calling code with an area's behind it.
const CODE_DIGITS: usize = 7;

impl Destinations {
    /// Most codes of a list.
    pub const LIMIT: usize = 300;

    /// Reads codes, each with a plus or without, and once.
    ///
    /// # Errors
    /// `invalid-field` at `destinations`, for the first that is no calling code, or for too many.
    pub fn of<'c>(list: impl IntoIterator<Item = &'c str>) -> Result<Destinations, Problem> {
        const FIELD: &str = "destinations";
        let mut codes: Vec<String> = Vec::new();
        for word in list {
            let word = word.trim();
            let code = word.strip_prefix('+').unwrap_or(word);
            let digits = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
            if !digits || code.starts_with('0') || code.len() > CODE_DIGITS {
                let why = [
                    "“",
                    word,
                    "” is no calling code. Give digits without zeros before them, like 41 for Switzerland.",
                ];
                return Err(Problem::field(FIELD, why.concat()));
            }
            if !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
            }
        }
        if codes.len() > Destinations::LIMIT {
            return Err(Problem::field(FIELD, "At most 300 calling codes.").over(300));
        }
        Ok(Destinations(codes))
    }

    /// Whether a number may be texted.
    pub fn allow(&self, mobile: &Mobile) -> bool {
        let listed = |code: &String| mobile.digits().starts_with(code.as_str());
        self.0.is_empty() || self.0.iter().any(listed)
    }

    /// The same for a request.
    ///
    /// # Errors
    /// `country-not-allowed` at `to`.
    pub fn admit(&self, mobile: &Mobile) -> Result<(), Problem> {
        match self.allow(mobile) {
            true => Ok(()),
            false => {
                let why = [
                    "Setup allows numbers that begin with +",
                    &self.0.join(", +"),
                    ".",
                ];
                Err(Problem::new(Code::CountryNotAllowed)
                    .about("to")
                    .because(why.concat()))
            }
        }
    }

    /// The calling codes.
    pub fn codes(&self) -> &[String] {
        &self.0
    }
}

impl FromJson for Destinations {
    fn from_json(value: Value) -> Result<Destinations, Mismatch> {
        Vec::from_json(value).map(Destinations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mobile(text: &str) -> Mobile {
        text.to_owned().try_into().unwrap()
    }

    fn codes(list: &str) -> Result<Destinations, Problem> {
        Destinations::of(list.split(',').filter(|one| !one.is_empty()))
    }

    #[test]
    fn countries_are_told_by_their_calling_codes() {
        let some = codes("+41, 43,1787,41").unwrap();
        assert!(some.allow(&mobile("+41791234567")));
        assert!(some.allow(&mobile("+17871234567")));
        assert!(!some.allow(&mobile("+12121234567")));
        assert!(!some.allow(&mobile("+49151234567")));
        assert!(Destinations::default().allow(&mobile("+49151234567")));
        assert_eq!(some.codes(), ["41", "43", "1787"]);
        let refused = some.admit(&mobile("+49151234567")).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("to"));
        assert_eq!(
            refused.detail.as_deref(),
            Some("Setup allows numbers that begin with +41, +43, +1787.")
        );
        for bad in ["CH", "+", "041", "41,x", "12345678", "41, "] {
            let why = codes(bad).unwrap_err();
            assert_eq!(why.field.as_deref(), Some("destinations"), "{bad}");
        }
        let many: Vec<String> = (1000..1301).map(|code| code.to_string()).collect();
        assert_eq!(codes(&many.join(",")).unwrap_err().limit, Some(300));
    }
}
