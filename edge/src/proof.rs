//! Setup's two tests: does the callback reach us, and does the gateway know our key?

use mitto_core::api::{TestOutcome, TestStep};
use mitto_core::count::Encoding;
use mitto_core::gateway::{
    Callback, CallbackBody, Outcome, Probe, Proof, Submission, Uncertainty, sentence,
};
use mitto_core::mobile::Mobile;
use mitto_core::sender::SenderId;

use crate::address::Address;
use crate::db::row;
use crate::error::Failure;
use crate::gateway::Line;
use crate::outgoing::{self, Call};
use crate::router::{App, Reply, now};
use crate::{crypto, editing, gateway, health, setup};

/// How long our own address may take to answer, milliseconds.
const PATIENCE_MS: u64 = 10_000;

/// How long a probe is remembered.
const PROBE_LIFE_MS: i64 = 3_600_000;

/// The number a test is addressed to. Nobody has it: Ofcom keeps 07700 900000 to 900999 for films
/// and plays, so that even a gateway that takes the test for an SMS reaches nobody.
const NOBODY: &str = "+447700900000";

/// Who a test is from, where there is no default sender.
const SENDER: &str = "MITTO-SMS";

/// Steps in order, up to the first that fails.
#[derive(Default)]
struct Steps(Vec<TestStep>);

impl Steps {
    fn ok(&mut self, name: &str, detail: &str) {
        self.push(name, true, detail);
    }

    /// Ends with a step that failed: `detail` says what to do.
    fn failed(mut self, name: &str, detail: &str) -> Result<Reply, Failure> {
        self.push(name, false, detail);
        self.reply()
    }

    fn push(&mut self, name: &str, ok: bool, detail: &str) {
        self.0.push(TestStep {
            name: name.to_owned(),
            ok,
            detail: Some(detail.to_owned()),
        });
    }

    fn reply(self) -> Result<Reply, Failure> {
        Reply::json(200, &TestOutcome::of(self.0))
    }
}

/// `POST /api/setup/test-callback`: sends a marked report the way the gateway would, from outside,
/// and looks whether it came in.
pub(crate) async fn callback(app: &App) -> Result<Reply, Failure> {
    const ADDRESS: &str = "The callback has a public address";
    const ANSWERS: &str = "The address answers";
    const KEY: &str = "The key in the address is accepted";
    const STORED: &str = "A report is read and stored";
    let mut steps = Steps::default();
    let stored = setup::stored(&editing::items(&app.db, setup::KINDS).await?)?;
    let Some(urls) = stored.callback_urls(app)? else {
        let why = "It is not known. Set PUBLIC_URL to the address the gateway reaches.";
        return steps.failed(ADDRESS, why);
    };
    let Some(shown) = public_address(&urls.delivery) else {
        let why = "It must begin with https://. Set PUBLIC_URL to the address the gateway \
            reaches.";
        return steps.failed(ADDRESS, why);
    };
    steps.ok(ADDRESS, &shown);

    let nonce = crypto::hex(&crypto::random::<16>());
    let probe = Probe::new(&nonce).ok_or_else(|| Failure::internal("no nonce"))?;
    make(app, &probe).await?;
    let line = stored.line(&app.settings)?;
    let (url, kind, body) = line.gateway.probe(&urls.delivery, &probe);
    let mut headers = vec![("content-type", kind)];
    let signature = signature(&line, &url, &body).await?;
    headers.extend(
        signature
            .as_ref()
            .map(|(name, value)| (*name, value.as_str())),
    );
    let call = Call {
        url: &url,
        headers: &headers,
        body: Some(&body),
        timeout_ms: PATIENCE_MS,
        limit: 0,
    };
    let Ok(answer) = outgoing::call(call).await else {
        let why = "Nothing answered within 10 seconds. Check PUBLIC_URL, the domain and its route.";
        return steps.failed(ANSWERS, why);
    };
    let status = answer.status;
    let ours = answer.content_type == "application/problem+json";
    match status {
        200..=299 => {}
        404 if ours => {
            steps.ok(ANSWERS, "This Worker answers there.");
            let why = "It is not. Another deployment answers there, or its CONFIG_SECRET \
                differs.";
            return steps.failed(KEY, why);
        }
        300..=399 => {
            let why = "It answers with a redirect, which gateways do not follow. Name the \
                address it leads to in PUBLIC_URL.";
            return steps.failed(ANSWERS, why);
        }
        401 | 403 => {
            let why = "Something in front of it asks for a sign-in. Let /callback/ through \
                without one.";
            return steps.failed(ANSWERS, why);
        }
        _ => {
            let why = [
                "It answers with HTTP ",
                &status.to_string(),
                ". Check that PUBLIC_URL leads to this Worker.",
            ];
            return steps.failed(ANSWERS, &why.concat());
        }
    }
    // Asked for before the next two are said: a stranger may answer 200 to everything.
    if !seen(app, &probe).await? {
        let why = "It says yes, but the report did not come in here. Check that PUBLIC_URL leads \
            to this Worker.";
        return steps.failed(ANSWERS, why);
    }
    steps.ok(ANSWERS, "This Worker answers there.");
    steps.ok(KEY, "It is.");
    steps.ok(STORED, "The test came back whole.");
    health::proven(&app.db).await?;
    steps.reply()
}

