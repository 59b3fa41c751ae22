//! The API's description, `GET /openapi.json`: OpenAPI 3.0.3, made of the route table, of the very types that the Worker reads and
//! writes, and of what [`operations`] says of each route in words.
//!
//! What is sent and what a member means is in the types (serde's attributes and the comments are the schema), who may do it in
//! [`Route::access`] and [`Route::scope`]. Only the words, the query and the refusals of a route stand in [`operations`]: a route that is not there fails
//! the test `every_route_is_described`.
//!
//! It can be imported as a Salesforce External Service, and is kept within what that takes: a test holds it to it.

mod operation;
mod operations;
mod schemas;
mod texts;
mod tidy;

use serde_json::{Map, Value, json};

use crate::api::{ROUTES, Route, an_address};
use operation::Operation;
use schemas::Schemas;

/// The document. `version`: of the deployment.
pub fn document(version: &str) -> Value {
    let mut schemas = Schemas::new();
    let mut paths = Map::new();
    for operation in operations::all() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            let name = operation.method.as_str().to_lowercase();
            methods.insert(name, operation.write(&mut schemas));
        }
    }
    let responses = schemas.responses();
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Mitto SMS",
            "version": version,
            "description": ABOUT,
            "license": {"name": "MIT OR Apache-2.0"},
        },
        // Relative: each organisation has a deployment of its own.
        "servers": [{"url": "/", "description": "The deployment that this document comes from."}],
        "tags": operations::TAGS.map(|(name, about)| json!({"name": name, "description": about})),
        "paths": paths,
        "components": {
            "responses": responses,
            "schemas": schemas.components(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key (mitto_sk_…), or a session token (JWT) that your back end signs.",
                },
            },
        },
    })
}

const ABOUT: &str = "Sends SMS to leads, contacts, campaign members and numbers, and tells what became of each. JSON, camelCase, times in RFC 3339 \
    UTC. A list has items and a cursor; give the cursor back for the next page. Whatever is refused is answered as a problem document (RFC 9457).";

/// The route of an operation.
fn route_of(operation: &Operation) -> Option<Route> {
    Route::find(operation.method.as_str(), &an_address(operation.path)).ok()
}

/// Routes that nothing describes, and descriptions of what is no route.
pub fn mistakes() -> Vec<String> {
    let operations = operations::all();
    let said = |method, path: &str| {
        let of = operations.iter();
        of.filter(|it| it.method == method && it.path == path)
            .count()
    };
    let mut mistakes = Vec::new();
    for (method, path, _) in ROUTES {
        match said(*method, path) {
            1 => {}
            0 => mistakes.push(format!(
                "{} {path} is in the route table, and nothing describes it: add it to core/src/openapi/operations",
                method.as_str()
            )),
            more => mistakes.push(format!("{} {path} is described {more} times", method.as_str())),
        }
    }
    for operation in &operations {
        let (method, path) = (operation.method, operation.path);
        if !ROUTES.iter().any(|(m, p, _)| (*m, *p) == (method, path)) {
            let name = method.as_str();
            mistakes.push(format!("{name} {path} is described, and no route"));
        }
    }
    mistakes
}

#[cfg(test)]
mod tests;
