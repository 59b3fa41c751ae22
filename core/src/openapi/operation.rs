//! One operation of the description: what a route is called in words, what goes in and what comes out.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::route_of;
use super::schemas::Schemas;
use crate::api::{Access, Method, Role};
use crate::ids::{ItemId, JobId, RecordId, SmsId};

type SchemaOf = fn(&mut Schemas) -> Value;

/// One route, described.
pub(super) struct Operation {
    pub(super) method: Method,
    pub(super) path: &'static str,
    tag: &'static str,
    /// What flow builders and generated clients call it.
    id: &'static str,
    summary: &'static str,
    about: String,
    parameters: Vec<Value>,
    body: Option<Map<String, Value>>,
    body_of: Option<(SchemaOf, Value)>,
    answers: Vec<Answer>,
    refusals: Vec<u16>,
}

struct Answer {
    status: u16,
    about: &'static str,
    content: Option<(&'static str, SchemaOf)>,
    example: Option<Value>,
}

/// Begins the description of a route. `id`: lower camel case, letters and digits.
pub(super) fn op(
    method: Method,
    path: &'static str,
    tag: &'static str,
    id: &'static str,
    summary: &'static str,
) -> Operation {
    Operation {
        method,
        path,
        tag,
        id,
        summary,
        about: String::new(),
        parameters: Vec::new(),
        body: None,
        body_of: None,
        answers: Vec::new(),
        refusals: Vec::new(),
    }
}

impl Operation {
    /// What there is to know besides the summary.
    pub(super) fn about(mut self, about: &str) -> Operation {
        self.about = about.to_owned();
        self
    }

    /// A parameter of the query.
    pub(super) fn query(mut self, name: &str, schema: Value, about: &str) -> Operation {
        self.parameters.push(json!({
            "name": name, "in": "query", "required": false, "schema": schema, "description": about,
        }));
        self.refuses(&[422])
    }

    /// `limit` and `cursor`.
    pub(super) fn paged(self, usual: u32, most: u32) -> Operation {
        let limit = json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": most, "default": usual});
        self.query("limit", limit, "How many items a page has.")
            .query(
                "cursor",
                json!({"type": "string", "maxLength": 200}),
                "The cursor of the page before; left out: the first page.",
            )
    }

    fn header(mut self, name: &str, schema: Value, about: &str) -> Operation {
        self.parameters.push(json!({
            "name": name, "in": "header", "required": false, "schema": schema, "description": about,
        }));
        self
    }

    /// Takes an `Idempotency-Key`.
    pub(super) fn keyed(self) -> Operation {
        let key = json!({"type": "string", "pattern": "^[!-~]{1,255}$", "maxLength": 255, "example": "order-4711-shipped"});
        self.header(
            "Idempotency-Key",
            key,
            "A name of your own for this request. The same name with the same body sends nothing new and is answered the same.",
        )
        .refuses(&[400, 409, 429, 502])
    }

    /// Takes an `If-Match`, and answers with an `ETag`.
    pub(super) fn versioned(self) -> Operation {
        self.header(
            "If-Match",
            json!({"type": "string", "pattern": "^[ -~]*$", "maxLength": 200}),
            "The ETag of the version that you have seen: another one is not changed, and the answer is 412.",
        )
        .refuses(&[409, 412, 429])
    }

    /// Answers 304 to whoever has it already.
    pub(super) fn known(self) -> Operation {
        self.header(
            "If-None-Match",
            json!({"type": "string", "pattern": "^[ -~]*$", "maxLength": 200}),
            "The ETag of the answer that you have: if it is still the same, the answer is 304 and empty.",
        )
        .empty(304, "It is what you have.")
    }

    /// A JSON body.
    pub(super) fn body<T: JsonSchema>(mut self, example: Value) -> Operation {
        self.body_of = Some((Schemas::request::<T>, example));
        self.refuses(&[400, 413, 415, 422])
    }

    /// A body of other kinds.
    pub(super) fn raw_body(mut self, kinds: &[(&str, Value)]) -> Operation {
        let content = kinds
            .iter()
            .map(|(kind, content)| ((*kind).to_owned(), content.clone()));
        self.body = Some(content.collect());
        self
    }

