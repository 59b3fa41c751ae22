//! Delivery reports: what the gateway tells us of an SMS we sent.
//!
//! Acknowledged once stored, or once the queue has them: `mitto_core::intake` says which way they
//! take. Repeats and any order change nothing: updates are unique by content, and a status only
//! rises.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, select};

use mitto_core::api::{Code, Problem};
use mitto_core::gateway::{
    Callback, CallbackBody, CallbackError, Gateway, MAX_CALLBACK_BYTES, Notice, Proof,
};
use mitto_core::intake::{
    PATIENCE_MS, Place, Places, StoredReport, Ticket, Told, Way, may_opt_out,
};

use crate::border::{
    self, Asked, Call, Delay, Request, Tell, Value, keep_going, log_warning, tell,
};
use crate::db::{Db, Values};
use crate::error::Failure;
use crate::health::{self, Came};
use crate::router::{App, Reply, body, now};
use crate::stored_setup::{CallbackKey, StoredSetup, is_made};
use crate::{crypto, editing, proof, queue, setup};

/// Each report with the SMS it is about: by our reference, else by the gateway's id; null if
/// neither is known (yet).
const REPORTS: &str = include_str!("../sql/reports.sql");

thread_local! {
    /// Who is storing at this moment in this isolate, and who waits for them.
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
    let notices = match received.gateway.reports(&received.callback()) {
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

/// A callback under a key that is ours, and genuine.
pub(crate) struct Received {
    /// Whose key that is.
    pub(crate) gateway: &'static dyn Gateway,
    json: bool,
    posted: bool,
    bytes: Vec<u8>,
    query: String,
    urls: [String; 2],
}

impl Received {
    pub(crate) fn callback(&self) -> Callback<'_> {
        Callback {
            body: match self.json {
                true => CallbackBody::Json(&self.bytes),
                false => CallbackBody::Form(&self.bytes),
            },
            posted: self.posted,
            query: &self.query,
            urls: &self.urls,
        }
    }
}

/// Lets in who knows the key and gives the proof that its gateway gives, and reads the body, whatever form it has.
pub(crate) async fn receive(
    app: &App,
    key: &str,
    request: &mut Request,
) -> Result<Received, Failure> {
    let Some((gateway, secret)) = whose_key(app, key).await? else {
        log_warning("callback refused: unknown key");
        health::count_unknown_key(&app.db).await;
        return Err(Code::NotFound.into());
    };
    let address = request.address();
    let query = address.query().to_owned();
    let path = [
        address.path(),
        if query.is_empty() { "" } else { "?" },
        &query,
    ]
    .concat();
    // The gateway was told of the address that is ours; that a request comes to may be another, behind a proxy.
    let origins = [app.origin.as_deref().unwrap_or_default(), address.origin()];
    let urls = origins.map(|origin| [origin, &path].concat());
    let posted = request.method() == "POST";
    let (json, bytes) = match posted {
        true => content(app, request).await?,
        false => (false, query.as_bytes().to_vec()),
    };
    let received = Received {
        gateway,
        json,
        posted,
        bytes,
        query,
        urls,
    };
    if let Some(proof) = gateway.proof(&received.callback()) {
        let given = request.header(proof.header).unwrap_or_default();
        if !is_genuine(app, key, &secret, &proof, &given).await? {
            return Err(rejected(app, CallbackError::NotSigned).await);
        }
    }
    Ok(received)
}

/// Whether a callback carries its gateway's proof, under the secret that is known here, or the newest there is.
async fn is_genuine(
    app: &App,
    key: &str,
    secret: &str,
    proof: &Proof,
    given: &str,
) -> Result<bool, Failure> {
    if signs(secret, proof, given).await? {
        return Ok(true);
    }
    match newest_key(app, key).await? {
        Some((_, newest)) if newest != secret => signs(&newest, proof, given).await,
        _ => Ok(false),
    }
}

async fn signs(secret: &str, proof: &Proof, given: &str) -> Result<bool, Failure> {
    for message in &proof.messages {
        let mac = crypto::hmac_by(proof.hash, secret, message).await?;
        if crypto::same(&Proof::written(&mac), given) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What is posted, and whether it is JSON.
async fn content(app: &App, request: &mut Request) -> Result<(bool, Vec<u8>), Failure> {
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
    Ok((json, bytes))
}

/// The gateway whose callbacks come under this key, and what it signs with.
type Whose = (&'static dyn Gateway, String);

async fn whose_key(app: &App, key: &str) -> Result<Option<Whose>, Failure> {
    let keys = app.config.callback_keys(&app.settings).await?;
    if let Some(known) = matching(&keys, key) {
        return Ok(Some(known));
    }
    // A key that was just made may be newer than KV's copy here. A guess is none that we make, and asks nobody.
    match keys.first() {
        Some(newest) if is_made(&app.settings, key, newest.generation)? => {
            newest_key(app, key).await
        }
        _ => Ok(None),
    }
}

async fn newest_key(app: &App, key: &str) -> Result<Option<Whose>, Failure> {
    let newest = newest_setup().await?;
    Ok(matching(&newest.callback_keys(&app.settings, now())?, key))
}

/// Setup as it is this moment. It is asked for in two places, and seldom: so it is one thing to wait for.
fn newest_setup() -> Asked<StoredSetup> {
    Box::pin(async { setup::stored(&editing::items(&Db, setup::KINDS).await?) })
}

/// Compares with every key that is taken, so that the time tells nothing.
fn matching(keys: &[CallbackKey], key: &str) -> Option<Whose> {
    let mut found = None;
    for live in keys {
        if crypto::same(&live.key, key) {
            found = Some(live);
        }
    }
    found.map(|live| (live.gateway, live.secret.clone()))
}

/// 4xx only for what can never be right.
pub(crate) async fn rejected(app: &App, why: CallbackError) -> Failure {
    let words = why.to_string();
    log_warning(&["callback refused: ", &words].concat());
    health::count_rejected(&app.db, &words).await;
    let code = match why {
        CallbackError::TooLarge => Code::TooLarge,
        CallbackError::NotSigned => Code::NotAllowed,
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
    let json = list(reports);
    let way = PLACES.with_borrow_mut(|places| places.way(now(), json.len()));
    // Others may have to wait for what this one does, also if its caller goes away.
    keep_going();
    let became = match way {
        Way::Store(place) => Some(Told::Store(place, Vec::new())),
        Way::Wait => wait(&json).await,
        Way::Queue => None,
    };
    let mut tried = false;
    match became {
        Some(Told::Stored) => return Ok(()),
        Some(Told::Store(place, others)) => match store_with(db, place, &json, &others).await {
            Ok(()) => return Ok(()),
            Err(failure) => {
                tried = true;
                told("not stored", failure);
            }
        },
        Some(Told::Failed) | None => {}
    }
    match queue::take(reports).await {
        Ok(true) => return Ok(()),
        Ok(false) => {}
        Err(failure) => told("not queued", failure),
    }
    match tried {
        false => store(db, &json, 0).await,
        true => Err(Failure::internal("reports were neither stored nor queued")),
    }
}

/// Waits in the line; what became of it, none where that took too long.
async fn wait(reports: &str) -> Option<Told> {
    let woken = border::call(Call::Wait, &[]);
    let number = woken.number();
    let ticket = PLACES.with_borrow_mut(|places| places.wait(number, reports.to_owned()));
    let timeout = pin!(Delay::from(Duration::from_millis(PATIENCE_MS)));
    if let Either::Right(_) = select(woken, timeout).await {
        PLACES.with_borrow_mut(|places| places.leave(&ticket));
        // Nobody will wake it any more.
        wake(&[number]);
    }
    ticket.told()
}

/// Stores these reports and those of others, who are told.
async fn store_with(
    db: &Db,
    place: Place,
    reports: &str,
    others: &[Rc<Ticket>],
) -> Result<(), Failure> {
    let mut all = reports.to_owned();
    for ticket in others {
        all.push(',');
        all.push_str(&ticket.reports);
    }
    let stored = in_time(store(db, &all, 0)).await;
    let woken = PLACES.with_borrow_mut(|places| places.done(place, stored.is_ok(), others, now()));
    wake(&woken);
    stored
}

fn wake(numbers: &[u32]) {
    if !numbers.is_empty() {
        let numbers: Vec<Value<'_>> = numbers.iter().map(|number| (*number).into()).collect();
        tell(Tell::Wake, &numbers);
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
    if may_opt_out(reports) {
        statements.push(statement(include_str!("../sql/reports_opt_out.sql")));
    }
    if queued > 0 {
        statements.push(health::queued(db, queued));
    }
    db.perform(statements).await
}
