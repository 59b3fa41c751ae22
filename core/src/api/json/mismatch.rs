//! Why a value of JSON is not what is needed.

use core::fmt;

use crate::api::code::Code;
use crate::api::problem::Problem;

/// A value of JSON that has another shape than the type it is read as. It says what is needed and not what is
/// there instead, which may be somebody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch(Box<Wrong>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Wrong {
    /// Where: the names from the outermost object on, joined by dots.
    field: Option<String>,
    why: String,
}

impl Mismatch {
    fn of(why: String) -> Mismatch {
        Mismatch(Box::new(Wrong { field: None, why }))
    }

    /// For this reason.
    pub fn because(why: impl fmt::Display) -> Mismatch {
        Mismatch::of(why.to_string())
    }

    /// Another kind of value is needed.
    pub fn needed(what: &str) -> Mismatch {
        Mismatch::listing("Needed here: ", &[what])
    }

    /// One of these words is needed.
    pub fn one_of(words: &[&str]) -> Mismatch {
        Mismatch::listing("Known here: ", words)
    }

    /// A member that nobody knows.
    pub(in crate::api) fn unknown(name: &str, known: &[&str]) -> Mismatch {
        Mismatch::listing("There is no such field; known here: ", known).under(name)
    }

    /// A member that must be there.
    pub(super) fn missing(name: &str) -> Mismatch {
        Mismatch::listing("This field is missing", &[]).under(name)
    }

    /// The same, seen from the object that holds it under this name.
    pub fn under(mut self, name: &str) -> Mismatch {
        self.0.field = Some(match self.0.field.take() {
            None => name.to_owned(),
            Some(inner) => [name, ".", &inner].concat(),
        });
        self
    }

    fn listing(begin: &str, words: &[&str]) -> Mismatch {
        Mismatch::of([begin, &words.join(", "), "."].concat())
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.why)
    }
}

impl core::error::Error for Mismatch {}

impl From<Mismatch> for Problem {
    fn from(mismatch: Mismatch) -> Problem {
        let Wrong { field, why } = *mismatch.0;
        let mut problem = Problem::new(Code::InvalidField);
        problem.detail = Some(why);
        problem.field = field;
        problem
    }
}
