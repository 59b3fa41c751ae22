//! The API's description, `/openapi.json`: a strict validator accepts it, the Worker keeps to it whatever it is sent, and a client that a
//! public generator makes from it sends an SMS and reads its status.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod flow;
mod tried;

use std::path::{Path, PathBuf};
use std::process::Command;

use mitto_core::api::{ApiKeyMade, ROUTES};
use mitto_tests::api::{Api, fresh_id};
use mitto_tests::variable;
use serde_json::{Value, json};

fn nobody() -> Api {
    Api::nobody(&variable("MITTO_BASE_URL"))
}

/// A program of the Python packages.
fn tool(name: &str) -> Command {
    let mut command = Command::new(Path::new(&variable("MITTO_PYTHON_TOOLS")).join(name));
    // Nothing of the machine's own Python gets in.
    command
        .env_remove("PYTHONPATH")
        .env("PYTHONWARNINGS", "ignore");
    command
}

/// Runs a program to its end; what it said.
fn run(command: &mut Command) -> String {
    let output = command.output().expect("a program that starts");
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    let said = said.concat();
    assert!(output.status.success(), "{said}");
    said
}

/// A folder of this test alone.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("mitto-openapi-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A key with these scopes.
async fn key(admin: &Api, scopes: &Value) -> String {
    let body = json!({"name": fresh_id("Generated "), "scopes": scopes});
    let made = admin.call("POST", "/api/api-keys", &body).await.expect(201);
    made.json::<ApiKeyMade>().key
}

#[tokio::test]
async fn it_is_served_to_whoever_asks_and_has_every_route() {
    let origin = [("origin", "https://anywhere.example")];
    let answer = nobody()
        .request("GET", "/openapi.json", &origin, None)
        .await
        .expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let document: Value = answer.json();
    assert_eq!(document["openapi"], "3.0.3");
    let paths = document["paths"].as_object().unwrap();
    for (method, path, _) in ROUTES {
        let method = method.as_str().to_lowercase();
        assert!(paths[*path].get(&method).is_some(), "{method} {path}");
    }
    let count: usize = paths
        .values()
        .map(|path| path.as_object().unwrap().len())
        .sum();
    assert_eq!(count, ROUTES.len());
}

#[tokio::test]
async fn a_strict_validator_accepts_it() {
    let folder = folder("valid");
    let file = folder.join("openapi.json");
    std::fs::write(&file, nobody().get("/openapi.json").await.expect(200).body).unwrap();
    let validate = |file: &Path| {
        let mut python = tool("python");
        python.args([
            "-m",
            "openapi_spec_validator",
            "--subschema-errors",
            "all",
            "--schema",
            "3.0",
        ]);
        python.arg(file).output().unwrap()
    };
    let good = validate(&file);
    assert!(
        good.status.success(),
        "{}",
        String::from_utf8_lossy(&good.stdout)
    );
    // And it does look.
    let broken = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        broken.replacen("\"responses\":{\"200\"", "\"respones\":{\"200\"", 1),
    )
    .unwrap();
    assert!(!validate(&file).status.success());
    std::fs::remove_dir_all(folder).unwrap();
}