/// What the gateway would put beside a callback to prove it genuine, if anything.
async fn signature(
    line: &Line,
    url: &str,
    body: &str,
) -> Result<Option<(&'static str, String)>, Failure> {
    let urls = [url.to_owned()];
    let callback = Callback {
        urls: &urls,
        ..Callback::of(CallbackBody::Form(body.as_bytes()))
    };
    let Some(proof) = line.gateway.proof(&callback) else {
        return Ok(None);
    };
    let message = proof.messages.first().map_or("", String::as_str);
    let mac = crypto::hmac_by(proof.hash, &line.account.key, message).await?;
    Ok(Some((proof.header, Proof::written(&mac))))
}

/// The address without the key, if a gateway may be given it: https, or this very machine.
fn public_address(url: &str) -> Option<String> {
    let origin = Address::from(url).origin().to_ascii_lowercase();
    let (scheme, host) = origin.split_once("://")?;
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let loopback = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    let public = scheme == "https" && !name.is_empty();
    (public || loopback).then(|| origin.clone())
}

/// Makes a probe, and forgets old ones.
async fn make(app: &App, probe: &Probe) -> Result<(), Failure> {
    let now = now();
    let insert = app.db.statement(
        "INSERT INTO callback_probe (nonce, made_at) VALUES (?1, ?2)",
        &[probe.nonce().into(), now.into()],
    );
    let forget = app.db.statement(
        "DELETE FROM callback_probe WHERE made_at < ?1",
        &[now.saturating_sub(PROBE_LIFE_MS).into()],
    );
    app.db.batch(vec![insert, forget]).await.map(|_| ())
}

/// A probe that came in. One that we did not make is nobody's.
pub(crate) async fn came_back(app: &App, probe: &Probe) -> Result<(), Failure> {
    app.db
        .run(
            "UPDATE callback_probe SET seen_at = ?2 WHERE nonce = ?1 AND seen_at IS NULL",
            &[probe.nonce().into(), now().into()],
        )
        .await
        .map(|_| ())
}

async fn seen(app: &App, probe: &Probe) -> Result<bool, Failure> {
    row! {
        struct Seen { seen: u32 }
    }
    let row: Option<Seen> = app
        .db
        .first(
            "SELECT seen_at IS NOT NULL AS seen FROM callback_probe WHERE nonce = ?1",
            &[probe.nonce().into()],
        )
        .await?;
    Ok(row.is_some_and(|row| row.seen != 0))
}

