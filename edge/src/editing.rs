//! Changing configuration, so that two admins at once lose nothing.
//!
//! KV is what sends read, but it cannot compare before it writes. So a change is decided in D1: it
//! is made from the items and the last row of the change log, read together, and written together
//! with its own row of the log, provided that row is still the last. A change that lost the race
//! writes nothing and is made again from what is there now. Everything that must not happen twice
//! or be overwritten (names, versions, the use of one item by another) needs no lock of its own.
//!
//! | step | if we die right after it |
//! |---|---|
//! | D1: the items and their rows in the log | the sweep carries them to KV |
//! | KV: put or delete | the sweep does it again, which changes nothing |
//! | D1: one writer less to wait for | done |

use std::time::Duration;

use crate::border::{Delay, log_warning};
use mitto_core::api::{Action, Code, ItemKind, Problem};
use mitto_core::change_log::{ORIGIN, Row};
use serde::Serialize;

use crate::crypto;
use crate::db::{Db, Done, Then, row};
use crate::error::Failure;
use crate::router::{App, Reply, ago, now};

/// How often a change is made anew because another one came first. Of as many at once, one wins
/// each round.
pub(crate) const TRIES: u32 = 25;

/// Longest pause between two rounds, milliseconds.
const PAUSE_MS: u64 = 50;

/// Items of one change that are carried to KV at once; an import may have more than a request may
/// make calls (50 on the free plan), and leaves them to the sweep.
const PUSHES: usize = 20;

/// How long a change is left to the request that made it.
const GRACE_MS: i64 = 15_000;

row! {
    /// An item as it is stored.
    pub(crate) struct Item {
        pub(crate) kind: ItemKind,
        pub(crate) id: String,
        /// Its JSON.
        pub(crate) value: String,
        pub(crate) unique_key: Option<String>,
    }
}

/// What a change is made from.
pub(crate) struct State {
    pub(crate) items: Vec<Item>,
    head: Head,
}

row! {
    /// The last row of the change log.
    pub(crate) struct Head {
        pub(crate) number: u32,
        pub(crate) hash: String,
    }
}

/// Reads it.
pub(crate) const LAST: &str = "SELECT number, hash FROM change_log ORDER BY number DESC LIMIT 1";

impl Head {
    /// As it was read; before the first row there is one all the same.
    pub(crate) fn of(read: Done) -> Result<Head, Failure> {
        let origin = || Head {
            number: 0,
            hash: ORIGIN.to_owned(),
        };
        Ok(read.first()?.unwrap_or_else(origin))
    }
}

impl State {
    /// One item.
    pub(crate) fn find(&self, kind: ItemKind, id: &str) -> Option<&Item> {
        self.items
            .iter()
            .find(|item| item.kind == kind && item.id == id)
    }

    /// The item of a kind with this unique key.
    pub(crate) fn with_key(&self, kind: ItemKind, key: &str) -> Option<&Item> {
        self.items
            .iter()
            .find(|item| item.kind == kind && item.unique_key.as_deref() == Some(key))
    }
}

/// One item's change.
pub(crate) struct Edit {
    pub(crate) kind: ItemKind,
    pub(crate) id: String,
    /// What people know it by.
    pub(crate) name: String,
    pub(crate) action: Action,
    pub(crate) unique: Option<String>,
    /// What is stored; none: removed.
    pub(crate) value: Option<String>,
    /// What the log says it was, as JSON; never a secret.
    pub(crate) before: Option<String>,
    /// What the log says it became.
    pub(crate) after: Option<String>,
    /// The sealed secret of an endpoint of webhooks that is new.
    pub(crate) secret: Option<String>,
}

/// An edit with its row of the log, as the statements read it.
#[derive(Serialize)]
struct Written<'a> {
    number: u32,
    hash: String,
    /// The item's id in the log; Setup has none.
    item: Option<&'a str>,
    kind: &'a str,
    id: &'a str,
    name: &'a str,
    action: &'a str,
    unique: Option<&'a str>,
    value: Option<&'a str>,
    before: Option<&'a str>,
    after: Option<&'a str>,
    secret: Option<&'a str>,
}

