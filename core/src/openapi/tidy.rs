//! Schemas as simple as importers of OpenAPI want them: no `oneOf`, `anyOf` and `allOf` where one type says it, and words that are meant for
//! people who do not read Rust.

use serde_json::{Map, Value, json};

use crate::api::{
    ApiKeyInput, BatchRequest, CONFIGURATION_FORMAT, CONFIGURATION_VERSION, CallbackKeyInput,
    CampaignInput, ListViewInput, MembersAnswer,
};

/// Makes a schema simple.
pub(super) fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                if !matches!(name.as_str(), "example" | "default" | "enum") {
                    tidy(value);
                }
            }
            words(members);
            one_type(members);
            one_or_null(members);
            number(members);
            members.remove("title");
            if members.get("default") == Some(&Value::Null) {
                members.remove("default");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// An enum of words, each with its comment, is one list of words.
fn one_type(members: &mut Map<String, Value>) {
    if let Some(only) = members.remove("const") {
        members.insert("enum".to_owned(), json!([only]));
    }
    let Some(Value::Array(ways)) = members.get("oneOf") else {
        return;
    };
    let mut known = Vec::new();
    let mut told = Vec::new();
    for way in ways {
        let all = match (way.get("enum"), way.get("const")) {
            (Some(Value::Array(all)), _) => all.clone(),
            (_, Some(one)) => vec![one.clone()],
            _ => return,
        };
        if let (Some(word), Some(about)) = (all.first().and_then(Value::as_str), said(way)) {
            told.push(format!("{word}: {}", plain(about)));
        }
        known.extend(all);
    }
    let whole = match said_of(members) {
        Some(about) => [about, &told.join(" ")].join(" "),
        None => told.join(" "),
    };
    members.remove("oneOf");
    members.insert("type".to_owned(), json!("string"));
    members.insert("enum".to_owned(), known.into());
    members.insert("description".to_owned(), shortened(&whole).into());
}

/// What External Services keeps of a description, characters.
pub(super) const DESCRIPTION_LIMIT: usize = 1_333;

fn shortened(words: &str) -> String {
    match words.char_indices().nth(DESCRIPTION_LIMIT) {
        None => words.to_owned(),
        Some((end, _)) => {
            let kept = words.get(..end).unwrap_or(words);
            let whole = kept.rsplit_once(". ").map_or(kept, |(whole, _)| whole);
            [whole, "."].concat()
        }
    }
}

/// What may be null is one type that may be null. A reference stands alone: what is beside it is not read.
fn one_or_null(members: &mut Map<String, Value>) {
    for way in ["allOf", "anyOf"] {
        let Some(Value::Array(ways)) = members.get(way) else {
            continue;
        };
        let null = json!({"enum": [null], "nullable": true});
        let (nulls, others): (Vec<&Value>, Vec<&Value>) = ways.iter().partition(|it| **it == null);
        let [Value::Object(only)] = others.as_slice() else {
            continue;
        };
        let (only, may_be_null) = (only.clone(), !nulls.is_empty());
        members.remove(way);
        for (name, value) in only {
            members.entry(name).or_insert(value);
        }
        if may_be_null {
            members.insert("nullable".to_owned(), true.into());
            if let Some(Value::Array(words)) = members.get_mut("enum") {
                words.push(Value::Null);
            }
        }
    }
    if members.contains_key("$ref") && members.len() > 1 {
        match members.get("nullable") {
            // Of null only this form can tell.
            Some(Value::Bool(true)) => {
                let reference = members.remove("$ref");
                members.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
            }
            _ => members.retain(|name, _| name == "$ref"),
        }
    }
}

/// What is left out of an answer where there is none of it is never null there.
pub(super) fn left_out_or_there(schema: &mut Value) {
    let required = schema.get("required").cloned().unwrap_or_default();
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return;
    };
    for (name, property) in properties {
        let always = required
            .as_array()
            .is_some_and(|all| all.iter().any(|it| it == name));
        let (Value::Object(members), false) = (property, always) else {
            continue;
        };
        members.remove("nullable");
        if let Some(Value::Array(words)) = members.get_mut("enum") {
            words.retain(|word| !word.is_null());
        }
        if let Some(Value::Array(ways)) = members.remove("allOf") {
            members.clear();
            members.extend(
                ways.into_iter()
                    .filter_map(|way| match way {
                        Value::Object(way) => Some(way),
                        _ => None,
                    })
                    .flatten(),
            );
        }
    }
}

