//! Objects of the page, read. The browser has parsed the JSON itself.

// wasm-bindgen's exports must name it, although nothing outside this crate can.
#![allow(unreachable_pub)]

use alloc::string::String;
use alloc::vec::Vec;

use mitto_core::api::Source;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An object (`js/answer.js`). A member of another type is none; one without a name is the value itself.
    pub type Answer;

    #[wasm_bindgen(method, js_name = text)]
    fn js_text(this: &Answer, name: &str) -> Option<String>;

    #[wasm_bindgen(method, js_name = flag)]
    fn js_flag(this: &Answer, name: &str) -> Option<bool>;

    #[wasm_bindgen(method, js_name = number)]
    fn js_number(this: &Answer, name: &str) -> Option<u32>;

    #[wasm_bindgen(method, js_name = object)]
    fn js_object(this: &Answer, name: &str) -> Option<Answer>;

    #[wasm_bindgen(method, js_name = list)]
    fn js_list(this: &Answer, name: &str) -> Option<Vec<Answer>>;

    #[wasm_bindgen(method, js_name = names)]
    fn js_names(this: &Answer) -> Vec<String>;
}

impl Source for Answer {
    fn itself(&self) -> Option<String> {
        self.js_text("")
    }

    fn text(&self, name: &str) -> Option<String> {
        self.js_text(name)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.js_flag(name)
    }

    fn number(&self, name: &str) -> Option<u32> {
        self.js_number(name)
    }

    fn object(&self, name: &str) -> Option<Answer> {
        self.js_object(name)
    }

    fn list(&self, name: &str) -> Option<Vec<Answer>> {
        self.js_list(name)
    }

    fn members(&self) -> Vec<(String, Option<String>)> {
        let member = |name: String| {
            let value = self.js_text(&name);
            (name, value)
        };
        self.js_names().into_iter().map(member).collect()
    }
}
