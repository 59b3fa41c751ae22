//! The Cloudflare account, as wrangler sees it.

use serde_json::Value;

use super::{Environment, Finding};
use crate::error::Result;
use crate::run;

/// Looks at all that a deployment needs there.
pub(super) fn look(environment: &Environment) -> Vec<Finding> {
    const ACCOUNT: &str = "Signed in at Cloudflare";
    match wrangler(&["whoami"]) {
        Ok(said) if is_signed_in(&said.text) => {
            let mut findings = vec![Finding::well(ACCOUNT)];
            findings.push(database(environment));
            findings.extend(environment.queues.iter().map(|queue| of_queue(queue)));
            findings.extend(secrets(environment));
            findings
        }
        Ok(_) => vec![
            Finding::lacks(
                ACCOUNT,
                "npx wrangler login, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID",
            ),
            Finding::unknown(
                "Database, queues and secrets",
                "They can be asked for once you are signed in.",
            ),
        ],
        Err(why) => vec![Finding::unknown(ACCOUNT, why.to_string())],
    }
}

/// What a run of wrangler left.
struct Said {
    success: bool,
    /// Both streams.
    text: String,
    /// Its output alone.
    output: String,
}

fn wrangler(words: &[&str]) -> Result<Said> {
    let output =
        run::wrangler()?
            .args(words)
            .output()
            .map_err(|source| crate::error::Error::Start {
                program: "wrangler".to_owned(),
                source,
            })?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(Said {
        success: output.status.success(),
        text: [&printed, "\n", &String::from_utf8_lossy(&output.stderr)].concat(),
        output: printed,
    })
}

/// It answers so with status 0 too.
fn is_signed_in(text: &str) -> bool {
    !text.contains("not authenticated") && !text.contains("Authentication error")
}

fn database(environment: &Environment) -> Finding {
    let Environment { name, database, .. } = environment;
    let what = format!("Database {database}, with all migrations");
    let words = ["d1", "migrations", "list", "DB", "--remote", "--env", name];
    match wrangler(&words) {
        Ok(said) if said.success && said.text.contains("No migrations to apply") => {
            Finding::well(what)
        }
        Ok(said) if said.success => Finding::lacks(
            what,
            format!("npx wrangler d1 migrations apply DB --remote --env {name}"),
        ),
        Ok(said) if is_missing(&said.text) => Finding::lacks(
            what,
            format!("npx wrangler d1 create {database}, then the migrations"),
        ),
        other => unclear(what, other),
    }
}

fn of_queue(queue: &str) -> Finding {
    let what = format!("Queue {queue}");
    match wrangler(&["queues", "info", queue]) {
        Ok(said) if said.success => Finding::well(what),
        Ok(said) if is_missing(&said.text) => {
            Finding::lacks(what, format!("npx wrangler queues create {queue}"))
        }
        other => unclear(what, other),
    }
}

fn secrets(environment: &Environment) -> Vec<Finding> {
    let Environment { name, worker, .. } = environment;
    let what = format!("The secrets of {worker}");
    match wrangler(&["secret", "list", "--format", "json", "--env", name]) {
        Ok(said) if said.success => {
            let mut held = names(&said.output);
            held.extend(environment.variables.iter().cloned());
            of_secrets(name, &held)
        }
        // A Worker that was never deployed has none. To put one makes it.
        Ok(said) if is_missing(&said.text) => of_secrets(name, &[]),
        other => vec![unclear(what, other)],
    }
}

/// The names in wrangler's list of secrets.
fn names(json: &str) -> Vec<String> {
    let list: Value = serde_json::from_str(json).unwrap_or_default();
    let items = list.as_array().into_iter().flatten();
    items
        .filter_map(|item| item["name"].as_str().map(str::to_owned))
        .collect()
}

/// What of secrets and variables lacks.
fn of_secrets(environment: &str, held: &[String]) -> Vec<Finding> {
    const SESSIONS: [&str; 3] = ["SESSION_SECRET", "SESSION_PUBLIC_KEYS", "SESSION_JWKS_URL"];
    let has = |name: &str| held.iter().any(|one| one == name);
    let put = |name: &str| format!("npx wrangler secret put {name} --env {environment}");
    let seals = "Secret CONFIG_SECRET";
    let signs = "Secret SESSION_SECRET, or public keys in its place";
    vec![
        match has("CONFIG_SECRET") {
            true => Finding::well(seals),
            false => Finding::lacks(seals, put("CONFIG_SECRET")),
        },
        match SESSIONS.into_iter().any(has) {
            true => Finding::well(signs),
            false => Finding::lacks(signs, put("SESSION_SECRET")),
        },
    ]
}

/// Whether wrangler says that there is no such thing.
fn is_missing(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "does not exist",
        "couldn't find",
        "could not find",
        "not found",
        "no d1 database",
    ]
    .iter()
    .any(|words| text.contains(words))
}

fn unclear(what: String, said: Result<Said>) -> Finding {
    let why = match said {
        Ok(said) => {
            let told = said.text.lines().map(str::trim);
            let mut told = told.filter(|line| !line.is_empty());
            told.find(|line| line.contains("ERROR"))
                .unwrap_or("wrangler does not say why")
                .to_owned()
        }
        Err(why) => why.to_string(),
    };
    Finding::unknown(what, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    #[test]
    fn a_public_key_stands_for_the_secret_of_sessions_and_nothing_for_the_other() {
        let held = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            of_secrets("dev", &names)
                .into_iter()
                .map(|one| one.verdict == Verdict::Well)
                .collect::<Vec<_>>()
        };
        assert_eq!(held(&[]), [false, false]);
        assert_eq!(held(&["CONFIG_SECRET", "SESSION_JWKS_URL"]), [true, true]);
        assert_eq!(held(&["SESSION_SECRET"]), [false, true]);
        let told = of_secrets("dev", &[]).remove(0).told();
        assert!(
            told.contains("wrangler secret put CONFIG_SECRET --env dev"),
            "{told}"
        );
    }

    #[test]
    fn secrets_are_read_from_wranglers_list() {
        let list = r#"[{"name": "CONFIG_SECRET", "type": "secret_text"}]"#;
        assert_eq!(names(list), ["CONFIG_SECRET"]);
        assert_eq!(names("no list"), [""; 0]);
    }
}