/// `POST /api/setup/test-gateway`: submits with `test: true`, so that nothing is delivered or
/// charged, and says what became of it.
pub(crate) async fn gateway(app: &App) -> Result<Reply, Failure> {
    const REACHED: &str = "The gateway answers";
    const TAKEN: &str = "The gateway takes a test message";
    const ACTIVE: &str = "The account is active";
    let mut steps = Steps::default();
    let items = editing::items(&app.db, "[\"setup\",\"sender\"]").await?;
    let stored = setup::stored(&items)?;
    let line = stored.line(&app.settings)?;
    let about = line.gateway.about();
    let rule = about.key_rule();
    let article = rule.split(' ').next().unwrap_or_default();
    let is_stored = [article, " ", about.key, " is stored"].concat();
    let is_accepted = ["The gateway accepts the ", about.key].concat();
    let again = [about.key_from, " Save it again."].concat();
    if line.account.key.is_empty() {
        let why = [
            "There is none that can be read. Enter the ",
            about.key,
            " and save.",
        ]
        .concat();
        return steps.failed(&is_stored, &why);
    }
    steps.ok(&is_stored, "It is.");

    let from = items.iter().find_map(|item| {
        let sender: serde_json::Value = serde_json::from_slice(item.value.as_bytes()).ok()?;
        sender.get("name")?.as_str()?.parse().ok()
    });
    let from: SenderId = match from {
        Some(from) => from,
        None => SENDER.parse().map_err(Failure::internal)?,
    };
    let to: Mobile = NOBODY.parse().map_err(Failure::internal)?;
    let submission = Submission {
        from: &from,
        to: &to,
        text: "Test",
        encoding: Encoding::Gsm7,
        reference: None,
        callback: None,
        test: true,
    };
    let Ok(outcome) = gateway::test(&app.settings, &line, &submission).await else {
        let why = [
            about.url_variable,
            " is no address. Set it to the gateway's base URL.",
        ]
        .concat();
        return steps.failed(REACHED, &why);
    };
    let (address, _) = app.settings.url_of(about);
    match outcome {
        Outcome::Unknown(Uncertainty::Unreadable {
            status: status @ (401 | 403),
        }) => {
            steps.ok(REACHED, address);
            let why = ["It does not (HTTP ", &status.to_string(), "). ", &again];
            steps.failed(&is_accepted, &why.concat())
        }
        Outcome::Unknown(why) => {
            let why = [
                &sentence(&why.to_string()),
                " Check ",
                about.url_variable,
                " (",
                address,
                "), and whether the gateway keeps a list of callers.",
            ];
            steps.failed(REACHED, &why.concat())
        }
        Outcome::Refused(refusal) if matches!(refusal.status, 401 | 403) => {
            steps.ok(REACHED, address);
            let why = [&sentence(&refusal.to_string()), " ", &again];
            steps.failed(&is_accepted, &why.concat())
        }
        Outcome::Refused(refusal) | Outcome::RefusedForNow { refusal, .. } => {
            steps.ok(REACHED, address);
            // Not said to be accepted: some gateways look at the key last.
            let step = if about.test_mode { TAKEN } else { ACTIVE };
            steps.failed(step, &sentence(&refusal.to_string()))
        }
        Outcome::Accepted { .. } if !about.test_mode => {
            steps.ok(REACHED, address);
            steps.ok(&is_accepted, "It does.");
            steps.ok(
                ACTIVE,
                "It is. Nothing was sent: this gateway has no test messages.",
            );
            steps.reply()
        }
        Outcome::Accepted { .. } => {
            steps.ok(REACHED, address);
            steps.ok(&is_accepted, "It does.");
            let from = [
                "As from ",
                from.as_str(),
                ". Nothing was delivered or charged.",
            ];
            steps.ok(TAKEN, &from.concat());
            steps.reply()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_may_be_given_https_or_this_machine() {
        let shown = |url: &str| public_address(url);
        for (url, origin) in [
            (
                "https://sms.example.com/callback/k/delivery",
                "https://sms.example.com",
            ),
            (
                "HTTPS://SMS.example.com:8443/x",
                "https://sms.example.com:8443",
            ),
            ("http://localhost:8787/callback/k", "http://localhost:8787"),
            ("http://127.0.0.1/x", "http://127.0.0.1"),
            ("http://[::1]:8787/x", "http://[::1]:8787"),
        ] {
            assert_eq!(shown(url).as_deref(), Some(origin), "{url}");
        }
        for url in [
            "http://sms.example.com/x",
            "http://localhost.example.com/x",
            "http://localhost:80@example.com/x",
            "https:///x",
            "sms.example.com/x",
            "",
        ] {
            assert_eq!(shown(url), None, "{url}");
        }
    }
}
