//! Values between JavaScript and Rust, by serde, without a JSON parser in the wasm.
//!
//! The browser has parsed the JSON already; we read its objects. Errors carry no text: an answer
//! that does not have the API's shape is no answer of ours, whatever exactly is wrong with it.
//! Measured against serde_json: it brings float parsing and printing with tables that do not
//! compress, and a message for every mismatch; together they were larger than the whole element.

use core::fmt;

use js_sys::{Array, JsString, Object, Reflect};
use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use wasm_bindgen::{JsCast, JsValue};

/// It does not fit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mismatch;

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unexpected JSON")
    }
}

impl core::error::Error for Mismatch {}

// The messages are dropped unformatted, which keeps the formatting of floats out of the wasm.
impl serde::de::Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Mismatch {
        Mismatch
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn serde::de::Expected) -> Mismatch {
        Mismatch
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn serde::de::Expected) -> Mismatch {
        Mismatch
    }
}

impl serde::ser::Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Mismatch {
        Mismatch
    }
}

/// Reads a value of one of the API's types.
pub(crate) fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, Mismatch> {
    T::deserialize(FromJs(value))
}

/// Makes a JavaScript value of one of the API's types.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, Mismatch> {
    value.serialize(ToJs)
}

struct FromJs(JsValue);

impl<'de> Deserializer<'de> for FromJs {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let FromJs(value) = self;
        if let Some(text) = value.as_string() {
            return visitor.visit_string(text);
        }
        if let Some(flag) = value.as_bool() {
            return visitor.visit_bool(flag);
        }
        if let Some(number) = value.as_f64() {
            // The API has whole numbers only.
            return visitor.visit_i64(number as i64);
        }
        if value.is_null() || value.is_undefined() {
            return visitor.visit_unit();
        }
        match value.dyn_into::<Array>() {
            Ok(list) => visitor.visit_seq(Items { list, at: 0 }),
            Err(object) => {
                let object: Object = object.dyn_into().map_err(|_| Mismatch)?;
                visitor.visit_map(Members {
                    list: Object::entries(&object),
                    at: 0,
                })
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0.is_null() || self.0.is_undefined() {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_enum(Word(self.0.as_string().ok_or(Mismatch)?))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items {
    list: Array,
    at: u32,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Mismatch> {
        if self.at >= self.list.length() {
            return Ok(None);
        }
        self.at += 1;
        seed.deserialize(FromJs(self.list.get(self.at - 1)))
            .map(Some)
    }
}

/// The members of an object, as pairs.
struct Members {
    list: Array,
    at: u32,
}

impl Members {
    fn of_pair(&self, which: u32) -> FromJs {
        let pair: Array = self.list.get(self.at).unchecked_into();
        FromJs(pair.get(which))
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Mismatch> {
        if self.at >= self.list.length() {
            return Ok(None);
        }
        seed.deserialize(self.of_pair(0)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mismatch> {
        let value = self.of_pair(1);
        self.at += 1;
        seed.deserialize(value)
    }
}

/// A word that stands for a variant. The API has no variants with content.
struct Word(String);

impl<'de> EnumAccess<'de> for Word {
    type Error = Mismatch;
    type Variant = Word;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Word), Mismatch> {
        let word: StringDeserializer<Mismatch> = self.0.into_deserializer();
        Ok((seed.deserialize(word)?, Word(String::new())))
    }
}

impl<'de> VariantAccess<'de> for Word {
    type Error = Mismatch;

    fn unit_variant(self) -> Result<(), Mismatch> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Mismatch> {
        Err(Mismatch::custom(""))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Mismatch> {
        Err(Mismatch)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Mismatch> {
        Err(Mismatch)
    }
}

struct ToJs;

/// An object or a list in the making.
struct Making<T> {
    value: T,
    key: Option<JsValue>,
}

fn set(object: &Object, key: &JsValue, value: JsValue) -> Result<(), Mismatch> {
    Reflect::set(object, key, &value)
        .map(|_| ())
        .map_err(|_| Mismatch)
}

impl SerializeStruct for Making<Object> {
    type Ok = JsValue;
    type Error = Mismatch;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Mismatch> {
        set(&self.value, &JsString::from(key), value.serialize(ToJs)?)
    }

    fn end(self) -> Result<JsValue, Mismatch> {
        Ok(self.value.into())
    }
}

impl SerializeMap for Making<Object> {
    type Ok = JsValue;
    type Error = Mismatch;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Mismatch> {
        self.key = Some(key.serialize(ToJs)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
        let key = self.key.take().ok_or(Mismatch)?;
        set(&self.value, &key, value.serialize(ToJs)?)
    }

    fn end(self) -> Result<JsValue, Mismatch> {
        Ok(self.value.into())
    }
}

impl SerializeSeq for Making<Array> {
    type Ok = JsValue;
    type Error = Mismatch;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
        self.value.push(&value.serialize(ToJs)?);
        Ok(())
    }

    fn end(self) -> Result<JsValue, Mismatch> {
        Ok(self.value.into())
    }
}

macro_rules! number {
    ($($name:ident: $kind:ty)*) => {$(
        fn $name(self, value: $kind) -> Result<JsValue, Mismatch> {
            Ok(JsValue::from_f64(value as f64))
        }
    )*};
}

impl Serializer for ToJs {
    type Ok = JsValue;
    type Error = Mismatch;
    type SerializeSeq = Making<Array>;
    type SerializeTuple = Impossible<JsValue, Mismatch>;
    type SerializeTupleStruct = Impossible<JsValue, Mismatch>;
    type SerializeTupleVariant = Impossible<JsValue, Mismatch>;
    type SerializeMap = Making<Object>;
    type SerializeStruct = Making<Object>;
    type SerializeStructVariant = Impossible<JsValue, Mismatch>;

    number! {
        serialize_i8: i8 serialize_i16: i16 serialize_i32: i32 serialize_i64: i64
        serialize_u8: u8 serialize_u16: u16 serialize_u32: u32 serialize_u64: u64
        serialize_f32: f32 serialize_f64: f64
    }

    fn serialize_bool(self, value: bool) -> Result<JsValue, Mismatch> {
        Ok(JsValue::from_bool(value))
    }

    fn serialize_str(self, value: &str) -> Result<JsValue, Mismatch> {
        Ok(JsValue::from_str(value))
    }

    fn serialize_char(self, _: char) -> Result<JsValue, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<JsValue, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_none(self) -> Result<JsValue, Mismatch> {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<JsValue, Mismatch> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<JsValue, Mismatch> {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<JsValue, Mismatch> {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        word: &'static str,
    ) -> Result<JsValue, Mismatch> {
        self.serialize_str(word)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<JsValue, Mismatch> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<JsValue, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Making<Array>, Mismatch> {
        Ok(Making {
            value: Array::new(),
            key: None,
        })
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Making<Object>, Mismatch> {
        Ok(Making {
            value: Object::new(),
            key: None,
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Making<Object>, Mismatch> {
        Ok(Making {
            value: Object::new(),
            key: None,
        })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Mismatch> {
        Err(Mismatch)
    }
}
