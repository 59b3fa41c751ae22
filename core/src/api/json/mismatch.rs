//! Why a value of JSON is not what is needed.

use core::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::api::problem::{Code, Problem};

/// A value of JSON that has another shape than the type it is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Where: the names from the outermost object on, joined by dots.
    field: Option<String>,
    why: String,
}

impl Mismatch {
    /// The same, seen from the object that holds it under this name.
    pub(super) fn under(mut self, name: &str) -> Mismatch {
        self.field = Some(match self.field {
            None => name.to_owned(),
            Some(inner) => [name, ".", &inner].concat(),
        });
        self
    }

    fn at(field: &str, why: &str) -> Mismatch {
        Mismatch {
            field: Some(field.to_owned()),
            why: why.to_owned(),
        }
    }

    fn of(why: String) -> Mismatch {
        Mismatch { field: None, why }
    }

    /// Another kind of value is needed. What is there instead is not said: it may be somebody's.
    pub(super) fn needed(what: &dyn Expected) -> Mismatch {
        // serde's words are those of a programmer.
        let words = what.to_string();
        let words = match words.split(' ').next().unwrap_or_default() {
            "u8" | "u16" | "u32" | "u64" | "i64" => "a whole number",
            "struct" => "an object",
            "enum" | "variant" => "a word",
            _ if words == "a string" => "a text",
            _ if words == "a boolean" => "true or false",
            _ => &words,
        };
        Mismatch::of(["Needed here: ", words, "."].concat())
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl core::error::Error for Mismatch {}

impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(why: T) -> Mismatch {
        Mismatch::of(why.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, needed: &dyn Expected) -> Mismatch {
        Mismatch::needed(needed)
    }

    fn invalid_value(_: Unexpected<'_>, needed: &dyn Expected) -> Mismatch {
        Mismatch::needed(needed)
    }

    fn invalid_length(_: usize, needed: &dyn Expected) -> Mismatch {
        Mismatch::needed(needed)
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Mismatch {
        Mismatch::of(["Known here: ", &known.join(", "), "."].concat())
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Mismatch {
        let known = [
            "There is no such field; known here: ",
            &known.join(", "),
            ".",
        ]
        .concat();
        Mismatch::at(name, &known)
    }

    fn missing_field(name: &'static str) -> Mismatch {
        Mismatch::at(name, "This field is missing.")
    }

    fn duplicate_field(name: &'static str) -> Mismatch {
        Mismatch::at(name, "This field is there twice.")
    }
}

impl From<Mismatch> for Problem {
    fn from(mismatch: Mismatch) -> Problem {
        let mut problem = Problem::new(Code::InvalidField).because(mismatch.why);
        problem.field = mismatch.field;
        problem
    }
}