/// Items of these kinds as they are now (`["sender","template"]`), in one order always.
pub(crate) fn items(db: &Db, kinds: &str) -> Then<Done, Vec<Item>> {
    db.rows(ITEMS, &[kinds.into()])
}

const ITEMS: &str = "SELECT kind, id, value, unique_key FROM config_item \
    WHERE kind IN (SELECT value FROM json_each(?1)) AND config_item.value IS NOT NULL \
    UNION ALL SELECT 'webhook', id, value, value ->> 'url' FROM webhook WHERE instr(?1, 'webhook') > 0 \
    ORDER BY unique_key";

async fn read(db: &Db, kinds: &str) -> Result<State, Failure> {
    let [items, head] = db
        .all([
            db.statement(ITEMS, &[kinds.into()]),
            db.statement(LAST, &[]),
        ])
        .await?;
    Ok(State {
        items: items.rows()?,
        head: Head::of(head)?,
    })
}

/// What to write and what to answer; nothing to write: it is so already.
pub(crate) type Decided = Result<(Vec<Edit>, Reply), Failure>;

/// Makes a change: `decide` says what to write and what to answer, as often as it takes.
pub(crate) async fn edit(
    app: &App,
    by: &str,
    kinds: &str,
    decide: &mut dyn FnMut(&State) -> Decided,
) -> Result<Reply, Failure> {
    for _ in 0..TRIES {
        let state = read(&app.db, kinds).await?;
        let (edits, reply) = decide(&state)?;
        if edits.is_empty() {
            return Ok(reply);
        }
        if let Some(first) = commit(&app.db, &state.head, by, &edits).await? {
            let pushes = edits.into_iter().zip(first..);
            // Endpoints are in the database only: the triggers read them there.
            let pushes = pushes.filter(|(edit, _)| edit.kind != ItemKind::Webhook);
            let pushes = pushes.take(PUSHES);
            push(app, pushes.map(Push::from).collect()).await;
            return Ok(reply);
        }
        pause().await;
    }
    Err(crowded())
}

/// Another change came first: a moment until the next try.
pub(crate) async fn pause() {
    let [random] = crypto::random::<1>();
    let pause = u64::from(random) * PAUSE_MS / 255;
    Delay::from(Duration::from_millis(pause)).await;
}

/// Every try was too late.
pub(crate) fn crowded() -> Failure {
    let why = "Others are making changes at the same time. Nothing was changed; try again.";
    Problem::new(Code::TooManyRequests).because(why).into()
}

