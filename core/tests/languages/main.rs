//! Holds the message files against the sources: nothing is missing in one, nothing stands in one that nobody says, what is
//! put into a message is put into its translation, and whatever the API tells the user of an element is known in each.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

mod messages;
mod recogniser;
mod sources;
mod told;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files(under: &Path, ending: &str, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(under).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, all);
        } else if path.to_str().unwrap().ends_with(ending) {
            all.push(path);
        }
    }
}

fn read_all(folders: &[&str], ending: &str) -> Vec<String> {
    let mut all = Vec::new();
    for folder in folders {
        files(&root().join(folder), ending, &mut all);
    }
    all.iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect()
}

/// A message file.
struct File {
    language: String,
    messages: Map<String, Value>,
    sentences: Map<String, Value>,
}

fn message_files() -> Vec<File> {
    let mut paths = Vec::new();
    files(&root().join("web-component/languages"), ".json", &mut paths);
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let Value::Object(mut file) = serde_json::from_str(&text).unwrap() else {
            panic!("no object");
        };
        let mut part = |name: &str| match file.remove(name) {
            Some(Value::Object(part)) => part,
            _ => panic!("no {name}"),
        };
        let (messages, sentences) = (part("messages"), part("sentences"));
        assert!(file.is_empty(), "unknown members: {file:?}");
        File {
            language: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            messages,
            sentences,
        }
    };
    paths.iter().map(read).collect()
}
