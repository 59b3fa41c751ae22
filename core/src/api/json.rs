//! Reading a JSON body: the size first, then the syntax, then the fields.

use serde::de::{DeserializeOwned, Deserializer, IgnoredAny, Visitor};
use serde::forward_to_deserialize_any;

use super::problem::{Code, Problem};

/// Largest JSON body of one request, bytes. The longest legal text (255 segments of 153
/// septets, each up to 6 bytes escaped) is 234 kB.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// Reads a request body.
///
/// # Errors
/// `too-large` over [`MAX_BODY_BYTES`]; `malformed-body` (400) where it is no JSON;
/// `invalid-field` (422) where it is JSON of another shape: a missing, unknown or wrong field.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    if body.len() > MAX_BODY_BYTES {
        return Err(Problem::new(Code::TooLarge)
            .because("A request body may hold 262,144 bytes.")
            .over(MAX_BODY_BYTES as u32));
    }
    let malformed = |error| Problem::new(Code::MalformedBody).because(error);
    // serde would take an array for an object, its items for the fields in their order.
    if body.trim_ascii_start().starts_with(b"[") {
        let read: Result<IgnoredAny, serde_json::Error> = serde_json::from_slice(body);
        read.map_err(malformed)?;
        return Err(Problem::new(Code::InvalidField).because("A JSON object is needed here."));
    }
    read_object(body).map_err(|error| match error.is_data() {
        true => field_problem(&error),
        false => malformed(error),
    })
}

/// Reads a type of ours from the text of an object, and from nothing else.
///
/// # Errors
/// Those of serde: no JSON, or of another shape.
pub fn read_object<T: DeserializeOwned>(json: &[u8]) -> Result<T, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    let value = T::deserialize(Object(&mut reader))?;
    reader.end()?;
    Ok(value)
}

/// A reader that takes only an object for a struct. serde's own takes an array as well, by code of
/// the same length once more for every type.
struct Object<R>(R);

impl<'de, R: Deserializer<'de>> Deserializer<'de> for Object<R> {
    type Error = R::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, R::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, R::Error> {
        self.0.deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The problem of JSON that has another shape than it should: which field, if the error names one.
fn field_problem(error: &serde_json::Error) -> Problem {
    // serde_json ends its messages with " at line L column C"; useful for syntax, noise for fields.
    let message = error.to_string();
    let sentence = message.split(" at line ").next().unwrap_or(&message);
    let mut problem = Problem::new(Code::InvalidField).because(sentence);
    // "unknown field `x`", "missing field `x`": the name stands in the first pair of backticks.
    if sentence.starts_with("unknown field") || sentence.starts_with("missing field") {
        problem.field = sentence.split('`').nth(1).map(str::to_owned);
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::super::sms::SendRequest;
    use super::*;

    #[track_caller]
    fn refused(body: &str, code: Code, field: Option<&str>) {
        let problem = from_json::<SendRequest>(body.as_bytes()).unwrap_err();
        assert_eq!(
            (problem.code, problem.field.as_deref()),
            (code, field),
            "{problem:?}"
        );
    }

    #[test]
    fn broken_json_is_400_and_wrong_json_is_422() {
        refused("", Code::MalformedBody, None);
        refused("{\"to\":", Code::MalformedBody, None);
        refused("[]", Code::InvalidField, None);
        refused("[", Code::MalformedBody, None);
        let array = from_json::<crate::api::SenderInput>(br#" ["MITTO"]"#);
        assert_eq!(array.unwrap_err().code, Code::InvalidField);
        refused("{}", Code::InvalidField, Some("to"));
        refused(
            r#"{"to":{"mobile":"+41791234567"},"from":"M","tekst":"x"}"#,
            Code::InvalidField,
            Some("tekst"),
        );
        refused(
            r#"{"to":{"mobile":"+41791234567"},"from":7,"text":"x"}"#,
            Code::InvalidField,
            None,
        );
    }

    #[test]
    fn a_huge_body_is_refused_before_it_is_read() {
        let problem = from_json::<SendRequest>(&vec![b' '; MAX_BODY_BYTES + 1]).unwrap_err();
        assert_eq!(problem.code, Code::TooLarge);
    }
}
