//! Delivery reports: what the gateway tells us of an SMS we sent.
//!
//! Acknowledged once stored. Repeats and any order change nothing: updates are unique by content,
//! and a status only rises.

use mitto_core::api::{Code, Problem};
use mitto_core::mitto::{
    CallbackBody, CallbackError, MAX_CALLBACK_BYTES, Notice, Report, read_reports,
};
use serde::Serialize;
use worker::Request;

use crate::address::Address;
use crate::error::Failure;
use crate::health::{self, Came};
use crate::router::{App, Reply, body, now};
use crate::{crypto, editing, proof, setup};

/// A report as the statements below read it from one JSON parameter.
#[derive(Serialize)]
struct Stored<'a> {
    /// The SMS our reference names.
    sms: Option<u32>,
    gateway_id: Option<&'a str>,
    /// What makes it one and the same report.
    content: String,
    status: Option<&'static str>,
    rank: Option<u8>,
    gateway_status: &'a str,
    segment: Option<u8>,
    error_code: Option<&'a str>,
    provider_time: Option<i64>,
    extra: Option<&'a str>,
}

impl<'a> From<&'a Report> for Stored<'a> {
    fn from(report: &'a Report) -> Stored<'a> {
        let segment = report
            .segment
            .map(|segment| segment.to_string())
            .unwrap_or_default();
        let time = report
            .provider_time
            .map(|time| time.to_string())
            .unwrap_or_default();
        Stored {
            sms: report.reference.map(|reference| reference.sms.number()),
            gateway_id: report.gateway_id.as_deref(),
            content: [
                &report.gateway_status.to_ascii_lowercase(),
                "|",
                &segment,
                "|",
                &time,
            ]
            .concat(),
            status: report.status.map(|status| status.as_str()),
            rank: report.status.map(|status| status.rank()),
            gateway_status: &report.gateway_status,
            segment: report.segment,
            error_code: report.error_code.as_deref(),
            provider_time: report.provider_time,
            extra: report.extra.as_deref(),
        }
    }
}

/// Each report with the SMS it is about: by our reference, else by the gateway's id; null if
/// neither is known (yet).
const REPORTS: &str = include_str!("../sql/reports.sql");

/// `POST` or `GET /callback/{key}/delivery`.
pub(crate) async fn delivery(
    app: &App,
    key: &str,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let received = receive(app, key, request).await?;
    let notices = match read_reports(received.body()) {
        Ok(notices) => notices,
        Err(why) => return Err(rejected(app, why).await),
    };
    let mut good = Vec::new();
    let mut bad = None;
    for notice in &notices {
        match notice {
            Ok(Notice::Report(report)) => good.push(Stored::from(report)),
            Ok(Notice::Probe(probe)) => proof::came_back(app, probe).await?,
            Err(why) => bad = bad.or(Some(*why)),
        }
    }
    if !good.is_empty() {
        store(app, &good).await?;
    }
    match bad {
        // The good ones are kept: a repeat of the whole body stores them once.
        Some(why) => Err(rejected(app, why).await),
        None => Ok(Reply::empty(200)),
    }
}

/// A callback's body under a key that is ours.
pub(crate) struct Received {
    json: bool,
    bytes: Vec<u8>,
}

impl Received {
    pub(crate) fn body(&self) -> CallbackBody<'_> {
        match self.json {
            true => CallbackBody::Json(&self.bytes),
            false => CallbackBody::Form(&self.bytes),
        }
    }
}

/// Lets in who knows the key, and reads the body, whatever form it has.
pub(crate) async fn receive(
    app: &App,
    key: &str,
    request: &mut Request,
) -> Result<Received, Failure> {
    if !knows_the_key(app, key).await? {
        worker::console_warn!("callback refused: unknown key");
        health::count_unknown_key(&app.db).await;
        return Err(Code::NotFound.into());
    }
    if request.inner().method() != "POST" {
        return Ok(Received {
            json: false,
            bytes: Address::of(request).query().as_bytes().to_vec(),
        });
    }
    let kind = request.headers().get("content-type")?.unwrap_or_default();
    let bytes = match body(request, MAX_CALLBACK_BYTES).await {
        Err(Failure::Problem(problem)) if problem.code == Code::TooLarge => {
            return Err(rejected(app, CallbackError::TooLarge).await);
        }
        read => read?,
    };
    // Senders forget the content type; what begins like JSON is JSON.
    let json = match kind.to_ascii_lowercase() {
        kind if kind.contains("json") => true,
        kind if kind.contains("form-urlencoded") => false,
        _ => matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[')),
    };
    Ok(Received { json, bytes })
}

async fn knows_the_key(app: &App, key: &str) -> Result<bool, Failure> {
    let now = now();
    // Compare with every key that is taken, so that the time tells nothing.
    let matches = |known: Vec<String>| {
        known
            .iter()
            .fold(false, |found, live| found | crypto::same(live, key))
    };
    let copy = app.config.setup().await?;
    if matches(copy.callback_keys(&app.settings, now)?) {
        return Ok(true);
    }
    // A key that was just made may be newer than KV's copy here.
    let newest = setup::stored(&editing::items(&app.db, setup::KINDS).await?)?;
    Ok(matches(newest.callback_keys(&app.settings, now)?))
}

/// 4xx only for what can never be right.
pub(crate) async fn rejected(app: &App, why: CallbackError) -> Failure {
    worker::console_warn!("callback refused: {why}");
    let words = why.to_string();
    health::count_rejected(&app.db, &words).await;
    let code = match why {
        CallbackError::TooLarge => Code::TooLarge,
        _ => Code::MalformedBody,
    };
    let mut problem = Problem::new(code).because(words);
    if why == CallbackError::TooLarge {
        problem.limit = u32::try_from(MAX_CALLBACK_BYTES).ok();
    }
    problem.title = "The callback could not be read.".to_owned();
    problem.into()
}

async fn store(app: &App, reports: &[Stored<'_>]) -> Result<(), Failure> {
    let json = serde_json::to_string(reports)?;
    let now = now();
    let values = [(&json).into(), now.into()];
    let statement = |sql: &str| app.db.statement(&[REPORTS, sql].concat(), &values);
    app.db
        .batch(vec![
            statement(include_str!("../sql/reports_updates.sql"))?,
            statement(include_str!("../sql/reports_status.sql"))?,
            statement(include_str!("../sql/reports_early.sql"))?,
            health::came(&app.db, Came::Delivery, now)?,
        ])
        .await?;
    Ok(())
}
