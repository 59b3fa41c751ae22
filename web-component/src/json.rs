//! Values between JavaScript and Rust. The browser parses and writes the JSON itself; we read and
//! make its objects.

use js_sys::{Array, Object, Reflect};
use mitto_core::api::{MobileCheck, Recipient, SendRequest, Source};
use wasm_bindgen::{JsCast, JsValue};

/// An object of the page.
pub(crate) struct Js(pub(crate) JsValue);

impl Js {
    fn get(&self, name: &str) -> JsValue {
        // Not an object: it has no members.
        Reflect::get(&self.0, &JsValue::from_str(name)).unwrap_or_default()
    }
}

impl Source for Js {
    fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).as_bool()
    }

    fn number(&self, name: &str) -> Option<u32> {
        // The API has whole numbers only; anything else saturates.
        self.get(name).as_f64().map(|number| number as u32)
    }

    fn object(&self, name: &str) -> Option<Js> {
        let value = self.get(name);
        value.is_object().then_some(Js(value))
    }

    fn list(&self, name: &str) -> Option<Vec<Js>> {
        let list: Array = self.get(name).dyn_into().ok()?;
        Some(list.iter().map(Js).collect())
    }

    fn members(&self) -> Vec<(String, Option<String>)> {
        let Some(object) = self.0.dyn_ref::<Object>() else {
            return Vec::new();
        };
        let pair = |pair: JsValue| {
            let pair: Array = pair.unchecked_into();
            (
                pair.get(0).as_string().unwrap_or_default(),
                pair.get(1).as_string(),
            )
        };
        Object::entries(object).iter().map(pair).collect()
    }
}

/// An object with these members.
pub(crate) fn object<const N: usize>(members: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // A new object refuses no member.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &value);
    }
    object.into()
}

/// The body of `POST /api/sms`.
pub(crate) fn send_request(request: &SendRequest) -> JsValue {
    let to = match &request.to {
        Recipient::Record { object: kind, id } => {
            object([("object", kind.as_str().into()), ("id", id.as_str().into())])
        }
        Recipient::Number { mobile } => object([("mobile", mobile.into())]),
    };
    let text = |text: &Option<String>| text.as_deref().map_or(JsValue::UNDEFINED, JsValue::from);
    object([
        ("to", to),
        ("from", (&request.from).into()),
        ("text", text(&request.text)),
        ("templateId", text(&request.template_id)),
        ("allowBlankFields", request.allow_blank_fields.into()),
    ])
}

/// The body of `POST /api/mobiles`.
pub(crate) fn mobile_check(check: &MobileCheck) -> JsValue {
    object([("mobile", (&check.mobile).into())])
}
