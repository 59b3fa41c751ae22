//! The README's "To your Cloudflare account", command by command, as somebody who has just made an account would type it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod account;

use std::io::Write as _;
use std::process::{Command, Stdio};

use account::Account;
use xtask::doctor::Configuration;
use xtask::stack::Stack;

/// What a command printed, and whether it ended well.
struct Said {
    well: bool,
    text: String,
}

/// Runs a program on the account, with something on its standard input.
async fn run(mut command: Command, account: &Account, input: &str) -> Said {
    command
        .envs(account.variables())
        .env(
            "WRANGLER_LOG_PATH",
            std::env::temp_dir().join("mitto-deploy-logs"),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let input = input.to_owned();
    let ran = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    });
    let output = ran.await.unwrap();
    let text = [output.stdout, output.stderr].concat();
    Said {
        well: output.status.success(),
        text: String::from_utf8_lossy(&text).into_owned(),
    }
}

/// The commands of the section with this title, without their comments.
fn commands(title: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(xtask::paths::root().join("README.md")).unwrap();
    let section = readme.split_once(title).expect("such a section").1;
    let code = section.split_once("```sh\n").unwrap().1;
    let code = code.split_once("```").unwrap().0;
    let commands = code
        .lines()
        .map(|line| line.split('#').next().unwrap().trim());
    commands
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn wrangler(words: &str) -> Command {
    let mut command = xtask::run::wrangler().unwrap();
    command.args(words.split_whitespace());
    command
}

/// The doctor's lines that begin so.
async fn doctor(account: &Account, verdict: &str) -> Vec<String> {
    let mut cargo = xtask::run::command("cargo", &xtask::paths::root());
    cargo.args(["xtask", "doctor", "--env", "production"]);
    let said = run(cargo, account, "").await;
    assert!(said.text.contains("Signed in"), "{}", said.text);
    let lines = said.text.lines().map(str::trim);
    lines
        .filter_map(|line| line.strip_prefix(verdict))
        .map(|line| line.trim().to_owned())
        .collect()
}

#[tokio::test]
async fn a_new_account_has_all_that_it_lacks_after_the_commands_of_the_readme() {
    let account = Account::open().await;
    let production = Configuration::read()
        .unwrap()
        .environment("production")
        .unwrap();

    // Each thing that lacks is named before anything is made.
    let lacks = doctor(&account, "LACKS").await;
    let named = |what: &str| lacks.iter().any(|line| line.contains(what));
    assert!(named("Database mitto-sms"), "{lacks:?}");
    for queue in &production.queues {
        assert!(named(&format!("Queue {queue}")), "{lacks:?}");
    }
    assert!(
        named("Secret CONFIG_SECRET") && named("Secret SESSION_SECRET"),
        "{lacks:?}"
    );

    let mut deployed = false;
    let commands = commands("## To your Cloudflare account");
    assert!(commands.len() > production.queues.len(), "{commands:?}");
    for line in commands {
        // The build has a check of its own, and takes minutes.
        if line == "cargo xtask build" || line.starts_with("cargo xtask doctor") {
            continue;
        }
        let words = line
            .strip_prefix("npx wrangler ")
            .expect("a command of wrangler");
        let words = match words.starts_with("deploy") {
            // Without an account nothing is uploaded; everything before that is done.
            true => {
                deployed = true;
                format!("{words} --dry-run")
            }
            false => words.to_owned(),
        };
        let secret = "0f".repeat(32);
        let said = run(wrangler(&words), &account, &secret).await;
        assert!(said.well, "{line}: {}", said.text);
        if words.starts_with("deploy") {
            for binding in [
                "env.DB",
                "env.CONFIG",
                "env.CALLBACKS",
                "env.CAMPAIGNS",
                "env.ASSETS",
            ] {
                assert!(said.text.contains(binding), "{binding}: {}", said.text);
            }
        }
    }
    assert!(deployed, "the README deploys nothing");

    let lacks = doctor(&account, "LACKS").await;
    let lacks: Vec<&String> = lacks
        .iter()
        .filter(|line| !line.contains("build in dist"))
        .collect();
    assert!(lacks.is_empty(), "{lacks:?}");
    let held = account.held.lock().unwrap();
    assert!(held.tables("mitto-sms").contains(&"sms".to_owned()));
    assert_eq!(
        held.unknown, [""; 0],
        "the account was asked for what nobody knows"
    );
}

/// Both environments can be deployed, and neither holds what is the other's.
#[tokio::test]
async fn each_environment_is_ready_to_be_deployed() {
    let script = xtask::paths::dist().join("worker/index.js");
    assert!(
        script.is_file(),
        "there is no build to deploy: cargo xtask build"
    );
    let account = Account::open().await;
    for (name, database) in [("production", "(mitto-sms)"), ("dev", "(mitto-sms-dev)")] {
        let said = run(
            wrangler(&format!("deploy --dry-run --env {name}")),
            &account,
            "",
        )
        .await;
        assert!(said.well, "{}", said.text);
        assert!(
            said.text.contains(&format!("env.DB {database}")),
            "{}",
            said.text
        );
        assert!(!said.text.contains("WARNING"), "{}", said.text);
    }
}

#[tokio::test]
async fn without_an_account_the_doctor_says_how_to_sign_in() {
    let mut cargo = xtask::run::command("cargo", &xtask::paths::root());
    cargo
        .args(["xtask", "doctor"])
        .env_remove("CLOUDFLARE_API_TOKEN")
        .env("XDG_CONFIG_HOME", std::env::temp_dir().join("mitto-nobody"));
    let output = tokio::task::spawn_blocking(move || cargo.output().unwrap())
        .await
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success(), "{text}");
    assert!(text.contains("npx wrangler login"), "{text}");
}

/// The running Worker tells what its deployment lacks, and the doctor what to do about it.
#[tokio::test]
async fn a_worker_whose_database_is_behind_says_so() {
    let start = || Stack::start("deploy");
    let stack = tokio::task::spawn_blocking(start).await.unwrap().unwrap();
    let base = stack.worker.base().to_owned();
    let account = Account::open().await;
    let ask = async || {
        let mut cargo = xtask::run::command("cargo", &xtask::paths::root());
        cargo.args(["xtask", "doctor", "--url", &base]);
        run(cargo, &account, "").await.text
    };
    assert!(
        ask()
            .await
            .contains("ok       The running Worker reaches DB")
    );
    let behind = tokio::task::spawn_blocking(move || {
        let newest = "DELETE FROM d1_migrations WHERE name = (SELECT max(name) FROM d1_migrations)";
        stack.worker.sql(newest).map(|_| stack)
    });
    let _stack = behind.await.unwrap().unwrap();
    let health = reqwest::get(format!("{base}/healthz")).await.unwrap();
    assert_eq!(health.status(), 503);
    let told: serde_json::Value = health.json().await.unwrap();
    assert_eq!(told["lacks"], serde_json::json!(["migrations"]));
    let said = ask().await;
    assert!(
        said.contains("LACKS    The running Worker lacks migrations"),
        "{said}"
    );
}
