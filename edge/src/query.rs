//! The query of a list: known names once each, and the pages it asks for.

use crate::border::Request;
use mitto_core::api::Problem;

use crate::error::Failure;

/// A request's query. A blank value is as good as none.
#[derive(Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads it.
    ///
    /// # Errors
    /// `invalid-field` at a name that is not among `known`, or that comes twice: a filter with a
    /// typing error must not list everything.
    pub(crate) fn of(request: &Request, known: &[&str]) -> Result<Query, Failure> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in request.address().parameters() {
            if !known.contains(&&*name) {
                let known = match known {
                    [] => "nothing".to_owned(),
                    names => names.join(", "),
                };
                let why = ["Known here: ", &known, "."].concat();
                return Err(Problem::field(&name, why).into());
            }
            if pairs.iter().any(|(before, _)| *before == name) {
                return Err(Problem::field(&name, "It is given twice.").into());
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(Query(pairs))
    }

    /// Takes these values where the request says nothing under their names, not even that it wants
    /// none.
    pub(crate) fn or<'a>(&mut self, pairs: impl IntoIterator<Item = (&'a str, String)>) {
        for (name, value) in pairs {
            if !self.0.iter().any(|(known, _)| known == name) {
                self.0.push((name.to_owned(), value));
            }
        }
    }

    /// A value.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// How many items a page may have.
    pub(crate) fn limit(&self, usual: u32, most: u32) -> Result<u32, Problem> {
        let Some(wanted) = self.get("limit") else {
            return Ok(usual);
        };
        match wanted.parse() {
            Ok(limit) if (1..=most).contains(&limit) => Ok(limit),
            _ => {
                let why = ["A page has 1 to ", &most.to_string(), " items."].concat();
                Err(Problem::field("limit", why).over(most))
            }
        }
    }

    /// What the numbers of a page are below, in a list from the highest number down: the last
    /// number of the page before. Always a number, so that the database can begin there.
    pub(crate) fn below(&self) -> Result<i64, Problem> {
        let cursor = self.cursor()?;
        Ok(cursor.map_or(i64::from(u32::MAX).saturating_add(1), i64::from))
    }

    /// The last number of the page before.
    pub(crate) fn cursor(&self) -> Result<Option<u32>, Problem> {
        let cursor = self.get("cursor");
        let number = cursor.map(|cursor| u32::from_str_radix(cursor, 36));
        number.transpose().map_err(|_| bad_cursor())
    }
}

/// A cursor that no page gave.
pub(crate) fn bad_cursor() -> Problem {
    Problem::field("cursor", "Give the cursor of the page before as it is.")
}

/// The cursor of a page that ends with this number, in base 36.
pub(crate) fn cursor_of(mut number: u32) -> String {
    let mut digits = Vec::new();
    while number > 0 {
        digits.extend(char::from_digit(number % 36, 36));
        number /= 36;
    }
    digits.iter().rev().collect()
}

/// Cuts a page that was read with one item more than it may have; says whether there are more.
pub(crate) fn cut<T>(items: &mut Vec<T>, limit: u32) -> bool {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_there_and_back() {
        for number in [1, 35, 36, 1_000_000, u32::MAX] {
            let query = Query(vec![("cursor".to_owned(), cursor_of(number))]);
            assert_eq!(query.below().unwrap(), i64::from(number));
        }
        let query = Query(vec![("cursor".to_owned(), "zzzzzzzz".to_owned())]);
        assert!(query.below().is_err());
    }

    #[test]
    fn what_the_request_says_goes_before_what_a_view_says() {
        let given = [("status", "SENT"), ("q", "")];
        let mut query = Query(given.map(|(n, v)| (n.to_owned(), v.to_owned())).into());
        query.or([("status", "x".to_owned()), ("q", "y".to_owned())]);
        query.or([("to", "1234".to_owned())]);
        assert_eq!(query.get("status"), Some("SENT"));
        assert_eq!((query.get("q"), query.get("to")), (None, Some("1234")));
    }

    #[test]
    fn limits() {
        let limit = |text: &str| Query(vec![("limit".to_owned(), text.to_owned())]).limit(50, 200);
        assert_eq!(limit("1").unwrap(), 1);
        assert_eq!(limit("").unwrap(), 50);
        for bad in ["0", "201", "x", "-1", "1.5"] {
            assert_eq!(limit(bad).unwrap_err().limit, Some(200), "{bad}");
        }
    }
}
