//! The functions that need no DOM: counting, cutting, previewing, opt-out.
//!
//! `count` is called at every keystroke, so nothing is built across the border: JavaScript writes
//! the text as UTF-8 into a fixed buffer, calls one function over a number, and reads numbers back.

// Exports of the wasm, not of this crate.
#![allow(unreachable_pub)]

use std::cell::RefCell;

use js_sys::Array;
use mitto_core::api::Read;
use mitto_core::count::{self, Count, Encoding};
use mitto_core::opt_out;
use mitto_core::template::{Fields, RelatedObject, Template};
use wasm_bindgen::prelude::*;

use crate::json::{self, Js};

/// Bytes of text the buffer holds: three a UTF-16 unit, for texts of 8,192 units. Longer ones come
/// as strings.
const TEXT_BYTES: usize = 3 * 8_192;

/// Numbers of a result: segments, units, characters, limit, whether it is unicode; then the units
/// of each segment.
const HEAD: usize = 5;

thread_local! {
    static TEXT: RefCell<Box<[u8]>> = RefCell::new(vec![0; TEXT_BYTES].into_boxed_slice());
    static RESULT: RefCell<Box<[u32]>> =
        RefCell::new(vec![0; HEAD + count::MAX_SEGMENTS].into_boxed_slice());
}

/// Where the text goes.
#[wasm_bindgen]
pub fn text_buffer() -> *const u8 {
    TEXT.with_borrow(|text| text.as_ptr())
}

/// Bytes that fit there.
#[wasm_bindgen]
pub fn text_buffer_size() -> usize {
    TEXT_BYTES
}

/// Where the result is.
#[wasm_bindgen]
pub fn result_buffer() -> *const u32 {
    RESULT.with_borrow(|result| result.as_ptr())
}

/// Counts the first `length` bytes of the buffer.
#[wasm_bindgen]
pub fn count_buffer(length: usize) {
    TEXT.with_borrow(|text| {
        // TextEncoder writes only UTF-8; anything else counts as nothing.
        let text = text
            .get(..length)
            .and_then(|bytes| core::str::from_utf8(bytes).ok());
        put(&count::count(text.unwrap_or_default()));
    });
}

/// Counts a text of any length.
#[wasm_bindgen]
pub fn count_string(text: &str) {
    put(&count::count(text));
}

fn put(count: &Count) {
    RESULT.with_borrow_mut(|result| {
        let head = [
            count.segments() as u32,
            count.units() as u32,
            count.characters() as u32,
            count.limit() as u32,
            u32::from(count.encoding() == Encoding::Ucs2),
        ];
        let values = head
            .into_iter()
            .chain(count.units_per_segment().iter().map(|n| u32::from(*n)));
        for (place, value) in result.iter_mut().zip(values) {
            *place = value;
        }
    });
}

/// The segments of a text; fails over 255.
#[wasm_bindgen]
pub fn split(text: &str) -> Result<Vec<String>, JsError> {
    let cut = count::split(text).map_err(|why| JsError::new(&why.to_string()))?;
    Ok(cut.iter().map(str::to_owned).collect())
}

/// A template with a record's fields in it: `{text, blank}`. What is no merge field of the object
/// stays text.
#[wasm_bindgen]
pub fn preview(template: &str, fields: JsValue, object: &str) -> Result<JsValue, JsError> {
    let object = RelatedObject::from_word(object)
        .ok_or_else(|| JsError::new("object is lead, contact or campaign"))?;
    let fields = Fields::read(&Js(fields)).unwrap_or_default();
    let rendered = Template::parse_lenient(template, object).0.render(&fields);
    let names = rendered
        .blank()
        .into_iter()
        .map(|field| JsValue::from_str(field.name()));
    let blank: Array = names.collect();
    Ok(json::object([
        ("text", rendered.text.into()),
        ("blank", blank.into()),
    ]))
}

/// Whether a reply opts out.
#[wasm_bindgen]
pub fn is_opt_out(text: &str, keywords: Vec<String>) -> bool {
    opt_out::matching(text, &keywords).is_some()
}
