//! Reading a JSON body: the size first, then the syntax, then the fields.

mod mismatch;
mod shape;
mod strict;

pub use mismatch::Mismatch;
pub use shape::{FromJson, Members};

use serde::Serialize;
use serde_json::Value;

use super::code::Code;
use super::problem::Problem;
use strict::Strict;

/// Largest JSON body of one request, bytes. The longest legal text (255 segments of 153
/// septets, each up to 6 bytes escaped) is 234 kB.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// Reads a request body.
///
/// # Errors
/// `too-large` over [`MAX_BODY_BYTES`]; `malformed-body` (400) where it is no JSON;
/// `invalid-field` (422) where it is JSON of another shape: a missing, unknown or wrong field.
pub fn from_json<T: FromJson>(body: &[u8]) -> Result<T, Problem> {
    T::from_json(object_of(body)?).map_err(Problem::from)
}

/// The object that a request body is. Apart from [`from_json`], so that no type that is read has a copy of it.
fn object_of(body: &[u8]) -> Result<Value, Problem> {
    if body.len() > MAX_BODY_BYTES {
        return Err(Problem::new(Code::TooLarge)
            .because("A request body may hold 262,144 bytes.")
            .over(MAX_BODY_BYTES as u32));
    }
    let Strict(value) =
        serde_json::from_slice(body).map_err(|error: serde_json::Error| match error.is_data() {
            true => Problem::new(Code::InvalidField).because(strict::TWICE),
            false => Problem::new(Code::MalformedBody).because(error),
        })?;
    if !value.is_object() {
        return Err(Problem::new(Code::InvalidField).because("A JSON object is needed here."));
    }
    Ok(value)
}

/// A type of ours as a value. By way of its text, because serde's way there is one more writer of every type.
///
/// # Errors
/// That of serde, which has none for our types.
pub fn as_value(item: &impl Serialize) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(&serde_json::to_vec(item)?)
}

/// Reads a type of ours from the text of an object, and from nothing else.
///
/// # Errors
/// No JSON, or of another shape.
pub fn read_object<T: FromJson>(json: &[u8]) -> Result<T, Mismatch> {
    T::from_json(strict_value(json)?)
}

fn strict_value(json: &[u8]) -> Result<Value, Mismatch> {
    let Strict(value) = serde_json::from_slice(json).map_err(Mismatch::because)?;
    Ok(value)
}

#[cfg(test)]
mod against_serde;

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
            Some("from"),
        );
    }

    #[test]
    fn what_is_needed_is_said_where_it_is_needed() {
        for (body, field, why) in [
            ("{}", Some("to"), "This field is missing."),
            (
                r#"{"to":{"mobile":"1"},"from":7}"#,
                Some("from"),
                "Needed here: a text.",
            ),
            (r#"{"to":7}"#, Some("to"), "Needed here: an object."),
            (
                r#"{"to":{"object":"leed"}}"#,
                Some("to.object"),
                "Known here: lead, contact.",
            ),
            (
                r#"{"to":{"object":"lead"}}"#,
                Some("to"),
                "Give either object and id, or mobile.",
            ),
            (
                r#"{"to":{"phone":"1"}}"#,
                Some("to.phone"),
                "There is no such field; known here: object, id, mobile.",
            ),
            (
                r#"{"to":{"mobile":"1"},"from":"a","allowBlankFields":1}"#,
                Some("allowBlankFields"),
                "Needed here: true or false.",
            ),
            (
                r#"{"from":"a","from":"b"}"#,
                None,
                "An object names a field twice.",
            ),
        ] {
            let problem = from_json::<SendRequest>(body.as_bytes()).unwrap_err();
            let told = (problem.field.as_deref(), problem.detail.as_deref());
            assert_eq!(told, (field, Some(why)), "{body}");
        }
        let hours = |body: &str| from_json::<crate::api::CallbackKeyInput>(body.as_bytes());
        for body in ["-1", "1.5", "\"1\"", "4294967296", "null"] {
            let problem = hours(&format!("{{\"overlapHours\":{body}}}")).unwrap_err();
            let told = problem.detail.as_deref();
            assert_eq!(told, Some("Needed here: a whole number."), "{body}");
        }
        assert_eq!(hours(r#"{"overlapHours":24}"#).unwrap().overlap_hours, 24);
    }

    #[test]
    fn a_huge_body_is_refused_before_it_is_read() {
        let problem = from_json::<SendRequest>(&vec![b' '; MAX_BODY_BYTES + 1]).unwrap_err();
        assert_eq!(problem.code, Code::TooLarge);
    }
}