/// Whole numbers of the two widths that OpenAPI has a name for.
fn number(members: &mut Map<String, Value>) {
    let width = match members.get("format").and_then(Value::as_str) {
        Some("uint8" | "uint16" | "uint32" | "int8" | "int16") => "int32",
        Some("uint64" | "uint" | "int") => "int64",
        _ => return,
    };
    members.insert("format".to_owned(), width.into());
}

fn said(schema: &Value) -> Option<&str> {
    schema.get("description")?.as_str()
}

fn said_of(members: &Map<String, Value>) -> Option<&str> {
    members.get("description")?.as_str()
}

fn words(members: &mut Map<String, Value>) {
    if let Some(Value::String(about)) = members.get("description") {
        let about = plain(about);
        members.insert("description".to_owned(), shortened(&about).into());
    }
}

/// Without line ends, code marks and links.
pub(super) fn plain(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut plain = String::with_capacity(line.len());
    let mut rest = line.as_str();
    // `See [`A::b`]` stays as it is until all is known: `resolve_references_in_words`.
    while let Some((before, after)) = rest.split_once("[`") {
        plain.push_str(&before.replace('`', ""));
        let Some((name, after)) = after.split_once("`]") else {
            break;
        };
        let last = name.rsplit("::").next().unwrap_or(name);
        match before.ends_with("See ") || before.ends_with("See") {
            true => {
                plain.push_str("[`");
                plain.push_str(name);
                plain.push_str("`]");
            }
            false => match figure(name) {
                Some(figure) => plain.push_str(&figure),
                None => plain.push_str(&camel(last)),
            },
        }
        // A link's address.
        rest = match after.strip_prefix('(') {
            Some(link) => link.split_once(')').map_or(link, |(_, after)| after),
            None => after,
        };
    }
    plain.push_str(&rest.replace('`', ""));
    plain
}

/// What a constant that is named in words comes to.
fn figure(name: &str) -> Option<String> {
    let number = match name {
        "ApiKeyInput::NAME_LIMIT" => ApiKeyInput::NAME_LIMIT as usize,
        "BatchRequest::LIMIT" => BatchRequest::LIMIT as usize,
        "CampaignInput::NAME_LIMIT" => CampaignInput::NAME_LIMIT,
        "ListViewInput::NAME_LIMIT" => ListViewInput::NAME_LIMIT,
        "CallbackKeyInput::OVERLAP_LIMIT_HOURS" => CallbackKeyInput::OVERLAP_LIMIT_HOURS as usize,
        "MembersAnswer::REJECTED_SHOWN" => MembersAnswer::REJECTED_SHOWN,
        "CONFIGURATION_VERSION" => CONFIGURATION_VERSION as usize,
        "CONFIGURATION_FORMAT" => return Some(CONFIGURATION_FORMAT.to_owned()),
        _ => return None,
    };
    Some(number.to_string())
}

/// `See [`Setup::lead_mobile`]` becomes what is said there.
pub(super) fn resolve_references_in_words(all: &mut Map<String, Value>) {
    let known = all.clone();
    for schema in all.values_mut() {
        let Some(Value::Object(properties)) = schema.get_mut("properties") else {
            continue;
        };
        for property in properties.values_mut() {
            let Some(about) = said(property) else {
                continue;
            };
            let Some((before, name, after)) = reference(about) else {
                continue;
            };
            let Some((of, member)) = name.split_once("::") else {
                continue;
            };
            let there = known
                .get(of)
                .and_then(|of| of.get("properties")?.get(camel(member)));
            let there = there.and_then(said).unwrap_or_default();
            let told = [before, there, after].concat();
            let told = shortened(told.trim());
            if let Value::Object(members) = property {
                members.insert("description".to_owned(), told.into());
            }
        }
    }
}

/// What stands before a reference, its name, and what stands behind it.
fn reference(words: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = words.split_once("See [`")?;
    let (name, after) = rest.split_once("`]")?;
    Some((before, name, after.strip_prefix('.').unwrap_or(after)))
}

fn camel(member: &str) -> String {
    let mut parts = member.split('_');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}
