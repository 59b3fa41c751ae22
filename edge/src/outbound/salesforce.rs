//! Opt-outs on their way to Salesforce, as `salesforce/README.md` specifies the call. Of each record only the newest state is
//! told; one Worker at a time tells.

use std::cell::RefCell;

use mitto_core::salesforce::{
    MOST, PATH, Session, TOKEN_PATH, Told, Trouble, assertion, grant, results, session,
};
use mitto_core::session::read_private_key;
use mitto_core::webhook::Attempt;

use crate::crypto;
use crate::db::{Values, row};
use crate::error::Failure;
use crate::outgoing::{self, Answer, Call};
use crate::router::{App, Reply, now};
use crate::settings::{SalesforceSettings, is_private};

/// Milliseconds until Salesforce counts as silent.
const TIMEOUT_MS: u64 = 20_000;

/// Longest answer that is read, bytes: 200 results with a sentence each.
const LIMIT: usize = 256 * 1024;

/// Longer than a call takes with everything before it.
const LEASE_MS: i64 = 120_000;

/// Calls of one turn.
const CALLS: u32 = 10;

thread_local! {
    /// Of this isolate, kept until a call answers 401.
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

row! {
    /// What is to be told.
    struct Due {
        names: String,
        body: String,
        changes: u32,
        attempts: u32,
    }
}

/// Begins or ends to note what there is to tell, as the Worker's settings say. With the beginning go all opt-outs there are.
pub(super) async fn connect(app: &App) -> Result<(), Failure> {
    let on = app.settings.salesforce.is_some();
    let db = &app.db;
    let known = db.run("SELECT 1 FROM crm WHERE connected = ?1", &[on.into()]);
    if known.await?.found() {
        return Ok(());
    }
    let change = match on {
        true => db.statement(include_str!("../../sql/outbound/crm_connect.sql"), &[]),
        false => db.statement("DELETE FROM crm_change", &[]),
    };
    let connected = "UPDATE crm SET connected = ?1, next_at = 0, attempts = 0, failing_since = NULL, \
        shown_from = NULL, problem = NULL";
    db.perform(vec![change, db.statement(connected, &[on.into()])])
        .await
}

/// Tells what is due.
pub(super) async fn tell(app: &App) -> Result<(), Failure> {
    let Some(settings) = &app.settings.salesforce else {
        return Ok(());
    };
    for _ in 0..CALLS {
        let lease = "UPDATE crm SET next_at = ?2 WHERE next_at <= ?1 AND connected = 1 \
            AND EXISTS (SELECT 1 FROM crm_change WHERE next_at <= ?1)";
        let until = now().saturating_add(LEASE_MS);
        let leased = app.db.run(lease, &[now().into(), until.into()]).await?;
        if leased.changes == 0 {
            return Ok(());
        }
        let due = include_str!("../../sql/outbound/crm_due.sql");
        let due: Option<Due> = app.db.first(due, &[now().into(), MOST.into()]).await?;
        let Some(due) = due.filter(|due| due.changes > 0) else {
            return Ok(());
        };
        match call(settings, &due.body).await {
            Ok(told) => done(app, &due.names, &told).await?,
            Err((trouble, retry_after)) => {
                return failed(app, &trouble, due.attempts, &retry_after).await;
            }
        }
    }
    Ok(())
}

/// Why not, and what the answer says in `Retry-After`.
type Refused = (Trouble, String);

fn refused(trouble: Trouble) -> Refused {
    (trouble, String::new())
}

/// Makes the call; with a new token, once, where the one we have has ended.
async fn call(settings: &SalesforceSettings, body: &str) -> Result<Vec<Told>, Refused> {
    let known = SESSION.take();
    let was_known = known.is_some();
    let mut session = match known {
        Some(session) => session,
        None => sign_in(settings).await?,
    };
    let mut answer = post(&session, body).await?;
    if answer.status == 401 && was_known {
        session = sign_in(settings).await?;
        answer = post(&session, body).await?;
    }
    if answer.status != 401 {
        SESSION.set(Some(session));
    }
    match Trouble::of_call(answer.status) {
        Some(trouble) => Err((trouble, answer.retry_after)),
        None => results(&answer.body.unwrap_or_default()).map_err(refused),
    }
}

async fn post(session: &Session, body: &str) -> Result<Answer, Refused> {
    let bearer = ["Bearer ", &session.token].concat();
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("accept", "application/json"),
    ];
    reach(&[&session.org, PATH].concat(), &headers, body).await
}

