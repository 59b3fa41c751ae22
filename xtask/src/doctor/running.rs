//! The running Worker, asked at its own address.

use std::process::Stdio;

use serde_json::Value;

use super::Finding;
use crate::run::command;
use crate::{paths, setup};

/// Asks for an address; prints the status and the body. Node knows https, and which certificates hold.
const FETCH: &str = "const answer = await fetch(process.argv[1], {redirect: 'manual', signal: AbortSignal.timeout(15000)}); \
    console.log(answer.status); console.log(await answer.text());";

/// Looks at the Worker there, if its address is known.
pub(super) fn look(url: Option<&str>) -> Vec<Finding> {
    const WHAT: &str = "The running Worker";
    let Some(url) = url else {
        return vec![Finding::unknown(
            WHAT,
            "Name its address to have it asked: --url https://YOUR-WORKER",
        )];
    };
    match ask(&format!("{}/healthz", url.trim_end_matches('/'))) {
        Ok((status, body)) => of_answer(status, &body),
        Err(why) => vec![Finding::lacks(
            WHAT,
            format!("{url} does not answer: {why}"),
        )],
    }
}

fn ask(url: &str) -> Result<(u16, String), String> {
    let node = setup::node().map_err(|why| why.to_string())?;
    let output = command(node, &paths::root())
        .args(["--input-type=module", "--eval", FETCH, "--", url])
        .stderr(Stdio::piped())
        .output()
        .map_err(|why| why.to_string())?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let answer = printed
        .split_once('\n')
        .and_then(|(status, body)| Some((status.parse().ok()?, body.to_owned())));
    answer.ok_or_else(|| {
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let cause = told.lines().find(|line| line.contains("cause"));
        cause.unwrap_or("no answer").trim().to_owned()
    })
}

/// What `/healthz` says.
fn of_answer(status: u16, body: &str) -> Vec<Finding> {
    let Some(body) = serde_json::from_str::<Value>(body)
        .ok()
        .filter(|body| body.get("ok").is_some_and(Value::is_boolean))
    else {
        let why =
            format!("HTTP {status} and no answer of ours: is it this Worker\u{2019}s address?");
        return vec![Finding::lacks("The running Worker", why)];
    };
    let mut findings = Vec::new();
    for (binding, fix) in [
        ("DB", "The database does not answer: see npx wrangler tail"),
        ("CONFIG", "KV does not answer: see npx wrangler tail"),
    ] {
        let what = format!("The running Worker reaches {binding}");
        findings.push(
            match body.pointer(&format!("/bindings/{binding}")) == Some(&Value::Bool(true)) {
                true => Finding::well(what),
                false => Finding::lacks(what, fix),
            },
        );
    }
    let lacks = body.get("lacks").and_then(Value::as_array);
    let lacks = lacks.into_iter().flatten();
    findings.extend(lacks.filter_map(Value::as_str).map(|name| {
        let fix = match name {
            "migrations" => {
                "npx wrangler d1 migrations apply DB --remote --env \u{2026}".to_owned()
            }
            secret => format!("npx wrangler secret put {secret} --env \u{2026}"),
        };
        Finding::lacks(format!("The running Worker lacks {name}"), fix)
    }));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    fn lacking(status: u16, body: &str) -> Vec<String> {
        let all = of_answer(status, body).into_iter();
        all.filter(|one| one.verdict != Verdict::Well)
            .map(|one| one.what)
            .collect()
    }

    #[test]
    fn what_the_worker_says_of_itself_is_understood() {
        let well = r#"{"ok":true,"bindings":{"DB":true,"CONFIG":true}}"#;
        assert!(lacking(200, well).is_empty());
        let ill = r#"{"ok":false,"bindings":{"DB":false,"CONFIG":true},"lacks":["CONFIG_SECRET"]}"#;
        assert_eq!(
            lacking(503, ill),
            [
                "The running Worker reaches DB",
                "The running Worker lacks CONFIG_SECRET"
            ]
        );
        for other in ["", "<html>", "{}", "[]"] {
            assert_eq!(lacking(200, other), ["The running Worker"], "{other}");
        }
    }
}
