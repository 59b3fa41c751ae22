//! The schemas of the types that go over the wire.

use std::collections::BTreeSet;

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::operation::refused;
use super::tidy::{left_out_or_there, tidy};

/// What is collected while the operations are written. What is read and what is written have schemas of their own: a member that
/// may be left out of a request may be in every answer.
pub(super) struct Schemas {
    requests: SchemaGenerator,
    answers: SchemaGenerator,
    /// The statuses that something is refused with.
    refusals: BTreeSet<u16>,
}

impl Schemas {
    pub(super) fn new() -> Schemas {
        let settings = SchemaSettings::openapi3();
        Schemas {
            requests: settings.clone().for_deserialize().into_generator(),
            answers: settings.for_serialize().into_generator(),
            refusals: BTreeSet::new(),
        }
    }

    /// The schema of a type in a request.
    pub(super) fn request<T: JsonSchema>(&mut self) -> Value {
        tidied(self.requests.subschema_for::<T>())
    }

    /// The schema of a type in an answer.
    pub(super) fn answer<T: JsonSchema>(&mut self) -> Value {
        tidied(self.answers.subschema_for::<T>())
    }

    /// The answer of a refusal, which all operations share.
    pub(super) fn refusal(&mut self, status: u16) -> Value {
        self.refusals.insert(status);
        let name = ["#/components/responses/Problem", &status.to_string()].concat();
        json!({ "$ref": name })
    }

    /// The answers of all refusals.
    pub(super) fn responses(&mut self) -> Map<String, Value> {
        let problem = self.answer::<crate::api::Details>();
        let all = self.refusals.iter().map(|status| {
            let content = json!({"application/problem+json": {"schema": problem}});
            let response = json!({"description": refused(*status), "content": content});
            (["Problem", &status.to_string()].concat(), response)
        });
        all.collect()
    }

    /// All that were named.
    ///
    /// Where a type is both read and written, what is said of the one that is read holds for both: it asks for less to be there.
    pub(super) fn components(mut self) -> Map<String, Value> {
        let mut all = self.answers.take_definitions(true);
        for schema in all.values_mut() {
            tidy(schema);
            left_out_or_there(schema);
        }
        let mut read = self.requests.take_definitions(true);
        read.values_mut().for_each(tidy);
        all.extend(read);
        super::tidy::resolve_references_in_words(&mut all);
        all
    }
}

fn tidied(schema: Schema) -> Value {
    let mut value = schema.to_value();
    tidy(&mut value);
    value
}
