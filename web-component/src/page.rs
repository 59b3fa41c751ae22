//! What the JavaScript side does for us (`js/page.js`): nodes, network, events.
//!
//! Only texts and numbers cross the border, never a node: each kind of value that does costs code on both sides.

// wasm-bindgen's exports must name it, although nothing outside this crate can.
#![allow(unreachable_pub)]

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The element's own tree of nodes, and its way to the API. Ids are those of our own `.html` files.
    pub type Page;

    #[wasm_bindgen(method)]
    pub(crate) fn text(this: &Page, id: &str, text: &str);

    /// Sets or removes an attribute without a value.
    #[wasm_bindgen(method)]
    pub(crate) fn flag(this: &Page, id: &str, name: &str, on: bool);

    #[wasm_bindgen(method)]
    pub(crate) fn set(this: &Page, id: &str, name: &str, value: &str);

    /// What stands in a box, or is chosen.
    #[wasm_bindgen(method)]
    pub(crate) fn value(this: &Page, id: &str, value: &str);

    #[wasm_bindgen(method)]
    pub(crate) fn focus(this: &Page, id: &str);

    /// Begins the new content of a list. It takes the old one's place when it is ended, if it differs.
    #[wasm_bindgen(method)]
    pub(crate) fn fill(this: &Page, id: &str);

    /// Begins a node inside the one begun last.
    #[wasm_bindgen(method)]
    pub(crate) fn begin(this: &Page, name: &str, class: &str, text: &str);

    /// An attribute of the node begun last.
    #[wasm_bindgen(method)]
    pub(crate) fn attribute(this: &Page, name: &str, value: &str);

    /// Ends what was begun last.
    #[wasm_bindgen(method)]
    pub(crate) fn end(this: &Page);

    /// Asks for something, after a while; a later wait for the same replaces an earlier one.
    #[wasm_bindgen(method)]
    pub(crate) fn get(this: &Page, what: u32, about: &str, path: &str, after_ms: u32);

    /// Asks about a number.
    #[wasm_bindgen(method)]
    pub(crate) fn check(this: &Page, what: u32, mobile: &str);

    /// Posts an SMS under this key; `object` is empty where `to` is a number.
    #[wasm_bindgen(method)]
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn send(
        this: &Page,
        what: u32,
        key: &str,
        object: &str,
        to: &str,
        from: &str,
        text: &str,
        allow_blank_fields: bool,
    );

    #[wasm_bindgen(method, js_name = emitSent)]
    pub(crate) fn emit_sent(this: &Page, ids: Vec<String>, number_of_messages: u32);

    #[wasm_bindgen(method, js_name = emitStatus)]
    pub(crate) fn emit_status(this: &Page, id: &str, status: &str);

    #[wasm_bindgen(method, js_name = emitOptOut)]
    pub(crate) fn emit_opt_out(this: &Page, opted_out: bool);

    #[wasm_bindgen(method, js_name = emitError)]
    pub(crate) fn emit_error(this: &Page, message: &str);
}

impl Page {
    pub(crate) fn show(&self, id: &str, shown: bool) {
        self.flag(id, "hidden", !shown);
    }

    pub(crate) fn disable(&self, id: &str, disabled: bool) {
        self.flag(id, "disabled", disabled);
    }

    /// A node with nothing but a text.
    pub(crate) fn leaf(&self, name: &str, class: &str, text: &str) {
        self.begin(name, class, text);
        self.end();
    }

    /// Begins a button that says what it does in an attribute.
    pub(crate) fn begin_button(&self, text: &str, name: &str, value: &str) {
        self.begin("button", "", text);
        self.attribute("type", "button");
        self.attribute(name, value);
    }
}
