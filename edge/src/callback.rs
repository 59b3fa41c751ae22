//! Delivery reports: what the gateway tells us of an SMS we sent.
//!
//! Acknowledged once stored, or once the queue has them: `mitto_core::intake` says which way they
//! take. Repeats and any order change nothing: updates are unique by content, and a status only
//! rises.

use std::cell::RefCell;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use mitto_core::api::{Code, Problem};
use mitto_core::intake::{PATIENCE_MS, Places, StoredReport};
use mitto_core::mitto::{CallbackBody, CallbackError, MAX_CALLBACK_BYTES, Notice, read_reports};

use crate::border::{Delay, Request, log_warning};
use crate::db::{Db, Values};
use crate::error::Failure;
use crate::health::{self, Came};
use crate::router::{App, Reply, body, now};
use crate::{crypto, editing, proof, queue, setup};

/// Each report with the SMS it is about: by our reference, else by the gateway's id; null if
/// neither is known (yet).
const REPORTS: &str = include_str!("../sql/reports.sql");

thread_local! {
    /// Who is storing at this moment in this isolate.
    static PLACES: RefCell<Places> = const { RefCell::new(Places::new()) };
}

/// `POST` or `GET /callback/{key}/delivery`.
pub(crate) async fn delivery(
    app: &App,
    key: &str,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let received = receive(app, key, request).await?;
    let now = now();
    let notices = match read_reports(received.body()) {
        Ok(notices) => notices,
        Err(why) => return Err(rejected(app, why).await),
    };
    let mut good = Vec::new();
    let mut bad = None;
    for notice in &notices {
        match notice {
            Ok(Notice::Report(report)) => good.push(StoredReport::of(report, now)),
            Ok(Notice::Probe(probe)) => proof::came_back(app, probe).await?,
            Err(why) => bad = bad.or(Some(*why)),
        }
    }
    if !good.is_empty() {
        keep(&app.db, &good).await?;
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
        log_warning("callback refused: unknown key");
        health::count_unknown_key(&app.db).await;
        return Err(Code::NotFound.into());
    }
    if request.method() != "POST" {
        return Ok(Received {
            json: false,
            bytes: request.address().query().as_bytes().to_vec(),
        });
    }
    let kind = request.header("content-type").unwrap_or_default();
    let bytes = match body(request, MAX_CALLBACK_BYTES).await {
        Ok(bytes) => bytes,
        Err(why) => {
            let problem = why.problem()?;
            return Err(match problem.code {
                Code::TooLarge => rejected(app, CallbackError::TooLarge).await,
                _ => problem.into(),
            });
        }
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
    // Compare with every key that is taken, so that the time tells nothing.
    let matches = |known: &[String]| {
        known
            .iter()
            .fold(false, |found, live| found | crypto::same(live, key))
    };
    if matches(&app.config.callback_keys(&app.settings).await?) {
        return Ok(true);
    }
    // A key that was just made may be newer than KV's copy here.
    let newest = setup::stored(&editing::items(&app.db, setup::KINDS).await?)?;
    Ok(matches(&newest.callback_keys(&app.settings, now())?))
}

/// 4xx only for what can never be right.
pub(crate) async fn rejected(app: &App, why: CallbackError) -> Failure {
    let words = why.to_string();
    log_warning(&["callback refused: ", &words].concat());
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

/// Stores reports, or has the queue take them. An error means that neither was possible, and that
/// the gateway must report once more.
async fn keep(db: &Db, reports: &[StoredReport<'_>]) -> Result<(), Failure> {
    let place = PLACES.with_borrow_mut(|places| places.take(now()));
    if let Some(place) = place {
        let stored = in_time(store(db, &list(reports), 0)).await;
        match stored {
            Ok(()) => {
                PLACES.with_borrow_mut(|places| places.give_back(place));
                return Ok(());
            }
            // The place stays taken for a while: a database that fails is asked less often.
            Err(failure) => told("not stored", failure),
        }
    }
    match queue::take(reports).await {
        Ok(true) => return Ok(()),
        Ok(false) => {}
        Err(failure) => told("not queued", failure),
    }
    match place {
        None => store(db, &list(reports), 0).await,
        Some(_) => Err(Failure::internal("reports were neither stored nor queued")),
    }
}

/// Reports as [`store`] takes them.
fn list(reports: &[StoredReport<'_>]) -> String {
    let reports: Vec<String> = reports.iter().map(StoredReport::to_json).collect();
    reports.join(",")
}

/// What became of reports goes to the log, and nothing of what they hold.
pub(crate) fn told(what: &str, failure: Failure) {
    let code = failure.into_problem().code.as_str();
    log_warning(&["reports ", what, ": ", code].concat());
}

/// A database that does not answer in time counts as one that fails.
async fn in_time(stored: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let timeout = pin!(Delay::from(Duration::from_millis(PATIENCE_MS)));
    match select(pin!(stored), timeout).await {
        Either::Left((stored, _)) => stored,
        Either::Right(_) => Err(Failure::internal("the database did not answer in time")),
    }
}

/// Stores reports, JSON separated by commas, all or none. `queued`: how many callbacks of them came
/// by way of the queue.
pub(crate) async fn store(db: &Db, reports: &str, queued: usize) -> Result<(), Failure> {
    let json = ["[", reports, "]"].concat();
    let now = now();
    let values = Values::of(&[(&json).into(), now.into()]);
    let statement = |sql: &str| db.bound([REPORTS, sql].concat(), &values);
    let mut statements = vec![
        statement(include_str!("../sql/reports_updates.sql")),
        statement(include_str!("../sql/reports_status.sql")),
        statement(include_str!("../sql/reports_early.sql")),
        health::came(db, Came::Delivery, now),
    ];
    if queued > 0 {
        statements.push(health::queued(db, queued));
    }
    db.perform(statements).await
}
