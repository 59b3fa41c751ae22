//! The examples of a host's back end, run as they stand: the token that each prints opens the Worker.

use std::process::Command;

use mitto_tests::variable;
use serde_json::json;

use super::forge::keys;
use super::{AUDIENCE, Configured, ISSUER};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/session-token");

/// What a key is told to an example by.
fn kinds(secret: &str) -> [(&'static str, Vec<(&'static str, String)>); 3] {
    let keys = keys();
    let key = |pem: String, id: &str| {
        vec![
            ("SESSION_PRIVATE_KEY", pem),
            ("SESSION_KEY_ID", id.to_owned()),
        ]
    };
    [
        ("HS256", vec![("SESSION_SECRET", secret.to_owned())]),
        ("ES256", key(keys.ec.private_pem(), "ec-1")),
        ("RS256", key(keys.rsa.private_pem(), "rsa-1")),
    ]
}

async fn opens(what: &str, program: impl Fn() -> Command, kinds: usize) {
    let stack = Configured::start();
    let lead = stack.with(json!({})).lead("+41791234567").await;
    for (kind, variables) in kinds_of(&stack, kinds) {
        let what = format!("{what}, {kind}");
        let run = |arguments: &[&str]| {
            let mut program = program();
            for name in ["SESSION_SECRET", "SESSION_PRIVATE_KEY", "SESSION_KEY_ID"] {
                program.env_remove(name);
            }
            let output = program
                .args(arguments)
                .envs(variables.iter().cloned())
                .env("SESSION_ISSUER", ISSUER)
                .env("SESSION_AUDIENCE", AUDIENCE)
                .output()
                .unwrap_or_else(|why| panic!("{what}: {why}"));
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{what}: {said}");
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        };
        let admin = stack.nobody().with_token(&run(&["ada", "admin"]));
        let answer = admin.get("/api/changes").await;
        assert!(
            !matches!(answer.status, 401 | 403),
            "{what}: {}",
            answer.text()
        );
        let page = run(&["ada", "user", &format!("lead:{lead}")]);
        let page = stack.nobody().with_token(&page);
        let answer = page.get(&format!("/api/leads/{lead}")).await;
        assert_eq!(answer.status, 200, "{what}: {}", answer.text());
        let answer = page.get("/api/leads/00Q000other").await;
        assert_eq!(answer.status, 403, "{what}: {}", answer.text());
    }
}

fn kinds_of(stack: &Configured, many: usize) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    kinds(&stack.secret()).into_iter().take(many).collect()
}

#[tokio::test]
async fn node_signs_with_its_standard_library() {
    let program = || {
        let mut node = Command::new(variable("MITTO_NODE"));
        node.arg(format!("{EXAMPLES}/node/session-token.mjs"));
        node
    };
    opens("Node", program, 3).await;
}

#[tokio::test]
async fn python_signs_with_its_standard_library() {
    let program = || {
        let mut python = Command::new(variable("MITTO_PYTHON"));
        // Without a folder of compiled code beside the example.
        python.arg("-B");
        python.arg(format!("{EXAMPLES}/python/session_token.py"));
        python
    };
    opens("Python", program, 1).await;
}

#[tokio::test]
async fn rust_signs_with_the_crate_that_everybody_takes() {
    let program = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        cargo.args(["run", "--quiet", "--package=session-token", "--"]);
        cargo
    };
    opens("Rust", program, 3).await;
}
