//! What the platform gives us, as JSON.
//!
//! Its objects are written and parsed as one text instead of being asked for each member of each
//! type by code of its own: that is 20 kB of the compressed Worker less, and one call instead of many.

use serde_json::Value;
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Error, JSON, Promise};
use worker::wasm_bindgen::{JsCast, JsValue};

use crate::error::Failure;

/// Waits for what a call promised.
pub(crate) async fn settled(promise: Result<Promise, JsValue>) -> Result<JsValue, Failure> {
    Ok(JsFuture::from(promise?).await?)
}

/// A value of the platform.
pub(crate) fn value(value: &JsValue) -> Result<Value, Failure> {
    let text = String::from(JSON::stringify(value)?);
    Ok(serde_json::from_slice(text.as_bytes())?)
}

/// A text of JSON on lines, indented by two spaces.
pub(crate) fn on_lines(json: &str) -> Result<String, Failure> {
    let value = JSON::parse(json)?;
    let indent = JsValue::from_f64(2.0);
    let text = JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &indent)?;
    Ok(text.into())
}

impl From<JsValue> for Failure {
    fn from(thrown: JsValue) -> Failure {
        let Ok(error) = thrown.dyn_into::<Error>() else {
            return Failure::internal("the platform threw no error");
        };
        // D1 names itself in the error and says what is wrong in its cause.
        let cause = error.cause().dyn_into().unwrap_or(error);
        Failure::Internal(cause.message().into())
    }
}