    fn answers(
        mut self,
        status: u16,
        about: &'static str,
        content: Option<(&'static str, SchemaOf)>,
    ) -> Operation {
        self.answers.push(Answer {
            status,
            about,
            content,
            example: None,
        });
        self
    }

    /// A JSON answer.
    pub(super) fn answer<T: JsonSchema>(self, status: u16, about: &'static str) -> Operation {
        self.answers(
            status,
            about,
            Some(("application/json", Schemas::answer::<T>)),
        )
    }

    /// What the last answer looks like.
    pub(super) fn example(mut self, example: Value) -> Operation {
        if let Some(last) = self.answers.last_mut() {
            last.example = Some(example);
        }
        self
    }

    /// An answer that is a table.
    pub(super) fn table(self, about: &'static str) -> Operation {
        self.answers(
            200,
            about,
            Some(("text/csv", |_| json!({"type": "string"}))),
        )
    }

    /// An answer without a body.
    pub(super) fn empty(self, status: u16, about: &'static str) -> Operation {
        self.answers(status, about, None)
    }

    /// With what it may be refused besides what follows from its parts.
    pub(super) fn refuses(mut self, statuses: &[u16]) -> Operation {
        self.refusals.extend(statuses);
        self
    }

    /// Its part of the document.
    pub(super) fn write(mut self, schemas: &mut Schemas) -> Value {
        let route = route_of(&self);
        let access = route.as_ref().map(crate::api::Route::access);
        let mut parameters = self.path_parameters(schemas);
        if !parameters.is_empty() {
            self.refusals.push(404);
        }
        parameters.append(&mut self.parameters);
        let who = match access {
            Some(Access::Role(role)) => {
                self.refusals.extend([401, 403]);
                let scope = route.as_ref().and_then(crate::api::Route::scope);
                match (role, scope) {
                    (Role::Admin, _) => "Takes the role admin; no API key may do it.".to_owned(),
                    (Role::User, Some(scope)) => {
                        ["Takes the scope ", scope.as_str(), " of an API key."].concat()
                    }
                    (Role::User, None) => "Takes a session token; no API key may do it.".to_owned(),
                }
            }
            Some(Access::CallbackKey) => {
                "For the gateway: the key in the path is what lets it in.".to_owned()
            }
            Some(Access::Everyone) | None => "Open to everybody.".to_owned(),
        };
        self.refusals.push(500);
        let mut responses = Map::new();
        for answer in &self.answers {
            responses.insert(answer.status.to_string(), answer.write(schemas));
        }
        self.refusals.sort_unstable();
        self.refusals.dedup();
        for status in &self.refusals {
            responses.insert(status.to_string(), schemas.refusal(*status));
        }
        let about = [
            self.summary,
            ". ",
            &self.about,
            if self.about.is_empty() { "" } else { " " },
            &who,
        ]
        .concat();
        let mut operation = json!({
            "operationId": self.id,
            "tags": [self.tag],
            "summary": self.summary,
            "description": about,
            "responses": responses,
        });
        let Some(members) = operation.as_object_mut() else {
            return operation;
        };
        if !parameters.is_empty() {
            members.insert("parameters".to_owned(), parameters.into());
        }
        let content = match (self.body, self.body_of) {
            (None, Some((schema, example))) => Some(json!({
                "application/json": {"schema": schema(schemas), "example": example},
            })),
            (Some(content), _) => Some(content.into()),
            (None, None) => None,
        };
        if let Some(content) = content {
            members.insert(
                "requestBody".to_owned(),
                json!({"required": true, "content": content}),
            );
        }
        if matches!(access, Some(Access::Role(_))) {
            members.insert("security".to_owned(), json!([{"bearer": []}]));
        }
        operation
    }

    fn path_parameters(&self, schemas: &mut Schemas) -> Vec<Value> {
        let mut parameters = Vec::new();
        for part in self.path.split('/') {
            let Some(name) = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'))
            else {
                continue;
            };
            let (schema, about) = match name {
                "key" => (
                    json!({"type": "string", "maxLength": 200}),
                    "The callback key.",
                ),
                "member" => (schemas.request::<RecordId>(), "The CRM's id of the member."),
                _ if self.path.starts_with("/api/sms/") => {
                    (schemas.request::<SmsId>(), "The id of the SMS.")
                }
                _ if self.path.starts_with("/api/jobs/") => {
                    (schemas.request::<JobId>(), "The id of the job.")
                }
                _ if ["/api/leads/", "/api/contacts/", "/api/campaigns/"]
                    .iter()
                    .any(|it| self.path.starts_with(it)) =>
                {
                    (schemas.request::<RecordId>(), "The CRM's id of the record.")
                }
                _ => (schemas.request::<ItemId>(), "The id of the item."),
            };
            let example = match self.path.split('/').nth(2) {
                Some("opt-out-keywords") => "default-stop".into(),
                Some("list-views") => "all".into(),
                _ => schema.get("example").cloned().unwrap_or_else(|| "k".into()),
            };
            parameters.push(json!({
                "name": name, "in": "path", "required": true, "schema": schema, "description": about, "example": example,
            }));
        }
        parameters
    }
}

impl Answer {
    fn write(&self, schemas: &mut Schemas) -> Value {
        let Some((kind, schema)) = self.content else {
            return json!({"description": self.about});
        };
        let schema = schema(schemas);
        let content = match &self.example {
            Some(example) => json!({"schema": schema, "example": example}),
            None => json!({ "schema": schema }),
        };
        json!({"description": self.about, "content": {kind: content}})
    }
}

/// What a refusal with this status means.
pub(super) const fn refused(status: u16) -> &'static str {
    match status {
        400 => "The request cannot be read: no JSON, or a bad header.",
        401 => "No token or API key, or one that does not hold.",
        403 => "The role, the scope or the token's record does not allow it.",
        404 => "There is no such thing.",
        409 => "It conflicts with what is there: the code says how.",
        412 => "Somebody else changed it in the meantime; current is what it is now.",
        413 => "The body is too large.",
        415 => "The body is of another type than those that are taken.",
        422 => "A rule is broken: field says where, limit what the limit is.",
        429 => "Too many, or over a limit of the day; Retry-After says when to try again.",
        502 => {
            "The gateway refused it, or its answer was lost: smsStatus says which, id is the SMS."
        }
        503 => "Something it needs does not answer.",
        _ => "Our fault. Nothing that was sent has been lost; try again.",
    }
}
