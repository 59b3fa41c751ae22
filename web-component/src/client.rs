//! What the JavaScript side does for us: network, clock, events.

// wasm-bindgen's exports must name it, although nothing outside this crate can.
#![allow(unreachable_pub)]

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The element's JavaScript class.
    pub type Client;

    /// Calls the API with a token, once more with a fresh one if it has expired; `key` goes as
    /// `Idempotency-Key`. Rejects where there was no answer.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn call(
        this: &Client,
        method: &str,
        path: &str,
        key: Option<String>,
        body: JsValue,
    ) -> Result<Answer, JsValue>;

    /// Resolves after so many milliseconds.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn sleep(this: &Client, milliseconds: u32) -> Result<JsValue, JsValue>;

    /// An unguessable id.
    #[wasm_bindgen(method)]
    pub(crate) fn id(this: &Client) -> String;

    /// Sends an event to the page.
    #[wasm_bindgen(method)]
    pub(crate) fn emit(this: &Client, name: &str, detail: JsValue);

    /// An answer of the API.
    pub(crate) type Answer;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn status(this: &Answer) -> u16;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn body(this: &Answer) -> JsValue;
}
