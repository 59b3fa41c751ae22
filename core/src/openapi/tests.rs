use std::collections::BTreeSet;

use serde_json::Value;

use super::*;

fn each(value: &Value, look: &mut dyn FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            look(members);
            members.values().for_each(|value| each(value, look));
        }
        Value::Array(items) => items.iter().for_each(|value| each(value, look)),
        _ => {}
    }
}

/// Every operation of a document.
fn operations(document: &Value) -> Vec<&Value> {
    let paths = document["paths"].as_object().unwrap().values();
    paths
        .flat_map(|path| path.as_object().unwrap().values())
        .collect()
}

#[test]
fn every_route_is_described() {
    assert_eq!(mistakes(), Vec::<String>::new());
    let document = document("1.0.0");
    assert_eq!(operations(&document).len(), ROUTES.len());
}

/// What Salesforce's External Services take: names that become Apex identifiers of 80 characters at most, descriptions
/// of 1,333, and neither types that are one of several nor ones that hold themselves.
#[test]
fn salesforce_can_import_it() {
    let document = document("1.0.0");
    let name = |text: &str| {
        let letters = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        letters && text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.len() <= 80
    };
    let mut ids = BTreeSet::new();
    for operation in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(name(id) && id.len() <= 40, "{id}");
        assert!(ids.insert(id.to_lowercase()), "{id} twice");
        assert!(operation["summary"].as_str().unwrap().len() <= 80, "{id}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].is_string(), "{id}: {parameter}");
        }
    }
    for (schema, content) in document["components"]["schemas"].as_object().unwrap() {
        assert!(name(schema), "{schema}");
        assert!(content["description"].is_string(), "{schema}");
        for (property, content) in content["properties"].as_object().into_iter().flatten() {
            // A reference's words are those of what it refers to.
            let told = content.get("description").is_some() || content.get("$ref").is_some();
            assert!(told, "{schema}.{property} has no description: {content}");
        }
    }
    each(&document, &mut |members| {
        for several in ["oneOf", "anyOf", "not", "patternProperties", "const"] {
            assert!(!members.contains_key(several), "{members:?}");
        }
        if let Some(Value::String(about)) = members.get("description") {
            assert!(about.chars().count() <= tidy::DESCRIPTION_LIMIT, "{about}");
            // What keys and secrets begin with, and what an event is called.
            let known = ["mitto_sk_", "whsec_", "opt_out.changed"];
            let rust = about
                .split(' ')
                .any(|word| word.contains('_') && !known.iter().any(|it| word.contains(it)));
            assert!(!rust && !about.contains('`'), "{about}");
        }
    });
    for schema in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        assert!(
            !holds(&document, schema, schema, 0),
            "{schema} holds itself"
        );
    }
}

/// Whether a schema holds another by way of references.
fn holds(document: &Value, schema: &str, wanted: &str, depth: u32) -> bool {
    let mut inner = Vec::new();
    each(&document["components"]["schemas"][schema], &mut |members| {
        if let Some(Value::String(reference)) = members.get("$ref") {
            inner.extend(reference.rsplit('/').next().map(str::to_owned));
        }
    });
    inner
        .iter()
        .any(|it| it == wanted || depth < 20 && holds(document, it, wanted, depth + 1))
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let document = document("1.0.0");
    let mut used = BTreeSet::new();
    each(&document, &mut |members| {
        if let Some(Value::String(reference)) = members.get("$ref") {
            let name = reference.strip_prefix("#/components/").unwrap();
            used.insert(name.to_owned());
        }
    });
    let known: BTreeSet<String> = ["schemas", "responses"]
        .into_iter()
        .flat_map(|kind| {
            let names = document["components"][kind].as_object().unwrap().keys();
            names.map(move |name| [kind, "/", name].concat())
        })
        .collect();
    assert_eq!(used, known);
}

#[test]
fn what_may_be_left_out_is_not_required_and_what_is_unknown_is_refused() {
    let document = document("1.0.0");
    let schema = |name: &str| document["components"]["schemas"][name].clone();
    let send = schema("SendRequest");
    assert_eq!(send["required"], json!(["to", "from"]));
    assert_eq!(send["additionalProperties"], json!(false));
    let answer = schema("SendAnswer");
    assert_eq!(
        answer["required"],
        json!(["id", "numberOfMessages", "status"])
    );
    assert_eq!(answer["properties"]["numberOfMessages"]["format"], "int32");
    assert_eq!(
        schema("Person")["properties"]["mobile"]["nullable"],
        json!(true)
    );
    let input = schema("SetupInput");
    let (read, written) = (
        schema("Setup"),
        &input["properties"]["leadMobile"]["description"],
    );
    assert_eq!(
        written, &read["properties"]["leadMobile"]["description"],
        "a See is followed"
    );
}

#[test]
fn each_operation_says_who_may_do_it() {
    let document = document("1.0.0");
    let told = |path: &str, method: &str| document["paths"][path][method].clone();
    let send = told("/api/sms", "post");
    assert!(send["description"].as_str().unwrap().contains("scope send"));
    assert_eq!(send["security"], json!([{"bearer": []}]));
    let admin = told("/api/api-keys", "post");
    assert!(
        admin["description"]
            .as_str()
            .unwrap()
            .contains("no API key")
    );
    assert!(told("/healthz", "get").get("security").is_none());
}
