//! D1: the one place that binds values.
//!
//! A JavaScript number bound to D1 is REAL; STRICT INTEGER columns store whole ones as integers.
//! BigInt is refused, so an i64 goes over as a number, exact up to 2^53: milliseconds fit.

use serde::de::DeserializeOwned;
use worker::wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result, Env};

use crate::error::Failure;

/// The binding's name in wrangler.toml.
pub(crate) const BINDING: &str = "DB";

/// The database.
pub(crate) struct Db(D1Database);

/// A value to bind.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    Number(i64),
    Null,
}

impl From<Value<'_>> for JsValue {
    fn from(value: Value<'_>) -> JsValue {
        match value {
            Value::Text(text) => JsValue::from_str(text),
            Value::Number(number) => JsValue::from_f64(number as f64),
            Value::Null => JsValue::NULL,
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Value<'a> {
        Value::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Value<'a> {
        Value::Text(text)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Number(number)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Value::Number(number.into())
    }
}

impl From<u16> for Value<'_> {
    fn from(number: u16) -> Self {
        Value::Number(number.into())
    }
}

impl From<u8> for Value<'_> {
    fn from(number: u8) -> Self {
        Value::Number(number.into())
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Value::Number(flag.into())
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Value<'a> {
        value.map_or(Value::Null, Into::into)
    }
}

impl Db {
    /// The database of this deployment.
    pub(crate) fn open(env: &Env) -> Result<Db, Failure> {
        Ok(Db(env.d1(BINDING)?))
    }

    /// A statement with its values, `?1` first.
    pub(crate) fn statement(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<D1PreparedStatement, Failure> {
        let values: Vec<JsValue> = values.iter().map(|value| JsValue::from(*value)).collect();
        Ok(self.0.prepare(sql).bind(&values)?)
    }

    /// Runs statements as one transaction.
    pub(crate) async fn batch(
        &self,
        statements: Vec<D1PreparedStatement>,
    ) -> Result<Vec<D1Result>, Failure> {
        Ok(self.0.batch(statements).await?)
    }

    /// Runs one statement.
    pub(crate) async fn run(&self, sql: &str, values: &[Value<'_>]) -> Result<D1Result, Failure> {
        Ok(self.statement(sql, values)?.run().await?)
    }

    /// The rows of one query.
    pub(crate) async fn rows<T: DeserializeOwned>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<T>, Failure> {
        rows(&self.run(sql, values).await?)
    }

    /// The first row of one query.
    pub(crate) async fn first<T: DeserializeOwned>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Option<T>, Failure> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }
}

/// The rows of a result.
pub(crate) fn rows<T: DeserializeOwned>(result: &D1Result) -> Result<Vec<T>, Failure> {
    Ok(result.results()?)
}

/// The rows of one result of a batch.
pub(crate) fn rows_of<T: DeserializeOwned>(
    results: &[D1Result],
    place: usize,
) -> Result<Vec<T>, Failure> {
    results
        .get(place)
        .map(rows)
        .transpose()
        .map(Option::unwrap_or_default)
}

/// How many rows a statement changed.
pub(crate) fn changes(result: &D1Result) -> usize {
    result
        .meta()
        .ok()
        .flatten()
        .and_then(|meta| meta.changes)
        .unwrap_or_default()
}
