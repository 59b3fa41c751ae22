//! The functions that need no DOM: counting, cutting, previewing, opt-out.
//!
//! `count` is called at every keystroke, so nothing is built across the border: JavaScript writes
//! the text as UTF-8 into a fixed buffer, calls one function over a number, and reads numbers back.

// Exports of the wasm, not of this crate.
#![allow(unreachable_pub)]

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use mitto_core::api::Read;
use mitto_core::count::{self, Count, Encoding};
use mitto_core::opt_out;
use mitto_core::template::{Fields, RelatedObject, Template};
use wasm_bindgen::prelude::*;

use crate::answer::Answer;

/// Numbers of a result: segments, units, characters, limit, whether it is unicode; then the units
/// of each segment.
const HEAD: usize = 5;

/// Where texts to be counted are put, and their counts.
#[wasm_bindgen]
pub struct Counting {
    text: Box<[u8]>,
    result: Box<[u32]>,
}

#[wasm_bindgen]
impl Counting {
    /// A buffer for texts of so many bytes. Longer ones come as strings.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: usize) -> Counting {
        Counting {
            text: vec![0; bytes].into_boxed_slice(),
            result: vec![0; HEAD + count::MAX_SEGMENTS].into_boxed_slice(),
        }
    }

    /// Where the text goes.
    pub fn text(&self) -> *const u8 {
        self.text.as_ptr()
    }

    /// Where the result is.
    pub fn result(&self) -> *const u32 {
        self.result.as_ptr()
    }

    /// Counts the first `length` bytes of the buffer.
    pub fn count(&mut self, length: usize) {
        // TextEncoder writes only UTF-8; anything else counts as nothing.
        let text = self
            .text
            .get(..length)
            .and_then(|bytes| core::str::from_utf8(bytes).ok());
        let count = count::count(text.unwrap_or_default());
        self.put(&count);
    }

    /// Counts a text of any length.
    pub fn count_string(&mut self, text: &str) {
        self.put(&count::count(text));
    }

    fn put(&mut self, count: &Count) {
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
        for (place, value) in self.result.iter_mut().zip(values) {
            *place = value;
        }
    }
}

/// The segments of a text; none over 255.
#[wasm_bindgen]
pub fn split(text: &str) -> Option<Vec<String>> {
    let cut = count::split(text).ok()?;
    Some(cut.iter().map(str::to_owned).collect())
}

/// A template with a record's fields in it: the text, then the names of blank fields. What is no merge field of the
/// object stays text. None where there is no such object.
#[wasm_bindgen]
pub fn preview(template: &str, fields: &Answer, object: &str) -> Option<Vec<String>> {
    let object = RelatedObject::from_word(object)?;
    let fields = Fields::read(fields).unwrap_or_default();
    let rendered = Template::parse_lenient(template, object).0.render(&fields);
    let blank = rendered.blank();
    let mut told = vec![rendered.text];
    told.extend(blank.into_iter().map(|field| field.name().to_owned()));
    Some(told)
}

/// Whether a reply opts out.
#[wasm_bindgen]
pub fn is_opt_out(text: &str, keywords: Vec<String>) -> bool {
    opt_out::matching(text, &keywords).is_some()
}
