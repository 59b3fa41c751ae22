//! The schemas of types that are a text in JSON, or an object of any members.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::api::{Changed, Column, ItemKind, Options, Origin, Recipient, SetupInput, Sort};
use crate::campaign::{Destinations, Skip, Skipped};
use crate::ids::{IdempotencyKey, ItemId, JobId, RecordId, SmsId};
use crate::mobile::{Mobile, Region};
use crate::schedule::WallTime;
use crate::sender::SenderId;
use crate::status::{Shown, Status};
use crate::template::{Fields, PersonObject};

/// Types with a schema of their own, written where they are used.
macro_rules! inline {
    ($($type:ty = $schema:expr;)+) => {
        $(impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        })+
    };
}

fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    words.into_iter().collect()
}

/// The characters of an id of the CRM or of ours.
const ID: &str = "^[A-Za-z0-9._:-]{1,64}$";

inline! {
    SmsId = json_schema!({"type": "string", "pattern": "^SMS-[0-9]{6,10}$", "example": "SMS-000001"});
    JobId = json_schema!({"type": "string", "pattern": "^JOB-[0-9]{6,10}$", "example": "JOB-000001"});
    RecordId = json_schema!({"type": "string", "pattern": ID, "example": "00Q000000000001"});
    ItemId = json_schema!({"type": "string", "pattern": ID, "example": "9f86d081884c7d65"});
    IdempotencyKey = json_schema!({"type": "string", "pattern": "^[!-~]{1,255}$", "example": "order-4711-shipped"});
    Mobile = json_schema!({"type": "string", "pattern": "^\\+[0-9]{5,15}$", "example": "+41791234567"});
    Region = json_schema!({"type": "string", "pattern": "^[A-Z]{2}$", "example": "CH"});
    Origin = json_schema!({"type": "string", "maxLength": 270, "example": "https://crm.example.com"});
    SenderId = json_schema!({"type": "string", "maxLength": 16, "example": "MITTO-SMS"});
    WallTime = json_schema!({"type": "string", "maxLength": 19, "example": "2026-12-01T09:00"});
    Status = json_schema!({"type": "string", "enum": words(Status::ALL.map(Status::as_str))});
    Shown = json_schema!({
        "type": "string",
        "enum": words(Status::ALL.map(Status::as_str).into_iter().chain([Shown::NoReport.as_str()])),
    });
    Column = json_schema!({"type": "string", "enum": words(Column::ALL.map(Column::as_str))});
    Sort = json_schema!({"type": "string", "enum": [Sort::Newest.as_str(), Sort::Oldest.as_str()]});
    Changed = json_schema!({"type": "string", "enum": words(Changed::words())});
    Destinations = json_schema!({"type": "array", "items": {"type": "string"}});
    Fields = json_schema!({
        "type": "object",
        "additionalProperties": {"type": "string", "nullable": true},
        "example": {"FirstName": "Ada", "MobilePhone": "+41791234567"},
    });
    Skipped = json_schema!({
        "type": "object",
        "description": "How many members get nothing, by reason.",
        "properties": Skip::ALL.into_iter().map(|skip| {
            let about = ["Members that ", skip.words(false)].concat();
            (skip.as_str().to_owned(), serde_json::json!({"type": "integer", "format": "int32", "minimum": 0, "description": about}))
        }).collect::<serde_json::Map<_, _>>(),
    });
}

impl JsonSchema for Recipient {
    fn schema_name() -> Cow<'static, str> {
        "Recipient".into()
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        let mut id = schemas.subschema_for::<RecordId>();
        id.insert(
            "description".to_owned(),
            "The CRM's id of the record.".into(),
        );
        json_schema!({
            "type": "object",
            "description": "Whom to text: a record (object and id; its number is read from the record), or a number that was typed (mobile alone).",
            "properties": {
                "object": {
                    "type": "string",
                    "enum": [PersonObject::Lead.as_str(), PersonObject::Contact.as_str()],
                    "description": "What the record is.",
                },
                "id": id,
                "mobile": {
                    "type": "string",
                    "maxLength": 40,
                    "description": "A typed number, in place of object and id. Takes the claim adHoc, or the scope ad-hoc of an API key.",
                    "example": "+41791234567",
                },
            },
            "additionalProperties": false,
            "example": {"object": "lead", "id": "00Q000000000001"},
        })
    }
}

/// Any of the options, and a product key.
impl JsonSchema for SetupInput {
    fn schema_name() -> Cow<'static, str> {
        "SetupInput".into()
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        let mut schema = Options::json_schema(schemas);
        schema.remove("required");
        schema.insert("additionalProperties".to_owned(), false.into());
        schema.insert(
            "description".to_owned(),
            "What is left out stays as it is; null takes a limit away.".into(),
        );
        if let Some(properties) = schema.get_mut("properties") {
            properties["productKey"] = serde_json::json!({
                "type": "string",
                "maxLength": 200,
                "description": "A new product key.",
            });
        }
        schema
    }
}

impl Changed {
    /// Every word that [`Changed`] has in the API.
    fn words() -> Vec<&'static str> {
        ItemKind::ALL
            .map(ItemKind::as_str)
            .into_iter()
            .chain([PersonObject::Lead, PersonObject::Contact].map(PersonObject::as_str))
            .chain([Changed::API_KEY])
            .collect()
    }
}