/// Writes the edits, unless another change came first; the number of the first one's row.
async fn commit(db: &Db, head: &Head, by: &str, edits: &[Edit]) -> Result<Option<u32>, Failure> {
    let at = now();
    let mut hash = head.hash.clone();
    let mut number = head.number;
    let mut written = Vec::with_capacity(edits.len());
    for edit in edits {
        number = number.saturating_add(1);
        let item = (edit.kind != ItemKind::Setup).then_some(edit.id.as_str());
        let row = Row {
            number,
            at,
            by,
            kind: edit.kind.as_str(),
            item,
            name: &edit.name,
            action: edit.action.as_str(),
            before: edit.before.as_deref(),
            after: edit.after.as_deref(),
        };
        hash = row.hash(&hash);
        written.push(Written {
            number,
            hash: hash.clone(),
            item,
            kind: row.kind,
            id: &edit.id,
            name: row.name,
            action: row.action,
            unique: edit.unique.as_deref(),
            value: edit.value.as_deref(),
            before: row.before,
            after: row.after,
            secret: edit.secret.as_deref(),
        });
    }
    let json = serde_json::to_string(&written)?;
    let [log, ..] = db
        .all([
            db.statement(
                "INSERT INTO change_log (number, at, changed_by, kind, item, name, action, \
                 value_before, value_after, hash) SELECT r.value ->> 'number', ?2, ?3, \
                 r.value ->> 'kind', r.value ->> 'item', r.value ->> 'name', \
                 r.value ->> 'action', r.value ->> 'before', r.value ->> 'after', \
                 r.value ->> 'hash' FROM json_each(?1) AS r WHERE coalesce((SELECT hash \
                 FROM change_log ORDER BY number DESC LIMIT 1), ?4) = ?4 ORDER BY r.key",
                &[(&json).into(), at.into(), by.into(), (&head.hash).into()],
            ),
            // Only if the rows above went in: their last hash covers all of them.
            db.statement(
                "INSERT INTO config_item (kind, id, value, unique_key, change, unpushed, \
                 updated_at) SELECT r.value ->> 'kind', r.value ->> 'id', r.value ->> 'value', \
                 r.value ->> 'unique', r.value ->> 'number', 1, ?2 FROM json_each(?1) AS r \
                 WHERE r.value ->> 'kind' <> 'webhook' \
                 AND EXISTS (SELECT 1 FROM change_log WHERE number = ?3 AND hash = ?4) \
                 ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value, \
                 unique_key = excluded.unique_key, change = excluded.change, \
                 unpushed = unpushed + 1, updated_at = excluded.updated_at",
                &[(&json).into(), at.into(), number.into(), (&hash).into()],
            ),
            db.statement(
                include_str!("../sql/outbound/import.sql"),
                &[(&json).into(), at.into(), number.into(), (&hash).into()],
            ),
        ])
        .await?;
    Ok((log.changes > 0).then_some(head.number.saturating_add(1)))
}

row! {
    /// What KV has to hear of.
    #[derive(Serialize)]
    struct Push {
        kind: ItemKind,
        id: String,
        change: u32,
        #[serde(skip_serializing)]
        value: Option<String>,
    }
}

impl From<(Edit, u32)> for Push {
    fn from((edit, change): (Edit, u32)) -> Push {
        Push {
            kind: edit.kind,
            id: edit.id,
            change,
            value: edit.value,
        }
    }
}

/// Carries items to KV. What fails is left to the sweep: the change is made and stays made.
async fn push(app: &App, items: Vec<Push>) {
    if let Err(failure) = carry(app, items, "unpushed - 1").await {
        let code = failure.into_problem().code.as_str();
        log_warning(&["left to the sweep: ", code].concat());
    }
}

/// Puts or deletes each item, and says so in D1 unless it was changed again in between: then its
/// older copy may have come to KV after the newer one, and the sweep has to carry it once more.
async fn carry(app: &App, items: Vec<Push>, left: &str) -> Result<(), Failure> {
    for item in &items {
        app.config
            .write(item.kind, &item.id, item.value.as_deref())
            .await?;
    }
    let sql = [
        "UPDATE config_item SET unpushed = ",
        left,
        " WHERE unpushed > 0 AND EXISTS (SELECT 1 FROM json_each(?1) AS r \
         WHERE r.value ->> 'kind' = config_item.kind AND r.value ->> 'id' = config_item.id \
         AND r.value ->> 'change' = config_item.change)",
    ]
    .concat();
    let json = serde_json::to_string(&items)?;
    app.db.run(&sql, &[(&json).into()]).await?;
    Ok(())
}

/// Carries to KV what a crash left behind.
pub(crate) async fn push_rest(app: &App) -> Result<(), Failure> {
    let rest: Vec<Push> = app
        .db
        .rows(
            "SELECT kind, id, change, value FROM config_item WHERE unpushed > 0 \
             AND updated_at < ?1 ORDER BY change LIMIT ?2",
            &[ago(GRACE_MS).into(), (PUSHES as i64).into()],
        )
        .await?;
    match rest.is_empty() {
        true => Ok(()),
        false => carry(app, rest, "0").await,
    }
}