async fn reach(url: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer, Refused> {
    let call = Call {
        url,
        headers,
        body: Some(body),
        timeout_ms: TIMEOUT_MS,
        limit: LIMIT,
    };
    let answer = outgoing::call(call).await;
    answer.map_err(|_| refused(Trouble::Unreachable))
}

async fn sign_in(settings: &SalesforceSettings) -> Result<Session, Refused> {
    let missing = |what| move || refused(Trouble::Setting(what));
    let login = settings.login_url.as_deref().filter(|url| is_private(url));
    let login = login.ok_or_else(missing(
        "SALESFORCE_LOGIN_URL is not set, or no https:// address.",
    ))?;
    let user = settings.user.as_deref();
    let user = user.ok_or_else(missing("SALESFORCE_USER is not set."))?;
    let key = settings.private_key.as_deref().and_then(read_private_key);
    let bad_key = "The secret SALESFORCE_PRIVATE_KEY is not set, or no private key in PKCS#8 \
        (BEGIN PRIVATE KEY).";
    let key = key.ok_or_else(missing(bad_key))?;
    let claims = assertion(&settings.client_id, user, login, now());
    let signature = crypto::sign_rs256(&key, claims.as_bytes()).await;
    let signature = signature.ok_or_else(missing(bad_key))?;
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let form = grant(&claims, &signature);
    let answer = reach(&[login, TOKEN_PATH].concat(), &headers, &form).await?;
    let body = answer.body.unwrap_or_default();
    match session(answer.status, &body) {
        // The token must go nowhere else.
        Ok(session) if !is_private(&session.org) => Err(refused(Trouble::Unreadable)),
        session => session.map_err(|trouble| (trouble, answer.retry_after)),
    }
}

/// Stores what was told. What the org would not save is told again later: after a minute, twice as long each time, an hour at
/// most; so is what its answer leaves out.
async fn done(app: &App, names: &str, told: &[Told]) -> Result<(), Failure> {
    // Only names that we have asked about, as they stand there.
    let mut done = "[".to_owned();
    for one in told.iter().filter(|one| one.done) {
        let name = ["\"", &one.id, "\""].concat();
        if names.contains(&name) {
            if done.len() > 1 {
                done.push(',');
            }
            done.push_str(&name);
        }
    }
    done.push(']');
    let values = Values::of(&[(&done).into(), now().into(), names.into()]);
    let both = Values::of(&[(&done).into(), now().into()]);
    let db = &app.db;
    let gone = "DELETE FROM crm_change WHERE change IN (SELECT value FROM json_each(?1))";
    let later = "UPDATE crm_change SET attempts = attempts + 1, \
        next_at = ?2 + min(3600000, 60000 << min(attempts, 6)) \
        WHERE change IN (SELECT value FROM json_each(?3) EXCEPT SELECT value FROM json_each(?1))";
    let well = "UPDATE crm SET next_at = 0, attempts = 0, failing_since = NULL, shown_from = NULL, \
        problem = NULL, told_at = ?1";
    db.perform(vec![
        db.bound(include_str!("../../sql/outbound/crm_told.sql"), &both),
        db.statement(gone, &[(&done).into()]),
        db.bound(later, &values),
        db.statement(well, &[now().into()]),
    ])
    .await
}

async fn failed(
    app: &App,
    trouble: &Trouble,
    attempts: u32,
    retry_after: &str,
) -> Result<(), Failure> {
    let [random] = crypto::random::<1>();
    let number = attempts.saturating_add(1);
    let wait = trouble.wait_ms(Attempt { number, random }, retry_after);
    let sql = "UPDATE crm SET attempts = ?1, next_at = ?2, problem = ?3, \
        failing_since = coalesce(failing_since, ?4), shown_from = min(coalesce(shown_from, ?5), ?5)";
    let words = trouble.to_string();
    let values = [
        number.into(),
        now().saturating_add(wait).into(),
        (&words).into(),
        now().into(),
        trouble.shown_from(now()).into(),
    ];
    app.db.run(sql, &values).await.map(|_| ())
}

/// `GET /api/setup/salesforce`. The database writes the JSON (`SalesforceState`).
pub(crate) async fn show(app: &App) -> Result<Reply, Failure> {
    row! {
        struct Shown { shown: String }
    }
    let sql = "SELECT json_object('configured', json(iif(?1 = 1, 'true', 'false')), \
        'waiting', (SELECT count(*) FROM crm_change), \
        'refused', (SELECT count(*) FROM crm_change WHERE attempts > 0), \
        'lastToldAt', strftime('%Y-%m-%dT%H:%M:%fZ', told_at / 1000.0, 'unixepoch'), \
        'failingSince', strftime('%Y-%m-%dT%H:%M:%fZ', failing_since / 1000.0, 'unixepoch'), \
        'problem', problem) AS shown FROM crm";
    let on = app.settings.salesforce.is_some();
    let row: Option<Shown> = app.db.first(sql, &[on.into()]).await?;
    let row = row.ok_or_else(|| Failure::internal("no row of Salesforce"))?;
    Ok(Reply::body(200, row.shown.into_bytes()))
}
