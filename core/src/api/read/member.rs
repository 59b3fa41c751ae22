//! What a member of an answer can be, and how a type says what members it has.

use super::{Read, Source, word};
use crate::api::ScheduleZone;
use crate::ids::{JobId, RecordId, SmsId};
use crate::schedule::WallTime;
use crate::status::Shown;
use crate::template::PersonObject;

/// A type that a member of an object can be.
pub trait Member: Sized {
    /// The member with this name; `None` where there is none, or one of another shape.
    fn member(source: &impl Source, name: &str) -> Option<Self>;
}

impl Member for String {
    fn member(source: &impl Source, name: &str) -> Option<String> {
        source.text(name)
    }
}

impl Member for bool {
    fn member(source: &impl Source, name: &str) -> Option<bool> {
        source.flag(name)
    }
}

impl Member for u32 {
    fn member(source: &impl Source, name: &str) -> Option<u32> {
        source.number(name)
    }
}

impl<T: Read> Member for T {
    fn member(source: &impl Source, name: &str) -> Option<T> {
        T::read(&source.object(name)?)
    }
}

impl<T: Member> Member for Option<T> {
    fn member(source: &impl Source, name: &str) -> Option<Option<T>> {
        Some(T::member(source, name))
    }
}

impl<T: Read> Member for Vec<T> {
    fn member(source: &impl Source, name: &str) -> Option<Vec<T>> {
        source.list(name)?.iter().map(T::read).collect()
    }
}

impl Member for Vec<String> {
    fn member(source: &impl Source, name: &str) -> Option<Vec<String>> {
        source.list(name)?.iter().map(Source::itself).collect()
    }
}

/// Members that are a text, by way of their own parser.
macro_rules! words {
    ($($type:ty),+ $(,)?) => {
        $(impl Member for $type {
            fn member(source: &impl Source, name: &str) -> Option<$type> {
                word(source, name)
            }
        })+
    };
}

words!(RecordId, JobId, SmsId, Shown);

impl Member for PersonObject {
    fn member(source: &impl Source, name: &str) -> Option<PersonObject> {
        PersonObject::from_word(&source.text(name)?)
    }
}

impl Member for WallTime {
    fn member(source: &impl Source, name: &str) -> Option<WallTime> {
        source.text(name)?.parse().ok()
    }
}

impl Member for ScheduleZone {
    fn member(source: &impl Source, name: &str) -> Option<ScheduleZone> {
        ScheduleZone::from_word(&source.text(name)?)
    }
}

/// Says what members an answer has in JSON, as [`json_object!`](crate::json_object) does of a request: `field: "name"`, with `= value` where it
/// may be left out (an `Option` always may).
#[macro_export]
macro_rules! json_answer {
    ($type:ident { $($field:ident: $name:literal $(= $usual:expr)?),+ $(,)? }) => {
        impl $crate::api::Read for $type {
            fn read(source: &impl $crate::api::Source) -> ::core::option::Option<$type> {
                $(let $field = $crate::api::Member::member(source, $name);)+
                ::core::option::Option::Some($type {
                    $($field: $crate::json_answer!(@ $field $($usual)?),)+
                })
            }
        }
    };
    (@ $field:ident) => { $field? };
    (@ $field:ident $usual:expr) => { $field.unwrap_or($usual) };
}
