//! The shape of a type in JSON, member by member.
//!
//! serde's derived readers say the same and cost the Worker 80 kB of WebAssembly, a parser for every type;
//! these read what was parsed once. A test holds each to what serde writes.

use serde_json::Value;

use super::mismatch::Mismatch;

/// A type that is read from JSON.
pub trait FromJson: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// The value has another shape.
    fn from_json(value: Value) -> Result<Self, Mismatch>;

    /// What it is where it is left out, if it may be.
    fn left_out() -> Option<Self> {
        None
    }
}

/// The members of an object, taken out one by one. The first that is not right is remembered: a way
/// out after each would be longer than the reading.
#[derive(Debug)]
pub struct Members {
    /// By name. To take something out of a map would be the code of a tree that is balanced again.
    left: Vec<(String, Value)>,
    wrong: Option<Mismatch>,
}

impl Members {
    /// Of an object.
    ///
    /// # Errors
    /// It is none.
    pub fn of(value: Value) -> Result<Members, Mismatch> {
        match value {
            Value::Object(left) => Ok(Members {
                left: left.into_iter().collect(),
                wrong: None,
            }),
            _ => Err(Mismatch::needed("an object")),
        }
    }

    /// A member; `None` if it is not right.
    pub fn get<T: FromJson>(&mut self, name: &str) -> Option<T> {
        match self.take(name) {
            None => {
                let usual = T::left_out();
                if usual.is_none() {
                    self.lacks(name);
                }
                usual
            }
            Some(value) => T::from_json(value)
                .map_err(|why| self.holds_wrong(name, why))
                .ok(),
        }
    }

    /// A member that has a value where it is left out.
    pub fn get_or<T: FromJson>(&mut self, name: &str, usual: T) -> Option<T> {
        match self.has(name) {
            true => self.get(name),
            false => Some(usual),
        }
    }

    /// A member that may be left out, and may be `null`, which is something else.
    pub fn named<T: FromJson>(&mut self, name: &str) -> Option<Option<Option<T>>> {
        match self.has(name) {
            true => self.get(name).map(Some),
            false => Some(None),
        }
    }

    /// Whether there is a member, of any value.
    pub fn has(&self, name: &str) -> bool {
        self.left.iter().any(|(known, _)| known == name)
    }

    /// Ends the reading. `known`: what alone the object may hold; none where it may hold more.
    ///
    /// # Errors
    /// The first member that was not right, or one that is not known.
    pub fn end(self, known: Option<&[&str]>) -> Result<(), Mismatch> {
        if let Some(why) = self.wrong {
            return Err(why);
        }
        match (self.left.first(), known) {
            (Some((name, _)), Some(known)) => Err(Mismatch::unknown(name, known)),
            _ => Ok(()),
        }
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        let place = self.left.iter().position(|(known, _)| known == name)?;
        Some(self.left.remove(place).1)
    }

    fn lacks(&mut self, name: &str) {
        self.wrong.get_or_insert(Mismatch::missing(name));
    }

    fn holds_wrong(&mut self, name: &str, why: Mismatch) {
        self.wrong.get_or_insert(why.under(name));
    }
}

/// Says what members a struct has in JSON: `field: "name"`, with `= value` where it may be left out (an
/// `Option` always may; `= named` tells one that is left out from one that is `null`). After the struct's name `only` refuses members that are not named, `among` lets
/// them be.
#[macro_export]
macro_rules! json_object {
    ($type:ident only { $($fields:tt)+ }) => {
        $crate::json_object!(@ $type, strict { $($fields)+ });
    };
    ($type:ident among { $($fields:tt)+ }) => {
        $crate::json_object!(@ $type, lax { $($fields)+ });
    };
    (@ $type:ident, $how:ident { $($field:ident: $name:literal $(= $usual:tt)?),+ $(,)? }) => {
        impl $crate::api::FromJson for $type {
            fn from_json(
                value: ::serde_json::Value,
            ) -> ::core::result::Result<$type, $crate::api::Mismatch> {
                let mut members = $crate::api::Members::of(value)?;
                $(let $field = $crate::json_object!(@get members $name $($usual)?);)+
                members.end($crate::json_object!(@known $how [$($name),+]))?;
                // All at once: a way out behind each would be longer than the reading.
                match ($($field,)+) {
                    ($(::core::option::Option::Some($field),)+) => ::core::result::Result::Ok($type { $($field),+ }),
                    _ => ::core::result::Result::Err($crate::api::Mismatch::needed("an object")),
                }
            }
        }
    };
    (@get $members:ident $name:literal) => { $members.get($name) };
    (@get $members:ident $name:literal named) => { $members.named($name) };
    (@get $members:ident $name:literal $usual:tt) => { $members.get_or($name, $usual) };
    (@known strict $known:expr) => { ::core::option::Option::Some(&$known) };
    (@known lax $known:expr) => { ::core::option::Option::None };
}

/// Types that are a text, by way of their own parser.
#[macro_export]
macro_rules! json_texts {
    ($($type:ty),+ $(,)?) => {
        $(impl $crate::api::FromJson for $type {
            fn from_json(
                value: ::serde_json::Value,
            ) -> ::core::result::Result<$type, $crate::api::Mismatch> {
                let text = <::std::string::String as $crate::api::FromJson>::from_json(value)?;
                text.parse().map_err($crate::api::Mismatch::because)
            }
        })+
    };
}

impl FromJson for Value {
    fn from_json(value: Value) -> Result<Value, Mismatch> {
        Ok(value)
    }
}

impl FromJson for String {
    fn from_json(value: Value) -> Result<String, Mismatch> {
        match value {
            Value::String(text) => Ok(text),
            _ => Err(Mismatch::needed("a text")),
        }
    }
}

impl FromJson for bool {
    fn from_json(value: Value) -> Result<bool, Mismatch> {
        value
            .as_bool()
            .ok_or_else(|| Mismatch::needed("true or false"))
    }
}

impl FromJson for i64 {
    fn from_json(value: Value) -> Result<i64, Mismatch> {
        value
            .as_i64()
            .ok_or_else(|| Mismatch::needed("a whole number"))
    }
}

impl FromJson for u32 {
    fn from_json(value: Value) -> Result<u32, Mismatch> {
        let number = value.as_u64().and_then(|number| number.try_into().ok());
        number.ok_or_else(|| Mismatch::needed("a whole number"))
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: Value) -> Result<Option<T>, Mismatch> {
        match value {
            Value::Null => Ok(None),
            value => T::from_json(value).map(Some),
        }
    }

    fn left_out() -> Option<Option<T>> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: Value) -> Result<Vec<T>, Mismatch> {
        match value {
            Value::Array(items) => items.into_iter().map(T::from_json).collect(),
            _ => Err(Mismatch::needed("a list")),
        }
    }
}
